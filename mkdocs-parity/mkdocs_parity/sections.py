"""The pages of the default language, cut at their headings."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import yaml
from lxml import etree

from mkdocs_parity.anchors import Heading, anchors, headings
from mkdocs_parity.document import Directive, Document, Fence, front_matter, scan, text_of
from mkdocs_parity.errors import ParityError
from mkdocs_parity.expand import expand
from mkdocs_parity.figures import labels, read_figure
from mkdocs_parity.fingerprint import count_words, fingerprint, joined, prose, sentences

if TYPE_CHECKING:
    from mkdocs_parity.project import Project

_BLOCK = re.compile(r"[-*+]\s|\d+[.)]\s|\||!!!|\?\?\?|===|///|:\s|\[[^\]]+\]:\s|\*\[[^\]]+\]:\s|<")
_ONE_LINE = re.compile(r"\||!!!|\?\?\?|===|///")
_ATTRIBUTES = re.compile(r"\s*\{[:#.][^{}]*\}\s*$")
_MARKS = re.compile(r"^#{1,6}")
_PREFIX = re.compile(r"[>\s]*")
_COMMENT = re.compile(r"\s*(?:<!--(?:(?!-->).)*-->\s*)+")
_IMAGE_FILE = r"\.(?:svg|png|jpe?g|gif|webp|avif)"
_IMAGE = re.compile(
    rf"<(?P<angle>[^<>:]+{_IMAGE_FILE})[^<>]*>|(?P<plain>[^\s()<>\[\]\"'`:]+{_IMAGE_FILE})\b"
    r"|!\[(?P<alt>[^\]]*)\](?:\[(?P<id>[^\]]*)\])?(?!\()",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\s{0,3}\[(?P<id>[^\]]+)\]:\s*<?(?P<target>[^\s>]+)")
_TEXT_KEYS = ("title", "description", "summary", "subtitle")


@dataclass(frozen=True)
class Section:
    """A heading of the default language and the text down to the next one.

    Attributes:
        anchor: the anchor of its heading; empty for what stands before the first heading.
        title: the text of the heading.
        level: 1 to 6; 0 without a heading.
        line: the number of its first line in the page.
        text: what is compared: prose with one sentence a line, code, outputs, labels and a
            digest of each figure; without blank lines and directives.
        markdown: the section as readers get it, includes expanded.

    """

    anchor: str
    title: str
    level: int
    line: int
    text: str
    markdown: str

    @cached_property
    def fingerprint(self) -> str:
        """What stays the same when only white space changes."""
        return fingerprint(self.text)

    @cached_property
    def words(self) -> int:
        """The number of words to translate."""
        return count_words(self.text)


class EnglishPages:
    """The sections of the default language's pages; each page and figure is read once."""

    def __init__(self, project: "Project") -> None:
        self._project = project
        self._sections: dict[str, tuple[Section, ...]] = {}
        self._figures: dict[Path, list[str]] = {}
        self._documents: dict[str, Document] = {}

    @cached_property
    def paths(self) -> frozenset[str]:
        """The pages, as paths relative to the language's folder."""
        return frozenset(self._project.paths(self._project.settings.default.code))

    def document(self, path: str) -> Document:
        """Read a page, not expanded; a page that does not exist is empty.

        Raises:
            ParityError: the page is broken.

        """
        if path not in self._documents:
            project = self._project
            file = project.settings.docs / project.settings.default.code / path
            self._documents[path] = project.source(file) if file.is_file() else ()
        return self._documents[path]

    def forget(self, paths: Iterable[str]) -> None:
        """Read pages again, and all figures."""
        for path in paths:
            self._documents.pop(path, None)
            self._sections.pop(path, None)
        self._figures.clear()

    def sections(self, path: str) -> tuple[Section, ...]:
        """Cut a page at its headings; a page that does not exist has no sections.

        Raises:
            ParityError: the page or what it includes is broken.

        """
        if path not in self._sections:
            self._sections[path] = tuple(self._cut(path)) if path in self.paths else ()
        return self._sections[path]

    def _cut(self, path: str) -> Iterator[Section]:
        project = self._project
        file = project.settings.docs / project.settings.default.code / path
        document = expand(self.document(path), project.includer)
        everywhere = headings(document)
        pairs = zip(everywhere, anchors(everywhere), strict=True)
        found = [(heading, anchor) for heading, anchor in pairs if heading.line.source is None]
        _refuse_twins(found)
        items = list(scan(document))
        fences = {item.start: item for item in items if isinstance(item, Fence)}
        directives = {item.index for item in items if isinstance(item, Directive)}
        references = _references(document)
        starts = [heading.index for heading, _ in found]
        first, meta = front_matter(document), "\n".join(_front_matter(document))
        for start, end, named in zip(
            [first, *starts], [*starts, len(document)], [None, *found], strict=True
        ):
            title = _title(document[start].text) if named else ""
            level = named[0].level if named else 0
            lines = (
                [f"{'#' * level} {title}".strip()] if named else meta.split("\n") if meta else []
            )
            below = range(start + 1 if named else start, end)
            lines += _normal(document, below, fences, directives)
            lines += self._drawn("\n".join(lines), file.parent, references)
            if not lines:
                continue
            shown = [document[i] for i in range(start, end) if i not in directives]
            line = document[start].page.line if named else 1
            text = "\n".join(lines)
            yield Section(named[1] if named else "", title, level, line, text, text_of(shown))

    def _drawn(self, text: str, folder: Path, references: Mapping[str, str]) -> list[str]:
        lines: list[str] = []
        for path in dict.fromkeys(self._images(text, folder, references)):
            if path not in self._figures:
                self._figures[path] = describe_figure(path, self._project.name(path))
            lines += [f"```figure {self._project.name(path)}", *self._figures[path], "```"]
        return lines

    def _images(self, text: str, folder: Path, references: Mapping[str, str]) -> Iterator[Path]:
        shown = (line for line in prose(text) if not _REFERENCE.match(line))
        for match in _IMAGE.finditer("\n".join(shown)):
            name = (match["id"] or match["alt"] or "").lower()
            target = match["angle"] or match["plain"] or references.get(name, "")
            target = re.sub(r"^.*\bsrc=[\"']?", "", unquote(target))
            base = self._project.settings.docs if target.startswith("/") else folder
            path = Path(posixpath.normpath((base / target.lstrip("/")).as_posix()))
            if target and path.is_file():
                yield path


