"""The site's languages side by side: menu, head, sitemap and the page for lost readers."""

import posixpath
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as MkDocsPage

from mkdocs_parity.alternates import alternates_of, built_languages, fill_menu
from mkdocs_parity.fallback import name_language
from mkdocs_parity.head import Facts, complete_head, describe
from mkdocs_parity.notices import (
    LOST,
    LOST_HOME,
    LOST_WHY,
    NEWEST,
    OLDER,
    PERMALINK,
    SKIP,
    direction,
    say,
)
from mkdocs_parity.project import Project
from mkdocs_parity.sitemap import sitemap

_INSTANT = "navigation.instant"
THEME = Path(__file__).parent / "theme"
VERSIONS = Path(__file__).parent / "theme_versions"


@dataclass
class Switch:
    """What makes one site of several languages; each is built by a build of its own."""

    project: Project
    _descriptions: dict[str, str] = field(default_factory=dict)
    _files: dict[str, Files] = field(default_factory=dict)
    _is_instant: bool = False

    def set_up(self, config: MkDocsConfig) -> None:
        """Add the templates behind those of the project."""
        first = 1 if config.theme.custom_dir else 0
        config.theme.dirs.insert(first, str(THEME))
        if is_versioned(config):
            config.theme.dirs.insert(first, str(VERSIONS))

    def speak(self, config: MkDocsConfig, reader: str) -> None:
        """Put words of the theme and of extensions into the language that is built."""
        features = config.theme.get("features") or []
        if _INSTANT in features:
            self._is_instant = True
            features.remove(_INSTANT)  # i18n warns that its menu clashes with it: this one does not
        words = {"action.skip": SKIP, "version.older": OLDER, "version.newest": NEWEST}
        config.extra["parity_words"] = {
            name: self._say(text, reader) for name, text in words.items()
        }
        toc = config.mdx_configs.setdefault("toc", {})
        if toc.get("permalink_title") in (None, *self._said(PERMALINK)):
            toc["permalink_title"] = self._say(PERMALINK, reader)

    def collect(self, files: Files, config: MkDocsConfig, reader: str) -> None:
        """Keep the pages of a language for the sitemap; give back what `speak` took away."""
        self._files[reader] = files
        if self._is_instant:
            config.theme["features"].append(_INSTANT)

    def describe(self, page: MkDocsPage, config: MkDocsConfig) -> None:
        """Give a page a description, fit for an attribute, if its front matter has none."""
        given = page.meta.get("description") or ""
        if not given and self._is_home(page, config):
            given = config.site_description or ""
        said = str(given) or describe(page.content or "") or str(config.site_description or "")
        self._descriptions[page.file.dest_uri] = said
        page.meta["description"] = Markup(escape(said))

    def fill_menu(self, page: MkDocsPage, config: MkDocsConfig) -> None:
        """Address the page's other languages in the theme's menu."""
        # i18n sets the page's list as an attribute, which templates find before the item
        menu = getattr(config.extra, "alternate", [])
        fill_menu(menu, alternates_of(page.file, self.project, config), self.project)

    def versions(self, context: Any, config: MkDocsConfig, reader: str) -> None:
        """Tell the note in older versions where the newest one is, in the reader's language."""
        if is_versioned(config):
            newest = config.extra["version"].get("default") or "latest"
            context["parity_newest"] = newest if isinstance(newest, str) else newest[0]
            languages = self.project.settings.languages
            home = next((item.link for item in languages if item.code == reader), "/")
            index = "" if config.use_directory_urls else "index.html"
            context["parity_home"] = f"{home}{index}".lstrip("/")

    def complete(self, output: str, page: MkDocsPage, config: MkDocsConfig, reader: str) -> str:
        """Say in a page's head what it is and where its translations are."""
        is_home = self._is_home(page, config)
        title = page.meta.get("title") or (config.site_name if is_home else page.title)
        facts = Facts(
            site_name=config.site_name,
            title=str(title or config.site_name),
            description=self._descriptions.get(page.file.dest_uri, ""),
            site_url=config.site_url or None,
            url=page.url,
            language=reader,
            alternates=alternates_of(page.file, self.project, config),
            is_home=is_home,
        )
        return complete_head(output, facts)

    def sitemap(self, output: str, config: MkDocsConfig) -> str:
        """Write the sitemap of the languages that are built so far."""
        if not config.site_url:
            return output
        pages = [
            (file.url, alternates_of(file, self.project, config))
            for reader, files in self._files.items()
            for file in files.documentation_pages()
            if getattr(file, "locale", reader) == reader
        ]
        return sitemap(pages, config.site_url)

    def lost(self, context: Any, config: MkDocsConfig, reader: str) -> None:
        """Give the page for lost readers its words and the places of the languages.

        A static host answers with one page for all languages, that in the site's root. It speaks
        all of them, and where the address tells the language it leads to that language's page.
        """
        self.versions(context, config, reader)
        root = urlsplit(config.site_url or "/").path
        built = built_languages(config)
        homes = {
            item.code: posixpath.join(root, item.link.lstrip("/"))
            for item in self.project.settings.languages
            if item.code in built
        }
        default = self.project.settings.default.code
        for item in getattr(config.extra, "alternate", []):  # they are still those of the last page
            item["link"] = homes.get(item["lang"], item["link"])
            item["direction"] = direction(item["lang"])
            item.pop("offer", None)
        context["parity_homes"] = {} if reader != default else homes
        context["parity_versioned"] = is_versioned(config)
        context["parity_lost"] = [
            {
                "lang": code.replace("_", "-"),
                "dir": direction(code),
                "title": self._say(LOST, code),
                "why": self._say(LOST_WHY, code),
                "link": self._say(LOST_HOME, code),
                "home": home + ("" if config.use_directory_urls else "index.html"),
            }
            for code, home in homes.items()
            if reader in (code, default)
        ]

    def keep_lost(self, output: str, config: MkDocsConfig, reader: str) -> str:
        """Write the page for lost readers of a language into the language's folder.

        Returns:
            What belongs into the site's root: the default language's page, and else nothing.

        """
        output = name_language(output, reader)
        if reader == self.project.settings.default.code:
            return output
        link = next(item.link for item in self.project.settings.languages if item.code == reader)
        file = Path(config.site_dir) / link.strip("/") / "404.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(output, encoding="utf-8")
        return ""

    def _is_home(self, page: MkDocsPage, config: MkDocsConfig) -> bool:
        homes = {item.home for item in alternates_of(page.file, self.project, config)}
        return page.file.url in homes

    def _say(self, text: str, reader: str) -> str:
        default = self.project.settings.default.code
        own = self.project.catalogue(reader) if reader != default else None
        return say(text, reader, own, default=default)

    def _said(self, text: str) -> set[str]:
        return {self._say(text, language.code) for language in self.project.settings.languages}


def is_versioned(config: MkDocsConfig) -> bool:
    """Tell whether the site is one of several versions that the theme lists."""
    version = config.extra.get("version")
    return config.theme.name == "material" and bool(version and version.get("provider"))
