"""What state a translation is in: each language, page and section."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from mkdocs_parity.align import Alignment, align
from mkdocs_parity.anchors import Heading, anchors, headings
from mkdocs_parity.document import Document
from mkdocs_parity.fingerprint import fingerprint, new_words
from mkdocs_parity.lock import Entry, key_name
from mkdocs_parity.sections import Section

if TYPE_CHECKING:
    from mkdocs_parity.project import Project

State = Literal["current", "draft", "outdated", "missing", "orphaned"]
STATES: tuple[State, ...] = ("current", "draft", "outdated", "missing", "orphaned")


@dataclass(frozen=True)
class SectionStatus:
    """The state of a section.

    `current`: translated from the English of now, and reviewed. `draft`: translated, but nobody
    has marked it as reviewed. `outdated`: English has changed since. `missing`: not translated.
    `orphaned`: English no longer has the section.

    Attributes:
        anchor: the anchor of its heading; empty for what stands before the first heading.
        state: see above.
        words: the number of its English words.
        english_then: the normalized English that it was translated from, or None if unknown. It
            comes from the lock file, which translators write: never show it unescaped.
        english_now: the normalized English of now; None for an orphan.
        title: the heading in English.
        to_do: the number of English words to translate.
        was: the anchor that the section had when it was translated, if English has renamed it;
            of a missing section, the page and section that holds its translation.
        moved: whether English has put it in another place.
        english: the English section, None for an orphan.
        lines: the numbers of its first and last line in the translation, None if it is missing.

    """

    anchor: str
    state: State
    words: int
    english_then: str | None
    english_now: str | None
    title: str = ""
    to_do: int = 0
    was: str | None = None
    moved: bool = False
    english: Section | None = None
    lines: tuple[int, int] | None = None


@dataclass(frozen=True)
class PageStatus:
    """The state of a page: of a whole page, or that of its sections which needs most work."""

    path: str
    state: State
    sections: tuple[SectionStatus, ...]


@dataclass(frozen=True)
class LanguageStatus:
    """The state of all pages of a language."""

    language: str
    name: str
    pages: tuple[PageStatus, ...]

    @cached_property
    def sections(self) -> tuple[SectionStatus, ...]:
        """The sections of all pages."""
        return tuple(section for page in self.pages for section in page.sections)

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of sections in each state."""
        found = Counter(section.state for section in self.sections)
        return {state: found[state] for state in STATES}

    @cached_property
    def words(self) -> int:
        """The number of words in English."""
        return sum(section.words for section in self.sections)

    @cached_property
    def to_do(self) -> int:
        """The number of English words to translate."""
        return sum(section.to_do for section in self.sections)

    @cached_property
    def to_review(self) -> int:
        """The number of English words whose translation is a draft."""
        return sum(section.words for section in self.sections if section.state == "draft")

    @cached_property
    def percent(self) -> float:
        """How much of the English is translated, reviewed and current, in words."""
        current = sum(section.words for section in self.sections if section.state == "current")
        return 100.0 * current / self.words if self.words else 100.0


def language_status(project: "Project", language: str) -> LanguageStatus:
    """Return the state of a language; see `page_status`."""
    paths = sorted(project.english.paths | set(project.paths(language)))
    name = next(item.name for item in project.settings.languages if item.code == language)
    pages = [page_status(project, language, path) for path in paths]
    return LanguageStatus(language, name, tuple(_with_moves(pages)))


def _with_moves(pages: Sequence[PageStatus]) -> Iterator[PageStatus]:
    """Tell of missing sections where their translation stands, if English has moved them."""
    homes = {
        _body(item.english_then): key_name(page.path, item.anchor)
        for page in pages
        for item in page.sections
        if item.state == "orphaned" and item.english_then
    }
    for page in pages:
        sections = tuple(
            replace(item, was=homes.get(_body(item.english_now or "")))
            if homes and item.state == "missing"
            else item
            for item in page.sections
        )
        yield replace(page, sections=sections)


def _body(text: str) -> str:
    """Return the fingerprint of a section without its heading, if it has more than that."""
    return fingerprint(text.partition("\n")[2] or text)


