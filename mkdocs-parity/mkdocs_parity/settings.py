"""The settings of the plugin `parity` in mkdocs.yml, and the languages that the site has."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError

from mkdocs_parity.errors import ParityError

_CATALOGUE = re.compile(r"[^/\\:]+\.po")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+/blob/[\w./-]+")


class ParitySettings(Config):  # type: ignore[no-untyped-call]
    """What stands under `parity:` in mkdocs.yml."""

    include_root = config_options.Type(str, default=".")
    """The folder that includes start from and may not leave, relative to mkdocs.yml."""

    catalogue = config_options.Type(str, default="code.po")
    """The name of the catalogue in each language's folder."""

    preload = config_options.ListOfItems(config_options.Type(str), default=[])
    """Modules that most examples import; they are imported once per test process."""

    timeout = config_options.Type((int, float), default=60)
    """Seconds that one program of a page may run."""

    plots = config_options.Type(str, default="assets/plots")
    """The folder with the plots that examples draw, relative to the docs folder."""

    tolerance = config_options.Type(dict, default={})
    """How far points of a plot may be off, by file name, in percent of its longer side."""

    glossary = config_options.Optional(config_options.Type(str))
    """The glossary, relative to mkdocs.yml; glossary.yml in the docs folder if there is one."""

    tooltips = config_options.Type(bool, default=False)
    """Whether terms of the glossary are explained where they first occur on a page."""

    math = config_options.Type(bool, default=True)
    """Whether the formulas that pymdownx.arithmatex finds become MathML."""

    search = config_options.Type(bool, default=True)
    """Whether mkdocs-material's search has an index for each language."""

    proof = config_options.Type(bool, default=True)
    """Whether blocks show when and with what they ran, from the record of the test run."""

    wheel = config_options.Optional(config_options.Type(str))
    """A Python project whose wheel the site serves and its notebooks install, a relative path."""

    book = config_options.Type(bool, default=False)
    """Whether pages lead to the book of their language, which `parity pdf` prints."""

    parallel = config_options.Type(bool, default=True)
    """Whether the languages are built at the same time, where processes can be forked."""

    colab = config_options.Optional(config_options.Type(str))
    """Where GitHub has the published site, OWNER/REPOSITORY/blob/BRANCH, for links to Colab."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the site: its code and folder, the name that readers see, its address."""

    code: str
    name: str
    link: str


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the generator knows of a project, from its mkdocs.yml.

    Attributes:
        config_file: the mkdocs.yml.
        docs: the folder with one folder per language.
        include_root: the folder that includes start from.
        languages: the languages, the default first.
        catalogue: the file name of the catalogues.
        preload: modules to import once for all programs.
        timeout: seconds for one program.
        plots: the folder with the plots that examples draw.
        tolerance: by name of a plot, how far its points may be off, in parts of its longer side.
        glossary: the file with the terms of the project, or None.
        tooltips: whether pages explain terms of the glossary.
        math: whether formulas become MathML.
        proof: whether blocks show that they ran.
        wheel: the Python project that notebooks install, or None.
        book: whether pages lead to the printed book of their language.
        colab: where GitHub has the published site, or None.
        api: what mkdocstrings is told about Python, or None without it.

    """

    config_file: Path
    docs: Path
    include_root: Path
    languages: tuple[Language, ...]
    catalogue: str
    preload: tuple[str, ...]
    timeout: float
    plots: Path
    tolerance: Mapping[str, float]
    glossary: Path | None = None
    tooltips: bool = False
    math: bool = True
    proof: bool = True
    wheel: Path | None = None
    book: bool = False
    colab: str | None = None
    api: Mapping[str, Any] | None = None

    @property
    def root(self) -> Path:
        """The folder of mkdocs.yml."""
        return self.config_file.parent

    @property
    def default(self) -> Language:
        """The language that decides: code, anchors and outputs come from it."""
        return self.languages[0]


def load_settings(config_file: Path) -> Settings | None:
    """Read the settings from an mkdocs.yml; None if it does not use the plugin.

    Raises:
        ParityError: the file cannot be read or is not a valid MkDocs configuration.

    """
    config = MkDocsConfig(config_file_path=str(config_file))
    try:
        with config_file.open("rb") as file:
            config.load_file(file)
        failed, warned = config.validate()
    except OSError as error:
        raise ParityError(
            f"the configuration cannot be read: {error.strerror}",
            file=config_file.name,
            fix="check the path and its permissions",
        ) from error
    except (ConfigurationError, UnicodeDecodeError) as error:
        problem = error.__context__ or error
        mark = getattr(problem, "problem_mark", None)
        raise ParityError(
            f"the configuration cannot be read: {getattr(problem, 'problem', problem)}",
            file=config_file.name,
            line=mark.line + 1 if mark else None,
            fix="mend the YAML",
        ) from error
    wrong = [(key, str(problem)) for key, problem in failed]
    wrong += [(key, problem) for key, problem in warned if "'parity'" in problem]  # unknown names
    if wrong:
        key, said = wrong[0]
        raise ParityError(
            f"the setting {key!r} is wrong: {said}",
            file=config_file.name,
            fix="see the documentation of MkDocs and of the plugin for what it may be",
        )
    return settings_of(config) if "parity" in config.plugins else None


def settings_of(config: MkDocsConfig) -> Settings:
    """Take the settings from a loaded MkDocs configuration.

    Raises:
        ParityError: the plugin i18n is not set up, a language has no folder, or a setting of the
            plugin is wrong.

    """
    config_file = Path(config.config_file_path or "mkdocs.yml").resolve()
    parity = config.plugins["parity"].config
    docs = Path(config.docs_dir).resolve()
    languages = _languages(config)
    for language in languages:
        if not (docs / language.code).is_dir():
            folder = f"{docs.name}/{language.code}"
            raise ParityError(
                f"the language {language.code!r} ({language.name}) has no folder {folder}/",
                file=config_file.name,
                line=_line_of(config_file, language.code),
                fix=f"create {folder}/ with an index.md, or take the language out of i18n",
            )
    include_root = (config_file.parent / parity.include_root).resolve()
    if not include_root.is_dir():
        cause = f"parity: include_root: {parity.include_root!r} is no folder"
        raise ParityError(cause, file=config_file.name, fix="name a folder, relative to this file")
    _check_values(parity, config_file.name)
    return Settings(
        config_file=config_file,
        docs=docs,
        include_root=include_root,
        languages=languages,
        catalogue=parity.catalogue,
        preload=tuple(parity.preload),
        timeout=float(parity.timeout),
        glossary=_glossary(parity.glossary, config_file, docs),
        tooltips=parity.tooltips,
        math=parity.math,
        plots=_plots(parity.plots, config_file, docs, languages),
        tolerance={name: percent / 100 for name, percent in parity.tolerance.items()},
        proof=parity.proof,
        wheel=_wheel(parity.wheel, config_file),
        book=parity.book,
        colab=parity.colab.strip("/") if parity.colab else None,
        api=_api(config),
    )


def _api(config: MkDocsConfig) -> Mapping[str, Any] | None:
    plugin = config.plugins.get("mkdocstrings")
    return None if plugin is None else plugin.config.handlers.get("python") or {}


def _glossary(setting: str | None, config_file: Path, docs: Path) -> Path | None:
    file = docs / "glossary.yml" if setting is None else (config_file.parent / setting).resolve()
    if file.is_file():
        return file
    if setting is None:
        return None
    cause = f"parity: glossary: {setting!r} is no file"
    raise ParityError(cause, file=config_file.name, fix="name a YAML file, relative to this file")


def _plots(setting: str, config_file: Path, docs: Path, languages: tuple[Language, ...]) -> Path:
    folder = (docs / setting).resolve()
    taken = [docs / language.code for language in languages]
    if (
        folder.is_relative_to(docs)
        and folder != docs
        and not any(folder.is_relative_to(own) for own in taken)
    ):
        return folder
    cause = f"parity: plots: {setting!r} is no folder that all languages share"
    fix = f"name one below {docs.name}/ and outside of the languages' folders"
    raise ParityError(cause, file=config_file.name, fix=fix)


def _wheel(setting: str | None, config_file: Path) -> Path | None:
    if setting is None:
        return None
    folder = (config_file.parent / setting).resolve()
    if (folder / "pyproject.toml").is_file():
        return folder
    cause = f"parity: wheel: {setting!r} holds no pyproject.toml"
    raise ParityError(cause, file=config_file.name, fix="name a folder, relative to this file")


def _check_values(parity: ParitySettings, name: str) -> None:
    if isinstance(parity.timeout, bool) or not 0 < parity.timeout < math.inf:
        cause = f"parity: timeout: {parity.timeout} is not a number of seconds above 0"
        raise ParityError(cause, file=name, fix="write e.g. timeout: 60")
    if not _CATALOGUE.fullmatch(parity.catalogue):
        cause = f"parity: catalogue: {parity.catalogue!r} is not the name of a PO file"
        raise ParityError(cause, file=name, fix="write e.g. catalogue: code.po, without a folder")
    for plot, percent in parity.tolerance.items():
        right = isinstance(percent, int | float) and 0 < percent <= 10
        if not right or not str(plot).endswith(".svg"):
            cause = f"parity: tolerance: {plot}: {percent} is no plot with a percentage up to 10"
            raise ParityError(cause, file=name, fix="write e.g. tolerance: {page-loss.svg: 2}")
    if parity.colab and not _REPOSITORY.fullmatch(parity.colab.strip("/")):
        cause = f"parity: colab: {parity.colab!r} does not say where GitHub has the site"
        raise ParityError(cause, file=name, fix="write e.g. colab: owner/repository/blob/gh-pages")
    for module in parity.preload:
        if not all(part.isidentifier() for part in module.split(".")):
            cause = f"parity: preload: {module!r} is not the name of a module"
            raise ParityError(cause, file=name, fix="write e.g. preload: [numpy]")


def _languages(config: MkDocsConfig) -> tuple[Language, ...]:
    i18n = config.plugins.get("i18n")
    name = Path(config.config_file_path or "mkdocs.yml").name
    if i18n is None:
        fix = "add the plugin i18n (mkdocs-static-i18n) with its languages"
        raise ParityError("the plugin parity needs the plugin i18n", file=name, fix=fix)
    if i18n.config.docs_structure != "folder":
        fix = "set docs_structure: folder"
        raise ParityError("the plugin i18n must keep each language in a folder", file=name, fix=fix)
    if i18n.config.build_only_locale:
        cause = "i18n: build_only_locale would make another language decide code and anchors"
        raise ParityError(cause, file=name, fix="take it out; `build: false` leaves a language out")
    chosen = [language for language in i18n.config.languages if language.locale != "null"]
    chosen.sort(key=lambda language: not language.default)
    codes = [language.locale for language in chosen]
    if twice := [code for code in codes if codes.count(code) > 1]:
        cause = f"i18n: the language {twice[0]!r} stands twice"
        raise ParityError(cause, file=name, fix="delete one")
    if len(defaults := [language.locale for language in chosen if language.default]) > 1:
        cause = f"i18n: more than one language is the default: {', '.join(defaults)}"
        raise ParityError(cause, file=name, fix="write default: true for one, whose code decides")
    return tuple(Language(item.locale, item.name, item.link) for item in chosen)


def _line_of(config_file: Path, code: str) -> int | None:
    locale = re.compile(rf"\blocale:\s*(['\"]?){re.escape(code)}\1\s*(?:[,}}#]|$)")
    lines = config_file.read_text(encoding="utf-8").split("\n")
    return next((number for number, line in enumerate(lines, 1) if locale.search(line)), None)
