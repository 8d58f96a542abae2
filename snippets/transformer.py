"""The parts of a Transformer, built step by step."""

# --8<-- [start:smallest]
import math

import torch
from torch import Tensor, nn


def attend(Q: Tensor, K: Tensor, V: Tensor, mask: Tensor | None = None) -> Tensor:
    """Return for each query the mean of the values, weighted by its softmax scores."""
    scores = Q @ K.transpose(-2, -1) / math.sqrt(Q.shape[-1])
    if mask is not None:  # True where a query may look
        scores = scores.masked_fill(~mask, float("-inf"))
    return scores.softmax(dim=-1) @ V


torch.manual_seed(0)
torch.set_num_threads(1)  # the matrices are small: more threads hardly help
X = torch.randn(2, 5, 8)  # batch, steps, width
print(tuple(attend(X, X, X).shape))
# --8<-- [end:smallest]

# --8<-- [start:in-turn]
in_turn = [attend(X[:, t : t + 1], X, X) for t in range(5)]
print(torch.allclose(torch.cat(in_turn, dim=1), attend(X, X, X), atol=1e-6))
# --8<-- [end:in-turn]


class MultiHead(nn.Module):
    """Attention in several heads, each on a learnt part of the width."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.W_q, self.W_k = nn.Linear(width, width), nn.Linear(width, width)
        self.W_v, self.W_o = nn.Linear(width, width), nn.Linear(width, width)

    def split(self, X: Tensor) -> Tensor:
        """Cut (batch, steps, width) into (batch, heads, steps, width / heads)."""
        return X.unflatten(2, (self.heads, -1)).transpose(1, 2)

    def forward(self, X: Tensor, memory: Tensor, mask: Tensor | None = None) -> Tensor:
        """Let each position of X look at all positions of the memory."""
        Q, K, V = (
            self.split(W(part))
            for W, part in ((self.W_q, X), (self.W_k, memory), (self.W_v, memory))
        )
        return self.W_o(attend(Q, K, V, mask).transpose(1, 2).flatten(2))


# --8<-- [start:heads]
multi_head = MultiHead(width=8, heads=2)
print(tuple(multi_head.split(X).shape), tuple(multi_head(X, X).shape))
# --8<-- [end:heads]

# --8<-- [start:same]
from encdec import MultiHeadAttention

parts = (multi_head.W_q, multi_head.W_k, multi_head.W_v)
weight, bias = torch.cat([W.weight for W in parts]), torch.cat([W.bias for W in parts])
out = multi_head.W_o.state_dict()

built_in = nn.MultiheadAttention(8, 2, batch_first=True)
built_in.load_state_dict(
    {"in_proj_weight": weight, "in_proj_bias": bias}
    | {f"out_proj.{name}": value for name, value in out.items()}
)
packaged = MultiHeadAttention(8, 2)
packaged.query_key_value.load_state_dict({"weight": weight, "bias": bias})
packaged.output.load_state_dict(out)

expected = multi_head(X, X)
print(torch.allclose(built_in(X, X, X)[0], expected, atol=1e-6))
print(torch.allclose(packaged(X), expected, atol=1e-6))
# --8<-- [end:same]

# --8<-- [start:true-means]
may_look = torch.tensor([True, True, True, False, False])
expected = multi_head(X, X, may_look)
for attn_mask in (may_look, ~may_look):
    outputs, _ = built_in(X, X, X, attn_mask=attn_mask.expand(5, 5))
    print(torch.allclose(outputs, expected, atol=1e-6))
# --8<-- [end:true-means]

# --8<-- [start:no-order]
order = torch.tensor([4, 2, 0, 1, 3])
moved = multi_head(X[:, order], X[:, order])
print(torch.allclose(moved, multi_head(X, X)[:, order], atol=1e-6))
# --8<-- [end:no-order]


def waves(steps: int, width: int) -> Tensor:
    """Return a pattern (width,) for each of the positions."""
    t = torch.arange(steps).unsqueeze(1)
    omega = 10_000.0 ** (-torch.arange(0, width, 2) / width)
    return torch.stack(((t * omega).sin(), (t * omega).cos()), dim=-1).flatten(1)


# --8<-- [start:positions]
from encdec import Sinusoidal

P = waves(steps=5, width=8)
print(torch.allclose(Sinusoidal(8)(X), X + P, atol=1e-6))

moved = multi_head(X[:, order] + P, X[:, order] + P)
print(torch.allclose(moved, multi_head(X + P, X + P)[:, order], atol=1e-6))
# --8<-- [end:positions]

# --8<-- [start:draw]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(4.5, 3))
axes.pcolormesh(waves(24, 32), cmap="Greys", edgecolors="white", vmin=-1, vmax=1)
axes.set(xlabel="number of the vector", ylabel="position")
axes.invert_yaxis()
figure.savefig("positions.svg", metadata={"Title": "The patterns of 24 positions"})
# --8<-- [end:draw]


class FeedForward(nn.Sequential):
    """Two linear layers with a ReLU between them, for each position by itself."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__(nn.Linear(width, inner), nn.ReLU(), nn.Linear(inner, width))


