"""Recurrent encoders: plain RNN, GRU and LSTM.

All of them are batch first and return ``(outputs, state)``: the last layer's output at every step,
and every layer's state after the last step. With ``valid_len`` they stop at the end
of each sequence, so padding changes nothing.

Sources: Elman, "Finding Structure in Time" (1990); Hochreiter and Schmidhuber, "Long Short-Term
Memory" (1997); Cho et al. (2014), <https://arxiv.org/abs/1406.1078> (GRU); Glorot and Bengio,
"Understanding the Difficulty of Training Deep Feedforward Neural Networks" (2010), for the initial
weights.

Examples:
    >>> import torch
    >>> from encdec import RNNEncoder, init_seq2seq
    >>> encoder = RNNEncoder(4, 16, "gru").apply(init_seq2seq)
    >>> outputs, state = encoder(torch.zeros(2, 7, 4), torch.tensor([7, 3]))
    >>> outputs.shape, state.shape
    (torch.Size([2, 7, 16]), torch.Size([1, 2, 16]))

"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from encdec.base import Encoder
from encdec.checks import (
    check_choice,
    check_features,
    check_fraction,
    check_ids,
    check_size,
    check_valid_len,
)

#: The state of a recurrent network: one tensor, or for an LSTM the pair (hidden, memory).
RecurrentState = Tensor | tuple[Tensor, Tensor]

CELLS: dict[str, Callable[..., nn.RNNBase]] = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


def recurrent(
    cell: str,
    input_size: int,
    hidden_size: int,
    num_layers: int = 1,
    dropout: float = 0.0,
    bidirectional: bool = False,
) -> nn.RNNBase:
    """Build a recurrent network with the batch in the first dimension.

    Args:
        cell: the kind, "rnn", "gru" or "lstm".
        input_size: the input's width.
        hidden_size: the state's width in each direction.
        num_layers: how many layers are stacked.
        dropout: acts between layers, so it needs at least two.
        bidirectional: whether a second network reads backwards; outputs are twice as wide.

    Raises:
        ValueError: a kind that does not exist, a width below 1, a share outside of 0 to 1.

    Examples:
        >>> from encdec import recurrent
        >>> recurrent("lstm", input_size=4, hidden_size=8)
        LSTM(4, 8, batch_first=True)

    """
    check_choice("cell", cell, CELLS)
    check_size("input_size", input_size)
    check_size("hidden_size", hidden_size)
    check_size("num_layers", num_layers)
    check_fraction("dropout", dropout)
    return CELLS[cell](
        input_size,
        hidden_size,
        num_layers,
        dropout=dropout,
        batch_first=True,
        bidirectional=bidirectional,
    )


def init_seq2seq(module: nn.Module) -> None:
    """Give the linear and recurrent weight matrices of ``module`` Xavier's initial values.

    Made for ``model.apply(init_seq2seq)``. Biases and embeddings stay as they are.
    """
    if isinstance(module, nn.Linear):
        nn.init.xavier_uniform_(module.weight)
    elif isinstance(module, nn.RNNBase | nn.RNNCellBase):
        for name, parameter in module.named_parameters():
            if "weight" in name:
                nn.init.xavier_uniform_(parameter)


def run_recurrent(
    rnn: nn.RNNBase, X: Tensor, valid_len: Tensor | None = None
) -> tuple[Tensor, RecurrentState]:
    """Run a recurrent network, each sequence up to its valid length.

    Args:
        rnn: the network, made by ``recurrent``.
        X: the input (batch, steps, features).
        valid_len: the valid lengths (batch,), or None to read all steps.

    Returns:
        The outputs (batch, steps, hidden × directions), zero after the valid length, and the state
            (layers, batch, hidden × directions), for an LSTM a pair of them.

    Examples:
        >>> import torch
        >>> from encdec import recurrent, run_recurrent
        >>> rnn = recurrent("gru", 4, 8, bidirectional=True)
        >>> outputs, state = run_recurrent(rnn, torch.ones(2, 5, 4), valid_len=torch.tensor([5, 3]))
        >>> outputs.shape, state.shape, bool(outputs[1, 3:].any())
        (torch.Size([2, 5, 16]), torch.Size([1, 2, 16]), False)

    """
    if valid_len is None:
        outputs, state = rnn(X)
    else:
        packed = pack_padded_sequence(X, valid_len.cpu(), batch_first=True, enforce_sorted=False)
        outputs, state = rnn(packed)
        outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=X.shape[1])
    if rnn.bidirectional:
        state = tuple(map(_join, state)) if isinstance(state, tuple) else _join(state)
    return outputs, state


def _join(state: Tensor) -> Tensor:
    """Put both directions of a layer side by side: (2 × layers, batch, h) → (layers, batch, 2h)."""
    return torch.cat((state[0::2], state[1::2]), dim=-1)


class RNNEncoder(Encoder):
    """The smallest encoder: a recurrent network over a sequence of feature vectors.

    ``forward(X, valid_len=None)`` takes X (batch, steps, input_size) and returns outputs (batch,
    steps, hidden_size × directions) and state (num_layers, batch, hidden_size × directions).
    ``cell``, ``dropout`` and ``bidirectional`` are those of ``recurrent``.

    Examples:
        >>> import torch
        >>> from encdec import RNNEncoder
        >>> outputs, state = RNNEncoder(4, hidden_size=16, cell="gru")(torch.zeros(2, 7, 4))
        >>> outputs.shape, state.shape
        (torch.Size([2, 7, 16]), torch.Size([1, 2, 16]))

    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        cell: str = "rnn",
        *,
        num_layers: int = 1,
        dropout: float = 0.0,
        bidirectional: bool = False,
    ) -> None:
        super().__init__()
        self.rnn = recurrent(cell, input_size, hidden_size, num_layers, dropout, bidirectional)

    def forward(
        self, X: Tensor, valid_len: Tensor | None = None, *args: Any
    ) -> tuple[Tensor, RecurrentState]:
        """Encode the feature vectors ``X``; further ``args`` are not used."""
        check_features("X", X, self.rnn.input_size)
        if valid_len is not None:
            check_valid_len(valid_len, *X.shape[:2])
        return run_recurrent(self.rnn, X, valid_len)


