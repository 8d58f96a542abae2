"""The site's side of notices and dashboard: renders English with MkDocs, finds addresses."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from markdown.extensions.toc import nest_toc_tokens
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, get_toc
from mkdocs.utils import get_relative_url, meta

from mkdocs_parity.addresses import create_address, edit_address
from mkdocs_parity.anchors import headings
from mkdocs_parity.dashboard import DIRECTIVE, Links, dashboard, has_dashboard
from mkdocs_parity.formulas import formulas
from mkdocs_parity.fragments import Fragment, cut
from mkdocs_parity.html import check_page
from mkdocs_parity.marks import mark_blocks
from mkdocs_parity.notices import say
from mkdocs_parity.page import Page
from mkdocs_parity.project import Project
from mkdocs_parity.reader import (
    Voice,
    heading_order,
    needs_english,
    page_end,
    page_note,
    section_notes,
    with_missing,
    with_notes,
)
from mkdocs_parity.status import LanguageStatus, PageStatus, language_status, page_status

_ATTRIBUTES = re.compile(r"\s*\{[:#.][^{}]*\}\s*$")
_OBJECT = re.compile(r'<h[1-6] id="([^"]+)" class="doc doc-heading"')
Figures = Callable[[str], str]


@dataclass
class Reading:
    """What readers see of the state of the project's pages; states are found once."""

    project: Project
    _languages: dict[str, LanguageStatus] = field(default_factory=dict)
    _pages: dict[str, dict[str, PageStatus]] = field(default_factory=dict)
    _notes: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def status(self, language: str, path: str) -> PageStatus:
        """Return the state of a page in a language other than the default."""
        return self._states(language)[path]

    def forget(self, paths: Iterable[str]) -> None:
        """Find the state of pages again."""
        for code, known in self._pages.items():
            for path in paths:
                if path in known:
                    known[path] = page_status(self.project, code, path)

    def voice(self, reader: str) -> Voice:
        """Return what speaks to the readers of a language."""
        default = self.project.settings.default.code
        catalogue = self.project.catalogue(reader) if reader != default else None
        return Voice(reader, default, lambda text: say(text, reader, catalogue, default=default))

    def completed(
        self,
        html: str,
        page: MkDocsPage,
        known: Page,
        config: MkDocsConfig,
        files: Files,
        figures: Figures,
    ) -> str:
        """Put in the sections that a translation lacks, and prepare its notices.

        Args:
            html: the content of the page.
            page: the page as MkDocs knows it; its table of contents is completed, too.
            known: the page as the project knows it, in a language other than the default.
            config: the configuration of MkDocs.
            files: the files of the site.
            figures: puts the figures of the default language into HTML.

        """
        status, voice = self.status(known.language, known.path), self.voice(known.language)
        english: dict[str, Fragment] = {}
        if needs_english(status):
            twin = self._twin(page, known, config, files)
            anchors = [section.anchor for section in status.sections if section.state != "orphaned"]
            named = [*self.numbered(known.path), *_OBJECT.findall(twin.content or "")]
            lacking = {name for name in named if f'id="{name}"' not in html}
            pieces = cut(twin.content or "", anchors, f"parity-{voice.default}-", lacking)
            (page.present_anchor_ids or set()).update(lacking)
            english = {
                anchor: Fragment(piece.title, piece.level, piece.heading, figures(piece.body))
                for anchor, piece in pieces.items()
            }
            html = with_missing(html, status, english, voice)
            _complete_toc(page, twin, html)
        self._notes[page.file.src_uri] = (
            page_note(status, voice),
            section_notes(status, english, voice),
        )
        return html

    def finished(
        self,
        html: str,
        page: MkDocsPage,
        known: Page,
        reader: str,
        config: MkDocsConfig,
        files: Files,
    ) -> str:
        """Put notices, the dashboard and the page's state into its content."""
        voice = self.voice(reader)
        if known.language == reader:
            html = with_notes(html, *self._notes.get(page.file.src_uri, ("", {})))
        links = Links(
            lambda path: self._title(path, reader),
            lambda language, path: self._address(language, path, reader, page, files),
            lambda language, path: self._edit(language, path, config),
        )
        if DIRECTIVE.search(html):
            languages = [self._language(item.code) for item in self.project.settings.languages[1:]]
            shown = dashboard(languages, voice, links)
            html = DIRECTIVE.sub(lambda _: shown, html)
        there = self.dashboard_path
        address = there and there != known.path and links.page(reader, there)
        status = None if reader == voice.default else self.status(reader, known.path)
        return html + page_end(status, voice, links.edit(reader, known.path), address or None)

    def numbered(self, path: str) -> list[str]:
        """Return the names of the figures, tables and equations of the default language's page."""
        found = self.project.targets(self.project.settings.default.code, path)
        return [name for name, target in found.named.items() if target.number] if found else []

    @cached_property
    def dashboard_path(self) -> str | None:
        """The page of the default language that holds the dashboard."""
        default = self.project.settings.default.code
        pages = (self.project.page(file) for file in self.project.pages(default))
        return next((page.path for page in pages if has_dashboard(page.document)), None)

    def _states(self, code: str) -> dict[str, PageStatus]:
        if code not in self._pages:
            self._pages[code] = {page.path: page for page in self._language(code).pages}
        return self._pages[code]

    def _language(self, code: str) -> LanguageStatus:
        if code not in self._languages:
            self._languages[code] = language_status(self.project, code)
        return self._languages[code]

    def _twin(
        self, page: MkDocsPage, known: Page, config: MkDocsConfig, files: Files
    ) -> MkDocsPage:
        """Render the English page in the place of its translation, so that its links fit there."""
        default = self.project.settings.default.code
        english = self.project.page(self.project.counterpart(known, default))
        twin = MkDocsPage(None, page.file, config)
        page.file.page = page  # as it was
        source, twin.meta = meta.get_data(english.shown)
        twin.markdown = config.plugins.on_page_markdown(
            source, page=twin, config=config, files=files
        )
        twin.render(config, files)
        check_page(twin.content or "", english.blocks, english.name)
        if self.project.settings.math:
            twin.content = formulas(twin.content or "", english.document)
        twin.content = mark_blocks(twin.content or "", english.blocks, default)
        return twin

    def _title(self, path: str, reader: str) -> str:
        codes = [language.code for language in self.project.settings.languages]
        for code in (reader, *codes):
            file = self.project.settings.docs / code / path
            found = headings(self.project.page(file).document) if file.is_file() else []
            if found:
                text = _ATTRIBUTES.sub("", found[0].line.text).strip("# ")
                return re.sub(r"[`*]", "", text)
        return path

    def _address(
        self, language: str, path: str, reader: str, page: MkDocsPage, files: Files
    ) -> str | None:
        file = files.get_file_from_path(f"{reader}/{path}")
        if file is not None and language != reader:
            file = getattr(file, "alternates", {}).get(language)
        return None if file is None else get_relative_url(file.url, page.url)

    def _edit(self, language: str, path: str, config: MkDocsConfig) -> str | None:
        docs, source = self.project.settings.docs, f"{language}/{path}"
        return (edit_address if (docs / source).is_file() else create_address)(config, source)


def _complete_toc(page: MkDocsPage, twin: MkDocsPage, html: str) -> None:
    """Give the table of contents the headings that came from English."""
    known = {link.id: link for toc in (twin.toc, page.toc) for link in _flat(list(toc))}
    order = [known[anchor] for anchor in heading_order(html) if anchor in known]
    tokens: list[Any] = [{"level": link.level, "id": link.id, "name": link.title} for link in order]
    page.toc = get_toc(nest_toc_tokens(tokens))
    if page.present_anchor_ids is not None:
        page.present_anchor_ids |= {link.id for link in order}


def _flat(links: Sequence[AnchorLink]) -> Iterator[AnchorLink]:
    for link in links:
        yield link
        yield from _flat(link.children)
