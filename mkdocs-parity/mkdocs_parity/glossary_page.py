"""The page of the glossary: all terms in the reader's language, the other languages beside them."""

import re
import unicodedata
from collections.abc import Sequence
from html import escape

from mkdocs_parity.document import Document, hidden
from mkdocs_parity.glossary import Glossary, Term
from mkdocs_parity.notices import direction
from mkdocs_parity.settings import Language

DIRECTIVE = re.compile(r"<!--\s*parity:glossary\s*-->")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def directive_line(document: Document) -> int | None:
    """Return the line with the directive `<!-- parity:glossary -->` alone in it, or None."""
    skipped = hidden(document)
    for index, line in enumerate(document):
        if index not in skipped and DIRECTIVE.fullmatch(line.text.strip()):
            return line.page.line
    return None


def anchors_of(glossary: Glossary) -> list[str]:
    """Return the anchor of each term in turn: `term-` and the term in the default language.

    Of terms that would have the same anchor, the second one gets a number, as headings do.
    """
    anchors: list[str] = []
    for term in glossary.terms:
        name = slug = f"term-{_slug(term.said[glossary.default])}"
        number = 1
        while name in anchors:
            number += 1
            name = f"{slug}_{number - 1}"
        anchors.append(name)
    return anchors


def in_order(glossary: Glossary, reader: str) -> list[tuple[Term, str]]:
    """Sort the terms, with their anchors, for readers: accents and case don't count.

    A language that is written in Chinese characters has the order of the default language, which
    its readers can look things up in.
    """
    own = any(_HAN.search(term.said.get(reader, "")) for term in glossary.terms)
    language = glossary.default if own else reader
    pairs = zip(glossary.terms, anchors_of(glossary), strict=True)
    return sorted(pairs, key=lambda pair: _key(_said(pair[0], language, glossary)))


def glossary_html(
    glossary: Glossary, languages: Sequence[Language], reader: str, permalink: str
) -> str:
    """Return the glossary as a list of definitions for the readers of one language.

    What a language lacks is shown in the default language, and said to be in it.

    Args:
        glossary: the terms.
        languages: the languages of the site.
        reader: the readers' language.
        permalink: the title of the link to a term.

    """
    others = [language for language in languages if language.code != reader]
    entries = "\n".join(
        _entry(term, glossary, others, reader, anchor, permalink)
        for term, anchor in in_order(glossary, reader)
    )
    return (
        f'<div class="parity-glossary" {_lang(reader)}>\n<dl>\n{entries}\n</dl>\n</div>'
        if entries
        else ""
    )


def _entry(
    term: Term,
    glossary: Glossary,
    others: Sequence[Language],
    reader: str,
    anchor: str,
    permalink: str,
) -> str:
    own = (
        f"<dfn{_foreign(term.said, reader, glossary)}>{_text(_said(term, reader, glossary))}</dfn>"
    )
    link = f'<a class="headerlink" href="#{anchor}" title="{escape(permalink)}">&para;</a>'
    beside = "".join(
        f'<dd class="parity-said"><span class="parity-language" {_lang(language.code)}>'
        f"{_text(language.name)}</span> "
        f"<span {_lang(language.code)}>{_text(term.said[language.code])}</span></dd>\n"
        for language in others
        if language.code in term.said
    )
    means = term.definition.get(reader) or term.definition.get(glossary.default)
    definition = (
        f'<dd class="parity-definition"{_foreign(term.definition, reader, glossary)}>'
        f"{_text(means)}</dd>\n"
        if means
        else ""
    )
    return (
        f'<div class="parity-entry" id="{anchor}">\n<dt>{own}{link}</dt>\n'
        f"{beside}{definition}</div>"
    )


def _said(term: Term, language: str, glossary: Glossary) -> str:
    return term.said.get(language) or term.said[glossary.default]


def _foreign(texts: dict[str, str], reader: str, glossary: Glossary) -> str:
    """Say that a text is in the default language, where the reader's language has none."""
    return "" if reader in texts else f" {_lang(glossary.default)}"


def _lang(code: str) -> str:
    return f'lang="{escape(code.replace("_", "-"))}" dir="{direction(code)}"'


def _text(text: str) -> str:
    return escape(text, quote=False)


def _slug(text: str) -> str:
    words = re.findall(r"[^\W_]+", _plain(text))
    return "-".join(words) or "term"


def _key(text: str) -> tuple[str, str]:
    return _plain(text), text


def _plain(text: str) -> str:
    """Fold case, and leave out accents."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
