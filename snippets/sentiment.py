"""Tell praise from blame by an encoder's state, and by a bag of words."""

# --8<-- [start:words]
import torch

from encdec import Vocabulary, pad_batch, set_seed

torch.set_num_threads(1)
set_seed(0)
texts = ["that was super", "that was super bad"]
vocab = Vocabulary(text.split() for text in texts)
X, valid_len = pad_batch([vocab.encode(text.split()) for text in texts])
print(tuple(X.shape), valid_len.tolist())
# --8<-- [end:words]

# --8<-- [start:smallest]
from torch import nn

from encdec import Seq2SeqEncoder

encoder = Seq2SeqEncoder(len(vocab), 16, 32, 1)
dense = nn.Linear(32, 2)  # negative, positive
outputs, state = encoder(X, valid_len)
h = state[-1]
probabilities = dense(h).softmax(dim=-1)
print(tuple(outputs.shape), tuple(h.shape), tuple(probabilities.shape))
# --8<-- [end:smallest]

# --8<-- [start:packaged]
from encdec import SentimentClassifier

model = SentimentClassifier(encoder, num_hiddens=32, num_classes=2)
model.dense.load_state_dict(dense.state_dict())
print(torch.allclose(model(X, valid_len).softmax(dim=-1), probabilities))
# --8<-- [end:packaged]

# --8<-- [start:bag]
embedding = nn.Embedding(len(vocab), 16)
dense = nn.Linear(16, 2)


def bag(ids: list[int]) -> torch.Tensor:
    """Score a sentence by the mean of its words' vectors."""
    return dense(embedding(torch.tensor(ids)).mean(dim=0))


ids = vocab.encode(["that", "was", "super", "bad"])
print(torch.allclose(bag(ids), bag(ids[::-1]), atol=1e-6))
forwards, backwards = model(torch.tensor([ids])), model(torch.tensor([ids[::-1]]))
print(torch.allclose(forwards, backwards, atol=1e-6))
# --8<-- [end:bag]

# --8<-- [start:ratings]
from encdec.data.sentiment import Phrase, make_sentences, say

super_alone, bad, super_bad = Phrase("super"), Phrase("bad"), Phrase("bad", "super")
for phrase in (super_alone, bad, super_bad, Phrase("bad", negated=True)):
    print(say("that was", phrase))
print(say("the plot was", Phrase("good", negated=True), Phrase("fun")))
print(say("the plot was", Phrase("good"), Phrase("fun", negated=True)))
# --8<-- [end:ratings]

# --8<-- [start:held-out]
sentences = make_sentences(3000)
print(sum("super bad" in text for text, _ in sentences))
print(sum(text.rstrip(".") == "that was super" for text, _ in sentences))
print(sum("super" in text for text, _ in sentences) > 100)
# --8<-- [end:held-out]

# --8<-- [start:loss]
from torch.nn import functional

r = torch.tensor([3.0, -2.0])  # the ratings of two sentences
logits = torch.tensor([[0.2, 1.4], [0.5, -0.5]])
p = logits.softmax(dim=-1)[:, 1]
q = torch.sigmoid(r)
by_hand = -(q * p.log() + (1 - q) * (1 - p).log()).mean()
packaged = functional.cross_entropy(logits, torch.stack((1 - q, q), dim=1))
print(f"{by_hand:.3f} {packaged:.3f}")
# --8<-- [end:loss]

# --8<-- [start:train]
from encdec import Trainer
from encdec.tasks.sentiment import Sentiment


def train(task: Sentiment, steps: int, lr: float) -> nn.Module:
    """Train a new model of the task."""
    set_seed(0)
    model = task.build()
    Trainer(model, loss=task.loss, lr=lr).fit(task.batches(64, seed=0), steps)
    return model


reader, counter = Sentiment(), Sentiment(model="bag")
encoder_model, bag_model = train(reader, 150, 8e-3), train(counter, 300, 2e-2)
# --8<-- [end:train]

# --8<-- [start:pairs]
from encdec.data.sentiment import minimal_pairs

pairs = minimal_pairs()
print(pairs[0][0].text, "|", pairs[0][1].text)
two = [sentence.text for sentence in pairs[0]]
one, other = counter.probabilities(bag_model, two)
print(abs(one - other) < 1e-4)
one, other = reader.probabilities(encoder_model, two)
print(one > 0.7, other < 0.3)
# --8<-- [end:pairs]

