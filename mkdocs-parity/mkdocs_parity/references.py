"""Writing numbers and references into a page, in the words of its language."""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, zip_longest
from urllib.parse import unquote

from mkdocs_parity.document import Document, Line, Origin, hidden
from mkdocs_parity.errors import ParityError
from mkdocs_parity.fingerprint import CHARACTERS
from mkdocs_parity.notices import CAPTION, ELSEWHERE, EQUATION, FIGURE, SECTION, TABLE
from mkdocs_parity.numbering import LABEL, Caption, Target, Targets, numbered

_CODE_OR_REFERENCE = re.compile(
    r"(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
    r"|(?<![!\\])\[\]\([ \t]*(?P<target>[^()\s]*)[ \t]*\)"
)
_OPTION = re.compile(r"[> \t]*(?: {4,}|\t)[\w-]+:.*")
_PLACE = re.compile(r"(\{\w+\})")
_WIDE = re.compile(f"[{CHARACTERS}]")
_OPENS, _CLOSES = re.compile(r"[A-Za-z0-9(`$]"), re.compile(r"[A-Za-z0-9)`$%]")
_MARKUP = re.compile(r"([\\`*_{}\[\]#!|~^$])")
_LABELS = {"figure": FIGURE, "table": TABLE, "equation": EQUATION}
_SYNTAX = "write [](#name) or [](page.md#name), or put words between the brackets"

Say = Callable[[str], str]
Find = Callable[[str], Targets | None]


class BrokenReferenceError(ParityError):
    """A reference that leads nowhere."""


@dataclass(frozen=True)
class Words:
    """The words of a language for what is numbered."""

    say: Say

    def label(self, kind: str, number: int) -> str:
        """Return e.g. “Figure 3”, without a space that a line could break at."""
        said = self._said(_LABELS[kind]).replace("{number}", str(number))
        return said.replace(" ", "\u00a0")

    def caption(self, kind: str, number: int) -> str:
        """Return what stands before a caption, e.g. “Figure 3.”."""
        return self._said(CAPTION).replace("{label}", self.label(kind, number))

    def reference(self, target: Target) -> str:
        """Return what a link to a target says."""
        if target.kind == "section":
            return self._said(SECTION).replace("{title}", target.title)
        return self.label(target.kind, target.number)

    def elsewhere(self, reference: str, page: str) -> str:
        """Return what a link to a target of another page says."""
        return self._said(ELSEWHERE).replace("{page}", page).replace("{reference}", reference)

    def _said(self, text: str) -> str:
        """Return a message as text in Markdown; a project's own may hold anything."""
        parts = _PLACE.split(" ".join(self.say(text).split()))
        plain = (_MARKUP.sub(r"\\\1", part).replace("<", "&lt;") for part in parts[::2])
        places = (part if part in text else "" for part in parts[1::2])
        return "".join(chain.from_iterable(zip_longest(plain, places, fillvalue="")))


def filled(document: Document, path: str, words: Words, find: Find) -> Document:
    """Number the captions and equations of a page, and put words into its references.

    Args:
        document: the page, its headings with anchors.
        path: the page relative to its language's folder.
        words: what to say in the page's language.
        find: returns the targets of a page by its path, None if there is no such page.

    Raises:
        ParityError: a name or reference is broken.

    """
    lines = list(document)
    items = list(numbered(document))
    own = find(path) if items else None
    for item in reversed(items):  # lines may be added below
        number = own.named[item.name].number if own is not None else 0
        if isinstance(item, Caption):
            lines[item.index] = replace(lines[item.index], text=item.head)
            _put(lines, item.index, words.caption(item.kind, number))
        else:
            _tag(lines, item.index, number)
    skipped: set[int] | None = None
    for index, line in enumerate(lines):
        if "[](" not in line.text:
            continue
        skipped = hidden(lines) if skipped is None else skipped
        if index not in skipped:
            link = partial(_link, line=line, path=path, words=words, find=find)
            lines[index] = replace(line, text=_CODE_OR_REFERENCE.sub(link, line.text))
    return tuple(lines)


def _tag(lines: list[Line], index: int, number: int) -> None:
    """Give an equation its number, beside its label."""
    text = LABEL.sub(lambda match: rf"{match[0]}\tag{{{number}}}", lines[index].text)
    lines[index] = replace(lines[index], text=text)


def _put(lines: list[Line], index: int, label: str) -> None:
    """Put a label before the text of a caption."""
    at = index + 1
    while at < len(lines) and _OPTION.fullmatch(lines[at].text):
        at += 1
    while at < len(lines) and not lines[at].text.strip("> \t"):
        at += 1
    text = lines[at].text if at < len(lines) else ""
    content = text.lstrip("> \t")
    prefix = text[: len(text) - len(content)]
    if content.startswith("///") or not content:
        lines.insert(at, replace(lines[index], text=f"{prefix}**{label}**"))
    else:
        lines[at] = replace(lines[at], text=f"{prefix}**{label}** {content}")


def _link(match: re.Match[str], line: Line, path: str, words: Words, find: Find) -> str:
    target = match["target"]
    if target is None:
        return match[0]  # code
    page, _, name = unquote(target).partition("#")
    if not target or "://" in target or target.startswith(("/", "mailto:")):
        raise _broken(line.page, f"the link to {target!r} says nothing", _SYNTAX)
    other = posixpath.normpath(posixpath.join(posixpath.dirname(path), page)) if page else path
    found = find(other) if not other.startswith("..") and other.endswith(".md") else None
    if found is None:
        cause = f"the reference to {target!r} leads to no page"
        raise _broken(line.page, cause, f"{_SYNTAX}; paths are relative to this page")
    if not name:
        return _spaced(f"[{found.title}]({target})", found.title, match)
    known = found.named.get(name)
    if known is None:
        cause = f"the reference to {target!r} leads nowhere: {other} has no {name!r}"
        raise _broken(line.page, cause, _nearest(name, found))
    text = words.reference(known)
    if other != path:
        text = words.elsewhere(text, found.title)
    return _spaced(f"[{text}]({target})", text, match)


def _spaced(link: str, text: str, match: re.Match[str]) -> str:
    """Put a space where a Chinese or Japanese character would touch a figure or Latin letter."""
    lead = _touch(match.string[: match.start()][-1:], text[:1])
    trail = _touch(text[-1:], match.string[match.end() :][:1])
    return f"{' ' if lead else ''}{link}{' ' if trail else ''}"


def _touch(left: str, right: str) -> bool:
    """Tell whether two neighbours need a space; full-width punctuation brings its own."""
    if _WIDE.fullmatch(left):
        return _OPENS.fullmatch(right) is not None
    return _CLOSES.fullmatch(left) is not None and _WIDE.fullmatch(right) is not None


def _nearest(name: str, found: Targets) -> str:
    like = sorted(found.named, key=lambda other: -len(posixpath.commonprefix([name, other])))
    return f"name one of: {', '.join(f'#{one}' for one in like[:8])}" if like else _SYNTAX


def _broken(where: Origin, cause: str, fix: str) -> ParityError:
    return BrokenReferenceError(cause, file=where.file, line=where.line, fix=fix)
