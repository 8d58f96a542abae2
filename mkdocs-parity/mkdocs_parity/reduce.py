"""An outdated translation without what English no longer has, so that its words stay readable.

In the sections whose English was changed or taken away, by the lock file, everything that
`safety` refuses is left out, and the programs of English are put in. The result is what is shown
and run, and it is checked as strictly as any other page: nothing that English lacks gets through.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from mkdocs_parity.changes import Change
from mkdocs_parity.cutting import cut, cut_row, harmless
from mkdocs_parity.document import Document, Line, Origin
from mkdocs_parity.errors import ParityError
from mkdocs_parity.front import as_in_english, line_of, strange_keys
from mkdocs_parity.outline import Outline, outline, strange_powers, text_in
from mkdocs_parity.powers import Power, stays_inside
from mkdocs_parity.reduce_programs import with_programs
from mkdocs_parity.standing import Standing

_ROUNDS = 12  # of taking out what acts, before the whole lines go


@dataclass(frozen=True)
class Reduced:
    """A translation as it is shown and run.

    Attributes:
        document: the page.
        english: the English page.
        standing: how its places stand to those of English, if any is older.
        whole: its places in the order of English, with those that it lacks: what runs.
        lent: the lines of `whole` that the page itself does not have.
        changes: what was left out and put in.

    """

    document: Document
    english: Document
    standing: Standing | None = None
    whole: Document = ()
    lent: frozenset[Origin] = frozenset()
    changes: tuple[Change, ...] = ()

    @property
    def stale(self) -> frozenset[int]:
        """The outdated places."""
        return self.standing.stale if self.standing is not None else frozenset()


def as_it_is(document: Document, english: Document) -> Reduced:
    """Return a page that is up to date, or that nobody has marked."""
    return Reduced(document, english, None, document)


def reduce(
    own: Document,
    english: Document,
    standing: Standing,
    path: str,
    alive: Callable[[str], bool] = lambda target: True,
) -> Reduced:
    """Leave out of the outdated places of a page what English no longer has there.

    Args:
        own: the translation, includes not expanded.
        english: the English page, includes not expanded.
        standing: how their places stand.
        path: the translation, relative to the docs folder.
        alive: tells whether a link within the documentation leads anywhere.

    Raises:
        ParityError: a page is malformed.

    """
    wanted = outline(english)
    changes: list[Change] = []
    document = _front(own, english, standing, changes)
    for number in range(_ROUNDS + len(own)):
        before = document
        document = with_programs(document, wanted, english, standing, changes)
        document = _prose(document, wanted, standing, path, alive, changes, number >= _ROUNDS)
        if document == before:
            break
        if len(outline(document).starts) != len(standing.twins):
            raise ParityError(
                "the headings of this page depend on what English does not have in them",
                file=own[0].page.file,
                line=1,
                fix="write the headings as English does, and mark the page anew",
            )
    whole, lent = _whole(document, english, wanted, standing)
    ordered = sorted(set(changes), key=lambda change: (change.where.file, change.where.line))
    return Reduced(document, english, standing, whole, lent, tuple(ordered))


def _front(own: Document, english: Document, standing: Standing, changes: list[Change]) -> Document:
    strange = [key for key, _ in strange_keys(own, english)] if standing.stale else []
    for key in strange:
        what = f"left out: the front matter {str(key)[:60]!r}"
        changes.append(Change(line_of(own, key).page, what))
    return as_in_english(own, english) if strange else own


def lines_of(document: Document, places: Collection[int | None]) -> Iterator[Line]:
    """Yield the lines of some places of a page."""
    starts = outline(document).starts if places else ()
    for number, (first, last) in enumerate(zip(starts, [*starts[1:], len(document)], strict=False)):
        if number in places:
            yield from document[first:last]


def _prose(
    document: Document,
    wanted: Outline,
    standing: Standing,
    path: str,
    alive: Callable[[str], bool],
    changes: list[Change],
    whole_lines: bool,
) -> Document:
    """Take what English no longer has out of the prose of the outdated places."""
    own = outline(document)
    found: dict[int, list[Power]] = {}
    for place, power in (
        *strange_powers(own, wanted, standing.twins, path),
        *_dead(own, wanted, standing, path, alive),
    ):
        if place in standing.stale:
            found.setdefault(place, []).append(power)
    lines: list[Line] = []
    for place, (first, old) in enumerate(zip(own.starts, own.places, strict=True)):
        kept = document[first : first + len(old)]
        if place in found:
            kept = _shortened(kept, old, own, first, found[place], changes, whole_lines)
        lines += kept
    return tuple(lines)


def _shortened(
    lines: Document,
    prose: Sequence[Line],
    own: Outline,
    first: int,
    found: Sequence[Power],
    changes: list[Change],
    whole_lines: bool,
) -> Document:
    fences = {
        row - first: unit
        for unit in own.units
        for row in range(unit.fence.start, unit.fence.end + 1)
    }
    text = text_in(prose)
    dropped: set[int] = set()
    free = len(text) + 1
    for power in sorted(found, key=lambda power: (power.start, -power.end), reverse=True):
        where = prose[min(power.row, len(prose) - 1)].page
        changes.append(Change(where, f"left out: the {power.kind} {power.key[:80]!r}"))
        unit = fences.get(power.row)
        if unit is not None:
            rows = {*unit.above, *range(unit.fence.start, unit.fence.end + 1)}
            dropped |= {row - first for row in rows}
        elif whole_lines:
            text = cut_row(text, power.row)
        elif power.end <= free:
            text, free = cut(text, power)
    return _rejoined(lines, prose, text, dropped)


def _rejoined(lines: Document, prose: Sequence[Line], text: str, dropped: set[int]) -> Document:
    old = [line.text for line in prose]
    new = harmless(old, text.split("\n"))
    done = []
    for row, line in enumerate(lines):
        emptied = bool(old[row].strip()) and not new[row].strip("> \t")
        if row not in dropped and not emptied:
            done.append(line if old[row] == new[row] else Line(new[row], line.page, line.source))
    return tuple(done)


def _dead(
    own: Outline, wanted: Outline, standing: Standing, path: str, alive: Callable[[str], bool]
) -> Iterator[tuple[int, Power]]:
    """Yield the links within the documentation that lead nowhere any more."""
    for place in sorted(standing.stale):
        twin = standing.twins[place]
        there = wanted.powers[twin] if twin is not None else ()
        known = {power.key for power in there if power.kind == "link"}
        for power in own.powers[place]:
            inside = power.kind == "link" and stays_inside(power.key, path)
            if inside and power.key not in known and not alive(power.key):
                yield place, power


def _whole(
    document: Document, english: Document, wanted: Outline, standing: Standing
) -> tuple[Document, frozenset[Origin]]:
    """Put the places into the order of English, with those that the translation lacks."""
    if standing.twins == tuple(range(standing.english)):
        return document, frozenset()
    own = outline(document)
    ends = [*own.starts[1:], len(document)]
    mine = {twin: place for place, twin in enumerate(standing.twins) if twin is not None}
    lines: list[Line] = []
    lent: set[Origin] = set()
    for number, (first, last) in enumerate(
        zip(wanted.starts, [*wanted.starts[1:], len(english)], strict=True)
    ):
        if number in mine:
            place = mine[number]
            lines += document[own.starts[place] : ends[place]]
        else:
            lines += english[first:last]
            lent |= {line.page for line in english[first:last]}
    return tuple(lines), frozenset(lent)
