"""Attention: its scores, its mask, and a small translator that shows where it looks."""

# --8<-- [start:by-hand]
import torch

torch.manual_seed(0)
torch.set_num_threads(1)

h = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])  # one row for each source word
s = torch.tensor([2.0, 0.0])
e = h @ s
alpha = e.softmax(dim=0)
c = alpha @ h
print(tuple(e.shape), tuple(alpha.shape), tuple(c.shape))
print([round(weight, 2) for weight in alpha.tolist()])
print([round(number, 2) for number in c.tolist()])
# --8<-- [end:by-hand]

# --8<-- [start:batch]
queries = torch.randn(2, 3, 8)  # 2 sentences, 3 target words
keys = values = torch.randn(2, 5, 8)  # 5 source words each
# --8<-- [end:batch]

# --8<-- [start:additive]
from encdec import AdditiveAttention

additive = AdditiveAttention(query_size=8, key_size=8, num_hiddens=16)
from_queries = additive.W_q(queries).unsqueeze(2)
from_keys = additive.W_k(keys).unsqueeze(1)
hidden = torch.tanh(from_queries + from_keys)
e = additive.v(hidden).squeeze(-1)
c = e.softmax(dim=-1) @ values
print(tuple(from_queries.shape), tuple(from_keys.shape), tuple(hidden.shape))
print(tuple(e.shape), tuple(c.shape))
print(torch.allclose(c, additive(queries, keys, values), atol=1e-6))
# --8<-- [end:additive]

# --8<-- [start:general]
from torch import nn

from encdec import DotProductAttention

W = nn.Linear(8, 8, bias=False)
e = W(queries) @ keys.transpose(1, 2)
c = e.softmax(dim=-1) @ values
print(tuple(e.shape), tuple(c.shape))
dot = DotProductAttention(scale=False)
print(torch.allclose(c, dot(W(queries), keys, values), atol=1e-6))
# --8<-- [end:general]

# --8<-- [start:scaled]
import math

from torch.nn import functional

e = queries @ keys.transpose(1, 2) / math.sqrt(8)
c = e.softmax(dim=-1) @ values
print(torch.allclose(c, DotProductAttention()(queries, keys, values), atol=1e-6))
fused = functional.scaled_dot_product_attention(queries, keys, values)
print(torch.allclose(c, fused, atol=1e-6))
# --8<-- [end:scaled]

# --8<-- [start:class-imports]
from torch import Tensor

from encdec.attention import Attention

# --8<-- [end:class-imports]

# --8<-- [start:why-scale]
for d in (4, 64, 1024):
    q, k = torch.randn(500, 1, d), torch.randn(500, 10, d)
    e = q @ k.transpose(1, 2)
    plain = e.softmax(dim=-1).amax(dim=-1).mean().item()
    scaled = (e / math.sqrt(d)).softmax(dim=-1).amax(dim=-1).mean().item()
    print(f"{d:5} deviation {e.std().item():3.0f}  largest {plain:.1f} {scaled:.1f}")
# --8<-- [end:why-scale]

# --8<-- [start:mask]
from encdec import length_mask, masked_softmax

mask = length_mask(torch.tensor([5, 3]), steps=5).unsqueeze(1)
weights = masked_softmax(queries @ keys.transpose(1, 2), mask)
print(tuple(mask.shape), tuple(weights.shape))
print(mask[1].int().tolist())
print(weights[1, :, 3:].abs().max().item(), torch.allclose(weights.sum(-1), torch.ones(2, 3)))
# --8<-- [end:mask]

# --8<-- [start:wrong-masks]
e, none = torch.tensor([2.0, 1.0, 4.0]), torch.tensor([False, False, False])
two = torch.tensor([True, True, False])
print(f"{(e.softmax(dim=0) * two).sum().item():.1f} {masked_softmax(e, two).sum().item():.1f}")
print(e.masked_fill(~none, float("-inf")).softmax(dim=0).tolist())
print(masked_softmax(e, none).tolist())
# --8<-- [end:wrong-masks]

# --8<-- [start:decoder-imports]
from typing import Any

from encdec import Decoder

# --8<-- [end:decoder-imports]


