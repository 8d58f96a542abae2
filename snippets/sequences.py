"""Sequences: tokens, ids, padding, masks, and batches of similar length."""

# --8<-- [start:smallest]
from encdec import Vocabulary, pad_batch, set_seed

set_seed(0)
sentences = ["They are watching .", "Ils regardent .", "Eles estão assistindo ."]
tokens = [sentence.split() for sentence in sentences]
vocab = Vocabulary(tokens)
ids, valid_len = pad_batch([vocab.encode(row) for row in tokens])
print(ids)
print(valid_len)
# --8<-- [end:smallest]

# --8<-- [start:reserved]
print(vocab.tokens)
print(vocab.encode(["They", "are", "sleeping", "."], eos=True))
print(vocab.encode(["<eos>"]))
# --8<-- [end:reserved]

# --8<-- [start:four-tokens]
glued = Vocabulary([["Eles estão assistindo", "."]])
apart = Vocabulary([["Eles", "estão", "assistindo", "."]])
print(glued.decode(glued.encode(["Eles estão lendo", "."])))
print(apart.decode(apart.encode(["Eles", "estão", "lendo", "."])))
# --8<-- [end:four-tokens]

# --8<-- [start:words]
from encdec import tokenize_words

print(tokenize_words("They're watching: 3.5 hours."))
print(tokenize_words("他们在看。"))
# --8<-- [end:words]

# --8<-- [start:merge]
from collections import Counter
from itertools import pairwise

Word = tuple[str, ...]


def most_frequent_pair(words: Counter[Word]) -> tuple[str, str]:
    """Return the two neighbours that occur most often in the words."""
    pairs: Counter[tuple[str, str]] = Counter()
    for word, count in words.items():
        for pair in pairwise(word):
            pairs[pair] += count
    return max(pairs, key=lambda pair: (pairs[pair], pair))


def merge(word: Word, pair: tuple[str, str]) -> Word:
    """Write every occurrence of the pair in the word as one piece."""
    merged: list[str] = []
    for piece in word:
        if merged and (merged[-1], piece) == pair:
            merged[-1] += piece
        else:
            merged.append(piece)
    return tuple(merged)


text = "watch watches watching reading reads read watching"
words = Counter(tuple(word) for word in text.split())
for _ in range(7):
    pair = most_frequent_pair(words)
    words = Counter({merge(word, pair): count for word, count in words.items()})
    print(" + ".join(pair))
for word in words:
    print(" ".join(word))
# --8<-- [end:merge]

# --8<-- [start:real]
from encdec.data import split_parallel

parts = split_parallel("pt")
train, new = parts["train"], parts["valid"]
print(len(train), len(new))
print(train[7000])
# --8<-- [end:real]

# --8<-- [start:compare]
from collections.abc import Callable

from encdec import BytePairVocabulary


def describe(name: str, size: int, encode: Callable[[str], list[int]]) -> None:
    """Print a vocabulary's size, the mean sentence in tokens, and the unknown tokens."""
    rows = [encode(english) for english, _ in new]
    unknown = sum(row.count(Vocabulary.unk) for row in rows)
    total = sum(map(len, rows))
    print(f"{name:10} {size:6} {total / len(rows):5.1f} {unknown / total:6.1%}")


english = [pair[0] for pair in train]
characters = Vocabulary(english)
by_word = Vocabulary(map(tokenize_words, english))
pieces = BytePairVocabulary(english, size=4000)
describe("characters", len(characters), characters.encode)
describe("words", len(by_word), lambda text: by_word.encode(tokenize_words(text)))
describe("byte pairs", len(pieces), pieces.encode)
print(pieces.pieces("They are rewatching it."))
# --8<-- [end:compare]

# --8<-- [start:mask]
import torch
from torch import Tensor

from encdec import length_mask

mask = length_mask(valid_len, ids.shape[1])
print(mask)
print(torch.equal(mask, ids != vocab.pad))
# --8<-- [end:mask]

# --8<-- [start:mean]
from torch import nn


def masked_mean(X: Tensor, mask: Tensor) -> Tensor:
    """Average X (batch, steps, features) over the steps where the mask is True."""
    m = mask.unsqueeze(2)  # (batch, steps, 1)
    return (m * X).sum(dim=1) / m.sum(dim=1)


embedding = nn.Embedding(len(vocab), 8)
X = embedding(ids)
alone = embedding(ids[1:2, :3]).mean(dim=1)  # the French sentence without padding
print(tuple(X.shape), tuple(masked_mean(X, mask).shape))
print(torch.allclose(X.mean(dim=1)[1], alone[0]))
print(torch.allclose(masked_mean(X, mask)[1], alone[0]))
# --8<-- [end:mean]


# --8<-- [start:share]
def share(lengths: list[int], batch_size: int) -> float:
    """Return the share of padding if the sequences are cut into batches as they stand."""
    batches = [lengths[i : i + batch_size] for i in range(0, len(lengths), batch_size)]
    positions = sum(len(batch) * max(batch) for batch in batches)
    return 1 - sum(lengths) / positions


