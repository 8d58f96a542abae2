"""A Markdown extension that colours code once which several languages show."""

from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from pymdownx.highlight import Highlight, HighlightExtension

_MOST = 4096  # blocks
_PLACE = "code_block_count"
_COLOURED: dict[str, str] = {}


class RememberingHighlight(Highlight):  # type: ignore[misc]
    """Remembers what blocks look like; inline code and blocks with a title are made each time."""

    def highlight(self, src: str, language: str, *args: Any, **how: Any) -> Any:
        """Do as pymdownx does."""
        if how.get("title") or self.auto_title or how.get("inline") or len(args) > 1:
            return super().highlight(src, language, *args, **how)
        numbered = self.line_spans or self.line_anchors  # after the place of the block on its page
        told = {name: value for name, value in how.items() if numbered or name != _PLACE}
        settings = {name: value for name, value in vars(self).items() if name != "md"}
        key = repr((src, language, args, told, settings))
        if key not in _COLOURED:
            if len(_COLOURED) >= _MOST:
                _COLOURED.clear()
            _COLOURED[key] = super().highlight(src, language, *args, **how)
        return _COLOURED[key]


class HighlightingExtension(Extension):
    """Has `pymdownx.highlight` colour code by `RememberingHighlight`."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Find the extension among those that are registered."""
        for extension in md.registeredExtensions:
            if isinstance(extension, HighlightExtension):
                extension.get_pymdownx_highlighter = lambda: RememberingHighlight


def makeExtension(**settings: object) -> HighlightingExtension:  # noqa: N802
    """Make the extension, as Markdown asks for it."""
    return HighlightingExtension(**settings)
