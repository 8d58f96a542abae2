"""*new*: add a language to a project, which builds at once with nothing translated."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from mkdocs.theme import Theme
from mkdocs_static_i18n.config import RE_LOCALE
from yaml.nodes import ScalarNode

from mkdocs_parity.errors import ParityError
from mkdocs_parity.extract import extract, merged_catalogue
from mkdocs_parity.files import read_text, write_text
from mkdocs_parity.languages_yml import Entry, add_language, value_of
from mkdocs_parity.notices import locale_of, say
from mkdocs_parity.project import Project

_GETTEXT = ("mkdocs", "readthedocs")  # themes that speak by gettext catalogues


@dataclass(frozen=True)
class Added:
    """What `new_language` wrote.

    Attributes:
        name: the name of the language for the language menu.
        catalogue: the catalogue, ready to translate.
        messages: how many texts it holds.
        theme: the language of the theme's own texts, where it is not the new one.

    """

    name: str
    catalogue: Path
    messages: int
    theme: str | None


def why_not(project: Project, code: str, name: str | None) -> str | None:
    """Say why a code cannot be given to a new language, or None if it can."""
    if not RE_LOCALE.match(code):
        return (
            f"{code!r} is not a locale code: two small letters, then the script or the country "
            "where needed, e.g. fr, pt-BR, zh-Hant"
        )
    for language in project.settings.languages:
        if _same(language.code, code):
            return f"the site has the language {language.code!r} ({language.name}) already"
    if locale_of(code) is None and not name:
        return f"no language is known by the code {code!r}; if it is right, give --name"
    return None


def new_language(project: Project, code: str, name: str | None = None) -> Added:
    """Add a language: its entry in mkdocs.yml, and its folder with a catalogue.

    Every page then shows the default language's text below a notice. Nothing is written if
    anything is wrong.

    Args:
        project: the project.
        code: the locale, for which `why_not` finds nothing.
        name: what the language menu says; the language's own name if not given.

    Raises:
        ParityError: the folder holds files, mkdocs.yml cannot be edited, or the texts to
            translate cannot be collected.

    """
    config = project.settings.config_file
    catalogue = project.settings.docs / code / project.settings.catalogue
    _refuse_files(catalogue.parent, project)
    text = read_text(config, config.name)
    theme = _theme(text, code)
    name = name or own_name(code)
    entry = Entry(code, name, theme, lambda english: say(english, code))
    edited = add_language(text, entry, config.name)
    merged = merged_catalogue("", extract(project), code, project.name(catalogue))
    write_text(catalogue, merged)
    try:
        write_text(config, edited)
    except BaseException:
        catalogue.unlink()
        raise
    shown = next(iter(theme.values()), code)
    return Added(
        name, catalogue, merged.count('\nmsgid "') - 1, shown if not _related(shown, code) else None
    )


def own_name(code: str) -> str:
    """Return what a language calls itself, as a menu writes it."""
    locale = locale_of(code)
    known = locale.get_display_name() if locale is not None else None
    return known[:1].upper() + known[1:] if known else code


def _same(one: str, other: str) -> bool:
    return one.replace("_", "-").lower() == other.replace("_", "-").lower()


def _related(one: str, other: str) -> bool:
    return one[:2].lower() == other[:2].lower()


def _refuse_files(folder: Path, project: Project) -> None:
    held = next(iter(sorted(folder.iterdir())), None) if folder.is_dir() else None
    if held is not None or (folder.exists() and not folder.is_dir()):
        name = project.name(folder)
        cause = f"the folder holds files already, e.g. {held.name}" if held else "this is a file"
        raise ParityError(cause, file=name, fix="move it away, or name another language")


def _theme(text: str, code: str) -> dict[str, str]:
    """Return the theme's setting that the language needs: the nearest that the theme has."""
    theme = value_of(yaml.compose(text, Loader=yaml.SafeLoader), "theme")
    node = theme if isinstance(theme, ScalarNode) else value_of(theme, "name")
    name = node.value if isinstance(node, ScalarNode) else None
    if name == "material":
        return {"language": _nearest(code, _files(name, "partials/languages/*.html"))}
    if name in _GETTEXT:
        known = _nearest(code, _files(name, "locales/*/LC_MESSAGES"))
        return {} if _related(known, code) else {"locale": known}
    return {}


def _files(theme: str, pattern: str) -> list[str]:
    found = (path for folder in Theme(name=theme).dirs for path in Path(folder).glob(pattern))
    return sorted(path.stem if path.is_file() else path.parent.name for path in found)


def _nearest(code: str, known: list[str]) -> str:
    """Return the name by which a theme knows a language, or English."""
    parts = re.split("[-_]", code)
    locale = locale_of(code)
    traditional = locale is not None and (
        locale.script == "Hant"
        or (parts[0] == "zh" and str(locale.territory) in ("TW", "HK", "MO"))
    )
    wanted = [code, "zh-Hant" if traditional else parts[0], *(["nb"] if parts[0] == "no" else [])]
    for candidate in wanted:
        for name in known:
            if _same(name, candidate):
                return name
    return "en"
