"""Figures: SVG files written once, put into the page with their labels translated."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from html import unescape
from pathlib import Path

from lxml import etree

from mkdocs_parity.errors import ParityError
from mkdocs_parity.files import read_text
from mkdocs_parity.localize import Translate

_SVG = "http://www.w3.org/2000/svg"
_LABELS = (f"{{{_SVG}}}text", f"{{{_SVG}}}title", f"{{{_SVG}}}desc")
_IMAGE = re.compile(r'<img\b(?P<attributes>[^>]*?\bsrc="(?P<src>[^":]+\.svg)"[^>]*?)/?>')
_ALT = re.compile(r'\balt="(?P<alt>[^"]*)"')
_WORD = re.compile(r"[^\W\d_]{2,}")
_REFERENCE = re.compile(r"url\(#([\w-]+)\)")


def labels(svg: str, name: str) -> list[str]:
    """Return the texts of a figure that can be translated, in order and without repetition.

    A label is the text of one `text` element that holds no other element, or of one of its
    `tspan` elements, or of `title` and `desc`.

    Raises:
        ParityError: the figure is not well-formed XML.

    """
    return list(dict.fromkeys(text for _, text in _labels(_parse(svg, name))))


def localize_figure(svg: str, translate: Translate, name: str) -> tuple[str, list[str]]:
    """Translate the labels of a figure.

    Returns:
        the figure, and the labels without a translation.

    """
    root = deepcopy(_parse(svg, name))
    missing: list[str] = []
    for element, text in _labels(root):
        translation = translate(text)
        if translation is None:
            missing.append(text)
        else:
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


def embed(svg: str, alt: str, name: str) -> str:
    """Prepare a figure to stand in a page: no prolog, ids of its own, a name for screen readers."""
    root = deepcopy(_parse(svg, name))
    prefix = f"{Path(name).stem}-"
    for element in root.iter(etree.Element):
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, prefix + str(value))
            elif "url(#" in str(value):
                element.set(key, _REFERENCE.sub(rf"url(#{prefix}\1)", str(value)))
            elif str(key).endswith("href") and str(value).startswith("#"):
                element.set(key, f"#{prefix}{str(value)[1:]}")
    root.set("role", "img")
    root.set("class", "figure")
    if alt:
        root.set("aria-label", alt)
    etree.cleanup_namespaces(root)
    # A blank line would end the block of HTML that the figure is.
    return re.sub(r"\n\s*\n", "\n", etree.tostring(root, encoding="unicode", with_tail=False))


def read_figure(path: Path, name: str) -> str:
    """Read a figure; see `read_text`."""
    return read_text(path, name)


def _labels(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for element in root.iter(*_LABELS):
        leaves = [child for child in element.iter(etree.Element) if len(child) == 0]
        for leaf in leaves:
            if leaf.text and _WORD.search(leaf.text):
                yield leaf, " ".join(leaf.text.split())


def _parse(svg: str, name: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(svg.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise ParityError(
            f"the figure is not well-formed: {error.msg}",
            file=name,
            line=error.lineno,
            fix="mend the XML",
        ) from error
    if root.tag != f"{{{_SVG}}}svg":
        raise ParityError(
            f"the figure is a {root.tag}, not an svg",
            file=name,
            line=1,
            fix="start it by <svg xmlns=…>",
        )
    return root
