"""Untrusted translations: what a page or catalogue may hold is what English holds there, and prose.

Whoever can change only the folder of a translation can, if this finds nothing, neither have a
program run nor put anything active into the site. Everything here reads; nothing is run.
"""

import doctest
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.utils import meta

from mkdocs_parity.anchors import anchors, headings
from mkdocs_parity.document import Document, Line, front_matter, text_of
from mkdocs_parity.errors import ParityError
from mkdocs_parity.localize import Translation
from mkdocs_parity.powers import Kind, Power, powers, stays_inside
from mkdocs_parity.safe_code import Unit, strange_fences, strange_programs, units
from mkdocs_parity.safe_files import Refusal, unsafe_files

if TYPE_CHECKING:
    from mkdocs_parity.project import Project

_SPOKEN = ("title", "description")  # the front matter that is translated
_MARKUP = re.compile(r"[<>\"&\n]|\{\{|\{%")
_ANCHOR = re.compile(r"\{\s*:?\s*#(?P<anchor>[^\s{}]+)\s*\}")
_PAGE_WIDE: frozenset[Kind] = frozenset({"template", "command", "footnote"})
_COUNTED: frozenset[Kind] = frozenset({"tag", "include", "abbreviation", "tab", "image"})
_LENGTH = (20, 400)  # a catalogue's text has at most 20 characters for one of English, and 400
_SAID: Mapping[Kind, tuple[str, str]] = {
    "tag": ("the HTML", "write it as English does there, or as `code`"),
    "code tag": ("the HTML in code", "write the code as in English"),
    "raw block": ("HTML with a text of its own,", "write it as English does there"),
    "attributes": ("the attributes", "copy what stands in braces from English"),
    "template": ("the template", "copy what stands in double braces from English"),
    "link": ("a link to", "link to what English links to there, or to a page"),
    "address": ("the address", "use an address that the English page has, and a space behind it"),
    "include": ("the include", "include what English includes there"),
    "block": ("the block", "copy the block's first line and options from English"),
    "class": ("the kind of box", "copy the words between !!! or ??? and the title from English"),
    "tab": ("a tab", "give the tabs that English has there"),
    "image": ("an image", "show the images that English shows there"),
    "footnote": ("the footnote", "use the names of English footnotes"),
    "abbreviation": ("an abbreviation", "define as many as English does there"),
    "command": ("the command", "copy formulas from English"),
    "character": ("a hidden character", "delete it"),
    "run": ("a long run of marks,", "shorten it"),
}


@dataclass(frozen=True, slots=True)
class Outline:
    """A page as it is compared: its fences, where its places begin, their prose and its powers."""

    units: tuple[Unit, ...]
    starts: tuple[int, ...]
    places: tuple[tuple[Line, ...], ...]
    powers: tuple[list[Power], ...]


def unsafe(project: "Project", page: Path) -> list[Refusal]:
    """Find what a translated page may not hold; an English page may hold anything.

    Args:
        project: the project.
        page: the page's file.

    Returns:
        what is refused, in the order of the page; an error in the page itself is one, too.

    """
    page = page.resolve()
    language = project.language_of(page)
    default = project.settings.default.code
    if language is None or language == default:
        return []
    path = page.relative_to(project.settings.docs / language)
    twin = project.settings.docs / default / path
    try:
        own = project.source(page)
        wanted = project.source(twin) if twin.is_file() else ()
        mine, other = _outline(own), _outline(wanted)
        name = page.relative_to(project.settings.docs).as_posix()
        found = [*_front(own, wanted), *_fences(mine, other), *_prose(mine, other, wanted, name)]
    except ParityError as error:
        return [Refusal(error.file or project.name(page), error.line, error.cause, error.fix or "")]
    return sorted(found, key=lambda refusal: refusal.line or 0)


def unsafe_folder(project: "Project", language: str) -> list[Refusal]:
    """Find files that a translation's folder may not hold, and entries of its catalogue."""
    if language == project.settings.default.code:
        return []
    found = unsafe_files(project.settings, language)
    if found:
        return found
    return unsafe_catalogue(project.catalogue(language).entries)


def unsafe_catalogue(entries: Mapping[str, Translation]) -> list[Refusal]:
    """Find translations of code's texts that would act; that they stay comments is proven later."""
    found = []
    for english, translation in entries.items():
        text = translation.text
        what = None
        if _templates(text) - _templates(english):
            what, fix = "a template", "copy what stands in double braces from the msgid"
        elif _examples(text) != _examples(english):
            what, fix = "an example (>>>) that a doctest would run", "copy examples from the msgid"
        elif len(text) > _LENGTH[0] * len(english) + _LENGTH[1]:
            what, fix = f"a text of {len(text)} characters", "shorten it"
        if what is not None:
            cause = f"the translation holds {what} that English does not have"
            found.append(Refusal(translation.file, translation.line, cause, fix))
    return found


def require_safe(found: Sequence[Refusal]) -> None:
    """Raise the first refusal, if there is one.

    Raises:
        ParityError: a translation holds what it may not hold.

    """
    for first in found[:1]:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise ParityError(first.what + more, file=first.file, line=first.line, fix=first.fix)


