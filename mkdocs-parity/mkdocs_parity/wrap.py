"""Writing a translated text into a page, wrapped as the page's prose is."""

import re
import textwrap

from mkdocs_parity.languages_yml import yaml_scalar
from mkdocs_parity.units import Unit

_NO_SPACES = ("zh", "ja", "th", "lo", "km", "my")  # a line break would show as a space
_FLOWING = ("paragraph", "item", "definition", "footnote", "caption")
_WHOLE = re.compile(  # what a line break may not cut: code, a link's address, a tag, attributes
    r"(?P<ticks>`+).+?(?P=ticks)(?!`)|(?<=\])\([^()]*(?:\([^()]*\)[^()]*)*\)|<[^<>]*>|\{[^{}]*\}"
)
_STRUCTURE = re.compile(  # what a line may not begin with
    r"#|[-+*:][ \t]|[-–—+*_=]{2,}|\d+[.)][ \t]|>|!!!|\?\?\?|/{3}|\||;?-+8<|`{3}|~{3}|\$\$|\\\["
    r"|\*?\[[^\]]+\]:|<"
)
_HOLD = "\ue000"  # stands for a space that stays


def placed(text: str, unit: Unit, width: int | None, language: str) -> str:
    """Return a text as it stands in a page in the place of a unit.

    Args:
        text: the text, a newline where a line break is meant.
        unit: what it replaces.
        width: how long lines may be; None leaves every paragraph in one line.
        language: the language of the text; those without spaces between words are not wrapped.

    """
    if unit.kind == "meta":
        return yaml_scalar(text)
    if unit.kind not in _FLOWING:
        return " ".join(text.split("\n"))
    wraps = width is not None and re.split("[-_]", language)[0].lower() not in _NO_SPACES
    lines: list[str] = []
    for part in text.strip("\n").split("\n"):
        if lines and not lines[-1].endswith("\\"):
            lines[-1] += "  "
        column = unit.column if not lines else len(unit.hang)
        lines += _wrapped(part, width or 0, column, len(unit.hang)) if wraps else [part]
    return f"\n{unit.hang}".join(lines)


def _wrapped(text: str, width: int, first: int, further: int) -> list[str]:
    held = _WHOLE.sub(lambda match: match[0].replace(" ", _HOLD), text)
    wrapper = textwrap.TextWrapper(
        width=max(width, further + 20),
        initial_indent="." * first,
        subsequent_indent="." * further,
        break_long_words=False,
        break_on_hyphens=False,
        expand_tabs=False,
        replace_whitespace=False,
    )
    lines: list[str] = []
    for number, line in enumerate(wrapper.wrap(held)):
        own = line[further if number else first :].replace(_HOLD, " ")
        if lines and _STRUCTURE.match(own):
            lines[-1] += f" {own}"
        else:
            lines.append(own)
    return lines or [text]
