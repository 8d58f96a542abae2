"""The glossary: how the terms of a project are said in each language, and how they are not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from mkdocs_parity.errors import ParityError
from mkdocs_parity.files import read_text

if TYPE_CHECKING:
    from mkdocs_parity.project import Project

_FIX = "write entries like `- {en: token, zh: 词元, avoid: {zh: [标记]}, keep: [pt]}`"
_FIX_DEFINITION = "write e.g. `def: {en: A unit of text., zh: 文本的一个单位。}` in the entry"
_KEYS = ("avoid", "keep", "def", "tooltip")
_GLOSS = re.compile(  # what explains a word, or only quotes it
    r"\([^()]*\)|（[^（）]*）|“[^”]*”|‘[^’]*’|「[^」]*」|«[^»]*»|\"[^\"\n]*\""
    r"|(?<!\*)(\*{1,3})(?=\S)[^*]+?(?<=\S)\1(?!\*)|(?<!\w)_(?=\S)[^_]+?(?<=\S)_(?!\w)"
)
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


@dataclass(frozen=True, slots=True)
class Term:
    """An entry: the term and its rendering by language, and what is to be avoided.

    Attributes:
        said: how each language says it.
        avoid: by language, the renderings that are not to be used.
        keep: the languages that may also say it as the default language does.
        line: the line of the entry in the glossary.
        definition: by language, what it means.
        tooltip: whether texts explain it where it first occurs.

    """

    said: dict[str, str]
    avoid: dict[str, tuple[str, ...]]
    keep: frozenset[str]
    line: int
    definition: dict[str, str] = field(default_factory=dict)
    tooltip: bool = True


@dataclass(frozen=True, slots=True)
class Misused:
    """A term that a text gets wrong: the word found, and what to say instead."""

    word: str
    instead: str
    term: str
    line: int


@dataclass(frozen=True)
class Glossary:
    """The terms of a project."""

    terms: tuple[Term, ...]
    default: str
    name: str = ""

    def misused(self, text: str, language: str) -> Iterator[Misused]:
        """Yield the words of a text that the glossary says otherwise.

        Words of the default language in brackets, quotation marks or italics are explanations
        and not found; renderings to avoid are found everywhere.

        Args:
            text: prose without code.
            language: the language that the text is in.

        """
        avoided, foreign = self._patterns(language)
        if avoided is not None:
            for match in avoided.finditer(text):
                yield self._found(match[0], language, self._avoided(language))
        if foreign is not None:
            for match in foreign.finditer(_GLOSS.sub(" ", text)):
                yield self._found(match[0], language, self._foreign(language))

    @cached_property
    def _cache(self) -> dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]]:
        return {}

    def _patterns(self, language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        if language not in self._cache:
            avoided, foreign = self._avoided(language), self._foreign(language)
            self._cache[language] = (_pattern(list(avoided)), _pattern(list(foreign)))
        return self._cache[language]

    def _avoided(self, language: str) -> dict[str, Term]:
        return {word: term for term in self.terms for word in term.avoid.get(language, ())}

    def _foreign(self, language: str) -> dict[str, Term]:
        return {
            term.said[self.default]: term
            for term in self.terms
            if language in term.said
            and language not in term.keep
            and term.said[self.default].casefold() not in term.said[language].casefold()
        }

    def _found(self, word: str, language: str, terms: dict[str, Term]) -> Misused:
        folded = {key.casefold(): term for key, term in terms.items()}
        low = " ".join(word.casefold().split())
        term = next(folded[key] for key in (low, low[:-1], low[:-2]) if key in folded)
        return Misused(word, term.said[language], term.said[self.default], term.line)


def glossary_of(project: "Project") -> Glossary:
    """Read the glossary of a project; without one, a glossary of no terms.

    Raises:
        ParityError: see `load_glossary`.

    """
    settings = project.settings
    if settings.glossary is None:
        return Glossary((), settings.default.code)
    codes = [language.code for language in settings.languages]
    name = project.name(settings.glossary)
    return load_glossary(settings.glossary, name, settings.default.code, codes)


def load_glossary(path: Path, name: str, default: str, languages: Sequence[str]) -> Glossary:
    """Read a glossary.

    Args:
        path: the YAML file.
        name: what errors call it.
        default: the code of the default language, whose term every entry has.
        languages: the codes that may stand in it.

    Raises:
        ParityError: the file is not YAML, or an entry is not what it should be.

    """
    text = read_text(path, name)
    try:
        nodes = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        cause = f"the glossary is not YAML: {getattr(error, 'problem', None) or error}"
        raise ParityError(cause, file=name, line=mark.line + 1 if mark else 1, fix=_FIX) from error
    if nodes is None or data is None:
        return Glossary((), default, name)
    if not isinstance(data, list):
        raise ParityError("the glossary is not a list of terms", file=name, line=1, fix=_FIX)
    lines = [node.start_mark.line + 1 for node in nodes.value]
    terms = [
        _term(entry, line, name, default, languages)
        for entry, line in zip(data, lines, strict=True)
    ]
    return Glossary(tuple(terms), default, name)


def _term(entry: Any, line: int, name: str, default: str, languages: Sequence[str]) -> Term:
    problem = _problem(entry, default, languages)
    if problem is not None:
        raise ParityError(f"the entry {problem}", file=name, line=line, fix=_FIX)
    problem = _problem_of_definition(entry, languages)
    if problem is not None:
        raise ParityError(f"the entry {problem}", file=name, line=line, fix=_FIX_DEFINITION)
    avoid = {
        language: tuple(words) if isinstance(words, list) else (words,)
        for language, words in entry.get("avoid", {}).items()
    }
    said = {language: entry[language] for language in languages if language in entry}
    definition = {code: " ".join(text.split()) for code, text in entry.get("def", {}).items()}
    tooltip = entry.get("tooltip", True)
    return Term(said, avoid, frozenset(entry.get("keep", ())), line, definition, tooltip)


def _problem(entry: Any, default: str, languages: Sequence[str]) -> str | None:
    """Say what is wrong with an entry, or None."""
    if not isinstance(entry, dict):
        return "is no mapping"
    if not isinstance(entry.get(default), str):
        return f"has no term in the default language, {default!r}"
    strange = [key for key in entry if key not in (*languages, *_KEYS)]
    if strange:
        return f"names {strange[0]!r}, which is no language of the site"
    if any(
        not isinstance(entry[key], str) or not entry[key].strip()
        for key in languages
        if key in entry
    ):
        return "has a term that is no text"
    avoid, keep = entry.get("avoid", {}), entry.get("keep", [])
    if not isinstance(avoid, dict) or not set(avoid) <= set(languages):
        return "has an `avoid` that is no mapping of languages"
    words = [
        word for value in avoid.values() for word in (value if isinstance(value, list) else [value])
    ]
    if any(not isinstance(word, str) or not word.strip() for word in words):
        return "has an `avoid` with something that is no text"
    if not isinstance(keep, list) or not set(map(str, keep)) <= set(languages):
        return "has a `keep` that is no list of languages"
    return None


def _problem_of_definition(entry: dict[str, Any], languages: Sequence[str]) -> str | None:
    definition = entry.get("def", {})
    if not isinstance(definition, dict):
        return "has a `def` that is no mapping of languages"
    strange = [code for code in definition if code not in languages]
    if strange:
        return f"has a `def` in {strange[0]!r}, which is no language of the site"
    for code, text in definition.items():
        if not isinstance(text, str) or not text.strip():
            return f"has a `def` in {code!r} that is no text"
    if not isinstance(entry.get("tooltip", True), bool):
        return "has a `tooltip` that is neither true nor false"
    return None


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    """Find any of the words; those in Latin letters only whole, and also in the plural."""
    longest = sorted(words, key=len, reverse=True)
    latin = "|".join(_spaced(word) for word in longest if _LATIN.search(word))
    other = [re.escape(word) for word in longest if not _LATIN.search(word)]
    whole = [rf"(?<![\w.-])(?:{latin})(?:e?s)?(?![\w-]|\.\w)"] if latin else []
    return re.compile("|".join(whole + other), re.IGNORECASE) if words else None


def _spaced(word: str) -> str:
    return r"\s+".join(re.escape(part) for part in word.split())
