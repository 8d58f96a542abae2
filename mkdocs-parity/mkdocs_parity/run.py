"""Running a program block by block, in a process and a folder of its own."""

import ast
import contextlib
import linecache
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TextIO

from mkdocs_parity.errors import ParityError
from mkdocs_parity.pictures import Pictures

FILENAME = "<program>"
_INSTALLED = ("site-packages", "dist-packages")
_GRACE = 5.0  # seconds that a finished program has for its threads to end


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a block failed: the cause, and (file, line, function) of each call, outermost first."""

    cause: str
    frames: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What one block did.

    Attributes:
        stdout: its standard output.
        seconds: the time that it took.
        failure: why it failed, or None.
        drawn: the SVG files that it wrote into its folder, by name.
        files: those that the modules come from which its process has loaded by then.

    """

    stdout: str
    seconds: float
    failure: Failure | None = None
    drawn: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()


def run(parts: Sequence[str], *, timeout: float, preload: Sequence[str] = ()) -> list[Result]:
    """Run the parts of one program after another and return what each of them did.

    The program runs as `__main__`, in an empty folder and a process that no other program
    shares; its source can be inspected. Its standard input is empty, and what it starts and
    leaves behind is ended with it. After a part that fails the rest does not run, so the list
    may be shorter than the parts.

    Args:
        parts: Python source; all parts share one namespace.
        timeout: seconds for the whole program.
        preload: modules that many programs import. They are imported once, in a server process
            that each program is forked from (where the platform can fork).

    Raises:
        ParityError: no process can be started.

    """
    context = _context(tuple(preload))
    receiver, sender = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory(prefix="parity-", ignore_cleanup_errors=True) as folder:
        process = context.Process(target=_main, args=(sender, list(parts), folder))  # type: ignore[attr-defined]
        try:
            with _without_main():
                process.start()
        except (OSError, EOFError) as error:
            raise ParityError(
                f"no process can be started for the examples: {error!r}",
                file="mkdocs.yml",
                fix=f"check that the modules of `preload:` can be imported: {', '.join(preload)}",
            ) from error
        try:
            sender.close()
            results = _collect(receiver, process, len(parts), timeout)
            process.join(0 if results and results[-1].failure else _GRACE)
        finally:
            _kill(process)
            receiver.close()
    return results


def run_shell(code: str, shell: str, *, timeout: float) -> Result:
    """Run a shell script in an empty folder; `python` in it is this Python.

    Args:
        code: the script; it ends at the first command that fails.
        shell: the shell's name.
        timeout: seconds for the script.

    """
    started = time.monotonic()
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    with tempfile.TemporaryDirectory(prefix="parity-", ignore_cleanup_errors=True) as folder:
        try:
            done = subprocess.run(
                [shell, "-e", "-c", code],
                cwd=folder,
                env={**os.environ, "PATH": path},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Result("", timeout, Failure(f"the script ran longer than {timeout:g} s"))
        except OSError as error:
            return Result("", 0.0, Failure(f"cannot start {shell}: {error.strerror}"))
    failure = None
    if done.returncode:
        said = done.stderr.decode("utf-8", "backslashreplace").strip().split("\n")[-1]
        failure = Failure(f"the script ends with {_ending(done.returncode)}: {said}")
    stdout = done.stdout.decode("utf-8", "backslashreplace")
    return Result(stdout, time.monotonic() - started, failure)


def _context(preload: tuple[str, ...]) -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, *preload])
    return context


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Keep multiprocessing from importing this process's main module into the program."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _collect(
    receiver: Connection, process: BaseProcess, count: int, timeout: float
) -> list[Result]:
    deadline = time.monotonic() + timeout
    results: list[Result] = []
    while len(results) < count and not (results and results[-1].failure):
        ended = wait([receiver, process.sentinel], max(0.0, deadline - time.monotonic()))
        try:
            if receiver.poll():
                results.append(receiver.recv())
                continue
        except (EOFError, OSError):
            ended = [process.sentinel]
        if ended:
            process.join(_GRACE)
            cause = f"the program's process ended early, with {_ending(process.exitcode)}"
        else:
            cause = f"the program ran longer than {timeout:g} s"
        results.append(Result("", timeout, Failure(cause)))
    return results


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return f"the signal {-code} ({signal.strsignal(-code)})"
    return f"the exit code {code}"


