"""Rows of results that were measured already: a run that was cut off goes on where it was."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from encdec.files import write_atomically

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".train"


def row(table: str, key: str, measure: Callable[[], str], folder: Path = FOLDER) -> str:
    """Return a row of a table, measured unless an earlier run has measured it with the same code.

    Args:
        table: the name of the table.
        key: what the row is about: all that tells it from others, the machine included.
        measure: makes the row.
        folder: where rows are kept; safe to delete.

    """
    known = hashlib.sha256(f"{key}\n{code()}".encode()).hexdigest()[:16]
    file = folder / f"{table}-{known}.json"
    if file.is_file():
        return str(json.loads(file.read_text(encoding="utf-8"))["row"])
    made = measure()
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"key": key, "row": made}, ensure_ascii=False, indent=1)
    write_atomically(file, lambda out: out.write(text.encode()))
    return made


def code(root: Path = ROOT) -> str:
    """Return a fingerprint of the package and of the programs that measure it."""
    found = hashlib.sha256()
    files = [*(root / "encdec").rglob("*.py"), *(root / "benchmarks").glob("*.py")]
    for file in sorted(files):
        found.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()
