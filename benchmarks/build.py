"""Time builds of the same site side by side: the stock stack, Zensical, and this project's.

    python benchmarks/build.py [--pages 122] [--languages 3] [--repeat 3] [--zensical PROGRAM]
    python benchmarks/build.py --tree FOLDER    # one that `build_tree.py` made

The contestants take turns, A B A B …, so that a busy machine slows all. Medians are printed as a
Markdown table, with ratios to the stock build. "wall" and "CPU" are seconds; "memory" is the peak
of all processes together in MiB, what they share counted once (Linux only), of a round before.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from build_tree import generate
from mkdocs_parity import Project, load_settings
from mkdocs_parity.mark import mark

MKDOCS = [sys.executable, "-m", "mkdocs", "build", "--quiet"]


@dataclass(frozen=True)
class Run:
    """What one build took: seconds of wall clock and processor, MiB at the peak."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Contestant:
    """A way to build the site.

    Attributes:
        name: what the table calls it.
        commands: run at most two at a time.
        prepare: what comes before, untimed.

    """

    name: str
    commands: Sequence[Sequence[str]]
    prepare: Callable[[], None]


def contestants(tree: Path, out: Path, zensical: str | None) -> Iterator[Contestant]:
    """Yield the ways to build a tree; the one that the others are compared with comes first."""
    edited = sorted((tree / "docs" / "pt").rglob("*.md"))[-1]

    def cold() -> None:
        shutil.rmtree(out / "ours", ignore_errors=True)

    def edit() -> None:
        text = edited.read_text(encoding="utf-8").rstrip("\n")
        edited.write_text(f"{text} {time.monotonic_ns()}\n", encoding="utf-8")

    ours = [*MKDOCS, "-d", str(out / "ours")]
    stock = [*MKDOCS, "-f", "stock.yml", "-d", str(out / "stock")]
    yield Contestant("mkdocs-material + mkdocs-static-i18n", [stock], lambda: None)
    if zensical:
        files = sorted(file.name for file in tree.glob("zensical-*.yml"))
        builds = [[zensical, "build", "--clean", "-f", file] for file in files]
        yield Contestant("Zensical, a build per language, two at a time", builds, lambda: None)
    yield Contestant("mkdocs-parity, cold", [ours], cold)
    yield Contestant("mkdocs-parity, again", [ours], lambda: None)
    yield Contestant("mkdocs-parity, one page edited", [ours], edit)


def measure(contestant: Contestant, tree: Path, *, memory: bool) -> Run:
    """Build once; to look at the memory takes time of its own, so that times are then worthless."""
    contestant.prepare()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with _Memory(memory) as watched:
        waiting, running = list(contestant.commands), list[subprocess.Popen[bytes]]()
        while waiting or running:
            while waiting and len(running) < 2:
                running.append(_start(waiting.pop(0), tree))
            _wait(running.pop(0) if not waiting else _first(running))
            running = [process for process in running if process.returncode is None]
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, cpu, watched.peak)


def table(names: Sequence[str], runs: dict[str, list[Run]], peaks: dict[str, float]) -> str:
    """Return the medians as a Markdown table."""
    lines = ["| build | wall | CPU | memory | wall ÷ stock |", "| --- | --- | --- | --- | --- |"]
    first = statistics.median(run.wall for run in runs[names[0]])
    for name in names:
        wall = statistics.median(run.wall for run in runs[name])
        cpu = statistics.median(run.cpu for run in runs[name])
        memory = f"{peaks[name]:.0f} MiB" if peaks[name] else "–"
        lines.append(f"| {name} | {wall:.2f} s | {cpu:.2f} s | {memory} | {wall / first:.3f} |")
    return "\n".join(lines)


class _Memory:
    """Watches the memory of the processes that this one started."""

    def __init__(self, wanted: bool) -> None:
        self.peak = 0.0
        self._wanted = wanted and Path("/proc/self/smaps_rollup").exists()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "_Memory":
        if self._wanted:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.1):
            self.peak = max(self.peak, sum(map(_size, _descendants(os.getpid()))) / 1024)


def _descendants(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:  # it has ended
            continue
        for child in children:
            yield child
            yield from _descendants(child)


def _size(process: int) -> int:
    """Return the KiB of a process; what it shares with others in equal parts."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _start(command: Sequence[str], tree: Path) -> subprocess.Popen[bytes]:
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.Popen(
        command, cwd=tree, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def _first(running: Sequence[subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    """Wait until one of the processes has ended, and return it."""
    while True:
        for process in running:
            if process.poll() is not None:
                return process
        time.sleep(0.005)


def _wait(process: subprocess.Popen[bytes]) -> None:
    _, said = process.communicate()
    if process.returncode:
        raise SystemExit(f"{process.args!r} failed:\n{said.decode()}")


def prepared(arguments: argparse.Namespace, folder: Path) -> Path:
    """Return the tree to build: the one that is named, or a new one with marked translations."""
    if arguments.tree is not None:
        return Path(arguments.tree).resolve()
    tree = folder / "tree"
    generate(tree, arguments.pages, arguments.languages)
    settings = load_settings(tree / "mkdocs.yml")
    assert settings is not None
    project = Project(settings)
    for language in settings.languages[1:]:
        mark(project, language.code, [(path, None) for path in project.paths(language.code)])
    return tree


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--tree", type=Path, help="build this one; by default one is generated")
    parser.add_argument("--pages", type=int, default=122, help="in each language (default 122)")
    parser.add_argument("--languages", type=int, default=3, help="at most 12 (default 3)")
    parser.add_argument("--repeat", type=int, default=3, help="rounds (default 3)")
    parser.add_argument("--zensical", default=shutil.which("zensical"), help="its program")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        tree = prepared(arguments, Path(folder))
        rivals = list(contestants(tree, Path(folder), arguments.zensical))
        peaks = {rival.name: measure(rival, tree, memory=True).memory for rival in rivals}
        runs: dict[str, list[Run]] = {rival.name: [] for rival in rivals}
        for _ in range(arguments.repeat):
            for rival in rivals:
                runs[rival.name].append(measure(rival, tree, memory=False))
        pages = len(list((tree / "docs").rglob("*.md")))
        print(f"{pages} pages, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
        print(table([rival.name for rival in rivals], runs, peaks))
        if not arguments.zensical:
            print("\nZensical is missing: `pip install zensical`, or name it with --zensical")


if __name__ == "__main__":
    main()
