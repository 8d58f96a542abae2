"""Batches of similar length: every pair once, hardly any padding."""

import itertools
import random

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from encdec.data.batches import Batches
from encdec.data.buckets import BucketedBatches, padding_share
from encdec.data.parallel import split_parallel
from encdec.tokens import tokenize_words

Pairs = list[tuple[int, int]]
LENGTHS = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=60)


def numbered(lengths: Pairs) -> tuple[list[list[int]], list[list[int]]]:
    """Return sources and targets of these lengths whose ids tell the number of the pair."""
    sources = [[i + 1] * source for i, (source, _) in enumerate(lengths)]
    targets = [[i + 1] * target for i, (_, target) in enumerate(lengths)]
    return sources, targets


def pairs_of(batches: BucketedBatches, lengths: Pairs) -> list[int]:
    """Return the numbers of all pairs of one pass, after a check of each row."""
    seen = []
    for enc_X, targets, valid_len in batches:
        assert enc_X.shape[1] == valid_len.max()
        for source, target, steps in zip(enc_X, targets, valid_len, strict=True):
            number = int(source[0])
            seen.append(number - 1)
            assert source.tolist() == [number] * int(steps) + [0] * (len(source) - int(steps))
            assert target[target != 0].tolist() == [number] * lengths[number - 1][1]
            assert steps == lengths[number - 1][0]
    return seen


@settings(deadline=None)
@given(LENGTHS, st.integers(1, 20), st.integers(0, 30), st.integers(0, 5))
def test_each_pass_yields_each_pair_once(lengths: Pairs, size: int, pool: int, seed: int) -> None:
    batches = BucketedBatches(*numbered(lengths), size, pool=pool, seed=seed)
    for _ in range(2):
        assert sorted(pairs_of(batches, lengths)) == list(range(len(lengths)))
    sizes = [len(batch[0]) for batch in batches]
    assert max(sizes) <= size
    assert len(sizes) == len(batches)
    assert pool or sum(count < size for count in sizes) <= 1


@settings(deadline=None)
@given(LENGTHS, st.integers(1, 40), st.integers(0, 30))
def test_a_budget_of_tokens_is_kept(lengths: Pairs, budget: int, pool: int) -> None:
    batches = BucketedBatches(*numbered(lengths), max_tokens=budget, pool=pool)
    assert sorted(pairs_of(batches, lengths)) == list(range(len(lengths)))
    for enc_X, targets, _ in batches:
        assert len(enc_X) == 1 or max(enc_X.numel(), targets.numel()) <= budget


def test_the_order_depends_on_seed_and_pass_alone() -> None:
    lengths = [(n % 7 + 1, n % 5 + 1) for n in range(50)]

    def passes(seed: int) -> list[list[list[int]]]:
        batches = BucketedBatches(*numbered(lengths), 8, seed=seed)
        return [[batch[0][:, 0].tolist() for batch in batches] for _ in range(3)]

    first = passes(0)
    assert first == passes(0)
    assert first != passes(1)
    assert first[0] != first[1] != first[2]


@pytest.mark.parametrize("language", ["pt", "zh"])
def test_padding_of_the_parallel_corpus_is_at_most_five_percent(language: str) -> None:
    pairs = split_parallel(language)["train"]
    sources = [[1] * len(tokenize_words(english)) for english, _ in pairs]
    targets = [[1] * (len(tokenize_words(other)) + 1) for _, other in pairs]
    bucketed = padding_share(BucketedBatches(sources, targets, 64))
    assert bucketed <= 0.05
    assert padding_share(Batches(sources, targets, 64)) > 10 * bucketed


def test_batches_do_not_go_from_short_to_long() -> None:
    chance = random.Random(0)
    lengths = [(n, n) for n in (chance.randint(1, 30) for _ in range(400))]
    widths = [batch[0].shape[1] for batch in BucketedBatches(*numbered(lengths), 8)]
    rises = sum(a < b for a, b in itertools.pairwise(widths))
    assert 0.3 < rises / len(widths) < 0.7


def test_padding_share_counts_both_sides() -> None:
    batch = (torch.tensor([[1, 2], [1, 0]]), torch.tensor([[1, 2, 3, 2], [1, 2, 0, 0]]))
    assert padding_share([batch]) == pytest.approx(3 / 12)
    assert padding_share([batch], pad=1) == pytest.approx(4 / 12)
    with pytest.raises(ValueError, match="batches is empty; expected at least one batch"):
        padding_share([])


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="sources has 1 sequences and targets 0"):
        BucketedBatches([[1]], [], 4)
    with pytest.raises(ValueError, match="batch_size is None and max_tokens None; expected one"):
        BucketedBatches([[1]], [[1]])
    with pytest.raises(ValueError, match="batch_size is 4 and max_tokens 9; expected one"):
        BucketedBatches([[1]], [[1]], 4, max_tokens=9)
    with pytest.raises(ValueError, match="max_tokens is 0; expected at least 1"):
        BucketedBatches([[1]], [[1]], max_tokens=0)
    with pytest.raises(ValueError, match="batch_size is 0; expected at least 1"):
        BucketedBatches([[1]], [[1]], 0)
    with pytest.raises(ValueError, match="pool is -1; expected at least 0"):
        BucketedBatches([[1]], [[1]], 4, pool=-1)
    with pytest.raises(TypeError, match="number of batches is not known"):
        len(BucketedBatches([[1]], [[1]], max_tokens=4))
    with pytest.raises(ValueError, match=r"sequences\[0\] is empty"):
        list(BucketedBatches([[]], [[1]], 4))
