"""Learn how positive a sentence is, from made sentences in which context decides.

Nobody wrote these sentences: a grammar makes them, see encdec/data/sentiment.py. What a model
reaches on them says whether it reads words in their context, not how well it would read
people's reviews. ``Sentiment(reviews="FILE")`` learns from a file of those as well.

A bidirectional GRU reads the words; its last state says "negative" or "positive". The same task
trains a bag of words for comparison: ``Sentiment(model="bag")``.

The ratings are learnt, not only their signs: a rating r counts as the probability
1 / (1 + exp(-r)) of "positive", so stronger words make the model surer.
"""

import random
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from encdec.checks import check_choice, check_size
from encdec.data.parts import Parts, split_by
from encdec.data.sentiment import (
    Rated,
    load_reviews,
    make_sentences,
    minimal_pairs,
    sentence_tokens,
    sentences_of,
)
from encdec.decoding import evaluating
from encdec.rnn import Seq2SeqEncoder
from encdec.sentiment import BagOfWords, SentimentClassifier
from encdec.tasks.base import Task, device_of
from encdec.training import Batch
from encdec.vocabulary import Vocabulary, pad_batch

LABELS = ("negative", "positive")
MODELS = ("encoder", "bag")


class SentimentBatches:
    """Rated sentences as batches ``(X, ratings, valid_len)``, in a new order on each pass.

    X: ids (batch, steps). ratings: (batch,), from -4 to 4. drop: the share of words that
    become ``<unk>`` on the way, so that the model learns to do without any one word.
    """

    def __init__(
        self,
        rated: Sequence[Rated],
        vocab: Vocabulary,
        batch_size: int,
        *,
        seed: int = 0,
        drop: float = 0.0,
    ) -> None:
        check_size("batch_size", batch_size)
        self.rows = [(vocab.encode(sentence_tokens(text)), rating) for text, rating in rated]
        self.batch_size, self.seed, self.drop, self.unk = batch_size, seed, drop, vocab.unk
        self.passes = 0

    def __len__(self) -> int:
        return -(-len(self.rows) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        rng = random.Random(f"{self.seed} {self.passes}")
        self.passes += 1
        rows = rng.sample(self.rows, len(self.rows))
        for start in range(0, len(rows), self.batch_size):
            chosen = rows[start : start + self.batch_size]
            ids, valid_len = pad_batch([self._dropped(rng, row) for row, _ in chosen])
            yield ids, torch.tensor([rating for _, rating in chosen]), valid_len

    def _dropped(self, rng: random.Random, ids: list[int]) -> list[int]:
        return [self.unk if rng.random() < self.drop else i for i in ids]


class Sentiment(Task):
    """Tells whether a sentence is positive or negative, and how sure that is.

    model: "encoder" or "bag". width: of the embeddings and of the encoder's state, even.
    sentences: how many made ones to train with. reviews: a file of lines ``rating<TAB>text`` to
    train with as well, see ``load_reviews``; an eighth of it is to validate, one to test with. Five
    thousand reviews need more steps, such as 800.
    """

    name = "sentiment"
    summary = "is a made sentence positive or negative? A GRU's state, where word order decides"
    goal = "99 % of made test sentences, and of pairs of the same words in another order"
    steps = 300
    batch_size = 64
    lr = 4e-3
    reads: ClassVar[str | None] = "an English sentence"

    def __init__(
        self,
        *,
        model: str = "encoder",
        width: int = 64,
        dropout: float = 0.2,
        drop: float = 0.05,
        min_freq: int = 2,
        sentences: int = 3000,
        reviews: str | None = None,
        tokens: Sequence[str] | None = None,
    ) -> None:
        check_choice("model", model, MODELS)
        check_size("width", width, 2)
        if width % 2:
            raise ValueError(f"width is {width}; expected an even number, half of it a direction")
        if not (reviews is None or isinstance(reviews, str)):
            raise TypeError(f"reviews is {reviews!r}; expected the path of a file, or None")
        self.model, self.width, self.dropout, self.drop = model, width, dropout, drop
        self.min_freq, self.sentences, self.reviews = min_freq, sentences, reviews
        self._tokens = tokens

    @cached_property
    def film_reviews(self) -> Parts[Rated]:
        """The reviews of the file; the same words are never in two parts."""
        if self.reviews is None:
            return Parts([], [], [])
        found = load_reviews(self.reviews)
        eighth = max(1, len(found) // 8)
        return split_by(found, lambda rated: tuple(sentence_tokens(rated.text)), eighth, eighth)

    @cached_property
    def train(self) -> list[Rated]:
        """All sentences to train with."""
        return self.film_reviews.train + make_sentences(self.sentences)

    @cached_property
    def vocab(self) -> Vocabulary:
        """The words of the training sentences."""
        if self._tokens is not None:
            return Vocabulary.from_tokens(self._tokens)
        return Vocabulary((sentence_tokens(text) for text, _ in self.train), self.min_freq)

    def settings(self) -> dict[str, Any]:
        """Return the settings, the vocabulary's tokens among them."""
        names = ("model", "width", "dropout", "drop", "min_freq", "sentences", "reviews")
        return {name: getattr(self, name) for name in names} | {"tokens": self.vocab.tokens}

    def build(self) -> nn.Module:
        """Return an untrained classifier of two classes: negative, positive."""
        if self.model == "bag":
            return BagOfWords(len(self.vocab), self.width, len(LABELS), self.dropout)
        half = self.width // 2
        encoder = Seq2SeqEncoder(len(self.vocab), self.width, half, 1, bidirectional=True)
        with torch.no_grad():  # rare words learn little: let them say little at first
            encoder.embedding.weight.mul_(0.3)
        return SentimentClassifier(encoder, self.width, len(LABELS), self.dropout)

    def batches(self, batch_size: int, seed: int) -> SentimentBatches:
        """Return batches ``(X, ratings, valid_len)``."""
        return SentimentBatches(self.train, self.vocab, batch_size, seed=seed, drop=self.drop)

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        """Return the cross-entropy between the ratings' probabilities and the model's."""
        X, ratings, *args = batch
        logits = model(X, *args)
        positive = torch.sigmoid(ratings).to(logits.dtype)
        return functional.cross_entropy(logits, torch.stack((1 - positive, positive), dim=1))

    @torch.no_grad()
    def probabilities(self, model: nn.Module, texts: Sequence[str]) -> list[float]:
        """Return for each of ``texts`` the probability that it is positive."""
        rows = [self.vocab.encode(sentence_tokens(text)) or [self.vocab.unk] for text in texts]
        found: list[float] = []
        with evaluating(model):
            for start in range(0, len(rows), 256):
                X, valid_len = (
                    part.to(device_of(model)) for part in pad_batch(rows[start : start + 256])
                )
                found += model(X, valid_len).softmax(dim=-1)[:, 1].tolist()
        return found

    def right(self, model: nn.Module, rated: Sequence[Rated]) -> list[bool]:
        """Return for each sentence whether the model is on its side of one half."""
        found = self.probabilities(model, [text for text, _ in rated])
        return [(p > 0.5) == (rating > 0) for p, (_, rating) in zip(found, rated, strict=True)]

    def accuracy(self, model: nn.Module, rated: Sequence[Rated]) -> float:
        """Return the share of sentences on whose side of one half the model is."""
        return sum(self.right(model, rated)) / len(rated)

    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """Return the accuracy on test sentences and on pairs of the same words.

        reviews: those of the file, if there is one. sentences: made ones whose words were not seen
        together. order: the sentences of ``minimal_pairs``, of which a bag of words gets one half
        at best. both: pairs of which both sentences are right.
        """
        return self.measure(model, "test")

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Return the same figures on the sentences to choose settings by."""
        return self.measure(model, "validation")

    def measure(self, model: nn.Module, part: str) -> dict[str, float]:
        """Return the figures on one ``part``: "train", "validation" or "test"."""
        pairs = minimal_pairs(part)
        ordered = [sentence for pair in pairs for sentence in pair]
        right = self.right(model, ordered)
        figures = {
            "sentences": self.accuracy(model, sentences_of(part)),
            "order": sum(right) / len(right),
            "both": sum(map(all, zip(right[::2], right[1::2], strict=True))) / len(pairs),
        }
        if self.reviews is not None:
            reviews = getattr(self.film_reviews, part)
            figures = {"reviews": self.accuracy(model, reviews)} | figures
        return figures

    def answer(self, model: nn.Module, line: str) -> str:
        """Return the label and its probability: "negative 0.93"."""
        if not sentence_tokens(line):
            return ""
        positive = self.probabilities(model, [line])[0]
        label = LABELS[positive > 0.5]
        return f"{label} {max(positive, 1 - positive):.2f}"
