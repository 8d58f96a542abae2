"""Figures: SVG files written once, put into the page with their labels translated."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from html import unescape
from pathlib import Path

from lxml import etree

from mkdocs_parity.errors import ParityError
from mkdocs_parity.files import read_text
from mkdocs_parity.localize import Translate, refuse_controls

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
etree.register_namespace("xlink", _XLINK)
_LABELS = (f"{{{_SVG}}}text", f"{{{_SVG}}}title", f"{{{_SVG}}}desc")
_IMAGE = re.compile(r'<img\b(?P<attributes>[^>]*?\bsrc="(?P<src>[^":]+\.svg)"[^>]*?)/?>')
_ALT = re.compile(r'\balt="(?P<alt>[^"]*)"')
_WORD = re.compile(r"[^\W\d_]{2,}")
_REFERENCE = re.compile(r"url\(\s*(['\"]?)#([\w.-]+)\1\s*\)")
_NAMES = ("aria-labelledby", "aria-describedby")  # attributes that list ids


def labels(svg: str, name: str) -> list[str]:
    """Return the texts of a figure that can be translated, in order and without repetition.

    A label is the text of one `text` element that holds no other element, or of one of its
    `tspan` elements, or of `title` and `desc`.

    Raises:
        ParityError: the figure is not well-formed XML.

    """
    return list(dict.fromkeys(text for _, text in _labels(parse_figure(svg, name))))


def localize_figure(svg: str, translate: Translate, name: str) -> tuple[str, list[str]]:
    """Translate the labels of a figure.

    Returns:
        the figure, and the labels without a translation.

    """
    root = deepcopy(parse_figure(svg, name))
    missing: list[str] = []
    for element, text in _labels(root):
        translation = translate(text)
        if translation is None:
            missing.append(text)
        else:
            refuse_controls(translation)
            element.text = translation.text
    return etree.tostring(root, encoding="unicode"), missing


def inline_figures(html: str, load: Callable[[str, str], str | None]) -> str:
    """Put SVG files in the place of the images that show them.

    Inline figures take the page's colours and fonts, and their labels can be found and read
    aloud.

    Args:
        html: a rendered page.
        load: returns the figure for the address of an image and its alternative text, or None
            to leave the image.

    """

    def replacement(match: re.Match[str]) -> str:
        alt = _ALT.search(match["attributes"])
        return load(unescape(match["src"]), unescape(alt["alt"]) if alt else "") or match[0]

    return _IMAGE.sub(replacement, html)


def embed(svg: str, alt: str, name: str, number: int = 1) -> str:
    """Prepare a figure to stand in a page: no prolog, ids of its own, a name for screen readers.

    Args:
        svg: the figure.
        alt: the alternative text of the image that it replaces.
        name: the file, whose stem is put before every id.
        number: which figure with this stem it is on the page, from 1.

    """
    root = deepcopy(parse_figure(svg, name))
    prefix = f"{Path(name).stem}-{number}-" if number > 1 else f"{Path(name).stem}-"
    for element in root.iter(etree.Element):
        for key, value in element.attrib.items():
            element.set(key, _prefixed(str(key), str(value), prefix))
        if element.get("href", "").startswith("#"):
            # instant navigation of mkdocs-material sets `href` of what has it: an error in SVG
            element.set(f"{{{_XLINK}}}href", element.attrib.pop("href"))
        if element.text and element.tag == f"{{{_SVG}}}style":
            element.text = _REFERENCE.sub(rf"url(#{prefix}\2)", element.text)
    root.set("role", "img")
    root.set("class", f"figure {root.get('class', '')}".strip())
    if alt:
        root.set("aria-label", alt)
        _describe(root, alt)
    etree.cleanup_namespaces(root)
    # A blank line would end the block of HTML that the figure is.
    return re.sub(r"\n\s*\n", "\n", etree.tostring(root, encoding="unicode", with_tail=False))


def _describe(root: etree._Element, alt: str) -> None:
    """Give a plot that brings no title or description with it the image's alternative text."""
    if "plot" not in root.get("class", "").split():
        return
    titled = root.find(f"{{{_SVG}}}title") is not None
    kind = "desc" if titled else "title"
    if root.find(f"{{{_SVG}}}{kind}") is None:
        element = etree.Element(f"{{{_SVG}}}{kind}")
        element.text = alt
        root.insert(1 if titled else 0, element)


def _prefixed(key: str, value: str, prefix: str) -> str:
    if key == "id":
        return prefix + value
    if key in _NAMES:
        return " ".join(prefix + name for name in value.split())
    if key.endswith("href") and value.startswith("#"):
        return f"#{prefix}{value[1:]}"
    return _REFERENCE.sub(rf"url(#{prefix}\2)", value)


def read_figure(path: Path, name: str) -> str:
    """Read a figure; see `read_text`."""
    return read_text(path, name)


def _labels(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    leaves = [
        leaf
        for element in root.iter(*_LABELS)
        for leaf in element.iter(etree.Element)
        if len(leaf) == 0
    ]
    for leaf in dict.fromkeys(leaves):
        if leaf.text and _WORD.search(leaf.text):
            yield leaf, " ".join(leaf.text.split())


def parse_figure(svg: str, name: str) -> etree._Element:
    """Parse a figure; comments go, entities are refused.

    Raises:
        ParityError: it is not well-formed XML, or no SVG.

    """
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(svg.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise ParityError(
            f"the figure is not well-formed: {error.msg}",
            file=name,
            line=error.lineno or 1,
            fix="mend the XML",
        ) from error
    entity = next(root.iter(etree.Entity), None)
    if entity is not None:
        raise ParityError(
            f"the figure uses the entity {entity.text}",
            file=name,
            line=entity.sourceline,
            fix="write the text itself, and delete the DOCTYPE",
        )
    if root.tag != f"{{{_SVG}}}svg":
        raise ParityError(
            f"the figure is a {root.tag}, not an svg",
            file=name,
            line=1,
            fix="start it by <svg xmlns=…>",
        )
    return root
