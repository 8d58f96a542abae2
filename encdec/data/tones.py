"""Spoken words for a small ear: each letter is two tones, with noise, in sound waves.

A letter is an ordered pair of different tones out of eight, 56 pairs for 26 letters. A speaker has
a pitch of their own, takes more or less time for each tone, may pause between letters, and speaks
in a noisy room. So the sound of a word has many frames for each letter, and never the same number.

Frames are log power spectra from ``torch.stft``: what a recogniser of speech reads, too.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import permutations
from string import ascii_lowercase

import torch
from torch import Tensor

from encdec.checks import check_size, check_tensor
from encdec.vocabulary import Vocabulary, pad_batch

RATE = 8000  # samples in a second
HOP = 80  # samples from one frame to the next: 10 ms
WINDOW = 160  # samples that a frame looks at: 20 ms
BINS = 40  # of 50 Hz each, from 50 Hz to 2 kHz
#: Eight tones in Hz, each a quarter higher than the one below.
TONES = tuple(round(350 * 1.25**i) for i in range(8))


def letter_tones(letter: str) -> tuple[int, int]:
    """Return the two tones of a letter, as places in ``TONES``."""
    if letter not in ascii_lowercase or len(letter) != 1:
        raise ValueError(f"letter is {letter!r}; expected one letter from a to z")
    pairs = list(permutations(range(len(TONES)), 2))
    return pairs[2 * ascii_lowercase.index(letter)]


def speak(word: str, rng: random.Random, noise: float = 1.0) -> Tensor:
    """Return the sound of ``word``, a wave (samples,) at 8,000 samples a second.

    rng: draws the pitch, the times and the noise. noise: its amplitude beside a tone's.
    """
    if not word:
        raise ValueError("word is empty; expected at least one letter from a to z")
    pitch = rng.uniform(0.95, 1.05)
    hertz: list[float] = []  # for each frame the tone's frequency; 0 is silence
    for letter in word:
        hertz += [0.0] * rng.randint(1, 3)
        for tone in letter_tones(letter):
            hertz += [TONES[tone] * pitch] * rng.randint(2, 5)
    frequency = torch.tensor(hertz, dtype=torch.float64).repeat_interleave(HOP)
    phase = 2 * torch.pi * torch.cumsum(frequency / RATE, dim=0)
    loudness = rng.uniform(0.7, 1.4)
    wave = loudness * torch.sin(phase).float() * (frequency > 0)
    random_numbers = torch.Generator().manual_seed(rng.getrandbits(62))
    return wave + noise * torch.randn(wave.shape, generator=random_numbers)


def spectrogram(wave: Tensor) -> Tensor:
    """Return the log power spectrum of ``wave`` (samples,) as frames (1 + samples // 80, 40).

    Each frame has mean 0, so that loudness does not matter.
    """
    check_tensor("wave", wave, "samples")
    if wave.shape[0] <= WINDOW // 2:
        raise ValueError(f"wave has {wave.shape[0]} samples; expected more than {WINDOW // 2}")
    spectrum = torch.stft(
        wave,
        n_fft=WINDOW,
        hop_length=HOP,
        window=torch.hann_window(WINDOW, dtype=wave.dtype, device=wave.device),
        return_complex=True,
    )
    power = spectrum[1 : BINS + 1].abs().square().T
    frames = (power + 1e-3).log()
    return frames - frames.mean(dim=1, keepdim=True)


def pad_frames(sounds: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Fill up frames (steps, features) with zeros to the longest of the ``sounds``.

    Returns X (batch, steps, features) and valid_len (batch,), torch.int64.
    """
    if not sounds:
        raise ValueError("sounds is empty; expected at least one tensor (steps, features)")
    lengths = torch.tensor([len(sound) for sound in sounds])
    return torch.nn.utils.rnn.pad_sequence(list(sounds), batch_first=True), lengths


class SpokenWords:
    """Words and their sounds as batches ``(X, targets, valid_len)``.

    X: frames (batch, steps, 40). targets: ids of the letters, ending with ``<eos>``. Each pass
    speaks every word anew, in a new order; both follow from ``seed`` and the number of the
    pass. In a batch there are sounds of similar length, to save padding. anagrams: the share
    of words whose letters are shuffled, so that a model has to listen and cannot guess.
    """

    def __init__(
        self,
        words: Sequence[str],
        vocab: Vocabulary,
        batch_size: int,
        *,
        noise: float = 1.0,
        anagrams: float = 0.0,
        seed: int = 0,
    ) -> None:
        check_size("batch_size", batch_size)
        if not words:
            raise ValueError("words is empty; expected at least one word")
        self.words, self.vocab, self.batch_size = words, vocab, batch_size
        self.noise, self.anagrams, self.seed, self.passes = noise, anagrams, seed, 0

    def __len__(self) -> int:
        return -(-len(self.words) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        rng = random.Random(f"{self.seed} {self.passes}")
        self.passes += 1
        words = [self._mixed(rng, word) for word in self.words]
        by_length = sorted(rng.sample(words, len(words)), key=len)
        size = self.batch_size
        starts = range(0, len(by_length), size)
        for start in rng.sample(starts, len(starts)):
            chosen = by_length[start : start + size]
            sounds = [spectrogram(speak(word, rng, self.noise)) for word in chosen]
            targets, _ = pad_batch([self.vocab.encode(word, eos=True) for word in chosen])
            X, valid_len = pad_frames(sounds)
            yield X, targets, valid_len

    def _mixed(self, rng: random.Random, word: str) -> str:
        return "".join(rng.sample(word, len(word))) if rng.random() < self.anagrams else word
