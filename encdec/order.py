"""Going through the data again and again, and knowing where one is.

A training that is to go on where it stopped needs to know which batch comes next. A position
names it: the pass, and how many batches of the pass are done.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from torch import Tensor

#: ``(inputs, targets, *args)``: inputs, targets that end with ``<eos>``, extras for the model.
Batch = Sequence[Tensor]


class Stream(Iterator[Batch]):
    """Yields the batches of one pass after the other, without an end.

    batches: anything that can be gone through again. If it counts its passes in an attribute
    ``passes`` and makes each pass's order from this number, as ``Batches`` does, then ``position``
    (pass, batch) is reached at once; otherwise by going through all passes before it.
    """

    def __init__(self, batches: Iterable[Batch], position: Sequence[int] | None = None) -> None:
        source: Any = batches
        counts = isinstance(getattr(source, "passes", None), int)
        first: Sequence[int] = (source.passes if counts else 0, 0)
        self.passes: int
        self.passes, done = position or first
        if counts:
            source.passes = self.passes
        else:
            for _ in range(self.passes):
                for _ in batches:
                    pass
        self.batches: Iterable[Batch] = batches
        self.done = 0
        self.inner = iter(batches)
        for _ in range(done):
            self._next()

    @property
    def position(self) -> tuple[int, int]:
        """The number of the pass, counted from 0, and how many of its batches are done."""
        return self.passes, self.done

    def _next(self) -> Batch | None:
        batch: Batch | None = next(self.inner, None)
        self.done += batch is not None
        return batch

    def __next__(self) -> Batch:
        batch = self._next()
        if batch is None and self.done:
            self.passes, self.done = self.passes + 1, 0
            self.inner = iter(self.batches)
            batch = self._next()
        if batch is None:
            raise StopIteration
        return batch


def repeat(batches: Iterable[Batch], steps: int, done: int = 0) -> Iterator[Batch]:
    """Yield batches for the steps from ``done`` to ``steps``, again and again."""
    stream = batches if isinstance(batches, Stream) else Stream(batches)
    for step in range(done, steps):
        batch = next(stream, None)
        if batch is None:
            raise ValueError(
                f"batches ended after {step} of {steps} steps; expected at least one batch, "
                "in a list or another iterable that can be read again"
            )
        yield batch
