"""Chinese punctuation and spacing, as the pages of a Chinese textbook have them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mkdocs_parity.inline import CODE

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff"
_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。", "(": "（", ")": "）"}
_EMPHASIS = re.compile(r"(?<!\\)(?:\*+|(?<!\w)_+|_+(?!\w))")
_PUNCTUATION = re.compile(
    rf"(?<=[{_HAN}])(?P<after>[,;:!?])|(?P<before>[,;:!?])(?=[{_HAN}])"
    rf"|(?<=[{_HAN}])(?P<stop>\.)(?=\s|$|[{_HAN}])"
)
_BRACKET = re.compile(
    rf"(?<=[{_HAN}])\s?(?P<open>\()|\((?=[{_HAN}])|(?P<close>\))(?=[{_HAN}])|(?<=[{_HAN}])\)"
)
_QUOTES = re.compile(
    rf"\"[^\"\n]*[{_HAN}][^\"\n]*\"|(?<=[{_HAN}])\"[^\"\n]+\"|\"[^\"\n]+\"(?=[{_HAN}])"
)
_DOTS = re.compile(rf"(?<=[{_HAN}])\s?\.{{3,}}|(?<=[{_HAN}])…(?!…)")
_TIGHT = re.compile(rf"(?<=[{_HAN}])[A-Za-z0-9{CODE}]|(?<=[A-Za-z0-9%{CODE}])[{_HAN}]")
_LOOSE = re.compile(
    rf"(?<=[{_HAN}])[ \t]+(?=[{_HAN}])"
    r"|[ \t]+(?=[，。；：！？、）”])|(?<=[，。；：！？、（“])[ \t]+(?=\S)"
)
_BREAK = re.compile(rf"(?<=[{_HAN}，。；：！？、）”])\n(?=[{_HAN}（“])")


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip: the rule, where in the text, what stands there, and what should."""

    rule: str
    position: int
    cause: str
    fix: str
    text: str


def is_chinese(language: str) -> bool:
    """Tell whether the rules are for a language: Chinese, and no other that uses its letters."""
    return language.replace("_", "-").split("-")[0].lower() == "zh"


def slips(prose: str) -> Iterator[Slip]:
    """Yield the slips of a text whose code is replaced by the mark `CODE`."""
    text = _EMPHASIS.sub("", prose)
    for match in _PUNCTUATION.finditer(text):
        mark = match[0]
        yield _slip("punctuation", text, match, f"{mark} beside Chinese", f"write {_FULL[mark]}")
    for match in _BRACKET.finditer(text):
        yield _slip(
            "punctuation", text, match, "a half-width bracket beside Chinese", "write （…）"
        )
    for match in _QUOTES.finditer(text):
        yield _slip("punctuation", text, match, "straight quotation marks", "write “…”")
    for match in _DOTS.finditer(text):
        yield _slip("punctuation", text, match, "a half-width ellipsis", "write ……")
    for match in _TIGHT.finditer(text):
        yield _slip(
            "spacing", text, match, "no space between Chinese and Latin text", "put a space between"
        )
    for match in _LOOSE.finditer(text):
        yield _slip(
            "spacing", text, match, "a space beside Chinese or its punctuation", "take it out"
        )
    for match in _BREAK.finditer(text):
        yield _slip(
            "spacing",
            text,
            match,
            "a line break inside of Chinese text, which readers see as a space",
            "join the lines",
        )


def _slip(rule: str, text: str, match: re.Match[str], cause: str, fix: str) -> Slip:
    around = text[max(match.start() - 8, 0) : match.end() + 8].replace(CODE, "`…`")
    return Slip(rule, match.start(), cause, fix, " ".join(around.split()))
