"""The fences of a translation: the same programs as in English, and nothing else that runs."""

import operator
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from mkdocs_parity.document import Directive, Document, Fence, Line, scan
from mkdocs_parity.languages import SHELLS, is_python

_TITLE = re.compile(r"""\btitle=("[^"<>&]*"|'[^'<>&]*')""")
_PLAIN = ("", "text", "txt", "plain", "plaintext")  # shown as it is: may be written anew
_COMMENT = re.compile(r"(?:^|(?<=\s))#\s.*$")
# Languages in which the words behind a # are a comment, and which nothing runs.
_COMMENTED = ("console", "shell-session", "toml", "yaml", "yml", "ini", "make", "dockerfile")


Keys = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Unit:
    """A fence with the directives above it.

    Attributes:
        line: the fence's first line.
        fence: the fence.
        above: the indices of the directives' lines.
        key: what English must have for a translation to have it.
        runs: whether a test runs it, or compares what it shows.
        continues: whether it goes on with the program of the one before.
        prose: whether its text may be written anew.

    """

    line: Line
    fence: Fence
    above: tuple[int, ...]
    key: tuple[str, ...]
    runs: bool
    continues: bool
    prose: bool


def units(document: Document) -> list[Unit]:
    """Return the fences of a page, includes not expanded.

    Raises:
        ParityError: a fence or a directive is malformed.

    """
    found: list[Unit] = []
    above: list[Directive] = []
    for item in scan(document):
        if isinstance(item, Directive):
            above.append(item)
            continue
        opening = document[item.start]
        runs = is_python(item.language) or item.language in SHELLS or bool(above)
        prose = not runs and item.language in _PLAIN
        body = tuple(_body(item, document))
        first = _TITLE.sub("title=", opening.text.strip("> \t"))
        said = [directive.text for directive in above]
        continues = any(text.endswith((":cont", ":expected-output")) for text in said)
        key = (*said, first, *(() if prose else body))
        rows = tuple(directive.index for directive in above)
        found.append(Unit(opening, item, rows, key, runs, continues, prose))
        above = []
    return found


def strange_programs(own: Sequence[Unit], wanted: Sequence[Unit]) -> list[Unit]:
    """Return the first strange fence of programs that English does not have, or not in order."""
    allowed = [_keys(program) for program in _programs(wanted)]
    strange, next_one = [], 0
    for program in _programs(own):
        keys = _keys(program)
        if keys in allowed[next_one:]:
            next_one = allowed.index(keys, next_one) + 1
        else:
            strange.append(program[_differs(keys, allowed[next_one:])])
    return strange


def strange_fences(own: Sequence[Unit], wanted: Sequence[Unit]) -> list[Unit]:
    """Return the fences, of those that only show text, that English does not have there."""
    left = Counter(unit.key for unit in wanted if not unit.runs)
    strange = []
    for unit in own:
        if unit.runs:
            continue
        if left[unit.key] > 0:
            left[unit.key] -= 1
        else:
            strange.append(unit)
    return strange


def _programs(found: Sequence[Unit]) -> list[list[Unit]]:
    joined: list[list[Unit]] = []
    for unit in found:
        if not unit.runs:
            continue
        if unit.continues and joined:
            joined[-1].append(unit)
        else:
            joined.append([unit])
    return joined


def _differs(keys: Keys, others: Sequence[Keys]) -> int:
    """Return where a program departs from the one that it agrees with longest."""
    agrees = [len(list(takewhile(bool, map(operator.eq, keys, other)))) for other in others]
    return min(max(agrees, default=0), len(keys) - 1)


def _keys(program: Sequence[Unit]) -> Keys:
    return [unit.key for unit in program]


def _body(fence: Fence, document: Document) -> Iterator[str]:
    for line in fence.body(document):
        text = line.text.rstrip()
        yield _COMMENT.sub("#", text) if fence.language in _COMMENTED else text
