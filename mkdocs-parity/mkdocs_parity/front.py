"""The front matter of a translation: what English says there, and a title in other words."""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from mkdocs.utils import meta

from mkdocs_parity.document import Document, Line, front_matter, text_of

SPOKEN = ("title", "description")  # what is translated
_MARKUP = re.compile(r"[<>\"&\n]|\{\{|\{%")


def strange_keys(own: Document, wanted: Document) -> Iterator[tuple[Any, bool]]:
    """Yield the keys that English does not have with that value, as MkDocs reads them.

    MkDocs needs no --- lines. With each key comes whether it is translated, but holds markup.
    """
    given, english = _meta(own), _meta(wanted)
    for key, value in given.items():
        if key in english and type(value) is type(english[key]) and value == english[key]:
            continue
        spoken = key in SPOKEN and isinstance(value, str)
        if not spoken or _MARKUP.search(str(value)):
            yield key, spoken


def line_of(own: Document, key: Any) -> Line:
    """Return the line that gives a key its value, or the first."""
    return next((line for line in own if line.text.strip(" '\"").startswith(str(key))), own[0])


def as_in_english(own: Document, wanted: Document) -> Document:
    """Write the front matter of English into a page, but keep its own title and description."""
    end = front_matter(own)
    if not end:
        return own
    strange = {key for key, _ in strange_keys(own, wanted)}
    given, english = _meta(own), _meta(wanted)
    kept = {key: value for key, value in given.items() if key in SPOKEN and key not in strange}
    known = {**english, **kept}
    text = yaml.safe_dump(known, allow_unicode=True, sort_keys=False) if known else ""
    lines = ["---", *text.splitlines(), "---"] if known else []
    return (*(Line(text, own[0].page) for text in lines), *own[end:])


def _meta(document: Document) -> dict[Any, Any]:
    return meta.get_data(text_of(document))[1] if document else {}
