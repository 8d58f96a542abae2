"""Reading the built page: what a reader sees highlighted as Python."""

import re
from collections.abc import Sequence

from lxml import etree
from lxml.html import HtmlElement, fragments_fromstring

from mkdocs_parity.blocks import Block
from mkdocs_parity.errors import ParityError
from mkdocs_parity.languages import is_python

_CLASS = re.compile(r"(?:^|\s)language-(\S+)")


def python_in_html(html: str) -> list[str]:
    """Return the text of every block that the page shows highlighted as Python, in order.

    The blocks are found by the class `language-…` that `pymdownx.highlight` gives them with
    `pygments_lang_class`, on whatever element it stands.
    """
    found: list[str] = []
    for root in fragments_fromstring(html):
        if isinstance(root, HtmlElement):
            for element in root.iter(etree.Element):
                match = _CLASS.search(element.get("class", ""))
                if match and is_python(match[1]) and not _inline(element):
                    found.append(_code(element))
    return found


def check_page(html: str, blocks: Sequence[Block], name: str) -> None:
    """Compare the Python that a built page shows with the blocks that run.

    Raises:
        ParityError: the page shows Python that no test runs, or a block does not show.

    """
    shown = [text.strip("\n") for text in python_in_html(html)]
    known = [(block, block.code.strip("\n")) for block in blocks if block.language == "python"]
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


def _inline(element: HtmlElement) -> bool:
    """Inline code is a `code` element outside of `pre`."""
    return element.tag == "code" and not any(
        parent.tag == "pre" for parent in element.iterancestors()
    )


def _code(element: HtmlElement) -> str:
    cells = (
        element.xpath(".//td[@class='code']//code") or element.xpath(".//pre//code") or [element]
    )
    return "".join(str(text) for cell in cells for text in cell.itertext())


def _first_difference(code: str, text: str) -> str:
    pairs = zip(code.split("\n"), text.split("\n"), strict=False)
    return next(
        (f"{there!r} instead of {here!r}" for here, there in pairs if here != there),
        "it ends early",
    )
