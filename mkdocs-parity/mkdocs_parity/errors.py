"""The one error of the project: where, what, and how to mend it."""

from collections.abc import Callable
from pathlib import PurePath


class ParityError(Exception):
    """A finding that stops the run.

    Its text is `file:line: cause` and, on a line of its own, `fix: …`.

    Args:
        cause: what is wrong, in one sentence without a full stop.
        file: the file to open, as a path relative to the project where possible.
        line: the line in it, counted from 1.
        fix: what to do about it.

    """

    def __init__(
        self,
        cause: str,
        *,
        file: str | PurePath | None = None,
        line: int | None = None,
        fix: str | None = None,
    ) -> None:
        self.cause = cause
        self.file = None if file is None else PurePath(file).as_posix()
        self.line = line
        self.fix = fix
        super().__init__(cause, self.file, line, fix)

    def __reduce__(self) -> tuple[Callable[..., "ParityError"], tuple[object, ...]]:
        """Let the error come back from another process."""
        return _restored, (self.cause, self.file, self.line, self.fix)

    def __str__(self) -> str:
        where = (
            "" if self.file is None else self.file if not self.line else f"{self.file}:{self.line}"
        )
        text = f"{where}: {self.cause}" if where else self.cause
        return f"{text}\n  fix: {self.fix}" if self.fix else text


def _restored(cause: str, file: str | None, line: int | None, fix: str | None) -> ParityError:
    return ParityError(cause, file=file, line=line, fix=fix)
