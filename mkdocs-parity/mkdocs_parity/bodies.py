"""What is inside of fences and tables: lines that must be equal, and cells."""

import re
from collections.abc import Sequence

from mkdocs_parity.expand import include_of

_COMMENT = re.compile(r"(?:^|\s)(?:#|//)(?:\s.*)?$")
_LABEL = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|\([^)]*\)|\{[^}]*\}|\|[^|]*\|")
_PLAIN = frozenset({"", "text", "txt", "plain"})  # fences without comments
_PROSE = frozenset({"md", "markdown"})  # fences whose text is translated


def cells(row: str) -> list[str]:
    """Split a row of a table; a bar in code or behind a backslash is text."""
    found, cell, ticks = [], "", ""
    for part in re.findall(r"\\.|`+|\||[^\\`|]+|\\", row.strip()):
        if part[0] == "`":
            ticks = "" if part == ticks else ticks or part
        if part == "|" and not ticks:
            found.append(cell.strip())
            cell = ""
        else:
            cell += part
    found.append(cell.strip())
    return found[1 if row.lstrip().startswith("|") else 0 : -1 if not found[-1] else None]


def shows_page(info: str) -> bool:
    """Tell from how a fence begins whether it shows a page, whose prose is translated."""
    return bool(_PROSE & set(info.split()[:1]))


def comparable(body: Sequence[str], language: str) -> tuple[str, ...]:
    """Return what of a fence's lines must be equal in every language: not its comments.

    Of a page that is shown, that is what it includes.
    """
    if language in _PROSE:
        return tuple(line.strip() for line in body if include_of(line.lstrip(" ;")) is not None)
    if language in _PLAIN:
        return tuple(line.rstrip() for line in body)
    if language == "mermaid":
        return tuple(_LABEL.sub("", line).strip() for line in body)
    kept = [
        line.rstrip() if include_of(line) is not None else _COMMENT.sub("", line).rstrip()
        for line in body
    ]
    return tuple(line for line, before in zip(kept, body, strict=True) if line or not before)
