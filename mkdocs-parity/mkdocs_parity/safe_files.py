"""The files of a translation: pages, the catalogue, and pictures that English has, too."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mkdocs_parity.lock import ATTRIBUTES, LOCK
from mkdocs_parity.powers import HIDING
from mkdocs_parity.settings import Settings

_PAGE, _PICTURE, _CATALOGUE = 1 << 18, 1 << 21, 1 << 24  # bytes that a file may have
_LONG = 20_000  # characters in a line
_LEFT_BY_EDITORS = re.compile(r"\.(?:DS_Store|gitkeep|.+\.sw[a-p]|#.+)")  # nothing reads them
# What a picture of this kind begins with. SVG is no picture here: it can hold scripts.
_PICTURES = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
}
_FIX = "delete it; a translation holds pages, the catalogue and pictures that English has"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that a translation may not hold.

    Attributes:
        file: the file, relative to the project.
        line: the line in it, from 1, or None.
        what: what is wrong.
        fix: how to mend it.

    """

    file: str
    line: int | None
    what: str
    fix: str


def unsafe_files(settings: Settings, language: str) -> list[Refusal]:
    """Find what may not lie in the folder of a translation; nothing is opened that is no file.

    Args:
        settings: the project's.
        language: the code of a language other than the default one.

    """
    folder = settings.docs / language
    if folder.is_symlink():
        return [_refusal(settings, folder, "a folder that is a symbolic link", "make it a folder")]
    found = []
    for path in _walk(folder):
        said = _unsafe_file(settings, path, path.relative_to(folder))
        if said is not None:
            found.append(said)
    return found


def _walk(folder: Path) -> Iterator[Path]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False) and not _hidden(entry.name):
            yield from _walk(path)
        elif not _LEFT_BY_EDITORS.fullmatch(entry.name):
            yield path


def _unsafe_file(settings: Settings, path: Path, inner: Path) -> Refusal | None:
    if HIDING.search(str(inner)) or set("\\\n\t") & set(str(inner)):
        return _refusal(settings, path, "a name with hidden characters", "rename it")
    status = path.lstat()
    if path.is_symlink() or not stat.S_ISREG(status.st_mode):
        what = "a hidden folder" if path.is_dir() else "a link or a special file"
        return _refusal(settings, path, what, _FIX)
    if inner.as_posix() == ".gitattributes" and path.read_bytes() == ATTRIBUTES.encode():
        return None
    kind = path.suffix
    known = kind == ".md" or inner.as_posix() in (settings.catalogue, LOCK)
    twin = settings.docs / settings.default.code / inner
    if _hidden(path.name) or not (known or kind in _PICTURES or _same(path, twin)):
        return _refusal(settings, path, f"a file of another kind, {inner.name!r}", _FIX)
    limit = _PAGE if kind == ".md" else _PICTURE if kind in _PICTURES else _CATALOGUE
    limit = max(limit, 4 * twin.stat().st_size) if twin.is_file() else limit
    if status.st_size > limit:
        what = f"a file of {status.st_size} bytes, more than {limit}"
        return _refusal(settings, path, what, "make it smaller")
    if kind in _PICTURES:
        return _unsafe_picture(settings, path, twin)
    return _unsafe_text(settings, path) if known else None


def _unsafe_picture(settings: Settings, path: Path, twin: Path) -> Refusal | None:
    if not twin.is_file():
        return _refusal(settings, path, "a picture that English does not have", "delete it")
    with path.open("rb") as file:
        begins = file.read(16)
    if not begins.startswith(_PICTURES[path.suffix]):
        return _refusal(settings, path, f"a picture that is no {path.suffix} file", "save it anew")
    return None


def _unsafe_text(settings: Settings, path: Path) -> Refusal | None:
    text = path.read_bytes().decode("utf-8", "replace")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONG:
            what = f"a line of {len(line)} characters, more than {_LONG}"
            return _refusal(settings, path, what, "break the line", number)
        if match := HIDING.search(line.removesuffix("\r").lstrip("\ufeff" if number == 1 else "")):
            what = f"the hidden character U+{ord(match[0]):04X}"
            return _refusal(settings, path, what, "delete it", number)
    return None


def _hidden(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__"


def _same(path: Path, twin: Path) -> bool:
    """Tell whether English has the same file, byte for byte."""
    try:
        return (
            not twin.is_symlink()
            and path.stat().st_size == twin.stat().st_size <= _CATALOGUE
            and path.read_bytes() == twin.read_bytes()
        )
    except OSError:
        return False


def _refusal(
    settings: Settings, path: Path, what: str, fix: str, line: int | None = None
) -> Refusal:
    root = settings.root
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
    shown = HIDING.sub("\N{REPLACEMENT CHARACTER}", " ".join(shown.split("\n")))
    return Refusal(shown, line, f"the translation holds {what}", fix)
