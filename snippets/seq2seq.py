"""Recurrent encoders and decoders, trained to write words backwards."""

# --8<-- [start:encoder-imports]
from typing import Any

import torch
from torch import Tensor, nn

from encdec import Decoder, Encoder

# --8<-- [end:encoder-imports]


class GRUEncoder(Encoder):
    """An embedding and a GRU over token ids."""

    def __init__(self, vocab_size, embed_size, num_hiddens, num_layers):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = nn.GRU(embed_size, num_hiddens, num_layers, batch_first=True)

    def forward(self, X: Tensor, *args: Any) -> tuple[Tensor, Tensor]:
        """Map ids (batch, steps) to the outputs and the state."""
        return self.rnn(self.embedding(X))


# --8<-- [start:numbers]
encoder = GRUEncoder(vocab_size=10, embed_size=8, num_hiddens=16, num_layers=2)
X = torch.zeros(4, 9, dtype=torch.int64)
enc_outputs, enc_state = encoder(X)
print(tuple(enc_outputs.shape), tuple(enc_state.shape))
print(tuple(enc_outputs.transpose(0, 1).shape))
# --8<-- [end:numbers]

# --8<-- [start:float-ids]
from encdec import Seq2SeqEncoder

encoder = Seq2SeqEncoder(10, 8, 16, 2)
try:
    encoder(torch.zeros(4, 9))
except TypeError as error:
    print(error)
# --8<-- [end:float-ids]

# --8<-- [start:padding]
_, expected = encoder(torch.tensor([[4, 5, 6]]))

padded = torch.tensor([[4, 5, 6, 0, 0]])
_, too_far = encoder(padded)
outputs, state = encoder(padded, torch.tensor([3]))

print(torch.allclose(too_far, expected, atol=1e-6))
print(torch.allclose(state, expected, atol=1e-6))
print(outputs[0, 3:].abs().max().item())
# --8<-- [end:padding]

# --8<-- [start:xavier]
from encdec import init_seq2seq

torch.manual_seed(0)
linear = nn.Linear(64, 64)
print(f"{linear.weight.abs().max().item():.2f}")
linear.apply(init_seq2seq)
print(f"{linear.weight.abs().max().item():.2f}")
# --8<-- [end:xavier]

# --8<-- [start:fourth]
try:
    nn.GRU(8, 16, 2, 0.5)
except TypeError as error:
    print(error)

print(nn.GRU(8, 16, 2, dropout=0.5).dropout)
# --8<-- [end:fourth]


class GRUDecoder(Decoder):
    """A GRU that reads the context beside every token."""

    def __init__(self, vocab_size, embed_size, num_hiddens, num_layers):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_size)
        size = embed_size + num_hiddens
        self.rnn = nn.GRU(size, num_hiddens, num_layers, batch_first=True)
        self.dense = nn.Linear(num_hiddens, vocab_size)

    def init_state(self, enc_outputs: Any, *args: Any) -> tuple[Tensor, Tensor]:
        """Keep all layers to go on from, and the last layer as the context."""
        _, hidden = enc_outputs
        return hidden, hidden[-1]

    def forward(self, X: Tensor, state: Any) -> tuple[Tensor, Any]:
        """Map ids (batch, steps) to logits (batch, steps, vocab_size), and a state."""
        hidden, context = state
        context_steps = context.unsqueeze(1).expand(-1, X.shape[1], -1)
        inputs = torch.cat((self.embedding(X), context_steps), dim=-1)
        outputs, hidden = self.rnn(inputs, hidden)
        return self.dense(outputs), (hidden, context)


# --8<-- [start:decode]
decoder = GRUDecoder(vocab_size=12, embed_size=8, num_hiddens=16, num_layers=2)
dec_X = torch.ones(4, 7, dtype=torch.int64)
state = decoder.init_state((enc_outputs, enc_state))
logits, (hidden, context) = decoder(dec_X, state)
print(tuple(logits.shape), tuple(hidden.shape), tuple(context.shape))
# --8<-- [end:decode]

# --8<-- [start:same]
from encdec import Seq2SeqDecoder

packaged = Seq2SeqDecoder(12, 8, 16, 2)
packaged.load_state_dict(decoder.state_dict())
print(torch.allclose(packaged(dec_X, state)[0], logits, atol=1e-6))
# --8<-- [end:same]

# --8<-- [start:teacher-forcing]
from encdec import Vocabulary, pad_batch, teacher_forcing

sentence = ["Ils", "regardent", "."]
french = Vocabulary([sentence])
targets, _ = pad_batch([french.encode(sentence, eos=True)])
dec_X = teacher_forcing(targets, french.bos)
for read, write in zip(dec_X[0], targets[0], strict=True):
    print(f"{french.tokens[read]:10} {french.tokens[write]}")
# --8<-- [end:teacher-forcing]

# --8<-- [start:masked-loss]
from torch.nn import functional

from encdec import masked_cross_entropy

targets = torch.tensor([[4, 5, 2, 0]])
logits = torch.zeros(1, 4, 10)
logits[0, 3, 9] = 100.0  # very sure, and wrong, where there is only padding
plain = functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
masked = masked_cross_entropy(logits, targets, pad=0)
print(f"{plain.item():.1f} {masked.item():.1f}")
# --8<-- [end:masked-loss]

# --8<-- [start:words]
import random

from encdec.data import Batches

rng = random.Random(0)
words = ["".join(rng.choices("abcdef", k=rng.randint(2, 12))) for _ in range(3000)]
vocab = Vocabulary(words)
sources = [vocab.encode(word) for word in words]
targets = [vocab.encode(word[::-1], eos=True) for word in words]

