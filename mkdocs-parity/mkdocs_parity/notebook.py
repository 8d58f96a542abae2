"""A page as a script and as a Jupyter notebook, in its language."""

import ast
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import nbformat

from mkdocs_parity.blocks import Block
from mkdocs_parity.notices import INSTALL, NEXT_PROGRAM, SKIPPED
from mkdocs_parity.page import Page
from mkdocs_parity.pieces import Piece, Resolve, pieces, plain_markdown, titles

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_Cell = dict[str, Any]


@dataclass(frozen=True)
class Voice:
    """What a script and a notebook say beside the page's text.

    Attributes:
        say: puts a message into the reader's language.
        link: turns an address on the page into a whole one.
        address: the address of the page.
        wheel: the address of the package to install, or None.

    """

    say: Callable[[str], str]
    link: Resolve
    address: str = ""
    wheel: str | None = None


def runs_python(page: Page) -> bool:
    """Tell whether a page has a block of Python that runs."""
    return any(block.language == "python" and block.skip is None for block in page.blocks)


def file_stem(path: str, blocks: Sequence[Block]) -> str:
    """Return the name for a page's script and notebook, without its ending.

    A script hides the module of its name from the program, so it is not called like one.
    """
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")
    known = {*sys.stdlib_module_names, *_imported(blocks)}
    return f"{stem}-page" if stem in known else stem


def script(page: Page, voice: Voice) -> str:
    """Return the page's programs, one after another, with the headings as comments."""
    # The first two lines may name the file's encoding: no text of a translation stands there.
    parts = [f"# {voice.address or page.path}\n"]
    title: list[str] = []  # the heading above the next block
    for piece in pieces(page.document, page.blocks):
        if piece.block is None:
            title = titles(piece.prose)[-1:] or title
            continue
        block = page.blocks[piece.block]
        parts += [f"{_comment(f'%% {text}')}\n" for text in title]
        parts.append(block.code if block.skip is None else _commented(block, voice))
        title = []
    return "\n".join(parts)


def notebook(page: Page, voice: Voice) -> str:
    """Return the page as a notebook: its text, its blocks, and the outputs that it shows.

    A later program of the page begins by forgetting the names of the one before. A block that
    does not run is text.
    """
    cells: list[_Cell] = []
    begun = False
    for piece in pieces(page.document, page.blocks):
        block = None if piece.block is None else page.blocks[piece.block]
        if block is not None and not begun and voice.wheel:
            command = f"%pip install --quiet {voice.wheel}"
            cells.append(_code(f"{_comment(voice.say(INSTALL))}\n{command}"))
        elif block is not None and begun and not block.continues:
            cells.append(_code(f"{_comment(voice.say(NEXT_PROGRAM))}\n%reset -f"))
        begun = begun or block is not None
        cells.append(_cell(piece, block, voice))
    if voice.address and cells and cells[0]["cell_type"] == "markdown":
        title, _, text = cells[0]["source"].partition("\n")
        cells[0]["source"] = f"{title}\n\n<{voice.address}>\n{text}"
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"cell-{number}"
    made = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    nbformat.validate(made)
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _cell(piece: Piece, block: Block | None, voice: Voice) -> _Cell:
    if block is None:
        return _text(plain_markdown(piece.prose, voice.link))
    code = block.code.rstrip("\n")
    if block.skip is not None:
        return _text(f"{_reason(block.skip, voice)}\n\n```python\n{code}\n```")
    return _code(code, block.expected.text if block.expected else "")


def _text(source: str) -> _Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(source: str, shown: str = "") -> _Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [{"output_type": "stream", "name": "stdout", "text": shown}] if shown else [],
        "source": source,
    }


def _commented(block: Block, voice: Voice) -> str:
    lines = block.code.removesuffix("\n").split("\n")
    said = _comment(_reason(block.skip or "", voice))
    return "".join(f"{line}\n" for line in [said, *(f"# {line}".rstrip() for line in lines)])


def _reason(skip: str, voice: Voice) -> str:
    return voice.say(SKIPPED).replace("{reason}", voice.say(skip))


def _comment(text: str) -> str:
    """Make a comment of one line of any text; it may come from a translation."""
    return f"# {' '.join(text.split())}"


def _imported(blocks: Sequence[Block]) -> set[str]:
    codes = [block.code for block in blocks if block.language == "python"]
    return set().union(*(_imported_by(code) for code in codes if "import" in code))


@lru_cache(maxsize=1024)
def _imported_by(code: str) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return frozenset(found)
