"""What a translator needs to bring a page up to date, for a terminal, as Markdown and as data."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import click

from mkdocs_parity.lock import key_name
from mkdocs_parity.project import Project
from mkdocs_parity.status import SectionStatus, page_status
from mkdocs_parity.status_report import note
from mkdocs_parity.worddiff import Change, excerpt, word_diff

# The text of a lock file comes from translators: it must not steer the terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class SectionDiff:
    """A section that is not current, what changed in English, and its translation.

    Attributes:
        name: the section, e.g. `page.md#anchor`.
        status: its state.
        changes: the word diff from the English then to that of now; all of it is added if the
            section is missing, and removed if it is an orphan.
        english: file and line of the English section, None for an orphan.
        where: file and line of the translation, None if it is missing.
        translation: the source of the present translation.

    """

    name: str
    status: SectionStatus
    changes: tuple[Change, ...]
    english: str | None
    where: str | None
    translation: str


def diff_page(
    project: Project, language: str, path: str, anchor: str | None = None
) -> list[SectionDiff]:
    """Compare the sections of a page, or one of them; current ones are left out."""
    status = page_status(project, language, path)
    file = project.settings.docs / language / path
    lines = [line.text for line in project.source(file)] if file.is_file() else []
    source = project.name(project.settings.docs / project.settings.default.code / path)
    found = []
    for item in status.sections:
        if item.state == "current" or anchor not in (None, item.anchor):
            continue
        span = item.lines or (1, 0)
        found.append(
            SectionDiff(
                name=key_name(path, item.anchor),
                status=item,
                changes=_changes(item),
                english=f"{source}:{item.english.line}" if item.english else None,
                where=f"{project.name(file)}:{span[0]}" if item.lines else None,
                translation="\n".join(lines[span[0] - 1 : span[1]]).strip("\n"),
            )
        )
    return found


def as_text(diffs: Sequence[SectionDiff]) -> str:
    """Write for a terminal: `[-removed-]{+added+}`, in red and green."""
    return "\n".join(_text(diff) for diff in diffs)


def as_markdown(diffs: Sequence[SectionDiff]) -> str:
    """Write Markdown with `<del>` and `<ins>`, e.g. for an issue."""
    return "\n".join(_markdown(diff) for diff in diffs)


def as_data(path: str, language: str, diffs: Sequence[SectionDiff]) -> dict[str, Any]:
    """Return everything, to be written as JSON."""
    return {"language": language, "path": path, "sections": [_data(diff) for diff in diffs]}


def _changes(item: SectionStatus) -> tuple[Change, ...]:
    if item.state == "draft":
        return ()
    return tuple(word_diff(item.english_then or "", item.english_now or ""))


def _title(diff: SectionDiff) -> str:
    said = note(diff.status)
    return f"{diff.name}: {diff.status.state}{f' ({said})' if said else ''}"


def _text(diff: SectionDiff) -> str:
    lines = [click.style(_title(diff), bold=True)]
    if diff.changes:
        lines.append(f"English{f' ({diff.english})' if diff.english else ''}:")
        lines += [f"  {line}" for line in _shown(diff, _terminal)]
    if diff.where:
        lines.append(f"Translation ({diff.where}):")
        lines += [f"  {_safe(line)}".rstrip() for line in diff.translation.split("\n")]
    return "\n".join(lines) + "\n"


def _shown(diff: SectionDiff, write: Callable[[Change], str]) -> Iterator[str]:
    for line in excerpt(diff.changes):
        yield "".join(write(change) for change in line) if line else "…"


def _terminal(change: Change) -> str:
    text = _safe(change.text)
    if change.kind == "removed":
        return click.style(f"[-{text}-]", fg="red")
    return click.style(f"{{+{text}+}}", fg="green") if change.kind == "added" else text


def _html(change: Change) -> str:
    text = escape(_safe(change.text), quote=False)
    if change.kind == "removed":
        return f"<del>{text}</del>"
    return f"<ins>{text}</ins>" if change.kind == "added" else text


def _markdown(diff: SectionDiff) -> str:
    parts = [f"## `{_safe(diff.name)}`: {diff.status.state}"]
    if said := note(diff.status):
        parts.append(_safe(said))
    if diff.changes:
        body = "\n".join(_shown(diff, _html))
        parts.append(f"English{f' (`{diff.english}`)' if diff.english else ''}:")
        parts.append(f"<pre>\n{body}\n</pre>")
    if diff.where:
        ticks = max([2, *(len(run) for run in re.findall(r"`+", diff.translation))])
        fence = "`" * (ticks + 1)
        parts.append(f"Translation (`{diff.where}`):")
        parts.append(f"{fence}markdown\n{_safe(diff.translation)}\n{fence}")
    return "\n\n".join(parts) + "\n"


def _data(diff: SectionDiff) -> dict[str, Any]:
    item = diff.status
    return {
        "anchor": item.anchor,
        "state": item.state,
        "title": item.title,
        "words": item.words,
        "to_translate": item.to_do,
        "was": item.was,
        "moved": item.moved,
        "english_then": item.english_then,
        "english_now": item.english_now,
        "changes": [{"kind": change.kind, "text": change.text} for change in diff.changes],
        "english": diff.english,
        "translation": diff.translation if diff.where else None,
        "where": diff.where,
    }


def _safe(text: str) -> str:
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
