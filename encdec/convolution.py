"""Convolution from scratch: the sums that ``torch.nn.Conv2d`` computes, in a form to read.

A kernel slides over an image. At each place the pixels under it are multiplied by its numbers and
added up. Strictly this is a cross-correlation, since the kernel isn't turned round. Deep learning
calls it convolution all the same: a learnt kernel may be either way round.

Sources: LeCun et al., "Gradient-Based Learning Applied to Document Recognition" (1998); Dumoulin
and Visin, "A Guide to Convolution Arithmetic for Deep Learning" (2016),
<https://arxiv.org/abs/1603.07285>.
"""

import math
from typing import Any

import torch
from torch import Tensor, nn

from encdec.checks import check_choice, check_size, check_tensor
from encdec.windows import Pair, check_images, pair, sliding_windows

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


def correlate2d(X: Tensor, K: Tensor) -> Tensor:
    """Return the cross-correlation of the image ``X`` (n, m) with the kernel ``K`` (i, j).

    The kernel fits at n - i + 1 places downwards and m - j + 1 to the right, which is the shape of
    the result.

    Examples:
        >>> import torch
        >>> from encdec import correlate2d
        >>> correlate2d(torch.arange(9.0).view(3, 3), torch.ones(2, 2))
        tensor([[ 8., 12.],
                [20., 24.]])

    """
    check_tensor("X", X, "height, width")
    check_tensor("K", K, "height, width")
    (n, m), (i, j) = X.shape, K.shape
    if i > n or j > m:
        raise ValueError(f"K has shape {(i, j)}; expected at most that of X, {(n, m)}")
    rows = [
        torch.stack([(X[r : r + i, c : c + j] * K).sum() for c in range(m - j + 1)])
        for r in range(n - i + 1)
    ]
    return torch.stack(rows)


