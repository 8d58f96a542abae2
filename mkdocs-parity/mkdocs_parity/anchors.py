"""Giving the headings of every language the anchors of the default language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from markdown import Markdown
from markdown.extensions.attr_list import AttrListTreeprocessor, get_attrs
from markdown.extensions.toc import slugify, unique

from mkdocs_parity.document import Document, Line, hidden, remembered
from mkdocs_parity.errors import ParityError

_HEADING = re.compile(r"(?P<marks>#{1,6})(?P<text>.*?)(?<!\\)#*")
_UNDERLINE = re.compile(r"(?:=+|-+)[ ]*")
# Headings without markup, whose anchor needs no parser.
_PLAIN = re.compile(r"#{1,6}[ ]+(?P<text>[^\W_](?:[^\W_]|[ ,.;:?()'\"–-])*)")
_ATTRIBUTES = AttrListTreeprocessor.HEADER_RE


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page: the index of its line, its level, and the anchor that it names."""

    index: int
    level: int
    explicit: str | None
    line: Line


def headings(document: Document) -> list[Heading]:
    """Find the headings of a page, those in fences, comments and front matter left out.

    Raises:
        ParityError: a heading is marked by a line below it.

    """
    return list(_headings(document))


@remembered
def _headings(document: Document) -> tuple[Heading, ...]:
    skipped = hidden(document)
    found = []
    starts = True  # whether a block of Markdown starts at this line
    for index, line in enumerate(document):
        if index in skipped:
            starts = True
            continue
        match = _HEADING.fullmatch(line.text)
        if match:
            found.append(Heading(index, len(match["marks"]), _explicit(line.text), line))
        elif starts and line.text.strip() and _underlined(document, index, skipped):
            raise ParityError(
                f"the heading {line.text.strip()!r} is marked by a line below it",
                file=line.page.file,
                line=line.page.line,
                fix=f"write it as '# {line.text.strip()}'",
            )
        starts = not line.text.strip()
    return tuple(found)


def anchors(found: Sequence[Heading]) -> list[str]:
    """Return the anchor that the `toc` extension gives each heading of a page."""
    markdown = Markdown(extensions=["attr_list", "toc"])
    used = {heading.explicit for heading in found if heading.explicit is not None}
    ids: list[str] = []
    for heading in found:
        if heading.explicit is not None:
            ids.append(heading.explicit)
            continue
        plain = _PLAIN.fullmatch(heading.line.text)
        if plain:
            ids.append(unique(slugify(plain["text"].strip(), "-") or "_", used))
            continue
        markdown.reset()
        markdown.convert(heading.line.text)
        tokens: list[dict[str, object]] = markdown.toc_tokens  # type: ignore[attr-defined]
        ids.append(unique(str(tokens[0]["id"]) if tokens else "_", used))
    return ids


def pin_anchors(document: Document, default: Document) -> Document:
    """Name the anchors of a page's headings after those of the default language's page.

    Headings are matched by position; one that names its anchor by `{#id}` keeps it.

    Raises:
        ParityError: the pages have different headings.

    """
    own, wanted = headings(document), headings(default)
    _compare(own, wanted, document, default)
    names = zip(own, anchors(wanted), strict=True)
    return name_anchors(document, {heading.index: anchor for heading, anchor in names})


def name_anchors(document: Document, names: Mapping[int, str]) -> Document:
    """Give headings these anchors, by the index of their lines; those that name one keep it."""
    lines = list(document)
    for heading in headings(document):
        if heading.explicit is None and heading.index in names:
            line = lines[heading.index]
            lines[heading.index] = replace(line, text=_pinned(line.text, names[heading.index]))
    return tuple(lines)


def _explicit(text: str) -> str | None:
    attributes = _ATTRIBUTES.search(text)
    ids = [value for key, value in get_attrs(attributes[1]) if key == "id"] if attributes else []
    return str(ids[-1]) if ids else None


def _pinned(text: str, anchor: str) -> str:
    attributes = _ATTRIBUTES.search(text)
    if attributes:
        return f"{text[: attributes.start()]} {{#{anchor} {attributes[1].strip()}}}"
    if not text.strip("# \t"):
        return text  # nothing that could be translated, so its anchor is the same anyway
    return re.sub(r"\s*(?<![\\#])#*\s*$", "", text) + f" {{#{anchor}}}"


def _underlined(document: Document, index: int, skipped: set[int]) -> bool:
    below = index + 1
    return (
        below < len(document)
        and below not in skipped
        and _UNDERLINE.fullmatch(document[below].text) is not None
    )


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
        fix="give the page the same headings, at the same levels; `parity check` says where",
    )
