"""The last that is done to the content of a page: formulas, numbers, whose language it is in."""

from mkdocs.structure.pages import Page as MkDocsPage

from mkdocs_parity.fallback import as_fallback, mark_contents
from mkdocs_parity.formulas import formulas
from mkdocs_parity.notices import FALLBACK, say
from mkdocs_parity.numbering import require_shown
from mkdocs_parity.page import Page
from mkdocs_parity.project import Project


def numbered(html: str, known: Page, page: MkDocsPage, project: Project) -> str:
    """Show the formulas; what the page numbers must be there to be linked to."""
    if project.settings.math:
        html = formulas(html, known.document)
    for target in project.numbered(known):
        require_shown(target, html)
        (page.present_anchor_ids or set()).add(target.name)
    return html


def noticed(html: str, known: Page, page: MkDocsPage, reader: str | None, project: Project) -> str:
    """Say so above a page that stands in for one that the reader's language lacks."""
    if reader is None or reader == known.language:
        return html
    mark_contents(page.toc, known.language)
    notice = say(FALLBACK, reader, project.catalogue(reader), default=known.language)
    return as_fallback(html, notice, known.language, reader)
