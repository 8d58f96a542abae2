"""Recording which English a translation says, in the lock file of its language."""

from collections.abc import Iterable, Mapping
from typing import Literal

from mkdocs_parity.anchors import pin_anchors
from mkdocs_parity.errors import ParityError
from mkdocs_parity.files import write_text
from mkdocs_parity.lock import ATTRIBUTES, Entry, Lock, key_name, render_lock
from mkdocs_parity.project import Project
from mkdocs_parity.sections import Section
from mkdocs_parity.status import SectionStatus, page_status


def mark(
    project: Project,
    language: str,
    targets: Iterable[tuple[str, str | None]],
    state: Literal["current", "draft"] = "current",
) -> list[str]:
    """Record sections as translated from the English of now.

    Marking a whole page also forgets the sections that English no longer has. Nothing is written
    unless every target can be marked.

    Args:
        project: the project.
        language: the code of the translation.
        targets: pages, each with an anchor, or None for the whole page.
        state: `current` if the translation has been reviewed, else `draft`.

    Returns:
        the names of the sections whose entry changed.

    Raises:
        ParityError: a section is not translated, or the page has other headings than in English.

    """
    before = project.lock(language)
    lock = before
    for path, anchor in targets:
        _check_page(project, language, path)
        old = lock.entries.get(path, {})
        if anchor is None:
            lock = lock.with_page(path, _whole_page(project, language, path, old, state))
        else:
            lock = lock.with_page(path, _one_section(project, language, path, anchor, old, state))
    _write(project, language, lock)
    return [
        key_name(path, anchor)
        for path in sorted(lock.entries)
        for anchor, entry in lock.entries[path].items()
        if entry != before.entries.get(path, {}).get(anchor)
    ]


def places(project: Project, lock: Lock) -> Lock:
    """Add a place for every section that a lock file does not know.

    Translators who each mark sections for the first time then change different lines.
    """
    for path in sorted(project.english.paths):
        known = lock.entries.get(path, {})
        anchors = [section.anchor for section in project.english.sections(path)]
        lock = lock.with_page(path, {**dict.fromkeys(anchors), **known})
    return lock


def write_lock(project: Project, language: str, lock: Lock) -> None:
    """Write a lock file, and beside a new one the attributes that tell Git how to merge it."""
    file = project.lock_file(language)
    attributes = file.parent / ".gitattributes"
    if not file.exists():
        lock = places(project, lock)
        if not attributes.exists():
            write_text(attributes, ATTRIBUTES)
    write_text(file, render_lock(lock))


def _write(project: Project, language: str, lock: Lock) -> None:
    known = project.english.paths | set(project.paths(language))
    kept = {path: entries for path, entries in lock.entries.items() if path in known}
    write_lock(project, language, Lock(kept))


def _check_page(project: Project, language: str, path: str) -> None:
    settings = project.settings
    name = project.name(settings.docs / language / path)
    if path not in project.english.paths:
        source = project.name(settings.docs / settings.default.code / path)
        fix = f"delete it, or write {source}"
        raise ParityError(f"{settings.default.name} has no such page", file=name, fix=fix)
    if not (settings.docs / language / path).is_file():
        fix = f"translate {project.name(settings.docs / settings.default.code / path)} first"
        raise ParityError("the page is not translated: there is no such file", file=name, fix=fix)


def _whole_page(
    project: Project,
    language: str,
    path: str,
    old: Mapping[str, Entry | None],
    state: Literal["current", "draft"],
) -> dict[str, Entry | None]:
    docs = project.settings.docs
    source = project.source(docs / project.settings.default.code / path)
    pin_anchors(project.source(docs / language / path), source)  # refuses other headings
    status = page_status(project, language, path)
    lead = next((item for item in status.sections if not item.anchor), None)
    skipped = lead is not None and lead.state == "missing"
    return {
        section.anchor: _entry(section, old.get(section.anchor), state)
        for section in project.english.sections(path)
        if section.anchor or not skipped
    }


def _one_section(
    project: Project,
    language: str,
    path: str,
    anchor: str,
    old: Mapping[str, Entry | None],
    state: Literal["current", "draft"],
) -> dict[str, Entry | None]:
    status = page_status(project, language, path)
    item = next((item for item in status.sections if item.anchor == anchor), None)
    if item is None or item.english is None or item.state == "missing":
        raise _untranslated(project, language, path, anchor, item)
    entry = _entry(item.english, old.get(anchor), state)
    if anchor in old and not item.moved:
        return {**old, anchor: entry}
    kept = {key: value for key, value in old.items() if key not in (anchor, item.was)}
    order = [section.anchor for section in project.english.sections(path)]
    before = [key for key in order[: order.index(anchor)] if key in kept]
    at = list(kept).index(before[-1]) + 1 if before else 0
    items = list(kept.items())
    return dict([*items[:at], (anchor, entry), *items[at:]])


def _untranslated(
    project: Project, language: str, path: str, anchor: str, item: SectionStatus | None
) -> ParityError:
    name = project.name(project.settings.docs / language / path)
    if item is None or item.english is None:
        cause = f"{project.settings.default.name} has no section {key_name(path, anchor)}"
        fix = "see `parity status` for the sections, or mark the whole page"
        return ParityError(cause, file=name, fix=fix)
    cause = f"the section {key_name(path, anchor)} is not translated"
    source = project.settings.docs / project.settings.default.code / path
    fix = f"translate {project.name(source)}:{item.english.line}, under a heading of its own"
    return ParityError(cause, file=name, fix=fix)


def _entry(section: Section, old: Entry | None, state: Literal["current", "draft"]) -> Entry:
    if old is not None and (old.state, old.fingerprint) == (state, section.fingerprint):
        return old
    return Entry(state, section.text, section.fingerprint)
