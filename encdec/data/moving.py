"""Films of balls that bounce between four walls, made of formulas: nothing to download.

A ball flies in a straight line and is reflected by the walls; it passes through other balls. Where
it is at time t follows from where and how fast it started, so every frame is exact.

The idea is from Sutskever, Hinton and Taylor, "The Recurrent Temporal Restricted Boltzmann
Machine" (2008), whose balls also bounce off each other.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from encdec.checks import check_size


def reflect(position: Tensor, low: int, high: int) -> Tensor:
    """Fold positions on a line without walls back between walls at ``low`` and ``high``."""
    width = high - low
    around = (position - low) % (2 * width)
    return low + torch.minimum(around, 2 * width - around)


def bouncing_balls(
    number: int,
    steps: int,
    *,
    size: int = 12,
    balls: int = 2,
    radius: int = 2,
    speed: int = 1,
    seed: int = 0,
) -> Tensor:
    """Return ``number`` films (number, steps, 1, size, size) of zeros (dark) and ones (a ball).

    radius: of a ball, in pixels. speed: the most pixels that a ball moves in a step, up or down and
    to the left or right; none stands still.
    """
    sizes = {"number": number, "steps": steps, "balls": balls, "radius": radius, "speed": speed}
    for name, value in sizes.items():
        check_size(name, value)
    check_size("size", size, 2 * radius + 2)
    random = torch.Generator().manual_seed(seed)
    low, high = radius, size - 1 - radius
    shape = (number, 1, balls)
    start = torch.randint(low, high + 1, (*shape, 2), generator=random)
    moves = [(i, j) for i in range(-speed, speed + 1) for j in range(-speed, speed + 1) if i or j]
    velocity = torch.tensor(moves)[torch.randint(len(moves), shape, generator=random)]
    times = torch.arange(steps).view(1, steps, 1, 1)
    return draw(reflect(start + velocity * times, low, high), size, radius)


def draw(centres: Tensor, size: int, radius: float) -> Tensor:
    """Draw balls at ``centres`` (number, steps, balls, 2): (number, steps, 1, size, size)."""
    pixels = torch.arange(size)
    row = (pixels.view(size, 1) - centres[..., 0, None, None]) ** 2
    column = (pixels.view(1, size) - centres[..., 1, None, None]) ** 2
    return (row + column <= radius**2).any(dim=2, keepdim=True).float()


class Films:
    """Batches ``(seen, targets)`` of bouncing balls, new ones in each batch and pass.

    seen: the first frames (batch, seen, 1, size, size). targets: those that follow,
    (batch, ahead, 1, size, size). One pass is ``number`` batches; all of them follow
    from ``seed`` and the number of the pass.
    """

    def __init__(
        self,
        batch_size: int,
        *,
        seen: int = 6,
        ahead: int = 6,
        size: int = 12,
        balls: int = 2,
        number: int = 100,
        seed: int = 0,
    ) -> None:
        for name, value in (("batch_size", batch_size), ("seen", seen), ("ahead", ahead)):
            check_size(name, value)
        check_size("number", number)
        self.batch_size, self.seen, self.ahead = batch_size, seen, ahead
        self.size, self.balls, self.number, self.seed = size, balls, number, seed
        self.passes = 0

    def __len__(self) -> int:
        return self.number

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        seeds = torch.Generator().manual_seed(self.seed * 1_000_003 + self.passes)
        self.passes += 1
        for _ in range(self.number):
            seed = int(torch.randint(2**62, (), generator=seeds))
            films = bouncing_balls(
                self.batch_size,
                self.seen + self.ahead,
                size=self.size,
                balls=self.balls,
                seed=seed,
            )
            yield films[:, : self.seen], films[:, self.seen :]
