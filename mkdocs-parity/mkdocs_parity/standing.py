"""How the places of a translated page stand to those of the English page, by its lock file.

A place is what stands between two headings; the first one is before any heading.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from mkdocs_parity.anchors import Heading
from mkdocs_parity.sections import Section
from mkdocs_parity.status import PageStatus, SectionStatus


@dataclass(frozen=True)
class Standing:
    """What belongs together on a page, and what is older than English.

    Attributes:
        twins: for each place of the translation the number of its English place, None if English
            does not have it.
        stale: the places of the translation whose English was changed or taken away since.
        english: the number of English places.

    """

    twins: tuple[int | None, ...]
    stale: frozenset[int]
    english: int

    @cached_property
    def missing(self) -> frozenset[int]:
        """The English places that the translation lacks."""
        return frozenset(range(self.english)) - set(self.twins)

    @property
    def settled(self) -> bool:
        """Whether the translation has the places of English, all of them up to date."""
        return not self.stale and self.twins == tuple(range(self.english))


def standing(status: PageStatus, own: Sequence[Heading], english: Sequence[Section]) -> Standing:
    """Tell from a page's state how its places stand.

    Only what the lock file knows can be stale: a section that nobody has marked, or that English
    has only moved, must be as in English.

    Args:
        status: the state of the page.
        own: its headings.
        english: the sections of the English page.

    """
    numbers = {heading.index + 1: number for number, heading in enumerate(own, 1)}
    titled = [section.anchor for section in english if section.level]
    places = {anchor: number for number, anchor in enumerate(titled, 1)} | {"": 0}
    twins: list[int | None] = [0, *(None for _ in own)]
    stale = set()
    for section in status.sections:
        if section.lines is None:
            continue
        place = numbers[section.lines[0]] if section.anchor else 0
        twins[place] = None if section.state == "orphaned" else places[section.anchor]
        if _is_stale(section):
            stale.add(place)
    return Standing(tuple(twins), frozenset(stale), len(titled) + 1)


def _is_stale(section: SectionStatus) -> bool:
    if section.state == "orphaned":
        return section.english_then is not None
    return section.state == "outdated" and section.english_then != section.english_now