def describe_figure(path: Path, name: str) -> list[str]:
    """Say what a figure shows: a digest of the drawing, and its labels.

    White space and comments of an SVG file make no difference.
    """
    if path.suffix.lower() != ".svg":
        return [f"drawing {sha256(path.read_bytes()).hexdigest()[:16]}"]
    svg = read_figure(path, name)
    texts = labels(svg, name)
    parser = etree.XMLParser(remove_blank_text=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(svg.encode("utf-8"), parser)
    for element in root.iter():
        element.text = " ".join((element.text or "").split()) or None
        element.tail = " ".join((element.tail or "").split()) or None
    drawing = etree.tostring(root, method="c14n")
    return [f"drawing {sha256(drawing).hexdigest()[:16]}", *texts]


def _refuse_twins(found: Sequence[tuple[Heading, str]]) -> None:
    seen: dict[str, Heading] = {}
    for heading, anchor in found:
        if anchor in seen:
            page = heading.line.page
            raise ParityError(
                f"the anchor {anchor!r} stands twice, first in line {seen[anchor].line.page.line}",
                file=page.file,
                line=page.line,
                fix="give the heading another anchor",
            )
        seen[anchor] = heading


def _title(heading: str) -> str:
    text = _MARKS.sub("", _ATTRIBUTES.sub("", heading))
    return joined(text.rstrip("# \t"))


def _references(document: Document) -> dict[str, str]:
    matches = (_REFERENCE.match(line.text) for line in document)
    return {match["id"].lower(): match["target"] for match in matches if match}


def _front_matter(document: Document) -> Iterator[str]:
    """Yield what front matter says to readers: titles, descriptions and other text."""
    end = front_matter(document)
    data = yaml.safe_load("\n".join(line.text for line in document[1 : end - 1])) if end else None
    for key, value in data.items() if isinstance(data, dict) else ():
        if isinstance(value, str) and (key in _TEXT_KEYS or " " in value.strip()):
            yield joined(f"{key}: {value}")


def _normal(
    document: Document, lines: range, fences: Mapping[int, Fence], directives: set[int]
) -> Iterator[str]:
    block: list[str] = []
    depth = 0  # of quotations
    index = lines.start
    while index < lines.stop:
        text = document[index].text
        fence = fences.get(index)
        if fence is not None:
            yield from _sentences(block)
            yield from _code(document, fence)
            block, index = [], fence.end
        elif index in directives or not text.replace(">", "").strip() or _COMMENT.fullmatch(text):
            yield from _sentences(block)
            block = []
        else:
            prefix = _PREFIX.match(text)
            quoted, content = prefix[0].count(">") if prefix else 0, text.lstrip("> \t").strip()
            if not block or quoted != depth or _BLOCK.match(content) or _ONE_LINE.match(block[0]):
                yield from _sentences(block)
                block, depth = ["> " * quoted] if quoted else [], quoted
            block.append(content)
        index += 1
    yield from _sentences(block)


def _sentences(block: Sequence[str]) -> Iterator[str]:
    if not block:
        return
    first = block[0].lstrip("> ")
    if first.startswith("|"):
        yield joined(" ".join(block).replace("|", " | "))
    else:
        yield from sentences("\n".join(block))


def _code(document: Document, fence: Fence) -> Iterator[str]:
    opening = fence.strip(document[fence.start].text).lstrip("> \t")
    yield joined(f"{fence.ticks}{opening.removeprefix(fence.ticks).strip()}")
    for line in fence.body(document):
        if line.text.strip():
            yield line.text.expandtabs(4).rstrip()
    yield fence.ticks