lengths = [9, 2, 3, 7, 4, 10, 2, 6]
print(f"{share(lengths, 4):.0%} {share(sorted(lengths), 4):.0%}")
# --8<-- [end:share]

# --8<-- [start:lengths]
from statistics import median

sources = [by_word.encode(tokenize_words(text)) for text in english]
source_lengths = [len(source) for source in sources]
print(f"{median(source_lengths) = }, {max(source_lengths) = }")
# --8<-- [end:lengths]

# --8<-- [start:sizes]
import random

import matplotlib.pyplot as plt

in_any_order = random.Random(0).sample(source_lengths, len(source_lengths))
by_length = sorted(source_lengths)
sizes = [2**k for k in range(9)]
figure, axes = plt.subplots(figsize=(4.5, 3))
axes.plot(sizes, [share(in_any_order, n) for n in sizes], "o-", label="in any order")
axes.plot(sizes, [share(by_length, n) for n in sizes], "s--", label="by length")
axes.set(xlabel="sentences in a batch", ylabel="share of padding", ylim=(-0.03, 1))
axes.set_xscale("log", base=2)
axes.set_xticks(sizes, [str(n) for n in sizes])
axes.legend(loc="upper left")
figure.savefig("sizes.svg", metadata={"Title": "Padding by batch size"})
# --8<-- [end:sizes]

# --8<-- [start:buckets]
from encdec.data import Batches, BucketedBatches, padding_share

portuguese = [tokenize_words(pair[1]) for pair in train]
target_vocab = Vocabulary(portuguese)
targets = [target_vocab.encode(row, eos=True) for row in portuguese]

plain = list(Batches(sources, targets, batch_size=64))
bucketed = list(BucketedBatches(sources, targets, batch_size=64))
print(f"{padding_share(plain):.0%} {padding_share(bucketed):.0%}")
# --8<-- [end:buckets]

# --8<-- [start:widths]
print(len(plain), [enc_X.shape[1] for enc_X, _, _ in plain[:10]])
print(len(bucketed), [enc_X.shape[1] for enc_X, _, _ in bucketed[:10]])
# --8<-- [end:widths]

# --8<-- [start:same-loss]
from collections.abc import Iterable

from encdec import EncoderDecoder, Seq2SeqDecoder, Seq2SeqEncoder, teacher_forced_loss

few_sources, few_targets = sources[::100], targets[::100]
model = EncoderDecoder(
    Seq2SeqEncoder(len(by_word), 8, 16, 1), Seq2SeqDecoder(len(target_vocab), 8, 16, 1)
)


def loss_per_token(batches: Iterable[tuple[Tensor, Tensor, Tensor]]) -> float:
    """Return the mean loss of all tokens, whatever the batches."""
    loss, count = 0.0, 0
    for batch in batches:
        n = int((batch[1] != target_vocab.pad).sum())
        loss += teacher_forced_loss(model, batch).item() * n
        count += n
    return loss / count


with torch.no_grad():
    in_batches = loss_per_token(Batches(few_sources, few_targets, 16))
    in_buckets = loss_per_token(BucketedBatches(few_sources, few_targets, 16))
print(abs(in_batches - in_buckets) < 1e-4)
# --8<-- [end:same-loss]

# --8<-- [start:pool]
for pool in (64, 320, 1600):
    some = BucketedBatches(sources, targets, batch_size=64, pool=pool)
    print(f"{pool:5} {padding_share(some):.0%}")
# --8<-- [end:pool]

# --8<-- [start:solution-string]
print(vocab.encode("They are"))
print(vocab.encode(["They", "are"]))
# --8<-- [end:solution-string]

# --8<-- [start:solution-maximum]
X = torch.tensor([[[-2.0], [-1.0], [0.5]]])  # the last step is padding
mask = length_mask(torch.tensor([2]), 3).unsqueeze(2)
print((mask * X).amax(dim=1))
print(X.masked_fill(~mask, float("-inf")).amax(dim=1))
# --8<-- [end:solution-maximum]

# --8<-- [start:solution-source-only]
order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
target_lengths = [len(targets[i]) for i in order]
print(f"{share(by_length, 64):.0%} {share(target_lengths, 64):.0%}")
# --8<-- [end:solution-source-only]

# --8<-- [start:solution-tokens]
by_tokens = list(BucketedBatches(sources, targets, max_tokens=1024, pool=3200))
shapes = [tuple(enc_X.shape) for enc_X, _, _ in by_tokens]
shapes.sort(key=lambda shape: shape[1])
print(shapes[0], shapes[-1])
print(max(enc_X.numel() for enc_X, _, _ in by_tokens))
print(max(enc_X.numel() for enc_X, _, _ in bucketed))
# --8<-- [end:solution-tokens]