class LookingDecoder(Decoder):
    """A GRU that looks at all encoder outputs before it scores the next token."""

    def __init__(self, vocab_size, embed_size, num_hiddens):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = nn.GRU(embed_size, num_hiddens, batch_first=True)
        self.query = nn.Linear(num_hiddens, num_hiddens, bias=False)
        self.combine = nn.Linear(2 * num_hiddens, num_hiddens)
        self.dense = nn.Linear(num_hiddens, vocab_size)

    def init_state(self, enc_outputs: Any, valid_len: Tensor) -> Any:
        """Keep the last state to go on from, and every output to look at."""
        memory, hidden = enc_outputs
        return hidden, memory, length_mask(valid_len, memory.shape[1]).unsqueeze(1)

    def forward(self, X: Tensor, state: Any) -> tuple[Tensor, Any]:
        """Map ids (batch, steps) to logits (batch, steps, vocab_size), and a state."""
        hidden, memory, mask = state
        s, hidden = self.rnn(self.embedding(X), hidden)
        e = self.query(s) @ memory.transpose(1, 2)  # (batch, steps, source steps)
        c = masked_softmax(e, mask) @ memory  # (batch, steps, num_hiddens)
        combined = torch.tanh(self.combine(torch.cat((s, c), dim=-1)))
        return self.dense(combined), (hidden, memory, mask)


# --8<-- [start:same]
from encdec import AttentionDecoder, Seq2SeqEncoder

encoder = Seq2SeqEncoder(10, 8, 16, 1)
enc_X, valid_len = torch.randint(4, 10, (4, 9)), torch.tensor([9, 7, 5, 3])
enc_outputs = encoder(enc_X, valid_len)
dec_X = torch.randint(4, 12, (4, 6))

decoder, packaged = LookingDecoder(12, 8, 16), AttentionDecoder(12, 8, 16, 1)
packaged.load_state_dict(decoder.state_dict())
logits, _ = decoder(dec_X, decoder.init_state(enc_outputs, valid_len))
expected, _ = packaged(dec_X, packaged.init_state(enc_outputs, valid_len))
print(tuple(logits.shape), torch.allclose(logits, expected, atol=1e-5))
# --8<-- [end:same]

# --8<-- [start:growing]
from encdec import Seq2SeqDecoder

without = Seq2SeqDecoder(12, 8, 16, 1)
for steps in (5, 50):
    enc_outputs = encoder(torch.randint(4, 10, (1, steps)))
    hidden, context = without.init_state(enc_outputs)
    _, memory, _ = decoder.init_state(enc_outputs, torch.tensor([steps]))
    print(f"{steps:2} steps: {tuple(context.shape)} {tuple(memory.shape)}")
# --8<-- [end:growing]

# --8<-- [start:grammar]
import random

subjects = {"they are": "ils ent", "we are": "nous ons", "she is": "elle e"}
verbs = {"watching": "regard", "washing": "lav", "drawing": "dessin"}
nouns = {"cat": "le chat", "dog": "le chien", "car": "la voiture", "house": "la maison"}
sizes = {"": " ", "small": "petit petite", "big": "grand grande"}
colours = {"": " ", "red": "rouge rouge", "black": "noir noire", "green": "vert verte"}


def thing(rng: random.Random) -> tuple[str, str]:
    """Return a thing in English and in French."""
    noun, size, colour = (rng.choice(list(words)) for words in (nouns, sizes, colours))
    article, french = nouns[noun].split()
    form = int(article == "la")  # French adjectives agree with their noun
    before, after = sizes[size].split(" ")[form], colours[colour].split(" ")[form]
    return f"the {size} {colour} {noun}", f"{article} {before} {french} {after}"


def sentence(rng: random.Random) -> tuple[list[str], list[str]]:
    """Return the words of a sentence about one or two things, in English and in French."""
    subject, verb = rng.choice(list(subjects)), rng.choice(list(verbs))
    who, ending = subjects[subject].split()
    things = [thing(rng) for _ in range(rng.choice((1, 2, 2)))]
    english, french = zip(*things, strict=True)
    source = f"{subject} {verb} {' and '.join(english)} ."
    return source.split(), f"{who} {verbs[verb]}{ending} {' et '.join(french)} .".split()


rng = random.Random(0)
pairs = [sentence(rng) for _ in range(1000)]
seen = {" ".join(source) for source, _ in pairs}
new = [sentence(rng) for _ in range(300)]
new = [(source, target) for source, target in new if " ".join(source) not in seen]
print(" ".join(pairs[0][0]), "|", " ".join(pairs[0][1]))
# --8<-- [end:grammar]

