"""What a task is: data, a model for it, its loss, and how its result is measured.

The trainer and the command line know tasks by this interface alone. A task is made without
arguments for its default, takes keyword settings for another size, and loads its data when it is
first asked for it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from encdec.beam import beam_search
from encdec.decoding import greedy
from encdec.training import Batch, teacher_forced_loss
from encdec.vocabulary import Vocabulary


def device_of(model: nn.Module) -> torch.device:
    """Return where the weights of ``model`` are: inputs must be there, too.

    Examples:
        >>> import torch
        >>> from encdec.tasks import device_of
        >>> device_of(torch.nn.Linear(2, 3))
        device(type='cpu')

    """
    return next(model.parameters()).device


def search(
    model: nn.Module, enc_X: Tensor, *args: Any, beam: int = 1, **options: Any
) -> list[list[int]]:
    """Decode the batch ``enc_X`` greedily, or by beam search if ``beam`` is more than 1.

    args, options, result: those of ``greedy``.
    """
    if beam == 1:
        return greedy(model, enc_X, *args, **options)
    return beam_search(model, enc_X, *args, beams=beam, **options)


class Task(ABC):
    """A task: data, a model for it, its loss and how its result is measured.

    Examples:
        >>> from encdec.tasks import TASKS
        >>> task = TASKS["pig-latin"]()
        >>> task.loss(task.build(), next(iter(task.batches(8)))).shape
        torch.Size([])

    """

    #: The name on the command line, such as "pig-latin".
    name: ClassVar[str]
    #: One line for ``python -m encdec list``.
    summary: ClassVar[str]
    #: What a training reaches, and how long it takes.
    goal: ClassVar[str]
    #: The defaults of a training.
    steps: ClassVar[int]
    batch_size: ClassVar[int]
    lr: ClassVar[float]
    #: What ``answer`` takes a line of, such as "an English sentence"; None if it takes no text.
    reads: ClassVar[str | None] = None
    #: Optional modules that the task imports, and the extra of encdec that installs each of them.
    extras: ClassVar[Mapping[str, str]] = {}
    #: The ids of ``<bos>`` and ``<pad>`` for the default loss.
    bos: ClassVar[int] = Vocabulary.bos
    pad: ClassVar[int] = Vocabulary.pad

    @abstractmethod
    def build(self) -> nn.Module:
        """Return a new, untrained model; torch's global seed decides its weights."""

    @abstractmethod
    def batches(self, batch_size: int, seed: int) -> Iterable[Batch]:
        """Return training batches ``(inputs, targets, *args)``, batch first in each tensor.

        batch_size: how many rows a batch has. Every pass goes through all the data once, in an
        order that depends on ``seed`` and the number of the pass alone.
        """

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        """Return the loss of one batch, a scalar: teacher forcing and masked cross-entropy.

        batch: on the model's device. A loss of another kind calls ``model`` itself, not its parts:
        a model that is trained by several processes adds up the gradients on the way.
        """
        return teacher_forced_loss(model, batch, bos=self.bos, pad=self.pad)

    def weight(self, batch: Batch) -> Tensor:
        """Return how many terms the loss of ``batch`` is a mean over, a scalar.

        Several processes count their shares of a batch by it. Ids (batch, steps) count
        without padding, anything else by the number of rows.
        """
        targets = batch[1]
        if targets.dim() < 2 or targets.is_floating_point():
            return torch.tensor(targets.shape[0])
        return (targets != self.pad).sum()

    @abstractmethod
    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """Return figures on held-out data; the first one is the main one, higher is better.

        The ``model`` may be on any device: see ``device_of``.
        """

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Return figures like those of ``evaluate`` on data to choose settings and weights by.

        A task that keeps no such data apart returns those of ``evaluate``.
        """
        return self.evaluate(model)

    def answer(self, model: nn.Module, line: str) -> str:
        """Return what the model makes of one line of text; only where ``reads`` is not None.

        A task that can use beam search takes ``beam`` as well, the number of beginnings to keep.
        """
        raise NotImplementedError(f"{self.name} reads no text; expected a task whose reads is set")

    def settings(self) -> dict[str, Any]:
        """Return plain data from which ``type(self)(**settings)`` makes the same task."""
        return {}

    @classmethod
    def missing(cls) -> list[str]:
        """Return the extras of encdec that the task needs and that are not installed."""
        return sorted({extra for module, extra in cls.extras.items() if not find_spec(module)})
