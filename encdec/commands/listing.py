"""``python -m encdec list``: which tasks there are."""

import argparse

from encdec.commands.common import Commands, MisuseError, known_settings
from encdec.extras import LIBRARIES, how_to_install
from encdec.tasks.registry import TASKS

DESCRIPTION = "List the tasks: what they learn and how well. With a TASK, show its settings, too."


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("list", help="list the tasks", description=DESCRIPTION)
    parser.add_argument("task", nargs="?", metavar="TASK", help="show this one and its settings")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the tasks, or one of them with its settings."""
    if arguments.task is not None and arguments.task not in TASKS:
        raise MisuseError(f"{arguments.task!r} is no task; expected one of {', '.join(TASKS)}")
    for name in [arguments.task] if arguments.task else TASKS:
        try:
            print(describe(name))
        except ImportError as error:  # one task's library must not hide the others
            print(f"{name:<14} cannot be loaded: {error}")
        if arguments.task:
            print(describe_settings(name))
    return 0


def describe(name: str) -> str:
    """Return a task's summary, its goal, and what must be installed for it."""
    task_class = TASKS[name]
    lines = [f"{name:<14} {task_class.summary}", f"{'':<14} goal: {task_class.goal}"]
    for extra in sorted(set(task_class.extras.values())):
        state = "installed"
        if extra in task_class.missing():
            state = f"run {how_to_install(extra)}"
        lines.append(f"{'':<14} needs {', '.join(LIBRARIES[extra])}: {state}")
    return "\n".join(lines)


def describe_settings(name: str) -> str:
    """Return the defaults of a training and the settings, one a line."""
    task_class = TASKS[name]
    reads = f"{task_class.reads} a line" if task_class.reads else "no text"
    lines = [
        "",
        f"--steps {task_class.steps} --batch-size {task_class.batch_size} --lr {task_class.lr}",
        *(f"--set {key}={value!r}" for key, value in known_settings(task_class).items()),
        f"translate reads {reads}",
    ]
    return "\n".join(lines)
