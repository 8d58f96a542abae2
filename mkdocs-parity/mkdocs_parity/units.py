"""A page's prose in units that are translated one by one, and what stands between them."""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import yaml
from markdown import Markdown
from markdown.extensions.attr_list import AttrListTreeprocessor

from mkdocs_parity.anchors import anchors, headings
from mkdocs_parity.document import document_of, front_matter, hidden

_PREFIX = re.compile(r"[> \t]*")
_META = re.compile(
    r"(?P<key>title|subtitle|description|summary):[ \t]+(?P<text>[^\s|>&*!{\[].*?)\s*"
)
_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]*(?P<text>.*?)[ \t]*(?<!\\)#*\s*")
_TITLED = re.compile(  # admonitions, details, tabs
    r'(?:(?:!{3}|\?{3}\+?)[ ]?[\w-]+(?:[ ]+[\w-]+)*[ ]*|={3}[!+]*[ ]+)(?:"(?P<text>.*)")?\s*'
)
_BLOCK = re.compile(r"/{3,}[ \t]*(?P<name>[\w-]+)?[ \t]*(?:\|[ \t]*(?P<text>.*?))?\s*")
_OPTION = re.compile(r"[ \t]{4,}[\w-]+:.*")
_ITEM = re.compile(r"(?:[*+-]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?P<text>.*?)\s*")
_LEAD = re.compile(  # footnotes, definitions, abbreviations
    r"(?:(?P<note>\[\^[^\]]+\]:)|(?P<definition>:)(?=[ \t])|\*\[[^\]]+\]:)[ \t]*(?P<text>.*?)\s*"
)
_IMAGE = re.compile(r"!\[(?P<text>[^\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)(?:\{[^}]*\})?\s*")
_HTML = re.compile(r"(?:<[^>]+>\s*)+(?P<text>[^<>]*[^<>\s])?\s*(?:</[^>]+>\s*)*")
_TAG = re.compile(r"<[/!?]?(?P<name>[a-zA-Z][\w-]*)?")
_RAW = ("pre", "script", "style", "textarea")
_STRUCTURE = re.compile(  # rules, links' addresses, includes, objects of the API
    r":::.*|(?:([*_-])[ \t]*)(?:\1[ \t]*){2,}|\[[^\]^][^\]]*\]:[ \t]*\S.*|[ \t;]*[-–—]+8<[-–—]+.*"
)
_SEPARATOR = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\s*")
_CELL = re.compile(r"(?:\\.|(?P<ticks>`+).*?(?P=ticks)(?!`)|[^|])+")
_MATH = {"$$": "$$", "\\[": "\\]", "\\begin{": "\\end{"}
_WORDS = re.compile(r"\\text\{\s*(?P<words>[^{}]*[^{}\s])\s*\}")  # of a formula
_ATTRIBUTES = AttrListTreeprocessor.HEADER_RE
_BLOCK_TAGS = frozenset(Markdown().block_level_elements)


@dataclass(frozen=True, slots=True)
class Unit:
    """A text to translate: a paragraph, heading, item, cell, title, caption, alternative text.

    Attributes:
        kind: what it is; a heading's kind ends in its level.
        section: the anchor of the heading above it, or of itself; empty before the first.
        line: the line that it starts in, from 1.
        column: where it starts in that line.
        start: where it starts in the page.
        raw: the text as the page has it, its lines with what nesting puts before them.
        hang: what stands before each further line of it.

    """

    kind: str
    section: str
    line: int
    column: int
    start: int
    raw: str
    hang: str = ""

    @property
    def text(self) -> str:
        """The text in one line, except where a line break is meant."""
        return yaml_text(self.raw) if self.kind == "meta" else unwrap(self.raw)

    @property
    def end(self) -> int:
        """Where it ends in the page."""
        return self.start + len(self.raw)


def unwrap(raw: str) -> str:
    """Join the lines of a text; a hard line break becomes a newline."""
    joined = ""
    for number, line in enumerate(raw.split("\n")):
        text = line[_at(line) :] if number else line
        hard = number and (joined.endswith("  ") or joined.endswith("\\"))
        joined = joined.rstrip() + ("\n" if hard else " " if number else "") + text
    return joined.rstrip()


def yaml_text(raw: str) -> str:
    """Return the text of a YAML scalar."""
    try:
        return str(yaml.safe_load(raw))
    except yaml.YAMLError:
        return raw


def units(text: str, name: str) -> list[Unit]:
    """Find the prose of a page's source; code, includes and directives are not in it.

    Args:
        text: the page, includes not expanded.
        name: what errors call the page.

    Raises:
        ParityError: fences, comments or headings are broken.

    """
    return list(_Reader(text, name).read())


