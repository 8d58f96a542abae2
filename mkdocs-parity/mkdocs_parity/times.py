"""When files were changed."""

import os
from collections.abc import Collection, Iterable
from pathlib import Path

_COMPILED = {"__pycache__", "node_modules"}


def times_of(places: Iterable[str | Path], without: Collection[Path] = ()) -> dict[Path, int]:
    """Return when files were changed last, in nanoseconds.

    Args:
        places: files and folders; what is hidden, compiled or installed in these is left out.
        without: folders that are left out, too.

    """
    found: dict[Path, int] = {}
    resolved = [Path(place).resolve() for place in places]
    for path in resolved:
        if path.is_file():
            found[path] = path.stat().st_mtime_ns
    folders = [str(path) for path in resolved if path.is_dir()]
    left_out = {str(path) for path in without}
    while folders:
        inner = list(os.scandir(folders.pop()))
        if any(entry.name == "pyvenv.cfg" for entry in inner):
            continue
        for entry in inner:
            if entry.name.startswith(".") or entry.name in _COMPILED or entry.path in left_out:
                continue
            if entry.is_dir():
                folders.append(entry.path)
            elif entry.is_file():
                found[Path(entry.path)] = entry.stat().st_mtime_ns
    return found
