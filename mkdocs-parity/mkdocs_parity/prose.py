"""Prose that was left in the default language, and paragraphs given twice."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mkdocs_parity.alignment import Pair, Part
from mkdocs_parity.detector import likely
from mkdocs_parity.findings import Finding, short
from mkdocs_parity.inline import CODE
from mkdocs_parity.scripts import letters, script_of
from mkdocs_parity.sheet import Sheet

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SAID = re.compile(
    r"“[^”]*”|\"[^\"]*\"|«[^»]*»|「[^」]*」|(\*{1,3}|_)(?=\S).+?(?<=\S)\1", re.DOTALL
)
_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|(?<=[。！？；：])|\n\n")
_TEXTUAL = frozenset(
    {"paragraph", "item", "heading", "row", "admonition", "tab", "definition", "footnote", "html"}
)
_MANY = 4  # words from which a text is prose and no name
_COMMON = 20  # texts of the default language that have a word
_SEVERAL = 5  # the same, of a word that the translation never has in prose
_SURE = 0.9  # likelihood from which the detector is believed
_FOREIGN = 0.6  # share of words known from the default language from which it is asked
_LONG = 40  # characters from which a repeated text is no formula like “See below.”


@dataclass(slots=True)
class Vocabulary:
    """The words of a language's pages: how many texts have each, and those that stand in code."""

    texts: Counter[str] = field(default_factory=Counter)
    code: set[str] = field(default_factory=set)

    def add(self, parts: Iterable[Part]) -> None:
        """Take in the words of a page."""
        for element, inline in parts:
            self.texts.update(set(words(inline.prose)))
            for code in (*inline.code, *element.body):
                self.code.update(words(code))


@dataclass(frozen=True, slots=True)
class Languages:
    """The default language and that of a translation, with the words of their pages."""

    default: str
    name: str
    own: str
    wanted: Vocabulary
    has: Vocabulary

    @property
    def apart(self) -> bool:
        """Whether the two are written in different scripts."""
        return script_of(self.default) != script_of(self.own)


def words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text.casefold())


def left_over(
    default: Sheet, own: Sheet, pairs: Sequence[Pair], languages: Languages
) -> Iterator[Finding]:
    """Yield the prose of a translation that is in the default language.

    A text equal to one of the default language's page is found whatever it says, unless it is a
    name: then its words stand in the translations elsewhere, too. Other texts are judged by
    their script where the languages have different ones, else by a detector.
    """
    known = {key: part for part in default.parts if (key := _key(part[1].prose))}
    sentences = {key for part in default.parts for key in _sentences(part[1].prose)}
    for wanted, has in pairs:
        if has is None or has[0].kind not in _TEXTUAL:
            continue
        twin = known.get(_key(has[1].prose))
        if twin is not None:
            stale = _untranslated(has[1].prose, languages)
        else:
            stale = _foreign(has[1].prose, languages, sentences)
        if stale:
            source = twin or wanted
            yield Finding(
                own.origin(has[0]),
                "language",
                f"this text is in {languages.name}",
                "translate it",
                None if twin is not None or source is None else short(source[0].text),
                short(stale),
                default.origin(source[0]) if source else None,
            )


def given_twice(own: Sheet, pairs: Sequence[Pair]) -> Iterator[Finding]:
    """Yield the sentences that a translation has twice where the default language has not."""
    partner = {has[0].start: wanted for wanted, has in pairs if has is not None}
    first: dict[str, Part] = {}
    seen: set[int] = set()
    for part in own.parts:
        keys = _long(part)
        for key in keys:
            before = first.setdefault(key, part)
            if before is part and keys.count(key) == 1:
                continue
            if _alike(partner.get(before[0].start), partner.get(part[0].start)):
                continue
            if part[0].start not in seen:
                seen.add(part[0].start)
                yield Finding(
                    own.origin(part[0]),
                    "repeated",
                    f"this text stands here again, first in {own.origin(before[0])}",
                    "delete what is too much",
                    None,
                    short(key),
                )


def _alike(one: Part | None, other: Part | None) -> bool:
    """Tell whether two texts of the default language repeat something, too."""
    if one is None or other is None:
        return False
    if one is other:
        return len(set(_long(one))) < len(_long(one))
    return not set(_long(one)).isdisjoint(_long(other))


def _key(text: str) -> str:
    return " ".join(text.split()) if _WORD.search(text.replace(CODE, " ")) else ""


def _sentences(text: str) -> list[str]:
    return [" ".join(part.split()) for part in _SENTENCE.split(text)]


def _long(part: Part) -> list[str]:
    """Return the sentences of a text that are too long to stand twice by chance.

    They are measured in bytes, of which a letter of Chinese has three.
    """
    text = part[1].prose
    if part[0].kind not in _TEXTUAL or (len(text) < _LONG and len(text.encode()) < _LONG):
        return []
    return [key for key in _sentences(text) if len(key.encode()) >= _LONG]


def _lower(text: str) -> list[str]:
    """Return the words that begin with a small letter, those in quotations left out."""
    return [word for word in _WORD.findall(_SAID.sub(" ", text)) if word[0].islower()]


def _untranslated(text: str, languages: Languages) -> str | None:
    """Judge a text that is equal to the default language's."""
    if languages.apart and letters(text, script_of(languages.own)):
        return None
    if len(_lower(text)) >= _MANY:
        return text
    return text if any(_is_of_default(word, languages) for word in _WORD.findall(text)) else None


def _is_of_default(word: str, languages: Languages) -> bool:
    """Tell whether a word is none of the translation's language, and not a name in code."""
    low = word.casefold()
    if len(word) < 3 or word.isupper():
        return False
    there, here = languages.wanted.texts[low], languages.has.texts[low]
    if low in languages.has.code:  # or a word that code has, too, and prose in that language alone
        return there >= _COMMON and here * 4 < there if here else there >= _SEVERAL
    return not here


def _foreign(text: str, languages: Languages, sentences: set[str]) -> str | None:
    """Return the first sentence of a text that is in the default language, or None."""
    bare = languages.apart and not letters(text, script_of(languages.own))
    for part in _sentences(text):
        found = _lower(part)
        if len(found) < _MANY - bare:
            continue
        if part in sentences and len(found) > _MANY:
            return part
        there, here = languages.wanted.texts, languages.has.texts
        folded = [word.casefold() for word in found]
        known = sum(there.get(word, 0) >= max(here.get(word, 0), 1) for word in folded)
        if known < _FOREIGN * len(found):
            continue
        if languages.apart:
            if letters(part, script_of(languages.own)) < len(found):
                return part
        elif (likely(part, languages.default, languages.own) or 0) >= _SURE:
            return part
    return None
