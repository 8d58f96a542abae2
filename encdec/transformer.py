"""The Transformer: an encoder and a decoder made of attention alone.

Each layer normalizes before it works ("pre-norm") and adds what it finds to its input. The decoder
looks back at its own tokens and across at the encoder's outputs; its state holds the keys and
values of both, so that a decoding step costs one position.

Sources: Vaswani et al., "Attention Is All You Need" (2017), <https://arxiv.org/abs/1706.03762>;
Xiong et al., "On Layer Normalization in the Transformer Architecture" (2020),
<https://arxiv.org/abs/2002.04745>, for pre-norm.
"""

import math
from typing import Any

from torch import Tensor, nn

from encdec.attention import MultiHeadAttention, additive, length_mask
from encdec.base import Decoder, Encoder
from encdec.cache import LayerCache, TransformerState, check_transformer_state
from encdec.checks import (
    check_choice,
    check_features,
    check_fraction,
    check_ids,
    check_size,
    check_valid_len,
)
from encdec.positions import Rotary, Sinusoidal

POSITIONS = ("sinusoidal", "rotary")


class FeedForward(nn.Sequential):
    """Two linear layers with a ReLU between them, on each position by itself.

    Takes and returns (batch, steps, num_hiddens); ``ffn_hiddens`` wide inside.
    """

    def __init__(self, num_hiddens: int, ffn_hiddens: int, dropout: float = 0.0) -> None:
        check_size("ffn_hiddens", ffn_hiddens)
        super().__init__(
            nn.Linear(num_hiddens, ffn_hiddens),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(ffn_hiddens, num_hiddens),
        )


class TransformerEncoderLayer(nn.Module):
    """Self-attention, then a feed-forward network; both are added to their input.

    ``forward(X, mask=None)`` takes and returns (batch, steps, num_hiddens); the mask broadcasts
    to (batch, heads, steps, steps), True where a position may look.
    """

    def __init__(
        self,
        num_hiddens: int,
        ffn_hiddens: int,
        num_heads: int,
        dropout: float = 0.0,
        *,
        rotary: Rotary | None = None,
    ) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(num_hiddens)
        self.attention = MultiHeadAttention(num_hiddens, num_heads, dropout)
        self.norm2 = nn.LayerNorm(num_hiddens)
        self.ffn = FeedForward(num_hiddens, ffn_hiddens, dropout)
        self.dropout = nn.Dropout(dropout)
        self.rotary = rotary

    def forward(self, X: Tensor, mask: Tensor | None = None) -> Tensor:
        """Let the positions look at each other, then think on their own."""
        normed, attention = self.norm1(X), self.attention
        queries, keys, values = attention.queries_keys_values(normed)
        if self.rotary is not None:
            queries, keys = self.rotary(queries), self.rotary(keys)
        X = X + self.dropout(attention.attend(queries, keys, values, mask))
        result: Tensor = X + self.dropout(self.ffn(self.norm2(X)))
        return result


class TransformerDecoderLayer(nn.Module):
    """Self-attention to the tokens so far, attention to the memory, a feed-forward network.

    ``forward(X, cache, mask=None, memory_mask=None, start=0, beams=1)`` takes new positions
    X (batch, steps, num_hiddens) and the layer's cache of the earlier ones. It returns as much as
    X, and the longer cache. The masks broadcast to (batch, heads, steps, keys); without
    ``mask`` each position sees itself and those before. ``start`` is X's first position,
    ``beams`` how many neighbours in X have the same position.
    """

    def __init__(
        self,
        num_hiddens: int,
        ffn_hiddens: int,
        num_heads: int,
        dropout: float = 0.0,
        *,
        rotary: Rotary | None = None,
    ) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(num_hiddens)
        self.attention = MultiHeadAttention(num_hiddens, num_heads, dropout)
        self.norm2 = nn.LayerNorm(num_hiddens)
        self.cross_attention = MultiHeadAttention(num_hiddens, num_heads, dropout)
        self.norm3 = nn.LayerNorm(num_hiddens)
        self.ffn = FeedForward(num_hiddens, ffn_hiddens, dropout)
        self.dropout = nn.Dropout(dropout)
        self.rotary = rotary

    def forward(
        self,
        X: Tensor,
        cache: LayerCache,
        mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        start: int = 0,
        beams: int = 1,
    ) -> tuple[Tensor, LayerCache]:
        """Look back at the tokens so far, across at the memory, then think on its own."""
        normed, attention = self.norm1(X), self.attention
        queries, keys, values = attention.queries_keys_values(normed)
        if self.rotary is not None:
            queries, keys = (self.rotary(part, start, beams) for part in (queries, keys))
        cache, keys, values = cache.extended(keys, values)
        causal = mask is None and bool(X.shape[1] > 1)  # a symbol, in an export
        X = X + self.dropout(attention.attend(queries, keys, values, mask, causal=causal))
        across = self.cross_attention
        queries = across.queries(self.norm2(X))
        X = X + self.dropout(across.attend(queries, *cache.memory, memory_mask))
        return X + self.dropout(self.ffn(self.norm3(X))), cache


