"""The recurrent decoder with attention.

At every step the recurrent output asks a query. What it finds in the encoder's outputs, the
context of that step, is joined with it before the next token is scored.

Sources: Luong, Pham and Manning, "Effective Approaches to Attention-based Neural Machine
Translation" (2015), <https://arxiv.org/abs/1508.04025> (this decoder and its "general" score). The
additive score is Bahdanau's, <https://arxiv.org/abs/1409.0473>.
"""

from typing import Any

import torch
from torch import Tensor, nn

from encdec.attention import AdditiveAttention, Attention, DotProductAttention, length_mask
from encdec.base import Decoder
from encdec.checks import (
    check_batch,
    check_choice,
    check_ids,
    check_parts,
    check_size,
    check_valid_len,
)
from encdec.rnn import RecurrentState, init_seq2seq, recurrent
from encdec.seq2seq import read_enc_outputs
from encdec.states import select_hidden

#: (hidden, keys and encoder outputs (sentences, steps, num_hiddens), mask (sentences, 1, steps) or
#: None). Beams of one sentence, next to each other in hidden, share the other parts.
AttentionState = tuple[RecurrentState, Tensor, Tensor, Tensor | None]

SCORES = ("general", "dot", "additive")


class AttentionDecoder(Decoder):
    """Recurrent decoder that attends to all of the encoder's outputs.

    ``init_state(enc_outputs, valid_len=None)`` takes ``(outputs, state)`` of a recurrent encoder
    whose outputs have the width ``num_hiddens`` (of a bidirectional one, both directions together),
    or outputs alone. ``forward(X, state)`` takes ids X (batch, steps) and returns logits (batch,
    steps, vocab_size) and the new state.

    Args:
        vocab_size: how many tokens the vocabulary has.
        embed_size: the width of the embeddings.
        num_hiddens: the width of the state and of the encoder's outputs.
        num_layers: how many layers there are.
        dropout: the share of features set to zero between layers.
        cell: "rnn", "gru" or "lstm".
        score: "general" is the dot product after a learnt linear map of the query, "dot" is the dot
            product alone, "additive" Bahdanau's two layers.

    Examples:
        >>> import torch
        >>> from encdec import AttentionDecoder, Seq2SeqEncoder
        >>> encoder = Seq2SeqEncoder(10, 8, 16, num_layers=1)
        >>> decoder = AttentionDecoder(12, 8, 16, num_layers=1)
        >>> X, valid_len = torch.tensor([[4, 5, 6], [7, 0, 0]]), torch.tensor([3, 1])
        >>> state = decoder.init_state(encoder(X, valid_len), valid_len)
        >>> logits, state = decoder(torch.tensor([[1], [1]]), state)
        >>> logits.shape
        torch.Size([2, 1, 12])

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
        score: str = "general",
    ) -> None:
        super().__init__()
        check_size("vocab_size", vocab_size)
        check_size("embed_size", embed_size)
        check_size("num_hiddens", num_hiddens)
        check_choice("score", score, SCORES)
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = recurrent(cell, embed_size, num_hiddens, num_layers, dropout)
        self.query: nn.Module = nn.Identity()
        if score == "general":
            self.query = nn.Linear(num_hiddens, num_hiddens, bias=False)
        self.attention: Attention = DotProductAttention(scale=False)
        if score == "additive":
            self.attention = AdditiveAttention(num_hiddens, num_hiddens, num_hiddens)
        self.combine = nn.Linear(2 * num_hiddens, num_hiddens)
        self.dense = nn.Linear(num_hiddens, vocab_size)
        self.apply(init_seq2seq)

    def init_state(
        self, enc_outputs: Any, valid_len: Tensor | None = None, *args: Any
    ) -> AttentionState:
        """Start from the encoder's state and remember its outputs; padding is masked."""
        outputs, hidden = read_enc_outputs(enc_outputs, self.rnn, valid_len)
        if outputs.shape[-1] != self.rnn.hidden_size:
            raise ValueError(
                f"enc_outputs holds outputs of width {outputs.shape[-1]}; "
                f"expected {self.rnn.hidden_size}, the decoder's num_hiddens"
            )
        mask = None
        if valid_len is not None:
            check_valid_len(valid_len, *outputs.shape[:2])
            mask = length_mask(valid_len, outputs.shape[1]).unsqueeze(1)
        return hidden, self.attention.project(outputs), outputs, mask

    def forward(self, X: Tensor, state: AttentionState) -> tuple[Tensor, AttentionState]:
        """Map the ids ``X`` to logits for the token that follows each of them."""
        check_ids("X", X, self.embedding.num_embeddings)
        check_parts(state, 4)
        hidden, keys, memory, mask = state
        check_batch(_batch(hidden), X)
        outputs, hidden = self.rnn(self.embedding(X), hidden)
        queries = self.query(outputs).reshape(memory.shape[0], -1, self.rnn.hidden_size)
        context = self.attention.attend(queries, keys, memory, mask).view_as(outputs)
        combined = torch.tanh(self.combine(torch.cat((outputs, context), dim=-1)))
        return self.dense(combined), (hidden, keys, memory, mask)

    def select_state(self, state: AttentionState, rows: Tensor) -> AttentionState:
        """Return the state of the batch's ``rows``, (new batch,), in their order."""
        return self.select_beams(state, rows.unsqueeze(1))

    def select_beams(self, state: AttentionState, rows: Tensor) -> AttentionState:
        """Return the state of ``rows`` (sentences, beams); what beams share is kept once."""
        hidden, keys, memory, mask = state
        sentences = rows[:, 0] // (_batch(hidden) // memory.shape[0])
        hidden = select_hidden(hidden, rows.flatten())
        if torch.equal(sentences, torch.arange(memory.shape[0], device=rows.device)):
            return hidden, keys, memory, mask
        mask = None if mask is None else mask[sentences]
        return hidden, keys[sentences], memory[sentences], mask


def _batch(hidden: RecurrentState) -> int:
    return hidden[0].shape[1] if isinstance(hidden, tuple) else hidden.shape[1]
