"""Handwritten digits: 1,797 images of 8 × 8 points, from the library scikit-learn.

43 people wrote them on forms of the NIST; 13 of these people wrote what scikit-learn has kept. Each
image was made from 32 × 32 black or white points: a point of it tells how many of 16 were black.

Source: Alpaydin and Kaynak, "Optical Recognition of Handwritten Digits" (1998), UCI Machine
Learning Repository, <https://doi.org/10.24432/C50P49> (CC BY 4.0). scikit-learn brings a copy; this
package holds none.
"""

import torch
from torch import Tensor
from torch.nn import functional

from encdec.checks import check_size
from encdec.extras import require

#: Images (images, 1, height, width) and classes (images,).
Images = tuple[Tensor, Tensor]


def load_digits(size: int = 8) -> Images:
    """Return images (1797, 1, size, size), from 0 (paper) to 1 (ink), and classes (1797,), 0 to 9.

    size: a network made for other images needs another one, such as 28; the points between are
    interpolated. Needs the library ``scikit-learn``.

    Examples:
        >>> from encdec.data import load_digits
        >>> images, classes = load_digits()
        >>> images.shape, classes[:10].tolist()
        (torch.Size([1797, 1, 8, 8]), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])

    """
    check_size("size", size)
    points, classes = require("sklearn.datasets", "vision").load_digits(return_X_y=True)
    images = torch.tensor(points, dtype=torch.float32).view(-1, 1, 8, 8) / 16
    if size != 8:
        images = resize(images, size)
    return images, torch.tensor(classes, dtype=torch.int64)


def resize(images: Tensor, size: int) -> Tensor:
    """Return images (batch, channels, size, size), by bilinear interpolation."""
    check_size("size", size)
    return functional.interpolate(
        images, size=(size, size), mode="bilinear", align_corners=False, antialias=True
    )


def split_images(
    images: Tensor, classes: Tensor, held_out: int = 360, seed: int = 0
) -> tuple[Images, Images]:
    """Shuffle images and classes by ``seed``; return those to train with, and ``held_out``.

    Examples:
        >>> import torch
        >>> from encdec.data import split_images
        >>> train, test = split_images(torch.zeros(10, 1, 8, 8), torch.arange(10), held_out=2)
        >>> train[0].shape, test[1].shape
        (torch.Size([8, 1, 8, 8]), torch.Size([2]))

    """
    if len(images) != len(classes):
        raise ValueError(
            f"images has {len(images)} and classes {len(classes)} entries; expected the same"
        )
    if not 0 < held_out < len(images):
        raise ValueError(f"held_out is {held_out}; expected 1 to {len(images) - 1}")
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(seed))
    train, test = order[held_out:], order[:held_out]
    return (images[train], classes[train]), (images[test], classes[test])
