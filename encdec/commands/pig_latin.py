"""``python -m encdec pig-latin``: the shortest way to a model that one can talk to."""

import argparse
from pathlib import Path

from encdec.commands.common import Commands, MisuseError, check_writable, positive, read_lines, say
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


def add(commands: Commands) -> None:
    """Describe the command and its options."""
    pig = commands.add_parser(
        "pig-latin",
        help="train a model that writes Pig Latin, and try it",
        description=PIG_LATIN,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    pig.set_defaults(run=run)
    add = pig.add_argument
    add("--steps", type=positive, default=700, metavar="N", help="batches to learn from (700)")
    add("--seed", type=int, default=0, metavar="N", help="seed of the random numbers (0)")
    add("--threads", type=positive, default=1, metavar="N", help="CPU threads to train with (1)")
    add(
        "--attention",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="let the decoder look at all letters; without it, it sees one vector (on)",
    )
    add("--save", type=Path, metavar="FILE", help="write the trained model to FILE")
    add("--load", type=Path, metavar="FILE", help="read a saved model instead of training one")
    add("--quiet", action="store_true", help="print nothing but translations and errors")


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


def run(arguments: argparse.Namespace) -> int:
    """Train or load, report, translate standard input."""
    if arguments.load and arguments.save:
        raise MisuseError("--load and --save exclude each other: a loaded model is saved already")
    if arguments.save:
        check_writable("--save", arguments.save)
    model = get_model(arguments)
    if not arguments.quiet:
        _, test = split(load_words())
        share = model.exact_match(test)
        print(f"exact match on {len(test):,} held-out words: {share:.1%}", flush=True)
    return translate_lines(model)


def translate_lines(model: PigLatinModel) -> int:
    """Translate standard input; words with other letters than a–z are reported and kept."""
    for number, line in enumerate(read_lines("English> "), start=1):
        for word in foreign_words(line):
            say(f"line {number}: {word!r} has letters outside a–z; kept as it is")
        print(model.translate(line, keep_foreign=True), flush=True)
    return 0
