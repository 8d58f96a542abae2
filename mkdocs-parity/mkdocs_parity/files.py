"""Reading text that is what it says it is, and writing it whole or not at all."""

import os
import re
import tempfile
from pathlib import Path

import yaml

from mkdocs_parity.errors import ParityError

_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE
)


def read_text(path: Path, name: str | None = None) -> str:
    """Read a UTF-8 file with Unix line ends and no byte-order mark.

    Args:
        path: the file.
        name: what errors call it; its path if not given.

    Raises:
        ParityError: the file is missing, unreadable, not UTF-8, or has a BOM or carriage returns.

    """
    name = name or path.as_posix()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ParityError(
            f"cannot read the file: {error.strerror}",
            file=name,
            fix="check the path and its permissions",
        ) from error
    if data.startswith(b"\xef\xbb\xbf"):
        raise ParityError(
            "the file starts with a byte-order mark (BOM)",
            file=name,
            line=1,
            fix="save it as UTF-8 without BOM",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParityError(
            f"byte 0x{data[error.start]:02x} is not valid UTF-8",
            file=name,
            line=data.count(b"\n", 0, error.start) + 1,
            fix="save the file as UTF-8",
        ) from error
    if (at := text.find("\r")) >= 0:
        raise ParityError(
            "the line ends in a carriage return (CRLF)",
            file=name,
            line=text.count("\n", 0, at) + 1,
            fix="save the file with Unix line ends (LF); in Git set core.autocrlf to input",
        )
    return text


def write_text(path: Path, text: str) -> bool:
    """Write a file atomically, and only if its text changes; tell whether it did.

    Raises:
        ParityError: the file cannot be written; it is as it was.

    """
    try:
        return _write(path, text.encode("utf-8"))
    except OSError as error:
        raise ParityError(
            f"cannot write the file: {error.strerror}",
            file=path,
            fix="check the path and its permissions",
        ) from error


def _write(path: Path, data: bytes) -> bool:
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(path.stat().st_mode if path.exists() else 0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def check_front_matter(text: str, name: str) -> int:
    """Return the number of lines that the front matter takes (0 without one).

    Raises:
        ParityError: it is not YAML, or not a mapping.

    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        if text.split("\n", 1)[0].rstrip() == "---":
            cause = "the front matter is never closed"
            raise ParityError(cause, file=name, line=1, fix="end it by a line ---")
        return 0
    fix = "write `key: value` lines between the two `---` lines"
    try:
        data = yaml.safe_load(match["yaml"])
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        # the library leaves wrong dates, numbers and keys to Python's own errors
        mark = getattr(error, "problem_mark", None)
        known = "it cannot be parsed" if isinstance(error, yaml.YAMLError) else error
        problem = getattr(error, "problem", None) or known
        raise ParityError(
            f"the front matter is not YAML: {problem}",
            file=name,
            line=mark.line + 2 if mark else 1,
            fix=fix,
        ) from error
    if data is not None and not isinstance(data, dict):
        raise ParityError(
            f"the front matter is a {type(data).__name__}, not a mapping",
            file=name,
            line=1,
            fix=fix,
        )
    return text.count("\n", 0, match.end()) + 1
