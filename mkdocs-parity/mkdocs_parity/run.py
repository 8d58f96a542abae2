"""Running a program block by block, in a process and a folder of its own."""

import ast
import contextlib
import io
import linecache
import multiprocessing
import os
import sys
import tempfile
import time
import traceback
import types
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path

FILENAME = "<program>"
_GRACE = 5.0  # seconds that a finished program has for its threads to end


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a block failed: the cause, and (file, line, function) of each call, outermost first."""

    cause: str
    frames: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What one block did: its standard output, the seconds it took, its failure if any."""

    stdout: str
    seconds: float
    failure: Failure | None = None


def run(parts: Sequence[str], *, timeout: float, preload: Sequence[str] = ()) -> list[Result]:
    """Run the parts of one program after another and return what each of them did.

    The program runs as `__main__`, in an empty folder and a process that no other program
    shares; its source can be inspected. After a part that fails the rest does not run, so the
    list may be shorter than the parts.

    Args:
        parts: Python source; all parts share one namespace.
        timeout: seconds for the whole program.
        preload: modules that many programs import. They are imported once, in a server process
            that each program is forked from (where the platform can fork).

    """
    context = _context(tuple(preload))
    receiver, sender = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory(prefix="parity-", ignore_cleanup_errors=True) as folder:
        process = context.Process(target=_main, args=(sender, list(parts), folder), daemon=False)  # type: ignore[attr-defined]
        process.start()
        sender.close()
        results = _collect(receiver, len(parts), time.monotonic() + timeout, timeout)
        process.join(0 if results and results[-1].failure else _GRACE)
        process.kill()
        process.join()
        receiver.close()
    return results


def _context(preload: tuple[str, ...]) -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, *preload])
    return context


def _collect(receiver: Connection, count: int, deadline: float, timeout: float) -> list[Result]:
    results: list[Result] = []
    while len(results) < count:
        if not receiver.poll(max(0.0, deadline - time.monotonic())):
            results.append(
                Result("", timeout, Failure(f"the program ran longer than {timeout:g} s"))
            )
            break
        try:
            results.append(receiver.recv())
        except EOFError:
            results.append(Result("", 0.0, Failure("the process of the program died")))
            break
        if results[-1].failure:
            break
    return results


def _main(sender: Connection, parts: list[str], folder: str) -> None:
    """Run the parts in this process, which is a fresh one."""
    os.chdir(folder)
    sys.argv = [FILENAME]
    module = types.ModuleType("__main__")
    module.__file__ = FILENAME
    sys.modules["__main__"] = module
    source = "".join(parts)
    linecache.cache[FILENAME] = (len(source), None, source.splitlines(keepends=True), FILENAME)
    done = 0
    for part in parts:
        result = _run_part(part, done, module)
        sender.send(result)
        if result.failure:
            break
        done += part.count("\n")
    sender.close()


def _run_part(part: str, first: int, module: types.ModuleType) -> Result:
    stdout = io.StringIO()
    started = time.perf_counter()
    failure = None
    with contextlib.redirect_stdout(stdout):
        try:
            tree = ast.increment_lineno(ast.parse(part, FILENAME), first)
            exec(compile(tree, FILENAME, "exec", dont_inherit=True), module.__dict__)
        except SystemExit as error:
            failure = Failure(f"SystemExit: {error}") if error.code not in (None, 0) else None
        except BaseException as error:
            failure = _failure(error, first)
    return Result(stdout.getvalue(), time.perf_counter() - started, failure)


def _failure(error: BaseException, first: int) -> Failure:
    cause = "".join(traceback.format_exception_only(error)).strip()
    frames = [
        (frame.filename, frame.lineno or 0, frame.name)
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename) != Path(__file__)
    ]
    if isinstance(error, SyntaxError) and error.filename == FILENAME:
        frames = [(FILENAME, first + (error.lineno or 1), "")]
    return Failure(cause, tuple(frames))
