"""A translation that is older than English: the page without what English no longer has there."""

import posixpath
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_parity.anchors import headings
from mkdocs_parity.document import Document
from mkdocs_parity.reduce import Reduced, as_it_is, reduce
from mkdocs_parity.standing import standing
from mkdocs_parity.status import page_status

if TYPE_CHECKING:
    from mkdocs_parity.project import Project


def reduced_page(
    project: "Project", file: Path, language: str, path: str, own: Document
) -> Reduced:
    """Take from a page what its outdated sections have and English has no longer.

    Args:
        project: the project.
        file: the page's file.
        language: the page's language.
        path: the file relative to the language's folder.
        own: the page's text, which need not be that of the file.

    """
    twin = project.settings.docs / project.settings.default.code / path
    if twin == file:
        return as_it_is(own, own)
    english = project.english.document(path)
    if not project.lock(language).entries:
        return as_it_is(own, english)
    locked, sections = project.lock(language).page(path), project.english.sections(path)
    titles = headings(own)
    marked = [entry.level for anchor, entry in locked.items() if anchor]
    now = [section.level for section in sections if section.level]
    if [title.level for title in titles] not in (marked, now):
        return as_it_is(own, english)  # nobody knows what belongs together
    stands = standing(page_status(project, language, path, own), titles, sections)
    if stands.settled:
        return as_it_is(own, english)
    name = file.relative_to(project.settings.docs).as_posix()
    return reduce(own, english, stands, name, partial(_leads, project, language, path))


def _leads(project: "Project", language: str, path: str, target: str) -> bool:
    """Tell whether a link from a page leads to a page or section that there is."""
    file, _, anchor = target.partition("#")
    if file and not file.endswith(".md"):
        return True
    there = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
    if there not in project.english.paths:
        return (project.settings.docs / language / there).is_file()
    known = {section.anchor for section in project.english.sections(there)}
    named = project.targets(project.settings.default.code, there)
    return not anchor or anchor in known or (named is not None and anchor in named.named)
