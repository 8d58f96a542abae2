"""Train the tasks with images at their full settings and write how well and how fast they learn.

    python benchmarks/vision.py

"time" is the processor time of the training, on one thread: what it takes on an idle core.
"attention on shape" is the share of the attention that lies on the shape that is being named, at
the word for its kind; "area of shape" is what attention spread evenly would give. Hard attention
learns from single draws and gets more steps than soft attention.
"""

import argparse
import time
from functools import partial
from pathlib import Path
from typing import Any

import torch
from pig_latin import machine
from rows import row
from tqdm import tqdm

from encdec.files import write_atomically
from encdec.tasks.base import Task
from encdec.tasks.captions import CaptionsTask
from encdec.tasks.digits import DigitsTask
from encdec.training import Trainer

RESULT = Path(__file__).parent / "results" / "vision.txt"
#: Name → the task, its settings and the number of steps.
TASKS: dict[str, tuple[type[Task], dict[str, Any], int]] = {
    "digits": (DigitsTask, {}, DigitsTask.steps),
    "captions, soft": (CaptionsTask, {"attention": "soft"}, CaptionsTask.steps),
    "captions, hard": (CaptionsTask, {"attention": "hard"}, 2000),
}
COLUMNS = "{:<15} {:>10} {:>6} {:>5} {:>7}  {}"
HEAD = ("task", "parameters", "steps", "seed", "time", "on held-out data")


def measure(name: str, seed: int, steps: int | None) -> str:
    """Train one model and return its line of the table."""
    kind, settings, usual = TASKS[name]
    task = kind(**settings)
    steps = steps or usual
    torch.manual_seed(seed)
    model = task.build()
    batches = task.batches(task.batch_size, seed)
    trainer = Trainer(model, loss=task.loss, lr=task.lr, progress=False)
    start = time.process_time()
    trainer.fit(batches, steps)
    seconds = time.process_time() - start
    figures = ", ".join(f"{key} {value:.1%}" for key, value in task.evaluate(model).items())
    number = sum(parameter.numel() for parameter in model.parameters())
    return COLUMNS.format(name, f"{number:,}", steps, seed, f"{seconds:.1f} s", figures)


def main() -> None:
    """Measure all tasks and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2, help="how many seeds (2)")
    parser.add_argument("--steps", type=int, help="batches to learn from (as the task says)")
    parser.add_argument(
        "--tasks", nargs="+", choices=TASKS, default=list(TASKS), help="which (all)"
    )
    parser.add_argument("--output", type=Path, default=RESULT, help="file to write")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    runs = [(name, seed) for name in arguments.tasks for seed in range(arguments.seeds)]
    lines = [
        row(
            "vision",
            f"{run} {arguments.steps} {machine()}",
            partial(measure, *run, arguments.steps),
        )
        for run in tqdm(runs)
    ]
    text = "\n".join([COLUMNS.format(*HEAD), *lines, "", machine()]) + "\n"
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(arguments.output, lambda file: file.write(text.encode()))
    print(text, end="")


if __name__ == "__main__":
    main()
