"""A page as it is compared with English: its fences, its places, and what their prose can do."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from mkdocs_parity.anchors import Heading, anchors, headings
from mkdocs_parity.document import Document, Line, front_matter
from mkdocs_parity.powers import Kind, Power, heading_anchor, powers, stays_inside
from mkdocs_parity.safe_code import Unit, units

Twins = Sequence[int | None]

_PAGE_WIDE: frozenset[Kind] = frozenset({"template", "command", "footnote"})
_COUNTED: frozenset[Kind] = frozenset({"tag", "include", "abbreviation", "tab", "image", "object"})


@dataclass(frozen=True, slots=True)
class Outline:
    """A page as it is compared.

    Attributes:
        units: its fences.
        headings: its headings.
        starts: where its places begin.
        places: the lines of each place, those that are no prose emptied.
        powers: what the prose of each place can do.

    """

    units: tuple[Unit, ...]
    headings: tuple[Heading, ...]
    starts: tuple[int, ...]
    places: tuple[tuple[Line, ...], ...]
    powers: tuple[list[Power], ...]

    def inside(self, place: int) -> list[Unit]:
        """Return the fences of a place."""
        end = self.starts[place + 1] if place + 1 < len(self.starts) else None
        return [
            unit
            for unit in self.units
            if self.starts[place] <= unit.fence.start and (end is None or unit.fence.start < end)
        ]


@lru_cache(maxsize=2048)
def outline(document: Document) -> Outline:
    """Cut a page at its headings; what fences hold is left out, but for those written anew.

    The lines of backticks stay: text that touches them may be no code for another parser.

    Raises:
        ParityError: a fence, a directive or a heading is malformed.

    """
    found = tuple(units(document))
    left_out = set(range(front_matter(document)))
    for unit in found:
        left_out.update(unit.above)
        if not unit.prose:
            left_out.update(range(unit.fence.start + 1, unit.fence.end))
    titles = tuple(headings(document))
    starts = (0, *(heading.index for heading in titles))
    places = tuple(
        tuple(
            Line("", line.page) if first + index in left_out else line
            for index, line in enumerate(document[first:last])
        )
        for first, last in zip(starts, [*starts[1:], len(document)], strict=True)
    )
    return Outline(found, titles, starts, places, tuple(powers(text_in(place)) for place in places))


def as_one_place(page: Outline) -> Outline:
    """Return the page as if it had no headings."""
    whole = tuple(chain(*page.places))
    return Outline(page.units, (), (0,), (whole,), (powers(text_in(whole)),))


def text_in(lines: Sequence[Line]) -> str:
    """Join the lines of a place."""
    return "\n".join(line.text for line in lines)


def strange_powers(
    own: Outline, wanted: Outline, twins: Twins, path: str
) -> Iterator[tuple[int, Power]]:
    """Yield what the prose of a place can do that English can't do there, with the place.

    Args:
        own: the translation.
        wanted: the English page.
        twins: the English place of each place of the translation; None if English lacks it.
        path: the page, relative to the docs folder.

    """
    everywhere = list(chain(*wanted.powers))
    names: list[str] | None = None
    for number, twin in enumerate(twins):
        there: Sequence[Power] = wanted.powers[twin] if twin is not None else ()
        for power in _strange(own.powers[number], there, everywhere, path):
            anchor = heading_anchor(power)
            if anchor is not None and number and twin:
                names = anchors(wanted.headings) if names is None else names
                if twin <= len(names) and names[twin - 1] == anchor:
                    continue
            yield number, power


def strange_in(text: str, english: str) -> Iterator[Power]:
    """Yield what a text can do on a page that its original can't, such as a docstring's."""
    there = powers(english)
    yield from _strange(powers(text), there, there, "")


def _strange(
    own: Sequence[Power], here: Sequence[Power], everywhere: Sequence[Power], path: str
) -> Iterator[Power]:
    left = Counter((power.kind, power.key) for power in here)
    anywhere: set[tuple[str, str]] = {(power.kind, power.key) for power in everywhere}
    for power in own:
        key = (power.kind, power.key)
        if power.kind == "address":
            known = (key, ("link", power.key), ("tag", f"<{power.key}>"))
            allowed = not anywhere.isdisjoint(known)
        elif power.kind == "code tag":
            allowed = not anywhere.isdisjoint({key, ("tag", power.key)})
        elif power.kind in _PAGE_WIDE:
            allowed = key in anywhere
        elif power.kind in _COUNTED:
            allowed = left[key] > 0
            left[key] -= 1
        else:
            allowed = key in left or (power.kind == "link" and stays_inside(power.key, path))
        if not allowed:
            yield power