class _Embeddings(nn.Module):
    """Token embeddings with positions: what the encoder and the decoder begin with."""

    def __init__(self, vocab_size: int, num_hiddens: int, dropout: float, positions: str) -> None:
        super().__init__()
        check_size("vocab_size", vocab_size)
        check_size("num_hiddens", num_hiddens)
        check_choice("positions", positions, POSITIONS)
        self.tokens = nn.Embedding(vocab_size, num_hiddens)
        nn.init.normal_(self.tokens.weight, std=num_hiddens**-0.5)
        self.positions = Sinusoidal(num_hiddens) if positions == "sinusoidal" else None
        self.scale = math.sqrt(num_hiddens)
        self.dropout = nn.Dropout(dropout)

    def forward(self, X: Tensor, start: int = 0) -> Tensor:
        """Map ids X (batch, steps) to (batch, steps, num_hiddens)."""
        check_ids("X", X, self.tokens.num_embeddings)
        embedded = self.tokens(X) * self.scale
        if self.positions is not None:
            embedded = self.positions(embedded, start)
        result: Tensor = self.dropout(embedded)
        return result


class TransformerEncoder(Encoder):
    """Embeddings with positions, ``num_layers`` layers, a last normalization.

    ``forward(X, valid_len=None)`` takes ids X (batch, steps) and returns outputs (batch, steps,
    num_hiddens), zero at the padding. The vocabulary has ``vocab_size`` tokens; each layer has
    ``num_heads`` heads and a feed-forward network ``ffn_hiddens`` wide. ``dropout`` is the share
    set to zero in training; ``positions`` is "sinusoidal" or "rotary".

    Examples:
        >>> import torch
        >>> from encdec import TransformerEncoder
        >>> encoder = TransformerEncoder(10, 16, ffn_hiddens=32, num_heads=2, num_layers=1)
        >>> encoder(torch.tensor([[4, 5, 6], [7, 0, 0]]), torch.tensor([3, 1])).shape
        torch.Size([2, 3, 16])

    """

    def __init__(
        self,
        vocab_size: int,
        num_hiddens: int,
        ffn_hiddens: int,
        num_heads: int,
        num_layers: int,
        dropout: float = 0.0,
        *,
        positions: str = "sinusoidal",
    ) -> None:
        super().__init__()
        check_size("num_layers", num_layers)
        check_fraction("dropout", dropout)
        self.embedding = _Embeddings(vocab_size, num_hiddens, dropout, positions)
        rotary = Rotary(num_hiddens // num_heads) if positions == "rotary" else None
        sizes = (num_hiddens, ffn_hiddens, num_heads, dropout)
        layers = (TransformerEncoderLayer(*sizes, rotary=rotary) for _ in range(num_layers))
        self.layers = nn.ModuleList(layers)
        self.norm = nn.LayerNorm(num_hiddens)

    def forward(self, X: Tensor, valid_len: Tensor | None = None, *args: Any) -> Tensor:
        """Encode the ids ``X``; further ``args`` are not used."""
        outputs: Tensor = self.embedding(X)
        mask = None
        if valid_len is not None:
            check_valid_len(valid_len, *X.shape)
            mask = length_mask(valid_len, X.shape[1])
        for layer in self.layers:
            outputs = layer(outputs, None if mask is None else mask[:, None, None])
        outputs = self.norm(outputs)
        return outputs if mask is None else outputs.masked_fill(~mask.unsqueeze(2), 0.0)


class TransformerDecoder(Decoder):
    """Embeddings with positions, ``num_layers`` layers, a last normalization, logits.

    ``init_state(enc_outputs, valid_len=None)`` takes outputs (batch, steps, num_hiddens) of any
    encoder, alone or first in a tuple. ``forward(X, state)`` takes ids X (batch, steps) and returns
    logits (batch, steps, vocab_size) and the new state. One call with all steps and one call for
    each step give the same logits. ``ffn_hiddens``, ``num_heads``, ``dropout`` and ``positions``
    are those of ``TransformerEncoder``.

    Examples:
        >>> import torch
        >>> from encdec import TransformerDecoder
        >>> decoder = TransformerDecoder(12, 16, ffn_hiddens=32, num_heads=2, num_layers=1)
        >>> state = decoder.init_state(torch.zeros(2, 3, 16), torch.tensor([3, 1]))
        >>> decoder(torch.tensor([[1, 4], [1, 5]]), state)[0].shape
        torch.Size([2, 2, 12])

    """

    def __init__(
        self,
        vocab_size: int,
        num_hiddens: int,
        ffn_hiddens: int,
        num_heads: int,
        num_layers: int,
        dropout: float = 0.0,
        *,
        positions: str = "sinusoidal",
    ) -> None:
        super().__init__()
        check_size("num_layers", num_layers)
        check_fraction("dropout", dropout)
        self.embedding = _Embeddings(vocab_size, num_hiddens, dropout, positions)
        rotary = Rotary(num_hiddens // num_heads) if positions == "rotary" else None
        sizes = (num_hiddens, ffn_hiddens, num_heads, dropout)
        layers = (TransformerDecoderLayer(*sizes, rotary=rotary) for _ in range(num_layers))
        self.layers = nn.ModuleList(layers)
        self.norm = nn.LayerNorm(num_hiddens)
        self.dense = nn.Linear(num_hiddens, vocab_size, bias=False)

    def init_state(
        self, enc_outputs: Any, valid_len: Tensor | None = None, *args: Any
    ) -> TransformerState:
        """Compute the memory's keys and values for each layer; padding is masked."""
        memory = enc_outputs[0] if isinstance(enc_outputs, tuple | list) else enc_outputs
        check_features("enc_outputs", memory, self.norm.normalized_shape[0], "num_hiddens")
        mask = None
        if valid_len is not None:
            check_valid_len(valid_len, *memory.shape[:2])
            mask = additive(length_mask(valid_len, memory.shape[1])[:, None, None], memory)
        layers: Any = self.layers
        caches = [LayerCache(layer.cross_attention.keys_values(memory)) for layer in layers]
        return TransformerState(tuple(caches), mask)

    def forward(self, X: Tensor, state: TransformerState) -> tuple[Tensor, TransformerState]:
        """Map the ids ``X`` to logits for the token that follows each of them."""
        check_transformer_state(state, X)
        steps, beams, look_back = X.shape[1], state.beams, state.look_back(X.shape[1])
        outputs = side_by_side(self.embedding(X, state.length), beams)
        caches = []
        for layer, cache in zip(self.layers, state.layers, strict=True):
            outputs, cache = layer(outputs, cache, look_back, state.mask, state.length, beams)
            caches.append(cache)
        logits = self.dense(self.norm(one_by_one(outputs, beams)))
        return logits, state.read(tuple(caches), steps)

    def select_state(self, state: TransformerState, rows: Tensor) -> TransformerState:
        """Return the state of the batch's ``rows``, (new batch,), in their order."""
        return state.select(rows)

    def select_beams(self, state: TransformerState, rows: Tensor) -> TransformerState:
        """Return the state of ``rows`` (sentences, beams); what beams share is kept once."""
        return state.select_beams(rows)


def side_by_side(X: Tensor, beams: int) -> Tensor:
    """Put a sentence's beams in one row: (sentences × beams, steps, …) → (…, steps × beams, …)."""
    if beams == 1:
        return X
    return X.view(-1, beams, *X.shape[1:]).transpose(1, 2).flatten(1, 2)


def one_by_one(X: Tensor, beams: int) -> Tensor:
    """Undo ``side_by_side``."""
    if beams == 1:
        return X
    return X.view(len(X), -1, beams, *X.shape[2:]).transpose(1, 2).flatten(0, 1)