class Seq2SeqEncoder(Encoder):
    """An embedding and a recurrent network over token ids.

    ``forward(X, valid_len=None)`` takes integer ids X (batch, steps) and returns outputs (batch,
    steps, num_hiddens × directions) and state (num_layers, batch, num_hiddens × directions), for an
    LSTM a pair of them.

    Args:
        vocab_size: how many tokens the vocabulary has.
        embed_size: the width of the embeddings.
        num_hiddens: the state's width in each direction.
        num_layers: how many layers there are.
        dropout: the share of features set to zero between layers.
        cell: "rnn", "gru" or "lstm".
        bidirectional: whether a second network reads backwards.

    Examples:
        >>> import torch
        >>> from encdec import Seq2SeqEncoder
        >>> encoder = Seq2SeqEncoder(vocab_size=10, embed_size=8, num_hiddens=16, num_layers=2)
        >>> outputs, state = encoder(torch.tensor([[4, 5, 6], [7, 0, 0]]), torch.tensor([3, 1]))
        >>> outputs.shape, state.shape
        (torch.Size([2, 3, 16]), torch.Size([2, 2, 16]))

    """

    def __init__(
        self,
        vocab_size: int,
        embed_size: int,
        num_hiddens: int,
        num_layers: int,
        dropout: float = 0.0,
        *,
        cell: str = "gru",
        bidirectional: bool = False,
    ) -> None:
        super().__init__()
        check_size("vocab_size", vocab_size)
        check_size("embed_size", embed_size)
        check_size("num_hiddens", num_hiddens)
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = recurrent(cell, embed_size, num_hiddens, num_layers, dropout, bidirectional)
        self.apply(init_seq2seq)

    def forward(
        self, X: Tensor, valid_len: Tensor | None = None, *args: Any
    ) -> tuple[Tensor, RecurrentState]:
        """Encode the ids ``X``; further ``args`` are not used."""
        check_ids("X", X, self.embedding.num_embeddings)
        if valid_len is not None:
            check_valid_len(valid_len, *X.shape)
        return run_recurrent(self.rnn, self.embedding(X), valid_len)
