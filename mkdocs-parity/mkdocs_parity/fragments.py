"""Cutting the default language's rendered page into sections that can stand in another page."""

from collections.abc import Collection, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring, tostring

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NAMED = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns")
_LINKS = ("href", "xlink:href")


@dataclass(frozen=True)
class Fragment:
    """A section of a rendered page.

    Attributes:
        title: what its heading says, as HTML; empty without a heading.
        level: 1 to 6; 0 without a heading.
        heading: the heading itself, with its anchor; empty without one.
        body: the rest, down to the next heading, with the footnotes that it refers to. Its ids
            begin with the prefix that was asked for, and so do the links to them.

    """

    title: str
    level: int
    heading: str
    body: str


def cut(
    html: str, anchors: Iterable[str], prefix: str, keep: Collection[str] = ()
) -> dict[str, Fragment]:
    """Cut a rendered page at the headings of its sections.

    Args:
        html: the content of the page.
        anchors: the anchors of all its sections; `""` is what stands before the first heading.
        prefix: what ids begin with, so that they don't meet those of another page. Each
            fragment adds its number.
        keep: ids that the other page lacks, and that links name: they stay as they are.

    """
    root = fragment_fromstring(html, create_parent="div")
    notes = {
        note.get("id", ""): note
        for note in root.xpath("//div[contains(@class, 'footnote')]//li[@id]")
    }
    for division in root.xpath("//div[contains(concat(' ', @class, ' '), ' footnote ')]"):
        division.drop_tree()
    wanted = list(anchors)
    headings = {
        element.get("id", ""): element
        for element in root.iter(*_HEADINGS)
        if element.get("id") in wanted
    }
    return {
        anchor: _fragment(
            headings.get(anchor), root, headings.values(), notes, f"{prefix}{n}", keep
        )
        for n, anchor in enumerate(wanted, 1)
        if anchor in headings or not anchor
    }


def _fragment(
    heading: HtmlElement | None,
    root: HtmlElement,
    headings: Collection[HtmlElement],
    notes: dict[str, HtmlElement],
    prefix: str,
    keep: Collection[str],
) -> Fragment:
    body = fragment_fromstring("", create_parent="div")
    body.text = root.text if heading is None else heading.tail
    for element in root if heading is None else heading.itersiblings():
        if element in headings or any(inner in headings for inner in element.iterdescendants()):
            break
        body.append(deepcopy(element))
    _add_footnotes(body, notes)
    _rename(body, prefix, keep)
    if heading is None:
        return Fragment("", 0, "", inner_html(body))
    own = deepcopy(heading)
    own.tail = None
    title = deepcopy(own)
    for link in title.xpath(".//a[contains(@class, 'headerlink')]"):
        link.drop_tree()
    text = inner_html(title).strip()
    return Fragment(text, int(heading.tag[1]), tostring(own, encoding="unicode"), inner_html(body))


def _add_footnotes(body: HtmlElement, notes: dict[str, HtmlElement]) -> None:
    targets = [link.get("href", "").removeprefix("#") for link in body.xpath(".//a[@href]")]
    used = [deepcopy(notes[target]) for target in dict.fromkeys(targets) if target in notes]
    if not used:
        return
    division = etree.SubElement(body, "div", {"class": "footnote"})
    items = etree.SubElement(division, "ol")
    for note in used:
        note.tail = "\n"
        items.append(note)


def _rename(body: HtmlElement, prefix: str, keep: Collection[str]) -> None:
    """Put a prefix before every id, and before what refers to one of them."""
    elements = [element for element in body.iter(etree.Element) if element is not body]
    ids = {element.get("id") for element in elements} - {None, *keep}
    for element in elements:
        for key in ("id", *_NAMED):
            if key in element.attrib:
                names = element.get(key, "").split()
                element.set(key, " ".join(f"{prefix}-{x}" if x in ids else x for x in names))
        if element.tag == "a" and element.get("name"):
            element.set("id", f"{prefix}-{element.attrib.pop('name')}")
        elif element.tag == "input" and element.get("name"):
            element.set("name", f"{prefix}-{element.get('name')}")
        for key in _LINKS:
            target = element.get(key, "")
            if target.startswith("#") and target[1:] in ids:
                element.set(key, f"#{prefix}-{target[1:]}")


def inner_html(element: HtmlElement) -> str:
    """Write what an element holds."""
    return "".join(_parts(element)).strip("\n")


def _parts(element: HtmlElement) -> Iterator[str]:
    yield _escaped(element.text or "")
    for child in element:
        yield tostring(child, encoding="unicode")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
