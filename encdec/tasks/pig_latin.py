"""Learn Pig Latin from examples: a small model that nobody told the rule.

A bidirectional GRU reads the letters of a word, a GRU with attention writes those of its
translation. 48,000 parameters learn it in some seconds.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import nn

from encdec.attention_decoder import AttentionDecoder
from encdec.base import EncoderDecoder
from encdec.checks import check_size
from encdec.data.pig_latin import PigLatin, load_words, map_words, pig_latin, split, words_of
from encdec.files import write_atomically
from encdec.metrics import exact_match
from encdec.rnn import Seq2SeqEncoder
from encdec.seq2seq import Seq2SeqDecoder
from encdec.tasks.base import Task, device_of, search
from encdec.training import Batch, Trainer
from encdec.vocabulary import Vocabulary, pad_batch

FORMAT = "encdec pig-latin 1"


def build_pig_latin(vocab_size: int, width: int = 64, attention: bool = True) -> EncoderDecoder:
    """Build an untrained model: bidirectional GRU encoder, GRU decoder, both of ``width``.

    vocab_size: how many letters and reserved tokens there are. attention: whether the decoder looks
    back at the word.

    Examples:
        >>> import torch
        >>> from encdec.tasks import build_pig_latin
        >>> ids = torch.tensor([[4, 5, 6]])
        >>> build_pig_latin(vocab_size=30)(ids, ids).shape
        torch.Size([1, 3, 30])

    """
    if width % 2:
        raise ValueError(f"width is {width}; expected an even number, half of it a direction")
    encoder = Seq2SeqEncoder(vocab_size, width // 2, width // 2, 1, bidirectional=True)
    decoder = AttentionDecoder if attention else Seq2SeqDecoder
    return EncoderDecoder(encoder, decoder(vocab_size, width // 2, width, 1))


@contextmanager
def cpu_threads(number: int) -> Iterator[None]:
    """Let torch use ``number`` CPU threads, and as many as before afterwards."""
    check_size("threads", number)
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def foreign_words(text: str) -> list[str]:
    """Return the words of ``text`` that have other letters than a–z: the model cannot read them."""
    return [word for word in words_of(text) if not re.fullmatch("[a-z]+", word)]


class PigLatinModel:
    """A model with its vocabulary, ready to translate.

    model, vocab: the model and the letters that it knows. width, attention: how it was built.

    Examples:
        >>> from encdec.tasks import PigLatinModel, train_pig_latin
        >>> model = train_pig_latin(steps=1, words=["learning"])
        >>> model.save("model.pt")
        >>> PigLatinModel.load("model.pt").translate("earn") == model.translate("earn")
        True

    """

    def __init__(
        self, model: nn.Module, vocab: Vocabulary, *, width: int = 64, attention: bool = True
    ) -> None:
        self.model, self.vocab = model, vocab
        self.width, self.attention = width, attention
        self.losses: list[float] = []

    @property
    def num_parameters(self) -> int:
        """How many numbers the model has learnt."""
        return sum(parameter.numel() for parameter in self.model.parameters())

    def translate_words(
        self, words: Sequence[str], batch_size: int = 512, beam: int = 1
    ) -> list[str]:
        """Translate ``words`` of the letters a–z, ``batch_size`` at a time.

        beam: how many beginnings the search keeps; 1 is greedy search.
        """
        for word in words:
            if not re.fullmatch("[a-z]+", word):
                raise ValueError(f"words contains {word!r}; expected the letters a–z alone")
        translations: list[str] = []
        for start in range(0, len(words), batch_size):
            chosen = words[start : start + batch_size]
            ids, valid_len = pad_batch([self.vocab.encode(word) for word in chosen])
            decoded = search(
                self.model,
                ids.to(device_of(self.model)),
                valid_len.to(device_of(self.model)),
                beam=beam,
                bos=self.vocab.bos,
                eos=self.vocab.eos,
                max_steps=ids.shape[1] + 8,
            )
            translations += ["".join(self.vocab.decode(row)) for row in decoded]
        return translations

    def translate(self, text: str, *, keep_foreign: bool = False, beam: int = 1) -> str:
        """Translate every word of ``text``; all that is not a letter stays as it is.

        A word with other letters than a–z, such as "café", raises a ValueError, or stays as it is
        if ``keep_foreign`` is True. beam: as for ``translate_words``.
        """
        foreign = foreign_words(text) if keep_foreign else []
        words = [word for word in words_of(text) if word not in foreign]
        translations = dict(zip(words, self.translate_words(words, beam=beam), strict=True))
        return map_words(text, lambda word: translations.get(word, word))

    def exact_match(self, words: Sequence[str]) -> float:
        """Return the share of ``words``, from 0 to 1, that come out as by the rule."""
        return exact_match(self.translate_words(words), [pig_latin(word) for word in words])

    def save(self, path: str | Path) -> None:
        """Write the weights, the settings and the vocabulary to ``path``, all or nothing."""
        content = {
            "format": FORMAT,
            "width": self.width,
            "attention": self.attention,
            "tokens": self.vocab.tokens,
            "weights": self.model.state_dict(),
        }
        write_atomically(path, lambda file: torch.save(content, file))

    @classmethod
    def load(cls, path: str | Path) -> "PigLatinModel":
        """Read what ``save`` has written to ``path``. No code in the file is run."""
        wrong = f"{path} is not a Pig Latin model; expected a file that PigLatinModel.save wrote"
        with Path(path).open("rb") as file:
            try:
                content: Any = torch.load(file, map_location="cpu", weights_only=True)
            except Exception as error:  # torch raises many kinds for a damaged file
                raise ValueError(wrong) from error
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise ValueError(wrong)
        try:
            vocab = Vocabulary.from_tokens(content["tokens"])
            settings = {"width": content["width"], "attention": content["attention"]}
            model = build_pig_latin(len(vocab), **settings)
            model.load_state_dict(content["weights"])
        except (KeyError, TypeError, RuntimeError) as error:  # settings and weights that differ
            raise ValueError(wrong) from error
        return cls(model, vocab, **settings)


class PigLatinTask(Task):
    """English words and their Pig Latin, letter by letter.

    width, attention: as in ``build_pig_latin``. tokens: the letters, in the order of their ids; by
    default those of the words. ``model``, ``batch_size``, ``seed`` and ``beam`` are, in the
    methods, those of ``Task``.

    Examples:
        >>> from encdec.tasks import PigLatinTask
        >>> task = PigLatinTask(width=32)
        >>> task.settings()["width"], len(task.words[0])
        (32, 10000)

    """

    name = "pig-latin"
    summary = "English words to Pig Latin: a GRU with attention, letter by letter"
    goal = "exact match of at least 99 % on new words, in 15 s on one core"
    steps, batch_size, lr = 700, 128, 8e-3
    reads = "an English sentence"

    def __init__(
        self, *, width: int = 64, attention: bool = True, tokens: Sequence[str] | None = None
    ) -> None:
        self.width, self.attention = width, attention
        self._tokens = tokens

    @cached_property
    def words(self) -> tuple[list[str], list[str]]:
        """The words to train with and those to test with."""
        return split(load_words())

    @cached_property
    def vocab(self) -> Vocabulary:
        """The letters."""
        return (
            Vocabulary.from_tokens(self._tokens) if self._tokens else PigLatin(self.words[0]).vocab
        )

    def build(self) -> EncoderDecoder:
        """Return an untrained model."""
        return build_pig_latin(len(self.vocab), self.width, self.attention)

    def batches(self, batch_size: int = 128, seed: int = 0) -> Iterable[Batch]:
        """Return batches ``(enc_X, targets, valid_len)`` of the 10,000 training words."""
        return PigLatin(self.words[0], self.vocab).batches(batch_size, seed)

    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """Return the share of the 1,000 other words that come out right from end to end."""
        return {"exact match": self._with(model).exact_match(self.words[1])}

    def answer(self, model: nn.Module, line: str, *, beam: int = 1) -> str:
        """Translate a line; words with other letters than a–z stay as they are."""
        return self._with(model).translate(line, keep_foreign=True, beam=beam)

    def settings(self) -> dict[str, Any]:
        """Return the width, whether there is attention, and the letters."""
        return {"width": self.width, "attention": self.attention, "tokens": self.vocab.tokens}

    def _with(self, model: nn.Module) -> PigLatinModel:
        return PigLatinModel(model, self.vocab, width=self.width, attention=self.attention)


def train_pig_latin(
    steps: int = 700,
    seed: int = 0,
    *,
    words: Sequence[str] | None = None,
    attention: bool = True,
    width: int = 64,
    batch_size: int = 128,
    lr: float = 8e-3,
    threads: int = 1,
    progress: bool | None = None,
) -> PigLatinModel:
    """Train a model on ``words``, by default the 10,000 of ``split(load_words())[0]``.

    steps, batch_size, lr: those of the training; see ``Trainer``. width, attention: see
    ``build_pig_latin``. seed: for the first weights and the order of the words; torch's own random
    numbers are left as they were. threads: CPU threads while training; more than one hardly helps
    so small a model, and slows it down on a busy machine. progress: see ``Trainer``.

    Examples:
        >>> from encdec.tasks import train_pig_latin
        >>> model = train_pig_latin(steps=3, words=["machine", "learning"])
        >>> len(model.losses)
        3

    """
    data = PigLatin(split(load_words())[0] if words is None else words)
    with torch.random.fork_rng(devices=[]), cpu_threads(threads):
        torch.manual_seed(seed)
        model = build_pig_latin(len(data.vocab), width, attention)
        trainer = Trainer(model, bos=data.vocab.bos, pad=data.vocab.pad, lr=lr, progress=progress)
        losses = trainer.fit(data.batches(batch_size, seed), steps)
    trained = PigLatinModel(model, data.vocab, width=width, attention=attention)
    trained.losses = losses
    return trained
