"""A convolutional encoder of text, for recurrent decoders as well.

Each layer looks at some neighbouring words; the next layer looks at neighbours of neighbours, so a
few layers see a whole sentence, all its steps at once. Positions have embeddings, too, for a
convolution does not know where it stands. The encoder returns ``(outputs, state)`` as the recurrent
ones do: a decoder of another kind reads it without glue.

Sources: Gehring et al., "Convolutional Sequence to Sequence Learning" (2017),
<https://arxiv.org/abs/1705.03122>; for the gates, Dauphin et al., "Language Modeling with Gated
Convolutional Networks" (2017), <https://arxiv.org/abs/1612.08083>.
"""

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from encdec.attention import length_mask
from encdec.base import Encoder
from encdec.checks import (
    check_choice,
    check_fraction,
    check_ids,
    check_size,
    check_valid_len,
)
from encdec.rnn import CELLS, RecurrentState

HALF = math.sqrt(0.5)  # keeps the variance of a sum of two


class GatedConvolution(nn.Module):
    """A convolution whose one half opens or closes the other, beside a short cut.

    ``forward(X, mask=None)`` takes X (batch, steps, width) and a mask (batch, steps, 1), True at
    the real steps, and returns (batch, steps, width). ``kernel_size``: how many neighbouring steps
    it sees, an odd number. ``dropout``: the share of the input set to zero in training.

    Examples:
        >>> import torch
        >>> from encdec import GatedConvolution
        >>> GatedConvolution(width=8)(torch.zeros(2, 5, 8)).shape
        torch.Size([2, 5, 8])

    """

    def __init__(self, width: int, kernel_size: int = 3, dropout: float = 0.0) -> None:
        super().__init__()
        check_size("width", width)
        check_size("kernel_size", kernel_size)
        check_fraction("dropout", dropout)
        if kernel_size % 2 == 0:
            raise ValueError(f"kernel_size is {kernel_size}; expected an odd number")
        self.dropout = nn.Dropout(dropout)
        self.conv = nn.Conv1d(width, 2 * width, kernel_size, padding="same")
        std = math.sqrt(4 * (1 - dropout) / (kernel_size * width))
        nn.init.normal_(self.conv.weight, std=std)
        nn.init.zeros_(self.conv.bias)  # type: ignore[arg-type]

    def forward(self, X: Tensor, mask: Tensor | None = None) -> Tensor:
        """Look at the neighbours of each step; those behind the valid length count as zeros."""
        inputs = self.dropout(X)
        if mask is not None:
            inputs = inputs * mask
        gated = functional.glu(self.conv(inputs.transpose(1, 2)), dim=1)
        return (gated.transpose(1, 2) + X) * HALF


class ConvEncoder(Encoder):
    """Gated convolutions over token ids.

    ``forward(X, valid_len=None)`` takes integer ids X (batch, steps) and returns outputs (batch,
    steps, num_hiddens), zero after the valid length, and state (state_layers, batch, num_hiddens),
    for an LSTM a pair of them.

    Args:
        vocab_size: how many tokens the vocabulary has.
        embed_size: the width of the embeddings.
        num_hiddens: the width of outputs and state.
        num_layers: how many convolutions there are.
        dropout: the share of features set to zero in training.
        kernel_size: how many neighbouring steps a layer sees, an odd number.
        max_steps: the longest input.
        state_layers: the layers of the decoder that goes on from the state; each layer's first
            state is learnt from the mean of the outputs.
        cell: the cell of that decoder.

    Examples:
        >>> import torch
        >>> from encdec import ConvEncoder
        >>> encoder = ConvEncoder(vocab_size=10, embed_size=8, num_hiddens=16, num_layers=2)
        >>> outputs, state = encoder(torch.tensor([[4, 5, 6], [7, 0, 0]]), torch.tensor([3, 1]))
        >>> outputs.shape, state.shape
        (torch.Size([2, 3, 16]), torch.Size([1, 2, 16]))

    """

    def __init__(
        self,
        vocab_size: int,
        embed_size: int,
        num_hiddens: int,
        num_layers: int,
        dropout: float = 0.0,
        *,
        kernel_size: int = 3,
        max_steps: int = 256,
        state_layers: int = 1,
        cell: str = "gru",
    ) -> None:
        super().__init__()
        check_size("vocab_size", vocab_size)
        check_size("embed_size", embed_size)
        check_size("num_layers", num_layers)
        check_size("max_steps", max_steps)
        check_size("state_layers", state_layers)
        check_choice("cell", cell, CELLS)
        self.state_layers, self.is_lstm = state_layers, cell == "lstm"
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.positions = nn.Embedding(max_steps, embed_size)
        self.dropout = nn.Dropout(dropout)
        self.enter = nn.Linear(embed_size, num_hiddens)
        self.layers = nn.ModuleList(
            GatedConvolution(num_hiddens, kernel_size, dropout) for _ in range(num_layers)
        )
        self.state = nn.Linear(num_hiddens, state_layers * (1 + self.is_lstm) * num_hiddens)

    def forward(
        self, X: Tensor, valid_len: Tensor | None = None, *args: Any
    ) -> tuple[Tensor, RecurrentState]:
        """Encode the ids ``X``; further ``args`` are not used."""
        check_ids("X", X, self.embedding.num_embeddings)
        steps = X.shape[1]
        if steps > self.positions.num_embeddings:
            raise ValueError(
                f"X has {steps} steps; expected at most {self.positions.num_embeddings} (max_steps)"
            )
        mask = None
        if valid_len is not None:
            check_valid_len(valid_len, *X.shape)
            mask = length_mask(valid_len, steps).unsqueeze(-1)
        places = self.positions(torch.arange(steps, device=X.device))
        embedded = self.enter(self.dropout(self.embedding(X) + places))
        outputs = embedded
        for layer in self.layers:
            outputs = layer(outputs, mask)
        outputs = (outputs + embedded) * HALF
        return self._finish(outputs, mask)

    def _finish(self, outputs: Tensor, mask: Tensor | None) -> tuple[Tensor, RecurrentState]:
        """Blank the padding and make the state from the mean of the real steps."""
        if mask is None:
            mean = outputs.mean(dim=1)
        else:
            outputs = outputs * mask
            mean = outputs.sum(dim=1) / mask.sum(dim=1)
        parts = self.state(mean).tanh().unflatten(1, (-1, outputs.shape[2])).transpose(0, 1)
        if not self.is_lstm:
            return outputs, parts.contiguous()
        hidden, memory = parts.contiguous().split(self.state_layers)
        return outputs, (hidden, memory)
