"""Sentences and how positive they are: 5,200 lines of film reviews, and a small grammar.

The reviews are real. Each has a rating from -4 to 4, the mean of at least 20 people's; those
nearer to 0 than 1 are not in the file. See data/NOTICE.

The grammar makes sentences in which context decides, and rates them by a rule:

- "super" alone is praise, but before another word it only strengthens it: "super bad" is worse
  than "bad".
- "not" turns a word round and weakens it: "not bad" is mildly good.
- After ", but" comes what counts: "not good, but fun" is positive, "good, but not fun" negative.

So a pair of sentences may hold the same words and differ in their order alone.
"""

import random
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from encdec.checks import check_size

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
#: "not good, but fun": never trained with.
HELD_OUT_PAIR = ("fun", "good")

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[.,!?;:]")


class Rated(NamedTuple):
    """A sentence and its rating, from -4 (very negative) to 4 (very positive)."""

    text: str
    rating: float


def sentence_tokens(text: str) -> list[str]:
    """Cut ``text`` into words in lower case, numbers and marks: "Not bad!" → not bad !."""
    return [token.replace("’", "'") for token in _TOKEN.findall(text.lower())]


def load_snippets() -> list[Rated]:
    """Return 5,219 lines of film reviews with their ratings, none nearer to 0 than 1."""
    text = (files("encdec.data") / "movie_snippets.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return [Rated(sentence, float(rating)) for rating, sentence in rows]


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


@cache
def _opposites() -> list[tuple[Phrase, Phrase]]:
    """Return every pair of plain or negated phrases that contradict each other's rating."""
    phrases = [Phrase(word, "", negated) for word in ADJECTIVES for negated in (False, True)]
    return [
        (one, other)
        for one in phrases
        for other in phrases
        if one.rating * other.rating < 0 and one.adjective != other.adjective
    ]


def _split_opposites(seed: int) -> tuple[list[tuple[Phrase, Phrase]], list[tuple[Phrase, Phrase]]]:
    """Divide the pairs of adjectives: some to train with, every fifth to test with."""
    known = sorted({tuple(sorted((a.adjective, b.adjective))) for a, b in _opposites()})
    random.Random(seed).shuffle(known)
    held_out = {HELD_OUT_PAIR, *known[::5]}
    parts: tuple[list[tuple[Phrase, Phrase]], list[tuple[Phrase, Phrase]]] = ([], [])
    for one, other in _opposites():
        pair = tuple(sorted((one.adjective, other.adjective)))
        parts[pair in held_out].append((one, other))
    return parts


def _simple(rng: random.Random) -> Phrase:
    """Draw a phrase about one thing; "super" may stand alone."""
    adjective = rng.choice([*ADJECTIVES, "super"])
    intensifier = "" if adjective == "super" else rng.choice(["", *INTENSIFIERS])
    negated = rng.random() < 0.5 and INTENSIFIERS.get(intensifier, 1.0) >= 1
    return Phrase(adjective, intensifier, negated)


def make_sentences(number: int, seed: int = 0) -> list[Rated]:
    """Return ``number`` sentences of the grammar, half of them with ", but".

    The pairs of adjectives that ``minimal_pairs`` asks for never come together here.
    """
    check_size("number", number)
    rng = random.Random(f"{seed} sentences")
    pairs, _ = _split_opposites(0)
    made = []
    for i in range(number):
        phrases = rng.choice(pairs) if i % 2 else (_simple(rng),)
        made.append(say(rng.choice(SUBJECTS), *phrases, end=rng.choice(("", "."))))
    return made


def minimal_pairs() -> list[tuple[Rated, Rated]]:
    """Return pairs (positive, negative) of the same words in another order.

    "that was not good, but fun." and "that was good, but not fun.": each word is known, the two
    adjectives were never seen together.
    """
    _, held_out = _split_opposites(0)
    return sorted(set(_pairs(held_out)))


def _pairs(opposites: Sequence[tuple[Phrase, Phrase]]) -> Iterator[tuple[Rated, Rated]]:
    for i, (one, other) in enumerate(opposites):
        subject = SUBJECTS[i % len(SUBJECTS)]
        if other.rating < 0:
            continue
        if one.negated != other.negated:  # "not good, but fun": the "not" moves
            turned = (one._replace(negated=other.negated), other._replace(negated=one.negated))
        else:  # "dull, but fun": the adjectives change places
            turned = (other, one)
        positive, negative = say(subject, one, other), say(subject, *turned)
        if negative.rating < 0:
            yield positive, negative
