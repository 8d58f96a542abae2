"""Marking, in a rendered page, the blocks that run, so that more can be put at them later."""

import re
from collections.abc import Callable, Iterator, Sequence

from lxml import etree
from lxml.html import HtmlElement

from mkdocs_parity.blocks import Block
from mkdocs_parity.html import code_in, elements_with_language, plain
from mkdocs_parity.languages import SHELLS, is_python

_FENCE = re.compile(r'<(?P<tag>div|pre|table)\b[^>]*\bclass="[^"]*\blanguage-(?P<language>[^"\s]+)')
_CLASS = re.compile(r"(?:^|\s)language-(\S+)")
_MARK = re.compile(r' data-parity-block="(?P<language>[\w-]+):(?P<index>\d+)"')


def mark_blocks(html: str, blocks: Sequence[Block], language: str) -> str:
    """Give the fence of every block that runs `data-parity-block="<language>:<index>"`.

    A fence that shows the code of a block is that block; of blocks with the same code the first
    comes first. A page whose fences cannot be told apart stays as it is.

    Args:
        html: the content of the page.
        blocks: its blocks.
        language: the page's language.

    """
    texts = [plain(code_in(element)) for element in _fences(html)]
    tags = [match for match in _FENCE.finditer(html) if _runs(match["language"])]
    if len(texts) != len(tags):
        return html
    left = dict(enumerate(plain(block.code) for block in blocks))
    for match, text in reversed(_numbered(tags, texts, left)):
        at = match.start() + len(match["tag"]) + 1
        html = f'{html[:at]} data-parity-block="{language}:{text}"{html[at:]}'
    return html


def marked(html: str) -> list[tuple[str, int]]:
    """Return the language and index of every marked block, in order."""
    return [(match["language"], int(match["index"])) for match in _MARK.finditer(html)]


def add_to_blocks(html: str, more: Callable[[str, int], str]) -> str:
    """Put HTML at the end of every marked block.

    Args:
        html: the content of a page.
        more: returns what to add for the language and the index of a block.

    """
    parts, done = [], 0
    for match in _MARK.finditer(html):
        end = _end(html, match.start())
        if end is not None and end >= done:
            parts += [html[done:end], more(match["language"], int(match["index"]))]
            done = end
    return "".join([*parts, html[done:]])


def _numbered(
    tags: Sequence[re.Match[str]], texts: Sequence[str], left: dict[int, str]
) -> list[tuple[re.Match[str], int]]:
    found = []
    for tag, text in zip(tags, texts, strict=True):
        index = next((index for index, code in left.items() if code == text), None)
        if index is not None:
            del left[index]
            found.append((tag, index))
    return found


def _fences(html: str) -> Iterator[HtmlElement]:
    found: set[HtmlElement] = set()
    for element in elements_with_language(html):
        if element.tag in ("div", "pre", "table") and _language(element):
            if not found & set(element.iterancestors()):
                yield element
            found.add(element)


def _language(element: etree._Element) -> bool:
    return any(map(_runs, _CLASS.findall(element.get("class") or "")))


def _runs(language: str) -> bool:
    return is_python(language) or language in SHELLS


def _end(html: str, start: int) -> int | None:
    """Return where the element around a position ends, in front of its closing tag."""
    opening = html.rfind("<", 0, start)
    tag = re.match(r"<(\w+)", html[opening : opening + 10])
    depth = 0
    for match in re.finditer(rf"<(/?){tag[1]}\b" if tag else "$^", html[opening:]):
        depth += -1 if match[1] else 1
        if depth == 0:
            return opening + match.start()
    return None
