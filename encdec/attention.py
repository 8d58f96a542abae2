"""Attention: a query looks at all positions of a sequence instead of one vector.

Every score compares a query with a key. A softmax over the keys turns the scores into shares that
sum to one; they weigh a mean of the values. The attention modules differ in the score:

- additive: two layers on the query and the key together (Bahdanau),
- dot product: the query times the key, scaled by the width's square root (Vaswani),
- multi-head: several dot products side by side, each on a learnt part of the width.

``keep_weights = True`` keeps the last call's weights for a heatmap. Otherwise they cost nothing.

Sources: Bahdanau, Cho and Bengio, "Neural Machine Translation by Jointly Learning to Align and
Translate" (2014), <https://arxiv.org/abs/1409.0473>; Vaswani et al., "Attention Is All You Need"
(2017), <https://arxiv.org/abs/1706.03762>.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from encdec.checks import check_features, check_fraction, check_size


def length_mask(valid_len: Tensor, steps: int) -> Tensor:
    """Return (batch, ``steps``), True at the real positions; ``valid_len`` is (batch,).

    Examples:
        >>> import torch
        >>> from encdec import length_mask
        >>> length_mask(torch.tensor([1, 3]), steps=3)
        tensor([[ True, False, False],
                [ True,  True,  True]])

    """
    return torch.arange(steps, device=valid_len.device) < valid_len.unsqueeze(1)


def additive(mask: Tensor, like: Tensor) -> Tensor:
    """Return 0 where the boolean ``mask`` is True, else -inf, in the type of ``like``.

    Attention adds it to the scores. Made once for all layers and steps it costs less than the
    mask itself, which every call would have to turn into this.
    """
    return like.new_zeros(()).masked_fill(~mask, float("-inf"))


def masked_softmax(scores: Tensor, mask: Tensor | None = None) -> Tensor:
    """Return the softmax of ``scores`` over the last dimension, zero where ``mask`` is False.

    ``mask`` is boolean and broadcasts to the shape of ``scores``. A row without any True
    gives zeros, not NaN.

    Examples:
        >>> import torch
        >>> from encdec import masked_softmax
        >>> masked_softmax(torch.tensor([0.0, 0.0, 9.0]), torch.tensor([True, True, False]))
        tensor([0.5000, 0.5000, 0.0000])

    """
    if mask is None:
        return scores.softmax(dim=-1)
    scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    return scores.softmax(dim=-1).masked_fill(~mask, 0.0)


class Attention(nn.Module):
    """What every attention module does once its ``scores`` are known.

    ``forward(queries, keys, values, mask=None)`` takes queries (batch, queries, width),
    keys (batch, keys, width), values (batch, keys, value width) and a mask that broadcasts to
    (batch, queries, keys), True where a query may look. It returns (batch, queries, value width).

    While ``keep_weights`` is True, the last call's weights (batch, queries, keys) stay in
    ``attention_weights``, cut off from the gradient.

    Examples:
        >>> import torch
        >>> from encdec import DotProductAttention
        >>> attention = DotProductAttention()
        >>> attention.keep_weights = True
        >>> attention(torch.zeros(1, 1, 4), torch.zeros(1, 2, 4), torch.tensor([[[1.0], [3.0]]]))
        tensor([[[2.]]])
        >>> attention.attention_weights
        tensor([[[0.5000, 0.5000]]])

    """

    def __init__(self) -> None:
        super().__init__()
        self.keep_weights = False
        self.attention_weights: Tensor | None = None

    def project(self, keys: Tensor) -> Tensor:
        """Return what of the scores depends on the keys alone: once is enough for all queries."""
        return keys

    def scores(self, queries: Tensor, keys: Tensor) -> Tensor:
        """Return how well each query matches each projected key, (batch, queries, keys)."""
        raise NotImplementedError(f"{type(self).__name__} must define scores(self, queries, keys)")

    def forward(
        self, queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None = None
    ) -> Tensor:
        """Return for each query the mean of the values, weighted by how well their keys match."""
        return self.attend(queries, self.project(keys), values, mask)

    def attend(
        self, queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None = None
    ) -> Tensor:
        """As ``forward``, with keys that ``project`` has returned."""
        weights = masked_softmax(self.scores(queries, keys), mask)
        self.attention_weights = weights.detach() if self.keep_weights else None
        return weights @ values


class DotProductAttention(Attention):
    """Dot-product attention, with ``scale`` divided by the square root of the width.

    See ``Attention`` for the shapes; queries and keys have the same width.
    """

    def __init__(self, scale: bool = True) -> None:
        super().__init__()
        self.scale = scale

    def scores(self, queries: Tensor, keys: Tensor) -> Tensor:
        """Return the dot products, (batch, queries, keys)."""
        if queries.shape[-1] != keys.shape[-1]:
            raise ValueError(
                f"queries has width {queries.shape[-1]} and keys {keys.shape[-1]}; "
                "expected the same width"
            )
        scores = queries @ keys.transpose(1, 2)
        return scores / math.sqrt(queries.shape[-1]) if self.scale else scores


class AdditiveAttention(Attention):
    """Additive attention: score = vᵀ tanh(W_q query + W_k key), Bahdanau's equation.

    See ``Attention`` for the shapes; queries have ``query_size`` features, keys ``key_size``. The
    tanh layer is ``num_hiddens`` wide.

    Examples:
        >>> import torch
        >>> from encdec import AdditiveAttention
        >>> attention = AdditiveAttention(query_size=4, key_size=6, num_hiddens=8)
        >>> attention(torch.zeros(2, 1, 4), torch.zeros(2, 5, 6), torch.zeros(2, 5, 3)).shape
        torch.Size([2, 1, 3])

    """

    def __init__(self, query_size: int, key_size: int, num_hiddens: int) -> None:
        super().__init__()
        check_size("query_size", query_size)
        check_size("key_size", key_size)
        check_size("num_hiddens", num_hiddens)
        self.W_q = nn.Linear(query_size, num_hiddens, bias=False)
        self.W_k = nn.Linear(key_size, num_hiddens, bias=False)
        self.v = nn.Linear(num_hiddens, 1, bias=False)

    def project(self, keys: Tensor) -> Tensor:
        """Return W_k key for each key, (batch, keys, num_hiddens)."""
        projected: Tensor = self.W_k(keys)
        return projected

    def scores(self, queries: Tensor, keys: Tensor) -> Tensor:
        """Return the scores of projected keys, (batch, queries, keys)."""
        hidden = self.W_q(queries).unsqueeze(2) + keys.unsqueeze(1)
        scores: Tensor = self.v(torch.tanh(hidden)).squeeze(-1)
        return scores


class MultiHeadAttention(nn.Module):
    """Scaled dot-product attention in ``num_heads`` heads, each on its part of the width.

    ``forward(queries, memory=None, mask=None)`` takes queries (batch, queries, num_hiddens) and
    memory (batch, keys, num_hiddens), by default the queries themselves. The mask broadcasts to
    (batch, heads, queries, keys): True where a query may look, or numbers that are added to the
    scores, see ``additive``. A query must see at least one key. It returns
    (batch, queries, num_hiddens). ``dropout`` is the share of weights set to zero in training.

    While ``keep_weights`` is True, the last call's weights (batch, heads, queries, keys) stay in
    ``attention_weights``, cut off from the gradient.

    Examples:
        >>> import torch
        >>> from encdec import MultiHeadAttention
        >>> attention = MultiHeadAttention(num_hiddens=8, num_heads=2)
        >>> attention(torch.zeros(2, 3, 8), memory=torch.zeros(2, 5, 8)).shape
        torch.Size([2, 3, 8])

    """

    def __init__(self, num_hiddens: int, num_heads: int, dropout: float = 0.0) -> None:
        super().__init__()
        check_size("num_hiddens", num_hiddens)
        check_size("num_heads", num_heads)
        check_fraction("dropout", dropout)
        if num_hiddens % num_heads:
            raise ValueError(
                f"num_hiddens is {num_hiddens}; expected a multiple of num_heads, {num_heads}"
            )
        self.num_hiddens, self.num_heads, self.dropout = num_hiddens, num_heads, dropout
        self.query_key_value = nn.Linear(num_hiddens, 3 * num_hiddens)
        self.output = nn.Linear(num_hiddens, num_hiddens)
        self.keep_weights = False
        self.attention_weights: Tensor | None = None

    def forward(
        self, queries: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> Tensor:
        """Let each query look at the memory."""
        check_features("queries", queries, self.num_hiddens, "num_hiddens")
        memory = queries if memory is None else memory
        check_features("memory", memory, self.num_hiddens, "num_hiddens")
        return self.attend(self.queries(queries), *self.keys_values(memory), mask)

    def queries_keys_values(self, X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return all three of X, each (batch, heads, steps, width / heads), in one product."""
        queries, keys, values = self._heads(self.query_key_value(X), 3)
        return queries, keys, values

    def queries(self, X: Tensor) -> Tensor:
        """Return the queries of X alone, (batch, heads, queries, width / heads)."""
        layer, width = self.query_key_value, self.num_hiddens
        return self._heads(functional.linear(X, layer.weight[:width], layer.bias[:width]), 1)[0]

    def keys_values(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Return the memory's keys and values, both (batch, heads, keys, width / heads)."""
        layer, width = self.query_key_value, self.num_hiddens
        both = functional.linear(memory, layer.weight[width:], layer.bias[width:])
        keys, values = self._heads(both, 2)
        return keys, values

    def _heads(self, X: Tensor, parts: int) -> tuple[Tensor, ...]:
        """Cut (batch, steps, parts × width) into parts, and each into heads."""
        return X.view(*X.shape[:2], parts, self.num_heads, -1).transpose(1, 3).unbind(2)

    def attend(
        self,
        queries: Tensor,
        keys: Tensor,
        values: Tensor,
        mask: Tensor | None = None,
        *,
        causal: bool = False,
    ) -> Tensor:
        """Attend with ready heads; ``causal`` lets query i see the keys up to i alone.

        queries, keys, values: (batch, heads, steps, width / heads).
        Returns (batch, queries, width).
        """
        dropout = self.dropout if self.training else 0.0
        self.attention_weights = None
        if self.keep_weights:
            self.attention_weights = _weights(queries, keys, mask, causal)
        context = functional.scaled_dot_product_attention(
            queries, keys, values, attn_mask=mask, dropout_p=dropout, is_causal=causal
        )
        output: Tensor = self.output(context.transpose(1, 2).flatten(2))
        return output


@torch.no_grad()
def _weights(queries: Tensor, keys: Tensor, mask: Tensor | None, causal: bool) -> Tensor:
    if causal:
        steps = torch.arange(keys.shape[2], device=keys.device)
        mask = steps <= steps[: queries.shape[2]].unsqueeze(1)
    scores = queries @ keys.transpose(2, 3) / math.sqrt(keys.shape[-1])
    if mask is not None and mask.is_floating_point():
        return (scores + mask).softmax(dim=-1)
    return masked_softmax(scores, mask)