def _kill(process: BaseProcess) -> None:
    """End a program and everything that it started."""
    if process.pid is not None and hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def _main(sender: Connection, parts: list[str], folder: str) -> None:
    """Run the parts in this process, which is a fresh one."""
    if hasattr(os, "setsid"):
        os.setsid()
    owner = os.getpid()
    output = Path(folder) / "stdout"
    stream = _redirect(output)
    (Path(folder) / "program").mkdir()
    os.chdir(Path(folder) / "program")
    pictures = Pictures(Path(folder) / "program")
    sys.argv = [FILENAME]
    multiprocessing.set_start_method(None, force=True)  # what the program would get by itself
    module = types.ModuleType("__main__")
    module.__file__ = str(Path(folder) / "program.py")  # processes that it starts may read it
    sys.modules["__main__"] = module
    source = "".join(parts)
    Path(module.__file__).write_bytes(source.encode("utf-8", "replace"))
    lines = [f"{line}\n" for line in source.removesuffix("\n").split("\n")]
    linecache.cache[FILENAME] = (len(source), None, lines, FILENAME)
    done = 0
    with output.open("rb") as written:
        for number, part in enumerate(parts):
            started = time.perf_counter()
            if stream.closed:
                stream = _stdout()
            sys.stdout = sys.__stdout__ = stream  # type: ignore[assignment, misc]
            failure, exited = _run_part(part, done, module)
            with contextlib.suppress(ValueError):
                stream.flush()
            if os.getpid() != owner:
                os._exit(0)  # a process that the program forked, and that fell through
            stdout = written.read().decode("utf-8", "backslashreplace")
            seconds = time.perf_counter() - started
            sender.send(Result(stdout, seconds, failure, pictures.new(), _loaded()))
            if exited and not failure and number + 1 < len(parts):
                ended = Failure("the block above ended the program by SystemExit")
                sender.send(Result("", 0.0, ended))
            if exited or failure:
                break
            done += part.count("\n")
    sender.close()


def _loaded() -> tuple[str, ...]:
    """Return the files of the modules loaded, without Python's, installed ones and these here."""
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    known = {file for file in files if isinstance(file, str)}
    folders = tuple(f"{Path(file).parent}{os.sep}" for file in (os.__file__, __file__))
    own = (file for file in known if not file.startswith(folders))
    return tuple(sorted(file for file in own if not any(place in file for place in _INSTALLED)))


def _redirect(path: Path) -> TextIO:
    """Let the standard output go to a file and the standard input be empty, for children too."""
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(file, 1)
    os.close(file)
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    return _stdout()


def _stdout() -> TextIO:
    return open(1, "w", buffering=1, encoding="utf-8", newline="", closefd=False)


def _run_part(part: str, first: int, module: types.ModuleType) -> tuple[Failure | None, bool]:
    """Run a part; return its failure, and whether it ended the program."""
    try:
        tree = ast.increment_lineno(ast.parse(part, FILENAME), first)
        exec(compile(tree, FILENAME, "exec", dont_inherit=True), module.__dict__)
    except SystemExit as error:
        return (None if error.code in (None, 0) else _failure(error, first)), True
    except BaseException as error:
        return _failure(error, first), False
    return None, False


def _failure(error: BaseException, first: int) -> Failure:
    cause = "".join(traceback.format_exception_only(error)).strip()
    frames = [
        (frame.filename, frame.lineno or 0, frame.name)
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename) != Path(__file__)
    ]
    if isinstance(error, SyntaxError) and error.filename == FILENAME:
        frames = [(FILENAME, first + (error.lineno or 1), "")]
        cause = f"{type(error).__name__}: {error.msg}"  # its place is in the frame
    return Failure(cause.encode("utf-8", "backslashreplace").decode("utf-8"), tuple(frames))
