"""What a page's head says to browsers, search engines and social networks."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urljoin

from babel.core import get_global
from lxml import etree
from mkdocs.utils import get_relative_url

from mkdocs_parity.alternates import Alternate
from mkdocs_parity.html import roots_of
from mkdocs_parity.notices import locale_of

_HEAD = re.compile(r"</head>", re.IGNORECASE)
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL | re.IGNORECASE)
_REPLACED = re.compile(
    r"""[ \t]*<link\s+rel="(?:canonical"|alternate"\s[^>]*\bhreflang=)[^>]*>\n?""", re.IGNORECASE
)
_DESCRIPTION = re.compile(r"""<meta\s+name=["']description["']""", re.IGNORECASE)
_ASIDES = ("blockquote", "details", "figure", "li", "table")
_SENTENCE = re.compile(r"[.!?](?=\s)|[。！？]")
_LONGEST = 200  # characters of a description; search engines show fewer


@dataclass(frozen=True, slots=True)
class Facts:
    """What is to say of a page.

    Attributes:
        site_name: the name of the site.
        title: the title of the page.
        description: what the page is about, in its language.
        site_url: the address of the site, or None if it is not known.
        url: the page's address relative to the site's root.
        language: the language of the site that the page is in.
        alternates: the page in every language.
        is_home: whether it is the first page of its language.

    """

    site_name: str
    title: str
    description: str
    site_url: str | None
    url: str
    language: str
    alternates: Sequence[Alternate]
    is_home: bool

    @property
    def translated(self) -> bool:
        """Whether the page is in the language of the site around it."""
        return any(item.code == self.language and item.translated for item in self.alternates)

    @property
    def canonical(self) -> str | None:
        """The address to keep: that of the original, where the page only stands in for it."""
        if self.site_url is None:
            return None
        original = next((item for item in self.alternates if item.translated), None)
        own = self.url if self.translated or original is None else original.url
        return urljoin(self.site_url, own)


def complete_head(output: str, facts: Facts) -> str:
    """Put into a page's head what the theme leaves out or gets wrong.

    Returns:
        The page with its canonical address, its translations, social metadata, a description and,
        for the first page of a language, a title that says what the site is about. Social metadata
        that the page already has stay as they are.

    """
    end = _HEAD.search(output)
    if end is None:
        return output
    head, rest = output[: end.start()], output[end.start() :]
    head = _REPLACED.sub("", head)
    if facts.is_home and facts.description and facts.title == facts.site_name:
        title = f"<title>{escape(f'{facts.site_name} – {facts.description}')}</title>"
        head = _TITLE.sub(lambda _: title, head, count=1)
    lines = [*_addresses(facts)]
    if facts.description and not _DESCRIPTION.search(head):
        lines.append(_meta("name", "description", facts.description))
    if 'property="og:title"' not in head:
        lines += _social(facts)
    lines.append(_meta("name", "parity:languages", _for_script(facts)))
    added = "".join(f"  {line}\n" for line in lines)
    return head + added + rest


def describe(html: str) -> str:
    """Return the beginning of a page as its description: the first paragraph of its text."""
    for root in roots_of(html):
        if isinstance(root, str):
            continue
        for paragraph in root.iter("p"):
            if any(_is_aside(parent) for parent in (paragraph, *paragraph.iterancestors())):
                continue
            if text := " ".join("".join(map(str, paragraph.itertext())).split()):
                return shorten(text)
    return ""


def shorten(text: str, longest: int = _LONGEST) -> str:
    """Cut a text behind a sentence, or else behind a word."""
    if len(text) <= longest:
        return text
    ends = [match.end() for match in _SENTENCE.finditer(text[: longest + 1])]
    if ends and longest // 4 <= ends[-1] <= longest:
        return text[: ends[-1]]
    cut = text[: longest - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[longest // 2 :] else cut}…"


def social_locale(code: str) -> str:
    """Return a locale as social networks write it: `pt_BR` for `pt`."""
    locale = locale_of(code)
    if locale is None:
        return code.replace("-", "_")
    if locale.territory:
        return f"{locale.language}_{locale.territory}"
    likely = str(get_global("likely_subtags").get(locale.language, ""))
    territory = likely.rpartition("_")[2] if "_" in likely else ""
    return f"{locale.language}_{territory}" if territory else locale.language


def _is_aside(element: etree._Element) -> bool:
    return element.tag in _ASIDES or "admonition" in (element.get("class") or "").split()


def _addresses(facts: Facts) -> Iterator[str]:
    """Say where the page lives and where its translations do.

    The theme's script asks for a sitemap beside every `link[rel=alternate]` and would get a 404
    for each page. A space makes no difference to how `rel` is read, but the script's selector
    does not match it.
    """
    if facts.canonical is None or facts.site_url is None:
        return
    yield f'<link rel="canonical" href="{escape(facts.canonical)}">'
    if not facts.translated:
        return
    for code, url in translations(facts.alternates):
        href = escape(urljoin(facts.site_url, url))
        yield f'<link rel="alternate " hreflang="{escape(code)}" href="{href}">'


def translations(alternates: Sequence[Alternate]) -> list[tuple[str, str]]:
    """Return the languages that a page is written in, each with its address; `x-default` last.

    A page of one language has no translations to tell of.
    """
    found = [(item.code.replace("_", "-"), item.url) for item in alternates if item.translated]
    if len(found) < 2:
        return []
    return [*found, ("x-default", found[0][1])]


def _social(facts: Facts) -> Iterator[str]:
    yield _meta("property", "og:type", "website" if facts.is_home else "article")
    yield _meta("property", "og:site_name", facts.site_name)
    yield _meta("property", "og:title", facts.title)
    if facts.description:
        yield _meta("property", "og:description", facts.description)
    if facts.canonical is not None:
        yield _meta("property", "og:url", facts.canonical)
    written = [item.code for item in facts.alternates if item.translated]
    own = facts.language if facts.translated or not written else written[0]
    yield _meta("property", "og:locale", social_locale(own))
    for code in written:
        if code != own:
            yield _meta("property", "og:locale:alternate", social_locale(code))
    yield _meta("name", "twitter:card", "summary")


def _for_script(facts: Facts) -> str:
    """Tell the page's script where the languages are, relative to the page."""
    languages = {
        item.code: {
            "home": get_relative_url(item.home, facts.url),
            "page": get_relative_url(item.url, facts.url) if item.exists else None,
            "translated": item.translated,
        }
        for item in facts.alternates
    }
    return json.dumps({"current": facts.language, "languages": languages}, ensure_ascii=False)


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(content)}">'
