"""Batches of sentence pairs, in a new order each time."""

import random
from collections.abc import Iterator, Sequence

from torch import Tensor

from encdec.checks import check_size
from encdec.vocabulary import pad_batch


class Batches:
    """Pairs of id sequences as padded batches ``(enc_X, targets, valid_len)``.

    sources, targets: sequences of ids, one target (that ends with ``<eos>``) for each source.
    batch_size: how many pairs are a batch. pad: the id that fills sequences up. Each pass goes
    through all pairs once, in a new random order that depends on ``seed`` and on the number of the
    pass alone. The last batch of a pass may be smaller.

    Examples:
        >>> from encdec.data import Batches
        >>> batches = Batches([[4], [5, 6], [7]], [[8, 2], [9, 2], [2]], batch_size=2)
        >>> [len(enc_X) for enc_X, targets, valid_len in batches]
        [2, 1]

    """

    def __init__(
        self,
        sources: Sequence[Sequence[int]],
        targets: Sequence[Sequence[int]],
        batch_size: int = 128,
        *,
        seed: int = 0,
        pad: int = 0,
    ) -> None:
        if len(sources) != len(targets) or not sources:
            raise ValueError(
                f"sources has {len(sources)} sequences and targets {len(targets)}; "
                "expected the same number, at least 1"
            )
        check_size("batch_size", batch_size)
        self.sources, self.targets = sources, targets
        self.batch_size, self.seed, self.pad = batch_size, seed, pad
        self.passes = 0

    def __len__(self) -> int:
        return -(-len(self.sources) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        order = list(range(len(self.sources)))
        random.Random(f"{self.seed} {self.passes}").shuffle(order)
        self.passes += 1
        for start in range(0, len(order), self.batch_size):
            chosen = order[start : start + self.batch_size]
            enc_X, valid_len = pad_batch([self.sources[i] for i in chosen], self.pad)
            targets, _ = pad_batch([self.targets[i] for i in chosen], self.pad)
            yield enc_X, targets, valid_len
