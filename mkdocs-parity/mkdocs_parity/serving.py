"""`mkdocs serve`: what changed shows at once, and the site is built anew in the background.

At the end of each language's build a process is forked that keeps what the build knew; it builds
the pages that changed files change, and no others. The whole site follows in a folder of its own,
in a process that is forked from one which has seen no threads. When it is ready it takes the place
of the one that is served. Only a whole build is the truth: navigation, search, notices of other
languages, dashboard.
"""

import multiprocessing
import os
import shutil
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import get_plugin_logger

from mkdocs_parity.keepers import Answer, Work, ask, dismiss, keep
from mkdocs_parity.times import times_of

PAUSE = 1.5
"""Seconds without a change after which the whole site is built."""
_SOCKETS = "*.keeper"
_STAYS = "The site stays as it was until this is mended."
log = get_plugin_logger("parity")
Times = Mapping[Path, int]


@dataclass
class _Whole:
    """A build of the whole site that is under way.

    Attributes:
        number: which one.
        process: the process that builds.
        times: when files had been changed before it began.
        code: the exit status, None as long as it builds.

    """

    number: int
    process: int
    times: Times
    code: int | None = None


class Serving:
    """The builds of a site that is served; the first one is made by this process."""

    site: Path
    """The folder of the present build."""

    def __init__(self) -> None:
        """Begin before there are threads."""
        self._folder = TemporaryDirectory(prefix="parity-")
        self._alive, self._end = os.pipe()
        self._number = self._last = 0
        self._is_apart = False
        self._whole: _Whole | None = None
        self._known: Times = {}
        self._seen: Times = {}
        os.register_at_fork(after_in_child=self._let_go)

    def begin(self, config: MkDocsConfig) -> None:
        """Begin a build; one in the background goes into a folder of its own."""
        if self._is_apart:
            config.site_dir = str(self._place(self._number) / "site")
        self.site = Path(config.site_dir)
        self._place(self._number).mkdir(exist_ok=True)

    def keep(self, reader: str, begin: Callable[[], Work]) -> None:
        """Keep a language, as it is built now, to build pages of it again."""
        keep(self._place(self._number) / f"{reader}.keeper", self._alive, begin)

    def attend(
        self, server: LiveReloadServer, builder: Callable[[], None], places: Iterable[str]
    ) -> None:
        """Let a server build what changes by means of this.

        Args:
            server: the server, which serves the present build.
            builder: builds the whole site.
            places: files and folders that the server watches.

        """
        here, there = multiprocessing.Pipe()
        if os.fork() == 0:
            here.close()
            self._build_on_demand(there, builder)
        there.close()
        self._server, self._builders, self._places = server, here, list(places)
        self._known = self._seen = times_of(self._places)
        server.builder = self._rebuild
        server.error_handler = self._error_page

    def stop(self) -> None:
        """End all processes, and remove what they wrote."""
        self._cancel()
        self._let_go()
        self._folder.cleanup()

    def _rebuild(self) -> None:
        """Build what has changed; what is wrong with it is logged, and the site stays as it was.

        MkDocs would answer no reader until a mistake is mended, if this raised an error.
        """
        if self._whole is not None and self._whole.code is not None:
            self._take_over(self._whole)
        now = times_of(self._places)
        is_new, self._seen = now != self._seen, now
        if not is_new:
            return
        self._cancel()
        changed = {path for path, time in now.items() if self._known.get(path) != time}
        shown = self._show(changed) if now.keys() == self._known.keys() else Answer()
        if shown.error:
            log.error(f"{shown.error}\n{_STAYS}")
        elif shown.pages:
            self._start(now, PAUSE)
        else:
            self._start(now, 0).join()
            if self._whole is not None:
                self._take_over(self._whole)

    def _show(self, changed: Collection[Path]) -> Answer:
        """Build the pages that files change."""
        start = time.monotonic()
        answers = ask(sorted(self._place(self._number).glob(_SOCKETS)), changed)
        if errors := [answer.error for answer in answers if answer.error]:
            return Answer(error=errors[0])
        pages = sum(answer.pages for answer in answers)
        if pages:
            seconds = time.monotonic() - start
            log.info(f"Built {pages} page{'s' if pages > 1 else ''} in {seconds:.2f} seconds")
        return Answer(pages)

    def _start(self, now: Times, pause: float) -> threading.Thread:
        """Begin to build the whole site; returns what waits for its end."""
        self._last += 1
        self._builders.send((self._last, pause))
        whole = self._whole = _Whole(self._last, self._builders.recv(), now)

        def wait() -> None:
            whole.code = self._builders.recv()
            if pause and whole is self._whole:
                _wake(self._server)

        self._waiting = threading.Thread(target=wait, daemon=True)
        self._waiting.start()
        return self._waiting

    def _cancel(self) -> None:
        """End the build of the whole site that is under way."""
        whole, self._whole = self._whole, None
        if whole is not None:
            _kill(whole.process)
            self._waiting.join()
            self._remove(whole.number)

    def _take_over(self, whole: _Whole) -> None:
        """Serve a build that is ready in the place of the one before."""
        self._whole = None
        if whole.code != 0:
            _kill(whole.process)
            self._remove(whole.number)
            log.error(_STAYS)
            return
        self._server.root = str(self._place(whole.number) / "site")
        dismiss(self._place(self._number).glob(_SOCKETS))
        self._remove(self._number)
        self._number, self._known = whole.number, whole.times

    def _error_page(self, code: int) -> bytes | None:
        page = Path(self._server.root) / f"{code}.html"
        return page.read_bytes() if page.is_file() else None

    def _remove(self, number: int) -> None:
        shutil.rmtree(self._place(number), ignore_errors=True)

    def _place(self, number: int) -> Path:
        return Path(self._folder.name) / str(number)

    def _let_go(self) -> None:
        """Close this process's end of the pipe that keeps the others alive."""
        if self._end >= 0:
            os.close(self._end)
            self._end = -1

    def _build_on_demand(self, there: Connection, builder: Callable[[], None]) -> None:
        """Fork a process for each build that is asked for; never returns."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            while True:
                number, pause = there.recv()
                process = os.fork()
                if process == 0:
                    self._build(number, pause, builder)
                with suppress(OSError):  # it may have done so, or ended
                    os.setpgid(process, process)  # it is killed with all that it starts
                there.send(process)
                there.send(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
        except (EOFError, OSError):
            os._exit(0)

    def _build(self, number: int, pause: float, builder: Callable[[], None]) -> None:
        """Build the whole site; never returns."""
        code = 1
        try:
            os.setpgid(0, 0)
            if pause:
                time.sleep(pause)
                os.nice(5)  # pages that are asked for come first
            self._is_apart, self._number = True, number
            builder()
            code = 0
        except SystemExit as error:
            print(error, file=sys.stderr)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)


def _kill(process: int) -> None:
    """End a build with all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


def _wake(server: LiveReloadServer) -> None:
    """Have the server build again; it has no other way."""
    with server._rebuild_cond:
        server._want_rebuild = True
        server._rebuild_cond.notify_all()
