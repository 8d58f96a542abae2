"""What a piece of Markdown can do beyond being read: tags, attributes, links, includes, options.

The patterns find more than Markdown would act on, never less: what looks like a power counts as
one, so that no difference between this reading and a renderer's lets anything through.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from lxml.html import defs

Kind = Literal[
    "tag", "code tag", "raw block", "attributes", "template", "link", "address", "include",
    "block", "class", "footnote", "abbreviation", "command", "character", "run",
    "tab", "image", "object",
]  # fmt: skip

_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<(?=[A-Za-z/!?])[^>]{0,2000}>?", re.DOTALL)
_SPOKEN = re.compile(
    r"""\b(alt|title|aria-label)=("[^"<>&]*"|'[^'<>&]*')"""  # attributes that hold prose
)
_PLACEHOLDER = re.compile(r"<(?P<name>[A-Za-z][A-Za-z0-9_]*)>")  # such as <language>
_ELEMENTS = defs.tags | {"math", "portal", "slot", "svg", "template", "dialog", "xmp", "title"}
_RAW = re.compile(
    r"<(script|style|svg|math|iframe|object|template|textarea|xmp|noscript|title)\b"
    r".*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_BRACES = re.compile(r"(?<!\\text)(?<!\\mathrm)\{[^}\n]*\}?")
_TEMPLATE = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)", re.MULTILINE)
_DEFINED = re.compile(r"(?P<key>\[[^\[\]]{0,200}\]):[ \t]*\n?[ \t>]*(?P<target><[^>\n]*>|\S+)")
_TITLED = re.compile(
    r"(?P<target><[^<>]*>|[^\s<>]+)\s+(?P<quote>[\"'])[^\"<>]*(?P=quote)", re.DOTALL
)
# An address ends where magiclink ends it; mail addresses become links, too.
_ADDRESS = re.compile(r"(?i)(?:(?:ht|f)tps?://|www\.)[^\s<\0]*|[\w.+-]+@[\w-]+\.[\w.-]+")
_AFTER_ADDRESS = "?!.,:;*_~^'\")]"
_WIDE = re.compile("[，。；：、！？（）“”‘’][^A-Za-z0-9]*$")
_BLOCK = re.compile(r"[> \t]*(?P<marks>/{3,})[ \t]*(?P<name>[\w-]+)(?P<rest>.*)")
_OPTIONS = ("handler:", "options:")  # of an object of the API
_ADMONITION = re.compile(r"[> \t]*(?:!!!|\?\?\?\+?)[ \t]*(?P<classes>[^\"\n]*)")
_TAB = re.compile(r"={3,}[!+]*[ \t]*[\"']")
_FOOTNOTE = re.compile(r"\[\^[^\]\n]*\]:?")
_ABBREVIATION = re.compile(r"^[> \t]*\*\[[^\]\n]*\]:", re.MULTILINE)
_COMMAND = re.compile(r"\\[A-Za-z]+")
_RUN = re.compile(r"([\[\]()*_`<>{}!~^\\&])\1{39,}|(?:[>*+-] ?){40,}\S")
_PARENTHESIS = re.compile(r"[()]|\n\n")
_RELATIVE = re.compile(r"[\w./#?=+,~@-]*")
_ANCHOR = re.compile(r"\{\s*:?\s*#(?P<anchor>[^\s{}]+)\s*\}")
# Characters that reorder or hide text, and all controls but tab and newline. The marks and joiners
# that Arabic, Hebrew, Persian and Hindi are written with are left (U+061C, U+200C to U+200F).
HIDING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Power:
    """Something that acts.

    Attributes:
        kind: what it is.
        key: what English must have for a translation to have it.
        row: the row of the text where it begins, from 0.
        start: the index of its first character.
        end: the index behind its last one.

    """

    kind: Kind
    key: str
    row: int
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


def powers(text: str) -> list[Power]:
    """Find everything in the prose of a page that does more than be read."""
    return list(_powers(text))


@lru_cache(maxsize=4096)  # each translation is compared with the same English
def _powers(text: str) -> tuple[Power, ...]:
    found = list(_anywhere(text))
    masked = mask_code(text)
    for match in _TAG.finditer(masked):
        whole = text[match.start() : match.end()]
        found.append(_power("tag", _plain(whole), text, match.span()))
    # Within HTML, backticks may be no code.
    inside: Kind = "tag" if _TAG.search(masked) else "code tag"
    bare = _TAG.sub(lambda match: "\0" * len(match[0]), masked)
    for match in _ADDRESS.finditer(bare):
        if not masked.endswith(("](", "](<"), 0, match.start()):  # links are compared as such
            touches = bare[match.end() : match.end() + 1] == "\0"  # a tag or code
            key = f"{match[0]}<" if touches else _ended(match[0])
            found.append(_power("address", key, text, match.span()))
    for code in re.finditer("\0+", masked):
        for match in _ADDRESS.finditer(text, code.start(), code.end()):
            shown = match[0].split("`")[0]
            span = match.start(), match.start() + len(shown)
            found.append(_power("address", _ended(shown), text, span))
        for match in _TAG.finditer(text, code.start(), code.end()):
            placeholder = _PLACEHOLDER.fullmatch(match[0])
            if placeholder is None or placeholder["name"].lower() in _ELEMENTS:
                found.append(_power(inside, match[0], text, match.span()))
    for match in _RAW.finditer(masked):
        whole = text[match.start() : match.end()]
        found.append(_power("raw block", _plain(whole), text, match.span()))
    for match in _BRACES.finditer(masked):
        found.append(_power("attributes", _squeezed(match[0]), text, match.span()))
    found.extend(_links(masked, text))
    for match in re.finditer(r"!\[", masked):
        found.append(_power("image", "![", text, match.span()))
    for match in _FOOTNOTE.finditer(masked):
        found.append(_power("footnote", match[0], text, match.span()))
    for match in _ABBREVIATION.finditer(masked):
        found.append(_power("abbreviation", "", text, match.span()))
    for match in _COMMAND.finditer(masked):
        found.append(_power("command", match[0], text, match.span()))
    found.extend(_lines(masked, text))
    return tuple(sorted(found, key=lambda power: power.row))


