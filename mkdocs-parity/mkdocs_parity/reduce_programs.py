"""The programs of an outdated translation: those that English has there now, and no others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from mkdocs_parity.changes import Change
from mkdocs_parity.document import Document, Line
from mkdocs_parity.outline import Outline, outline
from mkdocs_parity.safe_code import Unit
from mkdocs_parity.standing import Standing


@dataclass
class _Edits:
    """Lines to leave out of a document, and lines to put before others."""

    dropped: set[int] = field(default_factory=set)
    added: dict[int, list[Line]] = field(default_factory=dict)
    directives: dict[int, list[Line]] = field(default_factory=dict)

    def applied(self, document: Document) -> Document:
        done: list[Line] = []
        dense = False  # whether blank lines go where there is one before
        for index in range(len(document) + 1):
            new = self.added.get(index, ())
            for line in new:
                if line.text.strip("> \t") or not _ends_blank(done):
                    done.append(line)
            done += self.directives.get(index, ())
            dense = (dense or bool(new)) and index not in self.directives
            if index in self.dropped:
                dense = dense or index not in self.directives
            elif index < len(document):
                blank = not document[index].text.strip("> \t")
                if not (dense and blank and _ends_blank(done)):
                    done.append(document[index])
                dense = dense and blank
        return tuple(done)


def _ends_blank(lines: Sequence[Line]) -> bool:
    return not lines or not lines[-1].text.strip("> \t")


def with_programs(
    document: Document,
    wanted: Outline,
    english: Document,
    standing: Standing,
    changes: list[Change],
) -> Document:
    """Give the outdated places of a page the programs of English, and every fence its directives.

    Args:
        document: the translation.
        wanted: the outline of the English page.
        english: the English page.
        standing: how their places stand.
        changes: takes what is left out and put in.

    """
    own = outline(document)
    edits = _Edits()
    for place, twin in enumerate(standing.twins):
        inside = own.inside(place)
        there = wanted.inside(twin) if twin is not None else []
        pairs = _matched(inside, there)
        for mine, other in pairs:
            _direct(inside[mine], there[other], document, english, edits)
        if place not in standing.stale:
            continue
        kept = dict(pairs)
        for number, unit in enumerate(inside):
            if number not in kept:
                edits.dropped |= {*unit.above, *range(unit.fence.start, unit.fence.end + 1)}
                changes.append(_left_out(unit))
        taken = {other: mine for mine, other in pairs}
        for number, unit in enumerate(there):
            if unit.runs and number not in taken:
                at, prefix = _gap(number, taken, inside, own, place, document)
                lines = _copied(unit, english, prefix)
                space = Line(prefix.rstrip(), unit.line.page)
                edits.added.setdefault(at, []).extend([space, *lines, space])
                line = document[min(at, len(document) - 1)].page
                changes.append(Change(line, f"put in: the program of {unit.line.page}"))
    return edits.applied(document)


def _matched(own: Sequence[Unit], wanted: Sequence[Unit]) -> list[tuple[int, int]]:
    """Pair fences that are equal but for their directives, in order."""
    mine, others = [_bare(unit) for unit in own], [_bare(unit) for unit in wanted]
    matcher = SequenceMatcher(None, mine, others, autojunk=False)
    return [
        (block.a + index, block.b + index)
        for block in matcher.get_matching_blocks()
        for index in range(block.size)
    ]


def _bare(unit: Unit) -> tuple[str, ...]:
    return unit.key[len(unit.above) :]


def _direct(own: Unit, wanted: Unit, document: Document, english: Document, edits: _Edits) -> None:
    said = own.key[: len(own.above)]
    if said == wanted.key[: len(wanted.above)]:
        return
    edits.dropped |= set(own.above)
    lines = [
        Line(own.fence.prefix + english[index].text.lstrip("> \t"), own.line.page)
        for index in wanted.above
    ]
    edits.directives[own.fence.start] = lines


def _gap(
    number: int,
    taken: dict[int, int],
    inside: Sequence[Unit],
    own: Outline,
    place: int,
    document: Document,
) -> tuple[int, str]:
    """Find the line of a place that a fence of English belongs before, and its indentation."""
    earlier = [other for other in taken if other < number]
    if earlier:
        unit = inside[taken[max(earlier)]]
        return unit.fence.end + 1, unit.fence.prefix
    later = [other for other in taken if other > number]
    if later:
        unit = inside[taken[min(later)]]
        return min((*unit.above, unit.fence.start)), unit.fence.prefix
    end = own.starts[place + 1] if place + 1 < len(own.starts) else len(document)
    return end, ""


def _copied(unit: Unit, english: Document, prefix: str) -> list[Line]:
    """Copy a fence with its directives from English, indented otherwise."""
    indices = [*unit.above, *range(unit.fence.start, unit.fence.end + 1)]
    return [
        Line((prefix + unit.fence.strip(line.text)).rstrip(), line.page, line.source)
        for line in (english[index] for index in indices)
    ]


def _left_out(unit: Unit) -> Change:
    kind = "program" if unit.runs else "fence"
    body = " ⏎ ".join(unit.key[len(unit.above) :])
    return Change(unit.line.page, f"left out: a {kind} that English no longer has there, {body!r}")
