"""How good the decoded sequences are."""

from collections.abc import Sequence
from typing import Any


def _check(predicted: Sequence[Any], expected: Sequence[Any]) -> None:
    if len(predicted) != len(expected) or not expected:
        raise ValueError(
            f"predicted has {len(predicted)} sequences and expected {len(expected)}; "
            "expected the same number, at least 1"
        )


def exact_match(predicted: Sequence[Sequence[Any]], expected: Sequence[Sequence[Any]]) -> float:
    """Return the share of sequences, from 0 to 1, that are right from end to end."""
    _check(predicted, expected)
    pairs = zip(predicted, expected, strict=True)
    return sum(list(left) == list(right) for left, right in pairs) / len(expected)


def token_accuracy(predicted: Sequence[Sequence[Any]], expected: Sequence[Sequence[Any]]) -> float:
    """Return the share of positions, from 0 to 1, that hold the right token.

    Each pair counts as many positions as its longer sequence has, so missing and surplus tokens
    are errors.
    """
    _check(predicted, expected)
    pairs = list(zip(predicted, expected, strict=True))
    right = sum(a == b for left, other in pairs for a, b in zip(left, other, strict=False))
    positions = sum(max(len(left), len(other)) for left, other in pairs)
    return right / positions if positions else 1.0
