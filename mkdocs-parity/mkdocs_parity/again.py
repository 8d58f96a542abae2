"""Building pages again in a process that knows the site as it was before files changed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage

from mkdocs_parity.embedding import Embedder
from mkdocs_parity.extract import figures_of
from mkdocs_parity.page import Page
from mkdocs_parity.project import Project
from mkdocs_parity.reading import Reading
from mkdocs_parity.warn import warn_of_page

MOST = 20
"""Pages of a language; with more the whole site is as fast."""


@dataclass
class Again:
    """The pages of one language, as they were built.

    Attributes:
        project: the project as the build read it.
        reading: the states of its translations.
        embedder: its figures.
        config: the configuration for the language.
        files: the files of the site.
        nav: the navigation of the language.
        env: the templates of the theme.
        site: the folder that is served.

    """

    project: Project
    reading: Reading
    embedder: Embedder
    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: jinja2.Environment
    site: Path
    _pages: list[tuple[MkDocsPage, Page]] = field(init=False)
    _shown_by: dict[Path, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        found = [file.page for file in self.files.documentation_pages() if file.page is not None]
        known = [(page, self.project.page_of(page.file.abs_src_path)) for page in found]
        self._pages = [(page, own) for page, own in known if own is not None]
        self._shown_by = defaultdict(set)
        for page, own in self._pages:
            for path in self._sources(own):
                self._shown_by[path].add(page.file.src_uri)

    def build(self, changed: Collection[Path]) -> int:
        """Write the pages that files change into the site; returns how many.

        Args:
            changed: files that were there when the site was built, and still are.

        Raises:
            ParityError: something is wrong with a page, or with what it includes.

        """
        pages = self._changed(changed)
        if not 0 < len(pages) <= MOST:
            return 0
        self.config.site_dir = str(self.site)
        for page, known in pages:
            warn_of_page(self.project, known)
            page.file.abs_dest_path = str(self.site / page.file.dest_uri)
            _populate_page(page, self.config, self.files)
        if autorefs := self.config.plugins.get("autorefs"):  # resolves references between pages
            autorefs.on_env(
                self.env, config=self.config, files=Files([page.file for page, _ in pages])
            )
        others = self.files.documentation_pages()
        for page, _ in pages:
            _build_page(page, self.config, others, self.nav, self.env)
        return len(pages)

    def _changed(self, changed: Collection[Path]) -> list[tuple[MkDocsPage, Page]]:
        """Return the pages that files change, as they are now."""
        shown = set().union(*(self._shown_by.get(path, set()) for path in changed))
        own = {known.language for _, known in self._pages}
        worded = {code for code in own if self.project.catalogue_file(code) in changed}
        before = [
            (page, known)
            for page, known in self._pages
            if page.file.src_uri in shown or known.language in worded
        ]
        self.project.forget({known.path for _, known in before}, changed)
        self.reading.forget({known.path for _, known in before})
        self.embedder.forget()
        after = [
            (page, known, self.project.page_of(page.file.abs_src_path)) for page, known in before
        ]
        return [
            (page, now)
            for page, known, now in after
            if now is not None and (page.file.src_uri in shown or now != known)
        ]

    def _sources(self, page: Page) -> set[Path]:
        """Return the files that a page is made of."""
        root = self.project.settings.root
        included = {line.source.file for line in page.document if line.source is not None}
        return {
            root / page.name,
            *(root / name for name in included),
            *figures_of(self.project, page),
        }
