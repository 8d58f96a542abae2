"""Decoding with a cache: what a step costs, counted."""

# --8<-- [start:two-ways]
import torch

from encdec import TransformerDecoder, TransformerEncoder

torch.manual_seed(0)
torch.set_num_threads(1)  # the matrices are small: more threads hardly help
torch.set_grad_enabled(False)
sizes = {"num_hiddens": 32, "ffn_hiddens": 64, "num_heads": 4, "num_layers": 2}
encoder = TransformerEncoder(20, **sizes)
decoder = TransformerDecoder(20, **sizes)

enc_X = torch.randint(4, 20, (2, 7))  # 2 sentences of 7 tokens
tokens = torch.randint(4, 20, (2, 12))  # what is written: 12 tokens
start = decoder.init_state(encoder(enc_X))

anew = [decoder(tokens[:, :t], start)[0][:, -1] for t in range(1, 13)]

state, going_on = start, []
for t in range(12):
    logits, state = decoder(tokens[:, t : t + 1], state)
    going_on.append(logits[:, -1])

print(torch.allclose(torch.stack(anew), torch.stack(going_on), atol=1e-4))
# --8<-- [end:two-ways]

# --8<-- [start:count]
counts = []


def count(module, inputs, output):
    """Note how many positions pass through the module."""
    counts.append(output.shape[1])


hook = decoder.layers[0].ffn.register_forward_hook(count)
for t in range(1, 13):
    decoder(tokens[:, :t], start)
print(counts, sum(counts))

counts.clear()
state = start
for t in range(12):
    _, state = decoder(tokens[:, t : t + 1], state)
print(counts, sum(counts))
hook.remove()
# --8<-- [end:count]

# --8<-- [start:growth]
for n in (10, 100, 1000):
    steps = range(1, n + 1)
    print(n, (sum(steps), n), (sum(t * t for t in steps), sum(steps)))
# --8<-- [end:growth]

# --8<-- [start:unchanged]
_, early = decoder(tokens[:, :5], start)
_, late = decoder(tokens, start)
keys_early, keys_late = early.layers[1].own[0].tensor, late.layers[1].own[0].tensor
print(tuple(keys_early.shape), tuple(keys_late.shape))
print(torch.allclose(keys_early, keys_late[:, :, :5], atol=1e-5))

longer = torch.cat((enc_X, enc_X[:, :1]), dim=1)  # one more token to read
print(torch.allclose(encoder(longer)[:, :7], encoder(enc_X), atol=1e-5))
# --8<-- [end:unchanged]

# --8<-- [start:attention]
from torch import Tensor, nn