def _front(own: Document, wanted: Document) -> Iterator[Refusal]:
    """Compare the front matter as MkDocs reads it, which needs no --- lines."""
    given, english = _meta(own), _meta(wanted)
    for key, value in given.items():
        if key in english and type(value) is type(english[key]) and value == english[key]:
            continue
        spoken = key in _SPOKEN and isinstance(value, str)
        if spoken and not _MARKUP.search(str(value)):
            continue
        line = next((line for line in own if line.text.strip(" '\"").startswith(str(key))), own[0])
        what = (
            f"markup in the front matter {key!r}"
            if spoken
            else f"the front matter {str(key)[:60]!r}, which English does not have with this value"
        )
        yield _refusal(line, what, f"delete it; {' and '.join(_SPOKEN)} may be translated, as text")


def _meta(document: Document) -> dict[Any, Any]:
    return meta.get_data(text_of(document))[1] if document else {}


def _fences(own: Outline, wanted: Outline) -> Iterator[Refusal]:
    strange = strange_programs(own.units, wanted.units)
    same = len(own.starts) == len(wanted.starts)  # else the page is one place
    starts, ends = (own.starts, wanted.starts) if same else ((0,), (0,))
    for place in range(len(starts)):
        inside = _between(own.units, starts, place)
        strange += strange_fences(inside, _between(wanted.units, ends, place))
    for unit in strange:
        what = "a program" if unit.runs else "a fence"
        yield _refusal(
            unit.line,
            f"{what} that English does not have there: {unit.key[0][:80]!r}",
            "copy the fence, its directives and its include lines from English",
        )


def _between(found: Sequence[Unit], starts: Sequence[int], place: int) -> list[Unit]:
    end = starts[place + 1] if place + 1 < len(starts) else None
    return [
        unit
        for unit in found
        if starts[place] <= unit.fence.start and (end is None or unit.fence.start < end)
    ]


def _prose(own: Outline, wanted: Outline, english: Document, path: str) -> Iterator[Refusal]:
    mine, others = own.places, wanted.places
    if len(mine) != len(others):  # other headings are another error; the page is one place
        mine, others = (tuple(chain(*mine)),), (tuple(chain(*others)),)
    given, there = own.powers, wanted.powers
    if mine is not own.places:
        given, there = (powers(_text(mine[0])),), (powers(_text(others[0])),)
    everywhere = list(chain(*there))
    names: list[str] | None = None
    for number, place in enumerate(mine):
        for power in _strange(given[number], there[number], everywhere, path):
            anchor = _ANCHOR.fullmatch(power.key)
            if power.kind == "attributes" and power.row == 0 and anchor and number:
                names = names or anchors(headings(english))
                if number <= len(names) and names[number - 1] == anchor["anchor"]:
                    continue
            said, fix = _SAID[power.kind]
            line = place[min(power.row, len(place) - 1)]
            key = repr(power.key if len(power.key) <= 80 else f"{power.key[:79]}…")
            yield _refusal(line, f"{said} {key} that English does not have there", fix)


def _strange(
    own: Sequence[Power], here: Sequence[Power], everywhere: Sequence[Power], path: str
) -> Iterator[Power]:
    left = Counter((power.kind, power.key) for power in here)
    anywhere: set[tuple[str, str]] = {(power.kind, power.key) for power in everywhere}
    for power in own:
        key = (power.kind, power.key)
        if power.kind == "address":
            known = (key, ("link", power.key), ("tag", f"<{power.key}>"))
            allowed = not anywhere.isdisjoint(known)
        elif power.kind == "code tag":
            allowed = not anywhere.isdisjoint({key, ("tag", power.key)})
        elif power.kind in _PAGE_WIDE:
            allowed = key in anywhere
        elif power.kind in _COUNTED:
            allowed = left[key] > 0
            left[key] -= 1
        else:
            allowed = key in left or (power.kind == "link" and stays_inside(power.key, path))
        if not allowed:
            yield power


@lru_cache(maxsize=2048)
def _outline(document: Document) -> Outline:
    """Cut a page at its headings; what fences hold is left out, but for those written anew.

    The lines of backticks stay: text that touches them may be no code for another parser.
    """
    found = tuple(units(document))
    left_out = set(range(front_matter(document)))
    for unit in found:
        left_out.update(unit.above)
        if not unit.prose:
            left_out.update(range(unit.fence.start + 1, unit.fence.end))
    starts = (0, *(heading.index for heading in headings(document)))
    places = tuple(
        tuple(
            Line("", line.page) if first + index in left_out else line
            for index, line in enumerate(document[first:last])
        )
        for first, last in zip(starts, [*starts[1:], len(document)], strict=True)
    )
    return Outline(found, starts, places, tuple(powers(_text(place)) for place in places))


def _text(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines)


def _templates(text: str) -> set[str]:
    return {power.key for power in powers(text) if power.kind == "template"}


def _examples(text: str) -> list[tuple[str, str]]:
    if ">>>" not in text:
        return []
    try:
        found = doctest.DocTestParser().get_examples(text)
    except ValueError:
        return [("", text)]
    return [(example.source, example.want) for example in found]


def _refusal(line: Line, what: str, fix: str) -> Refusal:
    return Refusal(line.page.file, line.page.line, f"the translation holds {what}", fix)
