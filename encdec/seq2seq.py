"""The recurrent decoder without attention.

All it knows of the input is one vector, the context: the state of the encoder's last layer after
the last step. It is put beside the embedding of every token, so that it is not forgotten.

Source: Cho et al., "Learning Phrase Representations using RNN Encoder–Decoder for Statistical
Machine Translation" (2014), <https://arxiv.org/abs/1406.1078>.
"""

from typing import Any

import torch
from torch import Tensor, nn

from encdec.attention import length_mask
from encdec.base import Decoder
from encdec.checks import check_ids, check_pair, check_size, check_state
from encdec.rnn import RecurrentState, init_seq2seq, recurrent
from encdec.states import select_hidden


def read_enc_outputs(
    enc_outputs: Any, rnn: nn.RNNBase, valid_len: Tensor | None = None
) -> tuple[Tensor, RecurrentState]:
    """Take ``(outputs, state)`` from an encoder if the decoder's ``rnn`` can go on from it.

    An encoder without a state gives its outputs (batch, steps, width) alone: their mean over the
    valid steps becomes the state of every layer. Raises an error when the kind of state, the
    layers or the width differ.
    """
    if isinstance(enc_outputs, Tensor):
        enc_outputs = enc_outputs, mean_state(enc_outputs, rnn, valid_len)
    is_lstm = isinstance(rnn, nn.LSTM)
    check_pair(enc_outputs, is_lstm, "a recurrent encoder, or a tensor of outputs")
    outputs, state = enc_outputs
    hidden = state[0] if is_lstm else state
    if hidden.shape[0] != rnn.num_layers:
        raise ValueError(
            f"enc_outputs holds a state of {hidden.shape[0]} layers; "
            f"expected {rnn.num_layers}, the decoder's num_layers"
        )
    if hidden.shape[-1] != rnn.hidden_size:
        raise ValueError(
            f"enc_outputs holds a state of width {hidden.shape[-1]}; expected {rnn.hidden_size}, "
            "the decoder's num_hiddens (twice the encoder's if that is bidirectional)"
        )
    return outputs, state


def mean_state(outputs: Tensor, rnn: nn.RNNBase, valid_len: Tensor | None = None) -> RecurrentState:
    """Make a state for ``rnn`` of the mean of ``outputs`` (batch, steps, width)."""
    if valid_len is None:
        mean = outputs.mean(dim=1)
    else:
        mask = length_mask(valid_len, outputs.shape[1])
        mean = (outputs * mask.unsqueeze(2)).sum(dim=1) / valid_len.unsqueeze(1)
    hidden = mean.expand(rnn.num_layers, -1, -1).contiguous()
    return (hidden, torch.zeros_like(hidden)) if isinstance(rnn, nn.LSTM) else hidden


class Seq2SeqDecoder(Decoder):
    """Recurrent decoder that reads the context at every step.

    ``init_state(enc_outputs)`` takes ``(outputs, state)`` of an encoder with the same cell and
    number of layers. ``forward(X, state)`` takes ids X (batch, steps) and returns logits (batch,
    steps, vocab_size) and the new state. One call with all steps and one call for each step give
    the same logits.

    The state is the pair (hidden (num_layers, batch, num_hiddens), context (batch, num_hiddens)).

    Args:
        vocab_size: how many tokens the vocabulary has.
        embed_size: the width of the embeddings.
        num_hiddens: the state's width, that of the encoder.
        num_layers: how many layers there are, as many as in the encoder.
        dropout: the share of features set to zero between layers.
        cell: "rnn", "gru" or "lstm".

    Examples:
        >>> import torch
        >>> from encdec import Seq2SeqDecoder, Seq2SeqEncoder
        >>> encoder = Seq2SeqEncoder(10, 8, 16, num_layers=2)
        >>> decoder = Seq2SeqDecoder(12, 8, 16, num_layers=2)
        >>> state = decoder.init_state(encoder(torch.tensor([[4, 5, 6], [7, 8, 9]])))
        >>> logits, (hidden, context) = decoder(torch.tensor([[1], [1]]), state)
        >>> logits.shape, hidden.shape, context.shape
        (torch.Size([2, 1, 12]), torch.Size([2, 2, 16]), torch.Size([2, 16]))

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
    ) -> None:
        super().__init__()
        check_size("vocab_size", vocab_size)
        check_size("embed_size", embed_size)
        check_size("num_hiddens", num_hiddens)
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = recurrent(cell, embed_size + num_hiddens, num_hiddens, num_layers, dropout)
        self.dense = nn.Linear(num_hiddens, vocab_size)
        self.apply(init_seq2seq)

    def init_state(
        self, enc_outputs: Any, valid_len: Tensor | None = None, *args: Any
    ) -> tuple[RecurrentState, Tensor]:
        """Start from the encoder's state; ``valid_len`` matters where there are only outputs."""
        _, hidden = read_enc_outputs(enc_outputs, self.rnn, valid_len)
        context = hidden[0][-1] if isinstance(hidden, tuple) else hidden[-1]
        return hidden, context

    def forward(
        self, X: Tensor, state: tuple[RecurrentState, Tensor]
    ) -> tuple[Tensor, tuple[RecurrentState, Tensor]]:
        """Map the ids ``X`` to logits for the token that follows each of them."""
        check_ids("X", X, self.embedding.num_embeddings)
        check_state(state, 2, X)
        hidden, context = state
        every_step = context.unsqueeze(1).expand(-1, X.shape[1], -1)
        inputs = torch.cat((self.embedding(X), every_step), dim=-1)
        outputs, hidden = self.rnn(inputs, hidden)
        return self.dense(outputs), (hidden, context)

    def select_state(
        self, state: tuple[RecurrentState, Tensor], rows: Tensor
    ) -> tuple[RecurrentState, Tensor]:
        """Return the state of the batch's ``rows``, (new batch,), in their order."""
        hidden, context = state
        return select_hidden(hidden, rows), context[rows]
