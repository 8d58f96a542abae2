"""Words: from a text to its words and signs, and back.

A word is a run of letters and digits, with hyphens, apostrophes, points or commas between
them: "d'água", "well-known", "3.14". Every other sign is a token of its own, and so is
each Chinese character: Chinese writes no spaces, and what a word is there takes a dictionary.

Spaces are not kept. ``join_words`` puts them where the languages of this package have them, which
gives back a text that is typed with care: "They are watching." but not "They are watching ."
"""

import re
from collections.abc import Iterable

_HAN = "㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_LETTER = rf"(?![{_HAN}])[^\W_]"  # or a digit
_TOKEN = re.compile(
    rf"[{_HAN}]"  # one Chinese character
    r"|(?<![\w)])[-−]\d+(?:[.,]\d+)*"  # a number below zero
    rf"|{_LETTER}(?:(?![{_HAN}])[\w\u0300-\u036f]|[-.,'’](?={_LETTER}))*"  # a word
    r"|\S"  # a sign
)
_CHINESE = re.compile(rf"[{_HAN}]|[，。！？：；、（）《》【】“”‘’…]")
_CLOSING = frozenset(".,;:!?)]}%…»’”" + "，。！？：；、）》】")
_OPENING = frozenset("([{¿¡«‘“#$@" + "（《【")
_TIGHT = frozenset("/_\\")
_QUOTES = frozenset("\"'`")


def tokenize_words(text: str) -> list[str]:
    """Split ``text`` into words, signs and Chinese characters, without the spaces between them.

    "They are watching." → ["They", "are", "watching", "."]; "他们。" → ["他", "们", "。"].

    Examples:
        >>> from encdec import tokenize_words
        >>> tokenize_words("They are watching: 3.14."), tokenize_words("他们。")
        (['They', 'are', 'watching', ':', '3.14', '.'], ['他', '们', '。'])

    """
    return _TOKEN.findall(text)


def join_words(tokens: Iterable[str]) -> str:
    """Put ``tokens`` together to a text.

    A space stands between two tokens, but not before a closing sign, after an opening one, inside
    a pair of straight quotes at its ends, or between two Chinese characters.

    Examples:
        >>> from encdec import join_words
        >>> join_words(["They", "are", "watching", "."]), join_words(["他", "们", "。"])
        ('They are watching.', '他们。')

    """
    text, before = "", ""
    open_quotes: set[str] = set()
    for token in tokens:
        closes = token in _CLOSING or token in open_quotes
        if text and not (closes or _joined(before, token, open_quotes)):
            text += " "
        if token in _QUOTES:
            open_quotes ^= {token}
        text, before = text + token, token
    return text


def _joined(before: str, token: str, open_quotes: set[str]) -> bool:
    """Return whether ``token`` follows ``before`` without a space, but for closing signs."""
    if before in _OPENING or before in _TIGHT or token in _TIGHT or before in open_quotes:
        return True
    if _CHINESE.fullmatch(before) and _CHINESE.fullmatch(token):
        return True
    return bool(_CHINESE.fullmatch(before) and not before.isalnum()) and before not in "”’…"
