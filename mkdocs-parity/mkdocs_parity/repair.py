"""The repairs that need no translator: lines copied from the default language's page."""

import re

from mkdocs_parity.document import Document
from mkdocs_parity.elements import Element
from mkdocs_parity.findings import Edit

_INDENT = re.compile(r"[> \t]*")
_NAMED = re.compile(r"\s*\{:?[^{}]*#[^{}]*\}\s*$")
_TITLE = re.compile(r"\btitle=(\"[^\"]*\"|'[^']*')")


def insertion(default: Document, own: Document, element: Element, index: int) -> Edit:
    """Copy an element to a line of the translation, apart from the text around it."""
    lines = [line.text for line in default[element.start : element.end]]
    before = element.kind == "directive" and index < len(own) and not own[index].text.strip()
    at = index + 1 if before else index
    last = own[at - 1].text.strip() if 0 < at <= len(own) else ""
    above = [""] if last and not last.startswith("<!--") else []
    below = [""] if element.kind != "directive" and at < len(own) and own[at].text.strip() else []
    return Edit(at, at, (*above, *lines, *below))


def line_edit(default: Document, own: Document, wanted: Element, has: Element) -> Edit:
    """Replace an element by that of the default language, indented as it was if that is right."""
    lines = [line.text for line in default[wanted.start : wanted.end]]
    old = _indent(lines[0])
    new = _indent(own[has.start].text) if wanted.depth == has.depth else old
    return Edit(has.start, has.end, tuple(_moved(lines, old, new)))


def fence_edit(default: Document, own: Document, wanted: Element, has: Element) -> Edit:
    """Replace a fence, but keep a title that was translated."""
    edit = line_edit(default, own, wanted, has)
    title, translated = _TITLE.search(edit.lines[0]), _TITLE.search(own[has.start].text)
    if title is None or translated is None:
        return edit
    first = edit.lines[0][: title.start()] + translated[0] + edit.lines[0][title.end() :]
    return Edit(edit.start, edit.end, (first, *edit.lines[1:]))


def heading_edit(own: Document, has: Element, level: int, anchor: str | None = None) -> Edit | None:
    """Give a heading a level, and an anchor or none; None if it names more than an anchor."""
    text = own[has.start].text
    keeps = has.anchor is not None and anchor is None and level != int(has.key)
    if not keeps and has.anchor is not None:
        named = _NAMED.search(text)
        if named is None or named[0].split() != [f"{{#{has.anchor}}}"]:
            return None
        text = text[: named.start()] + (f" {{#{anchor}}}" if anchor else "")
    indent = _indent(text)
    title = text[len(indent) :].lstrip("#")
    return Edit(has.start, has.end, (f"{indent}{'#' * level}{title}",))


def target_edit(own: Document, has: Element, old: str, new: str) -> Edit | None:
    """Replace the target of a link or image, or a formula, that stands once in the element."""
    lines = [line.text for line in own[has.start : has.end]]
    text = "\n".join(lines)
    pattern = re.compile(rf"(?<=[(<$ ]){re.escape(old)}(?=[)>$ \"'])")
    if len(pattern.findall(text)) != 1:
        return None
    changed = pattern.sub(lambda _: new, text).split("\n")
    return Edit(has.start, has.end, tuple(changed)) if changed != lines else None


def _indent(text: str) -> str:
    return _INDENT.match(text)[0]  # type: ignore[index]


def _moved(lines: list[str], old: str, new: str) -> list[str]:
    return [(new + line.removeprefix(old)).rstrip() if line.strip() else "" for line in lines]
