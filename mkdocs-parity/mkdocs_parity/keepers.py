"""Processes that keep a language as it was built, to build single pages of it again.

Each waits at a socket. Asked to build what changed files change, it has that done by a copy of
itself, which then ends: the process that was asked stays as it is.
"""

import json
import os
import select
import signal
import socket
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from mkdocs_parity.errors import ParityError

_PATIENCE = 60.0  # seconds that the pages of a language may take
Work = Callable[[Collection[Path]], int]


@dataclass(frozen=True, slots=True)
class Answer:
    """How many pages were built, and what was wrong with one of them, if anything was."""

    pages: int = 0
    error: str = ""


def keep(place: Path, alive: int, begin: Callable[[], Work]) -> None:
    """Fork a process that keeps what this one knows.

    Args:
        place: the socket to wait at.
        alive: the reading end of a pipe; the process ends when the pipe's other end is closed.
        begin: called in the new process; returns what builds the pages that files change.

    """
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place))
    listener.listen()
    between = os.fork()
    if between:
        listener.close()
        os.waitpid(between, 0)
        return
    try:
        if os.fork() == 0:  # nobody waits for this one
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            _wait_for_work(listener, alive, begin())
    finally:
        os._exit(0)


def ask(places: Iterable[Path], changed: Collection[Path]) -> list[Answer]:
    """Have the pages built that files change, by all keepers at once."""
    paths = [str(path) for path in changed]
    connections = [_send(place, paths) for place in places]
    return [_receive(connection) for connection in connections]


def dismiss(places: Iterable[Path]) -> None:
    """End keepers."""
    for place in places:
        if connection := _send(place, None):
            connection.close()
        place.unlink(missing_ok=True)


def _wait_for_work(listener: socket.socket, alive: int, work: Work) -> None:
    while True:
        ready, _, _ = select.select([listener.fileno(), alive], [], [])
        if alive in ready:
            return
        connection, _ = listener.accept()
        with connection, connection.makefile("rw", encoding="utf-8") as stream:
            paths = json.loads(stream.readline() or "null")
            if paths is None:
                return
            process = os.fork()
            if process == 0:
                answer = _done(work, [Path(path) for path in paths])
                stream.write(json.dumps([answer.pages, answer.error]) + "\n")
                stream.flush()
                os._exit(0)
            os.waitpid(process, 0)


def _done(work: Work, changed: Collection[Path]) -> Answer:
    try:
        return Answer(work(changed))
    except ParityError as error:
        return Answer(error=str(error))
    except BaseException:  # the whole build will tell what is wrong
        return Answer()


def _send(place: Path, paths: list[str] | None) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_PATIENCE)
    try:
        connection.connect(str(place))
        connection.sendall(f"{json.dumps(paths)}\n".encode())
    except OSError:
        connection.close()
        return None
    return connection


def _receive(connection: socket.socket | None) -> Answer:
    if connection is None:
        return Answer()
    try:
        with connection, connection.makefile(encoding="utf-8") as stream:
            return Answer(*json.loads(stream.readline()))
    except (OSError, ValueError):
        return Answer()
