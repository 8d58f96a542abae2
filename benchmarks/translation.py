"""Train the translation models at their full settings and write BLEU and chrF of new sentences.

    python benchmarks/translation.py

24,398 sentences to learn from, 1,032 others to translate. A pass goes through all of them once. The
time is that of the training alone; "others" is how many cores other processes kept busy meanwhile.
"""

import argparse
import time
from functools import partial
from pathlib import Path

import torch
from pig_latin import busy_seconds, machine
from rows import row

from encdec.data.buckets import padding_share
from encdec.files import write_atomically
from encdec.tasks.translation import TranslatePt, TranslateZh, Translation
from encdec.training import Trainer

RESULT = Path(__file__).parent / "results" / "translation.txt"
COLUMNS = "{:<13} {:<12} {:>10} {:>6} {:>8} {:>10} {:>10} {:>10} {:>10} {:>8} {:>7}"
HEAD = (
    "task",
    "model",
    "parameters",
    "steps",
    "padding",
    "BLEU",
    "chrF",
    "BLEU beam",
    "chrF beam",
    "time",
    "others",
)
SAMPLES = (
    "They are watching.",
    "The file could not be saved.",
    "Are you sure you want to delete this user?",
    "Choose a language",
)


def measure(task: Translation, arguments: argparse.Namespace) -> str:
    """Train one model; return its line of the table and, below it, some translations."""
    torch.manual_seed(arguments.seed)
    model = task.build()
    batches = task.batches(task.batch_size, arguments.seed)
    padding = padding_share(task.batches(task.batch_size, arguments.seed))
    steps = arguments.steps or task.steps
    start, own, busy = time.perf_counter(), time.process_time(), busy_seconds()
    Trainer(model, loss=task.loss, lr=task.lr, progress=arguments.progress).fit(batches, steps)
    seconds, own = time.perf_counter() - start, time.process_time() - own
    others = abs(busy_seconds() - busy - own) / seconds
    scores = [*task.evaluate(model).values(), *task.evaluate(model, beam=4).values()]
    line = COLUMNS.format(
        task.name,
        task.model,
        f"{sum(parameter.numel() for parameter in model.parameters()):,}",
        steps,
        f"{padding:.1%}",
        *(f"{score:.1f}" for score in scores),
        f"{seconds:.0f} s",
        f"{others:.1f}",
    )
    return "\n".join([line, *(f"    {text} -> {task.answer(model, text)}" for text in SAMPLES)])


def main() -> None:
    """Measure the chosen models and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", nargs="+", default=["translate-pt", "translate-zh"])
    parser.add_argument("--models", nargs="+", default=["gru"], help="gru, transformer (gru)")
    parser.add_argument("--steps", type=int, help="batches to learn from (as the task says)")
    parser.add_argument("--seed", type=int, default=0, help="seed of weights and order (0)")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads (1)")
    parser.add_argument("--progress", action="store_true", help="show a progress bar")
    parser.add_argument("--output", type=Path, default=RESULT, help="file to write")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    kinds = {kind.name: kind for kind in (TranslatePt, TranslateZh)}
    table, samples = [COLUMNS.format(*HEAD)], []
    for name in arguments.tasks:
        for model in arguments.models:
            task = kinds[name](model=model)
            key = [name, model, arguments.steps, arguments.seed, arguments.threads, machine()]
            line, *said = row("translation", str(key), partial(measure, task, arguments)).split(
                "\n"
            )
            table.append(line)
            samples += ["", f"{name}, {model}", *said]
    lines = [*table, *samples, "", f"{machine()}, {arguments.threads} thread(s)"]
    text = "\n".join(lines) + "\n"
    print(text, end="")
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(arguments.output, lambda file: file.write(text.encode()))


if __name__ == "__main__":
    main()
