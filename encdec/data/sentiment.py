"""Made sentences and how positive they are, and a reader for files of real reviews.

Nobody wrote the made sentences: a small grammar puts them together, and a rule rates them from -4
(very negative) to 4 (very positive). In all of them context decides:

- "super" alone is praise, but before another word it only strengthens it: "super bad" is rated
  below "bad".
- "not" turns a word round and weakens it: "not bad" is mildly good.
- After ", but" comes what counts: "not good, but fun" is positive, "good, but not fun" negative.

So a pair of sentences may hold the same words and differ in their order alone.
"""

import random
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from encdec.checks import check_choice, check_size
from encdec.data.parts import Parts, split_by

#: Adjective → its rating alone.
ADJECTIVES = {
    "good": 2.0, "fun": 2.0, "clever": 2.0, "funny": 2.0, "fresh": 2.0, "charming": 2.0,
    "great": 3.0, "brilliant": 3.0, "wonderful": 3.0,
    "bad": -2.0, "dull": -2.0, "silly": -2.0, "boring": -2.0, "flat": -2.0, "slow": -2.0,
    "awful": -3.0, "terrible": -3.0, "horrible": -3.0,
}  # fmt: skip
#: Adverb → what it multiplies the rating by.
INTENSIFIERS = {"really": 1.4, "very": 1.4, "super": 1.4, "slightly": 0.5, "somewhat": 0.5}
SUBJECTS = ("that was", "it is", "this film is", "the movie was", "the story is", "the plot was")
SUPER = 3.0
LIMIT = 4.0
#: What every model is asked in the end and none is trained with: "that was super", "super bad"
#: after any subject, and "good" and "fun" with "but" between them.
HELD_OUT = (("that was", "super"), ("super", "bad"), ("fun", "good"))

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[.,!?;:]")


class Rated(NamedTuple):
    """A sentence and its rating, from -4 (very negative) to 4 (very positive)."""

    text: str
    rating: float


def sentence_tokens(text: str) -> list[str]:
    """Cut ``text`` into words in lower case, numbers and marks: "Not bad!" → not bad !."""
    return [token.replace("’", "'") for token in _TOKEN.findall(text.lower())]


def load_reviews(path: str | Path) -> list[Rated]:
    """Read a file of lines ``rating<TAB>text`` in UTF-8; ratings from -4 to 4, but not 0.

    benchmarks/make_snippets.py makes such a file of film reviews.
    """
    reviews = []
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        rating, tab, text = line.partition("\t")
        try:
            value = float(rating)
        except ValueError:
            value = 0.0
        if not (tab and sentence_tokens(text) and 0 < abs(value) <= LIMIT):
            raise ValueError(
                f"{path}, line {number}, is {line!r}; expected a rating from -4 to 4 that is not "
                "0, a tab and a sentence"
            )
        reviews.append(Rated(text, value))
    return reviews


class Phrase(NamedTuple):
    """What is said of a subject: an adjective, maybe with an intensifier, maybe negated."""

    adjective: str
    intensifier: str = ""
    negated: bool = False

    @property
    def text(self) -> str:
        """The words: "not very good"."""
        return " ".join(filter(None, ("not" * self.negated, self.intensifier, self.adjective)))

    @property
    def rating(self) -> float:
        """The adjective's rating, strengthened or weakened, then turned round by "not"."""
        if self.adjective == "super":
            return -SUPER / 2 if self.negated else SUPER
        strength = INTENSIFIERS.get(self.intensifier, 1.0)
        rating = ADJECTIVES[self.adjective] * strength
        if self.negated:  # "not slightly bad" is odd, "not very bad" is faint praise
            rating = -ADJECTIVES[self.adjective] * (0.4 if strength > 1 else 0.6)
        return max(-LIMIT, min(LIMIT, rating))


def say(subject: str, phrase: Phrase, after: Phrase | None = None, *, end: str = ".") -> Rated:
    """Make the sentence "``subject`` ``phrase``, but ``after``." and rate it by its last phrase."""
    if after is None:
        return Rated(f"{subject} {phrase.text}{end}", phrase.rating)
    return Rated(f"{subject} {phrase.text}, but {after.text}{end}", after.rating)


