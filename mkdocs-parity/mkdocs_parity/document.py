"""A page as lines that remember where they come from, and the fences and directives found in it."""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

from markdown.extensions.attr_list import get_attrs
from pymdownx.superfences import RE_NESTED_FENCE_START

from mkdocs_parity.errors import ParityError

_PREFIX = re.compile(r"[> \t]*")
_DIRECTIVE = re.compile(r"<!--[-\s]*(?P<text>pytest-codeblocks:.*?|pytest\.mark\..*?)[-\s]*-->\s*")
_SPEAKS = re.compile(r"pytest-codeblocks:|pytest\.mark\.")
_FRONT_MATTER_ENDS = ("---", "...")


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
        return [Line(self.strip(line.text), line.page, line.source) for line in lines]

    def strip(self, text: str) -> str:
        """Take the prefix off a line of the body; blank lines may have less of it."""
        return _unprefix(text, self.prefix)

    def indent(self, text: str) -> str:
        """Put the prefix back before a line of the body."""
        return (self.prefix + text).rstrip() if not text.strip() else self.prefix + text


@dataclass(frozen=True, slots=True)
class Directive:
    """A comment that speaks to the test run, e.g. `<!--pytest-codeblocks:cont-->`."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class _Comment:
    """An HTML comment of several lines: the indices of the first and the last."""

    start: int
    end: int


_Item = Fence | Directive | _Comment
_REMEMBERED = 64  # documents
Found = TypeVar("Found")


def remembered(function: Callable[[Document], Found]) -> Callable[[Sequence[Line]], Found]:
    """Let a function remember what it finds in the last documents; nobody may change that."""
    known: OrderedDict[int, tuple[Document, Found]] = OrderedDict()

    @wraps(function)
    def look(document: Sequence[Line]) -> Found:
        if not isinstance(document, tuple):
            return function(tuple(document))
        found = known.get(id(document))
        if found is None:  # a document that is remembered lives on, so that its id stays its own
            found = known[id(document)] = document, function(document)
            if len(known) > _REMEMBERED:
                known.popitem(last=False)
        return found[1]

    return look


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
        ParityError: a fence or comment is not closed, a line of a fence stands left of it, a fence
            or directive is hidden in an HTML comment, or a directive shares its line.

    """
    return (item for item in _scanned(document) if not isinstance(item, _Comment))


def hidden(document: Sequence[Line]) -> set[int]:
    """Return the indices of the lines that are no text: front matter, fences, comments."""
    lines = set(range(front_matter(document)))
    for item in _scanned(document):
        if not isinstance(item, Directive):
            lines.update(range(item.start, item.end + 1))
    return lines


def front_matter(document: Sequence[Line]) -> int:
    """Return the number of lines that the front matter takes (0 without one)."""
    if not document or document[0].text.rstrip() != "---":
        return 0
    ends = (
        number
        for number, line in enumerate(document[1:], 2)
        if line.text.rstrip() in _FRONT_MATTER_ENDS
    )
    return next(ends, 0)


@remembered
def _scanned(document: Document) -> Sequence[_Item]:
    """Return what `_items` finds."""
    return tuple(_items(document))


def _items(document: Sequence[Line]) -> Iterator[Fence | Directive | _Comment]:
    index = front_matter(document)
    while index < len(document):
        prefix, content = _split(document[index].text)
        fenced = content.startswith(("```", "~~~"))  # most lines are not, and regexes take time
        opening = RE_NESTED_FENCE_START.fullmatch(content) if fenced else None
        if opening is not None:
            end = _closing(document, index, prefix, opening["fence"])
            yield Fence(index, end, prefix, opening["fence"], _language(opening))
            index = end
        elif "<!--" not in content:
            pass
        elif (directive := _DIRECTIVE.fullmatch(content)) is not None:
            yield Directive(index, directive["text"].strip("- \t"))
        elif "<!--" in content:
            _refuse_company(content, document[index])
            if _opens_comment(content):
                end = _end_of_comment(document, index)
                yield _Comment(index, end)
                index = end
        index += 1


def _refuse_company(content: str, line: Line) -> None:
    comments = re.findall(r"<!--.*?-->", _without_code(content))
    if any(_SPEAKS.search(comment) for comment in comments):
        raise ParityError(
            f"a directive shares its line with other text: {content.strip()!r}",
            file=line.page.file,
            line=line.page.line,
            fix="give the directive a line of its own above the fence",
        )


def _split(text: str) -> tuple[str, str]:
    if not text or text[0] not in "> \t":
        return "", text
    prefix = _PREFIX.match(text)
    assert prefix is not None  # the pattern matches the empty string
    return prefix[0], text[prefix.end() :]


def _unprefix(text: str, prefix: str) -> str:
    """Take off what of the prefix a line has: blank lines in a nested fence may have none."""
    if not prefix:
        return text
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
        line = document[index]
        if _unprefix(line.text, prefix).rstrip() == ticks:
            return index
        if not prefix.strip() and line.text.strip() and not line.text.startswith(prefix):
            raise ParityError(
                f"the line stands left of its fence ({document[start].page})",
                file=line.page.file,
                line=line.page.line,
                fix=f"indent it by {prefix!r}, or close the fence before it",
            )
    page = document[start].page
    raise ParityError(
        f"the fence {ticks} is never closed",
        file=page.file,
        line=page.line,
        fix=f"end the block by a line {prefix}{ticks}",
    )


def _opens_comment(content: str) -> bool:
    without_code = _without_code(content)
    return without_code.rfind("<!--") > without_code.rfind("-->")


def _without_code(content: str) -> str:
    return re.sub(r"(`+).*?\1", "", content)


def _end_of_comment(document: Sequence[Line], start: int) -> int:
    for index in range(start, len(document)):
        content = document[index].text
        page = document[index].page
        what = (
            "directive"
            if _SPEAKS.search(content)
            else "fence"
            if RE_NESTED_FENCE_START.fullmatch(_split(content)[1])
            else None
        )
        if what is not None:
            raise ParityError(
                f"a {what} is hidden in an HTML comment: readers would not see what runs",
                file=page.file,
                line=page.line,
                fix=f"take the {what} out of the comment, or delete it",
            )
        if index > start and "-->" in content:
            return index
    page = document[start].page
    raise ParityError(
        "the HTML comment is never closed", file=page.file, line=page.line, fix="end it by -->"
    )
