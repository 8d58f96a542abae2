"""The sitemap: every page of every language, with its translations."""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urljoin

from mkdocs_parity.alternates import Alternate
from mkdocs_parity.head import translations

_SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)

_PAGE = "  <url>"
_END = "</urlset>"


def sitemap(pages: Iterable[tuple[str, Sequence[Alternate]]], site_url: str) -> str:
    """Write the sitemap.

    It gives no date: that of the build would tell search engines that every page has changed.

    Args:
        pages: the address of each page relative to the site's root, with the page in every
            language. Pages that stand in for a missing translation are to be left out.
        site_url: the address of the site.

    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<urlset {_SPACES}>"]
    for url, alternates in pages:
        lines += ["  <url>", f"    <loc>{escape(urljoin(site_url, url))}</loc>"]
        for code, there in translations(alternates):
            href = escape(urljoin(site_url, there))
            lines.append(f'    <xhtml:link rel="alternate" hreflang="{code}" href="{href}"/>')
        lines.append("  </url>")
    return "\n".join([*lines, "</urlset>", ""])


def join_sitemaps(texts: Sequence[str]) -> str:
    """Return one sitemap with the pages of all, each once, under the head of the first."""
    head = texts[0].partition(_PAGE)[0].partition(_END)[0]
    pages = [page.partition(_END)[0] for text in texts for page in text.split(_PAGE)[1:]]
    return "".join([head, *(f"{_PAGE}{page}" for page in dict.fromkeys(pages)), f"{_END}\n"])