class Saying(NamedTuple):
    """A sentence of the grammar before it is put into words."""

    subject: str
    phrase: Phrase
    after: Phrase | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What is new in it: a pair of adjectives, an adjective's adverbs, or its subject."""
        if self.after:
            return tuple(sorted((self.phrase.adjective, self.after.adjective)))
        if self.phrase.intensifier or self.phrase.negated:
            return tuple(self.phrase.text.split())
        return (self.subject, self.phrase.adjective)

    def rated(self, end: str = ".") -> Rated:
        """Put it into words."""
        return say(*self, end=end)


def _simple() -> Iterator[Saying]:
    """Yield every sentence with one phrase; "super" may stand alone."""
    for adjective in (*ADJECTIVES, "super"):
        for intensifier in ("",) if adjective == "super" else ("", *INTENSIFIERS):
            for negated in (False, True):
                if not negated or INTENSIFIERS.get(intensifier, 1.0) >= 1:
                    phrase = Phrase(adjective, intensifier, negated)
                    yield from (Saying(subject, phrase) for subject in SUBJECTS)


def _contrasts() -> Iterator[Saying]:
    """Yield every sentence whose second phrase contradicts the first one's rating."""
    phrases = [Phrase(word, "", negated) for word in ADJECTIVES for negated in (False, True)]
    for one in phrases:
        for other in phrases:
            if one.rating * other.rating < 0 and one.adjective != other.adjective:
                yield from (Saying(subject, one, other) for subject in SUBJECTS)


def _split(sayings: Sequence[Saying]) -> Parts[Saying]:
    """Leave a fifth each to validate and to test with; no key is in two parts."""
    free = [saying for saying in sayings if saying.key not in HELD_OUT]
    fifth = len(sayings) // 5
    parts = split_by(free, lambda saying: saying.key, fifth, fifth)
    parts.test.extend(saying for saying in sayings if saying.key in HELD_OUT)
    return parts


@cache
def grammar() -> tuple[Parts[Saying], Parts[Saying]]:
    """Return the parts of all sentences with one phrase, and of those with ", but"."""
    return _split(list(_simple())), _split(list(_contrasts()))


def _part(part: str) -> tuple[list[Saying], list[Saying]]:
    check_choice("part", part, Parts._fields)
    simple, contrasts = grammar()
    return getattr(simple, part), getattr(contrasts, part)


def make_sentences(number: int, seed: int = 0, part: str = "train") -> list[Rated]:
    """Return ``number`` sentences of the grammar's ``part``, half of them with ", but"."""
    check_size("number", number)
    rng = random.Random(f"{seed} sentences")
    kinds = _part(part)
    return [rng.choice(kinds[i % 2]).rated(rng.choice(("", "."))) for i in range(number)]


def sentences_of(part: str = "test") -> list[Rated]:
    """Return every sentence of the grammar's ``part`` once."""
    return [saying.rated() for kind in _part(part) for saying in kind]


def minimal_pairs(part: str = "test") -> list[tuple[Rated, Rated]]:
    """Return pairs (positive, negative) of the same words in another order.

    "that was not good, but fun." and "that was good, but not fun.": each word is known, the two
    adjectives come together in one ``part`` alone.
    """
    _, contrasts = _part(part)
    return sorted(set(_pairs(contrasts)))


def _pairs(contrasts: Sequence[Saying]) -> Iterator[tuple[Rated, Rated]]:
    for subject, one, other in contrasts:
        assert other is not None
        if other.rating < 0:
            continue
        if one.negated != other.negated:  # "not good, but fun": the "not" moves
            turned = (one._replace(negated=other.negated), other._replace(negated=one.negated))
        else:  # "dull, but fun": the adjectives change places
            turned = (other, one)
        positive, negative = say(subject, one, other), say(subject, *turned)
        if negative.rating < 0:
            yield positive, negative
