"""A page as a sequence of elements: what stands where, whatever language it is in."""

import re

from markdown.extensions.attr_list import AttrListTreeprocessor, get_attrs

from mkdocs_parity.bodies import cells, comparable
from mkdocs_parity.document import Directive, Document, Fence, front_matter, scan
from mkdocs_parity.elements import Element
from mkdocs_parity.expand import include_of
from mkdocs_parity.inline import wordless

_QUOTES = re.compile(r"(?:[ ]*>[ ]?)*")
_HEADING = re.compile(r"(?P<marks>#{1,6})(?P<text>.*?)(?<!\\)#*")
_ADMONITION = re.compile(r'(?P<mark>!!!|\?\?\?\+?)\s*(?P<type>[\w -]*?)(?:\s*"(?P<title>.*)")?')
_TAB = re.compile(r'===(?P<mark>[!+]*)\s+"(?P<title>.*)"')
_BLOCK = re.compile(r"/{3,}\s*(?P<name>[\w-]*)\s*(?:\|(?P<title>.*))?")
_ITEM = re.compile(r"(?P<mark>[-*+]|\d+[.)])\s+(?P<text>.*)")
_FOOTNOTE = re.compile(r"\[\^(?P<id>[^\]]+)\]:\s*(?P<text>.*)")
_REFERENCE = re.compile(r"\[(?P<id>[^\]]+)\]:\s*(?P<target>\S+)(?P<text>.*)")
_DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_RULE = re.compile(r"([-*_])(?:\s*\1){2,}")
_HTML = re.compile(r"</?[a-zA-Z][\w-]*(?=[\s/>])")
_TITLE = re.compile(r"\btitle=(\"[^\"]*\"|'[^']*')")


def structure(document: Document) -> list[Element]:
    """Cut a page that is not expanded into its elements, in order.

    Front matter and comments are left out.

    Raises:
        ParityError: a fence, a comment or a directive is malformed; see `scan`.

    """
    return _Reader(document).read()