@dataclass
class _Reader:
    text: str
    name: str
    section: str = ""
    block: str = ""  # the name of the open pymdownx block
    containers: list[int] = field(default_factory=list)  # the indents that nesting started at

    def read(self) -> Iterator[Unit]:
        document = document_of(self.text, self.name)
        self.lines = [line.text for line in document]
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.hidden = hidden(document)
        found = headings(document)
        self.anchors = dict(zip((item.index for item in found), anchors(found), strict=True))
        end = front_matter(document)
        for index in range(1, end):
            if match := _META.fullmatch(self.lines[index]):
                yield self._unit("meta", index, match.start("text"), match["text"])
        index = end
        while index < len(self.lines):
            index = yield from self._block(index)

    def _unit(self, kind: str, index: int, column: int, raw: str, hang: str = "") -> Unit:
        return Unit(kind, self.section, index + 1, column, self.starts[index] + column, raw, hang)

    def _solid(self, index: int) -> bool:
        """Tell whether a line can be prose."""
        line = self.lines[index] if index < len(self.lines) else ""
        return index < len(self.lines) and index not in self.hidden and _at(line) < len(line)

    def _block(self, index: int) -> Generator[Unit, None, int]:
        """Yield the units of the block that starts at a line; return the line behind it."""
        if not self._solid(index):
            return index + 1
        line = self.lines[index]
        column = _at(line)
        indent, content = len(line[:column].expandtabs(4)), line[column:]
        self.containers = [one for one in self.containers if one < indent]
        if indent - (self.containers[-1] + 4 if self.containers else 0) >= 4:
            return index + 1  # code by indentation
        if _STRUCTURE.fullmatch(content):
            return index + 1
        if end := self._opaque(index, content):
            if content.startswith(tuple(_MATH)):
                yield from self._formula(index, end)
            return end
        if match := _HEADING.fullmatch(content):
            self.section = self.anchors.get(index, self.section)
            attributes = _ATTRIBUTES.search(content)
            text = content[: attributes.start()] if attributes else match["text"]
            text = text[match.start("text") :].rstrip() if attributes else text
            if text:
                at = column + match.start("text")
                yield self._unit(f"heading {len(match['marks'])}", index, at, text)
            return index + 1
        if (match := _TITLED.fullmatch(content)) or (match := _BLOCK.fullmatch(content)):
            return (yield from self._opening(index, column, match))
        if self._solid(index + 1) and "|" in content and self._separates(index + 1):
            return (yield from self._table(index))
        return (yield from self._prose(index, column, content))

    def _opaque(self, index: int, content: str) -> int | None:
        """Return the line behind mathematics or raw text, or None if the line is neither."""
        tag = _TAG.match(content)
        closing = next((end for start, end in _MATH.items() if content.startswith(start)), None)
        if tag and tag["name"] and tag["name"].lower() in _RAW:
            closing = f"</{tag['name']}>"
        elif tag and _starts_html(content) and content.count("<") > content.count(">"):
            closing = ">"
        if closing is None:
            return None
        first = content[1 if tag else 2 :]
        if closing in first:
            return index + 1
        rest = range(index + 1, len(self.lines))
        return next((at + 1 for at in rest if closing in self.lines[at]), len(self.lines))

    def _formula(self, index: int, end: int) -> Iterator[Unit]:
        """Yield the words in a formula: the rest of it is the same in every language."""
        for at in range(index, end):
            for match in _WORDS.finditer(self.lines[at]):
                yield self._unit("formula", at, match.start("words"), match["words"])

    def _opening(self, index: int, column: int, match: re.Match[str]) -> Generator[Unit, None, int]:
        named = match.groupdict().get("name")
        if match["text"] and not (named or "").endswith("caption"):
            yield self._unit("title", index, column + match.start("text"), match["text"])
        if match.re is _TITLED:
            self.containers.append(column)
            return index + 1
        self.block = named or ""
        index += 1
        while self._solid(index) and _OPTION.fullmatch(self.lines[index]):
            index += 1
        return index

    def _separates(self, index: int) -> bool:
        line = self.lines[index]
        return "|" in line and _SEPARATOR.fullmatch(line[_at(line) :]) is not None

    def _table(self, index: int) -> Generator[Unit, None, int]:
        head = index
        while self._solid(index):
            line = self.lines[index]
            if index != head + 1 and not _STRUCTURE.fullmatch(line[_at(line) :]):
                for cell in _CELL.finditer(line, _at(line)):
                    if text := cell[0].strip():
                        at = cell.start() + len(cell[0]) - len(cell[0].lstrip())
                        yield self._unit("cell", index, at, text)
            index += 1
        return index

    def _prose(self, index: int, column: int, content: str) -> Generator[Unit, None, int]:
        line = self.lines[index]
        kind, hang, at = "caption" if "caption" in self.block else "paragraph", line[:column], 0
        if _starts_html(content):
            match = _HTML.fullmatch(content)
            if match and match["text"]:
                yield self._unit("html", index, column + match.start("text"), match["text"])
            return index + 1
        alone = not self._solid(index + 1) or self._starts(index + 1, listed=False)
        if alone and (match := _IMAGE.fullmatch(content)):
            if match["text"].strip():
                yield self._unit("image", index, column + match.start("text"), match["text"])
            return index + 1
        listed = False
        if (match := _ITEM.fullmatch(content)) or (match := _LEAD.fullmatch(content)):
            at, listed = match.start("text"), match.re is _ITEM
            kind = "item"
            if not listed:
                kind = "footnote" if match["note"] else "definition"
            hang += " " * (at if listed else 4)
            self.containers.append(column)
            if at == len(content.rstrip()):
                return index + 1
        last = index
        while self._solid(last + 1) and not self._starts(last + 1, listed):
            last += 1
        end = self.starts[last] + len(self.lines[last].rstrip())
        start = self.starts[index] + column + at
        if last > index:
            hang = self.lines[index + 1][: _at(self.lines[index + 1])]
        yield self._unit(kind, index, column + at, self.text[start:end], hang)
        return last + 1

    def _starts(self, index: int, listed: bool) -> bool:
        """Tell whether a line below prose starts another block."""
        content = self.lines[index][_at(self.lines[index]) :]
        if listed and _ITEM.fullmatch(content):
            return True
        patterns = (_HEADING, _TITLED, _BLOCK, _LEAD, _STRUCTURE)
        return any(pattern.fullmatch(content) for pattern in patterns) or _starts_html(content)


def _at(line: str) -> int:
    """Return the column behind the indentation and the marks of quotations."""
    match = _PREFIX.match(line)
    return match.end() if match else 0


def _starts_html(content: str) -> bool:
    match = _TAG.match(content)
    if match is None or content.startswith("<http"):
        return False
    return content[1:2] in "!?" or (match["name"] or "").lower() in _BLOCK_TAGS
