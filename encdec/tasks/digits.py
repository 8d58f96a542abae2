"""Learn to read handwritten digits: a convolutional network with a decision at its end.

The 1,797 digits come with scikit-learn, 8 × 8 pixels each. They are enlarged to 28 × 28, the size
for which this network is usually shown. While it learns, each digit is moved by up to two pixels.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from encdec.checks import check_size
from encdec.data.digits import Images, load_digits, split_images
from encdec.data.images import ImageBatches
from encdec.decoding import evaluating
from encdec.dialects import output_of
from encdec.image_classifier import ImageClassifier
from encdec.tasks.base import Task, device_of
from encdec.training import Batch


class DigitsTask(Task):
    """Handwritten digits and their values from 0 to 9.

    size: height and width of the images. shift: by how many pixels they are moved at most.
    """

    name = "digits"
    summary = "handwritten digits to their values: a small convolutional network"
    goal = "at least 97 % of new digits right, in about 10 s on one core"
    steps, batch_size, lr = 1500, 64, 5e-3
    extras = {"sklearn": "vision"}  # noqa: RUF012  # declared a ClassVar by Task

    def __init__(self, *, size: int = 28, shift: int = 2) -> None:
        check_size("size", size)
        check_size("shift", shift, 0)
        self.size, self.shift = size, shift

    @cached_property
    def data(self) -> tuple[Images, Images]:
        """The digits to train with and those to test with, each (images, labels)."""
        return split_images(*load_digits(self.size), held_out=360)

    def build(self) -> ImageClassifier:
        """Return an untrained network."""
        return ImageClassifier(self.size)

    def batches(self, batch_size: int = 64, seed: int = 0) -> Iterable[Batch]:
        """Return batches (images, labels)."""
        return ImageBatches(*self.data[0], batch_size, seed=seed, shift=self.shift)

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        """Return the mean cross-entropy."""
        images, labels = batch
        return functional.cross_entropy(output_of(model(images)), labels)

    @torch.no_grad()
    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """Return the share of the 360 other digits that the model reads rightly."""
        images, labels = (part.to(device_of(model)) for part in self.data[1])
        with evaluating(model):
            answers = output_of(model(images)).argmax(dim=1)
        return {"accuracy": (answers == labels).double().mean().item()}

    def settings(self) -> dict[str, Any]:
        """Return the size of the images and by how much they are moved."""
        return {"size": self.size, "shift": self.shift}
