"""``translate`` and ``evaluate``: what a trained model is for."""

import argparse
import inspect
from pathlib import Path

import torch

from encdec.commands.common import (
    Commands,
    MisuseError,
    check_device,
    open_model,
    positive,
    print_figures,
    read_lines,
)

TRANSLATE = """\
Read lines from standard input and print what the model makes of each, until Ctrl-D.

FILE is what `train` has written, for a task that reads text.
"""

TRANSLATE_EXAMPLES = """\
examples:
  python -m encdec translate pig-latin.pt
  echo "machine learning" | python -m encdec translate pig-latin.pt --beam 4
"""

EVALUATE = "Print the figures of the model in FILE on its task's held-out data."


def _common(parser: argparse.ArgumentParser) -> None:
    option = parser.add_argument
    option("file", type=Path, metavar="FILE", help="a model, as `train` writes it")
    option("--threads", type=positive, default=1, metavar="N", help="CPU threads (1)")
    option("--device", default="cpu", metavar="NAME", help="cpu, cuda, cuda:1, … (cpu)")


def add(commands: Commands) -> None:
    """Describe both commands."""
    translate = commands.add_parser(
        "translate",
        help="give a trained model lines of text",
        description=TRANSLATE,
        epilog=TRANSLATE_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _common(translate)
    translate.add_argument(
        "--beam", type=positive, default=1, metavar="N", help="beginnings to keep (1: greedy)"
    )
    translate.set_defaults(run=run_translate)
    evaluate = commands.add_parser(
        "evaluate", help="measure a trained model on held-out data", description=EVALUATE
    )
    _common(evaluate)
    evaluate.set_defaults(run=run_evaluate)


def run_translate(arguments: argparse.Namespace) -> int:
    """Answer standard input, line by line."""
    device = check_device(arguments.device)
    torch.set_num_threads(arguments.threads)
    task, model, _ = open_model(arguments.file, device)
    if task.reads is None:
        raise MisuseError(f"{arguments.file}: {task.name} reads no text; try evaluate instead")
    options = {}
    if arguments.beam > 1:
        if "beam" not in inspect.signature(task.answer).parameters:
            raise MisuseError(
                f"--beam {arguments.beam}: {task.name} searches greedily; leave it out"
            )
        options["beam"] = arguments.beam
    model.eval()
    for line in read_lines(f"{task.reads}> "):
        print(task.answer(model, line, **options) if line.strip() else "", flush=True)
    return 0


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Measure a model."""
    device = check_device(arguments.device)
    torch.set_num_threads(arguments.threads)
    task, model, _ = open_model(arguments.file, device)
    model.eval()
    print_figures(task.evaluate(model))
    return 0
