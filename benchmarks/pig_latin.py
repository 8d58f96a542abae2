"""Train the Pig Latin model at its full settings and write how well and how fast it learns.

    python benchmarks/pig_latin.py

Each model is trained with several seeds on 10,000 words and asked for 1,000 others. The time is
that of the training alone. "others" is how many cores other processes kept busy meanwhile: one
busy neighbour makes two threads on two cores several times slower.
"""

import argparse
import os
import platform
import time
from functools import partial
from pathlib import Path

import torch
from rows import row
from tqdm import tqdm

from encdec.data import load_words, split
from encdec.files import write_atomically
from encdec.tasks import train_pig_latin

RESULT = Path(__file__).parent / "results" / "pig-latin.txt"
COLUMNS = "{:<18} {:>10} {:>6} {:>8} {:>5} {:>12} {:>8} {:>7}"
HEAD = ("decoder", "parameters", "steps", "threads", "seed", "exact match", "time", "others")
RUNS = ((True, 1), (True, 2), (False, 1))  # (attention, threads)


def cpu_model() -> str:
    """Return the processor's name, as far as the system tells."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def machine() -> str:
    """Describe what the figures were measured on."""
    return (
        f"torch {torch.__version__}, Python {platform.python_version()}, {cpu_model()}, "
        f"{os.cpu_count()} cores"
    )


def busy_seconds() -> float:
    """Return how long all cores together have been busy since the start, where Linux tells it."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return float("nan")
    user, nice, system = map(int, stat.read_text(encoding="ascii").split()[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def measure(attention: bool, threads: int, steps: int, seed: int) -> str:
    """Train one model and return its line of the table."""
    start, own, busy = time.perf_counter(), time.process_time(), busy_seconds()
    model = train_pig_latin(steps, seed, attention=attention, threads=threads, progress=False)
    seconds, own = time.perf_counter() - start, time.process_time() - own
    others = abs(busy_seconds() - busy - own) / seconds
    return COLUMNS.format(
        "with attention" if attention else "without attention",
        f"{model.num_parameters:,}",
        steps,
        threads,
        seed,
        f"{model.exact_match(split(load_words())[1]):.1%}",
        f"{seconds:.1f} s",
        f"{others:.1f}",
    )


def main() -> None:
    """Measure both decoders and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="how many seeds (3)")
    parser.add_argument("--steps", type=int, default=700, help="batches to learn from (700)")
    parser.add_argument("--output", type=Path, default=RESULT, help="file to write")
    arguments = parser.parse_args()
    train_pig_latin(5, progress=False)  # the first steps also load libraries
    runs = [(*run, arguments.steps, seed) for run in RUNS for seed in range(arguments.seeds)]
    lines = [row("pig-latin", f"{run} {machine()}", partial(measure, *run)) for run in tqdm(runs)]
    text = "\n".join([COLUMNS.format(*HEAD), *lines, "", machine()]) + "\n"
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(arguments.output, lambda file: file.write(text.encode()))
    print(text, end="")


if __name__ == "__main__":
    main()
