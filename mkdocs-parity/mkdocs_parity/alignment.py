"""Pairing the elements of two pages, so that each difference is found where it is."""

from collections.abc import Sequence

from mkdocs_parity.elements import Element
from mkdocs_parity.inline import Inline
from mkdocs_parity.standing import Standing

Part = tuple[Element, Inline]
Pair = tuple[Part | None, Part | None]

_COUNTED = ("code", "link", "image", "math", "number")


def align(wanted: Sequence[Part], own: Sequence[Part]) -> list[Pair]:
    """Pair the elements of two pages in order; one without a partner stands alone.

    Pages whose headings agree are paired section by section.
    """
    if [part[0].identity for part in wanted] == [part[0].identity for part in own]:
        return list(zip(wanted, own, strict=True))
    first, second = _sections(wanted), _sections(own)
    if [_level(section) for section in first] == [_level(section) for section in second]:
        sections = zip(first, second, strict=True)
        return [pair for one, other in sections for pair in _align(one, other)]
    return _align(wanted, own)


def align_places(
    wanted: Sequence[Part], own: Sequence[Part], standing: Standing
) -> list[tuple[int | None, list[Pair]]] | None:
    """Pair the elements of two pages place by place, as a lock file tells.

    Of a place that only one of the pages has, the heading alone is a pair.

    Returns:
        the pairs of each place of the translation with its number, then those of the places that
        it lacks; None if the pages have other places than the lock file tells.

    """
    first, second = _sections(wanted), _sections(own)
    if len(first) != standing.english or len(second) != len(standing.twins):
        return None
    found: list[tuple[int | None, list[Pair]]] = []
    for place, twin in enumerate(standing.twins):
        here = second[place]
        pairs: list[Pair] = [(None, part) for part in here[:1]]
        found.append((place, pairs if twin is None else _align(first[twin], here)))
    lacking = sorted(standing.missing)
    return found + [(None, [(part, None) for part in first[twin][:1]]) for twin in lacking]


def moved(wanted: Sequence[Part], own: Sequence[Part]) -> tuple[Part, Part] | None:
    """Return a heading whose section says what another section of the default language says.

    Told by the code, links and numbers in the prose. The heading in whose place it stands comes
    first.
    """
    first, second = _sections(wanted), _sections(own)
    if len(first) != len(second):
        return None
    there, here = [_marks(section) for section in first], [_marks(section) for section in second]
    for number, marks in enumerate(here):
        if number and len(marks) > 1 and marks != there[number] and marks in there:
            return first[number][0], second[number][0]
    return None


def _marks(section: Sequence[Part]) -> set[str]:
    texts = (inline for element, inline in section if element.kind != "fence")
    return {mark for inline in texts for mark in (*inline.code, *inline.link, *inline.number)}


def _sections(parts: Sequence[Part]) -> list[list[Part]]:
    sections: list[list[Part]] = [[]]
    for part in parts:
        if part[0].kind == "heading":
            sections.append([])
        sections[-1].append(part)
    return sections


def _level(section: Sequence[Part]) -> str:
    return section[0][0].key if section and section[0][0].kind == "heading" else ""


def _align(wanted: Sequence[Part], own: Sequence[Part]) -> list[Pair]:
    """Choose the pairs in order whose likeness sums up to most (Needleman and Wunsch, 1970)."""
    if [part[0].identity for part in wanted] == [part[0].identity for part in own]:
        return list(zip(wanted, own, strict=True))
    rows, columns = len(wanted), len(own)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    like = [[_likeness(one, other) for other in own] for one in wanted]
    for row in range(rows - 1, -1, -1):
        above, here, line = best[row + 1], best[row], like[row]
        for column in range(columns - 1, -1, -1):
            here[column] = max(above[column], here[column + 1], above[column + 1] + line[column])
    pairs: list[Pair] = []
    row = column = 0
    while row < rows and column < columns:
        score = best[row][column]
        if like[row][column] > 0 and score == best[row + 1][column + 1] + like[row][column]:
            pairs.append((wanted[row], own[column]))
            row, column = row + 1, column + 1
        elif score == best[row + 1][column]:
            pairs.append((wanted[row], None))
            row += 1
        else:
            pairs.append((None, own[column]))
            column += 1
    pairs += [(part, None) for part in wanted[row:]]
    return pairs + [(None, part) for part in own[column:]]


def _likeness(one: Part, other: Part) -> float:
    first, second = one[0], other[0]
    if first.kind != second.kind:
        return 0.0
    if first.identity == second.identity:
        return 1.5 + _shared(one[1], other[1])
    same = (first.key == second.key) + (first.body == second.body) + (first.depth == second.depth)
    return 0.3 * same + _shared(one[1], other[1])


def _shared(one: Inline, other: Inline) -> float:
    """Say how much of what is no word the texts share, from 0 to 1; more words count a little."""
    union = common = 0
    for name in _COUNTED:
        first, second = getattr(one, name), getattr(other, name)
        if first or second:
            union += (first | second).total()
            common += (first & second).total()
    length, width = len(one.prose) + 1, len(other.prose) + 1
    close = min(length, width) / max(length, width)
    return (common / union if union else 0.5) + 0.1 * close
