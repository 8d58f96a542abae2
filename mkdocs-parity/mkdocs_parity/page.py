"""A page of the site, and the draft that it is made of."""

from dataclasses import dataclass

from mkdocs_parity.blocks import Block
from mkdocs_parity.changes import Change
from mkdocs_parity.document import Directive, Document, Origin, scan, text_of
from mkdocs_parity.localize import Missing


@dataclass(frozen=True)
class Page:
    """A page as its readers get it.

    Attributes:
        name: the source file relative to the project, e.g. `docs/pt/learn/interface.md`.
        language: the code of its language.
        path: the file relative to the language's folder, the same in every language.
        document: the lines, includes expanded and code localized.
        blocks: the blocks that run: those of the default language's page, in its order.
        missing: comments and docstrings without a translation.
        own: the blocks that the page shows; in an outdated translation others may run with them.
        changes: what outdated sections have otherwise than their source.
        outdated: the lines of outdated sections.

    """

    name: str
    language: str
    path: str
    document: Document
    blocks: tuple[Block, ...]
    missing: tuple[Missing, ...]
    own: tuple[Block, ...] = ()
    changes: tuple[Change, ...] = ()
    outdated: frozenset[Origin] = frozenset()

    @property
    def text(self) -> str:
        """The Markdown of the page."""
        return text_of(self.document)

    @property
    def published(self) -> Document:
        """The lines of the page for readers: without the directives, which tests read."""
        directives = {item.index for item in scan(self.document) if isinstance(item, Directive)}
        return tuple(line for index, line in enumerate(self.document) if index not in directives)

    @property
    def shown(self) -> str:
        """The Markdown of the page for readers."""
        return text_of(self.published)


@dataclass(frozen=True)
class Draft:
    """A page, expanded and localized, before numbers and references are written into it.

    `whole` is what runs: the document, in an outdated translation with the programs that it lacks.
    """

    document: Document
    language: str
    path: str
    missing: tuple[Missing, ...]
    whole: Document
