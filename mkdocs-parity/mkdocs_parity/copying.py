"""The whole program up to a block: what a reader copies, and what the test run runs."""

import ast
from collections.abc import Sequence

from mkdocs_parity.blocks import Block
from mkdocs_parity.errors import ParityError
from mkdocs_parity.messages import UNPARSABLE


def start_of(blocks: Sequence[Block], index: int) -> int:
    """Return the index of the block that the program of a block begins with."""
    while blocks[index].continues:
        index -= 1
    return index


def until(blocks: Sequence[Block], index: int) -> list[Block]:
    """Return the blocks of a program up to one of them, without those before it that never run.

    Args:
        blocks: all blocks of a page.
        index: the last block, which is there even if it does not run.

    """
    before = blocks[start_of(blocks, index) : index]
    return [*(block for block in before if block.skip is None), blocks[index]]


def whole(blocks: Sequence[Block], index: int) -> str:
    """Return the program up to a block, which runs by itself; `programs.js` does the same."""
    return "\n".join(block.code for block in until(blocks, index))


def require_whole(blocks: Sequence[Block]) -> None:
    """Check that blocks which run one after another are a program when they stand in one file.

    Raises:
        ParityError: they are not, because of a `from __future__ import`.

    """
    for index, block in enumerate(blocks):
        later = index + 1 < len(blocks) and blocks[index + 1].continues
        if block.language != "python" or not (block.continues or later) or not _future(block.code):
            continue
        raise ParityError(
            "a `from __future__ import` holds for one block only when the program runs in "
            "parts, and for all of it when a reader copies it",
            file=block.page.file,
            line=block.page.line,
            fix="do without it, or make the program a single block",
        )


def _future(code: str) -> bool:
    if "__future__" not in code:
        return False
    try:
        tree = ast.parse(code)
    except UNPARSABLE:
        return False  # running it will tell
    return any(
        isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body
    )
