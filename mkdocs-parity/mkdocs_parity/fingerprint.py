"""English text in a form that white space and line wrapping don't change."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256

# Scripts that put no spaces between words, and their punctuation.
CHARACTERS = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WIDE = f"{CHARACTERS}\u3000-\u3004\u3008-\u303f\uff00-\uffef"
_WIDE_GAP = re.compile(rf"(?<=[{_WIDE}]) (?=[{_WIDE}])")
_OPENING, _CLOSING = "\"'(\\[“‘*_`", "\"')\\]”’*_`"
# No sentence ends here: numbers of lists, initials, abbreviations.
_GOES_ON = "".join(
    rf"(?<!{text})"
    for text in (
        r"^\d",
        r"^\d\d",
        r"\b[A-Z]",
        r"\bal",
        r"\be\.g",
        r"\bi\.e",
        r"\bvs",
        r"\bcf",
        r"\bFig",
    )
)
_SENTENCE_END = re.compile(
    rf"{_GOES_ON}([.!?…][{_CLOSING}]*) (?=[{_OPENING}]*[^\W\d_a-z])"
    rf"|([。！？][」』”）]*)(?=[{CHARACTERS}])"
)
_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*$")
_NO_PROSE = re.compile(
    r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?=[\s)])"  # targets of links
    r"|^/{3,}\s*[\w-]*caption\b.*|\$\$.*?\$\$|(?<![\\$\w])\$(?=[^\s$])[^$]*?[^\s$\\]\$(?![\d$])"
    r"|<!--.*?-->|</?[a-zA-Z][^<>]*>|<https?:[^>]*>|https?://\S+|\[\^[^\]]*\]|\{[:#.][^{}]*\}"
)
_WORD = re.compile(
    rf"[{CHARACTERS}]|(?:(?![{CHARACTERS}_])\w)+(?:['’.-](?:(?![{CHARACTERS}_])\w)+)*"
)


def joined(text: str) -> str:
    """Put text on one line, each run of white space as one space.

    Between Chinese or Japanese characters a line break is no space.
    """
    return _WIDE_GAP.sub("", " ".join(text.split()))


def sentences(text: str) -> list[str]:
    """Cut text into sentences, so that each can stand on a line of its own."""
    return _SENTENCE_END.sub(lambda end: f"{end[1] or end[2]}\n", joined(text)).split("\n")


@lru_cache(maxsize=2**16)  # languages share the English
def fingerprint(text: str) -> str:
    """Return 16 hexadecimal digits that stay the same when only white space changes.

    How deep a line is indented counts, as it does in Python; by how many spaces does not.
    """
    return sha256("".join(_canonical(text)).encode("utf-8")).hexdigest()[:16]


def count_words(text: str) -> int:
    """Count the words of Markdown that a person translates.

    Each Chinese or Japanese character is a word; fences, tags and link targets have none.
    """
    return sum(len(_WORD.findall(_NO_PROSE.sub("](", line))) for line in prose(text))


def new_words(then: str, now: str) -> int:
    """Count the words of the sentences that a normalized text did not have then."""
    known = Counter(then.split("\n"))
    new = []
    for line in now.split("\n"):
        known[line] -= 1
        if known[line] < 0 or line.startswith(("```", "~~~")):
            new.append(line)
    return count_words("\n".join(new))


def prose(text: str) -> Iterator[str]:
    """Yield the lines of normalized text that stand outside of fences."""
    closing: str | None = None
    for line in text.split("\n"):
        if closing is not None:
            closing = None if line == closing else closing
        elif fence := _FENCE.match(line):
            closing = fence[1]
        else:
            yield line


def _canonical(text: str) -> Iterator[str]:
    if "\n " not in text:
        yield joined(text)
        return
    flat: list[str] = []
    indents: list[int] = []
    for line in text.split("\n"):
        content = line.lstrip(" ")
        indent = len(line) - len(content)
        while indents and indents[-1] > indent:
            indents.pop()
        if indent and content and (not indents or indents[-1] < indent):
            indents.append(indent)
        if not indents:
            flat.append(content)
        elif content:
            yield joined("\n".join(flat))
            flat.clear()
            yield f"\n{len(indents)} {joined(content)}\n"
    yield joined("\n".join(flat))
