"""A window that slides over an image: what convolution and pooling have in common.

Images have the shape (batch, channels, height, width). Sizes, strides and the like are given
as one number for both directions or as the pair (vertical, horizontal).

Source: Dumoulin and Visin, "A Guide to Convolution Arithmetic for Deep Learning" (2016),
https://arxiv.org/abs/1603.07285.
"""

from typing import Any

from torch import Tensor

from encdec.checks import check_size, check_tensor

#: One number for both directions, or (vertical, horizontal).
Pair = int | tuple[int, int]


def pair(name: str, value: Any, least: int = 1) -> tuple[int, int]:
    """Return ``value`` as (vertical, horizontal), whole numbers of at least ``least``."""
    both = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if len(both) != 2:
        raise ValueError(f"{name} is {value!r}; expected a whole number or a pair of them")
    for part in both:
        check_size(name, part, least)
    return both


def check_images(name: str, X: Any, channels: int | None = None) -> None:
    """Require real numbers, shape (batch, ``channels``, height, width)."""
    check_tensor(name, X, "batch, channels, height, width")
    if not X.is_floating_point():
        raise TypeError(f"{name} has dtype {X.dtype}; expected real numbers such as torch.float32")
    if channels is not None and X.shape[1] != channels:
        raise ValueError(f"{name} has {X.shape[1]} channels; expected {channels}")


def sliding_windows(
    X: Tensor,
    size: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    dilation: tuple[int, int] = (1, 1),
) -> Tensor:
    """Return every window of ``X`` (batch, channels, height, width), from left to right and down.

    The result (batch, channels, rows, columns, size[0], size[1]) is a view: nothing is copied.
    A dilated window skips dilation - 1 pixels between two that it sees.
    """
    tall, wide = (step * (length - 1) + 1 for step, length in zip(dilation, size, strict=True))
    windows = X.unfold(2, tall, stride[0]).unfold(3, wide, stride[1])
    return windows[..., :: dilation[0], :: dilation[1]]
