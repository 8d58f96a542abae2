"""Batches of sequences of similar length: less padding, so less to compute for nothing.

A batch is as wide as its longest sequence; all the others are filled up to it. Both sides of a pair
count, so sorting by one length is not enough. Here all pairs are split in two, again and again,
by the length of that side and at that place where the two parts need the least padding, until
each part is one batch. So that training does not go from short to long, the order of the batches is
random, and so is what comes together among equal lengths.

Sources: Khomenko et al., "Accelerating Recurrent Neural Network Training Using Sequence Bucketing"
(2016), <https://arxiv.org/abs/1708.05604>; Morishita et al., "An Empirical Study of Mini-Batch
Creation Strategies for Neural Machine Translation" (2017), <https://arxiv.org/abs/1706.05765>.
"""

import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from torch import Tensor

from encdec.checks import check_size
from encdec.vocabulary import pad_batch

#: How long the source and the target of a pair are.
Lengths = tuple[int, int]
#: (number of pairs, length of the longest side) -> whether they are small enough for a batch.
Fits = Callable[[int, int], bool]


class BucketedBatches:
    """Pairs of id sequences as padded batches ``(enc_X, targets, valid_len)`` of similar length.

    Each pass yields every pair once, in an order that depends on ``seed`` and on the number of the
    pass alone. sources, targets, pad: as for ``Batches``.

    batch_size: how many pairs are a batch. max_tokens: given instead, the most positions, filled
    ones included, of the sources or of the targets of a batch: many short pairs or few long ones. A
    pair that is longer is a batch alone. pool: put together batches from so many pairs at a time,
    drawn at random; 0 means all.

    Examples:
        >>> from encdec.data import BucketedBatches
        >>> batches = BucketedBatches([[4], [5, 6], [7], [8, 9]], [[2]] * 4, batch_size=2)
        >>> sorted(sorted(enc_X.tolist()) for enc_X, targets, valid_len in batches)
        [[[4], [7]], [[5, 6], [8, 9]]]

    """

    def __init__(
        self,
        sources: Sequence[Sequence[int]],
        targets: Sequence[Sequence[int]],
        batch_size: int | None = None,
        *,
        max_tokens: int | None = None,
        pool: int = 0,
        seed: int = 0,
        pad: int = 0,
    ) -> None:
        if len(sources) != len(targets) or not sources:
            raise ValueError(
                f"sources has {len(sources)} sequences and targets {len(targets)}; "
                "expected the same number, at least 1"
            )
        if (batch_size is None) == (max_tokens is None):
            raise ValueError(
                f"batch_size is {batch_size} and max_tokens {max_tokens}; expected one of them"
            )
        check_size("batch_size", 1 if batch_size is None else batch_size)
        check_size("max_tokens", 1 if max_tokens is None else max_tokens)
        check_size("pool", pool, 0)
        self.sources, self.targets = sources, targets
        self.batch_size, self.max_tokens = batch_size, max_tokens
        self.pool, self.seed, self.pad = pool, seed, pad
        self.passes = 0
        self._lengths = [(len(a), len(b)) for a, b in zip(sources, targets, strict=True)]

    def __len__(self) -> int:
        if self.batch_size is None:
            raise TypeError("the number of batches is not known before the pass with max_tokens")
        pool = self.pool or len(self._lengths)
        full, rest = divmod(len(self._lengths), pool)
        return full * -(-pool // self.batch_size) + -(-rest // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        chance = random.Random(f"{self.seed} {self.passes}")
        self.passes += 1
        for chosen in self._batches(chance):
            enc_X, valid_len = pad_batch([self.sources[i] for i in chosen], self.pad)
            targets, _ = pad_batch([self.targets[i] for i in chosen], self.pad)
            yield enc_X, targets, valid_len

    def _batches(self, chance: random.Random) -> list[list[int]]:
        """Return the indices of each batch of one pass."""
        order = list(range(len(self._lengths)))
        chance.shuffle(order)
        pool = self.pool or len(order)
        batches: list[list[int]] = []
        for start in range(0, len(order), pool):
            batches += partition(order[start : start + pool], self._lengths, self._fits)
        chance.shuffle(batches)
        return batches

    def _fits(self, count: int, longest: int) -> bool:
        """Return whether ``count`` pairs with a ``longest`` side make up one batch at most."""
        if self.batch_size is not None:
            return count <= self.batch_size
        return count * longest <= (self.max_tokens or 0)


def partition(order: list[int], lengths: Sequence[Lengths], fits: Fits) -> list[list[int]]:
    """Split the indices ``order`` into batches of similar ``lengths``.

    fits: tells of a number of pairs and the length of their longest side whether they are small
    enough for one batch. A pair that is too long for it is a batch alone.
    """
    batches = []
    groups = [order]
    while groups:
        group = groups.pop()
        longest = max(max(lengths[i]) for i in group)
        if len(group) == 1 or fits(len(group), longest):
            batches.append(group)
        else:
            groups += best_split(group, lengths, fits)
    return batches


def best_split(
    group: list[int], lengths: Sequence[Lengths], fits: Fits
) -> tuple[list[int], list[int]]:
    """Split the indices ``group`` by one side's length where both parts need the least padding."""
    best, parts = math.inf, (group[:1], group[1:])
    for side in (0, 1):
        ordered = sorted(group, key=lambda i: (lengths[i][side], lengths[i][1 - side]))
        own = [lengths[i][side] for i in ordered]
        other = [lengths[i][1 - side] for i in ordered]
        before = list(accumulate(other, max))
        after = list(accumulate(reversed(other), max))[::-1]
        for cut in places(own, other, fits):
            left = cut * (own[cut - 1] + before[cut - 1])
            right = (len(group) - cut) * (own[-1] + after[cut])
            if left + right < best:
                best, parts = left + right, (ordered[:cut], ordered[cut:])
    return parts


def places(own: Sequence[int], other: Sequence[int], fits: Fits) -> Iterator[int]:
    """Yield where to cut: behind each batch, if pairs were packed one after the other."""
    start = longest = 0
    for i, length in enumerate(map(max, own, other)):
        longest = max(longest, length)
        if i > start and not fits(i + 1 - start, longest):
            yield i
            start, longest = i, length


def padding_share(batches: Iterable[Sequence[Tensor]], pad: int = 0) -> float:
    """Return the share of padding, from 0 to 1, among all positions of sources and targets.

    batches: ``(enc_X, targets, …)`` with ids (batch, steps) each. pad: the id of padding.

    Examples:
        >>> import torch
        >>> from encdec.data import padding_share
        >>> padding_share([(torch.tensor([[4, 5], [6, 0]]), torch.tensor([[7, 2], [2, 0]]))])
        0.25

    """
    filled = positions = 0
    for enc_X, targets, *_ in batches:
        for ids in (enc_X, targets):
            filled += int((ids == pad).sum())
            positions += ids.numel()
    if not positions:
        raise ValueError("batches is empty; expected at least one batch")
    return filled / positions
