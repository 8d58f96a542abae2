"""Time `parity check` and `parity status` on a large project made from the real pages.

    python benchmarks/kit.py [--pages 1000] [--seed 0] [--repeat 3] [--keep FOLDER]

The pages are copied until there are so many in each language; a seeded number ends each paragraph
of a copy, the same in all languages, so that no two pages are equal. All sections are marked, then
a tenth of the English pages goes on. Seconds of wall clock and of processor time (of all processes)
are printed, the least of the repeats.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from mkdocs_parity import Project, Settings, document_of, load_settings
from mkdocs_parity.mark import mark
from mkdocs_parity.structure import structure
from mutations import ROOT, copy

COMMANDS = (["check"], ["status"], ["check", "--format", "json"], ["status", "--format", "json"])


@dataclass(frozen=True)
class Times:
    """What a command took, in seconds, and how it ended."""

    wall: float
    cpu: float
    code: int


def grow(settings: Settings, pages: int, seed: int) -> None:
    """Copy the pages of every language until there are so many, and mark their sections."""
    rng = random.Random(seed)
    project = Project(settings)
    codes = [language.code for language in settings.languages]
    paths = project.paths(settings.default.code)
    for number in range(len(paths), pages):
        path = Path(paths[number % len(paths)])
        words = [f"{rng.randrange(10**6):06}" for _ in range(1000)]
        for code in codes:
            text = (settings.docs / code / path).read_text(encoding="utf-8")
            target = settings.docs / code / path.with_stem(f"{path.stem}-{number}")
            target.write_text(numbered(text, words, code), encoding="utf-8")
    grown = Project(settings)
    for code in codes[1:]:
        mark(grown, code, [(path, None) for path in grown.paths(settings.default.code)])
    changed = sorted(grown.paths(settings.default.code))
    for name in rng.sample(changed, pages // 10):
        file = settings.docs / settings.default.code / name
        file.write_text(file.read_text(encoding="utf-8") + "\nWords anew.\n", encoding="utf-8")


def numbered(text: str, words: list[str], language: str) -> str:
    """End each paragraph of a page by a number."""
    document = document_of(text, "page.md")
    lines = [line.text for line in document]
    paragraphs = [element for element in structure(document) if element.kind == "paragraph"]
    for element, word in zip(paragraphs, words, strict=False):
        if element.depth == 0 and not lines[element.end - 1].startswith(("![", "/")):
            lines[element.end - 1] += f" ({word})" if language != "zh" else f"（{word}）"
    return "\n".join(lines) + "\n"


def timed(settings: Settings, command: list[str]) -> Times:
    """Run a command of `parity` and take its time, that of its processes included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", "from mkdocs_parity.cli import main; main()", *command],
        cwd=settings.root,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Times(wall, cpu, done.returncode)


def main() -> None:
    """Print the seconds of each command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--pages", type=int, default=1000, help="per language (default 1000)")
    parser.add_argument("--seed", type=int, default=0, help="which numbers (default 0)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each command (default 3)")
    parser.add_argument("--keep", type=Path, help="make the project in this folder and leave it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = (arguments.keep or Path(folder)).resolve()
        if (root / "mkdocs.yml").exists():
            found = load_settings(root / "mkdocs.yml")
            assert found is not None
            settings = found
        else:
            settings = copy(ROOT, root)
            grow(settings, arguments.pages, arguments.seed)
        project = Project(settings)
        files = [file for item in settings.languages for file in project.pages(item.code)]
        size = sum(file.stat().st_size for file in files) / 1e6
        print(f"{len(files)} pages in {len(settings.languages)} languages, {size:.1f} MB")
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, seed {arguments.seed}")
        for command in COMMANDS:
            runs = [timed(settings, command) for _ in range(arguments.repeat)]
            wall, cpu = min(run.wall for run in runs), min(run.cpu for run in runs)
            name = f"parity {' '.join(command)}"
            print(f"{name:30}{wall:6.1f} s wall {cpu:6.1f} s cpu  exit {runs[0].code}")


if __name__ == "__main__":
    main()
