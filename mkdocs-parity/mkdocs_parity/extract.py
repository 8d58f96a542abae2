"""Collecting what catalogues translate, and bringing them up to date."""

import re
from pathlib import Path
from urllib.parse import unquote

from mkdocs_parity.api_objects import objects_of
from mkdocs_parity.catalogue import merge_catalogue, parse_catalogue
from mkdocs_parity.document import Fence, scan
from mkdocs_parity.figures import labels
from mkdocs_parity.files import read_text, write_text
from mkdocs_parity.languages import is_python
from mkdocs_parity.localize import messages_of
from mkdocs_parity.notices import messages_to_keep
from mkdocs_parity.page import Page
from mkdocs_parity.project import Project
from mkdocs_parity.safe_files import unsafe_files
from mkdocs_parity.safety import require_safe

_READERS = "mkdocs-parity"  # where the messages to readers come from
_FIGURE = re.compile(r"[^\s()<>\[\]\"'`:]+\.svg\b")


def extract(project: Project) -> dict[str, list[str]]:
    """Find every message of the default language's pages and the files that it stands in."""
    found: dict[str, list[str]] = {}
    for file in project.pages(project.settings.default.code):
        page = project.page(file)
        for item in scan(page.document):
            if isinstance(item, Fence) and is_python(item.language):
                code = item.body(page.document)
                for message in messages_of(code):
                    line = code[message.row]
                    found.setdefault(message.text, []).append((line.source or line.page).file)
        for block in page.blocks:
            if block.skip is not None:
                found.setdefault(block.skip, []).append(block.page.file)
        for path in figures_of(project, page):
            name = project.name(path)
            for label in labels(read_text(path, name), name):
                found.setdefault(label, []).append(name)
    for one in objects_of(project):
        found.setdefault(one.text, []).append(one.where.file)
    return found


def figures_of(project: Project, page: Page) -> list[Path]:
    """Return the SVG files that a page names, in whatever syntax, each once."""
    paths = figures_in(page.text, (project.settings.root / page.name).parent)
    return [path for path in paths if path.is_file()]


def figures_in(text: str, folder: Path) -> list[Path]:
    """Return the paths of SVG files in a text that stands in a folder, each once."""
    found = (unquote(match[0]) for match in _FIGURE.finditer(text))
    return list(dict.fromkeys((folder / path).resolve() for path in found))


def update_catalogues(project: Project) -> dict[Path, bool]:
    """Merge the messages into the catalogue of every other language; tell which files changed.

    All catalogues are merged before the first is written.
    """
    found = extract(project)
    merged: dict[Path, str] = {}
    for language in project.settings.languages[1:]:
        require_safe(unsafe_files(project.settings, language.code))
        path = project.catalogue_file(language.code)
        old = read_text(path, project.name(path)) if path.exists() else ""
        merged[path] = merged_catalogue(old, found, language.code, project.name(path))
    return {path: write_text(path, text) for path, text in merged.items()}


def merged_catalogue(old: str, found: dict[str, list[str]], language: str, name: str) -> str:
    """Bring a catalogue's text up to date with the messages found; see `merge_catalogue`.

    The messages to readers that it overrides stay in it.
    """
    known = [str(message.id) for message in parse_catalogue(old, name)] if old else []
    own = {text: [_READERS] for text in messages_to_keep(language, known)}
    return merge_catalogue(old, own | found, language, name)
