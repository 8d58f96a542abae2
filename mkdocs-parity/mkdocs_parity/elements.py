"""The parts that a page is cut into."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a page.

    Attributes:
        kind: what it is, e.g. `heading`, `fence`, `item`.
        depth: the number of lists, admonitions, tabs and quotations around it.
        key: what of it must be equal in every language, e.g. a heading's level.
        start: the index of its first line.
        end: the index of the line behind its last.
        text: its prose, as Markdown.
        body: the lines of a fence that must be equal in every language.
        anchor: the anchor that a heading names.

    """

    kind: str
    depth: int
    key: str
    start: int
    end: int
    text: str = ""
    body: tuple[str, ...] = ()
    anchor: str | None = None

    @property
    def identity(self) -> tuple[str, int, str, tuple[str, ...]]:
        """What must be equal in every language."""
        return self.kind, self.depth, self.key, self.body