class CachedAttention(nn.Module):
    """Self-attention that gets one position a call and keeps keys and values."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.W_q, self.W_k, self.W_v = (nn.Linear(width, width) for _ in range(3))
        self.K = self.V = torch.zeros(2, 0, width)  # batch, positions so far, width

    def forward(self, x: Tensor) -> Tensor:
        """Map the next position (batch, 1, width) to as much."""
        self.K = torch.cat((self.K, self.W_k(x)), dim=1)
        self.V = torch.cat((self.V, self.W_v(x)), dim=1)
        scores = self.W_q(x) @ self.K.transpose(1, 2) / x.shape[2] ** 0.5
        return scores.softmax(dim=-1) @ self.V


# --8<-- [end:attention]

# --8<-- [start:by-hand]
from torch.nn import functional

attention, X = CachedAttention(8), torch.randn(2, 6, 8)
outputs = torch.cat([attention(X[:, t : t + 1]) for t in range(6)], dim=1)

Q, K, V = attention.W_q(X), attention.W_k(X), attention.W_v(X)
at_once = functional.scaled_dot_product_attention(Q, K, V, is_causal=True)
print(tuple(outputs.shape), torch.allclose(outputs, at_once, atol=1e-5))
# --8<-- [end:by-hand]

# --8<-- [start:trap]
last = functional.scaled_dot_product_attention(Q[:, -1:], K, V, is_causal=True)
print(torch.allclose(last, at_once[:, -1:], atol=1e-5))
print(torch.allclose(last, V[:, :1], atol=1e-5))
# --8<-- [end:trap]

# --8<-- [start:repaired]
last = functional.scaled_dot_product_attention(Q[:, -1:], K, V)
print(torch.allclose(last, at_once[:, -1:], atol=1e-5))

mask = torch.ones(2, 6, dtype=torch.bool).tril(diagonal=6 - 2)
print(mask.int().tolist())
last_two = functional.scaled_dot_product_attention(Q[:, -2:], K, V, attn_mask=mask)
print(torch.allclose(last_two, at_once[:, -2:], atol=1e-5))
# --8<-- [end:repaired]

# --8<-- [start:grows]
from encdec import Seq2SeqDecoder, Seq2SeqEncoder
from encdec.cache import TransformerState


def numbers(state: TransformerState) -> tuple[int, int]:
    """Return how many numbers are kept of the source, and of the tokens written."""
    memory = sum(part.numel() for layer in state.layers for part in layer.memory)
    own = sum(part.tensor.numel() for layer in state.layers for part in layer.own)
    return memory, own


gru = Seq2SeqDecoder(20, 32, 32, 2)
gru_state = gru.init_state(Seq2SeqEncoder(20, 32, 32, 2)(enc_X))
state = start
for t in range(12):
    _, state = decoder(tokens[:, t : t + 1], state)
    _, gru_state = gru(tokens[:, t : t + 1], gru_state)
    if t + 1 in (1, 4, 12):
        print(t + 1, numbers(state), sum(part.numel() for part in gru_state))
# --8<-- [end:grows]

# --8<-- [start:room]
state, place = start, None
for _ in range(100):
    _, state = decoder(tokens[:, :1], state)
    keys = state.layers[0].own[0].tensor  # (2, heads, positions, width / heads)
    if state.length > 1 and keys.data_ptr() != place:  # copied to a new place
        place = keys.data_ptr()
        print(state.length, keys.untyped_storage().nbytes() // keys[:, :, :1].nbytes)
# --8<-- [end:room]

# --8<-- [start:beams]
_, two = decoder(tokens[:, :2], start)  # two tokens, the same for all beams
state = decoder.select_beams(two, torch.tensor([[0, 0, 0], [1, 1, 1]]))
copies = decoder.select_state(two, torch.tensor([0, 0, 0, 1, 1, 1]))
print(numbers(state), numbers(copies))

token = torch.tensor([[4], [5], [6], [7], [8], [9]])  # 2 sentences of 3 beams
_, state = decoder(token, state)
_, copies = decoder(token, copies)
print(tuple(state.layers[0].own[0].tensor.shape))
print(tuple(copies.layers[0].own[0].tensor.shape))
# --8<-- [end:beams]

# --8<-- [start:reorder]
parents = torch.tensor([[0, 0, 2], [4, 3, 5]])
state = decoder.select_beams(state, parents)
copies = decoder.select_state(copies, parents.flatten())
print(state.visible[0].int())

logits, state = decoder(token, state)
expected, copies = decoder(token, copies)
print(torch.allclose(logits, expected, atol=1e-4))
print(numbers(state), numbers(copies))
# --8<-- [end:reorder]

# --8<-- [start:solution-size]
layers, width, steps, bytes_each = 24, 1024, 1000, 2
size = 2 * layers * width * steps * bytes_each
print(f"{size / 2**20:.0f} MiB a sentence, {64 * size / 2**30:.1f} GiB for 64")
# --8<-- [end:solution-size]

# --8<-- [start:solution-several]
_, state = decoder(tokens[:, :5], start)
logits, _ = decoder(tokens[:, 5:8], state)
expected = torch.stack(going_on[5:8], dim=1)
print(torch.allclose(logits, expected, atol=1e-4))
print(state.look_back(3)[0, 0].int())
# --8<-- [end:solution-several]

# --8<-- [start:solution-branch]
_, state = decoder(tokens[:, :5], start)
first, _ = decoder(torch.tensor([[4], [4]]), state)
second, _ = decoder(torch.tensor([[5], [5]]), state)
again, _ = decoder(torch.tensor([[4], [4]]), state)
print(torch.allclose(first, again, atol=1e-5), torch.allclose(first, second, atol=1e-5))
# --8<-- [end:solution-branch]


# --8<-- [start:solution-window]
class WindowAttention(CachedAttention):
    """Attention that forgets all but the last three positions."""

    def forward(self, x: Tensor) -> Tensor:
        """Map the next position (batch, 1, width) to as much."""
        self.K, self.V = self.K[:, -2:], self.V[:, -2:]
        return super().forward(x)


window = WindowAttention(8)
window.load_state_dict(attention.state_dict())
for t in range(6):
    output = window(X[:, t : t + 1])
    same = torch.allclose(output, outputs[:, t : t + 1], atol=1e-5)
    print(t + 1, window.K.shape[1], same)
# --8<-- [end:solution-window]
