"""Batches of images, in a new order each time, and the images moved about a little."""

import random
from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn.functional import pad

from encdec.checks import check_size
from encdec.windows import check_images


def pass_generator(seed: int, passes: int) -> torch.Generator:
    """Return random numbers for one pass over the data, decided by both numbers alone."""
    return torch.Generator().manual_seed(random.Random(f"{seed} {passes}").getrandbits(63))


def shifted(X: Tensor, most: int, generator: torch.Generator | None = None) -> Tensor:
    """Move each image of ``X`` (batch, channels, height, width) by up to ``most`` pixels.

    The way is drawn for each image and each direction. What comes in from outside is 0.
    """
    check_images("X", X)
    check_size("most", most, 0)
    batch, channels, height, width = X.shape
    start = torch.randint(0, 2 * most + 1, (2, batch, 1), generator=generator).to(X.device)
    rows = start[0] + torch.arange(height, device=X.device)
    columns = start[1] + torch.arange(width, device=X.device)
    image = torch.arange(batch, device=X.device)[:, None, None, None]
    channel = torch.arange(channels, device=X.device)[:, None, None]
    return pad(X, [most] * 4)[image, channel, rows[:, None, :, None], columns[:, None, None, :]]


class ImageBatches:
    """Images and their targets as batches ``(images, targets)``.

    images: (number, channels, height, width). targets: a tensor with one row for each image.
    Each pass goes through all images once, in a new random order that depends on ``seed`` and
    on the number of the pass alone, each image moved by up to ``shift`` pixels. The last batch of
    a pass may be smaller.
    """

    def __init__(
        self,
        images: Tensor,
        targets: Tensor,
        batch_size: int = 64,
        *,
        seed: int = 0,
        shift: int = 0,
    ) -> None:
        check_images("images", images)
        if len(images) != len(targets):
            raise ValueError(
                f"images has {len(images)} rows and targets {len(targets)}; expected as many"
            )
        check_size("batch_size", batch_size)
        check_size("shift", shift, 0)
        self.images, self.targets = images, targets
        self.batch_size, self.seed, self.shift = batch_size, seed, shift
        self.passes = 0

    def __len__(self) -> int:
        return -(-len(self.images) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        generator = pass_generator(self.seed, self.passes)
        self.passes += 1
        order = torch.randperm(len(self.images), generator=generator)
        for rows in torch.split(order, self.batch_size):
            images = self.images[rows]
            if self.shift:
                images = shifted(images, self.shift, generator)
            yield images, self.targets[rows]
