"""Attention: the decoder looks at all of the encoder's outputs instead of one vector.

At every step the decoder asks a query. Its dot products with the encoder's outputs, turned into
shares that sum to one, are the weights of a mean of these outputs: the context of that step.

Sources: Bahdanau, Cho and Bengio, "Neural Machine Translation by Jointly Learning to Align and
Translate" (2014), https://arxiv.org/abs/1409.0473; Luong, Pham and Manning, "Effective Approaches
to Attention-based Neural Machine Translation" (2015), https://arxiv.org/abs/1508.04025 (this
decoder); Vaswani et al., "Attention Is All You Need" (2017), https://arxiv.org/abs/1706.03762
(the scale).
"""

import math
from typing import Any

import torch
from torch import Tensor, nn

from encdec.base import Decoder
from encdec.checks import check_ids, check_size, check_state, check_valid_len
from encdec.rnn import RecurrentState, init_seq2seq, recurrent
from encdec.seq2seq import read_enc_outputs

#: (hidden, encoder outputs (batch, steps, num_hiddens), mask (batch, 1, steps) or None).
AttentionState = tuple[RecurrentState, Tensor, Tensor | None]


def length_mask(valid_len: Tensor, steps: int) -> Tensor:
    """Return (batch, ``steps``), True at the real positions; ``valid_len`` is (batch,)."""
    return torch.arange(steps, device=valid_len.device) < valid_len.unsqueeze(1)


def masked_softmax(scores: Tensor, mask: Tensor | None = None) -> Tensor:
    """Return the softmax of ``scores`` over the last dimension, zero where ``mask`` is False.

    ``mask`` is boolean and broadcasts to the shape of ``scores``. A row without any True
    gives zeros, not NaN.
    """
    if mask is None:
        return scores.softmax(dim=-1)
    scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    return scores.softmax(dim=-1).masked_fill(~mask, 0.0)


class DotProductAttention(nn.Module):
    """Dot-product attention, with ``scale`` divided by the square root of the width.

    ``forward(queries, keys, values, mask=None)`` takes queries (batch, queries, width),
    keys (batch, keys, width), values (batch, keys, value width) and a mask that broadcasts to
    (batch, queries, keys), True where a query may look. It returns (batch, queries, value width).

    While ``keep_weights`` is True, the last call's weights (batch, queries, keys) stay in
    ``attention_weights``, cut off from the gradient.
    """

    def __init__(self, scale: bool = True) -> None:
        super().__init__()
        self.scale = scale
        self.keep_weights = False
        self.attention_weights: Tensor | None = None

    def forward(
        self, queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None = None
    ) -> Tensor:
        """Return for each query the mean of the values, weighted by how well their keys match."""
        if queries.shape[-1] != keys.shape[-1]:
            raise ValueError(
                f"queries has width {queries.shape[-1]} and keys {keys.shape[-1]}; "
                "expected the same width"
            )
        scores = queries @ keys.transpose(1, 2)
        if self.scale:
            scores = scores / math.sqrt(queries.shape[-1])
        weights = masked_softmax(scores, mask)
        self.attention_weights = weights.detach() if self.keep_weights else None
        return weights @ values


class AttentionDecoder(Decoder):
    """Recurrent decoder that attends to all of the encoder's outputs.

    The query is a learnt linear map of the recurrent output: Luong's "general" score.
    ``init_state(enc_outputs, valid_len=None)`` takes ``(outputs, state)`` of a recurrent encoder
    whose outputs have the width ``num_hiddens`` (of a bidirectional one, both directions
    together). ``forward(X, state)`` takes ids X (batch, steps) and returns
    logits (batch, steps, vocab_size) and the new state.
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
        self.rnn = recurrent(cell, embed_size, num_hiddens, num_layers, dropout)
        self.query = nn.Linear(num_hiddens, num_hiddens, bias=False)
        self.attention = DotProductAttention(scale=False)
        self.combine = nn.Linear(2 * num_hiddens, num_hiddens)
        self.dense = nn.Linear(num_hiddens, vocab_size)
        self.apply(init_seq2seq)

    def init_state(
        self, enc_outputs: Any, valid_len: Tensor | None = None, *args: Any
    ) -> AttentionState:
        """Start from the encoder's state and remember its outputs; padding is masked."""
        outputs, hidden = read_enc_outputs(enc_outputs, self.rnn)
        if valid_len is None:
            return hidden, outputs, None
        check_valid_len(valid_len, *outputs.shape[:2])
        return hidden, outputs, length_mask(valid_len, outputs.shape[1]).unsqueeze(1)

    def forward(self, X: Tensor, state: AttentionState) -> tuple[Tensor, AttentionState]:
        """Map the ids ``X`` to logits for the token that follows each of them."""
        check_ids("X", X, self.embedding.num_embeddings)
        check_state(state, 3, X)
        hidden, memory, mask = state
        outputs, hidden = self.rnn(self.embedding(X), hidden)
        context = self.attention(self.query(outputs), memory, memory, mask)
        combined = torch.tanh(self.combine(torch.cat((outputs, context), dim=-1)))
        return self.dense(combined), (hidden, memory, mask)
