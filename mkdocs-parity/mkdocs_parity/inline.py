"""What a piece of prose holds beside its words: code, links, images, formulas, numbers."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

_CODE = re.compile(r"(?<![`\\])(`+)(?!`)(?P<code>.+?)(?<!`)\1(?!`)", re.DOTALL)
_MATH = re.compile(
    r"\$\$(?P<block>.+?)\$\$|(?<![\\$\w])\$(?=[^\s$])(?P<inline>[^$]*?[^\s$\\])\$(?![\d$])"
    r"|\\\((?P<round>.+?)\\\)",
    re.DOTALL,
)
_TARGET = (
    r"\(\s*(?P<target><[^>]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_IMAGE = re.compile(r"!\[(?P<alt>(?:[^\[\]]|\[[^\]]*\])*)\]" + _TARGET)
_LINK = re.compile(r"(?<!\\)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]" + _TARGET)
_REFERENCED = re.compile(
    r"(?<!\\)(?P<image>!?)\[(?P<text>[^\[\]^][^\[\]]*)\](?:\[(?P<id>[^\[\]]*)\])?"
)
_AUTOLINK = re.compile(r"<(?P<target>(?:https?|ftp|mailto):[^\s<>]+)>")
_BARE = re.compile(r"(?<![\w/<(\"'])(?:https?://)[^\s<>()\[\]，。；：、！？）]+[\w/]")
_NOTE = re.compile(r"\[\^(?P<id>[^\]\s]+)\]")
_TAG = re.compile(r"<(?P<tag>/?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?)>")
_SAID = re.compile(r"\s(?:alt|title|aria-label|placeholder|lang)=(?:\"[^\"]*\"|'[^']*')")
_ATTRIBUTES = re.compile(r"\{:?\s*(?P<list>(?:[#.][\w-]+|[\w-]+=)[^{}\n]*)\}")
_WORDS = re.compile(r"\\text\{[^{}]*\}")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,\u00a0\u202f]\d+)*(?![\w])", re.ASCII)
_SEPARATOR = re.compile(r"[.,\u00a0\u202f]")
_PLACEHOLDER = re.compile(r"<[^<>]*>")

CODE = "\ue000"  # stands in prose for a piece of code or a formula
TAG = "\ue001"  # stands in prose for a tag of HTML
_NONE: Counter[str] = Counter()  # shared by all that have nothing of a kind; never changed


def _none() -> Counter[str]:
    return _NONE


@dataclass(slots=True)
class Inline:
    """The parts of a text that are not words, each with its count, and the words alone."""

    prose: str
    code: Counter[str] = field(default_factory=_none)
    math: Counter[str] = field(default_factory=_none)
    image: Counter[str] = field(default_factory=_none)
    link: Counter[str] = field(default_factory=_none)
    footnote: Counter[str] = field(default_factory=_none)
    html: Counter[str] = field(default_factory=_none)
    attribute: Counter[str] = field(default_factory=_none)
    number: Counter[str] = field(default_factory=_none)
    unnamed: int = 0  # images without an alternative text


def inline(text: str, references: Mapping[str, str] | None = None) -> Inline:
    """Take a text apart.

    Args:
        text: Markdown, without fences.
        references: the targets of the page's link definitions, by their folded names.

    """
    found = Inline(text)
    if "`" in text:
        text = _CODE.sub(lambda match: _count(found, "code", _plain(match["code"]), CODE), text)
    if "$" in text or "\\(" in text:
        text = _MATH.sub(lambda match: _count(found, "math", _formula(match), CODE), text)
    if "](" in text:
        text = _IMAGE.sub(lambda match: _image(found, match), text)
        text = _LINK.sub(lambda match: _count(found, "link", match["target"], match["text"]), text)
    if "[" in text:
        text = _NOTE.sub(lambda match: _count(found, "footnote", match["id"], ""), text)
        if references:
            text = _REFERENCED.sub(lambda match: _referenced(found, match, references), text)
    if "://" in text or "mailto:" in text:
        text = _AUTOLINK.sub(lambda match: _count(found, "link", match["target"], CODE), text)
        text = _BARE.sub(lambda match: _count(found, "link", match[0], CODE), text)
    if "<" in text:
        text = _TAG.sub(lambda match: _count(found, "html", _tag(match["tag"]), TAG), text)
    if "{" in text:
        text = _ATTRIBUTES.sub(
            lambda match: _count(found, "attribute", match["list"].strip(), ""), text
        )
    if numbers := _NUMBER.findall(text):
        found.number = Counter(_SEPARATOR.sub("", number) for number in numbers)
    found.prose = text
    return found


def _count(found: Inline, kind: str, key: str, replacement: str) -> str:
    counter: Counter[str] = getattr(found, kind)
    if counter is _NONE:
        counter = Counter()
        setattr(found, kind, counter)
    counter[key] += 1
    return replacement


def _plain(code: str) -> str:
    """Return code whose placeholders have no name: they are words of a language."""
    code = " ".join(code.split())
    return _PLACEHOLDER.sub("<>", code) if not _PLACEHOLDER.fullmatch(code) else code


def _formula(match: re.Match[str]) -> str:
    return wordless(" ".join((match["block"] or match["inline"] or match["round"]).split()))


def wordless(formula: str) -> str:
    r"""Return a formula without the words in its \text{…}, which are translated."""
    return _WORDS.sub(r"\\text{}", formula) if "\\text{" in formula else formula


def _image(found: Inline, match: re.Match[str]) -> str:
    found.unnamed += not match["alt"].strip()
    return _count(found, "image", match["target"], f" {_TAG.sub(TAG, match['alt'])} ")


def _referenced(found: Inline, match: re.Match[str], references: Mapping[str, str]) -> str:
    target = references.get((match["id"] or match["text"]).casefold())
    if target is None:
        return match[0]
    return _count(found, "image" if match["image"] else "link", target, match["text"])


def _tag(tag: str) -> str:
    return " ".join(_SAID.sub("", tag).split())
