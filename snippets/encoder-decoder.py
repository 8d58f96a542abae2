"""What an encoder–decoder model is for: against a stacked RNN, its bottleneck, mixed pairs."""

# --8<-- [start:imports]
import random
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from encdec import EncoderDecoder, Seq2SeqDecoder, Seq2SeqEncoder, Vocabulary

torch.set_num_threads(1)  # the matrices are small: more threads hardly help
torch.manual_seed(0)
# --8<-- [end:imports]


class StackedRNN(nn.Module):
    """Two recurrent layers, one on the other: an output for every input."""

    def __init__(self, vocab_size: int, embed_size: int, num_hiddens: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = nn.GRU(embed_size, num_hiddens, num_layers=2, batch_first=True)
        self.dense = nn.Linear(num_hiddens, vocab_size)

    def forward(self, X: Tensor) -> Tensor:
        """Map ids (batch, steps) to logits (batch, steps, vocab_size)."""
        outputs, _ = self.rnn(self.embedding(X))
        return self.dense(outputs)


# --8<-- [start:models]
vocab = Vocabulary(["abcdef", "ABCDEF"])


def new_stacked() -> StackedRNN:
    """Return a stacked network with new weights."""
    return StackedRNN(len(vocab), 16, 64)


def new_pair(width: int = 64) -> EncoderDecoder:
    """Return an encoder–decoder model whose context has ``width`` numbers."""
    encoder = Seq2SeqEncoder(len(vocab), 16, width, 1)
    return EncoderDecoder(encoder, Seq2SeqDecoder(len(vocab), 16, width, 1))


for model in (new_stacked(), new_pair()):
    print(type(model).__name__, sum(weights.numel() for weights in model.parameters()))
# --8<-- [end:models]

# --8<-- [start:causal]
stacked, pair = new_stacked(), new_pair()
one = torch.tensor([vocab.encode("decade")])
other = torch.tensor([vocab.encode("decadf")])
dec_X = torch.full((1, 1), vocab.bos)
with torch.no_grad():
    print(torch.equal(stacked(one)[:, :5], stacked(other)[:, :5]))
    print(torch.equal(pair(one, dec_X), pair(other, dec_X)))
# --8<-- [end:causal]


# --8<-- [start:tasks]
def mark(word: str) -> str:
    """Write letters that have occurred before as capitals."""
    return "".join(c.upper() if c in word[:i] else c for i, c in enumerate(word))


def turn(word: str) -> str:
    """Write the word backwards."""
    return word[::-1]


def random_words(number: int, length: int, seed: int) -> list[str]:
    """Make words of the letters a to f."""
    rng = random.Random(seed)
    return ["".join(rng.choices("abcdef", k=length)) for _ in range(number)]


words = random_words(4000, 5, seed=0)
new = [word for word in random_words(600, 5, seed=1) if word not in set(words)]
print(mark("decade"), turn("decade"), len(new) > 300)
# --8<-- [end:tasks]


# --8<-- [start:train]
from encdec import Trainer, exact_match, greedy, pad_batch, teacher_forcing
from encdec.data import Batches


def step_loss(model: nn.Module, batch: Sequence[Tensor]) -> Tensor:
    """Compare the output at every step with the letter that belongs there."""
    X, targets, _ = batch
    return functional.cross_entropy(model(X).flatten(0, 1), targets.flatten())


def train(model: nn.Module, task: Callable[[str], str], steps: int) -> nn.Module:
    """Teach a model the task; only the encoder–decoder model has an <eos> to write."""
    is_pair = isinstance(model, EncoderDecoder)
    sources = [vocab.encode(word) for word in words]
    targets = [vocab.encode(task(word), eos=is_pair) for word in words]
    loss = None if is_pair else step_loss
    trainer = Trainer(model, bos=vocab.bos, pad=vocab.pad, lr=2e-2, loss=loss)
    trainer.fit(Batches(sources, targets, batch_size=64), steps)
    return model


def write(model: nn.Module, words: list[str]) -> list[str]:
    """Let a trained model write one word for each of the words."""
    enc_X, valid_len = pad_batch([vocab.encode(word) for word in words])
    if isinstance(model, EncoderDecoder):
        rows = greedy(model, enc_X, valid_len, bos=vocab.bos, eos=vocab.eos, max_steps=20)
    else:
        rows = model(enc_X).argmax(dim=-1)
    return ["".join(vocab.decode(row)) for row in rows]


def share_right(model: nn.Module, task: Callable[[str], str]) -> float:
    """Return the share of new words that come out right from end to end."""
    return exact_match(write(model, new), [task(word) for word in new])


# --8<-- [end:train]

# --8<-- [start:agree]
torch.manual_seed(0)
stacked_marks = train(new_stacked(), mark, steps=100)
pair_marks = train(new_pair(), mark, steps=100)
stacked_share, pair_share = share_right(stacked_marks, mark), share_right(pair_marks, mark)
print(stacked_share > 0.9, stacked_share > pair_share)
# --8<-- [end:agree]

# --8<-- [start:differ]
torch.manual_seed(0)
stacked_turns = train(new_stacked(), turn, steps=200)
pair_turns = train(new_pair(), turn, steps=200)
print(share_right(stacked_turns, turn) < 0.1, share_right(pair_turns, turn) > 0.9)
# --8<-- [end:differ]

# --8<-- [start:places]
import matplotlib.pyplot as plt


def right_at(model: nn.Module, place: int) -> float:
    """Return the share of new words whose letter at the place is right."""
    pairs = zip(write(model, new), map(turn, new), strict=True)
    return sum(got[place : place + 1] == word[place] for got, word in pairs) / len(new)


places = range(5)
figure, axes = plt.subplots(figsize=(4.5, 3))
for model, style, name in (
    (pair_turns, "o-", "encoder–decoder"),
    (stacked_turns, "s--", "stacked RNN"),
):
    axes.plot([t + 1 for t in places], [right_at(model, t) for t in places], style, label=name)
axes.axhline(1 / 6, color="grey", linestyle=":")
axes.set(xlabel="place in the output", ylabel="share of right letters", ylim=(0, 1.05))
axes.set_xticks(range(1, 6))
axes.legend(loc="center right")
figure.savefig("places.svg", metadata={"Title": "Right letters by place"})
# --8<-- [end:places]


# --8<-- [start:lengths]
def double(word: str) -> str:
    """Write every letter twice."""
    return "".join(2 * c for c in word)


enc_X = torch.tensor([vocab.encode("decaf")])
targets = torch.tensor([vocab.encode(double("decaf"), eos=True)])
try:
    step_loss(stacked, [enc_X, targets, torch.tensor([5])])
except ValueError as error:
    print(error)

logits = pair(enc_X, teacher_forcing(targets, vocab.bos))
print(tuple(enc_X.shape), tuple(targets.shape), tuple(logits.shape))
# --8<-- [end:lengths]

# --8<-- [start:mixed]
from encdec import AttentionDecoder, ConvEncoder, TransformerDecoder, TransformerEncoder

size = len(vocab)
encoders = {
    "recurrent": Seq2SeqEncoder(size, 16, 16, 1),
    "convolution": ConvEncoder(size, 16, 16, 2),
    "Transformer": TransformerEncoder(size, 16, 32, 2, 1),
}
decoders = {
    "one context": Seq2SeqDecoder(size, 16, 16, 1),
    "attention": AttentionDecoder(size, 16, 16, 1),
    "Transformer": TransformerDecoder(size, 16, 32, 2, 1),
}
for reads, encoder in encoders.items():
    for writes, decoder in decoders.items():
        mixed = EncoderDecoder(encoder, decoder)
        logits = mixed(enc_X, targets, torch.tensor([5]))
        print(f"{reads:12} {writes:12} {tuple(logits.shape)}")
# --8<-- [end:mixed]

# --8<-- [start:lstm]
lstm = Seq2SeqEncoder(size, 16, 16, 1, cell="lstm")
try:
    EncoderDecoder(lstm, decoders["attention"])(enc_X, targets)
except (TypeError, ValueError) as error:
    print(error)
# --8<-- [end:lstm]


# --8<-- [start:solution-fits]
def fits(task: Callable[[str], str]) -> bool:
    """Whether each letter of the result needs only the letters up to its place."""
    for word in random_words(200, 5, seed=2):
        if len(task(word)) != len(word):
            return False
        for t in range(5):
            other = word[: t + 1] + "fedcb"[t + 1 :]
            if task(other)[: t + 1] != task(word)[: t + 1]:
                return False
    return True


def alphabetical(word: str) -> str:
    """Sort the letters."""
    return "".join(sorted(word))


def highest(word: str) -> str:
    """Write at each place the highest letter so far."""
    return "".join(max(word[: i + 1]) for i in range(len(word)))


def once(word: str) -> str:
    """Leave out letters that have occurred before."""
    return "".join(dict.fromkeys(word))


for task in (mark, turn, double, alphabetical, highest, once):
    print(f"{task.__name__:13} {task('decaf'):11} {fits(task)}")
# --8<-- [end:solution-fits]


# --8<-- [start:solution-both-ways]
class BothWays(StackedRNN):
    """The same stack, but each layer reads in both directions."""

    def __init__(self, vocab_size: int, embed_size: int, num_hiddens: int) -> None:
        super().__init__(vocab_size, embed_size, num_hiddens)
        sizes = (embed_size, num_hiddens)
        self.rnn = nn.GRU(*sizes, num_layers=2, batch_first=True, bidirectional=True)
        self.dense = nn.Linear(2 * num_hiddens, vocab_size)


torch.manual_seed(0)
both = train(BothWays(len(vocab), 16, 48), turn, steps=150)
print(share_right(both, turn) > 0.5)
# --8<-- [end:solution-both-ways]


# --8<-- [start:solution-one]
def continuation_loss(model: nn.Module, batch: Sequence[Tensor]) -> Tensor:
    """Let the model read the word, <bos> and the target; compare from <bos> on."""
    X, targets, _ = batch
    read = torch.cat((X, teacher_forcing(targets, vocab.bos)), dim=1)
    logits = model(read)[:, X.shape[1] :]
    return functional.cross_entropy(logits.flatten(0, 1), targets.flatten())


torch.manual_seed(0)
single = new_stacked()
sources = [vocab.encode(word) for word in words]
backwards = [vocab.encode(turn(word), eos=True) for word in words]
trainer = Trainer(single, lr=2e-2, loss=continuation_loss)
trainer.fit(Batches(sources, backwards, batch_size=64), steps=200)

ids = torch.tensor([[*vocab.encode(word), vocab.bos] for word in new])
for _ in range(6):  # it goes on from there, and reads what it has written
    ids = torch.cat((ids, single(ids)[:, -1:].argmax(dim=-1)), dim=1)
written = ["".join(vocab.decode(row)) for row in ids[:, 6:]]
print(exact_match(written, [turn(word) for word in new]) > 0.8)
# --8<-- [end:solution-one]

# --8<-- [start:solution-longer]
from encdec import token_accuracy

long_words = random_words(300, 10, seed=3)
marked = [mark(word) for word in long_words]
for model in (stacked_marks, pair_marks):
    letters = token_accuracy(write(model, long_words), marked)
    print(type(model).__name__, letters > 0.8, len(write(model, long_words)[0]))
# --8<-- [end:solution-longer]