# --8<-- [start:train]
from encdec import EncoderDecoder, Trainer, Vocabulary
from encdec.data import Batches

english = Vocabulary(source for source, _ in pairs)
french = Vocabulary(target for _, target in pairs)
sources = [english.encode(source) for source, _ in pairs]
targets = [french.encode(target, eos=True) for _, target in pairs]

torch.manual_seed(2)
encoder = Seq2SeqEncoder(len(english), 16, 16, 1, bidirectional=True)
decoder = AttentionDecoder(len(french), 16, 32, 1, score="additive")
model = EncoderDecoder(encoder, decoder)
trainer = Trainer(model, bos=french.bos, pad=french.pad, lr=1e-2)
losses = trainer.fit(Batches(sources, targets, batch_size=50), steps=120)
print(losses[-1] < losses[0] / 10)
# --8<-- [end:train]

# --8<-- [start:translate]
from encdec import exact_match, greedy, pad_batch


def translate(sources: list[list[str]]) -> list[str]:
    """Translate English sentences, given as lists of words."""
    enc_X, valid_len = pad_batch([english.encode(source) for source in sources])
    rows = greedy(model, enc_X, valid_len, bos=french.bos, eos=french.eos, max_steps=16)
    return [" ".join(french.decode(row)) for row in rows]


def share_right() -> float:
    """Return the share of new sentences that are translated without a mistake."""
    correct = [" ".join(target) for _, target in new]
    return exact_match(translate([source for source, _ in new]), correct)


line = "they are watching the small black cat and the red car ."
source = line.split()
print(line in seen, len(new) > 200)
print(translate([source])[0])
print(share_right() > 0.9)
# --8<-- [end:translate]

# --8<-- [start:look]
from encdec import teacher_forcing

enc_X = torch.tensor([english.encode(source)])
target = translate([source])[0].split()
dec_X = teacher_forcing(torch.tensor([french.encode(target)]), french.bos)
attention = model.decoder.attention
attention.keep_weights = True
with torch.no_grad():
    model(enc_X, dec_X)
attention.keep_weights = False
weights = attention.attention_weights[0]
print(tuple(weights.shape))
for word in ("le", "petit", "chat", "noir", "la", "voiture", "rouge"):
    print(f"{word:7} ← {source[weights[target.index(word)].argmax()]}")
# --8<-- [end:look]

# --8<-- [start:heatmap]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(4.5, 4.2))
axes.pcolormesh(weights, cmap="Greys", vmin=0, vmax=1, edgecolors="white")
axes.set_xticks([i + 0.5 for i in range(len(source))], source, rotation=90)
axes.set_yticks([t + 0.5 for t in range(len(target))], target)
axes.invert_yaxis()  # the first word above
axes.tick_params(length=0)
axes.set(xlabel="word read", ylabel="word written")
figure.savefig("heatmap.svg", metadata={"Title": "Where the translator looks"})
# --8<-- [end:heatmap]

# --8<-- [start:cost]
for n in (10, 100, 1000):
    print(f"{n:4} words: {n * n:9,} scores, {n * n * 512:13,} numbers in the tanh")
# --8<-- [end:cost]

# --8<-- [start:solution-zero]
alpha = (h @ torch.zeros(2)).softmax(dim=0)
print(torch.allclose(alpha @ h, h.mean(dim=0)))
# --8<-- [end:solution-zero]

# --8<-- [start:solution-order]
order = torch.tensor([4, 2, 0, 3, 1])
shuffled = DotProductAttention()(queries, keys[:, order], values[:, order])
print(torch.allclose(shuffled, DotProductAttention()(queries, keys, values), atol=1e-6))
# --8<-- [end:solution-order]

# --8<-- [start:solution-dot]
nn.init.eye_(W.weight)
print(torch.allclose(dot(W(queries), keys, values), dot(queries, keys, values), atol=1e-6))
# --8<-- [end:solution-dot]


# --8<-- [start:solution-blind]
class EvenAttention(Attention):
    """Attention that looks everywhere alike."""

    def scores(self, queries: Tensor, keys: Tensor) -> Tensor:
        """Return the same score for every key."""
        return torch.zeros(len(queries), queries.shape[1], keys.shape[1])


model.decoder.attention = EvenAttention()
print(translate([source])[0].split() == target, share_right() < 0.1)
model.decoder.attention = attention
# --8<-- [end:solution-blind]
