"""Finding the project that a file belongs to, without reading what a translation brings along."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mkdocs_parity.project import Project
from mkdocs_parity.safe_files import unsafe_files
from mkdocs_parity.safety import require_safe
from mkdocs_parity.settings import load_settings

_DOCS = re.compile(
    r"^docs_dir:[ \t]*(?P<quote>['\"]?)(?P<path>[^'\"#\n]*?)(?P=quote)[ \t]*(?:#.*)?$", re.M
)
_ELSEWHERE = re.compile(r"^INHERIT:|^docs_dir:.*[!*&|>]", re.M)


@cache
def project_of(config_file: Path) -> Project | None:
    """Return the project of an mkdocs.yml, or None if it does not use the plugin."""
    settings = load_settings(config_file)
    return None if settings is None else Project(settings)


def find_project(file: Path) -> Project | None:
    """Return the project whose docs folder holds a file, if it uses the plugin.

    Of several, the outermost is taken: an mkdocs.yml that lies inside of a docs folder may come
    from a translator, and reading one runs what it names.
    """
    for config_file in _configs(file):
        project = project_of(config_file) if _may_hold(config_file, file) else None
        if project is not None and file.is_relative_to(project.settings.docs):
            return project
    return None


def refuse_translations(path: Path) -> None:
    """Refuse every translation of the project that a path lies in, or that lies below the path.

    Raises:
        ParityError: a translation holds a file that it may not hold.

    """
    for config_file in _configs(path / "mkdocs.yml"):
        docs = _docs(config_file)
        if docs is not None and not (path.is_relative_to(docs) or docs.is_relative_to(path)):
            continue
        project = project_of(config_file)
        if project is not None:
            for language in project.settings.languages[1:]:
                require_safe(unsafe_files(project.settings, language.code))
            return


def _configs(file: Path) -> Iterator[Path]:
    """Yield the configurations above a file, the outermost first."""
    for folder in reversed(file.parents):
        for name in ("mkdocs.yml", "mkdocs.yaml"):
            if (folder / name).is_file():
                yield folder / name
                break


def _may_hold(config_file: Path, file: Path) -> bool:
    docs = _docs(config_file)
    return docs is None or file.is_relative_to(docs)


def _docs(config_file: Path) -> Path | None:
    """Return the docs folder of an mkdocs.yml without loading it; None if it does not say."""
    try:
        text = config_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    if _ELSEWHERE.search(text):
        return None
    match = _DOCS.search(text)
    return (config_file.parent / (match["path"].strip() if match else "docs")).resolve()