class EncoderLayer(nn.Module):
    """The positions look at each other; then each of them thinks for itself."""

    def __init__(self, width: int, inner: int, heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = MultiHeadAttention(width, heads)
        self.ffn = FeedForward(width, inner)

    def forward(self, X: Tensor, mask: Tensor | None = None) -> Tensor:
        """Map (batch, steps, width) to as much."""
        normed = self.norm1(X)
        X = X + self.attention(normed, normed, mask)
        return X + self.ffn(self.norm2(X))


# --8<-- [start:layer]
layer = EncoderLayer(width=8, inner=32, heads=2)
print(tuple(layer(X).shape))
# --8<-- [end:layer]


class DecoderLayer(nn.Module):
    """Look back at the tokens so far, across at the memory, then think."""

    def __init__(self, width: int, inner: int, heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for _ in range(3))
        self.attention = MultiHeadAttention(width, heads)
        self.cross_attention = MultiHeadAttention(width, heads)
        self.ffn = FeedForward(width, inner)

    def forward(
        self, Y: Tensor, memory: Tensor, look_back: Tensor, mask: Tensor | None = None
    ) -> Tensor:
        """Map (batch, steps, width) to as much, given (batch, source steps, width)."""
        normed = self.norm1(Y)
        Y = Y + self.attention(normed, normed, look_back)
        Y = Y + self.cross_attention(self.norm2(Y), memory, mask)
        return Y + self.ffn(self.norm3(Y))


# --8<-- [start:causal]
def causal_mask(steps: int) -> Tensor:
    """Return (steps, steps), True where the column is not behind the row."""
    return torch.ones(steps, steps, dtype=torch.bool).tril()


print(causal_mask(4).int())

layer = DecoderLayer(width=8, inner=32, heads=2)
memory, Y = torch.randn(2, 7, 8), torch.randn(2, 5, 8)
changed = Y.clone()
changed[:, 3] = 0.0
for look_back in (causal_mask(5), torch.ones(5, 5, dtype=torch.bool)):
    same = torch.isclose(layer(Y, memory, look_back), layer(changed, memory, look_back))
    print(same.all(dim=-1).all(dim=0).tolist())
# --8<-- [end:causal]

# --8<-- [start:solution-parameters]
for d, f in ((8, 32), (256, 1024)):
    layer = EncoderLayer(width=d, inner=f, heads=2)
    count = sum(parameter.numel() for parameter in layer.parameters())
    print(count, (4 * d * d + 4 * d) + (2 * d * f + f + d) + 2 * 2 * d)
# --8<-- [end:solution-parameters]

# --8<-- [start:solution-blind]
from encdec import masked_softmax

nothing = torch.zeros(1, 5, dtype=torch.bool)
print(attend(X, X, X, nothing).isnan().all().item())
print(masked_softmax(X @ X.transpose(1, 2), nothing)[0, 0].tolist())
# --8<-- [end:solution-blind]

# --8<-- [start:solution-rotary]
from encdec import Rotary

rotary = Rotary(8)
q, k = torch.randn(1, 8), torch.randn(1, 8)
for s, t in ((3, 5), (10, 12), (10, 13)):
    product = rotary(q, start=s) @ rotary(k, start=t).T
    print(s, t, f"{product.item():.2f}")
# --8<-- [end:solution-rotary]
