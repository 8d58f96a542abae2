"""Training with several processes, started by ``torchrun``.

Each process has the whole model and takes its share of every batch. The gradients are averaged
over all of them, so that all take the same step: that of one process with the whole batch. The
first process alone writes files and prints.

    torchrun --nproc-per-node 2 -m encdec train digits

Source: Li et al., "PyTorch Distributed: Experiences on Accelerating Data Parallel Training" (2020),
<https://arxiv.org/abs/2006.15704>.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from encdec.order import Batch


@dataclass(frozen=True)
class Processes:
    """The processes of a training, as one of them sees them.

    ``rank``: its place among them, from 0. ``size``: their number. ``device``: where it computes.
    With one process every method returns at once what it was given.

    Examples:
        >>> import torch
        >>> from encdec import Processes
        >>> Processes(rank=1, size=2).share([torch.arange(5)])
        ([tensor([1, 3])], True)

    """

    rank: int = 0
    size: int = 1
    device: torch.device | None = None

    @property
    def is_first(self) -> bool:
        """Whether this is the process that writes and prints."""
        return self.rank == 0

    def wrap(self, model: nn.Module) -> nn.Module:
        """Return ``model`` as one whose gradients are averaged; all get the first one's weights."""
        if self.size == 1:
            return model
        return DistributedDataParallel(model)

    def share(self, batch: Batch) -> tuple[Batch, bool]:
        """Return the rows of ``batch`` that this process learns from, every ``size``-th one.

        Where there are too few rows for all, a process gets the first row again, and False: it
        must take part in the step, but its share does not count.
        """
        if self.size == 1:
            return batch, True
        enough = self.rank < len(batch[0])
        rows = slice(self.rank, None, self.size) if enough else slice(0, 1)
        return [part[rows] for part in batch], enough

    def total(self, values: Tensor) -> Tensor:
        """Return the sum of ``values`` (on the CPU) over all processes."""
        if self.size > 1:
            values = values.clone()
            distributed.all_reduce(values)
        return values

    def any(self, value: bool) -> bool:
        """Return whether ``value`` is true in any of the processes."""
        return value if self.size == 1 else bool(self.total(torch.tensor(int(value))))

    def gather(self, value: Any) -> list[Any]:
        """Return the ``value`` of every process, in the order of their ranks."""
        values = [value] * self.size
        if self.size > 1:
            distributed.all_gather_object(values, value)
        return values

    def from_first(self, value: Any) -> Any:
        """Return the first process's ``value``."""
        values = [value]
        if self.size > 1:
            distributed.broadcast_object_list(values, src=0)
        return values[0]

    def wait(self) -> None:
        """Return when all processes have come here."""
        self.any(False)


#: A training in one process.
ONE_PROCESS = Processes()


@contextmanager
def processes(device: str = "cpu") -> Iterator[Processes]:
    """Join the processes that ``torchrun`` has started; without it, there is one.

    device: "cpu" or "cuda", of which each process takes one. The backends are gloo for the CPU and
    nccl for CUDA.

    Examples:
        >>> from encdec import processes
        >>> with processes() as ours:
        ...     print(ours.rank, ours.size)
        0 1

    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield Processes(device=torch.device(device))
        return
    own = torch.device(device)
    if own.type == "cuda":
        own = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(own)
    distributed.init_process_group("cpu:gloo,cuda:nccl" if own.type == "cuda" else "gloo")
    try:
        yield Processes(distributed.get_rank(), size, own)
    finally:
        distributed.destroy_process_group()
