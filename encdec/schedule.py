"""Schedules: which share of the learning rate a step uses.

The first steps of a training are small: the gradients of fresh weights, and what the optimizer
knows about their size, are not yet to be trusted. Then the rate falls, so that the weights settle.

Sources: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017),
<https://arxiv.org/abs/1608.03983>, for the cosine; Vaswani et al., "Attention Is All You Need"
(2017), <https://arxiv.org/abs/1706.03762>, for warm-up and the inverse square root.
"""

import math
from collections.abc import Callable

#: ``schedule(step, steps, warmup)``: the share for ``step``, counted from 0, of ``steps``.
Schedule = Callable[[int, int, float], float]


def _rising(steps: int, warmup: float) -> int:
    return max(1, round(warmup * steps))


def warmup_cosine(step: int, steps: int, warmup: float = 0.1) -> float:
    """Return the share of the learning rate to use at ``step``, counted from 0, of ``steps``.

    It rises in a straight line for the first ``warmup`` share of all steps, then falls as a
    cosine towards 0.

    Examples:
        >>> from encdec import warmup_cosine
        >>> [round(warmup_cosine(step, steps=10, warmup=0.2), 2) for step in range(0, 10, 2)]
        [0.5, 1.0, 0.85, 0.5, 0.15]

    """
    rising = _rising(steps, warmup)
    if step < rising:
        return (step + 1) / rising
    return 0.5 * (1 + math.cos(math.pi * (step - rising) / max(1, steps - rising)))


def warmup_inverse_sqrt(step: int, steps: int, warmup: float = 0.1) -> float:
    """Return the share of the learning rate to use at ``step``, counted from 0, of ``steps``.

    It rises as that of ``warmup_cosine`` for the ``warmup`` share of steps, then falls with the
    square root of the step: four times as many steps, half the rate. It never reaches 0, so a
    training can go on.

    Examples:
        >>> from encdec import warmup_inverse_sqrt
        >>> [round(warmup_inverse_sqrt(step, steps=10, warmup=0.2), 2) for step in range(0, 10, 2)]
        [0.5, 0.82, 0.63, 0.53, 0.47]

    """
    rising = _rising(steps, warmup)
    return min((step + 1) / rising, math.sqrt(rising / (step + 1)))


#: The schedules by the names that the command line uses.
SCHEDULES: dict[str, Schedule] = {"cosine": warmup_cosine, "inverse-sqrt": warmup_inverse_sqrt}
