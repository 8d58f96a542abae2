"""Train the four other uses of encoder and decoder, and write what they reach on test data.

    python benchmarks/uses.py                # all of them, one after the other: the results file
    python benchmarks/uses.py --validation   # to choose settings by; prints only

Sentiment of made sentences (an encoder's state against a bag of words), the next frames of a film
(against copying and going on as before), words spoken in tones, and Pig Latin by a convolutional
encoder with a recurrent decoder. One thread. Times are processor seconds of the training alone.
"""

import argparse
import os
import shlex
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import torch
from pig_latin import machine
from rows import row
from torch import nn
from tqdm import tqdm

from encdec import AttentionDecoder, EncoderDecoder
from encdec.conv_encoder import ConvEncoder
from encdec.data import PigLatin, load_words, split
from encdec.files import write_atomically
from encdec.tasks import PigLatinModel
from encdec.tasks.base import Task
from encdec.tasks.next_frame import NextFrame
from encdec.tasks.sentiment import Sentiment
from encdec.tasks.signal import Signal
from encdec.training import Batch, Trainer

RESULT = Path(__file__).parent / "results" / "uses.txt"
CASES = ("That was super", "That was super bad", "That was bad", "It was not bad.")


class Trained(NamedTuple):
    """What one training reached."""

    parameters: int
    steps: int
    seconds: float
    figures: dict[str, float]
    answers: tuple[str, ...] = ()


Run = Callable[[str, int], Trained]


def parameters(model: nn.Module) -> int:
    """Count the numbers that a model learns."""
    return sum(parameter.numel() for parameter in model.parameters())


def report(title: str, runs: Sequence[Trained]) -> str:
    """Return the lines about trainings that differ in their seeds, a column for each of them."""
    first = runs[0]
    seconds = ", ".join(f"{run.seconds:.0f} s" for run in runs)
    lines = [f"{title}: {first.parameters:,} parameters, {first.steps} steps, {seconds}"]
    for name in first.figures:
        lines.append("".join(f"  {run.figures[name]:6.1%}" for run in runs) + f"  {name}")
    for i, case in enumerate(CASES if first.answers else ()):
        lines.append(f"  {case} → " + ", ".join(run.answers[i] for run in runs))
    return "\n".join(lines)


def measure(title: str, run: Run, part: str, seeds: Iterable[int]) -> str:
    """Train with each seed; return the lines about it."""
    return report(title, [run(part, seed) for seed in seeds])


def train(task: Task, part: str, seed: int, **changed: Any) -> Trained:
    """Train one task with its own settings, or ``changed`` ones, and measure it on ``part``."""
    settings = {"steps": task.steps, "batch_size": task.batch_size, "lr": task.lr} | changed
    torch.manual_seed(seed)
    model = task.build()
    trainer = Trainer(model, loss=task.loss, lr=settings["lr"], progress=False)
    seconds = fit(trainer, task.batches(settings["batch_size"], seed), settings["steps"])
    figures = task.evaluate(model) if part == "test" else task.validate(model)
    reads = isinstance(task, Sentiment)
    answers = tuple(task.answer(model, case) for case in CASES) if reads else ()
    return Trained(parameters(model), settings["steps"], seconds, figures, answers)


def fit(trainer: Trainer, batches: Iterable[Batch], steps: int) -> float:
    """Train and return the seconds of processor time."""
    start = time.process_time()
    trainer.fit(batches, steps)
    return time.process_time() - start


def convolutional_pig_latin(part: str, seed: int, steps: int = 700) -> Trained:
    """Train a convolutional encoder with a GRU decoder on Pig Latin."""
    rest, test = split(load_words())
    words, validation = split(rest)
    data = PigLatin(words)
    size = len(data.vocab)
    torch.manual_seed(seed)
    model = EncoderDecoder(
        ConvEncoder(size, 32, 64, 3, max_steps=32), AttentionDecoder(size, 32, 64, 1)
    )
    trainer = Trainer(model, lr=8e-3, progress=False)
    seconds = fit(trainer, data.batches(128, seed), steps)
    asked = test if part == "test" else validation
    figures = {"exact match": PigLatinModel(model, data.vocab).exact_match(asked)}
    return Trained(parameters(model), steps, seconds, figures)


#: Title → what trains it, and how many seeds it is trained with.
RUNS: dict[str, tuple[Run, int]] = {
    "sentiment, encoder": (partial(train, Sentiment()), 3),
    # The bag of words has no layers to speak of: it needs more steps, and larger ones.
    "sentiment, bag of words": (partial(train, Sentiment(model="bag"), steps=800, lr=1e-2), 3),
    "next-frame": (partial(train, NextFrame()), 2),
    "signal": (partial(train, Signal()), 2),
    "pig latin, ConvEncoder and GRU decoder": (convolutional_pig_latin, 1),
}


def main() -> None:
    """Run all and write the results, or run some and print them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=0, help="the first seed (0)")
    parser.add_argument("--only", default="", help="part of the titles to run; prints only")
    parser.add_argument("--validation", action="store_true", help="measure on validation data")
    parser.add_argument("--output", type=Path, default=RESULT, help="file to write")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    part = "validation" if arguments.validation else "test"
    parts = [f"{part} data; seeds from {arguments.seed}, a column for each; processor seconds"]
    for title, (run, seeds) in tqdm(RUNS.items()):
        if arguments.only in title:
            wanted = range(arguments.seed, arguments.seed + seeds)
            key = f"{title} {part} {wanted} {machine()}"
            parts.append(row("uses", key, partial(measure, title, run, part, wanted)))
    parts.append(f"{os.cpu_count()} CPU cores, one thread, torch {torch.__version__}")
    command = shlex.join(["python", "benchmarks/uses.py", *sys.argv[1:]])
    text = "\n\n".join([command, *parts]) + "\n"
    if part == "test" and not arguments.only:
        write_atomically(arguments.output, lambda file: file.write(text.encode()))
    print(text, end="")


if __name__ == "__main__":
    main()
