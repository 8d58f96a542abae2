"""The ways in which an English page goes on."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from mkdocs_parity.safe_code import Unit

_CONT = "<!--pytest-codeblocks:cont-->"


@dataclass(frozen=True)
class Text:
    """An English page to change."""

    lines: list[str]
    units: tuple[Unit, ...]
    starts: tuple[int, ...]
    rng: random.Random

    def program(self) -> list[int] | None:
        """Choose a block; return the lines of it, its directives and its output."""
        blocks = [
            number
            for number, unit in enumerate(self.units)
            if unit.runs and not _is_output(unit) and not unit.fence.prefix
        ]
        if not blocks:
            return None
        number = self.rng.choice(blocks)
        lines: list[int] = []
        for unit in self.units[number : number + 1] + self.units[number + 1 : number + 2]:
            if unit is self.units[number] or _is_output(unit):
                end = unit.fence.end + 1
                blank = end < len(self.lines) and not self.lines[end].strip()
                lines += [*unit.above, *range(unit.fence.start, end + blank)]
        return lines

    def section(self) -> tuple[int, int] | None:
        """Choose a section below the title without sections of its own."""
        ends = [*self.starts[1:], len(self.lines)]
        found = [
            (first, last)
            for first, last in zip(self.starts, ends, strict=True)
            if self.lines[first].startswith("##")
            and not (
                last < len(self.lines) and _level(self.lines[last]) > _level(self.lines[first])
            )
        ]
        return self.rng.choice(found) if found else None


def _level(line: str) -> int:
    return len(line) - len(line.lstrip("#"))


def _is_output(unit: Unit) -> bool:
    return any("expected-output" in text for text in unit.key)


def _begun(lines: list[str]) -> list[str]:
    """Let the first block of a page go on with no other."""
    blocks = [index for index, line in enumerate(lines) if line.startswith(("```python", _CONT))]
    if blocks and lines[blocks[0]] == _CONT:
        del lines[blocks[0]]
    return lines


def _dropped(text: Text) -> list[str] | None:
    chosen = text.program()
    if chosen is None:
        return None
    return _begun([line for index, line in enumerate(text.lines) if index not in chosen])


def _output_dropped(text: Text) -> list[str] | None:
    outputs = [unit for unit in text.units if _is_output(unit)]
    if not outputs:
        return None
    unit = text.rng.choice(outputs)
    chosen = {*unit.above, *range(unit.fence.start, unit.fence.end + 1)}
    return [line for index, line in enumerate(text.lines) if index not in chosen]


def _moved(text: Text) -> list[str] | None:
    chosen = text.program()
    if chosen is None or len(text.starts) < 3:
        return None
    at = text.rng.choice([start for start in text.starts[2:] if start not in chosen])
    block = [text.lines[index] for index in chosen]
    lines: list[str] = []
    for index, line in enumerate(text.lines):
        lines += [*block, ""] if index == at else []
        lines += [line] if index not in chosen else []
    return _begun(lines)


def _added(text: Text) -> list[str] | None:
    chosen = text.program()
    if chosen is None:
        return None
    at = text.rng.choice([*text.starts[2:], len(text.lines)])
    block = [text.lines[index] for index in chosen if text.lines[index] != _CONT]
    return _begun([*text.lines[:at], "", _CONT, *block, "", *text.lines[at:]])


def _changed(text: Text) -> list[str] | None:
    code = re.compile(r'--8<-- "snippets/\w+\.py:')
    includes = [index for index, line in enumerate(text.lines) if code.match(line)]
    if len(includes) < 2:
        return None
    one, other = text.rng.sample(includes, 2)
    lines = list(text.lines)
    lines[one] = lines[other]
    return lines if lines != text.lines else None


def _section_dropped(text: Text) -> list[str] | None:
    chosen = text.section()
    return None if chosen is None else _begun(text.lines[: chosen[0]] + text.lines[chosen[1] :])


def _section_added(text: Text) -> list[str] | None:
    chosen = text.section()
    block = text.program()
    if chosen is None:
        return None
    code = [text.lines[index] for index in block or () if text.lines[index] != _CONT]
    new = ["## Something new", "", "Words.", "", *([_CONT, *code, ""] if code else [])]
    return _begun(text.lines[: chosen[0]] + new + text.lines[chosen[0] :])


def _section_moved(text: Text) -> list[str] | None:
    one, other = text.section(), text.section()
    if one is None or other is None or one[1] > other[0]:
        return None
    (a, b), (c, d) = one, other
    lines = text.lines
    return _begun(lines[:a] + lines[c:d] + ["", *lines[b:c], ""] + lines[a:b] + lines[d:])


def _section_renamed(text: Text) -> list[str] | None:
    chosen = text.section()
    if chosen is None:
        return None
    lines = list(text.lines)
    lines[chosen[0]] = f"{'#' * _level(lines[chosen[0]])} Under another name"
    return lines


def _figure_dropped(text: Text) -> list[str] | None:
    figures = [index for index, line in enumerate(text.lines) if line.startswith("![")]
    if not figures:
        return None
    first = last = text.rng.choice(figures)
    if "/// caption" in text.lines[first + 1 : first + 3]:
        last = text.lines.index("///", first)
    return text.lines[:first] + text.lines[last + 1 :]


def _figure_moved(text: Text) -> list[str] | None:
    figures = [index for index, line in enumerate(text.lines) if line.startswith("![")]
    if not figures or len(text.starts) < 3:
        return None
    chosen = text.rng.choice(figures)
    at = text.rng.choice([start for start in text.starts[2:] if start != chosen])
    lines = [*text.lines[:at], text.lines[chosen], "", *text.lines[at:]]
    del lines[chosen + (2 if chosen >= at else 0)]
    return lines


def _words(pattern: str) -> Callable[[Text], list[str] | None]:
    """Make a change that leaves the words of something in a line."""

    def change(text: Text) -> list[str] | None:
        fenced = {i for unit in text.units for i in range(unit.fence.start, unit.fence.end + 1)}
        found = [
            index
            for index, line in enumerate(text.lines)
            if index not in fenced and not line.startswith(("#", "![")) and re.search(pattern, line)
        ]
        if not found:
            return None
        lines = list(text.lines)
        index = text.rng.choice(found)
        lines[index] = re.sub(pattern, r"\g<words>", lines[index])
        return lines

    return change


def _boxes_dropped(text: Text) -> list[str] | None:
    heads = [i for i, line in enumerate(text.lines) if re.match(r"(!!!|\?\?\?|===) ", line)]
    if not heads:
        return None
    lines = list(text.lines)
    head = text.rng.choice(heads)
    lines[head] = ""
    for index in range(head + 1, len(lines)):
        if lines[index].strip() and not lines[index].startswith("    "):
            break
        lines[index] = lines[index].removeprefix("    ")
    return lines


KINDS: dict[str, Callable[[Text], list[str] | None]] = {
    "program dropped": _dropped,
    "program moved": _moved,
    "program added": _added,
    "program changed": _changed,
    "output dropped": _output_dropped,
    "section dropped": _section_dropped,
    "section added": _section_added,
    "section moved": _section_moved,
    "section renamed": _section_renamed,
    "figure dropped": _figure_dropped,
    "figure moved": _figure_moved,
    "link dropped": _words(r"\[(?P<words>[^\]]*)\]\([^)]*\)"),
    "code in words dropped": _words(r"`(?P<words>[^`]+)`"),
}
