"""A pyramid of recurrent layers, for inputs much longer than their outputs, such as speech.

Between two layers every two neighbouring steps become one. The next layer has half as many steps to
carry its memory over, and the decoder half as many to choose from.

Source: Chan et al., "Listen, Attend and Spell" (2015), <https://arxiv.org/abs/1508.01211>.
"""

from typing import Any

import torch
from torch import Tensor, nn

from encdec.attention import length_mask
from encdec.attention_decoder import AttentionDecoder, AttentionState
from encdec.base import Encoder
from encdec.checks import check_features, check_size, check_valid_len
from encdec.rnn import RecurrentState, init_seq2seq, recurrent, run_recurrent


def stack_steps(X: Tensor, valid_len: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
    """Put every two steps side by side: (batch, steps, size) → (batch, ⌈steps / 2⌉, 2 · size).

    An odd number of steps is filled up with zeros. valid_len: (batch,); what is behind it must
    be zero.
    """
    if X.shape[1] % 2:
        X = nn.functional.pad(X, (0, 0, 0, 1))
    batch, steps, size = X.shape
    stacked = X.reshape(batch, steps // 2, 2 * size)
    return stacked, None if valid_len is None else (valid_len + 1) // 2


def blank(X: Tensor, valid_len: Tensor | None) -> Tensor:
    """Put zeros behind the valid length of ``X`` (batch, steps, size)."""
    return X if valid_len is None else X * length_mask(valid_len, X.shape[1]).unsqueeze(-1)


class PyramidEncoder(Encoder):
    """Bidirectional recurrent layers, each with half as many steps as the one below.

    ``forward(X, valid_len=None)`` takes features X (batch, steps, input_size) and returns outputs
    (batch, ⌈steps / reduction⌉, num_hiddens) and state (1, batch, num_hiddens), for an LSTM a pair
    of them. ``reduction`` is 2 to the power of how often neighbours become one.

    Args:
        input_size: how many features a step has.
        num_hiddens: the width of the outputs, both directions together, an even number.
        num_layers: how many layers there are.
        cell: "rnn", "gru" or "lstm".
        stack_input: whether the first layer, too, reads every two neighbouring steps as one, which
            takes half the time.

    Examples:
        >>> import torch
        >>> from encdec import PyramidEncoder
        >>> encoder = PyramidEncoder(input_size=13, num_hiddens=16, num_layers=3)
        >>> outputs, state = encoder(torch.zeros(2, 50, 13))
        >>> encoder.reduction, outputs.shape, state.shape
        (4, torch.Size([2, 13, 16]), torch.Size([1, 2, 16]))

    """

    def __init__(
        self,
        input_size: int,
        num_hiddens: int,
        num_layers: int = 3,
        *,
        cell: str = "gru",
        stack_input: bool = False,
    ) -> None:
        super().__init__()
        check_size("num_hiddens", num_hiddens, 2)
        check_size("num_layers", num_layers)
        if num_hiddens % 2:
            raise ValueError(
                f"num_hiddens is {num_hiddens}; expected an even number, half of it a direction"
            )
        self.input_size, self.stack_input = input_size, stack_input
        self.reduction = 2 ** (num_layers - 1 + stack_input)
        sizes = [input_size * (1 + stack_input), *[2 * num_hiddens] * (num_layers - 1)]
        self.layers = nn.ModuleList(
            recurrent(cell, size, num_hiddens // 2, bidirectional=True) for size in sizes
        )
        self.apply(init_seq2seq)

    def forward(
        self, X: Tensor, valid_len: Tensor | None = None, *args: Any
    ) -> tuple[Tensor, RecurrentState]:
        """Encode the feature vectors ``X``; further ``args`` are not used."""
        check_features("X", X, self.input_size)
        if valid_len is not None:
            check_valid_len(valid_len, *X.shape[:2])
        if self.stack_input:
            X, valid_len = stack_steps(blank(X, valid_len), valid_len)
        outputs, state = run_recurrent(self._layer(0), X, valid_len)
        for i in range(1, len(self.layers)):
            stacked, valid_len = stack_steps(outputs, valid_len)
            outputs, state = run_recurrent(self._layer(i), stacked, valid_len)
        return outputs, state

    def _layer(self, i: int) -> nn.RNNBase:
        layer = self.layers[i]
        assert isinstance(layer, nn.RNNBase)
        return layer


class PyramidDecoder(AttentionDecoder):
    """An attention decoder that reads a PyramidEncoder's shortened outputs.

    reduction: the encoder's. It turns the input's valid_len (batch,) into that of the outputs,
    ``enc_outputs``. All other arguments are those of AttentionDecoder.

    Examples:
        >>> import torch
        >>> from encdec import PyramidDecoder, PyramidEncoder
        >>> encoder = PyramidEncoder(13, 16)
        >>> X, valid_len = torch.zeros(2, 50, 13), torch.tensor([50, 30])
        >>> decoder = PyramidDecoder(10, 8, 16, num_layers=1, reduction=encoder.reduction)
        >>> state = decoder.init_state(encoder(X, valid_len), valid_len)
        >>> decoder(torch.tensor([[1], [1]]), state)[0].shape
        torch.Size([2, 1, 10])

    """

    def __init__(self, *args: Any, reduction: int, **options: Any) -> None:
        super().__init__(*args, **options)
        check_size("reduction", reduction)
        self.reduction = reduction

    def init_state(
        self, enc_outputs: Any, valid_len: Tensor | None = None, *args: Any
    ) -> AttentionState:
        """Start from the encoder's state; valid_len counts steps of the encoder's input."""
        if valid_len is not None:
            valid_len = torch.div(
                valid_len + self.reduction - 1, self.reduction, rounding_mode="floor"
            )
        return super().init_state(enc_outputs, valid_len, *args)
