"""Saying what went wrong in a block: page line, snippet line, cause, fix."""

import difflib
from collections.abc import Sequence

from mkdocs_parity.blocks import Block
from mkdocs_parity.document import Line
from mkdocs_parity.errors import ParityError
from mkdocs_parity.run import FILENAME, Failure

_READ = 2000  # lines of an output that are compared to show a difference
_SHOWN = 60  # lines of a difference that are shown
_WIDTH = 200  # characters of such a line


def describe(failure: Failure, blocks: Sequence[Block]) -> ParityError:
    """Turn the failure of the last of a program's blocks into an error.

    Args:
        failure: what the run reports; its line numbers count through all blocks.
        blocks: the blocks that ran, the last of which failed.

    """
    lines = [line for block in blocks for line in block.lines]
    trace = [_frame(frame, lines) for frame in failure.frames]
    inside = [frame[1] for frame in failure.frames if frame[0] == FILENAME]
    block = blocks[-1]
    source = lines[inside[-1] - 1].source if inside and inside[-1] <= len(lines) else None
    where = source or (block.lines[0].source if block.lines else None) or block.page
    cause = f"the block at {block.page} fails: {failure.cause}"
    if trace:
        cause = "\n".join([cause, *(f"    {line}" for line in trace)])
    return ParityError(
        cause, file=where.file, line=where.line, fix=f"mend {where.file}; every language runs it"
    )


def as_shown(printed: str) -> str:
    """Return an output as a page can show it: lines of only spaces are empty there."""
    return "\n".join(line if line.strip() else "" for line in printed.split("\n"))


def compare(block: Block, printed: str) -> ParityError | None:
    """Compare what a block printed with the output that its page shows; None if they agree."""
    expected = block.expected
    if expected is None or expected.text == as_shown(printed):
        return None
    shown = expected.source.file if expected.source else str(expected.page)
    source = block.lines[0].source
    cause = f"the block prints something else than {shown} shows (code from {source})"
    diff = _diff(expected.text, printed, shown)
    return ParityError(
        "\n".join([cause, *(f"    {line}" for line in diff)]),
        file=block.page.file,
        line=block.page.line,
        fix="if the new output is right, run `parity outputs` and read the diff"
        if expected.source
        else 'let the fence include its text, --8<-- "snippets/outputs/<name>.txt", '
        "and run `parity outputs`",
    )


def _diff(expected: str, printed: str, shown: str) -> list[str]:
    """Compare two texts, of which only the beginning is shown if they are long."""
    before, after = _lines(expected)[:_READ], _lines(printed)[:_READ]
    names = (f"shown ({shown})", "printed")
    lines = list(difflib.unified_diff(before, after, *names, lineterm="", n=2))
    if not lines:
        lines = [f"    (the first {_READ} lines are equal)"]
    cut = [line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…" for line in lines[:_SHOWN]]
    return [*cut, f"… and {len(lines) - _SHOWN} lines more"] if len(lines) > _SHOWN else cut


def _lines(text: str) -> list[str]:
    if text and not text.endswith("\n"):
        return f"{text}\\ no newline at the end".split("\n")
    return text.removesuffix("\n").split("\n") if text else []


def _frame(frame: tuple[str, int, str], lines: Sequence[Line]) -> str:
    file, number, function = frame
    inside = "" if function in ("", "<module>") else f" in {function}"
    if file != FILENAME or not 0 < number <= len(lines):
        return f"{file}:{number}{inside}"
    line = lines[number - 1]
    return f"{line.page} ← {line.source or 'the page'}{inside}: {line.text.strip()}"
