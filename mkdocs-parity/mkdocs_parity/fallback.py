"""A page that a language lacks: the default language's page, said to be so."""

import re
from collections.abc import Iterable
from html import escape

from mkdocs.structure.toc import AnchorLink

from mkdocs_parity.notices import direction

_TITLE = re.compile(r"\s*<h1\b(?P<attributes>[^>]*)>(?P<text>.*?)</h1>", re.DOTALL)
_ROOT = re.compile(r"<html\b(?P<attributes>[^>]*)>", re.IGNORECASE)
_BODY = re.compile(r"<body\b(?P<attributes>[^>]*)>", re.IGNORECASE)
_LANG = re.compile(r"""\s+lang=(?P<quote>["']?)(?P<code>[\w-]*)(?P=quote)""", re.IGNORECASE)
_DIR = re.compile(r"""\s+dir=(?:"[^"]*"|'[^']*'|\w+)""", re.IGNORECASE)


def as_fallback(html: str, notice: str, language: str, reader: str) -> str:
    """Put a notice in the reader's language below the title of a page in another language.

    The title stays the first element: themes' search takes the page's name from it.

    Args:
        html: the content of the page.
        notice: what to say, as text.
        language: the language of the content.
        reader: the language of the site around it.

    """
    own = f'lang="{escape(language)}" dir="{direction(language)}"'
    said = (
        f'<div class="admonition info parity-fallback" role="note" lang="{escape(reader)}" '
        f'dir="{direction(reader)}" data-search-exclude>\n'
        f"<p>{escape(notice, quote=False)}</p>\n</div>\n"
    )
    title = _TITLE.match(html)
    if title is None:
        return f"{said}<div {own}>\n{html}\n</div>"
    heading = f"<h1 {own}{title['attributes']}>{title['text']}</h1>\n"
    return f"{heading}{said}<div {own}>\n{html[title.end() :].lstrip()}\n</div>"


def name_language(output: str, reader: str) -> str:
    """Let a whole page say the language it is in, where its theme does not know the language.

    A theme's more exact name for the language (`pt-BR` for `pt`) stays. The direction is set
    where the theme sets it, or else, from right to left, for the whole document.
    """
    root = _ROOT.search(output)
    if root is None:
        return output
    attributes = root["attributes"]
    said = _LANG.search(attributes)
    if said is None or said["code"].split("-")[0].lower() != re.split("[-_]", reader)[0].lower():
        attributes = _LANG.sub("", attributes).rstrip() + f' lang="{reader.replace("_", "-")}"'
    wanted = direction(reader)
    body = _BODY.search(output)
    if body is not None and _DIR.search(body["attributes"]):
        own = _DIR.sub("", body["attributes"]) + f' dir="{wanted}"'
        output = f"{output[: body.start()]}<body{own}>{output[body.end() :]}"
    elif wanted == "rtl":
        attributes = _DIR.sub("", attributes) + ' dir="rtl"'
    return f"{output[: root.start()]}<html{attributes}>{output[root.end() :]}"


def mark_contents(items: Iterable[AnchorLink], language: str) -> None:
    """Say the language of the titles in a table of contents."""
    for item in items:
        own = f'lang="{escape(language)}" dir="{direction(language)}"'
        item.title = f"<span {own}>{item.title}</span>"
        mark_contents(item.children, language)