class _Reader:
    """Reads lines from top to bottom, and knows which containers are open."""

    def __init__(self, document: Document) -> None:
        self.lines = [line.text for line in document]
        self.found: list[Element] = []
        self.first = front_matter(document)
        self.items = {
            item.start if isinstance(item, Fence) else item.index: item for item in scan(document)
        }
        self.stack: list[int] = []  # how far each open container is indented
        self.open = False  # whether the last element goes on in the next line

    def read(self) -> list[Element]:
        index = self.first
        while index < len(self.lines):
            item = self.items.get(index)
            if isinstance(item, Fence):
                index = self._fence(item)
            elif isinstance(item, Directive):
                self._add("directive", self._depth(index), item.text, index)
                index += 1
            else:
                index = self._line(index)
        return self.found

    def _add(
        self, kind: str, depth: int, key: str, start: int, end: int = 0, text: str = ""
    ) -> None:
        self.found.append(Element(kind, depth, key, start, end or start + 1, text))
        self.open = False

    def _depth(self, index: int) -> int:
        line = self.lines[index]
        quotes = _QUOTES.match(line)[0]  # type: ignore[index]
        content = line[len(quotes) :].expandtabs(4)
        indent = len(content) - len(content.lstrip())
        depth = self._enter(indent)
        inside = self.stack[-1] + 4 if self.stack else 0
        return depth + max(indent - inside, 0) // 4 + quotes.count(">")

    def _enter(self, indent: int) -> int:
        while self.stack and self.stack[-1] >= indent:
            self.stack.pop()
        return len(self.stack)

    def _fence(self, item: Fence) -> int:
        opening = self.lines[item.start]
        info = opening[len(item.prefix) :].strip().lstrip("`~").strip()
        body = [item.strip(line) for line in self.lines[item.start + 1 : item.end]]
        depth = self._depth(item.start)
        self.found.append(
            Element(
                "fence",
                depth,
                _TITLE.sub('title=""', info),
                item.start,
                item.end + 1,
                " ".join(title[1:-1] for title in _TITLE.findall(info)),
                comparable(body, item.language),
            )
        )
        self.open = False
        return item.end + 1

    def _line(self, index: int) -> int:
        line = self.lines[index]
        prefix = _QUOTES.match(line)[0] if ">" in line else ""  # type: ignore[index]
        content = line[len(prefix) :].expandtabs(4)
        text = content.strip()
        if not text:
            self.open = False
            return index + 1
        indent, quotes = len(content) - len(content.lstrip()), prefix.count(">")
        if not self.open and indent >= (self.stack[-1] + 8 if self.stack else 4):
            self._enter(indent)
            if indent >= (self.stack[-1] + 8 if self.stack else 4):
                return self._code(index, indent)
        after = self._special(index, text, indent, quotes)
        if after is None:
            self._text(index, text, indent, quotes)
            return index + 1
        return after

    def _text(self, index: int, text: str, indent: int, quotes: int) -> None:
        if self.open:
            last = self.found[-1]
            self.found[-1] = Element(
                last.kind,
                last.depth,
                last.key,
                last.start,
                index + 1,
                f"{last.text}\n{text}",
                anchor=last.anchor,
            )
        else:
            kind = "html" if text[0] == "<" and _HTML.match(text) else "paragraph"
            self._add(kind, self._enter(indent) + quotes, "", index, text=text)
            self.open = True

    def _special(self, index: int, text: str, indent: int, quotes: int) -> int | None:
        """Read a line that is more than text; None if it is not."""
        handler = _BY_START.get(text[0])
        if handler is None and text[0].isdigit():
            handler = _Reader._item
        if handler is not None:
            after = handler(self, index, text, indent, quotes)
            if after is not None:
                return after
        if "|" in text and index + 1 < len(self.lines) and "-" in self.lines[index + 1]:
            return self._table(index, text, indent, quotes)
        return None

    def _heading(self, index: int, text: str, indent: int, quotes: int) -> int | None:
        match = _HEADING.fullmatch(text)
        if match is None:
            return None
        attributes = AttrListTreeprocessor.HEADER_RE.search(text)
        ids = (
            [value for name, value in get_attrs(attributes[1]) if name == "id"]
            if attributes
            else []
        )
        title = text[: attributes.start()] if attributes else match["text"]
        self.found.append(
            Element(
                "heading",
                self._enter(indent) + quotes,
                str(len(match["marks"])),
                index,
                index + 1,
                title.strip("# "),
                anchor=str(ids[-1]) if ids else None,
            )
        )
        self.open = False
        return index + 1

    def _container(self, index: int, text: str, indent: int, quotes: int) -> int | None:
        match = _ADMONITION.fullmatch(text)
        kind = "admonition"
        if match is None:
            match, kind = _TAB.fullmatch(text), "tab"
        if match is None:
            return None
        key = f"{match['mark']} {match['type'].strip()}" if kind == "admonition" else match["mark"]
        self._add(kind, self._enter(indent) + quotes, key.strip(), index, text=match["title"] or "")
        self.stack.append(indent)
        return index + 1

    def _block(self, index: int, text: str, indent: int, quotes: int) -> int | None:
        match = _BLOCK.fullmatch(text)
        if match is None:
            return None
        title, key = (match["title"] or "").strip(), match["name"]
        if key.endswith("caption"):  # its name and place, no words
            title, key = "", f"{key} {title}".strip()
        self._add("block", self._enter(indent) + quotes, key, index, text=title)
        return index + 1

    def _item(self, index: int, text: str, indent: int, quotes: int) -> int | None:
        if _RULE.fullmatch(text):
            self._add("rule", self._enter(indent) + quotes, "", index)
            return index + 1
        if (include := include_of(text)) is not None:
            self._add("include", self._enter(indent) + quotes, include, index)
            return index + 1
        match = _ITEM.fullmatch(text)
        if match is None or (self.open and self.found[-1].kind == "paragraph"):
            return None
        kind = "ordered" if match["mark"][0].isdigit() else "bullet"
        self._add("item", self._enter(indent) + quotes, kind, index, text=match["text"])
        self.stack.append(indent)
        self.open = True
        return index + 1

    def _definition(self, index: int, text: str, indent: int, quotes: int) -> int | None:
        if text[0] == ":":
            if text.startswith(":::"):  # an object of the API
                self._add("block", self._enter(indent) + quotes, text, index)
                return index + 1
            if not re.match(r":\s+\S", text):
                return None
            kind, key, text = "definition", "", text[1:].strip()
        elif match := _FOOTNOTE.fullmatch(text):
            kind, key, text = "footnote", match["id"], match["text"]
        elif (match := _REFERENCE.fullmatch(text)) and not self.open:
            self._add("reference", 0, match["target"], index)
            return index + 1
        else:
            return None
        self._add(kind, self._enter(indent) + quotes, key, index, text=text)
        self.stack.append(indent)
        self.open = True
        return index + 1

    def _math(self, index: int, text: str, indent: int, quotes: int) -> int | None:
        close = {"$$": "$$", "\\[": "\\]"}.get(text[:2])
        if close is None:
            return None
        end = index
        while close not in (text[2:] if end == index else self.lines[end]):
            end += 1
            if end == len(self.lines) or not self.lines[end].strip():
                return None
        formula = wordless(" ".join(" ".join(self.lines[index : end + 1]).split()))
        self._add("math", self._enter(indent) + quotes, formula, index, end + 1)
        return end + 1

    def _comment(self, index: int, text: str, indent: int, quotes: int) -> int | None:
        if not text.startswith("<!--"):
            return None
        end = index
        while "-->" not in self.lines[end] and end + 1 < len(self.lines):
            end += 1
        return end + 1 if self.lines[end].rstrip().endswith("-->") else None

    def _table(self, index: int, text: str, indent: int, quotes: int) -> int | None:
        below = self.lines[index + 1].lstrip("> \t").strip()
        if "|" not in below or not _DELIMITER.fullmatch(below):
            return None
        depth = self._enter(indent) + quotes
        aligned = [f"{cell[:1] == ':':d}{cell[-1:] == ':':d}" for cell in cells(below)]
        self._add("table", depth, " ".join(aligned), index + 1)
        end = index
        while end < len(self.lines) and self.lines[end].strip("> \t"):
            if end != index + 1:
                row = self.lines[end].lstrip("> \t").strip()
                self._add("row", depth, str(len(cells(row))), end, text=row)
            end += 1
        return end

    def _code(self, index: int, indent: int) -> int:
        end = index
        while end < len(self.lines) and (
            not self.lines[end].strip() or self.lines[end].startswith(" " * indent)
        ):
            end += 1
        while not self.lines[end - 1].strip():
            end -= 1
        code = tuple(line[indent:] for line in self.lines[index:end])
        self.found.append(Element("code", len(self.stack), "", index, end, body=code))
        return end


_BY_START = {
    "#": _Reader._heading,
    "!": _Reader._container,
    "?": _Reader._container,
    "=": _Reader._container,
    "/": _Reader._block,
    "-": _Reader._item,
    "*": _Reader._item,
    "+": _Reader._item,
    "_": _Reader._item,
    "[": _Reader._definition,
    ":": _Reader._definition,
    "$": _Reader._math,
    "\\": _Reader._math,
    "<": _Reader._comment,
}
