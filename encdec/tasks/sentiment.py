"""Learn how positive a sentence is: from film reviews and from sentences where context decides.

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
from encdec.data.sentiment import (
    Rated,
    load_snippets,
    make_sentences,
    minimal_pairs,
    sentence_tokens,
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

    model: "encoder" or "bag". width: of the embeddings and of the encoder's state, even. reviews:
    whether to read the film reviews beside the grammar's sentences. sentences: how many of those.
    """

    name = "sentiment"
    summary = "is a sentence positive or negative? A GRU's state on film reviews and negations"
    goal = (
        "80 % of held-out film reviews and 99 % of the pairs in which order decides, in about 15 s"
    )
    steps = 800
    batch_size = 64
    lr = 4e-3
    reads: ClassVar[str | None] = "an English sentence"
    held_out: ClassVar[int] = 600

    def __init__(
        self,
        *,
        model: str = "encoder",
        width: int = 64,
        dropout: float = 0.5,
        drop: float = 0.15,
        min_freq: int = 2,
        reviews: bool = True,
        sentences: int = 3000,
        tokens: Sequence[str] | None = None,
    ) -> None:
        check_choice("model", model, MODELS)
        check_size("width", width, 2)
        if width % 2:
            raise ValueError(f"width is {width}; expected an even number, half of it a direction")
        self.model, self.width, self.dropout, self.drop = model, width, dropout, drop
        self.min_freq, self.reviews, self.sentences = min_freq, reviews, sentences
        self._tokens = tokens

    @cached_property
    def data(self) -> tuple[list[Rated], list[Rated]]:
        """The film reviews: those to train with and those to test with."""
        if not self.reviews:
            return [], []
        snippets = load_snippets()
        random.Random(0).shuffle(snippets)
        return snippets[self.held_out :], snippets[: self.held_out]

    @cached_property
    def train(self) -> list[Rated]:
        """All sentences to train with."""
        return self.data[0] + make_sentences(self.sentences)

    @cached_property
    def vocab(self) -> Vocabulary:
        """The words of the training sentences."""
        if self._tokens is not None:
            return Vocabulary.from_tokens(self._tokens)
        return Vocabulary((sentence_tokens(text) for text, _ in self.train), self.min_freq)

    def settings(self) -> dict[str, Any]:
        """Return the settings, the vocabulary's tokens among them."""
        names = ("model", "width", "dropout", "drop", "min_freq", "reviews", "sentences")
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

    def accuracy(self, model: nn.Module, rated: Sequence[Rated]) -> float:
        """Return the share of sentences on whose side of one half the model is."""
        found = self.probabilities(model, [text for text, _ in rated])
        right = sum((p > 0.5) == (rating > 0) for p, (_, rating) in zip(found, rated, strict=True))
        return right / len(rated)

    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """Return the accuracy on held-out reviews and on pairs of the same words.

        reviews: real sentences. order: the sentences of ``minimal_pairs``, of which a bag of words
        gets one half at best. both: pairs of which both sentences are right.
        """
        pairs = minimal_pairs()
        sentences = [sentence for pair in pairs for sentence in pair]
        both = sum(self.accuracy(model, pair) == 1 for pair in pairs) / len(pairs)
        figures = {"order": self.accuracy(model, sentences), "both": both}
        if self.reviews:
            figures = {"reviews": self.accuracy(model, self.data[1])} | figures
        return figures

    def answer(self, model: nn.Module, line: str) -> str:
        """Return the label and its probability: "negative 0.93"."""
        if not sentence_tokens(line):
            return ""
        positive = self.probabilities(model, [line])[0]
        label = LABELS[positive > 0.5]
        return f"{label} {max(positive, 1 - positive):.2f}"
