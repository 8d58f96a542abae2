"""Predict the next frames of a film of bouncing balls.

A ConvLSTM reads six frames, another one goes on from its state and draws the next six. What it
reaches is compared with two guesses that need no learning: the last frame again, and the whole
picture going on as it last moved.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from encdec.base import EncoderDecoder
from encdec.convlstm import (
    ConvLSTMDecoder,
    ConvLSTMEncoder,
    f1_score,
    late_frames,
    predict_frames,
)
from encdec.data.moving import Films, draw_films
from encdec.decoding import evaluating
from encdec.tasks.base import Task, device_of
from encdec.training import Batch


def copy_last(seen: Tensor, steps: int) -> Tensor:
    """Guess that nothing moves: the last frame of ``seen``, ``steps`` times."""
    return seen[:, -1:].expand(-1, steps, *seen.shape[2:])


def keep_moving(seen: Tensor, steps: int) -> Tensor:
    """Guess that the picture as a whole goes on as between the last two frames of ``seen``.

    Its motion is the shift by at most one pixel each way that fits them best.
    """
    shifts = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    before, last = seen[:, -2], seen[:, -1]
    errors = [(before.roll(s, (2, 3)) - last).abs().flatten(1).sum(dim=1) for s in shifts]
    best = torch.stack(errors).argmin(dim=0)
    rows = torch.arange(len(seen), device=seen.device)
    frames = [
        torch.stack([last.roll((t * i, t * j), (2, 3)) for i, j in shifts])[best, rows]
        for t in range(1, steps + 1)
    ]
    return torch.stack(frames, dim=1)


class NextFrame(Task):
    """Predicts frames of bouncing balls.

    width: channels of the ConvLSTM's state. seen, ahead: how many frames are given and asked for.
    size: height and width of a frame. balls: how many there are.
    """

    name = "next-frame"
    summary = "what happens next? Two ConvLSTMs continue a film of bouncing balls"
    goal = "F1 of the next frame's pixels at least 0.93, where the last frame again has 0.66"
    steps = 1000
    batch_size = 16
    lr = 4e-2
    held_out = 200

    def __init__(
        self,
        *,
        width: int = 16,
        kernel_size: int = 3,
        seen: int = 5,
        ahead: int = 5,
        size: int = 12,
        balls: int = 2,
    ) -> None:
        self.width, self.kernel_size = width, kernel_size
        self.seen, self.ahead, self.size, self.balls = seen, ahead, size, balls

    def settings(self) -> dict[str, Any]:
        """Return the settings of the model and of the films."""
        names = ("width", "kernel_size", "seen", "ahead", "size", "balls")
        return {name: getattr(self, name) for name in names}

    def build(self) -> nn.Module:
        """Return an untrained model: a ConvLSTM that reads and one that draws."""
        return EncoderDecoder(
            ConvLSTMEncoder(1, self.width, kernel_size=self.kernel_size),
            ConvLSTMDecoder(1, self.width, kernel_size=self.kernel_size),
        )

    def batches(self, batch_size: int, seed: int) -> Films:
        """Return batches ``(seen, targets)`` of training films, other ones in each pass."""
        return Films(
            batch_size,
            seen=self.seen,
            ahead=self.ahead,
            size=self.size,
            balls=self.balls,
            seed=seed,
        )

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        """Return the mean binary cross-entropy of all pixels, the decoder reading real frames."""
        seen, targets = batch
        logits = model(seen, late_frames(seen, targets))
        return functional.binary_cross_entropy_with_logits(logits, targets)

    def films(self, part: str) -> tuple[Tensor, Tensor]:
        """Return the beginnings and the ends of films of one ``part``, as ``draw_films`` does."""
        return draw_films(
            self.held_out, self.seen, self.ahead, part=part, size=self.size, balls=self.balls
        )

    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """Return F1 scores of the pixels on test films, the model reading its own guesses.

        No training film begins as one of them does. next: of the first frame asked for. later: of
        all ``ahead`` frames together. The other figures are those of copying the last frame and of
        keep_moving.
        """
        return self.measure(model, "test")

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Return the same figures on the films to choose settings by."""
        return self.measure(model, "validation")

    def measure(self, model: nn.Module, part: str) -> dict[str, float]:
        """Return the figures on the films of one ``part``."""
        seen, real = (films.to(device_of(model)) for films in self.films(part))
        with evaluating(model):
            guesses = {"": predict_frames(model, seen, self.ahead)}
        guesses |= {" by copying": copy_last(seen, self.ahead)}
        guesses |= {" by motion": keep_moving(seen, self.ahead)}
        figures = {}
        for how, guess in guesses.items():
            figures["next" + how] = f1_score(guess[:, :1], real[:, :1])
            figures["later" + how] = f1_score(guess, real)
        return figures
