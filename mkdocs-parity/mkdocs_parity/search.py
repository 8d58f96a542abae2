"""Search: an index for each language, and the scripts that ask it in mkdocs-material's search box.

The theme's own search would put all languages into one index, and asks it as the default language
is asked. Here the theme's plugin finds nothing to index; its search box asks the worker in
`assets/search/`, which loads the index of the page's language when a reader first types.
"""

import json
import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file

from mkdocs_parity.search_sections import search_sections
from mkdocs_parity.settings import Settings

INDEX = "search/index.json"
_ASSETS = "assets/search"
_THEME = "material/search"
_SOURCE = Path(__file__).parent / _ASSETS
_CUT_AS = {"nb": "no", "nn": "no", "zh": "en", "ja": "en", "th": "en", "lo": "en", "km": "en"}
_EXCLUDE = re.compile(r'\s?data-search-\w+(?:="[^"]*")?(?=[^<>]*>)')
_CONFIG = re.compile(r'(<script id="__config" type="application/json">)(.*?)(</script>)', re.DOTALL)
_WORKER = re.compile(r"assets/javascripts/workers/search\.\w+\.min\.js$")


@dataclass
class Search:
    """The indexes of a site whose theme is mkdocs-material with its plugin `search`."""

    settings: Settings
    _pages: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def set_up(self, config: MkDocsConfig) -> None:
        """Add the script that every page needs."""
        config.extra_javascript.append(f"{_ASSETS}/box.js")

    def take(self, page: Page, language: str) -> None:
        """Index a page, and keep it from the theme's index."""
        own = page.meta.get("search") or {}
        if not own.get("exclude"):
            sections = search_sections(page.content or "", str(page.title or ""))
            entry: dict[str, Any] = {"url": re.sub(r"^\./?$", "", page.url)}
            if "boost" in own:
                entry["boost"] = own["boost"]
            if isinstance(page.meta.get("tags"), list):
                entry["tags"] = [str(tag) for tag in page.meta["tags"] if tag]
            entry["sections"] = [[part.anchor, part.title, part.text] for part in sections]
            self._pages.setdefault(language, {})[page.file.src_uri] = entry
        if "data-search-" in (page.content or ""):
            page.content = _EXCLUDE.sub("", page.content or "")
        page.meta["search"] = {**own, "exclude": True}

    def answer_from(self, output: str, language: str) -> str:
        """Let a whole page's search box ask the index of a language."""

        def changed(match: re.Match[str]) -> str:
            config = json.loads(match[2])
            index = f"{self._folder(language)}{INDEX}"
            config["search"] = _WORKER.sub(f"{_ASSETS}/worker.js?{index}", config["search"])
            text = json.dumps(config)
            for sign in "<>&'":  # as Jinja's filter tojson has it
                text = text.replace(sign, f"\\u{ord(sign):04x}")
            return match[1] + text + match[3]

        told = f'<meta name="parity-search" content="{escape(self._folder(language) + INDEX)}">'
        return _CONFIG.sub(changed, output.replace("</head>", f"{told}</head>", 1))

    def write(self, config: MkDocsConfig, language: str) -> None:
        """Write the index of a language, and the scripts."""
        site = Path(config.site_dir)
        pages = list(self._pages.pop(language, {}).values())
        stemmer = self._stemmer(language)
        data = {"lang": language, "stemmer": stemmer, "pages": pages}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        write_file(text.encode(), str(site / self._folder(language) / INDEX))
        names = ["worker.js", "box.js", "engine.js", "words.js", "minisearch.js", "NOTICE.md"]
        names += ["LICENSE-minisearch.txt"]
        names += [f"stemmers/{stemmer}.js", "stemmers/LICENSE"] if stemmer else []
        for name in names:
            target = site / _ASSETS / name
            if not target.exists():  # the project may have its own
                write_file((_SOURCE / name).read_bytes(), str(target))

    def _folder(self, language: str) -> str:
        return "" if language == self.settings.default.code else f"{language}/"

    def _stemmer(self, language: str) -> str | None:
        """Return the language that words are cut as; English where words stand without spaces."""
        code = re.split("[-_]", language)[0].lower()
        code = {"nb": "no", "nn": "no", "zh": "en", "ja": "en", "th": "en", "ko": "en"}.get(
            code, code
        )
        return code if (_SOURCE / "stemmers" / f"{code}.js").is_file() else None


def search_of(config: MkDocsConfig, settings: Settings) -> Search | None:
    """Return the site's search; None if the theme has none, or the project wants the theme's."""
    plugin = config.plugins.get(_THEME)
    wanted = config.plugins["parity"].config.search
    return Search(settings) if wanted and plugin is not None and plugin.config.enabled else None
