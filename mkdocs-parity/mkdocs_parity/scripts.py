"""The scripts that languages are written in."""

import re
import unicodedata
from collections import Counter
from functools import cache

# Languages that are not written in Latin letters, by the first part of their code.
_SCRIPTS = {
    "am": "ETHIOPIC", "ar": "ARABIC", "be": "CYRILLIC", "bg": "CYRILLIC", "bn": "BENGALI",
    "el": "GREEK", "fa": "ARABIC", "he": "HEBREW", "hi": "DEVANAGARI", "hy": "ARMENIAN",
    "ja": "CJK", "ka": "GEORGIAN", "kk": "CYRILLIC", "km": "KHMER", "ko": "HANGUL",
    "mk": "CYRILLIC", "mn": "CYRILLIC", "mr": "DEVANAGARI", "ne": "DEVANAGARI", "ru": "CYRILLIC",
    "ta": "TAMIL", "te": "TELUGU", "th": "THAI", "uk": "CYRILLIC", "ur": "ARABIC", "zh": "CJK",
}  # fmt: skip
_ALIKE = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "KATAKANA-HIRAGANA": "CJK"}
_LETTERS = re.compile(r"[^\W\d_]")


def script_of(language: str) -> str:
    """Return the name of the script that a language is written in, as Unicode names it."""
    parts = re.split(r"[-_]", language)
    if any(part.casefold() == "latn" for part in parts):
        return "LATIN"
    return _SCRIPTS.get(parts[0].casefold(), "LATIN")


def letters(text: str, script: str) -> int:
    """Count the letters of a text that belong to a script."""
    if text.isascii() and script != "LATIN":
        return 0
    counts = Counter(_LETTERS.findall(text))
    return sum(count for letter, count in counts.items() if _script(letter) == script)


@cache
def _script(letter: str) -> str:
    name = unicodedata.name(letter, "").split(" ", 1)[0]
    return _ALIKE.get(name, name)