def mask_code(text: str) -> str:
    """Blank inline code, where there is no doubt what it is.

    Each line of a paragraph must hold whole code spans and no escaped backtick; else nothing of
    the paragraph is blanked, because renderers differ in what they take for code.
    """
    lines = text.split("\n")
    done: list[str] = []
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].strip("> \t"):
            end += 1
        paragraph = lines[start:end]
        masked = [_SPAN.sub(lambda match: "\0" * len(match[0]), line) for line in paragraph]
        doubtful = any("`" in line for line in masked) or any("\\`" in line for line in paragraph)
        done.extend(paragraph if doubtful else masked)
        done.extend(lines[end : end + 1])
        start = end + 1
    return "\n".join(done)


def heading_anchor(power: Power) -> str | None:
    """Return the anchor that attributes in the first row give a heading, if they are one."""
    match = _ANCHOR.fullmatch(power.key) if power.kind == "attributes" else None
    return match["anchor"] if match is not None and power.row == 0 else None


def stays_inside(target: str, page: str) -> bool:
    """Tell whether a link plainly leads to a page of the documentation, or to an anchor.

    Args:
        target: the link as written.
        page: the page, relative to the docs folder.

    """
    if not _RELATIVE.fullmatch(target) or target.startswith("/") or "//" in target:
        return False
    path = target.split("#")[0]
    if posixpath.splitext(path)[1] not in ("", ".md"):
        return False  # a figure or another file
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    return not whole.startswith("..")


def _anywhere(text: str) -> Iterator[Power]:
    """What acts in code, too."""
    for match in _TEMPLATE.finditer(text):
        yield _power("template", match[0], text, match.span())
    for match in HIDING.finditer(text):
        yield _power("character", match[0], text, match.span())
    for match in _RUN.finditer(text):
        yield _power("run", match[0], text, match.span())


def _links(masked: str, text: str) -> Iterator[Power]:
    at = masked.find("](")
    while at >= 0:
        start = at + 2
        end = _closing(masked, start)
        whole = text[start:end]
        inside = whole.strip()
        titled = _TITLED.fullmatch(inside)
        if "\n" in whole:  # parsers differ in what the address is
            inside, titled = f"{inside} over lines", None
        key = _squeezed(titled["target"] if titled else inside)
        yield _power("link", key, text, (at, min(end + 1, len(text))))
        at = masked.find("](", start)
    for match in _DEFINED.finditer(masked):
        if not match["key"].startswith("[^"):
            yield _power("link", match["target"], text, match.span())


def _closing(masked: str, start: int) -> int:
    """Return where the parenthesis that a link opens is closed."""
    depth = 1
    for match in _PARENTHESIS.finditer(masked, start, start + 4000):
        depth += {"(": 1, ")": -1}.get(match[0], -depth)
        if depth == 0 or depth > 20:
            return match.start()
    return min(len(masked), start + 4000)


def _lines(masked: str, text: str) -> Iterator[Power]:
    options: str | None = None
    start = 0
    for row, line in enumerate(masked.split("\n")):
        place = (row, start, start + len(line))
        start += len(line) + 1
        if "8<" in line:
            yield Power("include", line.strip("> \t"), *place)
        if options is not None and line.startswith(("    ", "\t")) and line.strip():
            yield Power("block", f"{options} {line.strip()}", *place)
            continue
        match = _BLOCK.fullmatch(line)
        options = match["marks"][0] if match else None
        if match:
            acts = match["name"] == "html" or match["name"].endswith("caption")
            key = match["name"] + (match["rest"].rstrip() if acts else "")  # others name a title
            yield Power("block", f"{options} {key}", *place)
        if _TAB.search(line):
            yield Power("tab", "===", *place)
        if match := _ADMONITION.match(line):
            yield Power("class", " ".join(match["classes"].split()), *place)
    if ":::" in masked:
        yield from _objects(masked, text)


def _objects(masked: str, text: str) -> Iterator[Power]:
    """What shows an object of the API, `::: package.module`, and the options below it."""
    state = ""  # "open" below the directive, "apart" behind an empty line below it
    start = 0
    for row, (line, whole) in enumerate(zip(masked.split("\n"), text.split("\n"), strict=True)):
        place = (row, start, start + len(line))
        start += len(line) + 1
        content = line.strip("> \t")
        if ":::" in line:
            state = "open"
        elif not content:
            state = "apart" if state == "open" else ""
        elif state == "apart":
            state = "open" if content.startswith(_OPTIONS) else ""
        if state == "open":
            yield Power("object", " ".join(whole.strip("> \t").split()), *place)


def _power(kind: Kind, key: str, text: str, span: tuple[int, int]) -> Power:
    return Power(kind, key, text.count("\n", 0, span[0]), *span)


def _ended(address: str) -> str:
    return _WIDE.sub("", address).rstrip(_AFTER_ADDRESS)


def _plain(tag: str) -> str:
    return _squeezed(_SPOKEN.sub(r"\1=", tag))


def _squeezed(text: str) -> str:
    return " ".join(text.split())
