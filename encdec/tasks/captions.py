"""Learn to say what a picture shows: "a small bright square above a large dark circle".

A convolutional encoder and a GRU with attention over places of the picture, soft or hard. The
captions that are tested combine shapes in ways that the training never shows, and the pictures
are new.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn

from encdec.base import EncoderDecoder
from encdec.caption_loss import caption_loss
from encdec.captioning import CaptionDecoder, ImageEncoder
from encdec.checks import check_choice, check_size
from encdec.data.captions import (
    KINDS,
    SIZE,
    CaptionBatches,
    Pictures,
    Scene,
    caption_vocabulary,
    draw,
    encode_captions,
    split_scenes,
)
from encdec.decoding import evaluating, greedy
from encdec.metrics import exact_match
from encdec.tasks.base import Task, device_of
from encdec.training import Batch, teacher_forcing

#: How many pictures of each held-out scene are tested.
COPIES = 4
#: The longest caption has ten words.
MAX_STEPS = 12


def box_mask(boxes: Tensor, grid: tuple[int, int], size: int = SIZE) -> Tensor:
    """Return (number, places), True at the places of the ``grid`` that a box touches.

    boxes: (number, 4), the first row and column and those behind the last ones, in pixels.
    """
    rows, columns = (size // side for side in grid)
    top, left, bottom, right = (edge.unsqueeze(1) for edge in boxes.unbind(dim=1))
    row, column = torch.arange(grid[0]) * rows, torch.arange(grid[1]) * columns
    tall = (row < bottom) & (row + rows > top)
    wide = (column < right) & (column + columns > left)
    return (tall.unsqueeze(2) & wide.unsqueeze(1)).flatten(1)


def attention_on_shapes(weights: Tensor, kinds: Tensor, masks: Tensor) -> Tensor:
    """Return the share of attention that lies on the shape that is being named, (named,).

    weights: (number, steps, places). kinds: (number, steps), True at the steps whose word is the
    kind of a shape. masks: (number, shapes, places), True on the first shape, the second, ….
    """
    number, step = kinds.nonzero(as_tuple=True)
    shape = kinds.cumsum(dim=1)[number, step] - 1
    return (weights[number, step] * masks[number, shape]).sum(dim=1)


class CaptionsTask(Task):
    """Pictures of shapes and their captions.

    attention: "soft" or "hard". width: of the features of a place and of the decoder.
    """

    name = "captions"
    summary = "pictures to captions: convolutions, then a GRU with attention over places"
    goal = "at least 95 % of the captions of new pictures right, in about 60 s on one core"
    steps, batch_size, lr = 800, 64, 3e-3

    def __init__(self, *, attention: str = "soft", width: int = 64) -> None:
        check_choice("attention", attention, ("soft", "hard"))
        check_size("width", width)
        self.attention, self.width = attention, width
        self.vocab = caption_vocabulary()

    @cached_property
    def scenes(self) -> tuple[list[Scene], list[Scene]]:
        """The scenes to train with and those to test with, each of these ``COPIES`` times."""
        train, test = split_scenes()
        return train, [scene for scene in test for _ in range(COPIES)]

    @cached_property
    def pictures(self) -> Pictures:
        """The pictures to test with."""
        return draw(self.scenes[1], torch.Generator().manual_seed(0))

    def build(self) -> EncoderDecoder:
        """Return an untrained model."""
        encoder = ImageEncoder(SIZE, self.width)
        decoder = CaptionDecoder(len(self.vocab), 16, self.width, attention=self.attention)
        return EncoderDecoder(encoder, decoder)

    def batches(self, batch_size: int = 64, seed: int = 0) -> Iterable[Batch]:
        """Return batches (images, targets) of pictures that are new in each pass."""
        return CaptionBatches(self.scenes[0], self.vocab, batch_size, seed=seed)

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        """Return the loss of soft or hard attention."""
        return caption_loss(model, batch, bos=self.bos, pad=self.pad, entropy=0.001)

    def captions(self, model: nn.Module, images: Tensor) -> list[list[str]]:
        """Return the words that the model finds for ``images`` (number, 1, 32, 32)."""
        images = images.to(device_of(model))
        return [self.vocab.decode(ids) for ids in greedy(model, images, max_steps=MAX_STEPS)]

    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """Return the share of right captions, and of attention on the shape that is named.

        "attention on shape" is measured at the word for its kind, while the decoder reads the right
        caption; "area of shape" is what attention spread evenly would give.
        """
        wanted = [scene.caption for scene in self.scenes[1]]
        right = exact_match(self.captions(model, self.pictures.images), wanted)
        shares = self.looks(model)
        return {"exact match": right, "attention on shape": shares[0], "area of shape": shares[1]}

    @torch.no_grad()
    def looks(self, model: nn.Module) -> tuple[float, float]:
        """Return the mean share of attention on the named shape, and that of the shape's area."""
        targets = encode_captions(self.scenes[1], self.vocab)
        here = device_of(model)
        parts: Any = model
        kept, parts.decoder.keep_weights = parts.decoder.keep_weights, True
        try:
            with evaluating(model):
                model(self.pictures.images.to(here), teacher_forcing(targets, self.bos).to(here))
            weights = parts.decoder.attention_weights.cpu()
        finally:
            parts.decoder.keep_weights, parts.decoder.attention_weights = kept, None
        kinds = torch.isin(targets, torch.tensor(self.vocab.encode(KINDS)))
        grid = parts.encoder.grid
        masks = torch.stack([box_mask(box, grid) for box in self.pictures.boxes.unbind(1)], dim=1)
        even = torch.full_like(weights, 1 / weights.shape[2])
        on_shape, area = (attention_on_shapes(each, kinds, masks) for each in (weights, even))
        return on_shape.mean().item(), area.mean().item()

    def settings(self) -> dict[str, Any]:
        """Return the kind of attention and the width."""
        return {"attention": self.attention, "width": self.width}