def conv_output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Return how many places a kernel finds along one direction of ``size`` pixels.

    ``⌊(size + 2 · padding - dilation · (kernel_size - 1) - 1) / stride⌋ + 1``

    Examples:
        >>> from encdec import conv_output_size
        >>> conv_output_size(28, kernel_size=3), conv_output_size(28, kernel_size=3, stride=2)
        (26, 13)

    """
    for name, value in (
        ("size", size),
        ("kernel_size", kernel_size),
        ("stride", stride),
        ("dilation", dilation),
    ):
        check_size(name, value)
    check_size("padding", padding, 0)
    room, span = size + 2 * padding, dilation * (kernel_size - 1) + 1
    if span > room:
        raise ValueError(
            f"kernel_size is {kernel_size}, with dilation {dilation} it spans {span} pixels; "
            f"expected at most {room}, the size {size} with padding {padding} on both sides"
        )
    return (room - span) // stride + 1


def padded_positions(size: int, before: int, after: int, mode: str) -> Tensor:
    """Return which of ``size`` pixels stands at each place of a line once it is padded.

    For the pixels 0 1 2 3 with two more on either side:

    - "circular": 2 3 | 0 1 2 3 | 0 1, as on a ring;
    - "reflect": 2 1 | 0 1 2 3 | 2 1, as in a mirror on the outermost pixel;
    - "replicate": 0 0 | 0 1 2 3 | 3 3, the outermost pixel again and again.
    """
    most = {"circular": size, "reflect": size - 1}.get(mode)
    if most is not None and max(before, after) > most:
        raise ValueError(
            f"padding is {max(before, after)}; expected at most {most} for {size} pixels and "
            f"padding_mode {mode!r}"
        )
    positions = torch.arange(-before, size + after)
    if mode == "circular":
        return positions % size
    if mode == "reflect":
        return size - 1 - (size - 1 - positions.abs()).abs()
    return positions.clamp(0, size - 1)


def pad_images(
    X: Tensor, vertical: tuple[int, int], horizontal: tuple[int, int], mode: str = "zeros"
) -> Tensor:
    """Add pixels around ``X`` (batch, channels, height, width).

    vertical: how many rows above and below. horizontal: how many columns left and right.
    mode: "zeros", "reflect", "replicate" or "circular"; see ``padded_positions``.
    """
    check_choice("padding_mode", mode, PADDING_MODES)
    if mode == "zeros":
        return nn.functional.pad(X, (*horizontal, *vertical))
    rows = padded_positions(X.shape[2], *vertical, mode).to(X.device)
    columns = padded_positions(X.shape[3], *horizontal, mode).to(X.device)
    return X[:, :, rows][:, :, :, columns]


def padding_of(
    padding: Pair | str, kernel_size: tuple[int, int], stride: tuple[int, int], dilation: Any
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return how many pixels to add (above, below) and (left, right).

    padding: numbers, "valid" for none, or "same" for as many as keep the image's size. Of an odd
    number for "same" the greater part goes below and to the right.
    """
    if not isinstance(padding, str):
        down, right = pair("padding", padding, 0)
        return (down, down), (right, right)
    check_choice("padding", padding, ("valid", "same"))
    if padding == "valid":
        return (0, 0), (0, 0)
    if stride != (1, 1):
        raise ValueError(f"stride is {stride}; expected 1 with padding 'same'")
    down, right = (step * (size - 1) for step, size in zip(dilation, kernel_size, strict=True))
    return (down // 2, down - down // 2), (right // 2, right - right // 2)


def _check_weight(X: Tensor, weight: Any, bias: Any, groups: int) -> None:
    check_tensor("weight", weight, "out_channels, in_channels / groups, height, width")
    check_size("groups", groups)
    if X.shape[1] != groups * weight.shape[1]:
        raise ValueError(
            f"X has {X.shape[1]} channels; expected {groups * weight.shape[1]}, groups × "
            f"weight.shape[1] ({groups} × {weight.shape[1]})"
        )
    if weight.shape[0] % groups:
        raise ValueError(f"weight has {weight.shape[0]} kernels; expected a multiple of {groups}")
    if weight.dtype != X.dtype:
        raise TypeError(f"weight has dtype {weight.dtype}; expected {X.dtype} as X has")
    if bias is not None:
        check_tensor("bias", bias, "out_channels")
        if bias.shape[0] != weight.shape[0]:
            raise ValueError(f"bias has shape {tuple(bias.shape)}; expected ({weight.shape[0]},)")


def conv2d(
    X: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Pair = 1,
    padding: Pair | str = 0,
    dilation: Pair = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> Tensor:
    """Convolve the images ``X`` (batch, in_channels, height, width) with ``weight``.

    weight: (out_channels, in_channels / groups, kernel height, kernel width). bias:
    (out_channels,). stride: pixels from one place to the next. padding: pixels on each side, "same"
    or "valid". dilation: pixels from one number of the kernel to the next. groups: the channels
    fall into so many groups, and each kernel sees those of its own group only. padding_mode: see
    ``pad_images``.

    Returns (batch, out_channels, rows, columns); ``conv_output_size`` tells how many.

    Examples:
        >>> import torch
        >>> from encdec import conv2d
        >>> conv2d(torch.ones(1, 1, 3, 3), weight=torch.ones(1, 1, 3, 3), padding="same")
        tensor([[[[4., 6., 4.],
                  [6., 9., 6.],
                  [4., 6., 4.]]]])

    """
    check_images("X", X)
    _check_weight(X, weight, bias, groups)
    stride, dilation = pair("stride", stride), pair("dilation", dilation)
    size = (weight.shape[2], weight.shape[3])
    X = pad_images(X, *padding_of(padding, size, stride, dilation), mode=padding_mode)
    for i in (0, 1):  # an error if the kernel doesn't fit
        conv_output_size(X.shape[2 + i], size[i], stride[i], 0, dilation[i])
    # b: image, g: group, c: channel, r and s: place, i and j: place in the window, k: kernel
    windows = torch.unflatten(sliding_windows(X, size, stride, dilation), 1, (groups, -1))
    kernels = torch.unflatten(weight, 0, (groups, -1))
    Y = torch.einsum("bgcrsij,gkcij->bgkrs", windows, kernels).flatten(1, 2)
    return Y if bias is None else Y + bias[:, None, None]


class Conv2d(nn.Module):
    """A layer of learnt kernels: ``torch.nn.Conv2d`` rebuilt, with the same parameters.

    ``forward(X)`` takes X (batch, in_channels, height, width) and returns (batch, out_channels,
    rows, columns). ``weight`` and ``bias`` have the names and shapes that torch gives them: each of
    the two layers loads what the other one has saved. ``kernel_size``, ``stride``, ``padding``,
    ``dilation``, ``groups`` and ``padding_mode`` are those of ``conv2d``, ``device`` and ``dtype``
    those of the parameters.

    Examples:
        >>> import torch
        >>> from encdec import Conv2d
        >>> Conv2d(in_channels=1, out_channels=4, kernel_size=3)(torch.zeros(2, 1, 28, 28)).shape
        torch.Size([2, 4, 26, 26])

    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Pair,
        stride: Pair = 1,
        padding: Pair | str = 0,
        dilation: Pair = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        check_size("groups", groups)
        for name, value in (("in_channels", in_channels), ("out_channels", out_channels)):
            check_size(name, value)
            if value % groups:
                raise ValueError(f"{name} is {value}; expected a multiple of groups, {groups}")
        check_choice("padding_mode", padding_mode, PADDING_MODES)
        size = pair("kernel_size", kernel_size)
        self.stride, self.dilation = pair("stride", stride), pair("dilation", dilation)
        padding_of(padding, size, self.stride, self.dilation)  # an error now rather than later
        self.padding, self.groups, self.padding_mode = padding, groups, padding_mode
        shape = (out_channels, in_channels // groups, *size)
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        self.weight = nn.Parameter(torch.empty(shape, device=device, dtype=dtype))
        nn.init.uniform_(self.weight, -bound, bound)
        self.bias: nn.Parameter | None = None
        if bias:
            self.bias = nn.Parameter(torch.empty(out_channels, device=device, dtype=dtype))
            nn.init.uniform_(self.bias, -bound, bound)

    def forward(self, X: Tensor) -> Tensor:
        """Convolve the images ``X``."""
        return conv2d(
            X,
            self.weight,
            self.bias,
            self.stride,
            self.padding,
            self.dilation,
            self.groups,
            self.padding_mode,
        )
