"""The sections of a built page as search finds them: anchor, title and text."""

import re
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from mkdocs_parity.html import roots_of, text_in

_HEADING = re.compile(r"h[1-6]")
_LEFT_OUT = {"script", "style", "template", "object"}
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font"),
    *("i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub"),
    *("sup", "time", "tt", "u", "var", "wbr"),
}
_UNSPACED = r"\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WRAPPED = re.compile(rf"(?<=[{_UNSPACED}]) +(?=[{_UNSPACED}])")


# What in code is not just coloured text.
_SPECIAL = etree.XPath(
    "boolean(descendant::*[not(self::span or self::code or self::a or self::b or self::i)"
    " or @hidden or @data-search-exclude"
    " or contains(@class, 'headerlink') or contains(@class, 'linen')])"
)


@dataclass
class SearchSection:
    """A part of a page, from a heading with an anchor to the next one.

    Attributes:
        anchor: the heading's; empty for the page itself.
        title: the heading's text.
        text: what a reader sees below it, a block a line; lines of code as they are.

    """

    anchor: str
    title: str = ""
    text: str = ""


def search_sections(html: str, title: str) -> list[SearchSection]:
    """Cut a page's content at its headings; the first section is the page itself.

    What has the attribute `data-search-exclude` or `hidden`, scripts, line numbers and
    the marks beside headings are left out. Pictures are found by their alternative text.

    Args:
        html: the content of the page.
        title: the page's name, for one that does not begin with a heading of the first level.

    """
    cutter = _Cutter()
    for root in roots_of(html):
        if isinstance(root, str):
            cutter.say(root, code=False)
        else:
            cutter.walk(root, code=False)
    cutter.end(code=False)
    page, *others = cutter.sections
    page.title = title
    if others and cutter.first == "h1":
        named = others.pop(0)
        page.title = named.title or title
        page.text = "\n".join(filter(None, [page.text, named.text]))
    return [page, *others]


@dataclass
class _Cutter:
    sections: list[SearchSection] = field(default_factory=lambda: [SearchSection("")])
    first: str = ""  # the first heading's element
    _line: list[str] = field(default_factory=list)

    def walk(self, element: HtmlElement, *, code: bool) -> None:
        """Take an element, and the text behind it."""
        tag = element.tag if isinstance(element.tag, str) else ""  # a comment has none
        if tag and not _left_out(element, tag):
            self._take(element, tag, code=code)
        self.say(element.tail, code=code)

    def say(self, text: str | None, *, code: bool) -> None:
        """Add text to the line."""
        if text:
            self._line.append(text if code else re.sub(r"\s+", " ", text))

    def end(self, *, code: bool) -> None:
        """Add the line to the section."""
        line = "".join(self._line)
        line = line.strip("\n") if code else _WRAPPED.sub("", re.sub(r" +", " ", line)).strip()
        self._line.clear()
        if line.strip():
            section = self.sections[-1]
            section.text = f"{section.text}\n{line}" if section.text else line

    def _take(self, element: HtmlElement, tag: str, *, code: bool) -> None:
        if tag == "math":
            self.say(" ".join(element.xpath(".//text()[not(ancestor::annotation)]")), code=code)
        elif tag in ("img", "svg"):
            self.say(f" {element.get('alt') or element.get('aria-label') or ''} ", code=code)
        elif tag in _INLINE:
            self._inside(element, code=code)
        elif tag == "pre" and not _SPECIAL(element):
            self.end(code=code)
            self.say(text_in(element), code=True)
            self.end(code=True)
        elif _HEADING.fullmatch(tag) and element.get("id"):
            self.end(code=code)
            self.first = self.first or tag
            self.sections.append(SearchSection(str(element.get("id"))))
            self._inside(element, code=False)
            self.end(code=False)
            section = self.sections[-1]
            section.title, section.text = section.text.replace("\n", " "), ""
        else:
            self.end(code=code)
            self._inside(element, code=code or tag == "pre")
            self.end(code=code or tag == "pre")

    def _inside(self, element: HtmlElement, *, code: bool) -> None:
        self.say(element.text, code=code)
        for child in element.iterchildren():
            self.walk(child, code=code)


def _left_out(element: HtmlElement, tag: str) -> bool:
    classes = element.get("class", "").split()
    return (
        tag in _LEFT_OUT
        or "data-search-exclude" in element.attrib
        or "hidden" in element.attrib
        or bool({"headerlink", "linenodiv", "linenos"} & set(classes))
    )
