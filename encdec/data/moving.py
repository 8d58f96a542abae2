"""Films of balls that bounce between four walls, made of formulas: nothing to download.

A ball flies in a straight line and is reflected by the walls; it passes through other balls. Where
it is at time t follows from where and how fast it started, so every frame is exact.

There are few ways to start, so the same film is soon drawn twice. What is to be held out is
therefore chosen by the film itself: ``part_of`` tells from its frames which part it belongs to.

The idea is from Sutskever, Hinton and Taylor, "The Recurrent Temporal Restricted Boltzmann
Machine" (2008), whose balls also bounce off each other.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from encdec.checks import check_choice, check_size


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


def part_of(seen: Tensor) -> Tensor:
    """Return in which of ten parts (number,) each film belongs, by its beginning ``seen``.

    seen: zeros and ones (number, steps, 1, size, size). Films that begin alike have the same part,
    however they were made; all else is as good as chance.
    """
    pixels = seen.flatten(1).long()
    prime = 2**31 - 1
    weights = torch.randint(prime, pixels.shape[1:], generator=torch.Generator().manual_seed(0))
    return (pixels * weights).sum(dim=1) % prime % 10


#: Where the parts go: the first one is to test with, the second one to choose settings by.
PARTS = {"test": (0,), "validation": (1,), "train": (2, 3, 4, 5, 6, 7, 8, 9)}
TRIES = 1000


def draw_films(
    number: int, seen: int, ahead: int, *, part: str = "train", seed: int = 0, **options: int
) -> tuple[Tensor, Tensor]:
    """Return the beginnings (number, seen, 1, size, size) and the ends of films of one ``part``.

    part: "train", "validation" or "test"; no two of them have a film, nor a film's beginning, in
    common. ahead: the number of frames of the ends. options: those of ``bouncing_balls``.
    """
    check_size("number", number)
    check_size("seen", seen)
    check_size("ahead", ahead)
    check_choice("part", part, PARTS)
    seeds = torch.Generator().manual_seed(seed)
    places, kept = torch.tensor(PARTS[part]), torch.empty(0)
    for _ in range(TRIES):
        drawn = int(torch.randint(2**62, (), generator=seeds))
        films = bouncing_balls(2 * number, seen + ahead, seed=drawn, **options)
        films = films[torch.isin(part_of(films[:, :seen]), places)]
        kept = torch.cat((kept, films)) if len(kept) else films
        if len(kept) >= number:
            return kept[:number, :seen], kept[:number, seen:]
    raise ValueError(f"part {part!r} has hardly any films of {options}; expected a larger size")


class Films:
    """Batches ``(seen, targets)`` of bouncing balls to train with, other ones in each pass.

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
            yield draw_films(
                self.batch_size,
                self.seen,
                self.ahead,
                size=self.size,
                balls=self.balls,
                seed=int(torch.randint(2**62, (), generator=seeds)),
            )
