"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from mkdocs_parity.fingerprint import CHARACTERS

Kind = Literal["same", "removed", "added"]

_TOKEN = re.compile(rf"\n|[^\S\n]+|[{CHARACTERS}]|(?:(?![{CHARACTERS}])\w)+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of text that both have, or only the first (`removed`) or second (`added`)."""

    kind: Kind
    text: str


def word_diff(then: str, now: str) -> list[Change]:
    """Compare two texts: first their lines, then the words of the lines that differ.

    The pieces that are not `added` make up the first text, those that are not `removed` the
    second.
    """
    pieces = _tidy(list(_by_lines(then, now)))
    return [
        Change(kind, "".join(piece.text for piece in run))
        for kind, run in groupby(pieces, key=lambda piece: piece.kind)
    ]


def excerpt(changes: Sequence[Change], context: int = 1) -> list[list[Change]]:
    """Cut a word diff into lines, and leave out those far from any change.

    Args:
        changes: the word diff.
        context: the number of unchanged lines to keep around changed ones.

    Returns:
        the lines; an empty one stands for those left out.

    """
    lines = _lines(changes)
    changed = [any(piece.kind != "same" for piece in line) for line in lines]
    near = [any(changed[max(0, i - context) : i + context + 1]) for i in range(len(lines))]
    shown: list[list[Change]] = []
    for keep, run in groupby(zip(near, lines, strict=True), key=lambda pair: pair[0]):
        shown += [line for _, line in run] if keep else [[]]
    return shown


def _lines(changes: Sequence[Change]) -> list[list[Change]]:
    lines: list[list[Change]] = [[]]
    for change in changes:
        for number, text in enumerate(change.text.split("\n")):
            if number:
                lines.append([])
            if text:
                lines[-1].append(Change(change.kind, text))
    return [line for line in lines if line]


def _by_lines(then: str, now: str) -> Iterator[Change]:
    before, after = _whole_lines(then), _whole_lines(now)
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = "".join(before[i:j]), "".join(after[k:m])
        if kind == "equal":
            yield Change("same", old)
        else:
            yield from _by_words(old, new)


def _whole_lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _by_words(then: str, now: str) -> Iterator[Change]:
    before, after = _TOKEN.findall(then), _TOKEN.findall(now)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        old, new = "".join(before[i:j]), "".join(after[k:m])
        if kind == "equal":
            yield Change("same", old)
            continue
        yield from [Change("removed", old)] if old else []
        yield from [Change("added", new)] if new else []


def _tidy(changes: Sequence[Change]) -> list[Change]:
    """Join changes with only a space between, and put what was removed before what was added."""
    tidy: list[Change] = []
    removed = added = ""
    for index, change in enumerate(changes):
        space = change.kind == "same" and not change.text.strip(" ") and removed + added
        if space and index + 1 < len(changes):
            removed, added = removed + change.text, added + change.text
        elif change.kind == "same":
            tidy += _pair(removed, added)
            tidy.append(change)
            removed = added = ""
        else:
            removed += change.text if change.kind == "removed" else ""
            added += change.text if change.kind == "added" else ""
    return tidy + _pair(removed, added)


def _pair(removed: str, added: str) -> list[Change]:
    """Return the two as changes, the space that they share in front or behind left out."""
    head = ""
    while removed and added and removed[0] == added[0] == " ":
        head, removed, added = head + " ", removed[1:], added[1:]
    tail = ""
    while removed and added and removed[-1] == added[-1] == " ":
        tail, removed, added = tail + " ", removed[:-1], added[:-1]
    pieces: list[tuple[Kind, str]] = [
        ("same", head),
        ("removed", removed),
        ("added", added),
        ("same", tail),
    ]
    return [Change(kind, text) for kind, text in pieces if text]
