"""What mkdocs-material lacks for readers without a mouse or a screen."""

import re

_SEARCH = re.compile(r'<div class="md-search"[^>]*?role="dialog"(?=[^>]*>)(?![^>]*aria-label)')
_QUERY = re.compile(r'<input[^>]*\bclass="md-search__input"[^>]*?\baria-label="([^"]*)"')


def name_dialog(html: str) -> str:
    """Name the search box, in the words of its input."""
    query = _QUERY.search(html)
    if query is None:
        return html
    return _SEARCH.sub(lambda box: f'{box[0]} aria-label="{query[1]}"', html, count=1)
