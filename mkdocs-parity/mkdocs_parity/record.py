"""The record of the test run: which blocks ran, when, how long, with which versions.

The test run writes one file for each block that passed, named by what ran; the site shows it.
A record counts as long as the project's own modules that the program had loaded are the same.
"""

import contextlib
import hashlib
import json
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from mkdocs_parity.blocks import Block
from mkdocs_parity.run import Result
from mkdocs_parity.settings import Settings

FOLDER = ".parity"  # beside mkdocs.yml; it keeps itself out of Git


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a block that passed.

    Attributes:
        seconds: how long the block itself took.
        date: when it ended.
        python: the version of Python.
        modules: the versions of the modules in `preload`.

    """

    seconds: float
    date: datetime
    python: str
    modules: dict[str, str]


def key_of(parts: Sequence[Block]) -> str:
    """Name a block by what runs: its program up to it, in its language, and what it shows.

    Args:
        parts: the blocks of the program that run, up to the one that is named.

    """
    shown = parts[-1].expected.text if parts[-1].expected else None
    said = [parts[-1].language, [part.code for part in parts], shown]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def write_run(settings: Settings, parts: Sequence[Block], result: Result) -> None:
    """Record that the last of the parts passed.

    A file is written beside its place and moved there, so that test processes that run at the
    same time don't meet. A folder that cannot be written to leaves the block without a record.
    """
    record = {
        "outcome": "passed",
        "seconds": round(result.seconds, 3),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "modules": versions(settings.preload),
        "stdout": hashlib.sha256(result.stdout.encode()).hexdigest(),
        "files": _digests(settings, result.files),
    }
    folder = settings.root / FOLDER
    with contextlib.suppress(OSError):
        prepare_folder(folder)
        _move(json.dumps(record, indent=1), folder / f"{key_of(parts)}.json")


def read_run(settings: Settings, parts: Sequence[Block]) -> Run | None:
    """Return the run of the last of the parts; None if what there is now has not been run."""
    try:
        text = (settings.root / FOLDER / f"{key_of(parts)}.json").read_text(encoding="utf-8")
        return _run(settings, json.loads(text))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def versions(modules: Sequence[str]) -> dict[str, str]:
    """Return the versions of the distributions that modules come from, without local labels."""
    found = {}
    for module in modules:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[module] = _version(module.split(".")[0]).split("+")[0]
    return found


@cache
def _version(module: str) -> str:
    try:
        return metadata.version(module)
    except metadata.PackageNotFoundError:
        names = metadata.packages_distributions().get(module, [])
        if not names:
            raise
        return metadata.version(names[0])


def _run(settings: Settings, record: dict[str, Any]) -> Run | None:
    files = dict(record["files"])
    if record["outcome"] != "passed" or files != _digests(settings, files):
        return None
    date = datetime.fromisoformat(record["date"])
    modules = {str(name): str(version) for name, version in record["modules"].items()}
    return Run(float(record["seconds"]), date, str(record["python"]), modules)


def _digests(settings: Settings, files: Sequence[str] | dict[str, str]) -> dict[str, str]:
    """Return digests of the files that belong to the project, by their paths in it."""
    found = {}
    for file in files:
        path = (settings.include_root / file).resolve()
        if path.is_relative_to(settings.include_root):
            with contextlib.suppress(OSError):
                name = path.relative_to(settings.include_root).as_posix()
                found[name] = _digest(path, path.stat().st_mtime_ns)
    return dict(sorted(found.items()))


@cache
def _digest(path: Path, changed: int) -> str:
    """Return the digest of a file as it is since a time."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def prepare_folder(folder: Path) -> None:
    """Make the folder for what builds and tests leave behind; Git does not see it."""
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        _move("# Written by builds and tests; never commit it.\n*\n", ignore)


def _move(text: str, path: Path) -> None:
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, suffix=".new", delete=False, encoding="utf-8"
    ) as file:
        file.write(text)
    made = Path(file.name)
    made.chmod(0o644)
    made.replace(path)
