"""Time encdec's models beside those of other libraries: a training step, greedy and beam search.

    python benchmarks/models.py [--only transformer] [--peers marian,bart] [--threads 2] [--json]

Both models of a pair take turns, A B A B …, so that a busy machine slows both; each lives in a
process of its own. A ratio is encdec's median time divided by the peer's: below 1, encdec is
faster. Peers that are not installed are skipped; benchmarks/README.md says how to install them.
"""

import argparse
import importlib.metadata
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from statistics import median

from contest import TASKS, Builder, our_attention, our_gru, our_transformer
from peers_books import (
    d2l_attention,
    d2l_gru,
    d2l_transformer,
    joey_attention,
    joey_transformer,
)
from peers_transformer import bart, ctranslate2, marian, t5, torch_transformer, x_transformers
from pig_latin import machine
from turns import CLOCKS, Player, take_turns

HINT = "pip install -r benchmarks/requirements-peers.txt, see benchmarks/README.md"


@dataclass(frozen=True)
class Pair:
    """A peer and the encdec model to compare it with."""

    group: str
    name: str
    needs: tuple[str, ...]  # the distributions to install
    build: Builder
    rival: Builder


PAIRS = (
    Pair("transformer", "nn.Transformer", ("torch",), torch_transformer, our_transformer),
    Pair("transformer", "marian", ("transformers",), marian, our_transformer),
    Pair("transformer", "bart", ("transformers",), bart, our_transformer),
    Pair("transformer", "t5", ("transformers",), t5, our_transformer),
    Pair("transformer", "x-transformers", ("x-transformers",), x_transformers, our_transformer),
    Pair(
        "transformer", "ctranslate2", ("ctranslate2", "transformers"), ctranslate2, our_transformer
    ),
    Pair("transformer", "joeynmt", ("joeynmt",), joey_transformer, our_transformer),
    Pair("transformer", "d2l", ("d2l",), d2l_transformer, our_transformer),
    Pair("gru", "d2l", ("d2l",), d2l_gru, our_gru),
    Pair("attention", "joeynmt", ("joeynmt",), joey_attention, our_attention("general", True)),
    Pair("attention", "d2l", ("d2l",), d2l_attention, our_attention("additive")),
)
GROUPS = tuple(dict.fromkeys(pair.group for pair in PAIRS))


@dataclass(frozen=True)
class Result:
    """Times of one task in milliseconds, in the order measured."""

    group: str
    peer: str
    versions: str
    parameters: tuple[int, int]  # encdec's, the peer's
    task: str
    encdec_ms: list[float]
    peer_ms: list[float]

    @property
    def ratio(self) -> float:
        return median(self.encdec_ms) / median(self.peer_ms)


def versions(pair: Pair) -> str | None:
    """Return what is installed of the peer, or None if something is missing."""
    try:
        return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in pair.needs)
    except importlib.metadata.PackageNotFoundError:
        return None


def compare(pair: Pair, installed: str, options: argparse.Namespace) -> Iterator[Result]:
    """Build both models of a pair and time them at every task that both can do."""
    with Player(pair.rival, options) as ours, Player(pair.build, options) as theirs:
        counts = ours.parameters, theirs.parameters
        for task in TASKS:
            if task in options.tasks and task in theirs.tasks:
                times = take_turns((ours, theirs), task, options)
                yield Result(pair.group, pair.name, installed, counts, task, *times)


def cell(results: Iterable[Result]) -> str:
    """Return the times and the ratio of at most one result."""
    for result in results:
        ours, theirs = median(result.encdec_ms), median(result.peer_ms)
        return f"{ours:.4g} / {theirs:.4g} = {result.ratio:.2f}"
    return "–"


def table(results: list[Result]) -> str:
    """Return a Markdown table: encdec's milliseconds / the peer's = ratio."""
    head = ["model", "peer", "parameters", "train step", "greedy", "beam search"]
    lines = [head, ["---"] * len(head)]
    for group, peer in dict.fromkeys((result.group, result.peer) for result in results):
        row = [result for result in results if (result.group, result.peer) == (group, peer)]
        counts = " / ".join(f"{n / 1e6:.2f}" for n in row[0].parameters) + " M"
        cells = [cell(r for r in row if r.task == task) for task in TASKS]
        lines.append([group, f"{peer} ({row[0].versions})", counts, *cells])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", choices=GROUPS, help="measure this model alone")
    parser.add_argument("--peers", help="names, separated by commas; by default all")
    parser.add_argument("--tasks", default=",".join(TASKS), help="default: %(default)s")
    parser.add_argument("--threads", type=int, default=2, help="default: %(default)s")
    parser.add_argument("--repeat", type=int, default=5, help="times each; default: %(default)s")
    parser.add_argument(
        "--clock", choices=CLOCKS, default="wall", help="cpu: the process's own time, all threads"
    )
    parser.add_argument(
        "--patience", type=float, default=30, help="seconds; a slower pair is timed only once"
    )
    parser.add_argument("--smoke", action="store_true", help="tiny sizes: does it run at all?")
    parser.add_argument("--json", action="store_true", help="print all times as JSON")
    options = parser.parse_args(arguments)
    names = {pair.name for pair in PAIRS}
    options.peers = set(options.peers.split(",")) if options.peers else names
    options.tasks = set(options.tasks.split(","))
    for given, known in ((options.peers, names), (options.tasks, set(TASKS))):
        if given - known:
            parser.error(f"unknown: {sorted(given - known)}; expected some of {sorted(known)}")
    if options.repeat < 1 or options.threads < 1:
        parser.error("--repeat and --threads must be at least 1")
    return options


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options = parse(arguments)
    results: list[Result] = []
    skipped: list[str] = []
    for pair in PAIRS:
        if options.only not in (None, pair.group) or pair.name not in options.peers:
            continue
        installed = versions(pair)
        if installed is None:
            skipped.append(f"{pair.group}: {pair.name} skipped, not installed ({HINT})")
            print(skipped[-1], file=sys.stderr)
            continue
        for result in compare(pair, installed, options):
            results.append(result)
            print(f"{pair.group} {pair.name} {result.task}: {cell([result])}", file=sys.stderr)
    settings = {"machine": machine(), "threads": options.threads, "clock": options.clock}
    if options.json:
        found = [asdict(result) | {"ratio": result.ratio} for result in results]
        print(json.dumps(settings | {"results": found, "skipped": skipped}, indent=2))
        return
    print(", ".join(f"{name}: {value}" for name, value in settings.items()))
    print("milliseconds, encdec / peer = ratio\n")
    print(table(results))


if __name__ == "__main__":
    main()
