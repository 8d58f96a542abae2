"""Pooling from scratch: each window of an image becomes one number.

Max pooling keeps the strongest response of a window, wherever in it that is. Average pooling
keeps the mean, so that nothing stands out any more. Neither has anything to learn.

Sources: LeCun et al., "Gradient-Based Learning Applied to Document Recognition" (1998), for the
average; Boureau, Ponce and LeCun, "A Theoretical Analysis of Feature Pooling in Visual
Recognition" (2010), for when to use which.
"""

import math

import torch
from torch import Tensor
from torch.nn.functional import pad

from encdec.checks import check_size
from encdec.windows import Pair, check_images, pair, sliding_windows


def pool_output_size(
    size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    """Return how many windows there are along one direction of ``size`` pixels.

    The formula is that of ``conv_output_size``, with ``dilation``, and with ``stride`` equal to
    ``kernel_size`` unless given. With ``ceil_mode`` it rounds up: a last window may reach beyond
    the padded image, but must begin in the image or in the ``padding`` before it.

    Examples:
        >>> from encdec import pool_output_size
        >>> pool_output_size(7, kernel_size=2), pool_output_size(7, kernel_size=2, ceil_mode=True)
        (3, 4)

    """
    stride = kernel_size if stride is None else stride
    for name, value in (
        ("size", size),
        ("kernel_size", kernel_size),
        ("stride", stride),
        ("dilation", dilation),
    ):
        check_size(name, value)
    check_size("padding", padding, 0)
    room, span = size + 2 * padding, dilation * (kernel_size - 1) + 1
    if 2 * padding > kernel_size:
        raise ValueError(
            f"padding is {padding}; expected at most {kernel_size // 2}, half of kernel_size"
        )
    windows = (math.ceil if ceil_mode else math.floor)((room - span) / stride) + 1
    if ceil_mode and (windows - 1) * stride >= size + padding:
        windows -= 1
    if windows < 1:
        raise ValueError(
            f"kernel_size is {kernel_size}, with dilation {dilation} it spans {span} pixels; "
            f"expected at most {room}, the size {size} with padding {padding} on both sides"
        )
    return windows


def _margins(
    X: Tensor, size: Pair, stride: Pair | None, padding: Pair, dilation: Pair, ceil_mode: bool
) -> tuple[list[int], list[int]]:
    """Return the padding of ``X`` and what ``ceil_mode`` adds: each (left, right, up, down)."""
    padded: list[int] = []
    beyond: list[int] = []
    options = [pair("kernel_size", size), pair("stride", size if stride is None else stride)]
    options += [pair("padding", padding, 0), pair("dilation", dilation)]
    for i in (1, 0):  # the last dimension first, as functional.pad wants it
        kernel, step, margin, gap = (option[i] for option in options)
        length = X.shape[2 + i]
        windows = pool_output_size(length, kernel, step, margin, gap, ceil_mode)
        end = (windows - 1) * step + gap * (kernel - 1) + 1
        padded += [margin, margin]
        beyond += [0, max(0, end - length - 2 * margin)]
    return padded, beyond


def max_pool2d(
    X: Tensor,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Pair = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
) -> Tensor:
    """Return the greatest number of each window of ``X`` (batch, channels, height, width).

    ``kernel_size``, ``stride``, ``dilation`` and ``ceil_mode``: see ``pool_output_size``. The
    ``padding`` is -∞, so it never is the greatest. The result is (batch, channels, rows, columns).

    Examples:
        >>> import torch
        >>> from encdec import max_pool2d
        >>> max_pool2d(torch.arange(16.0).view(1, 1, 4, 4), kernel_size=2)
        tensor([[[[ 5.,  7.],
                  [13., 15.]]]])

    """
    check_images("X", X)
    padded, beyond = _margins(X, kernel_size, stride, padding, dilation, ceil_mode)
    X = pad(pad(X, padded, value=-math.inf), beyond, value=-math.inf)
    windows = sliding_windows(
        X,
        pair("kernel_size", kernel_size),
        pair("stride", kernel_size if stride is None else stride),
        pair("dilation", dilation),
    )
    return windows.flatten(-2).max(dim=-1).values


def avg_pool2d(
    X: Tensor,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Pair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """Return the mean of each window of ``X`` (batch, channels, height, width).

    ``kernel_size``, ``stride`` and ``ceil_mode``: see ``pool_output_size``. The ``padding`` is 0.
    count_include_pad: whether it counts as pixels of the window; what ``ceil_mode`` adds never
    does. divisor_override: divide each sum by this number instead. The result is (batch, channels,
    rows, columns).

    Examples:
        >>> import torch
        >>> from encdec import avg_pool2d
        >>> avg_pool2d(torch.arange(16.0).view(1, 1, 4, 4), kernel_size=2)
        tensor([[[[ 2.5000,  4.5000],
                  [10.5000, 12.5000]]]])

    """
    check_images("X", X)
    padded, beyond = _margins(X, kernel_size, stride, padding, 1, ceil_mode)
    size = pair("kernel_size", kernel_size)
    step = pair("stride", kernel_size if stride is None else stride)
    total = sliding_windows(pad(pad(X, padded), beyond), size, step).sum(dim=(-2, -1))
    if divisor_override is not None:
        check_size("divisor_override", divisor_override)
        return total / divisor_override
    pixels = torch.ones_like(X[:1, :1])
    counted = pad(pad(pixels, padded, value=float(count_include_pad)), beyond)
    return total / sliding_windows(counted, size, step).sum(dim=(-2, -1))
