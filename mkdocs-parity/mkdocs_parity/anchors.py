"""Giving the headings of every language the anchors of the default language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from markdown import Markdown

from mkdocs_parity.document import Document, Fence, Line, scan
from mkdocs_parity.errors import ParityError

_HEADING = re.compile(
    r"(?P<marks>#{1,6})[ \t]+(?P<text>.*?)[ \t#]*(?P<id>\{[^{}]*#[\w-]+[^{}]*\})?[ \t]*"
)
_FRONT_MATTER_ENDS = ("---", "...")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page: the index of its line, its level, and whether it names its anchor."""

    index: int
    level: int
    explicit: bool
    line: Line


def headings(document: Document) -> list[Heading]:
    """Find the headings of a page, those in fences and front matter left out."""
    hidden = set(range(_front_matter(document)))
    for item in scan(document):
        if isinstance(item, Fence):
            hidden.update(range(item.start, item.end + 1))
    found = []
    for index, line in enumerate(document):
        match = _HEADING.fullmatch(line.text)
        if match and index not in hidden:
            found.append(Heading(index, len(match["marks"]), match["id"] is not None, line))
    return found


def anchors(found: Sequence[Heading]) -> list[str]:
    """Return the anchor that the `toc` extension gives each heading of a page."""
    markdown = Markdown(extensions=["attr_list", "toc"])
    markdown.convert("\n\n".join(heading.line.text for heading in found))
    tokens: list[dict[str, object]] = list(markdown.toc_tokens)  # type: ignore[attr-defined]
    ids: list[str] = []
    while tokens:
        token = tokens.pop(0)
        ids.append(str(token["id"]))
        tokens = [*token["children"], *tokens]  # type: ignore[misc]
    return ids


def pin_anchors(document: Document, default: Document) -> Document:
    """Name the anchors of a page's headings after those of the default language's page.

    Headings are matched by position; one that names its anchor by `{#id}` keeps it.

    Raises:
        ParityError: the pages have different headings.

    """
    own, wanted = headings(document), headings(default)
    _compare(own, wanted, document, default)
    lines = list(document)
    for heading, anchor in zip(own, anchors(wanted), strict=True):
        if not heading.explicit:
            line = lines[heading.index]
            lines[heading.index] = replace(line, text=f"{line.text.rstrip(' #')} {{#{anchor}}}")
    return tuple(lines)


def _compare(
    own: Sequence[Heading], wanted: Sequence[Heading], document: Document, default: Document
) -> None:
    if [heading.level for heading in own] == [heading.level for heading in wanted]:
        return
    pairs = zip_longest(own, wanted)
    number, (mine, other) = next(
        (number, pair)
        for number, pair in enumerate(pairs, 1)
        if pair[0] is None or pair[1] is None or pair[0].level != pair[1].level
    )
    here = mine.line if mine else document[-1]
    has = repr(mine.line.text) if mine else "none"
    there = f"{other.line.text!r} ({other.line.page})" if other else "none"
    raise ParityError(
        f"heading {number} differs: this page has {has}, {default[0].page.file} has {there}",
        file=here.page.file,
        line=here.page.line,
        fix="give the page the same headings, at the same levels, in the same order",
    )


def _front_matter(document: Document) -> int:
    if not document or document[0].text.rstrip() != "---":
        return 0
    ends = (
        number
        for number, line in enumerate(document[1:], 2)
        if line.text.rstrip() in _FRONT_MATTER_ENDS
    )
    return next(ends, 0)
