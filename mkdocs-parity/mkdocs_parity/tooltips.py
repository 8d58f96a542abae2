"""Tooltips: where a term of the glossary first occurs on a page, its definition is at hand.

The term becomes a link to its entry in the glossary, with the definition as the link's title. A
link can be reached by keyboard and by touch and needs no script, which an `abbr` alone can't be
(technique G55 of WCAG 2). Where the site has no page with the glossary, it is an `abbr`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_TOKEN = re.compile(
    r"<!--.*?-->|<(?P<raw>script|style)\b.*?</(?P=raw)\s*>"
    r"|<(?P<close>/?)(?P<tag>[A-Za-z][\w:-]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^\"'>])*)>",
    re.DOTALL | re.IGNORECASE,
)
_LEFT_ALONE = re.compile(
    "a|abbr|button|code|dfn|h[1-6]|kbd|label|math|nav|pre|samp|summary|svg|textarea|th|var"
)
_VOID = re.compile("area|br|col|embed|hr|img|input|link|meta|source|track|wbr")
_SPANS = re.compile(r"(?:[^<]*</?span(?: class=\"[\w -]*\")?>)+")  # of coloured code
_CLASS = re.compile(r'\bclass="[^"]*(?<![\w-])(?:arithmatex|headerlink|parity-(?!fallback)[\w-]*)')
_LANG = re.compile(r'\blang="([^"]*)"')
_BEFORE = r"(?<![\w.-])"
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


@dataclass(frozen=True, slots=True)
class Tip:
    """What is said of a term.

    Attributes:
        word: the term as texts say it.
        means: its definition, as text.
        address: the address of its entry in the glossary, or None.

    """

    word: str
    means: str
    address: str | None


def with_tooltips(html: str, tips: Sequence[Tip], language: str) -> str:
    """Explain the terms of a page where each first occurs in its prose.

    Headings, links, code, formulas, figures, the heads of tables, notices and what is in another
    language stay as they are. Of terms that begin at the same place, the longest is taken.

    Args:
        html: the content of the page.
        tips: what is said of each term.
        language: the page's language, which the terms are in.

    """
    if not tips:
        return html
    marker = _Marker(tips)
    parts: list[str] = []
    done, left_alone = 0, _LeftAlone(language)
    while token := _TOKEN.search(html, done):
        text = html[done : token.start()]
        parts += [text if left_alone else marker.mark(text), token[0]]
        left_alone.pass_by(token)
        done = token.end()
        if left_alone and left_alone.tag != "span" and (spans := _SPANS.match(html, done)):
            parts.append(spans[0])
            done = spans.end()
    rest = html[done:]
    return "".join([*parts, rest if left_alone else marker.mark(rest)])


class _Marker:
    """Finds the terms in texts; each once."""

    def __init__(self, tips: Sequence[Tip]) -> None:
        self.tips = sorted(tips, key=lambda tip: -len(tip.word))
        words = (f"(?P<t{index}>{_pattern(tip.word)})" for index, tip in enumerate(self.tips))
        begins = _beginning([tip.word for tip in tips])  # most places in a text are no such place
        self.pattern = re.compile(f"{begins}(?:{'|'.join(words)})", re.IGNORECASE)
        self.done: set[str] = set()

    def mark(self, text: str) -> str:
        """Return a text, as HTML, with the terms in it that have not been found before."""
        return self.pattern.sub(self._marked, text) if text.strip() else text

    def _marked(self, match: re.Match[str]) -> str:
        group = str(match.lastgroup)
        if group in self.done:
            return match[0]
        self.done.add(group)
        tip = self.tips[int(group[1:])]
        title = escape(tip.means)
        if tip.address is None:
            return f'<abbr class="parity-term" title="{title}">{match[0]}</abbr>'
        address = escape(tip.address)
        return f'<a class="parity-term" href="{address}" title="{title}">{match[0]}</a>'


class _LeftAlone:
    """Whether a place in HTML is inside of an element that stays as it is."""

    def __init__(self, language: str) -> None:
        self.language = language.replace("_", "-")
        self.tag, self.depth = "", 0

    def __bool__(self) -> bool:
        return self.depth > 0

    def pass_by(self, token: re.Match[str]) -> None:
        """Take the next tag."""
        tag = (token["tag"] or "").lower()
        rest = token["rest"] or ""
        if not tag or rest.rstrip().endswith("/") or _VOID.fullmatch(tag):
            return
        if self.depth == 0 and not token["close"] and self._begins(tag, rest):
            self.tag, self.depth = tag, 1
        elif self.depth and tag == self.tag:
            self.depth += -1 if token["close"] else 1

    def _begins(self, tag: str, rest: str) -> bool:
        said = _LANG.search(rest)
        foreign = said is not None and said[1] != self.language
        return bool(foreign or _LEFT_ALONE.fullmatch(tag) or _CLASS.search(rest))


def _beginning(words: Sequence[str]) -> str:
    """Find where one of the terms may begin, by its first letter."""
    whole = {escape(word.strip(), quote=False)[:1] for word in words if _LATIN.search(word)}
    others = {escape(word, quote=False)[:1] for word in words if not _LATIN.search(word)}
    found = [
        rf"{before}[{re.escape(''.join(sorted(letters)))}]"
        for before, letters in ((_BEFORE, whole), ("", others))
        if letters
    ]
    return f"(?={'|'.join(found)})"


def _pattern(word: str) -> str:
    """Find a term; one in Latin letters only whole, and also with plurals that end in s."""
    if not _LATIN.search(word):
        return re.escape(escape(word, quote=False))
    parts = [rf"{re.escape(escape(part, quote=False))}(?:e?s)?" for part in word.split()]
    return _BEFORE + r"\s+".join(parts) + r"(?![\w-]|\.\w)"
