"""Three parts of the data: to train with, to choose settings by, and to test with once.

What is held out must be new. Two things that a model could mistake for each other, such as the
same letters in another order, get the same key, and one key is never in two parts.
"""

import random
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from encdec.checks import check_size

T = TypeVar("T")


class Parts(NamedTuple, Generic[T]):
    """The parts of the data, each a list."""

    train: list[T]
    validation: list[T]
    test: list[T]


def split_by(
    items: Sequence[T], key: Callable[[T], Any], validation: int, test: int, *, seed: int = 0
) -> Parts[T]:
    """Divide ``items`` at random so that all with the same ``key`` come into one part.

    validation, test: how many items those parts get at least; the last key may bring some more.
    """
    check_size("validation", validation)
    check_size("test", test)
    groups: dict[Any, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    shuffled = list(groups.values())
    random.Random(seed).shuffle(shuffled)
    parts: Parts[T] = Parts([], [], [])
    for group in shuffled:
        if len(parts.test) < test:
            parts.test.extend(group)
        elif len(parts.validation) < validation:
            parts.validation.extend(group)
        else:
            parts.train.extend(group)
    if not parts.train:
        raise ValueError(
            f"validation is {validation}, test {test}; expected some of the {len(items)} items "
            "to be left for training"
        )
    return parts