def page_status(
    project: "Project", language: str, path: str, document: Document | None = None
) -> PageStatus:
    """Return the state of a page in a language, and that of its sections.

    A translation without an entry in the lock file is a draft: nobody has said that it is right.

    Args:
        project: the project.
        language: the code of a language, not the default one.
        path: the page relative to the language's folder.
        document: the translation, if it is not what the file says.

    Raises:
        ParityError: the English page, the translation or the lock file is broken.

    """
    english = project.english.sections(path)
    file = project.settings.docs / language / path
    locked = _locked(project, language, path)
    if document is None and not file.is_file():
        sections = tuple(_missing(section) for section in english)
        return PageStatus(path, "missing", sections)
    document = project.source(file) if document is None else document
    own = headings(document)
    spans = _spans(document, own)
    pairs = align(
        own,
        [section for section in english if section.level],
        {anchor: entry for anchor, entry in locked.items() if anchor},
    )
    sections = tuple(_section(section, pairs, locked, spans) for section in english)
    sections += _orphans(own, pairs, locked, spans, english)
    if path not in project.english.paths:
        return PageStatus(path, "orphaned", sections)
    return PageStatus(path, _page_state(sections), sections)


def _locked(project: "Project", language: str, path: str) -> dict[str, Entry]:
    """Return a page's entries, or those of a page that was renamed to it in both languages."""
    lock = project.lock(language)
    own = lock.page(path)
    if own or path not in project.english.paths:
        return own
    wanted = {section.fingerprint for section in project.english.sections(path)}
    best, most = own, len(wanted) / 2
    for other in _gone(project, language):
        entries = lock.page(other)
        same = len({entry.fingerprint for entry in entries.values()} & wanted)
        if same >= most and same:
            best, most = entries, same
    return best


def _gone(project: "Project", language: str) -> Iterator[str]:
    """Yield the pages of the lock file that are nowhere any more."""
    docs = project.settings.docs
    for path in project.lock(language).entries:
        if path not in project.english.paths and not (docs / language / path).is_file():
            yield path


def _page_state(sections: Sequence[SectionStatus]) -> State:
    states = {section.state for section in sections}
    if states & {"outdated", "missing", "orphaned"}:
        return "outdated"
    return "draft" if "draft" in states else "current"


def _spans(document: Document, own: Sequence[Heading]) -> list[tuple[int, int] | None]:
    """Return the first and last line of what precedes the headings, then of each section."""
    starts = [heading.index for heading in own]
    head = any(line.text.strip() for line in document[: (starts or [len(document)])[0]])
    first: tuple[int, int] | None = (1, (starts or [len(document)])[0]) if head else None
    ends = [*starts[1:], len(document)]
    return [first, *((start + 1, end) for start, end in zip(starts, ends, strict=False))]


def _section(
    section: Section,
    pairs: Alignment,
    locked: Mapping[str, Entry],
    spans: Sequence[tuple[int, int] | None],
) -> SectionStatus:
    found = pairs.found.get(section.anchor, -1) if section.level else -1
    span = spans[found + 1] if found >= 0 or not section.level else None
    if span is None:
        return _missing(section)
    old = pairs.was.get(section.anchor, section.anchor)
    entry = locked.get(old)
    moved = section.anchor in pairs.moved
    state: State = "draft"
    to_do = 0
    if entry is not None:
        changed = entry.fingerprint != section.fingerprint
        state = "outdated" if changed or moved else entry.state
        to_do = new_words(entry.text, section.text) if changed else 0
    return SectionStatus(
        anchor=section.anchor,
        state=state,
        words=section.words,
        english_then=entry.text if entry else None,
        english_now=section.text,
        title=section.title,
        to_do=to_do,
        was=None if old == section.anchor else old,
        moved=moved,
        english=section,
        lines=span,
    )


def _missing(section: Section) -> SectionStatus:
    return SectionStatus(
        anchor=section.anchor,
        state="missing",
        words=section.words,
        english_then=None,
        english_now=section.text,
        title=section.title,
        to_do=section.words,
        english=section,
    )


def _orphans(
    own: Sequence[Heading],
    pairs: Alignment,
    locked: Mapping[str, Entry],
    spans: Sequence[tuple[int, int] | None],
    english: Sequence[Section],
) -> tuple[SectionStatus, ...]:
    names = anchors(own) if pairs.orphans else []
    found = [
        (old or names[index], spans[index + 1], own[index].line.text.strip("# "))
        for index, old in pairs.orphans.items()
    ]
    if spans[0] and "" in locked and all(section.level for section in english):
        found.insert(0, ("", spans[0], ""))
    return tuple(
        SectionStatus(
            anchor=anchor,
            state="orphaned",
            words=0,
            english_then=locked[anchor].text if anchor in locked else None,
            english_now=None,
            title=title,
            lines=lines,
        )
        for anchor, lines, title in found
    )
