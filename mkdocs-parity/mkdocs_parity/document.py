"""A page as lines that remember where they come from, and the fences and directives found in it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markdown.extensions.attr_list import get_attrs
from pymdownx.superfences import RE_NESTED_FENCE_START

from mkdocs_parity.errors import ParityError

_PREFIX = re.compile(r"[> \t]*")
_DIRECTIVE = re.compile(r"<!--[-\s]*(?P<text>pytest-codeblocks:.*?|pytest\.mark\..*?)[-\s]*-->\s*")


@dataclass(frozen=True, slots=True)
class Origin:
    """A line of a file: its path relative to the project, and its number from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; `source` is where an included line was read."""

    text: str
    page: Origin
    source: Origin | None = None


Document = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: the indices of its first and last line, and what its first line says."""

    start: int
    end: int
    prefix: str
    ticks: str
    language: str

    def body(self, document: Sequence[Line]) -> list[Line]:
        """Return the lines between the fences, without the prefix that nesting gives them."""
        lines = document[self.start + 1 : self.end]
        return [Line(_unprefix(line.text, self.prefix), line.page, line.source) for line in lines]

    def indent(self, text: str) -> str:
        """Put the prefix back before a line of the body."""
        return (self.prefix + text).rstrip() if not text.strip() else self.prefix + text


@dataclass(frozen=True, slots=True)
class Directive:
    """A comment that speaks to the test run, e.g. `<!--pytest-codeblocks:cont-->`."""

    index: int
    text: str


def document_of(text: str, file: str) -> Document:
    """Split a page into lines that know their number."""
    lines = text.removesuffix("\n").split("\n")
    return tuple(Line(line, Origin(file, number)) for number, line in enumerate(lines, 1))


def text_of(lines: Iterable[Line]) -> str:
    """Join lines, each ended by a newline."""
    return "".join(f"{line.text}\n" for line in lines)


def scan(document: Sequence[Line]) -> Iterator[Fence | Directive]:
    """Find the fences and the test directives of a page, in order, whatever they are nested in.

    Fences are read as `pymdownx.superfences` reads them: three or more backticks or tildes, an
    optional language, options or an attribute list, closed by the same characters behind the
    same prefix.

    Raises:
        ParityError: a fence or comment is not closed, or a fence is hidden in an HTML comment.

    """
    index = 0
    while index < len(document):
        prefix, content = _split(document[index].text)
        opening = RE_NESTED_FENCE_START.fullmatch(content)
        if opening is not None:
            end = _closing(document, index, prefix, opening["fence"])
            yield Fence(index, end, prefix, opening["fence"], _language(opening))
            index = end
        elif (directive := _DIRECTIVE.fullmatch(content)) is not None:
            yield Directive(index, directive["text"].strip("- \t"))
        elif _opens_comment(content):
            index = _end_of_comment(document, index)
        index += 1


def _split(text: str) -> tuple[str, str]:
    prefix = _PREFIX.match(text)
    assert prefix is not None  # the pattern matches the empty string
    return prefix[0], text[prefix.end() :]


def _unprefix(text: str, prefix: str) -> str:
    """Take off what of the prefix a line has: blank lines in a nested fence may have none."""
    shared = 0
    while shared < min(len(text), len(prefix)) and text[shared] in "> \t":
        shared += 1
    return text[shared:]


def _language(opening: re.Match[str]) -> str:
    if opening["lang"]:
        return str(opening["lang"])
    classes = [value for key, value in get_attrs(opening["attrs"] or "") if key == "."]
    return str(classes[0]) if classes else ""


def _closing(document: Sequence[Line], start: int, prefix: str, ticks: str) -> int:
    for index in range(start + 1, len(document)):
        if _unprefix(document[index].text, prefix).rstrip() == ticks:
            return index
    page = document[start].page
    raise ParityError(
        f"the fence {ticks} is never closed",
        file=page.file,
        line=page.line,
        fix=f"end the block by a line {prefix}{ticks}",
    )


def _opens_comment(content: str) -> bool:
    without_code = re.sub(r"`[^`]*`", "", content)
    return without_code.rfind("<!--") > without_code.rfind("-->")


def _end_of_comment(document: Sequence[Line], start: int) -> int:
    for index in range(start + 1, len(document)):
        content = document[index].text
        page = document[index].page
        if RE_NESTED_FENCE_START.fullmatch(_split(content)[1]):
            raise ParityError(
                "a fence is hidden in an HTML comment: readers would not see what runs",
                file=page.file,
                line=page.line,
                fix="take the fence out of the comment, or delete it",
            )
        if "-->" in content:
            return index
    page = document[start].page
    raise ParityError(
        "the HTML comment is never closed", file=page.file, line=page.line, fix="end it by -->"
    )
