"""Training: AdamW, clipped gradients, a learning rate that rises and falls, exact resuming.

The trainer knows nothing of a model but its loss. The default loss is that of sequence models.

Sources: Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019),
<https://arxiv.org/abs/1711.05101>, for AdamW; Vaswani et al. (2017),
<https://arxiv.org/abs/1706.03762>, for β₂ = 0.98; Micikevicius et al., "Mixed Precision Training"
(2017), <https://arxiv.org/abs/1710.03740>.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from tqdm import tqdm

from encdec.checks import check_choice, check_fraction, check_size
from encdec.distributed import ONE_PROCESS, Processes
from encdec.forcing import teacher_forced_loss, teacher_forcing
from encdec.interruption import noted_signals
from encdec.loss import count_tokens
from encdec.order import Batch, Stream, repeat
from encdec.schedule import Schedule, warmup_cosine
from encdec.seeds import random_state, set_random_state
from encdec.stopping import EarlyStopping

__all__ = [
    "Batch",
    "Trainer",
    "repeat",
    "teacher_forced_loss",
    "teacher_forcing",
    "warmup_cosine",
]

PRECISIONS = {"float32": torch.float32, "bfloat16": torch.bfloat16}

#: Steps between two looks at the losses: to look means to wait, if the device is not the CPU.
LOOK_EVERY = 20


class Trainer:
    """Trains any model on batches of tensors ``(inputs, targets, *args)``.

    ``loss(model, batch)`` gives a scalar, the mean over ``weight(batch)`` terms; ``weight`` tells
    several processes how much their shares count, by default by their rows. Without ``loss``, the
    model is called as ``model(enc_X, dec_X, *args)``, returns logits, and gets the masked
    cross-entropy with ``label_smoothing``; bos, pad: ids of ``<bos>`` and ``<pad>``.

    lr: the highest learning rate. schedule, warmup: which share of it a step uses, and the share of
    steps in which it rises. clip: the largest norm of the gradients. precision: "bfloat16" lets
    autocast compute in 16 bits what bears it; the weights stay as they are. processes: see
    ``encdec.distributed``. progress: show a progress bar on stderr; None shows it only in a
    terminal.

    Examples:
        >>> import torch
        >>> from encdec import Trainer
        >>> model, batch = torch.nn.Linear(1, 1), (torch.ones(4, 1), torch.full((4, 1), 9.0))
        >>> trainer = Trainer(model, loss=lambda model, batch: (model(batch[0]) - batch[1]).norm())
        >>> losses = trainer.fit([batch], steps=20)
        >>> len(losses), losses[-1] < losses[0]
        (20, True)

    """

    def __init__(
        self,
        model: nn.Module,
        *,
        loss: Callable[[nn.Module, Batch], Tensor] | None = None,
        weight: Callable[[Batch], Tensor] | None = None,
        bos: int = 1,
        pad: int = 0,
        label_smoothing: float = 0.0,
        lr: float = 3e-3,
        schedule: Schedule = warmup_cosine,
        warmup: float = 0.1,
        clip: float = 1.0,
        precision: str = "float32",
        processes: Processes = ONE_PROCESS,
        progress: bool | None = None,
    ) -> None:
        _check_settings(lr, clip, warmup, precision, label_smoothing, loss)
        self.device = next(model.parameters()).device
        if precision == "bfloat16" and not _has_bfloat16(self.device):
            raise ValueError(f"precision is 'bfloat16'; expected 'float32' on {self.device}")
        forced = partial(teacher_forced_loss, bos=bos, pad=pad, label_smoothing=label_smoothing)
        tokens = partial(_count_targets, pad=pad)
        self.model, self.runner, self.processes = model, processes.wrap(model), processes
        self.loss_function = loss or forced
        self.weight = weight or (_count_rows if loss else tokens)
        self.lr, self.schedule, self.warmup, self.clip = lr, schedule, warmup, clip
        self.precision, self.progress = precision, progress
        fused = self.device.type in ("cpu", "cuda")  # one kernel for all weights
        self.optimizer = torch.optim.AdamW(
            model.parameters(), lr=lr, betas=(0.9, 0.98), fused=fused
        )
        self.losses: list[float] = []
        self.steps_done = 0
        self._unseen: list[Tensor] = []  # losses of the last steps, still on the device
        self._stream: Stream | None = None
        self._stopping: EarlyStopping | None = None
        self._resumed: Mapping[str, Any] | None = None

    def loss(self, batch: Batch) -> Tensor:
        """Return the loss of one batch, a scalar."""
        if not isinstance(batch, tuple | list) or len(batch) < 2:
            raise TypeError(
                f"batches yielded a {type(batch).__name__}; expected (inputs, targets, *args)"
            )
        here = [part.to(self.device, non_blocking=True) for part in batch]
        with torch.autocast(
            self.device.type, PRECISIONS["bfloat16"], enabled=self.precision == "bfloat16"
        ):
            return self.loss_function(self.runner, here)

    def _share_of_loss(self, batch: Batch) -> Tensor:
        """Return this process's loss; the mean of all of them is the loss of the whole batch."""
        if self.processes.size == 1:
            return self.loss(batch)
        rows, counts = self.processes.share(batch)
        weight = self.weight(rows).double() * counts
        total = self.processes.total(weight).clamp(min=1)
        return self.loss(rows) * (weight / total * self.processes.size).item()

    def step(self, batch: Batch) -> Tensor:
        """Learn from one batch and return its loss, cut off from the gradient."""
        self.optimizer.zero_grad()
        loss = self._share_of_loss(batch)
        self._unseen.append(loss.detach())
        if looks_are_free(self.device) or len(self._unseen) == LOOK_EVERY:
            self._look()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        self.optimizer.step()
        return loss.detach()

    def _look(self) -> None:
        """Read the losses of the last steps, of all processes."""
        if not self._unseen:
            return
        values = torch.stack(self._unseen).double().cpu()
        self._unseen.clear()
        self.losses += (self.processes.total(values) / self.processes.size).tolist()
        wrong = [value for value in self.losses[-len(values) :] if not math.isfinite(value)]
        if wrong:
            raise FloatingPointError(f"the loss is {wrong[0]}; try an lr below {self.lr}")

    def fit(
        self,
        batches: Iterable[Batch],
        steps: int,
        *,
        stopping: EarlyStopping | None = None,
        save: Callable[[], object] | None = None,
        save_every: int | None = None,
    ) -> list[float]:
        """Learn from ``steps`` batches ``(inputs, targets, *args)`` and return their losses.

        A list that is too short is gone through again. The learning rate runs through its whole
        course in each call. After ``load_state_dict`` the training goes on where it was, with
        the same batches, as if it had never stopped.

        stopping: see EarlyStopping; the best weights stay. save: called every ``save_every``
        steps. After Ctrl-C the step is finished, ``save`` is called, and KeyboardInterrupt raised.
        """
        check_size("steps", steps)
        check_size("save_every", 1 if save_every is None else save_every)
        self._start(batches, stopping)
        was_training = self.model.training
        self.model.train()
        try:
            with noted_signals(impatient=self.processes.size == 1) as interrupted:
                self._run(steps, save, save_every, interrupted)
        finally:
            self.model.train(was_training)
        self._look()
        if stopping:
            stopping.restore(self.model)
        return self.losses

    def _start(self, batches: Iterable[Batch], stopping: EarlyStopping | None) -> None:
        """Begin a new training, or go on with the one that was loaded."""
        state, self._resumed = self._resumed, None
        self._unseen.clear()
        self._stopping = stopping
        if stopping:
            stopping.reset()
        if state is None:
            self.steps_done, self.losses = 0, []
            self._stream = Stream(batches)
            return
        self.steps_done, self.losses = state["steps_done"], list(state["losses"])
        self._stream = Stream(batches, state["position"])
        if stopping and state["stopping"]:
            stopping.load_state_dict(state["stopping"])
        if len(state["random"]) == self.processes.size:  # else each process has its own seed
            set_random_state(state["random"][self.processes.rank], self.device)

    def _run(
        self,
        steps: int,
        save: Callable[[], object] | None,
        save_every: int | None,
        interrupted: Callable[[], bool],
    ) -> None:
        stopping, stream = self._stopping, self._stream
        assert stream is not None
        if stopping and stopping.exhausted:
            return
        with self._progress_bar(steps) as bar:
            for batch in repeat(stream, steps, self.steps_done):
                share = self.schedule(self.steps_done, steps, self.warmup)
                for group in self.optimizer.param_groups:
                    group["lr"] = self.lr * share
                self.step(batch)
                self.steps_done += 1
                bar.update()
                if self.losses:
                    bar.set_postfix(loss=f"{self.losses[-1]:.3f}", refresh=False)
                last = self.steps_done == steps
                if stopping and (last or self.steps_done % stopping.every == 0):
                    stopping.update(self.model, self.steps_done, self.processes)
                stop = self.processes.any(interrupted())
                if save and (stop or (save_every and self.steps_done % save_every == 0)):
                    save()
                if stop:
                    raise KeyboardInterrupt
                if stopping and stopping.exhausted:
                    break

    def _progress_bar(self, steps: int) -> "tqdm[Any]":
        hide = None if self.progress is None else not self.progress
        if not self.processes.is_first:
            hide = True
        return tqdm(total=steps, initial=self.steps_done, disable=hide, unit="step")

    def state_dict(self) -> dict[str, Any]:
        """Return what ``load_state_dict`` needs to go on: all but the weights of the model.

        It is plain data and tensors. Every one of several processes must call this.
        """
        self._look()
        return {
            "optimizer": self.optimizer.state_dict(),
            "steps_done": self.steps_done,
            "losses": list(self.losses),
            "position": self._stream.position if self._stream else (0, 0),
            "random": self.processes.gather(random_state(self.device)),
            "stopping": self._stopping.state_dict() if self._stopping else None,
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Let the next ``fit`` go on where the training of ``state`` was.

        The model must have the weights of that moment. Give ``fit`` the same batches from their
        beginning, and the same number of steps unless the schedule is to change.
        """
        self.optimizer.load_state_dict(state["optimizer"])
        self._resumed = state
        self.steps_done, self.losses = state["steps_done"], list(state["losses"])


def _check_settings(
    lr: float, clip: float, warmup: float, precision: str, label_smoothing: float, loss: Any
) -> None:
    if not lr > 0:
        raise ValueError(f"lr is {lr}; expected a number greater than 0")
    if not clip > 0:
        raise ValueError(f"clip is {clip}; expected a number greater than 0")
    check_fraction("warmup", warmup)
    check_choice("precision", precision, PRECISIONS)
    check_fraction("label_smoothing", label_smoothing)
    if loss is not None and label_smoothing:
        raise ValueError(
            f"label_smoothing is {label_smoothing} and loss is given; expected one of them: "
            "a loss smooths for itself"
        )


def _has_bfloat16(device: torch.device) -> bool:
    return device.type == "cpu" or (device.type == "cuda" and torch.cuda.is_bf16_supported())


def looks_are_free(device: torch.device) -> bool:
    """Return whether reading a number from ``device`` makes nothing wait."""
    return device.type == "cpu"


def _count_rows(batch: Batch) -> Tensor:
    return torch.tensor(batch[1].shape[0])


def _count_targets(batch: Batch, pad: int) -> Tensor:
    return count_tokens(batch[1], pad)
