"""Training: teacher forcing, AdamW, clipped gradients, a learning rate that rises and falls.

With teacher forcing the decoder reads the right tokens, one step late: ``<bos>``, then the target
without its last token. So all steps are trained at once.

Sources: Williams and Zipser, "A Learning Algorithm for Continually Running Fully Recurrent Neural
Networks" (1989), for teacher forcing; Loshchilov and Hutter, "Decoupled Weight Decay
Regularization" (2019), https://arxiv.org/abs/1711.05101, for AdamW; the same, "SGDR" (2017),
https://arxiv.org/abs/1608.03983, for the cosine; Vaswani et al. (2017),
https://arxiv.org/abs/1706.03762, for warm-up and β₂ = 0.98.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

import torch
from torch import Tensor, nn
from tqdm import tqdm

from encdec.checks import check_fraction, check_size
from encdec.dialects import output_of
from encdec.loss import masked_cross_entropy

#: ``(enc_X, targets, *args)``: inputs, targets that end with ``<eos>``, extras for the model.
Batch = Sequence[Tensor]


def teacher_forcing(targets: Tensor, bos: int) -> Tensor:
    """Return the decoder's input: ``bos``, then ``targets`` without the last of its steps."""
    start = torch.full_like(targets[:, :1], bos)
    return torch.cat((start, targets[:, :-1]), dim=1)


def warmup_cosine(step: int, steps: int, warmup: float = 0.1) -> float:
    """Return the share of the learning rate to use at ``step``, counted from 0, of ``steps``.

    It rises in a straight line for the first ``warmup`` share of all steps, then falls as a
    cosine towards 0.
    """
    rising = max(1, round(warmup * steps))
    if step < rising:
        return (step + 1) / rising
    return 0.5 * (1 + math.cos(math.pi * (step - rising) / max(1, steps - rising)))


def repeat(batches: Iterable[Batch], steps: int) -> Iterator[Batch]:
    """Yield ``steps`` batches, going through ``batches`` as often as it takes."""
    done = 0
    while True:
        before = done
        for batch in batches:
            yield batch
            done += 1
            if done == steps:
                return
        if done == before:
            raise ValueError(
                f"batches ended after {done} of {steps} steps; expected at least one batch, "
                "in a list or another iterable that can be read again"
            )


def teacher_forced_loss(model: nn.Module, batch: Batch, *, bos: int = 1, pad: int = 0) -> Tensor:
    """Return the masked cross-entropy of ``model(enc_X, dec_X, *args)``, a scalar.

    batch: ``(enc_X, targets, *args)`` on the model's device; dec_X are the targets, one step late.
    """
    enc_X, targets, *args = batch
    logits = output_of(model(enc_X, teacher_forcing(targets, bos), *args))
    return masked_cross_entropy(logits, targets, pad)


class Trainer:
    """Trains any model that is called as ``model(enc_X, dec_X, *args)`` and returns logits.

    bos, pad: ids of ``<bos>`` and ``<pad>``. lr: the highest learning rate. warmup: the share
    of steps in which it rises. clip: the largest norm of the gradients. progress: show a
    progress bar on stderr; None shows it only in a terminal.
    """

    def __init__(
        self,
        model: nn.Module,
        *,
        bos: int = 1,
        pad: int = 0,
        lr: float = 3e-3,
        warmup: float = 0.1,
        clip: float = 1.0,
        progress: bool | None = None,
    ) -> None:
        if not lr > 0:
            raise ValueError(f"lr is {lr}; expected a number greater than 0")
        if not clip > 0:
            raise ValueError(f"clip is {clip}; expected a number greater than 0")
        check_fraction("warmup", warmup)
        self.model, self.bos, self.pad = model, bos, pad
        self.lr, self.warmup, self.clip, self.progress = lr, warmup, clip, progress
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=lr, betas=(0.9, 0.98))

    def loss(self, batch: Batch) -> Tensor:
        """Return the loss of one batch ``(enc_X, targets, *args)``, a scalar."""
        if not isinstance(batch, tuple | list) or len(batch) < 2:
            raise TypeError(
                f"batches yielded a {type(batch).__name__}; expected (enc_X, targets, *args)"
            )
        device = next(self.model.parameters()).device
        here = [part.to(device) for part in batch]
        return teacher_forced_loss(self.model, here, bos=self.bos, pad=self.pad)

    def step(self, batch: Batch) -> float:
        """Learn from one batch and return its loss."""
        self.optimizer.zero_grad()
        loss = self.loss(batch)
        value = loss.item()
        if not math.isfinite(value):
            raise FloatingPointError(f"the loss is {value}; try an lr below {self.lr}")
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        self.optimizer.step()
        return value

    def fit(self, batches: Iterable[Batch], steps: int) -> list[float]:
        """Learn from ``steps`` batches ``(enc_X, targets, *args)`` and return their losses.

        A list that is too short is gone through again. The learning rate runs
        through its whole course in each call.
        """
        check_size("steps", steps)
        losses: list[float] = []
        hide = None if self.progress is None else not self.progress
        was_training = self.model.training
        self.model.train()
        try:
            with tqdm(repeat(batches, steps), total=steps, disable=hide, unit="step") as bar:
                for batch in bar:
                    for group in self.optimizer.param_groups:
                        group["lr"] = self.lr * warmup_cosine(len(losses), steps, self.warmup)
                    losses.append(self.step(batch))
                    bar.set_postfix(loss=f"{losses[-1]:.3f}", refresh=False)
        finally:
            self.model.train(was_training)
        return losses
