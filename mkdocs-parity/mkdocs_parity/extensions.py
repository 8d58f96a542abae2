"""What the plugin asks of the project's Markdown extensions, so that no Python is missed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from pygments.style import Style

from mkdocs_parity.errors import ParityError
from mkdocs_parity.languages import is_python

_HIGHLIGHT = "pymdownx.highlight"
_REMEMBERED = "mkdocs_parity.highlighting"
_MATH = "pymdownx.arithmatex"
_REFUSED = {
    "pymdownx.snippets": (
        "would expand includes a second time",
        "take it out; the plugin parity reads the same syntax",
    ),
    "codehilite": (
        "does not say what it highlights as Python, so nothing can prove that it runs",
        f"use {_HIGHLIGHT} and pymdownx.superfences",
    ),
}


class _NoColours(type(Style)):  # type: ignore[misc]
    def __iter__(cls) -> Iterator[Any]:
        return iter(())


class Colourless(Style, metaclass=_NoColours):
    """Spares Pygments writing, for each block of code, a style sheet that nobody reads."""


def require_extensions(config: MkDocsConfig) -> None:
    """Switch on `{#id}` behind headings and languages named in the HTML; refuse what hides them.

    Raises:
        ParityError: an extension or its settings would let Python escape the tests.

    """
    names = config.markdown_extensions
    for name, (cause, fix) in _REFUSED.items():
        if name in names:
            raise _error(config, f"the Markdown extension {name} {cause}", fix)
    if "attr_list" not in names:
        names.append("attr_list")
    if _HIGHLIGHT not in names and {"pymdownx.superfences", "pymdownx.extra"} & set(names):
        names.append(_HIGHLIGHT)
    settings: dict[str, Any] = config.mdx_configs.setdefault(_HIGHLIGHT, {})
    settings.update(pygments_lang_class=True, language_prefix="language-")
    if _HIGHLIGHT in names and _REMEMBERED not in names:
        names.append(_REMEMBERED)
    if not settings.get("noclasses"):
        settings["pygments_style"] = Colourless
    if _MATH in names and config.plugins["parity"].config.math:
        config.mdx_configs.setdefault(_MATH, {})["generic"] = True
    for entry in settings.get("extend_pygments_lang") or []:
        if isinstance(entry, dict) and is_python(str(entry.get("lang"))):
            cause = f"extend_pygments_lang calls Python {entry.get('name')!r}; no test would run it"
            raise _error(config, cause, f"take it out of {_HIGHLIGHT} and write ```python")


def _error(config: MkDocsConfig, cause: str, fix: str) -> ParityError:
    return ParityError(cause, file=Path(config.config_file_path or "mkdocs.yml").name, fix=fix)
