"""The lock file of a language: which English each section was translated from.

It is text, written to be read in a diff and merged by Git. An entry is the section's name, its
state with the fingerprint of the text, and the English text itself:

    [learn/interface.md#state]
    5b1c current 0f3a5b7c9d1e2f34
    5b1c| ## State
    5b1c| The state is what the decoder knows.

A name alone holds the place of a section that nobody has marked yet. The name and the blank line
behind an entry never change, so that changes to neighbouring entries don't touch. The digits in
front come from the name: lines of two entries are never equal, so that a merge cannot take one
for the other and mix them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Literal, NoReturn

from mkdocs_parity.errors import ParityError
from mkdocs_parity.files import read_text
from mkdocs_parity.fingerprint import fingerprint

LOCK = "parity.lock"
#: What lets Git keep the entries of both sides, wherever in the file they were added.
ATTRIBUTES = f"{LOCK} merge=union\n"
Key = tuple[str, str]  # the path of a page, the anchor of a section

_HEADER = """\
# parity.lock 1
# The English that each section was translated from. Don't edit it: `parity mark` writes it.
# To merge, keep the entries of both sides, in any order.
"""
_VERSION = re.compile(r"# parity\.lock (?P<version>\d+)\s*")
_NAME = re.compile(r"\[(?P<path>.+?\.md)(?:#(?P<anchor>.*))?\]")
_LINE = re.compile(
    r"(?P<mark>[0-9a-f]{4})(?: (?P<state>current|draft) (?P<fingerprint>[0-9a-f]{16})|\| .*)"
)
_CONFLICT = re.compile(r"(?:<{7}|\|{7}|>{7})(?: |$)|={7}$")


@dataclass(frozen=True)
class Entry:
    """The English of a section when its translation was marked, and what it was marked as."""

    state: Literal["current", "draft"]
    text: str
    fingerprint: str

    @property
    def level(self) -> int:
        """The level of its heading; 0 without one."""
        marks = len(self.text) - len(self.text.lstrip("#"))
        return marks if marks <= 6 else 0


@dataclass(frozen=True)
class Lock:
    """What a lock file says.

    Attributes:
        entries: the entries of each page by anchor, in the order of the page when it was marked;
            None holds a place.

    """

    entries: Mapping[str, Mapping[str, Entry | None]] = field(default_factory=dict)

    def page(self, path: str) -> dict[str, Entry]:
        """Return the marked sections of a page, in order."""
        return {anchor: entry for anchor, entry in self.entries.get(path, {}).items() if entry}

    def with_page(self, path: str, entries: Mapping[str, Entry | None]) -> "Lock":
        """Return the lock with other entries for a page."""
        return Lock({**self.entries, path: entries})


def key_name(path: str, anchor: str) -> str:
    """Name a section as commands and lock files do: `page.md#anchor`."""
    return f"{path}#{anchor}" if anchor else path


def load_lock(path: Path, name: str) -> Lock:
    """Read a lock file; a file that does not exist has no entries.

    Raises:
        ParityError: the file is broken, or a merge left a conflict in it.

    """
    return parse_lock(read_text(path, name), name) if path.exists() else Lock()


def parse_lock(text: str, name: str) -> Lock:
    """Read the text of a lock file.

    Raises:
        ParityError: a line is no part of an entry, a section stands twice, or a text is not the
            one that was marked; the error names the line.

    """
    entries: dict[str, dict[str, Entry | None]] = {}
    for number, lines in _blocks(text, name):
        match = _NAME.fullmatch(lines[0])
        assert match is not None  # as blocks begin
        path, anchor = match["path"], match["anchor"] or ""
        page = entries.setdefault(path, {})
        if anchor in page and len(lines) == 1:
            continue
        entry = _entry(lines, number, name) if len(lines) > 1 else None
        if page.get(anchor) not in (None, entry):
            _refuse(
                f"the section {key_name(path, anchor)} stands twice",
                name,
                number,
                "delete both entries, compare the translation with English, and mark it anew",
            )
        page[anchor] = entry
    return Lock(entries)


def render_lock(lock: Lock) -> str:
    """Write the text of a lock file: pages sorted by path, their sections in order."""
    blocks = [_HEADER]
    for path in sorted(lock.entries):
        for anchor, entry in lock.entries[path].items():
            name = f"[{key_name(path, anchor)}]"
            mark = _mark(name)
            lines = [name]
            if entry is not None:
                lines.append(f"{mark} {entry.state} {entry.fingerprint}")
                lines += [f"{mark}| {line}" for line in entry.text.split("\n")]
            blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _mark(name: str) -> str:
    return sha256(name.encode("utf-8")).hexdigest()[:4]


def _blocks(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Cut the file into entries, each with the number of its first line."""
    lines = list(enumerate(text.split("\n"), 1))
    for number, line in lines:
        _refuse_strange(number, line, name)
    content = [(number, line) for number, line in lines if line.strip() and line[0] != "#"]
    starts = [index for index, (_, line) in enumerate(content) if line.startswith("[")]
    if content and starts[:1] != [0]:
        _refuse("the line belongs to no entry", name, content[0][0], "delete it")
    for start, end in pairwise([*starts, len(content)]):
        yield content[start][0], [line for _, line in content[start:end]]


def _refuse_strange(number: int, line: str, name: str) -> None:
    if _LINE.fullmatch(line) or not line.strip() or _NAME.fullmatch(line):
        return
    if _CONFLICT.match(line):
        _refuse(
            "a merge left a conflict here",
            name,
            number,
            "delete the lines <<<<<<<, ======= and >>>>>>> and keep the entries of both sides; of "
            "an entry that then stands twice keep one, compare its section and mark it anew",
        )
    version = _VERSION.fullmatch(line)
    if version and int(version["version"]) > 1:
        _refuse(
            f"the file has version {version['version']}, this program reads version 1",
            name,
            number,
            "install a newer mkdocs-parity",
        )
    if line[0] != "#":
        _refuse(
            f"the line is no part of an entry: {line[:40]!r}",
            name,
            number,
            "restore the file from version control, or delete the entry and mark the section anew",
        )


def _entry(lines: list[str], number: int, name: str) -> Entry:
    match = _LINE.fullmatch(lines[1])
    mark = _mark(lines[0])
    others = [line for line in lines[2:] if not line.startswith(f"{mark}| ")]
    text = "\n".join(line[len(mark) + 2 :] for line in lines[2:])
    state, known = (match["state"], match["fingerprint"]) if match else (None, None)
    if state is None or lines[1][:4] != mark or others or fingerprint(text) != known:
        _refuse(
            f"the entry {lines[0]} is not as it was marked: edited by hand, or a merge mixed two",
            name,
            number,
            "delete the entry, compare the translation with English, and run `parity mark` for it",
        )
    return Entry("draft" if state == "draft" else "current", text, fingerprint(text))


def _refuse(cause: str, name: str, line: int, fix: str) -> NoReturn:
    raise ParityError(cause, file=name, line=line, fix=fix)
