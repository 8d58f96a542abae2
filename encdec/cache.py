"""The key/value cache: what a Transformer decoder remembers of the tokens before.

Keys and values of past tokens do not change, so they are computed once: a decoding step costs one
position. Beams of one sentence lie side by side in one cache; each of them sees only the tokens
of its own past. So reordering beams changes a small table of who sees what and moves no keys.
"""

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

#: Positions that a buffer has room for, at least; room that is not used costs nothing yet.
LEAST = 64


class Growing:
    """A tensor that grows along dimension 2 without copying what is there at each step.

    ``append`` returns a longer view and leaves this one as it was. Both share one buffer; only
    when a second tensor grows from the same point, or the buffer is full, is it copied. In the
    buffer all heads of a position lie together, as a linear layer returns them: a processor reads
    that faster than one head after the other.
    """

    def __init__(self, tensor: Tensor) -> None:
        self.tensor = tensor  # the filled part
        self._buffer = tensor
        self._filled = [tensor.shape[2]]  # of the buffer, shared by all views of it

    @property
    def length(self) -> int:
        """How many positions there are."""
        return self.tensor.shape[2]

    def append(self, new: Tensor) -> "Growing":
        """Return this with ``new`` behind, along dimension 2."""
        if new.requires_grad or self.tensor.requires_grad:
            return Growing(torch.cat((self.tensor, new), dim=2))
        end = self.length + new.shape[2]
        buffer, filled = self._buffer, self._filled
        if end > buffer.shape[2] or filled[0] != self.length:
            batch, heads, _, size = buffer.shape
            buffer = buffer.new_empty(batch, max(2 * end, LEAST), heads, size).transpose(1, 2)
            filled = [0]
            buffer[:, :, : self.length] = self.tensor
        buffer[:, :, self.length : end] = new
        filled[0] = end
        grown = Growing(buffer[:, :, :end])
        grown._buffer, grown._filled = buffer, filled
        return grown

    def select(self, rows: Tensor) -> "Growing":
        """Return the rows (new batch,) of dimension 0."""
        return Growing(self.tensor[rows])


@dataclass(frozen=True)
class LayerCache:
    """One layer's keys and values, each (sentences, heads, positions, size).

    own: of the target tokens so far, None before the first. memory: of the encoder's outputs.
    """

    memory: tuple[Tensor, Tensor]
    own: tuple[Growing, Growing] | None = None

    def extended(self, keys: Tensor, values: Tensor) -> tuple["LayerCache", Tensor, Tensor]:
        """Return the cache with the keys and values of new tokens, and all keys and values."""
        if self.own is None:
            own = Growing(keys), Growing(values)
        else:
            own = self.own[0].append(keys), self.own[1].append(values)
        return LayerCache(self.memory, own), own[0].tensor, own[1].tensor

    def select(self, rows: Tensor) -> "LayerCache":
        """Return the sentences ``rows``, (new sentences,)."""
        own = None if self.own is None else (self.own[0].select(rows), self.own[1].select(rows))
        return LayerCache((self.memory[0][rows], self.memory[1][rows]), own)


@dataclass(frozen=True)
class TransformerState:
    """The state of a Transformer decoder.

    layers: a cache for each layer. mask: (sentences, 1, 1, steps), 0 at the source's real
    positions, -inf at its padding, or None. length: how many target tokens have been read. beams:
    how many hypotheses of each sentence there are; the batch is sentences × beams.
    visible: (sentences, beams, positions), which cached tokens are a beam's own past; None
    means all.
    """

    layers: tuple[LayerCache, ...]
    mask: Tensor | None
    length: int = 0
    beams: int = 1
    visible: Tensor | None = None

    @property
    def sentences(self) -> int:
        """How many source sentences there are."""
        return self.layers[0].memory[0].shape[0]

    def read(self, layers: tuple[LayerCache, ...], steps: int) -> "TransformerState":
        """Return the state after ``steps`` more tokens, now in ``layers``."""
        visible = self.visible
        if self.beams > 1 or visible is not None:
            own = torch.eye(self.beams, dtype=torch.bool, device=layers[0].memory[0].device)
            own = own.repeat(1, steps).expand(self.sentences, -1, -1)
            visible = torch.cat((self._visible(), own), dim=2)
        return replace(self, layers=layers, length=self.length + steps, visible=visible)

    def look_back(self, steps: int) -> Tensor | None:
        """Return the mask of ``steps`` new tokens over the cached and the new positions.

        It broadcasts to (sentences, 1, steps × beams, positions + steps × beams), True where a
        token may look. None: everywhere, or, of the first tokens of all, up to itself.
        """
        if self.visible is None and self.beams == 1 and (steps == 1 or self.length == 0):
            return None
        device = self.layers[0].memory[0].device
        past = self._visible().repeat(1, steps, 1)
        order = torch.arange(steps, device=device).repeat_interleave(self.beams)
        beam = torch.arange(self.beams, device=device).repeat(steps)
        new = (order <= order.unsqueeze(1)) & (beam == beam.unsqueeze(1))
        mask = torch.cat((past, new.expand(self.sentences, -1, -1)), dim=2)
        return mask.unsqueeze(1)

    def select(self, rows: Tensor) -> "TransformerState":
        """Return the batch's ``rows`` (new batch,), each a sentence of its own from now on."""
        state = self._sentences(rows // self.beams)
        if self.visible is not None:
            state = replace(state, visible=self.visible.flatten(0, 1)[rows].unsqueeze(1))
        return replace(state, beams=1)

    def select_beams(self, rows: Tensor) -> "TransformerState":
        """Return ``rows`` (sentences, beams); all beams of a row stem from one sentence."""
        state = self._sentences(rows[:, 0] // self.beams)
        if self.visible is not None:
            parents = rows % self.beams + rows[:, :1] // self.beams * self.beams
            state = replace(state, visible=self.visible.flatten(0, 1)[parents])
        return replace(state, beams=rows.shape[1])

    def _visible(self) -> Tensor:
        """Return ``visible``, written out."""
        if self.visible is not None:
            return self.visible
        own = self.layers[0].own
        shape = (self.sentences, self.beams, 0 if own is None else own[0].length)
        return torch.ones(shape, dtype=torch.bool, device=self.layers[0].memory[0].device)

    def _sentences(self, rows: Tensor) -> "TransformerState":
        if rows.shape[0] == self.sentences and torch.equal(
            rows, torch.arange(self.sentences, device=rows.device)
        ):
            return self
        layers = tuple(layer.select(rows) for layer in self.layers)
        return replace(self, layers=layers, mask=None if self.mask is None else self.mask[rows])


def check_transformer_state(state: Any, X: Tensor) -> None:
    """Require a state made by ``init_state`` for the batch ``X``."""
    if not isinstance(state, TransformerState):
        raise TypeError(
            f"state is of type {type(state).__name__}; expected the result of "
            "init_state(enc_outputs, *args)"
        )
    if X.dim() == 2 and X.shape[0] != state.sentences * state.beams:
        raise ValueError(
            f"X has a batch of {X.shape[0]}, state one of {state.sentences * state.beams}; "
            "expected the same"
        )
