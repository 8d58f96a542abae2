"""Which text of a translation stands for which text of the default language's page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from statistics import median_high

from mkdocs_parity.document import Fence, document_of, scan, text_of
from mkdocs_parity.units import Unit, units

_ATTRIBUTES = re.compile(r"[ \t]*\{[^{}\n]*\}[ \t]*(?=\n|$)")


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and the translation of it that a page has.

    Attributes:
        source: the text in the default language.
        target: the translation, or None.
        sure: whether their section has the same structure in both languages; if not, the
            translation may be that of a neighbour.

    """

    source: Unit
    target: Unit | None
    sure: bool


@dataclass(frozen=True)
class Paired:
    """Two pages side by side.

    Attributes:
        pairs: every text of the default language's page, in order.
        lost: the texts of the translation that stand for none.
        same: whether all sections have the same structure.

    """

    pairs: tuple[Pair, ...]
    lost: tuple[Unit, ...]
    same: bool


@dataclass(frozen=True, slots=True)
class _Token:
    """A unit, or what stands between two; compared by `key`."""

    key: tuple[str, str]
    unit: Unit | None = None


def pair(source: str, target: str | None, source_name: str, target_name: str) -> Paired:
    """Put a translation beside the page that it translates.

    Sections are matched by their headings' levels and by what stands in them: code, includes,
    pictures, the kinds of the texts.

    Args:
        source: the page in the default language, includes not expanded.
        target: its translation, or None.
        source_name: what errors call the page.
        target_name: what errors call the translation.

    Raises:
        ParityError: a page cannot be read.

    """
    own = _tokens(source, units(source, source_name))
    others = _tokens(target, units(target, target_name)) if target is not None else []
    same = [token.key for token in own] == [token.key for token in others]
    found: dict[Unit, tuple[Unit | None, bool]] = {}
    sections, other_sections = _sections(own), _sections(others)
    for mine, other in _matched(sections, other_sections):
        sure = [token.key for token in mine] == [token.key for token in other]
        for one, two in _pairs(mine, other):
            found[one] = (two, sure)
    pairs = tuple(
        Pair(token.unit, *found.get(token.unit, (None, False)))
        for token in own
        if token.unit is not None
    )
    used = {item.target for item in pairs}
    lost = tuple(token.unit for token in others if token.unit and token.unit not in used)
    return Paired(pairs, lost, same)


def between(text: str, found: Sequence[Unit]) -> list[str]:
    """Return what stands before, between and behind the units of a page."""
    starts = [0, *(unit.end for unit in found)]
    ends = [*(unit.start for unit in found), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _tokens(text: str, found: Sequence[Unit]) -> list[_Token]:
    tokens = []
    for index, gap in enumerate(between(text, found)):
        solid = " ".join(_ATTRIBUTES.sub("", _without_bodies(gap)).split())
        if solid:
            tokens.append(_Token(("", solid)))
        if index < len(found):
            tokens.append(_Token((found[index].kind, ""), found[index]))
    return tokens


def _without_bodies(gap: str) -> str:
    """Leave out what fences hold, includes apart: comments in it may be translated by hand."""
    lines = document_of(gap, "")
    bodies = {
        index
        for item in scan(lines)
        if isinstance(item, Fence)
        for index in range(item.start + 1, item.end)
    }
    kept = (line for index, line in enumerate(lines) if index not in bodies or "8<" in line.text)
    return text_of(kept)


def _sections(tokens: Sequence[_Token]) -> list[list[_Token]]:
    """Cut at the headings; each section starts with its own."""
    found: list[list[_Token]] = [[]]
    for token in tokens:
        if token.unit is not None and token.unit.kind.startswith("heading"):
            found.append([])
        found[-1].append(token)
    return found


def _matched(
    own: list[list[_Token]], others: list[list[_Token]]
) -> list[tuple[list[_Token], list[_Token]]]:
    """Match sections: those of equal content first, then the rest in order between them."""
    if len(own) == len(others):
        levels = [[one[0].key if one else None for one in page] for page in (own, others)]
        if levels[0][1:] == levels[1][1:]:
            return list(zip(own, others, strict=True))
    keys = [[tuple(token.key for token in one) for one in page] for page in (own, others)]
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    found = []
    for _, start, end, other_start, other_end in matcher.get_opcodes():
        found += list(zip(own[start:end], others[other_start:other_end], strict=False))
    return found


def _pairs(own: Sequence[_Token], others: Sequence[_Token]) -> list[tuple[Unit, Unit]]:
    keys = [[token.key for token in tokens] for tokens in (own, others)]
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    found = []
    for first, second, size in matcher.get_matching_blocks():
        for one, two in zip(own[first : first + size], others[second : second + size], strict=True):
            if one.unit is not None and two.unit is not None:
                found.append((one.unit, two.unit))
    return found


def duplicates(found: Sequence[Unit]) -> list[int]:
    """Number the units that share section and text: 1, 2 for the second, and so on."""
    counts = dict.fromkeys(((unit.section, unit.text) for unit in found), 0)
    numbers = []
    for unit in found:
        counts[unit.section, unit.text] += 1
        numbers.append(counts[unit.section, unit.text])
    return numbers


def usual_width(found: Sequence[Unit]) -> int | None:
    """Return the width that a page's prose is wrapped to; None where it is not wrapped."""
    texts = [unit.raw.split("\n") for unit in found if "\n" in unit.raw]
    return median_high(max(map(len, lines[1:])) for lines in texts) if texts else None
