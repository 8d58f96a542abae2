"""Measure how much a context of fixed size holds: right words against their length.

    python benchmarks/bottleneck.py

Models without attention learn to write random words of the letters a to f backwards, each with
another width of the context; the last one has attention. Every batch has new words of one length
from 1 to 16. A column for each length tells the share of 500 new words that come out right from
end to end; bits is what there is to remember of such a word, length × log2(6).
"""

import argparse
import math
import platform
import random
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import torch
from rows import row
from torch import Tensor
from tqdm import tqdm

from encdec import (
    AttentionDecoder,
    Decoder,
    EncoderDecoder,
    Seq2SeqDecoder,
    Seq2SeqEncoder,
    Trainer,
    exact_match,
    greedy,
)
from encdec.files import write_atomically

RESULT = Path(__file__).parent / "results" / "bottleneck.txt"
LETTERS, BOS, EOS, FIRST = 6, 1, 2, 4  # the ids 0 to 3 are reserved
VOCAB, LONGEST, BATCH = FIRST + LETTERS, 16, 128
LENGTHS = range(2, LONGEST + 1, 2)
RUNS = ((8, False), (16, False), (32, False), (64, False), (128, False), (16, True))
COLUMNS = "{:<16}" + "{:>7}" * len(LENGTHS) + "{:>9}"


def words(number: int, length: int, generator: torch.Generator) -> Tensor:
    """Return random words as ids (number, length)."""
    return torch.randint(FIRST, VOCAB, (number, length), generator=generator)


def batches(seed: int) -> Iterator[list[Tensor]]:
    """Yield pairs of words and the same words backwards, with <eos> at their end."""
    rng, generator = random.Random(seed), torch.Generator().manual_seed(seed)
    while True:
        X = words(BATCH, rng.randint(1, LONGEST), generator)
        yield [X, torch.cat((X.flip(1), torch.full((BATCH, 1), EOS)), dim=1)]


def share_right(model: EncoderDecoder, length: int) -> float:
    """Return the share of 500 new words that the model writes backwards."""
    X = words(500, length, torch.Generator().manual_seed(10_000 + length))
    rows = greedy(model, X, bos=BOS, eos=EOS, max_steps=LONGEST + 2)
    right = [row[:length] for row in X.flip(1).tolist()]
    return exact_match(list(map(list, rows)), right)


def measure(width: int, attention: bool, steps: int, seed: int) -> str:
    """Train one model and return its line of the table."""
    torch.manual_seed(seed)
    kind: type[Decoder] = AttentionDecoder if attention else Seq2SeqDecoder
    encoder = Seq2SeqEncoder(VOCAB, 16, width, 1)
    model = EncoderDecoder(encoder, kind(VOCAB, 16, width, 1))
    start = time.process_time()
    Trainer(model, bos=BOS, lr=5e-3, progress=False).fit(batches(seed), steps)
    seconds = time.process_time() - start
    shares = [f"{share_right(model, length):.0%}" for length in LENGTHS]
    name = f"{width}, attention" if attention else str(width)
    return COLUMNS.format(name, *shares, f"{seconds:.0f} s")


def main() -> None:
    """Measure all models and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=3000, help="batches to learn from (3000)")
    parser.add_argument("--seed", type=int, default=0, help="of weights and words (0)")
    parser.add_argument("--output", type=Path, default=RESULT, help="file to write")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    head = [
        COLUMNS.format("letters", *LENGTHS, ""),
        COLUMNS.format("bits", *(f"{n * math.log2(LETTERS):.0f}" for n in LENGTHS), ""),
        COLUMNS.format("width", *[""] * len(LENGTHS), "CPU"),
    ]
    foot = f"{arguments.steps} steps, one thread, seed {arguments.seed}, torch {torch.__version__}"
    lines = [
        row("bottleneck", f"{run} {foot}", partial(measure, *run, arguments.steps, arguments.seed))
        for run in tqdm(RUNS)
    ]
    text = "\n".join([*head, *lines, "", f"{foot}, {platform.machine()}"]) + "\n"
    write_atomically(arguments.output, lambda file: file.write(text.encode()))
    print(text, end="")


if __name__ == "__main__":
    main()
