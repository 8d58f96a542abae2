"""Train the four other uses of encoder and decoder, and write what they reach.

    python benchmarks/uses.py

Sentiment (an encoder's state against a bag of words), the next frames of a film (against copying
and going on as before), words spoken in tones, and Pig Latin by a convolutional encoder with a
recurrent decoder. One thread; the time is the processor's, that of the training alone.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import torch
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
SOURCE_CASE = ("That was super bad", "That was bad", "That was super", "It was not bad.")


def parameters(model: nn.Module) -> int:
    """Count the numbers that a model learns."""
    return sum(parameter.numel() for parameter in model.parameters())


def line(
    title: str, model: nn.Module, steps: int, seconds: float, figures: dict[str, float]
) -> str:
    """Return what one training reached."""
    shown = "".join(f"\n  {value:6.1%}  {name}" for name, value in figures.items())
    return f"{title}: {parameters(model):,} parameters, {steps} steps, {seconds:.0f} s{shown}"


def train(task: Task, title: str, seed: int, lr: float | None = None) -> str:
    """Train one task with its own settings, or another ``lr``, and return its lines."""
    torch.manual_seed(seed)
    model = task.build()
    trainer = Trainer(model, loss=task.loss, lr=lr or task.lr, progress=False)
    seconds = fit(trainer, task.batches(task.batch_size, seed), task.steps)
    text = line(title, model, task.steps, seconds, task.evaluate(model))
    if isinstance(task, Sentiment):
        text += "".join(f"\n  {case} → {task.answer(model, case)}" for case in SOURCE_CASE)
    return text


def fit(trainer: Trainer, batches: Iterable[Batch], steps: int) -> float:
    """Train and return the seconds of processor time."""
    start = time.process_time()
    trainer.fit(batches, steps)
    return time.process_time() - start


def convolutional_pig_latin(seed: int, steps: int = 700) -> str:
    """Train a convolutional encoder with a GRU decoder on Pig Latin."""
    words, test = split(load_words())
    data = PigLatin(words)
    size = len(data.vocab)
    torch.manual_seed(seed)
    model = EncoderDecoder(
        ConvEncoder(size, 32, 64, 3, max_steps=32), AttentionDecoder(size, 32, 64, 1)
    )
    trainer = Trainer(model, lr=8e-3, progress=False)
    seconds = fit(trainer, data.batches(128, seed), steps)
    figures = {"exact match": PigLatinModel(model, data.vocab).exact_match(test)}
    return line("pig latin, ConvEncoder and GRU decoder", model, steps, seconds, figures)


def main() -> None:
    """Run all and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="of weights and batches (0)")
    parser.add_argument("--only", default="", help="part of the titles to run")
    parser.add_argument("--output", type=Path, default=RESULT, help="file to write")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    seed = arguments.seed
    runs: dict[str, Callable[[], str]] = {
        "sentiment, encoder": lambda: train(Sentiment(), "sentiment, encoder", seed),
        "sentiment, bag of words": lambda: train(  # without layers it needs longer steps
            Sentiment(model="bag"), "sentiment, bag of words", seed, lr=1e-2
        ),
        "next-frame": lambda: train(NextFrame(), "next-frame", seed),
        "signal": lambda: train(Signal(), "signal", seed),
        "pig latin": lambda: convolutional_pig_latin(seed),
    }
    parts = [run() for title, run in tqdm(runs.items()) if arguments.only in title]
    machine = f"seed {seed}, {os.cpu_count()} CPU cores, one thread, torch {torch.__version__}"
    text = "\n\n".join([*parts, machine]) + "\n"
    write_atomically(arguments.output, lambda file: file.write(text.encode()))
    print(text, end="")


if __name__ == "__main__":
    main()
