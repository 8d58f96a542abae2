"""Finding out which section of a translation belongs to which section in English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from mkdocs_parity.anchors import Heading
from mkdocs_parity.lock import Entry
from mkdocs_parity.sections import Section

_ALIKE = 0.5  # the share of equal words from which a section counts as renamed


@dataclass
class Alignment:
    """What belongs together on a page.

    Attributes:
        found: the number of the translation's heading for each English anchor.
        was: the anchor in the lock file of a section that English has renamed.
        moved: the sections that English has put in another place of the page.
        orphans: the numbers of the headings that English does not have, with their anchors in
            the lock file, if known.

    """

    found: dict[str, int] = field(default_factory=dict)
    was: dict[str, str] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    orphans: dict[int, str] = field(default_factory=dict)


def align(
    own: Sequence[Heading], english: Sequence[Section], locked: Mapping[str, Entry]
) -> Alignment:
    """Match the headings of a translation with English sections; see `Alignment`.

    As long as the translation has the headings that the lock file knows, they are those that
    were translated, in that order, whatever English looks like now. Otherwise it is being brought
    up to date, and goes by the English page. Headings that name their anchor go by that.

    Args:
        own: the headings of the translation.
        english: the sections of the English page that have a heading.
        locked: the entries of the page that have a heading.

    """
    levels = [heading.level for heading in own]
    result = Alignment()
    now = {section.anchor: section for section in english}
    _rename(result, now, locked)
    if locked and levels == [entry.level for entry in locked.values()]:
        names = {old: new for new, old in result.was.items()}
        names |= {anchor: anchor for anchor in locked if anchor in now}
        for index, anchor in enumerate(locked):
            if anchor in names:
                result.found[names[anchor]] = index
            else:
                result.orphans[index] = anchor
        order = [names[anchor] for anchor in locked if anchor in names]
        result.moved = _moved(order, [anchor for anchor in now if anchor in order])
    else:
        result.found = _by_levels(levels, english)
        rest = set(range(len(own))) - set(result.found.values())
        gone = [anchor for anchor in locked if anchor not in now and anchor not in _olds(result)]
        named = gone if len(gone) == len(rest) else [""] * len(rest)
        result.orphans = dict(zip(sorted(rest), named, strict=True))
    _by_name(result, own, now)
    return result


def _olds(result: Alignment) -> set[str]:
    return set(result.was.values())


def _by_levels(levels: Sequence[int], english: Sequence[Section]) -> dict[str, int]:
    """Match from the front while the levels are equal, then from the back."""
    wanted = [section.level for section in english]
    front = 0
    while front < min(len(levels), len(wanted)) and levels[front] == wanted[front]:
        front += 1
    back = 0
    while back < min(len(levels), len(wanted)) - front and levels[-1 - back] == wanted[-1 - back]:
        back += 1
    found = {english[index].anchor: index for index in range(front)}
    for index in range(1, back + 1):
        found[english[-index].anchor] = len(levels) - index
    return found


def _by_name(result: Alignment, own: Sequence[Heading], now: Mapping[str, Section]) -> None:
    for index, heading in enumerate(own):
        if heading.explicit is None or heading.explicit not in now:
            continue
        if result.found.get(heading.explicit) != index:
            for anchor in [key for key, value in result.found.items() if value == index]:
                del result.found[anchor]
            result.found[heading.explicit] = index
            result.orphans.pop(index, None)
    for anchor, index in result.found.items():
        if own[index].explicit == anchor:
            result.moved.discard(anchor)


def _rename(result: Alignment, now: Mapping[str, Section], locked: Mapping[str, Entry]) -> None:
    """Find sections that are in the place of one that is gone, or say nearly the same."""
    old, new = list(locked), list(now)
    fresh = [anchor for anchor in new if anchor not in locked]
    gone = [anchor for anchor in old if anchor not in now]
    if not fresh or not gone:
        return
    pairs: list[tuple[float, str, str]] = []
    for after in fresh:
        for before in gone:
            likeness = _likeness(locked[before].text, now[after].text)
            pairs += [(likeness, after, before)] if likeness >= _ALIKE else []
    for _, after, before in sorted(pairs, reverse=True):
        if after not in result.was and before not in _olds(result):
            result.was[after] = before
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left = [anchor for anchor in old[i:j] if anchor in gone and anchor not in _olds(result)]
        right = [anchor for anchor in new[k:m] if anchor in fresh and anchor not in result.was]
        if kind == "replace" and len(left) == len(right):
            result.was.update(zip(right, left, strict=True))


def _likeness(before: str, after: str) -> float:
    """Compare the words of two sections, their headings left out if they have more."""
    bodies = [text.partition("\n")[2] or text for text in (before, after)]
    matcher = SequenceMatcher(None, bodies[0].split(), bodies[1].split(), autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio()


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return what must move to bring the first order into the second."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    blocks = matcher.get_matching_blocks()
    staying = {before[block.a + i] for block in blocks for i in range(block.size)}
    return set(before) - staying
