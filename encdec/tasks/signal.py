"""Write down words that are spoken in tones: from some fifty frames of sound to a few letters.

A pyramid of bidirectional GRUs listens, a GRU with attention spells: the same pair as for Pig
Latin, only that the encoder reads sound. See encdec/data/tones.py for how the words sound.
"""

import random
from collections.abc import Sequence
from functools import cached_property
from string import ascii_lowercase
from typing import Any

from torch import Tensor, nn

from encdec.base import EncoderDecoder
from encdec.checks import check_size
from encdec.data.parts import Parts, split_by
from encdec.data.pig_latin import load_words
from encdec.data.tones import BINS, SpokenWords, pad_frames, speak, spectrogram
from encdec.decoding import greedy
from encdec.metrics import exact_match, token_accuracy
from encdec.pyramid import PyramidDecoder, PyramidEncoder
from encdec.tasks.base import Task, device_of
from encdec.vocabulary import Vocabulary


class Signal(Task):
    """Recognises words that are spoken in tones.

    width: of both networks' states, even. num_layers: of the pyramid. noise: its amplitude beside a
    tone's. anagrams: the share of training words with shuffled letters. max_letters: of the words.
    """

    name = "signal"
    summary = "write down a word from its sound: a pyramid of GRUs listens, attention spells"
    goal = (
        "exact match of at least 95 % of test words in a noisy room, whose letters were not "
        "together in training, in about 60 s on one core"
    )
    steps = 2000
    batch_size = 32
    lr = 6e-3
    reads = "words of the letters a-z, which it speaks with noise and then writes down"

    def __init__(
        self,
        *,
        width: int = 64,
        num_layers: int = 2,
        noise: float = 0.5,
        anagrams: float = 0.5,
        max_letters: int = 6,
    ) -> None:
        check_size("max_letters", max_letters, 2)
        self.width, self.num_layers = width, num_layers
        self.noise, self.anagrams, self.max_letters = noise, anagrams, max_letters
        self.vocab = Vocabulary([ascii_lowercase])

    def settings(self) -> dict[str, Any]:
        """Return the settings of the model and of the sounds."""
        names = ("width", "num_layers", "noise", "anagrams", "max_letters")
        return {name: getattr(self, name) for name in names}

    @cached_property
    def words(self) -> Parts[str]:
        """English words; no two parts share a word, nor the letters of one in another order."""
        short = [word for word in load_words() if len(word) <= self.max_letters]
        validation, test = min(300, len(short) // 10), min(500, len(short) // 6)
        return split_by(short, lambda word: "".join(sorted(word)), validation, test)

    def build(self) -> EncoderDecoder:
        """Return an untrained model that listens and spells."""
        encoder = PyramidEncoder(BINS, self.width, self.num_layers, stack_input=True)
        decoder = PyramidDecoder(
            len(self.vocab), self.width // 2, self.width, 1, reduction=encoder.reduction
        )
        return EncoderDecoder(encoder, decoder)

    def batches(self, batch_size: int, seed: int) -> SpokenWords:
        """Return batches ``(X, targets, valid_len)``; every pass speaks the words anew."""
        return SpokenWords(
            self.words.train,
            self.vocab,
            batch_size,
            noise=self.noise,
            anagrams=self.anagrams,
            seed=seed,
        )

    def recognise(self, model: nn.Module, sounds: Sequence[Tensor]) -> list[str]:
        """Return the letters heard in ``sounds``, each frames (steps, 40)."""
        heard: list[str] = []
        for start in range(0, len(sounds), 128):
            X, valid_len = (
                part.to(device_of(model)) for part in pad_frames(sounds[start : start + 128])
            )
            decoded = greedy(
                model,
                X,
                valid_len,
                bos=self.vocab.bos,
                eos=self.vocab.eos,
                max_steps=X.shape[1] // 5 + 2,  # a letter takes five frames at least
            )
            heard += ["".join(self.vocab.decode(row)) for row in decoded]
        return heard

    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """Return the share of test words, and of letters, that are written down rightly."""
        return self.measure(model, self.words.test, "test")

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Return the same figures on the words to choose settings by."""
        return self.measure(model, self.words.validation, "validation")

    def measure(self, model: nn.Module, words: Sequence[str], seed: str) -> dict[str, float]:
        """Speak ``words`` once, as follows from ``seed``, and compare what the model hears."""
        rng = random.Random(seed)
        heard = self.recognise(model, [spectrogram(speak(word, rng, self.noise)) for word in words])
        return {
            "exact match": exact_match(heard, words),
            "letters": token_accuracy(heard, words),
        }

    def answer(self, model: nn.Module, line: str) -> str:
        """Speak each word of ``line`` and return what the model hears."""
        words = line.lower().split()
        for word in words:
            if not set(word) <= set(ascii_lowercase):
                raise ValueError(f"line contains {word!r}; expected words of the letters a to z")
        rng = random.Random(line)
        sounds = [spectrogram(speak(word, rng, self.noise)) for word in words]
        return " ".join(self.recognise(model, sounds))
