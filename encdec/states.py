"""Decoder states, row by row: what search needs to drop, repeat and reorder sequences.

A decoder says how by a method ``select_state(state, rows)``. Without one the state is taken
apart: in every tensor the batch is the first dimension or, as in torch's recurrent states, the
second.
"""

from typing import Any

from torch import Tensor, nn

from encdec.rnn import RecurrentState


class AmbiguousStateError(ValueError):
    """One cannot tell which dimension of a state's tensor is the batch."""


def select_state(decoder: nn.Module, state: Any, rows: Tensor, batch: int) -> Any:
    """Return the state of those sequences of the batch that ``rows`` names, in its order.

    Tensors without the batch, numbers and None stay.

    Args:
        decoder: whose state it is; its own ``select_state``, if it has one, is used.
        state: the state of ``batch`` sequences.
        rows: indexes (new batch,), each from 0 to ``batch`` - 1, as often as wanted.
        batch: how many sequences ``state`` holds.

    Raises:
        AmbiguousStateError: either of two dimensions could be the batch.

    Examples:
        >>> import torch
        >>> from encdec import select_state
        >>> hidden = torch.tensor([[[1], [2], [3]]])  # (layers, batch, width)
        >>> select_state(torch.nn.Identity(), hidden, rows=torch.tensor([2, 0]), batch=3)
        tensor([[[3],
                 [1]]])

    """
    select = getattr(decoder, "select_state", None)
    if select is not None:
        return select(state, rows)
    return _select(state, rows, batch, type(decoder).__name__)


def select_beams(decoder: nn.Module, state: Any, rows: Tensor, batch: int) -> Any:
    """As ``select_state``, for ``rows`` (sentences, beams) whose beams stem from one sentence.

    A decoder with a method ``select_beams(state, rows)`` may keep what the beams share once.
    """
    select = getattr(decoder, "select_beams", None)
    if select is not None:
        return select(state, rows)
    return select_state(decoder, state, rows.flatten(), batch)


def select_hidden(hidden: RecurrentState, rows: Tensor) -> RecurrentState:
    """Return the ``rows`` of a recurrent state, (layers, batch, width) or an LSTM's pair."""
    if isinstance(hidden, tuple):
        return hidden[0][:, rows], hidden[1][:, rows]
    return hidden[:, rows]


def _select(part: Any, rows: Tensor, batch: int, name: str) -> Any:
    if isinstance(part, Tensor):
        dim = _batch_dim(part, batch, name)
        return part if dim is None else part.index_select(dim, rows)
    if isinstance(part, dict):
        return {key: _select(value, rows, batch, name) for key, value in part.items()}
    if isinstance(part, tuple) and hasattr(part, "_fields"):
        return type(part)(*(_select(value, rows, batch, name) for value in part))
    if isinstance(part, tuple | list):
        return type(part)(_select(value, rows, batch, name) for value in part)
    return part


def _batch_dim(tensor: Tensor, batch: int, name: str) -> int | None:
    found = [dim for dim, size in enumerate(tensor.shape[:2]) if size == batch]
    if len(found) == 2 and tensor.dim() > 2:
        raise AmbiguousStateError(
            f"the state of {name} holds a tensor of shape {tuple(tensor.shape)} for a batch of "
            f"{batch}; either of two dimensions could be the batch. Give {name} a method "
            "select_state(self, state, rows)"
        )
    return found[0] if found else None
