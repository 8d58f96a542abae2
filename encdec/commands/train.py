"""``python -m encdec train TASK``: train a model, save it, measure it on held-out data."""

import argparse
import shlex
from functools import partial
from pathlib import Path
from typing import Any

import torch

from encdec.checkpoint import Checkpoint, load_checkpoint, load_weights, save_checkpoint
from encdec.commands.common import (
    Commands,
    MisuseError,
    check_device,
    check_writable,
    make_task,
    positive,
    positive_number,
    print_figures,
    read_settings,
    say,
)
from encdec.distributed import Processes, processes
from encdec.schedule import SCHEDULES
from encdec.seeds import set_seed
from encdec.stopping import EarlyStopping
from encdec.tasks.base import Task
from encdec.training import PRECISIONS, Trainer

DESCRIPTION = """\
Train a model for TASK, write it to a file, and print its figures on held-out data.

Ctrl-C stops after the step and writes the file; so does SIGTERM. The same command with --resume
goes on where the training was, and ends with the very weights of a training in one go.
"""

EXAMPLES = """\
examples:
  python -m encdec train pig-latin
  python -m encdec train pig-latin --steps 300 --set width=32 --out small.pt
  python -m encdec train pig-latin --out long.pt --save-every 500 --resume
  torchrun --nproc-per-node 2 -m encdec train pig-latin
"""

#: Options that decide the weights: they are kept in the file, and --resume takes them from there.
KEPT = ("steps", "batch_size", "lr", "seed", "precision", "schedule", "evaluate_every", "patience")


def add(commands: Commands) -> None:
    """Describe the command and its options."""
    parser = commands.add_parser(
        "train",
        help="train a model for a task",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    option = parser.add_argument
    option("task", metavar="TASK", help="its name, as `list` shows it")
    option("--out", type=Path, metavar="FILE", help="the file to write (TASK.pt)")
    option("--overwrite", action="store_true", help="replace FILE if it is there")
    option("--resume", action="store_true", help="go on with the training in FILE, if it is there")
    option("--save-every", type=positive, metavar="N", help="write FILE every N steps, too")
    option("--steps", type=positive, metavar="N", help="batches to learn from (see `list TASK`)")
    option("--batch-size", type=positive, metavar="N", help="examples in a batch (see `list TASK`)")
    option("--lr", type=positive_number, metavar="X", help="highest learning rate (`list TASK`)")
    option("--schedule", choices=SCHEDULES, help="how the learning rate falls (cosine)")
    option("--seed", type=int, metavar="N", help="seed of the random numbers (0)")
    option("--precision", choices=PRECISIONS, help="bfloat16 computes in 16 bits (float32)")
    option(
        "--evaluate-every",
        type=positive,
        metavar="N",
        help="measure every N steps; the best weights are kept (off)",
    )
    option(
        "--patience",
        type=positive,
        metavar="N",
        help="with --evaluate-every: stop after N measurements without a new best one (off)",
    )
    option("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of the task")
    option("--threads", type=positive, default=1, metavar="N", help="CPU threads (1)")
    option("--device", default="cpu", metavar="NAME", help="cpu, cuda, cuda:1, … (cpu)")
    option("--quiet", action="store_true", help="no progress bar")


def options_of(arguments: argparse.Namespace, task: Task, kept: dict[str, Any]) -> dict[str, Any]:
    """Return the options of the training: as given, else as ``kept`` in the file, else defaults.

    A training that goes on may get more or fewer steps; all else must stay as it is.
    """
    given = {name: getattr(arguments, name) for name in KEPT}
    for name, value in kept.items():
        if name != "steps" and given.get(name) not in (None, value):
            option = "--" + name.replace("_", "-")
            raise MisuseError(
                f"{option} {given[name]}: expected {value}, with which the training began"
            )
    defaults = {
        "steps": task.steps,
        "batch_size": task.batch_size,
        "lr": task.lr,
        "seed": 0,
        "precision": "float32",
        "schedule": "cosine",
    }
    chosen = {name: value for name, value in given.items() if value is not None}
    return dict.fromkeys(KEPT) | defaults | kept | chosen


def run(arguments: argparse.Namespace) -> int:
    """Train as the arguments say and print the figures."""
    path: Path = arguments.out or Path(f"{arguments.task}.pt")
    check_writable("--out", path)
    if path.exists() and not (arguments.resume or arguments.overwrite):
        raise MisuseError(
            f"{path} is there already; add --resume or --overwrite, or choose another --out"
        )
    check_device(arguments.device)
    settings = read_settings(arguments.set)
    found = load_checkpoint(path) if arguments.resume and path.exists() else None
    if found and found.task != arguments.task:
        raise MisuseError(f"{path} is a training of {found.task}; expected one of {arguments.task}")
    if found and any(found.settings.get(key) != value for key, value in settings.items()):
        raise MisuseError(f"--set differs from the settings in {path}; leave it out to go on")
    task = make_task(arguments.task, found.settings if found else settings)
    options = options_of(arguments, task, found.options if found else {})
    if options["patience"] and not options["evaluate_every"]:
        raise MisuseError("--patience needs --evaluate-every")
    torch.set_num_threads(arguments.threads)
    with processes(arguments.device) as group:
        trainer = start(task, options, found, path, group, False if arguments.quiet else None)
        return train(trainer, task, options, path, arguments.save_every)


def start(
    task: Task,
    options: dict[str, Any],
    found: Checkpoint | None,
    path: Path,
    group: Processes,
    progress: bool | None,
) -> Trainer:
    """Return a trainer and its model, fresh or as they were ``found`` in a file."""
    set_seed(options["seed"])
    model = task.build()
    if found:
        load_weights(model, found.weights, path)
    model.to(group.device)
    if not group.is_first:
        set_seed(options["seed"] + group.rank)  # for dropout; the weights come from the first
    trainer = Trainer(
        model,
        loss=task.loss,
        weight=task.weight,
        lr=options["lr"],
        schedule=SCHEDULES[options["schedule"]],
        precision=options["precision"],
        processes=group,
        progress=progress,
    )
    if found and found.training:
        trainer.load_state_dict(found.training)
    return trainer


def stopping_of(task: Task, options: dict[str, Any]) -> EarlyStopping | None:
    """Return what measures now and then, if that is wanted."""
    every, patience = options["evaluate_every"], options["patience"]
    return EarlyStopping(task.validate, every=every, patience=patience) if every else None


def train(
    trainer: Trainer, task: Task, options: dict[str, Any], path: Path, save_every: int | None
) -> int:
    """Train, save, measure."""
    is_first = trainer.processes.is_first
    save = partial(
        save_checkpoint,
        path,
        trainer.model,
        task=task.name,
        settings=task.settings(),
        trainer=trainer,
        options=options,
    )
    try:
        trainer.fit(
            task.batches(options["batch_size"], options["seed"]),
            options["steps"],
            stopping=stopping_of(task, options),
            save=save,
            save_every=save_every,
        )
    except KeyboardInterrupt:
        if is_first:
            say(how_to_resume(path, task.name, trainer.steps_done, options["steps"]))
        raise
    save()
    if is_first:
        print(f"{path}: {task.name}, {trainer.steps_done} steps", flush=True)
        print_figures(task.evaluate(trainer.model.eval()))
    return 0


def how_to_resume(path: Path, task: str, done: int, steps: int) -> str:
    """Return what to say after an interruption."""
    command = shlex.join(["python", "-m", "encdec", "train", task, "--resume", "--out", str(path)])
    return f"stopped after {done} of {steps} steps; to go on: {command}"
