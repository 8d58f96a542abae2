"""A page cut into prose and blocks of code, with the prose as plain Markdown for a notebook."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mkdocs_parity.blocks import Block
from mkdocs_parity.document import Directive, Document, Fence, front_matter, scan
from mkdocs_parity.languages import SHELLS, is_python

_BOX = re.compile(
    r"(?P<indent>[ ]*)(?:!!!|\?\?\?\+?|={3}[!+]?)[ ]+(?P<kind>[\w -]*?)[ ]*"
    r"(?:\"(?P<title>(?:[^\"\\]|\\.)*)\")?[ ]*"
)
_CAPTION = re.compile(r"/{3,}\s*(?P<name>[\w-]+)(?:\s*\|.*)?")
_CAPTION_END = re.compile(r"/{3,}\s*")
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ ]*[#.][\w-][^{}\\$\n]*\}")
_IMAGE = re.compile(
    r"!\[(?P<alt>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<target>[^()\s]+)(?:\s+\"[^\"]*\")?\)"
)
_LINK = re.compile(r"(?<=\])\((?P<target>[^()\s]+)(?P<title>\s+\"[^\"]*\")?\)")
_DEFINITION = re.compile(r"^(?P<name>\[[^\]^]+\]:\s+)(?P<target>\S+)", re.MULTILINE)
_CODE = re.compile(
    r"(?P<ticks>`+)(?!`)(?:#![\w+-]+\s+)?(?P<code>(?:.|\n(?!\n))+?)(?<!`)(?P=ticks)(?!`)"
)
_KEPT = re.compile(r"\0(\d+)\0")
_FENCE = re.compile(r"^(?P<ticks>`{3,}|~{3,}).*?^(?P=ticks)\s*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"#{1,6}\s+(?P<text>.+?)\s*#*")
_WEIGHT = re.compile(r"(\*\*|__|\*|`)(?P<text>.+?)\1")
Resolve = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a page: Markdown, or a block by its index in the page's blocks."""

    prose: str = ""
    block: int | None = None


def pieces(document: Document, blocks: Sequence[Block]) -> list[Piece]:
    """Cut a page at the blocks of Python that run; the outputs below them are left out.

    Boxes, folds and tabs become their title in bold and their content; captions become
    emphasis; front matter and test directives go.

    Args:
        document: the expanded page.
        blocks: its blocks.

    """
    cutter = _Cutter(document, blocks)
    cutter.cut()
    return cutter.found


def plain_markdown(text: str, link: Resolve) -> str:
    """Turn the Markdown of a site into that of a notebook.

    Args:
        text: prose, as `pieces` gives it.
        link: turns the address of a link or picture of the page into one that is whole; an empty
            one is the page's own.

    """
    parts, done = [], 0
    for fence in _FENCE.finditer(text):
        parts += [_inline(text[done : fence.start()], link), fence[0]]
        done = fence.end()
    return "".join([*parts, _inline(text[done:], link)])


def titles(prose: str) -> list[str]:
    """Return the headings in prose as plain text."""
    lines = _ATTRIBUTES.sub("", _FENCE.sub("", prose)).split("\n")
    found = (_HEADING.fullmatch(line) for line in lines)
    return [_WEIGHT.sub(r"\g<text>", match["text"]) for match in found if match]


def _inline(text: str, link: Resolve) -> str:
    """Change what stands outside of code; code loses the name of its language."""
    codes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        codes.append(f"{match['ticks']}{match['code']}{match['ticks']}")
        return f"\0{len(codes) - 1}\0"

    text = _ATTRIBUTES.sub("", _CODE.sub(keep, text))
    text = _IMAGE.sub(lambda match: _picture(match, link), _links(text, link))
    return _KEPT.sub(lambda match: codes[int(match[1])], text)


def _picture(match: re.Match[str], link: Resolve) -> str:
    """Say what a drawing shows, and link to its page, which gives it colours and labels."""
    if match["target"].split("#")[0].endswith(".svg"):
        return f"*[{match['alt']}]({link('')})*"
    return match[0]


def _links(text: str, link: Resolve) -> str:
    text = _LINK.sub(lambda match: f"({link(match['target'])}{match['title'] or ''})", text)
    return _DEFINITION.sub(lambda match: match["name"] + link(match["target"]), text)


@dataclass
class _Cutter:
    document: Document
    blocks: Sequence[Block]
    found: list[Piece] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _indents: list[int] = field(default_factory=list)  # of the boxes around the present line
    _caption: bool = False

    def cut(self) -> None:
        index = front_matter(self.document)
        numbers = {block.page: number for number, block in enumerate(self.blocks)}
        expected = False
        for item in scan(self.document):
            while index < (item.index if isinstance(item, Directive) else item.start):
                self._line(self.document[index].text)
                index += 1
            if isinstance(item, Directive):
                expected = item.text.startswith("pytest-codeblocks:expected-output")
                index += 1
                continue
            runs = is_python(item.language) or item.language in SHELLS
            number = numbers.get(self.document[item.start].page) if runs else None
            if number is not None and is_python(item.language):
                self._flush()
                self.found.append(Piece(block=number))
            elif not expected:
                self._fence(item)
            expected = False
            index = item.end + 1
        for line in self.document[index:]:
            self._line(line.text)
        self._flush()

    def _fence(self, item: Fence) -> None:
        self._leave(len(item.prefix) if not item.prefix.strip() else 0)
        margin = min(self._indents[-1] if self._indents else 0, len(item.prefix))
        language = item.language if item.language.isidentifier() else ""
        body = [line.text for line in item.body(self.document)]
        indent = item.prefix[margin:]
        lines = [f"{item.ticks}{language}", *body, item.ticks]
        self._lines += [indent + line if line else line for line in lines]

    def _line(self, text: str) -> None:
        if text.strip():
            self._leave(len(text) - len(text.lstrip(" ")))
        margin = self._indents[-1] if self._indents else 0
        box = _BOX.fullmatch(text)
        if box and (box["kind"] or box["title"] is not None):
            self._indents.append(len(box["indent"]) + 4)
            title = box["title"] if box["title"] is not None else box["kind"].title()
            self._lines += ["", f"**{title}**" if title else "", ""]
        elif _CAPTION.fullmatch(text.strip()):
            self._caption = "caption" in text
        elif _CAPTION_END.fullmatch(text.strip()):
            self._caption = False
        elif self._caption and text.strip():
            self._lines.append(f"*{text.strip()}*")
        else:
            self._lines.append(text[margin:] if text.strip() else "")

    def _leave(self, indent: int) -> None:
        while self._indents and indent < self._indents[-1]:
            self._indents.pop()

    def _flush(self) -> None:
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n")
        self._lines.clear()
        if text.strip():
            self.found.append(Piece(prose=text))
