"""A page taken apart, to be compared."""

from collections.abc import Sequence
from dataclasses import dataclass

from mkdocs_parity.alignment import Part
from mkdocs_parity.document import Document, Origin
from mkdocs_parity.elements import Element
from mkdocs_parity.inline import inline
from mkdocs_parity.structure import structure


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to compare: its lines and its elements."""

    document: Document
    parts: Sequence[Part]

    def origin(self, element: Element) -> Origin:
        """Return the first line of an element."""
        return self.document[element.start].page

    def lines(self, element: Element) -> list[str]:
        """Return the text of an element's lines."""
        return [line.text for line in self.document[element.start : element.end]]

    def line(self, index: int) -> Origin:
        """Return a line, or the last one where the page ends before."""
        return self.document[min(index, len(self.document) - 1)].page


def sheet_of(document: Document) -> Sheet:
    """Take a page apart.

    Raises:
        ParityError: a fence, a comment or a directive of it is malformed.

    """
    elements = structure(document)
    references = {
        name.casefold(): element.key
        for element in elements
        if element.kind == "reference" and (name := _label(document, element))
    }
    parts: list[Part] = [(element, inline(element.text, references)) for element in elements]
    return Sheet(document, parts)


def _label(document: Document, element: Element) -> str:
    return document[element.start].text.split("]:", 1)[0].strip().lstrip("[")
