"""English and Pig Latin: the rule, 11,000 words, and both as ids for a model.

The rule: the consonants before the first vowel move to the end, behind a hyphen, and "ay" follows:
"machine learning" → "achine-may earning-lay". A word that begins with a vowel keeps its order
and gets "-way": "apple" → "apple-way". Two letters need care:

- "qu" stays together, also behind other consonants: "quick" → "ick-quay", "square" → "are-squay".
- "y" is a consonant at the start of a word and a vowel after it: "yellow" → "ellow-yay",
  "rhythm" → "ythm-rhay".

A word without any vowel keeps its order, too: "hmm" → "hmm-way".

The words are a sample of Debian's ``wamerican``, made from SCOWL; see data/NOTICE.
"""

import random
import re
from collections.abc import Callable, Sequence
from importlib.resources import files

from encdec.data.batches import Batches
from encdec.vocabulary import Vocabulary

# A run of letters, but not the end of a word with an apostrophe: "don't" → "on-day't".
_WORD = re.compile(r"(?<![^\W\d_])(?<![^\W\d_]['’])[^\W\d_]+")
_HEAD = re.compile(r"y?(?:qu|[^aeiouy])*")


def _pig_latin_word(word: str) -> str:
    head = _HEAD.match(word)
    cut = head.end() if head else 0
    if cut in (0, len(word)):
        return f"{word}-way"
    return f"{word[cut:]}-{word[:cut]}ay"


def map_words(text: str, translate: Callable[[str], str]) -> str:
    """Replace each word of ``text`` by ``translate(word)`` and keep everything else as it is.

    ``translate`` gets the word in lower case; a capital first letter is put back afterwards. A word
    that it returns unchanged stays as it was written.

    Examples:
        >>> from encdec.data import map_words
        >>> map_words("Hello, world!", str.upper)
        'HELLO, WORLD!'

    """

    def replace(match: re.Match[str]) -> str:
        word = match.group()
        new = translate(word.lower())
        if new == word.lower():
            return word
        return new[:1].upper() + new[1:] if word[0].isupper() else new

    return _WORD.sub(replace, text)


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, as ``map_words`` finds them.

    Examples:
        >>> from encdec.data import words_of
        >>> words_of("Don't panic, Sam.")
        ['don', 'panic', 'sam']

    """
    return [word.lower() for word in _WORD.findall(text)]


def pig_latin(text: str) -> str:
    """Translate ``text`` by the rule: "machine learning" → "achine-may earning-lay".

    Examples:
        >>> from encdec.data import pig_latin
        >>> pig_latin("Square apples, please!")
        'Are-squay apples-way, ease-play!'

    """
    return map_words(text, _pig_latin_word)


def load_words() -> list[str]:
    """Return 11,000 English words in alphabetical order: a–z, at most 12 letters.

    Examples:
        >>> from encdec.data import load_words
        >>> load_words()[:3]
        ['a', 'aardvarks', 'abacus']

    """
    return (files("encdec.data") / "words.txt").read_text(encoding="utf-8").split()


def split(words: Sequence[str], held_out: int = 1000, seed: int = 0) -> tuple[list[str], list[str]]:
    """Shuffle ``words`` by ``seed``; return those to train with and ``held_out`` others.

    Examples:
        >>> from encdec.data import load_words, split
        >>> train, test = split(load_words())
        >>> len(train), len(test)
        (10000, 1000)

    """
    if not 0 < held_out < len(words):
        raise ValueError(f"held_out is {held_out}; expected 1 to {len(words) - 1}")
    shuffled = list(words)
    random.Random(seed).shuffle(shuffled)
    return shuffled[held_out:], shuffled[:held_out]


class PigLatin:
    """Words and their translations as ids, one id for each character.

    words: English words in lower case. vocab: made from both sides unless given.

    Examples:
        >>> from encdec.data import PigLatin
        >>> data = PigLatin(["apple", "learning"])
        >>> data.translations, len(data.vocab)
        (['apple-way', 'earning-lay'], 15)

    """

    def __init__(self, words: Sequence[str], vocab: Vocabulary | None = None) -> None:
        if not words:
            raise ValueError("words is empty; expected at least one word")
        self.words = list(words)
        self.translations = [pig_latin(word) for word in self.words]
        self.vocab = vocab or Vocabulary([*self.words, *self.translations])

    def __len__(self) -> int:
        return len(self.words)

    def batches(self, batch_size: int = 128, seed: int = 0) -> Batches:
        """Return batches ``(enc_X, targets, valid_len)``; ``batch_size`` and ``seed`` as for
        ``Batches``.
        """
        sources = [self.vocab.encode(word) for word in self.words]
        targets = [self.vocab.encode(word, eos=True) for word in self.translations]
        return Batches(sources, targets, batch_size, seed=seed, pad=self.vocab.pad)
