"""Translate English to Brazilian Portuguese or Chinese, with real sentences and byte pairs.

The default model is a bidirectional GRU and a GRU with attention; a Transformer is the other
choice. Both read and write byte pairs, so that no word is unknown.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from torch import nn

from encdec.attention_decoder import AttentionDecoder
from encdec.base import EncoderDecoder
from encdec.bytepair import BytePairVocabulary
from encdec.checks import check_choice, check_size
from encdec.data.buckets import BucketedBatches
from encdec.data.parallel import Pair, split_parallel
from encdec.metrics import bleu, chrf
from encdec.rnn import Seq2SeqEncoder
from encdec.tasks.base import Task, device_of, search
from encdec.transformer import TransformerDecoder, TransformerEncoder
from encdec.vocabulary import pad_batch

MODELS = ("gru", "transformer")

#: The merges of the English vocabulary and those of the other one.
Merges = Sequence[Sequence[Sequence[str]]]


def build_gru(
    source_size: int, target_size: int, width: int = 256, dropout: float = 0.0, num_layers: int = 1
) -> EncoderDecoder:
    """Build an untrained bidirectional GRU encoder and a GRU decoder with attention.

    source_size, target_size: of the vocabularies. dropout acts between layers.
    """
    if width % 2:
        raise ValueError(f"width is {width}; expected an even number, half of it a direction")
    encoder = Seq2SeqEncoder(
        source_size, width // 2, width // 2, num_layers, dropout, bidirectional=True
    )
    return EncoderDecoder(
        encoder, AttentionDecoder(target_size, width // 2, width, num_layers, dropout)
    )


def build_transformer(
    source_size: int, target_size: int, width: int = 256, dropout: float = 0.1, num_layers: int = 3
) -> EncoderDecoder:
    """Build an untrained Transformer with four heads and a hidden layer of 4 × ``width``."""
    sizes = (width, 4 * width, 4, num_layers, dropout)
    return EncoderDecoder(
        TransformerEncoder(source_size, *sizes), TransformerDecoder(target_size, *sizes)
    )


class Translation(Task):
    """English sentences and their translations as byte pairs.

    model: "gru" or "transformer". width: of its hidden states. vocab_size: how many byte pairs each
    side has. merges: both vocabularies, if they are made already.
    """

    language: ClassVar[str]
    tokenize: ClassVar[str | None] = None  # how sacrebleu finds words
    steps, batch_size, lr = 2300, 128, 3e-3
    reads = "an English sentence"
    extras: ClassVar[dict[str, str]] = {"tokenizers": "text", "sacrebleu": "text"}

    def __init__(
        self,
        *,
        model: str = "gru",
        width: int = 256,
        vocab_size: int = 4000,
        merges: Merges | None = None,
    ) -> None:
        check_choice("model", model, MODELS)
        check_size("width", width)
        self.model, self.width, self.vocab_size = model, width, vocab_size
        self._merges = merges

    @cached_property
    def pairs(self) -> dict[str, list[Pair]]:
        """The sentences to train with, to choose by and to test with."""
        return split_parallel(self.language)

    @cached_property
    def vocabularies(self) -> tuple[BytePairVocabulary, BytePairVocabulary]:
        """The byte pairs of English and of the other language, from the training sentences."""
        if self._merges is not None:
            source, target = self._merges
            return BytePairVocabulary.from_merges(source), BytePairVocabulary.from_merges(target)
        english, other = zip(*self.pairs["train"], strict=True)
        return (
            BytePairVocabulary(english, self.vocab_size),
            BytePairVocabulary(other, self.vocab_size),
        )

    def build(self) -> EncoderDecoder:
        """Return an untrained model."""
        build = build_gru if self.model == "gru" else build_transformer
        source, target = self.vocabularies
        return build(len(source), len(target), self.width)

    def batches(self, batch_size: int = 128, seed: int = 0) -> BucketedBatches:
        """Return batches ``(enc_X, targets, valid_len)`` of sentences of similar length."""
        english, other = zip(*self.pairs["train"], strict=True)
        source, target = self.vocabularies
        return BucketedBatches(
            source.encode_all(english, eos=True),
            target.encode_all(other, eos=True),
            batch_size,
            seed=seed,
            pad=self.pad,
        )

    def evaluate(self, model: nn.Module, part: str = "test", *, beam: int = 1) -> dict[str, float]:
        """Return BLEU and chrF, each from 0 to 100, on sentences that were not learnt from."""
        english, references = zip(*self.pairs[part], strict=True)
        translations = self.translate(model, english, beam=beam)
        return {
            "BLEU": bleu(translations, list(references), tokenize=self.tokenize),
            "chrF": chrf(translations, list(references)),
        }

    def translate(
        self, model: nn.Module, sentences: Sequence[str], *, beam: int = 1, batch_size: int = 128
    ) -> list[str]:
        """Translate English sentences, those of similar length together.

        A translation ends after twice as many pieces as its sentence has, and ten.
        """
        source, target = self.vocabularies
        ids = source.encode_all([" ".join(text.split()) for text in sentences], eos=True)
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        translations = [""] * len(ids)
        for start in range(0, len(order), batch_size):
            chosen = order[start : start + batch_size]
            enc_X, valid_len = (
                part.to(device_of(model)) for part in pad_batch([ids[i] for i in chosen], self.pad)
            )
            limits = [2 * len(ids[i]) + 10 for i in chosen]
            marks = {"bos": target.bos, "eos": target.eos}
            decoded = search(model, enc_X, valid_len, beam=beam, max_steps=max(limits), **marks)
            for i, row, limit in zip(chosen, decoded, limits, strict=True):
                translations[i] = target.decode(row[:limit])
        return translations

    def answer(self, model: nn.Module, line: str, *, beam: int = 1) -> str:
        """Translate one line; an empty one stays empty."""
        return self.translate(model, [line], beam=beam)[0] if line.strip() else ""

    def settings(self) -> dict[str, Any]:
        """Return the kind and the width of the model, and both vocabularies."""
        merges = [[list(pair) for pair in vocab.merges] for vocab in self.vocabularies]
        return {
            "model": self.model,
            "width": self.width,
            "vocab_size": self.vocab_size,
            "merges": merges,
        }


class TranslatePt(Translation):
    """English to Brazilian Portuguese."""

    name = "translate-pt"
    summary = "English to Brazilian Portuguese: byte pairs, a GRU with attention or a Transformer"
    goal = "BLEU of at least 20 on new sentences, in about 10 minutes on one core"
    language = "pt"


class TranslateZh(Translation):
    """English to Chinese in simplified characters."""

    name = "translate-zh"
    summary = "English to Chinese: byte pairs, a GRU with attention or a Transformer"
    goal = "BLEU of at least 20, on characters, on new sentences, in about 10 minutes on one core"
    language = "zh"
    tokenize = "zh"
