"""Taking out of prose what acts, so that its words stay."""

import re
from collections.abc import Sequence

from mkdocs_parity.powers import Power

_MATH = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$|\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL)
_IMAGE = re.compile(
    r"!\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])?(?:\{[^{}\n]*\})?"
)
_HEAD = re.compile(
    r"(?P<indent>[> \t]*)(?:!!!|\?\?\?\+?|={3,}[!+]*)[^\"']*(?P<title>[\"'].*[\"'])?\s*"
)
_HEADING = re.compile(r"(?P<marks>#{1,6})(?P<text>.*)", re.DOTALL)
_STARTS = re.compile(r"(?P<indent>[> \t]*)(?P<rest>#|`{3,}|~{3,}|---|\.\.\.)")


def cut(text: str, power: Power) -> tuple[str, int]:
    """Take one thing that acts out of a text; the text keeps its number of lines.

    Tags, attributes, addresses, figures and formulas go; of a link, a box, a tab or a tag in code
    the words stay.

    Args:
        text: the prose of a place.
        power: what was found in it.

    Returns:
        the text, and the index of the first character that changed.

    """
    start, end = power.start, power.end
    line = text.rfind("\n", 0, start) + 1
    match power.kind:
        case "link" if text.startswith("](", start):
            return _unlinked(text, start, end)
        case "image":
            image = _IMAGE.match(text, start)
            return _without(text, start, image.end() if image else start), start
        case "code tag":
            words = text[start:end].replace("<", "").replace(">", "")
            return text[:start] + words + text[end:], start
        case "attributes" | "command":
            formula = next((m for m in _MATH.finditer(text) if m.start() <= start < m.end()), None)
            start, end = formula.span() if formula else (start, end)
            return _without(text, start, end), start
        case "class" | "tab":
            return _unboxed(text, power.row), line
        case "block":
            return _unblocked(text, power.row), line
        case "abbreviation" | "include" | "link":
            return cut_row(text, power.row), line
    return _without(text, start, end), start


def cut_row(text: str, row: int) -> str:
    """Empty a line; of a heading its marks and words stay, of a box what it holds."""
    lines = text.split("\n")
    if _HEAD.match(lines[row]):
        return _unboxed(text, row)
    heading = _HEADING.fullmatch(lines[row])
    words = re.sub(r"[^\w\s]+", " ", heading["text"]) if heading else ""
    lines[row] = f"{heading['marks']} {' '.join(words.split())}" if heading else ""
    return "\n".join(lines)


def harmless(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Keep lines that were shortened from beginning what they did not begin before.

    Args:
        before: the lines of a place.
        after: the same lines, shortened.

    """
    done = []
    for old, new in zip(before, after, strict=True):
        match = _STARTS.match(new) if old != new else None
        if match and not _STARTS.match(old):
            new = f"{match['indent']}\\{new[match.end('indent') :]}"
        done.append(new if new.strip() or not old.strip() else "")
    return done


def _without(text: str, start: int, end: int) -> str:
    """Leave out a span but its line ends, and the space that it leaves at a line's end."""
    kept = "\n" * text.count("\n", start, end)
    before, behind = text[:start], text[end:]
    if not behind or behind[0] == "\n":
        before = before.rstrip(" \t") if before.strip("> \t") else before
    return before + kept + behind


def _unlinked(text: str, start: int, end: int) -> tuple[str, int]:
    """Leave the words of a link, and nothing of an image."""
    depth, opening = 1, start
    while opening > 0 and depth:
        opening -= 1
        depth += {"]": 1, "[": -1}.get(text[opening], 0)
    words = text[opening + 1 : start]
    if depth:
        opening, words = start, ""
    elif opening and text[opening - 1] == "!":
        opening, words = opening - 1, "\n" * words.count("\n")
    lines = "\n" * text.count("\n", start, end)
    attributes = re.match(r"\{[^{}\n]*\}", text[end:])
    behind = text[end + (attributes.end() if attributes else 0) :]
    return text[:opening] + words + lines + behind, opening


def _unboxed(text: str, row: int) -> str:
    """Put what stands in a box or tab beside the text around it, its title first."""
    lines = text.split("\n")
    head = _HEAD.match(lines[row])
    title = (head["title"] or "").strip("\"'").strip() if head else ""
    indent = head["indent"] if head else ""
    lines[row] = f"{indent}**{title}**" if title else ""
    for index in range(row + 1, len(lines)):
        line = lines[index]
        if line.strip("> \t") and not line.startswith((f"{indent}    ", f"{indent}\t")):
            break
        if line.startswith((f"{indent}    ", f"{indent}\t")):
            lines[index] = indent + line[len(indent) :].removeprefix("\t").removeprefix("    ")
    return "\n".join(lines)


def _unblocked(text: str, row: int) -> str:
    """Take out the lines that begin and end a block, and its options."""
    lines = text.split("\n")
    marks = re.match(r"[> \t]*(/{3,}|:{3,})?", lines[row])
    lines[row] = ""
    if marks and marks[1]:
        for index in range(row + 1, len(lines)):
            if lines[index].strip("> \t") == marks[1]:
                lines[index] = ""
                break
    return "\n".join(lines)
