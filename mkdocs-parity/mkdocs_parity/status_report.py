"""The state of translations as a table, as Markdown and as data."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from mkdocs_parity.lock import key_name
from mkdocs_parity.status import STATES, LanguageStatus, PageStatus, SectionStatus

_HEADER = ("language", *STATES, "to translate", "to review", "done")


def percent(status: LanguageStatus) -> str:
    """Write the share that is done, rounded down: 100 % means all of it."""
    return f"{int(status.percent * 10) / 10:.1f} %"


def as_table(statuses: Sequence[LanguageStatus]) -> str:
    """Write a table for a terminal, and below it what there is to do."""
    lines = _columns([_HEADER, *(_row(status) for status in statuses)])
    for status in statuses:
        for page in status.pages:
            if page.state == "current":
                continue
            lines += ["", f"{status.language}/{page.path}: {page.state}"]
            if not _whole(page):
                rows = [(f"  #{item.anchor}", item.state, note(item)) for item in _open(page)]
                lines += _columns(rows, right=False)
            elif page.state != "orphaned":
                lines.append(f"  {_words(page)}")
    return "\n".join(lines) + "\n"


def as_markdown(statuses: Sequence[LanguageStatus]) -> str:
    """Write tables in Markdown, e.g. for a pull request."""
    lines = list(_markdown([_HEADER, *(_row(status) for status in statuses)]))
    for status in statuses:
        rows: list[Sequence[str]] = [("section", "state", "")]
        for page in status.pages:
            if page.state != "current" and _whole(page):
                said = _words(page) if page.state != "orphaned" else ""
                rows.append((f"`{page.path}`", page.state, said))
            elif page.state != "current":
                rows += [
                    (f"`{key_name(page.path, item.anchor)}`", item.state, note(item))
                    for item in _open(page)
                ]
        if len(rows) > 1:
            lines += ["", f"## {status.name}", "", *_markdown(rows)]
    return "\n".join(lines) + "\n"


def as_data(statuses: Sequence[LanguageStatus]) -> dict[str, Any]:
    """Return everything, to be written as JSON."""
    return {"languages": [_language(status) for status in statuses]}


def note(item: SectionStatus) -> str:
    """Say in a few words what there is to do for a section."""
    parts = []
    if item.was is not None:
        parts.append(f"was {item.was}")
    if item.moved:
        parts.append("moved in English")
    if item.state == "draft":
        parts.append(f"{item.words} words to review")
    elif item.to_do:
        parts.append(f"{item.to_do} of {item.words} words to translate")
    elif item.state == "outdated" and item.english_then != item.english_now:
        parts.append("code, output, figure or a deleted sentence")
    elif item.state == "orphaned" and item.lines:
        parts.append(f"line {item.lines[0]}: delete it")
    return ", ".join(parts)


def _words(page: PageStatus) -> str:
    words = sum(item.words for item in page.sections)
    return f"{words} words to {'review' if page.state == 'draft' else 'translate'}"


def _whole(page: PageStatus) -> bool:
    """Tell whether one line says all of the page."""
    return page.state in ("missing", "orphaned") or (
        page.state == "draft" and all(item.state == "draft" for item in page.sections)
    )


def _open(page: PageStatus) -> list[SectionStatus]:
    return [item for item in page.sections if item.state != "current"]


def _row(status: LanguageStatus) -> tuple[str, ...]:
    counts = [str(count) for count in status.counts.values()]
    return (
        status.language,
        *counts,
        f"{status.to_do} words",
        f"{status.to_review} words",
        percent(status),
    )


def _columns(rows: Sequence[Sequence[str]], *, right: bool = True) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            " " * (width - _width(cell)) + cell
            if right and number
            else cell + " " * (width - _width(cell))
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def _width(text: str) -> int:
    """Count the columns that text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _markdown(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
        if number == 0:
            yield f"|{' --- |' * len(row)}"


def _language(status: LanguageStatus) -> dict[str, Any]:
    return {
        "language": status.language,
        "name": status.name,
        "percent": round(status.percent, 3),
        "sections": status.counts,
        "words": {
            "total": status.words,
            "to_translate": status.to_do,
            "to_review": status.to_review,
        },
        "pages": [
            {
                "path": page.path,
                "state": page.state,
                "sections": [_section(item) for item in page.sections],
            }
            for page in status.pages
        ],
    }


def _section(item: SectionStatus) -> dict[str, Any]:
    return {
        "anchor": item.anchor,
        "title": item.title,
        "state": item.state,
        "words": item.words,
        "to_translate": item.to_do,
        "fingerprint": item.english.fingerprint if item.english else None,
        "was": item.was,
        "moved": item.moved,
        "line": item.lines[0] if item.lines else None,
    }
