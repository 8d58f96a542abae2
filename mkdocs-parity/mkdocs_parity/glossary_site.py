"""The glossary on the site: its page, and the tooltips of all pages."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_relative_url

from mkdocs_parity.errors import ParityError
from mkdocs_parity.glossary import Glossary, glossary_of
from mkdocs_parity.glossary_page import DIRECTIVE, anchors_of, directive_line, glossary_html
from mkdocs_parity.notices import PERMALINK, say
from mkdocs_parity.tooltips import Tip, with_tooltips

if TYPE_CHECKING:
    from mkdocs_parity.page import Page
    from mkdocs_parity.project import Project

log = get_plugin_logger("parity")


@dataclass
class GlossarySite:
    """What readers see of the glossary; warns of terms without a definition in their language.

    Raises:
        ParityError: the glossary is wrong, or a page is to show one and there is none.

    """

    project: "Project"
    glossary: Glossary = field(init=False)
    path: str | None = field(init=False)

    def __post_init__(self) -> None:
        self.glossary = glossary_of(self.project)
        self.path = self._path()
        for text in self._undefined():
            log.warning(text)

    @cached_property
    def anchors(self) -> list[str]:
        """The anchor of each term on the glossary's page."""
        return anchors_of(self.glossary)

    def shown(self, html: str, page: MkDocsPage, known: "Page", files: Files, reader: str) -> str:
        """Put the glossary in the place of its directive; elsewhere, on demand, tooltips.

        Args:
            html: the content of a page.
            page: the page as MkDocs knows it.
            known: the page as the project knows it.
            files: the files of the site.
            reader: the language of the site around it.

        """
        if DIRECTIVE.search(html):
            (page.present_anchor_ids or set()).update(self.anchors)
            return DIRECTIVE.sub(lambda _: self._listed(reader), html)
        if not self.project.settings.tooltips or page.meta.get("tooltips") is False:
            return html
        file = files.get_file_from_path(f"{reader}/{self.path}") if self.path else None
        address = None if file is None else get_relative_url(file.url, page.url)
        return with_tooltips(html, self._tips(known.language, address), known.language)

    def _listed(self, reader: str) -> str:
        settings = self.project.settings
        own = self.project.catalogue(reader) if reader != settings.default.code else None
        link = say(PERMALINK, reader, own, default=settings.default.code)
        return glossary_html(self.glossary, settings.languages, reader, link)

    def _tips(self, language: str, address: str | None) -> list[Tip]:
        return [
            Tip(
                term.said[language],
                term.definition[language],
                None if address is None else f"{address}#{anchor}",
            )
            for term, anchor in zip(self.glossary.terms, self.anchors, strict=True)
            if term.tooltip and language in term.said and language in term.definition
        ]

    def _undefined(self) -> list[str]:
        default = self.glossary.default
        return [
            f"{self.glossary.name}:{term.line}: no definition of {said!r} in {code!r}\n"
            f"  fix: write it under `def:`, beside {default!r}"
            for term in self.glossary.terms
            for code, said in term.said.items()
            if self.path and default in term.definition and code not in term.definition
        ]

    def _path(self) -> str | None:
        """Find the page of the default language that shows the glossary."""
        for file in self.project.pages(self.project.settings.default.code):
            page = self.project.page(file)
            line = directive_line(page.document)
            if line is None:
                continue
            if self.project.settings.glossary is None:
                raise ParityError(
                    "the page is to show a glossary, but the project has none",
                    file=page.name,
                    line=line,
                    fix="write glossary.yml into the docs folder, or name it in mkdocs.yml",
                )
            return page.path
        return None
