"""What mkdocs-material lacks for readers without a mouse or a screen."""

import re
from pathlib import Path

SCRIPT = "assets/parity-keyboard.js"
_SEARCH = re.compile(r'<div class="md-search"[^>]*?role="dialog"(?=[^>]*>)(?![^>]*aria-label)')
_QUERY = re.compile(r'<input[^>]*\bclass="md-search__input"[^>]*?\baria-label="([^"]*)"')


def name_dialog(html: str) -> str:
    """Name the search box, in the words of its input."""
    query = _QUERY.search(html)
    if query is None:
        return html
    return _SEARCH.sub(lambda box: f'{box[0]} aria-label="{query[1]}"', html, count=1)


def write_script(site: Path) -> None:
    """Add the script for the keyboard, unless the project has its own in that place."""
    script = site / SCRIPT
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_bytes((Path(__file__).parent / SCRIPT).read_bytes())
