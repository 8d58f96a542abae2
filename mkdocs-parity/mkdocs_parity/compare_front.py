"""The front matter of a translation against that of the default language."""

from collections.abc import Iterator

import yaml

from mkdocs_parity.document import Document, front_matter, text_of
from mkdocs_parity.findings import Finding
from mkdocs_parity.sheet import Sheet

_SAID = frozenset({"title", "description", "subtitle", "keywords"})  # in words


def compare_front(default: Sheet, own: Sheet) -> Iterator[Finding]:
    """Yield what a translation has otherwise, lacks, or has alone."""
    wanted, has = _values(default.document), _values(own.document)
    for key, value in wanted.items():
        said = key in _SAID
        if key not in has or (not said and has[key] != value):
            yield Finding(
                own.line(0),
                "front matter",
                f"{key} {'differs' if key in has else 'is missing'} in the front matter",
                "translate it" if said else "write it as there",
                f"{key}: {value}",
                f"{key}: {has[key]}" if key in has else None,
                default.line(0),
            )
    for key in has.keys() - wanted.keys() - _SAID:
        yield Finding(
            own.line(0),
            "front matter",
            f"{key} stands in the front matter of the translation alone",
            "take it out",
            None,
            f"{key}: {has[key]}",
        )


def _values(document: Document) -> dict[str, object]:
    lines = front_matter(document)
    if not lines:
        return {}
    found: dict[str, object] = yaml.safe_load(text_of(document[1 : lines - 1])) or {}
    return found
