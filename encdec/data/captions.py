"""Pictures of shapes, drawn together with their captions.

A scene shows one or two shapes on black. Its caption follows this grammar:

    caption  → shape | shape relation shape
    shape    → "a" size light kind
    size     → "small" | "large"
    light    → "dark" | "bright"
    kind     → "circle" | "square" | "triangle" | "cross"
    relation → "above" | "left of"

"a small bright square above a large dark circle": the upper shape, or the one on the left, comes
first, so that every picture has one right caption. The 16 shapes make 16 + 16 · 2 · 16 = 528
captions. Where exactly a shape stands, and how bright "bright" is, differs from picture to picture.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

import torch
from torch import Tensor

from encdec.checks import check_size
from encdec.data.images import pass_generator
from encdec.vocabulary import Vocabulary, pad_batch

#: Height and width of a picture.
SIZE = 32
KINDS = ("circle", "square", "triangle", "cross")
RADIUS = {"small": 3, "large": 6}
LIGHT = {"dark": (0.3, 0.5), "bright": (0.8, 1.0)}
#: relation → the lowest and highest (row, column) of the middle of the first and second shape.
PLACES = {
    "above": (((7, 10), (8, 21)), ((23, 10), (24, 21))),
    "left of": (((10, 7), (21, 8)), ((10, 23), (21, 24))),
}
ANYWHERE = ((7, 7), (24, 24))


class Scene(NamedTuple):
    """What a picture shows: shapes as (size, light, kind), the first one first, and the relation.

    relation: "above", "left of" or, for one shape, "".
    """

    shapes: tuple[tuple[str, str, str], ...]
    relation: str = ""

    @property
    def caption(self) -> list[str]:
        """The words of the caption."""
        phrases = [["a", *shape] for shape in self.shapes]
        return f" {self.relation} ".join(" ".join(phrase) for phrase in phrases).split()


def all_scenes() -> list[Scene]:
    """Return the 528 scenes, one for each caption."""
    shapes = list(product(RADIUS, LIGHT, KINDS))
    pairs = product(PLACES, shapes, shapes)
    return [Scene((shape,)) for shape in shapes] + [
        Scene((first, second), relation) for relation, first, second in pairs
    ]


def split_scenes(held_out: int = 106, seed: int = 0) -> tuple[list[Scene], list[Scene]]:
    """Return the scenes to train with and ``held_out`` others, drawn by ``seed``.

    A held-out scene combines in a new way what the others show.
    """
    scenes = all_scenes()
    check_size("held_out", held_out)
    if held_out >= len(scenes):
        raise ValueError(f"held_out is {held_out}; expected less than {len(scenes)}")
    random.Random(seed).shuffle(scenes)
    return scenes[held_out:], scenes[:held_out]


def draw_shape(kind: str, radius: int, row: int, column: int, size: int = SIZE) -> Tensor:
    """Return (``size``, ``size``), True where the shape is, its middle at (row, column)."""
    down = torch.arange(size).unsqueeze(1) - row
    right = torch.arange(size).unsqueeze(0) - column
    inside = torch.maximum(down.abs(), right.abs()) <= radius
    if kind == "circle":
        return down**2 + right**2 <= radius**2 + 1
    if kind == "triangle":
        return inside & (2 * right.abs() <= down + radius)
    if kind == "cross":
        return inside & (torch.minimum(down.abs(), right.abs()) <= radius // 3)
    if kind != "square":
        raise ValueError(f"kind is {kind!r}; expected one of {', '.join(KINDS)}")
    return inside


class Pictures(NamedTuple):
    """Pictures (number, 1, 32, 32), from 0 to 1, and where their shapes are.

    boxes: (number, 2, 4), for each shape of the caption its first row and column and those behind
    its last ones; zeros where there is no second shape.
    """

    images: Tensor
    boxes: Tensor


def draw(scenes: Sequence[Scene], generator: torch.Generator | None = None) -> Pictures:
    """Draw a picture of each scene; places and brightness are random."""
    if not scenes:
        raise ValueError("scenes is empty; expected at least one scene")
    images = torch.zeros(len(scenes), 1, SIZE, SIZE)
    boxes = torch.zeros(len(scenes), 2, 4, dtype=torch.int64)
    chance = torch.rand(len(scenes), 2, 3, generator=generator).tolist()
    for i, scene in enumerate(scenes):
        ranges = PLACES[scene.relation] if scene.relation else (ANYWHERE,)
        for j, ((size, light, kind), (low, high)) in enumerate(
            zip(scene.shapes, ranges, strict=True)
        ):
            row, column = (
                int(least + part * (most - least + 1))
                for part, least, most in zip(chance[i][j], low, high, strict=False)
            )
            radius, (dim, bright) = RADIUS[size], LIGHT[light]
            shape = draw_shape(kind, radius, row, column)
            images[i, 0][shape] = dim + chance[i][j][2] * (bright - dim)
            edges = (row - radius, column - radius, row + radius + 1, column + radius + 1)
            boxes[i, j] = torch.tensor(edges)
    return Pictures(images, boxes)


def caption_vocabulary() -> Vocabulary:
    """Return the words of all captions."""
    return Vocabulary(scene.caption for scene in all_scenes())


def encode_captions(scenes: Sequence[Scene], vocab: Vocabulary) -> Tensor:
    """Return the captions as padded ids (number, steps), each with ``<eos>`` at its end."""
    return pad_batch([vocab.encode(scene.caption, eos=True) for scene in scenes], vocab.pad)[0]


class CaptionBatches:
    """New pictures of ``scenes`` and their captions, as batches ``(images, targets)``.

    Each pass draws every scene ``copies`` times, at places and in an order that depend on ``seed``
    and on the number of the pass alone.
    """

    def __init__(
        self,
        scenes: Sequence[Scene],
        vocab: Vocabulary,
        batch_size: int = 64,
        *,
        copies: int = 8,
        seed: int = 0,
    ) -> None:
        if not scenes:
            raise ValueError("scenes is empty; expected at least one scene")
        check_size("batch_size", batch_size)
        check_size("copies", copies)
        self.scenes, self.vocab = list(scenes), vocab
        self.batch_size, self.copies, self.seed = batch_size, copies, seed
        self.passes = 0

    def __len__(self) -> int:
        return -(-len(self.scenes) * self.copies // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        generator = pass_generator(self.seed, self.passes)
        self.passes += 1
        order = torch.randperm(len(self.scenes) * self.copies, generator=generator)
        for rows in torch.split(order, self.batch_size):
            chosen = [self.scenes[row % len(self.scenes)] for row in rows.tolist()]
            yield draw(chosen, generator).images, encode_captions(chosen, self.vocab)
