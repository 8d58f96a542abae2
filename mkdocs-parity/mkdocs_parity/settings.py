"""The settings of the plugin `parity` in mkdocs.yml, and the languages that the site has."""

from dataclasses import dataclass
from pathlib import Path

from mkdocs.config import config_options
from mkdocs.config.base import Config, load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError

from mkdocs_parity.errors import ParityError


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

    """

    config_file: Path
    docs: Path
    include_root: Path
    languages: tuple[Language, ...]
    catalogue: str
    preload: tuple[str, ...]
    timeout: float

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
        ParityError: the file is not a valid MkDocs configuration.

    """
    try:
        config = load_config(str(config_file))
    except ConfigurationError as error:
        raise ParityError(
            str(error), file=config_file.name, fix="run mkdocs build to see the details"
        ) from error
    return settings_of(config) if "parity" in config.plugins else None


def settings_of(config: MkDocsConfig) -> Settings:
    """Take the settings from a loaded MkDocs configuration.

    Raises:
        ParityError: the plugin i18n is not set up, or a language has no folder.

    """
    config_file = Path(config.config_file_path or "mkdocs.yml").resolve()
    parity = config.plugins["parity"].config
    docs = Path(config.docs_dir).resolve()
    languages = _languages(config)
    for language in languages:
        if not (docs / language.code).is_dir():
            folder = (docs / language.code).relative_to(config_file.parent).as_posix()
            raise ParityError(
                f"the language {language.code!r} ({language.name}) has no folder {folder}/",
                file=config_file.name,
                line=_line_of(config_file, language.code),
                fix=f"create {folder}/ with an index.md, or take the language out of i18n",
            )
    return Settings(
        config_file=config_file,
        docs=docs,
        include_root=(config_file.parent / parity.include_root).resolve(),
        languages=languages,
        catalogue=parity.catalogue,
        preload=tuple(parity.preload),
        timeout=float(parity.timeout),
    )


def _languages(config: MkDocsConfig) -> tuple[Language, ...]:
    i18n = config.plugins.get("i18n")
    name = Path(config.config_file_path or "mkdocs.yml").name
    if i18n is None:
        fix = "add the plugin i18n (mkdocs-static-i18n) with its languages"
        raise ParityError("the plugin parity needs the plugin i18n", file=name, fix=fix)
    if i18n.config.docs_structure != "folder":
        fix = "set docs_structure: folder"
        raise ParityError("the plugin i18n must keep each language in a folder", file=name, fix=fix)
    chosen = [language for language in i18n.config.languages if language.locale != "null"]
    chosen.sort(key=lambda language: not language.default)
    return tuple(Language(item.locale, item.name, item.link) for item in chosen)


def _line_of(config_file: Path, code: str) -> int | None:
    for number, line in enumerate(config_file.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip().removeprefix("- ").replace('"', "").replace("'", "") == f"locale: {code}":
            return number
    return None
