"""`parity check --fix`: applying the repairs that need no translator."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from mkdocs_parity.check import check
from mkdocs_parity.document import text_of
from mkdocs_parity.errors import ParityError
from mkdocs_parity.files import write_text
from mkdocs_parity.findings import Edit, Finding
from mkdocs_parity.project import Project

_ROUNDS = 5  # a repair can show the next one


def fix(project: Project, only: Iterable[Path] | None = None) -> list[Finding]:
    """Repair what is mechanical in the translations, and return what was repaired.

    Prose is left alone: only includes, fences, directives, the level and the anchors of
    headings, formulas and the targets of links and images are written as the default
    language has them. From outdated sections, what the default language lost is taken out.
    """
    chosen = None if only is None else list(only)
    done: list[Finding] = []
    for _ in range(_ROUNDS):
        found = [finding for finding in check(project, chosen).findings if finding.edit]
        applied = [finding for file in _by_file(found).items() for finding in _mend(project, *file)]
        done += applied
        if not applied:
            break
    return done + _reduce(project, chosen)


def _reduce(project: Project, only: Sequence[Path] | None) -> list[Finding]:
    """Write what the outdated sections are built from; it is what the site shows."""
    done: list[Finding] = []
    for language in project.settings.languages[1:]:
        for file in project.pages(language.code):
            if only is not None and file not in only:
                continue
            with suppress(ParityError):  # `check` tells of it
                reduced = project.reduce(file, project.source(file))
                if reduced.changes and write_text(file, text_of(reduced.document)):
                    done += [
                        Finding(change.where, "page", change.what, "", outdated=True)
                        for change in reduced.changes
                    ]
    return done


def _by_file(found: Iterable[Finding]) -> dict[str, list[Finding]]:
    files: dict[str, list[Finding]] = {}
    for finding in found:
        files.setdefault(finding.where.file, []).append(finding)
    return files


def _mend(project: Project, name: str, found: Sequence[Finding]) -> list[Finding]:
    file = project.settings.root / name
    document = project.source(file)
    lines = [line.text for line in document]
    applied: list[Finding] = []
    free = len(lines) + 1  # repairs go from the end to the start and must not touch
    for finding in sorted(found, key=_place, reverse=True):
        edit = finding.edit
        if edit is None or edit.end > free or (edit.start == edit.end == free):
            continue
        lines[edit.start : edit.end] = edit.lines
        if not edit.lines and _blank(lines, edit.start) and _blank(lines, edit.start - 1):
            del lines[edit.start]  # one of the two blank lines that were around it
        free = edit.start
        applied.append(finding)
    if write_text(file, "".join(f"{line}\n" for line in lines)):
        return applied[::-1]
    return []


def _place(finding: Finding) -> tuple[int, int]:
    edit = finding.edit or Edit(0, 0, ())
    return edit.start, edit.end


def _blank(lines: Sequence[str], index: int) -> bool:
    return 0 <= index < len(lines) and not lines[index].strip()
