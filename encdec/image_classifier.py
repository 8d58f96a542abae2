"""A convolutional network that says what an image shows.

Convolution finds small patterns, pooling makes it matter less where exactly they are, and two
linear layers decide. It is an encoder with a decision at its end: no decoder is needed, because the
answer is one class, not a sequence.

Source: LeCun et al., "Gradient-Based Learning Applied to Document Recognition" (1998).
"""

from typing import Any

from torch import Tensor, nn

from encdec.checks import check_size
from encdec.convolution import conv_output_size
from encdec.pooling import pool_output_size
from encdec.windows import Pair, check_images, pair


class ImageClassifier(nn.Module):
    """Convolution → ReLU → max pooling → flatten → linear → ReLU → linear.

    ``forward(X)`` takes grey images X (batch, in_channels, height, width) of ``image_size`` pixels
    and returns logits (batch, num_classes). An image of 28 × 28 becomes 26 × 26 by the kernels of 3
    × 3 (``kernel_size`` 3), and 13 × 13 by the pooling (``pool_size`` 2); with 4 channels
    (``channels``) 4 · 13 · 13 = 676 numbers go into the linear layers. The first of these is
    ``num_hiddens`` wide.

    Examples:
        >>> import torch
        >>> from encdec import ImageClassifier
        >>> model = ImageClassifier()
        >>> model.num_features, model(torch.zeros(2, 1, 28, 28)).shape
        (676, torch.Size([2, 10]))

    """

    def __init__(
        self,
        image_size: Pair = 28,
        num_classes: int = 10,
        *,
        in_channels: int = 1,
        channels: int = 4,
        kernel_size: int = 3,
        pool_size: int = 2,
        num_hiddens: int = 64,
    ) -> None:
        super().__init__()
        check_size("num_classes", num_classes)
        check_size("in_channels", in_channels)
        check_size("channels", channels)
        check_size("num_hiddens", num_hiddens)
        self.image_size, self.in_channels = pair("image_size", image_size), in_channels
        sides = [
            pool_output_size(conv_output_size(side, kernel_size), pool_size)
            for side in self.image_size
        ]
        self.num_features = channels * sides[0] * sides[1]
        self.features = nn.Sequential(
            nn.Conv2d(in_channels, channels, kernel_size), nn.ReLU(), nn.MaxPool2d(pool_size)
        )
        self.classify = nn.Sequential(
            nn.Flatten(),
            nn.Linear(self.num_features, num_hiddens),
            nn.ReLU(),
            nn.Linear(num_hiddens, num_classes),
        )

    def forward(self, X: Tensor, *args: Any) -> Tensor:
        """Return the logits of the images ``X``; ``args`` are not used."""
        check_images("X", X, self.in_channels)
        if X.shape[2:] != self.image_size:
            height, width = self.image_size
            raise ValueError(
                f"X has images of {X.shape[2]} × {X.shape[3]} pixels; expected {height} × {width} "
                "(image_size)"
            )
        logits: Tensor = self.classify(self.features(X))
        return logits
