"""The command line: ``python -m encdec pig-latin``."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from encdec.data.pig_latin import load_words, split
from encdec.tasks.pig_latin import PigLatinModel, foreign_words, train_pig_latin

PIG_LATIN = """\
Train a small model on 10,000 English words and their Pig Latin, count how many of 1,000 other words
it translates without a mistake, then translate what you type, line by line, until Ctrl-D.

The model learns from examples: nobody tells it the rule.
"""

EXAMPLES = """\
examples:
  python -m encdec pig-latin
  python -m encdec pig-latin --save pig.pt
  echo "machine learning" | python -m encdec pig-latin --load pig.pt --quiet
"""


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is too small; expected at least 1")
    return number


_positive.__name__ = "whole number"


def build_parser() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    parser = argparse.ArgumentParser(
        prog="python -m encdec", description="Encoder–decoder models in PyTorch."
    )
    parser.add_argument("--version", action="version", version=f"encdec {version('encdec')}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    pig = commands.add_parser(
        "pig-latin",
        help="train a model that writes Pig Latin, and try it",
        description=PIG_LATIN,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    pig.set_defaults(run=run_pig_latin)
    add = pig.add_argument
    add("--steps", type=_positive, default=700, metavar="N", help="batches to learn from (700)")
    add("--seed", type=int, default=0, metavar="N", help="seed of the random numbers (0)")
    add("--threads", type=_positive, default=1, metavar="N", help="CPU threads to train with (1)")
    add(
        "--attention",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="let the decoder look at all letters; without it, it sees one vector (on)",
    )
    add("--save", type=Path, metavar="FILE", help="write the trained model to FILE")
    add("--load", type=Path, metavar="FILE", help="read a saved model instead of training one")
    add("--quiet", action="store_true", help="print nothing but translations and errors")
    return parser


def say(message: str) -> None:
    """Print an error or a warning."""
    print(f"encdec: {message}", file=sys.stderr)


def read_lines() -> Iterator[str]:
    """Yield the lines of standard input, asking for each of them in a terminal."""
    if not sys.stdin.isatty():
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    while True:
        try:
            yield input("English> ")
        except EOFError:
            print()
            return


def get_model(arguments: argparse.Namespace) -> PigLatinModel:
    """Load the model, or train one and save it where that is wanted."""
    if arguments.load:
        return PigLatinModel.load(arguments.load)
    model = train_pig_latin(
        arguments.steps,
        arguments.seed,
        attention=arguments.attention,
        threads=arguments.threads,
        progress=False if arguments.quiet else None,
    )
    if arguments.save:
        model.save(arguments.save)
    return model


def run_pig_latin(arguments: argparse.Namespace) -> int:
    """Train or load, report, translate standard input."""
    if arguments.load and arguments.save:
        say("--load and --save exclude each other: a loaded model is saved already")
        return 2
    if arguments.save and not os.access(arguments.save.absolute().parent, os.W_OK):
        say(f"--save {arguments.save}: expected a file in a folder that exists and can be written")
        return 2
    try:
        model = get_model(arguments)
    except (OSError, ValueError) as error:
        say(str(error))
        return 1
    if not arguments.quiet:
        _, test = split(load_words())
        share = model.exact_match(test)
        print(f"exact match on {len(test):,} held-out words: {share:.1%}", flush=True)
    return translate_lines(model)


def translate_lines(model: PigLatinModel) -> int:
    """Translate standard input; words with other letters than a–z are reported and kept."""
    for number, line in enumerate(read_lines(), start=1):
        for word in foreign_words(line):
            say(f"line {number}: {word!r} has letters outside a–z; kept as it is")
        print(model.translate(line, keep_foreign=True), flush=True)
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 done, 1 failed, 2 misused."""
    arguments = build_parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader has gone, for instance `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status
