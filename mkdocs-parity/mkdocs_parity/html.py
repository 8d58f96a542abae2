"""Reading the built page: what a reader sees highlighted as Python."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, cast

from lxml import etree
from lxml.html import HtmlElement, fragments_fromstring

from mkdocs_parity.blocks import Block
from mkdocs_parity.errors import ParityError
from mkdocs_parity.languages import is_python

_CLASS = re.compile(r"(?:^|\s)language-(\S+)")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HERE = "descendant-or-self::*"
_NAMING = etree.XPath(f"{_HERE}[contains(@class, 'language-')]")
_OBJECTS = etree.XPath(f"{_HERE}[contains(@class, 'doc-heading')]")
_CELLS = etree.XPath(".//td[@class='code']//code"), etree.XPath(".//pre//code")
_NUMBERED = etree.XPath(
    "boolean(descendant-or-self::*[contains(@class, 'linenos')]"
    " or ancestor::*[contains(@class, 'linenos')])"
)
_CODE = etree.XPath(".//text()[not(ancestor::*[contains(@class, 'linenos')])]", smart_strings=False)
_TEXT = etree.XPath("string()", smart_strings=False)


def python_in_html(html: str) -> list[str]:
    """Return the text of every block that the page shows highlighted as Python, in order.

    The blocks are found by the class `language-…` that `pymdownx.highlight` gives them with
    `pygments_lang_class`, on whatever element it stands. What mkdocstrings shows of a package,
    signatures and source code, is left out.
    """
    found: list[HtmlElement] = []
    for element in _found(_NAMING, html):
        languages = _CLASS.findall(element.get("class", ""))
        if not any(map(is_python, languages)) or _inline(element):
            continue
        if not any(parent in found or _in_api(parent) for parent in element.iterancestors()):
            found.append(element)
    return [code_in(element) for element in found]


def heading_ids(html: str) -> list[str]:
    """Return the anchors of the headings of a page, in order."""
    return [
        element.get("id", "")
        for root in roots_of(html)
        if isinstance(root, HtmlElement)
        for element in root.iter(*_HEADINGS)
        if element.get("id")
    ]


def object_ids(html: str) -> set[str]:
    """Return the anchors of the headings that mkdocstrings has made for objects."""
    return {
        element.get("id", "")
        for element in _found(_OBJECTS, html)
        if "doc-heading" in element.get("class", "").split()
    }


def check_anchors(own: Sequence[str], wanted: Sequence[str], name: str) -> None:
    """Compare the anchors of a built page with those of the page in the default language.

    Raises:
        ParityError: they differ, so that links and the language switch would miss the section.

    """
    if list(own) == list(wanted):
        return
    strange = [anchor for anchor in own if anchor not in wanted]
    lost = [anchor for anchor in wanted if anchor not in own]
    raise ParityError(
        f"the page has other anchors than the default language's page: {strange} for {lost}",
        file=name,
        fix=f"name the anchor behind the heading, e.g. {{#{(lost or wanted or ['id'])[0]}}}",
    )


def check_page(html: str, blocks: Sequence[Block], name: str) -> None:
    """Compare the Python that a built page shows with the blocks that run.

    Raises:
        ParityError: the page shows Python that no test runs, or a block does not show.

    """
    shown = [plain(text) for text in python_in_html(html)]
    known = [(block, plain(block.code)) for block in blocks if block.language == "python"]
    if Counter(shown) == Counter(code for _, code in known):
        return  # in another order, too: footnotes are shown at the end
    for (block, code), text in zip(known, shown, strict=False):
        if code != text:
            raise ParityError(
                "the page shows another program here than the one that runs: "
                f"{_first_difference(code, text)}",
                file=block.page.file,
                line=block.page.line,
                fix="write the block as a fence ```python with an include inside",
            )
    if len(shown) > len(known):
        line = shown[len(known)].split("\n")[0]
        raise ParityError(
            f"the page shows Python that nothing runs: {line!r}",
            file=name,
            fix="write it as a fence ```python with an include inside",
        )
    if len(shown) < len(known):
        block = known[len(shown)][0]
        raise ParityError(
            "the block runs, but the built page does not show it as a fence",
            file=block.page.file,
            line=block.page.line,
            fix="check the fence's indentation and the options on its first line",
        )


@lru_cache(maxsize=4)
def roots_of(html: str) -> tuple[HtmlElement | str, ...]:
    """Parse a rendered page; what several steps look at is parsed once. Only for reading."""
    return tuple(fragments_fromstring(html)) if html.strip() else ()


def elements_with_language(html: str) -> Iterator[HtmlElement]:
    """Yield the elements of a rendered page whose class may name a language, in order."""
    yield from _found(_NAMING, html)


def _found(path: etree.XPath, html: str) -> Iterator[HtmlElement]:
    for root in roots_of(html):
        if isinstance(root, HtmlElement):
            yield from chosen(path, root)


def chosen(path: etree.XPath, root: etree._Element) -> list[Any]:
    """Return the nodes that a path leads to."""
    return cast(list[Any], path(root))


def plain(code: str) -> str:
    """Leave out what Markdown changes in code: outer blank lines, tabs, spaces at line ends."""
    return "\n".join(line.expandtabs(4).rstrip() for line in code.split("\n")).strip("\n")


def _inline(element: HtmlElement) -> bool:
    """Inline code is a `code` element outside of `pre`."""
    return element.tag == "code" and not any(
        parent.tag == "pre" for parent in element.iterancestors()
    )


def _in_api(element: etree._Element) -> bool:
    """Tell whether mkdocstrings has made an element for an object: its code is the package's."""
    return "doc-object" in (element.get("class") or "").split()


def code_in(element: HtmlElement) -> str:
    """Return the code that a fence shows, without line numbers."""
    cells = next(filter(None, (chosen(path, element) for path in _CELLS)), [element])
    return "".join(
        "".join(chosen(_CODE, cell)) if _NUMBERED(cell) else text_in(cell) for cell in cells
    )


def text_in(element: etree._Element) -> str:
    """Return all text of an element, comments left out."""
    return cast(str, _TEXT(element))


def _first_difference(code: str, text: str) -> str:
    pairs = zip(code.split("\n"), text.split("\n"), strict=False)
    return next(
        (f"{there!r} instead of {here!r}" for here, there in pairs if here != there),
        "it ends early",
    )
