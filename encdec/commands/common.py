"""What the commands share: kinds of arguments, messages, lines of input, model files."""

import argparse
import inspect
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import torch
from torch import nn

from encdec.checkpoint import Checkpoint, load_checkpoint, load_weights
from encdec.extras import how_to_install
from encdec.tasks.base import Task
from encdec.tasks.registry import TASKS

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class MisuseError(Exception):
    """A wrong argument; the message says which one and what was expected."""


def positive(text: str) -> int:
    """Read a whole number of at least 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is too small; expected at least 1")
    return number


def positive_number(text: str) -> float:
    """Read a number above 0."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text}: expected a number greater than 0")
    return number


positive.__name__, positive_number.__name__ = "whole number", "number"


def say(message: str) -> None:
    """Print an error or a warning."""
    print(f"encdec: {message}", file=sys.stderr)


def read_lines(prompt: str) -> Iterator[str]:
    """Yield the lines of standard input, asking for each of them in a terminal."""
    if not sys.stdin.isatty():
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    while True:
        try:
            yield input(prompt)
        except EOFError:
            print()
            return


def check_writable(option: str, path: Path) -> None:
    """Require that a file can be written at ``path``."""
    if path.is_dir() or not os.access(path.absolute().parent, os.W_OK):
        raise MisuseError(
            f"{option} {path}: expected a file in a folder that exists and can be written"
        )


def check_device(device: str) -> torch.device:
    """Require a device that this torch can use."""
    try:
        torch.empty(0, device=device)
        return torch.device(device)
    except (RuntimeError, AssertionError) as error:
        reason = str(error).splitlines()[0]
        raise MisuseError(
            f"--device {device} cannot be used here ({reason}); try --device cpu"
        ) from error


def find_task(name: str) -> type[Task]:
    """Return the class of the task ``name``; its extras must be installed."""
    if name not in TASKS:
        raise MisuseError(f"{name!r} is no task; expected one of {', '.join(TASKS)}")
    task_class = TASKS[name]
    missing = task_class.missing()
    if missing:
        raise MisuseError(f"{name} needs more libraries; run: {how_to_install(*missing)}")
    return task_class


def known_settings(task_class: type[Task]) -> dict[str, Any]:
    """Return the settings that a task takes, and their defaults."""
    parameters = inspect.signature(task_class).parameters
    return {name: parameter.default for name, parameter in parameters.items()}


def make_task(name: str, settings: Mapping[str, Any]) -> Task:
    """Make a task with ``settings``; a setting that it does not take is named."""
    task_class = find_task(name)
    known = known_settings(task_class)
    for key in settings:
        if key not in known:
            some = ", ".join(known) or "no settings"
            raise MisuseError(f"{name} has no setting {key!r}; expected one of: {some}")
    return task_class(**settings)


def read_settings(pairs: Sequence[str]) -> dict[str, Any]:
    """Turn ``key=value`` pairs into settings; a value is JSON, or else a string."""
    settings = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.isidentifier():
            raise MisuseError(f"--set {pair}: expected key=value, such as --set width=128")
        try:
            settings[key] = json.loads(value)
        except json.JSONDecodeError:
            settings[key] = value
    return settings


def open_model(path: Path, device: torch.device) -> tuple[Task, nn.Module, Checkpoint]:
    """Read a model file and return its task, the trained model on ``device``, and the rest."""
    found = load_checkpoint(path)
    if found.task not in TASKS:
        raise ValueError(f"{path} has a model for {found.task!r}, which this encdec does not know")
    try:
        task = find_task(found.task)(**found.settings)
    except TypeError as error:
        raise ValueError(f"{path} has settings that {found.task} does not take: {error}") from error
    model = task.build()
    load_weights(model, found.weights, path)
    return task, model.to(device), found


def print_figures(figures: Mapping[str, float]) -> None:
    """Print held-out figures, one a line."""
    for name, value in figures.items():
        print(f"{name}: {value:.4g}", flush=True)
