"""The command line: ``python -m encdec COMMAND``."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from encdec.commands import listing, pig_latin, train, use
from encdec.commands.common import MisuseError, say

EXAMPLES = """\
examples:
  python -m encdec list
  python -m encdec train pig-latin
  echo "machine learning" | python -m encdec translate pig-latin.pt
"""


def build_parser() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    parser = argparse.ArgumentParser(
        prog="python -m encdec",
        description="Encoder–decoder models in PyTorch.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"encdec {version('encdec')}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for module in (listing, train, use, pig_latin):
        module.add(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 done, 1 failed, 2 misused, 130 interrupted."""
    arguments = build_parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
    except MisuseError as error:
        say(str(error))
        return 2
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader has gone, for instance `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, ValueError, ImportError, FloatingPointError) as error:
        say(str(error))
        return 1
    return status