# --8<-- [start:measure]
for task, model in ((reader, encoder_model), (counter, bag_model)):
    figures = task.evaluate(model)
    print({name: figure > 0.95 for name, figure in figures.items()})
# --8<-- [end:measure]

# --8<-- [start:cases]
cases = ["That was super", "That was super bad", "It was not bad."]
for case in cases:
    read = reader.answer(encoder_model, case).split()[0]
    counted = counter.answer(bag_model, case).split()[0]
    print(f"{case:20} {read:10} {counted}")
# --8<-- [end:cases]

# --8<-- [start:milder]
super_bad, bad = counter.probabilities(bag_model, ["That was super bad", "That was bad"])
print(super_bad > bad + 0.01)
super_bad, bad = reader.probabilities(encoder_model, ["The plot was very bad", "The plot was bad"])
print(super_bad < bad)
# --8<-- [end:milder]

# --8<-- [start:unknown]
words = "I loved every minute of it".lower().split()
print([word for word in words if word not in reader.vocab])
print(reader.answer(encoder_model, " ".join(words)).split()[0] in ("negative", "positive"))
# --8<-- [end:unknown]

# --8<-- [start:solution-count]
for model in (encoder_model, bag_model):
    print(sum(parameter.numel() for parameter in model.parameters()))
# --8<-- [end:solution-count]

# --8<-- [start:solution-padding]
ids = reader.vocab.encode(["that", "was", "bad"])
padded = torch.tensor([ids + [0] * 20])
encoder_model.eval()
with torch.no_grad():
    alone = encoder_model(torch.tensor([ids]))
    told, untold = encoder_model(padded, torch.tensor([3])), encoder_model(padded)
print(torch.allclose(told, alone, atol=1e-5), torch.allclose(untold, alone, atol=1e-5))
# --8<-- [end:solution-padding]


# --8<-- [start:solution-neighbours]
from itertools import pairwise


def with_neighbours(text: str) -> str:
    """Join each word and its neighbour to one word: "not bad" → "notbad"."""
    words = ["begin", *text.lower().replace(",", "").replace(".", "").split()]
    return " ".join(a + b for a, b in pairwise(words))


class Neighbours(Sentiment):
    """A bag of words that takes each two neighbours for one word."""

    @property
    def train(self):
        return [rated._replace(text=with_neighbours(rated.text)) for rated in sentences]


task = Neighbours(model="bag")
model = train(task, 400, 1e-2)
joined = [[rated._replace(text=with_neighbours(rated.text)) for rated in pair] for pair in pairs]
right = [all(task.right(model, pair)) for pair in joined]
print(sum(right) / len(right) > 0.6)
# --8<-- [end:solution-neighbours]

# --8<-- [start:solution-decoder]
from encdec import EncoderDecoder, Seq2SeqDecoder, greedy
from encdec.data import Batches
from encdec.data.sentiment import sentence_tokens, sentences_of

labels = Vocabulary([["negative"], ["positive"]])


def encode(rated) -> tuple[list[int], list[int]]:
    """Return the ids of a sentence, and of its label as a sentence of one word."""
    label = "positive" if rated.rating > 0 else "negative"
    return reader.vocab.encode(sentence_tokens(rated.text)), labels.encode([label], eos=True)


set_seed(0)
writer = EncoderDecoder(
    Seq2SeqEncoder(len(reader.vocab), 64, 32, 1, bidirectional=True),
    Seq2SeqDecoder(len(labels), 64, 64, 1),
)
sources, targets = map(list, zip(*map(encode, sentences), strict=True))
Trainer(writer, lr=1e-2).fit(Batches(sources, targets, batch_size=64), steps=120)
sources, targets = map(list, zip(*map(encode, sentences_of("test")), strict=True))
written = greedy(writer, *pad_batch(sources), max_steps=2)
print(sum(a[:1] == b[:1] for a, b in zip(written, targets, strict=True)) / len(targets) > 0.9)
print([sum(p.numel() for p in m.parameters()) for m in (writer, encoder_model)])
# --8<-- [end:solution-decoder]