enc_X, dec_Y, valid_len = next(iter(Batches(sources, targets, batch_size=64)))
print(tuple(enc_X.shape), tuple(dec_Y.shape), tuple(valid_len.shape))
# --8<-- [end:words]

# --8<-- [start:train]
from encdec import EncoderDecoder, Trainer


def train(decoder: Decoder, targets: list[list[int]]) -> tuple[EncoderDecoder, bool]:
    """Train a new encoder with the decoder; tell whether the loss fell below a quarter."""
    encoder = Seq2SeqEncoder(len(vocab), 16, 64, 1)
    model = EncoderDecoder(encoder, decoder)
    trainer = Trainer(model, bos=vocab.bos, pad=vocab.pad, lr=1e-2)
    losses = trainer.fit(Batches(sources, targets, batch_size=64), steps=400)
    return model, losses[-1] < losses[0] / 4


torch.set_num_threads(1)  # the matrices are small: more threads hardly help
torch.manual_seed(0)
model, learnt = train(Seq2SeqDecoder(len(vocab), 16, 64, 1), targets)
print(learnt)
# --8<-- [end:train]

# --8<-- [start:by-hand]
enc_X = torch.tensor([vocab.encode("decaf")])
state = model.decoder.init_state(model.encoder(enc_X))
token = torch.tensor([[vocab.bos]])
letters = ""
while len(letters) < 14:
    logits, state = model.decoder(token, state)
    token = logits.argmax(dim=-1)
    if token.item() == vocab.eos:
        break
    letters += vocab.tokens[token.item()]

print(letters)
# --8<-- [end:by-hand]

# --8<-- [start:predict]
from encdec import greedy


def write(model: EncoderDecoder, words: list[str]) -> list[str]:
    """Let the model write one word for each of the words, letter by letter."""
    enc_X, valid_len = pad_batch([vocab.encode(word) for word in words])
    rows = greedy(model, enc_X, valid_len, bos=vocab.bos, eos=vocab.eos, max_steps=14)
    return ["".join(vocab.decode(row)) for row in rows]


print(write(model, ["abc", "fade", "decaf"]))
# --8<-- [end:predict]

# --8<-- [start:limit]
from encdec import exact_match

seen = set(words)


def share_right(model: EncoderDecoder, length: int) -> float:
    """Return the share of 300 new words that the model gets right."""
    rng = random.Random(length)
    new = ["".join(rng.choices("abcdef", k=length)) for _ in range(300)]
    new = [word for word in new if word not in seen]
    return exact_match(write(model, new), [word[::-1] for word in new])


for length in (4, 8, 12):
    print(length, share_right(model, length) > 0.5)
# --8<-- [end:limit]

# --8<-- [start:attention]
from encdec import AttentionDecoder

torch.manual_seed(0)
attending, _ = train(AttentionDecoder(len(vocab), 16, 64, 1), targets)
for length in (4, 8, 12):
    print(length, share_right(attending, length) > 0.5)
# --8<-- [end:attention]

# --8<-- [start:length]
import matplotlib.pyplot as plt

lengths = range(4, 13)
figure, axes = plt.subplots(figsize=(4.5, 3))
axes.plot(lengths, [share_right(model, n) for n in lengths], "o-", label="one vector")
axes.plot(lengths, [share_right(attending, n) for n in lengths], "s--", label="attention")
axes.set(xlabel="letters of the word", ylabel="share of right words", ylim=(0, 1.05))
axes.legend(loc="lower left")
figure.savefig("length.svg", metadata={"Title": "Right words by length"})
# --8<-- [end:length]

# --8<-- [start:solution-both-ways]
both = Seq2SeqEncoder(10, 8, 16, 2, bidirectional=True)
enc_outputs = both(torch.zeros(4, 9, dtype=torch.int64))
print(tuple(enc_outputs[0].shape), tuple(enc_outputs[1].shape))
try:
    Seq2SeqDecoder(12, 8, 16, 2).init_state(enc_outputs)
except ValueError as error:
    print(error)

hidden, context = Seq2SeqDecoder(12, 8, 32, 2).init_state(enc_outputs)
print(tuple(hidden.shape), tuple(context.shape))
# --8<-- [end:solution-both-ways]


# --8<-- [start:solution-loss]
class TrainableModel(EncoderDecoder):
    """An encoder–decoder model with a loss of its own."""

    def loss(self, enc_X: Tensor, targets: Tensor, *args: Any) -> Tensor:
        """Compare the prediction for each step with its target."""
        dec_X = teacher_forcing(targets, vocab.bos)
        return masked_cross_entropy(self(enc_X, dec_X, *args), targets, vocab.pad)


torch.manual_seed(0)
trainable = TrainableModel(GRUEncoder(10, 16, 32, 1), GRUDecoder(10, 16, 32, 1))
optimizer = torch.optim.Adam(trainable.parameters(), lr=1e-2)
losses = []
for batch in Batches(sources, targets, batch_size=64):
    loss = trainable.loss(*batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
print(losses[-1] < losses[0])
# --8<-- [end:solution-loss]

# --8<-- [start:solution-sort]
ordered = [vocab.encode(sorted(word), eos=True) for word in words]
torch.manual_seed(0)
sorter, _ = train(Seq2SeqDecoder(len(vocab), 16, 64, 1), ordered)
rng = random.Random(1)
new = ["".join(rng.choices("abcdef", k=12)) for _ in range(300)]
correct = ["".join(sorted(word)) for word in new]
print(exact_match(write(sorter, new), correct) > 0.5)
# --8<-- [end:solution-sort]
