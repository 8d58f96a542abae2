"""Untrusted translations: what a page or catalogue may hold is what English holds there, and prose.

Whoever can change only the folder of a translation can, if this finds nothing, neither have a
program run nor put anything active into the site. Everything here reads; nothing is run.
"""

import doctest
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_parity.document import Document, Line
from mkdocs_parity.errors import ParityError
from mkdocs_parity.front import SPOKEN, line_of, strange_keys
from mkdocs_parity.localize import Translation
from mkdocs_parity.outline import Outline, Twins, as_one_place, outline, strange_powers
from mkdocs_parity.powers import Kind, powers
from mkdocs_parity.reduce import Reduced
from mkdocs_parity.safe_code import strange_fences, strange_programs
from mkdocs_parity.safe_files import Refusal, unsafe_files

if TYPE_CHECKING:
    from mkdocs_parity.project import Project

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
    "object": (
        "an object of the API,",
        "copy the lines that begin with ::: and their options from English",
    ),
    "run": ("a long run of marks,", "shorten it"),
}


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
    try:
        return unsafe_text(project, page, project.reduce(page, project.source(page)))
    except ParityError as error:
        return [Refusal(error.file or project.name(page), error.line, error.cause, error.fix or "")]


def unsafe_text(project: "Project", page: Path, reduced: Reduced) -> list[Refusal]:
    """Find what a translated page may not hold, outdated sections without what English lost.

    Args:
        project: the project.
        page: the page's file, which need not exist.
        reduced: the page.

    Raises:
        ParityError: the page is malformed.

    """
    own, wanted, standing = reduced.document, reduced.english, reduced.standing
    mine, other, whole = outline(own), outline(wanted), outline(reduced.whole)
    twins: Twins = standing.twins if standing is not None else range(len(mine.starts))
    if standing is None and len(mine.starts) != len(other.starts):
        # other headings are another error; the page is one place
        mine, other, twins = as_one_place(mine), as_one_place(other), (0,)
    name = page.relative_to(project.settings.docs).as_posix()
    found = [
        *_front(own, wanted),
        *_fences(mine, other, whole, twins),
        *_prose(mine, other, twins, name),
    ]
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
    for key, spoken in strange_keys(own, wanted):
        what = (
            f"markup in the front matter {key!r}"
            if spoken
            else f"the front matter {str(key)[:60]!r}, which English does not have with this value"
        )
        fix = f"delete it; {' and '.join(SPOKEN)} may be translated, as text"
        yield _refusal(line_of(own, key), what, fix)


def _fences(own: Outline, wanted: Outline, whole: Outline, twins: Twins) -> Iterator[Refusal]:
    strange = strange_programs(whole.units, wanted.units)
    for place, twin in enumerate(twins):
        inside = own.inside(place)
        there = wanted.inside(twin) if twin is not None else []
        strange += strange_fences(inside, there)
        strange += [unit for unit in inside if unit.runs and twin is None]
    for unit in strange:
        what = "a program" if unit.runs else "a fence"
        yield _refusal(
            unit.line,
            f"{what} that English does not have there: {unit.key[0][:80]!r}",
            "copy the fence, its directives and its include lines from English",
        )


def _prose(own: Outline, wanted: Outline, twins: Twins, path: str) -> Iterator[Refusal]:
    for place, power in strange_powers(own, wanted, twins, path):
        said, fix = _SAID[power.kind]
        lines = own.places[place]
        line = lines[min(power.row, len(lines) - 1)]
        key = repr(power.key if len(power.key) <= 80 else f"{power.key[:79]}…")
        yield _refusal(line, f"{said} {key} that English does not have there", fix)


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
