"""A whole Transformer, trained to write words backwards."""

import math

import torch
from torch import Tensor, nn
from transformer import DecoderLayer, EncoderLayer, causal_mask, waves

torch.set_num_threads(1)

# --8<-- [start:embedding]
from typing import Any

from encdec import Decoder, Encoder, EncoderDecoder, length_mask


class Embedding(nn.Module):
    """A vector for each token plus the pattern of its position."""

    def __init__(self, vocab_size: int, width: int) -> None:
        super().__init__()
        self.tokens = nn.Embedding(vocab_size, width)
        nn.init.normal_(self.tokens.weight, std=width**-0.5)

    def forward(self, X: Tensor) -> Tensor:
        """Map ids (batch, steps) to (batch, steps, width)."""
        width = self.tokens.embedding_dim
        return self.tokens(X) * math.sqrt(width) + waves(X.shape[1], width)


# --8<-- [end:embedding]


class SmallEncoder(Encoder):
    """Embeddings, layers, and a last normalization."""

    def __init__(self, vocab_size, width, inner, heads, layers):
        super().__init__()
        self.embedding = Embedding(vocab_size, width)
        sizes = (width, inner, heads)
        self.layers = nn.ModuleList(EncoderLayer(*sizes) for _ in range(layers))
        self.norm = nn.LayerNorm(width)

    def forward(self, X: Tensor, valid_len: Tensor, *args: Any) -> Tensor:
        """Map ids (batch, steps) to (batch, steps, width)."""
        mask = length_mask(valid_len, X.shape[1])[:, None, None]
        X = self.embedding(X)
        for layer in self.layers:
            X = layer(X, mask)
        return self.norm(X)


class SmallDecoder(Decoder):
    """Embeddings, layers, a last normalization, and logits."""

    def __init__(self, vocab_size, width, inner, heads, layers):
        super().__init__()
        self.embedding = Embedding(vocab_size, width)
        sizes = (width, inner, heads)
        self.layers = nn.ModuleList(DecoderLayer(*sizes) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.dense = nn.Linear(width, vocab_size, bias=False)

    def init_state(self, enc_outputs: Tensor, valid_len: Tensor, *args: Any) -> Any:
        """Keep the memory, its mask, and the tokens read so far: none."""
        mask = length_mask(valid_len, enc_outputs.shape[1])[:, None, None]
        return enc_outputs, mask, valid_len.new_empty(len(valid_len), 0)

    def look_back(self, steps: int) -> Tensor:
        """Return which tokens each token may look at, (steps, steps)."""
        return causal_mask(steps)

    def forward(self, X: Tensor, state: Any) -> tuple[Tensor, Any]:
        """Map ids (batch, steps) to logits (batch, steps, vocab_size), and a state."""
        memory, mask, past = state
        tokens = torch.cat((past, X), dim=1)
        Y, look_back = self.embedding(tokens), self.look_back(tokens.shape[1])
        for layer in self.layers:
            Y = layer(Y, memory, look_back, mask)
        logits = self.dense(self.norm(Y[:, past.shape[1] :]))
        return logits, (memory, mask, tokens)


# --8<-- [start:words]
import random

from encdec import Trainer, Vocabulary
from encdec.data import Batches

rng = random.Random(0)
words = ["".join(rng.choices("abcdef", k=rng.randint(2, 8))) for _ in range(3000)]
vocab = Vocabulary(words)
sources = [vocab.encode(word) for word in words]
targets = [vocab.encode(word[::-1], eos=True) for word in words]
# --8<-- [end:words]

# --8<-- [start:train]
torch.manual_seed(0)
sizes = {"vocab_size": len(vocab), "width": 32, "inner": 64, "heads": 2, "layers": 1}
model = EncoderDecoder(SmallEncoder(**sizes), SmallDecoder(**sizes))
trainer = Trainer(model, bos=vocab.bos, pad=vocab.pad, lr=1e-2)
losses = trainer.fit(Batches(sources, targets, batch_size=64), steps=300)
print(losses[-1] < losses[0] / 20)
# --8<-- [end:train]

# --8<-- [start:shapes]
from encdec import teacher_forcing

enc_X, dec_Y, valid_len = next(iter(Batches(sources, targets, batch_size=64)))
dec_X = teacher_forcing(dec_Y, vocab.bos)
logits = model(enc_X, dec_X, valid_len)
print(tuple(enc_X.shape), tuple(dec_X.shape), tuple(logits.shape))
# --8<-- [end:shapes]

# --8<-- [start:write]
from encdec import exact_match, greedy, pad_batch


def write(model: nn.Module, words: list[str]) -> list[str]:
    """Let the model write one word for each of the words, letter by letter."""
    enc_X, valid_len = pad_batch([vocab.encode(word) for word in words])
    rows = greedy(model, enc_X, valid_len, bos=vocab.bos, eos=vocab.eos, max_steps=14)
    return ["".join(vocab.decode(row)) for row in rows]


def share_right(model: nn.Module, length: int) -> float:
    """Return the share of 200 new words that come out right."""
    rng = random.Random(length)
    new = ["".join(rng.choices("abcdef", k=length)) for _ in range(200)]
    new = [word for word in new if word not in words]
    return exact_match(write(model, new), [word[::-1] for word in new])


print(write(model, ["decaf", "facade"]))
for length in (5, 8):
    print(length, share_right(model, length) > 0.75)
# --8<-- [end:write]

# --8<-- [start:longer]
for length in (9, 10, 12):
    print(length, share_right(model, length) > 0.5)
# --8<-- [end:longer]

# --8<-- [start:packaged]
from encdec import TransformerDecoder, TransformerEncoder

packaged = EncoderDecoder(
    TransformerEncoder(len(vocab), 32, 64, num_heads=2, num_layers=1),
    TransformerDecoder(len(vocab), 32, 64, num_heads=2, num_layers=1),
)
weights = model.state_dict()  # theirs have dropout before the second linear layer
packaged.load_state_dict({k.replace("ffn.2", "ffn.3"): v for k, v in weights.items()})
print(torch.allclose(packaged(enc_X, dec_X, valid_len), logits, atol=1e-4))
# --8<-- [end:packaged]


# --8<-- [start:solution-leak]
class LeakyDecoder(SmallDecoder):
    """A decoder that sees the tokens which it is to write."""

    def look_back(self, steps: int) -> Tensor:
        """Hide nothing."""
        return torch.ones(steps, steps, dtype=torch.bool)


torch.manual_seed(0)
leaky = EncoderDecoder(SmallEncoder(**sizes), LeakyDecoder(**sizes))
trainer = Trainer(leaky, bos=vocab.bos, pad=vocab.pad, lr=1e-2)
leaky_losses = trainer.fit(Batches(sources, targets, batch_size=64), steps=100)
print(leaky_losses[-1] < losses[99] / 4)
print(share_right(leaky, 5) > 0.1)
# --8<-- [end:solution-leak]
