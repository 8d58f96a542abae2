"""mkdocstrings in a site of several languages: its words, its inventory, links to its objects."""

import doctest
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from mkdocs_parity.api_objects import ApiObject, missing_docstrings
from mkdocs_parity.api_safety import unsafe_docstrings
from mkdocs_parity.errors import ParityError
from mkdocs_parity.project import Project
from mkdocs_parity.safety import require_safe
from mkdocs_parity.templates import CompiledTemplates
from mkdocs_parity.warn import warn

TEMPLATES = Path(__file__).parent / "api_templates"
_EXTENSION = "mkdocs_parity.api_docstrings"
_PACKAGES = ("mkdocstrings", "mkdocs_autorefs")
_LOCALES = {"pt-br": "pt", "zh-cn": "zh", "zh-hans": "zh"}  # whose words go by another name
_INVENTORY = "objects.inv"
_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<tag>a|pre|h[1-6]|svg|summary|button|autoref)\b[^>]*>"
    r"|<code>(?P<name>[A-Za-z_][\w.]*)(?:\(\))?</code>"
)


@dataclass
class ApiSite:
    """Each language is built by a build of its own, and mkdocstrings knows of one build only."""

    project: Project
    _given: Any = None  # the settings of the handlers in mkdocs.yml
    _locale: str | None = None
    _inventory: bytes | None = None  # that of the default language
    _compiled: CompiledTemplates = field(default_factory=CompiledTemplates)

    def check(self, config: MkDocsConfig) -> None:
        """Warn of docstrings that pages show and catalogues lack.

        Raises:
            ParityError: the plugins stand in the wrong order, or a translation could do more than
                its original.

        """
        if self.project.settings.api is None:
            return
        names = [name.split("/")[-1] for name in config.plugins]
        if names.index("mkdocstrings") < names.index("parity"):
            file = self.project.settings.config_file.name
            cause = "the plugin mkdocstrings stands before the plugin parity"
            raise ParityError(cause, file=file, fix="list it behind parity")
        plugin = config.plugins["mkdocstrings"]
        self._given, self._locale = plugin.config["handlers"], plugin.config["locale"]
        for language in self.project.settings.languages[1:]:
            require_safe(unsafe_docstrings(self.project, language.code))
            for one, outdated in missing_docstrings(self.project, language.code):
                warn(self.project, language.code, one.text, str(one.where), outdated)

    def set_up(self, config: MkDocsConfig, reader: str) -> None:
        """Prepare mkdocstrings, before it begins a build, for the language that is built."""
        if self.project.settings.api is None:
            return
        plugin: Any = config.plugins["mkdocstrings"]
        python = self._given.get("python") or {}
        options = python.get("options") or {}
        default = self.project.settings.default.code
        extensions = list(options.get("extensions") or [])
        if reader != default:
            translate = self.project.catalogue(reader).translate
            own = {"translate": translate, "language": reader, "default": default}
            extensions.append({_EXTENSION: own})
        options = {**options, "extensions": extensions}
        plugin.config["handlers"] = {**self._given, "python": {**python, "options": options}}
        name = reader.replace("_", "-")
        plugin.config["locale"] = self._locale or _LOCALES.get(name.lower(), name)
        # what the build before has left behind
        config.markdown_extensions[:] = [
            one
            for one in config.markdown_extensions
            if isinstance(one, str) or type(one).__module__.split(".")[0] not in _PACKAGES
        ]
        if plugin.css_filename in config.extra_css:
            config.extra_css.remove(plugin.css_filename)
        if autorefs := config.plugins.get("autorefs"):
            type(autorefs).__init__(autorefs)  # forget its addresses

    def add_templates(self, config: MkDocsConfig) -> None:
        """Let the templates mark the language of docstrings; those of the project win."""
        if self.project.settings.api is None:
            return
        plugin: Any = config.plugins["mkdocstrings"]
        env = plugin.handlers.get_handler("python").env
        env.bytecode_cache = self._compiled
        env.filters["program"] = program_of
        paths = env.loader.searchpath
        if str(TEMPLATES) not in paths:
            paths.insert(1 if plugin.config["custom_templates"] else 0, str(TEMPLATES))

    def linked(self, html: str) -> str:
        """Link the first mention of each object in a section, inline code, to the reference."""
        if self.project.settings.api is None or not self._names:
            return html
        parts: list[str] = []
        seen: set[str] = set()
        depth = done = 0  # how many elements without links are open
        for match in _TOKEN.finditer(html):
            name, tag = match["name"], match["tag"]
            if tag:
                depth += -1 if match["end"] else 1
                if tag == "h2":
                    seen.clear()
            elif not depth and name in self._names and name not in seen:
                seen.add(name)
                target = escape(self._names[name])
                link = f'<autoref identifier="{target}" optional>{match[0]}</autoref>'
                parts += [html[done : match.start()], link]
                done = match.end()
        return "".join([*parts, html[done:]])

    def write(self, config: MkDocsConfig, reader: str) -> None:
        """Move the inventory of a language into its folder; the default one's is the site's."""
        file = Path(config.site_dir) / _INVENTORY
        if self.project.settings.api is None or not file.is_file():
            return
        if reader == self.project.settings.default.code:
            self._inventory = file.read_bytes()
            return
        own = Path(config.site_dir) / reader / _INVENTORY
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_bytes(_relative(file.read_bytes(), f"{reader}/"))
        if self._inventory is None:
            file.unlink()
        else:
            file.write_bytes(self._inventory)

    @property
    def files(self) -> set[Path]:
        """The files of the objects that pages show."""
        root = self.project.settings.root
        return {root / one.where.file for one in _objects(self.project)}

    @cached_property
    def _names(self) -> dict[str, str]:
        """What prose calls objects: classes, functions with an underscore, `Class.method`."""
        found: dict[str, set[str]] = {}
        arguments: set[str] = set()
        for one in _objects(self.project):
            arguments.update(one.arguments)
            parts = one.path.split(".")
            found.setdefault(one.path, set()).add(one.path)
            inside = len(parts) > 1 and parts[-2][:1].isupper()
            if one.kind == "class" or (one.kind == "function" and (inside or "_" in parts[-1])):
                found.setdefault(".".join(parts[-2 if inside else -1 :]), set()).add(one.path)
        clear = {name for name, paths in found.items() if len(paths) == 1} - arguments
        return {name: min(found[name]) for name in clear}


def program_of(example: str) -> str:
    """Return what the examples of a docstring run, without prompts and outputs."""
    try:
        examples = doctest.DocTestParser().get_examples(example)
    except ValueError:
        return example
    return "".join(one.source for one in examples)


def _objects(project: Project) -> Iterator[ApiObject]:
    for file in project.pages(project.settings.default.code):
        yield from project.api.objects(project.page(file).document)


def _relative(inventory: bytes, folder: str) -> bytes:
    """Return an inventory with addresses relative to a folder of the site."""
    from mkdocstrings import Inventory

    found = Inventory.parse_sphinx(io.BytesIO(inventory))
    _, project, version, *_ = inventory.split(b"\n", 3)
    own = Inventory(project=_said(project), version=_said(version))
    for item in found.values():
        uri = item.uri.removeprefix(folder)
        own.register(item.name, item.domain, item.role, uri, item.priority, item.dispname)
    return own.format_sphinx()


def _said(line: bytes) -> str:
    """Return what stands behind the colon of a line such as `# Project: name`."""
    return line.decode("utf-8").split(":", 1)[1].strip()
