"""What the catalogues lack: texts without a translation, translations that lose code."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from mkdocs_parity.api_objects import objects_of
from mkdocs_parity.api_safety import unsafe_docstrings
from mkdocs_parity.catalogue import Catalogue
from mkdocs_parity.document import Fence, Line, Origin, scan
from mkdocs_parity.errors import ParityError
from mkdocs_parity.expand import include_of
from mkdocs_parity.findings import Finding, short
from mkdocs_parity.glossary import Glossary
from mkdocs_parity.languages import is_python
from mkdocs_parity.localize import Translation, messages_of
from mkdocs_parity.project import Project
from mkdocs_parity.sheet import Sheet

_CODE = re.compile(r"(`+)(?P<code>[^`]+)\1")
_EXAMPLE = re.compile(r"^[ \t]*>>>.*(?:\n.*\S.*)*", re.MULTILINE)  # up to an empty line
_WRAP = re.compile(r"(?<!\n)\n(?!\n)")  # within a paragraph
_NAMES = re.compile(r"(?:^\s*|(?<=\. ))(?P<names>\w+(?:, \w+)*):(?=\s)", re.MULTILINE)  # explained
Texts = dict[str, tuple[Origin, set[Origin]]]  # the line of each text, and the pages' fences
_LISTED = 9  # texts that can wait, each told of by itself
_PLACEHOLDER = re.compile(r"\{\w*\}|%[sd]")


def texts_of(project: Project, sheets: Iterable[Sheet | None], found: list[Finding]) -> Texts:
    """Collect the messages of every program that the pages include, each with its places.

    Args:
        project: the project.
        sheets: the default language's pages.
        found: takes what is wrong with the programs.

    """
    texts: Texts = {}
    seen: dict[tuple[str, ...], list[str]] = {}
    for sheet in sheets:
        for element, _ in sheet.parts if sheet is not None else ():
            if sheet is None or element.kind != "fence" or not element.body:
                continue
            where = sheet.origin(element)
            if element.body not in seen:
                if not is_python(_language(sheet, element.start, element.end)):
                    continue
                seen[element.body] = []
                try:
                    code = _included(project, element.body, where)
                    for message in messages_of(code) if code else []:
                        line = code[message.row]
                        texts.setdefault(message.text, (line.source or line.page, set()))
                        seen[element.body].append(message.text)
                except ParityError as error:
                    found.append(_broken(error, where.file))
            for text in seen[element.body]:
                texts[text][1].add(where)
    for one in objects_of(project):
        texts.setdefault(one.text, (one.where, set()))[1].add(one.shown)
    return texts


def catalogue_findings(
    project: Project,
    language: str,
    texts: Texts,
    glossary: Glossary,
    settled: Callable[[Origin], bool],
) -> Iterator[Finding]:
    """Yield what a catalogue lacks of the texts of the default language's code.

    Args:
        project: the project.
        language: the code of the language.
        texts: see `texts_of`.
        glossary: the project's.
        settled: tells whether a line of the default language is up to date in the language. A
            text that stands only in others counts as outdated.

    """
    name = project.name(project.catalogue_file(language))
    try:
        catalogue = project.catalogue(language)
    except ParityError as error:
        yield _broken(error, name)
        return
    yield from _compare(texts, catalogue, name, settled)
    for refusal in unsafe_docstrings(project, language):
        where = Origin(refusal.file, refusal.line or 1)
        yield Finding(where, "catalogue", refusal.what, refusal.fix)
    for text in texts:
        yield from _terms(text, catalogue.translate(text), language, glossary)


def _language(sheet: Sheet, start: int, end: int) -> str:
    item = next(item for item in scan(sheet.document[start:end]) if isinstance(item, Fence))
    return item.language


def _included(project: Project, body: Iterable[str], page: Origin) -> list[Line]:
    code: list[Line] = []
    for line in body:
        include = include_of(line)
        if include is None:
            code.append(Line(line, page))
        else:
            indent = line[: len(line) - len(line.lstrip())]
            lines = project.includer.include(include, page)
            code += [
                Line(indent + item.text if item.text.strip() else "", item.page, item.source)
                for item in lines
            ]
    return code


def _broken(error: ParityError, name: str) -> Finding:
    where = Origin(error.file or name, error.line or 1)
    return Finding(where, "catalogue", error.cause, error.fix or "mend the file")


def _compare(
    texts: Texts, catalogue: Catalogue, name: str, settled: Callable[[Origin], bool]
) -> Iterator[Finding]:
    waiting: list[Finding] = []
    for text, (source, pages) in texts.items():
        translation = catalogue.translate(text)
        if translation is None:
            finding = Finding(
                Origin(name, 1),
                "catalogue",
                "a text of the code has no translation",
                "run `parity extract`, then translate it",
                short(text),
                None,
                source,
                outdated=not any(settled(page) for page in pages),
            )
            if finding.outdated:
                waiting.append(finding)
            else:
                yield finding
            continue
        lacking = _parts(text) - _parts(translation.text)
        if lacking:
            yield Finding(
                Origin(translation.file, translation.line),
                "catalogue",
                "the translation lacks code that the text names",
                f"bring in {', '.join(lacking)}",
                short(text),
                short(translation.text),
                source,
            )
    yield from _together(waiting)


def _together(waiting: list[Finding]) -> list[Finding]:
    """Return one finding in place of many texts that can wait for their pages."""
    if len(waiting) <= _LISTED:
        return waiting
    cause = f"{len(waiting)} texts of the code have no translation, the first of them this"
    fix = "leave them until a translated section shows them; `parity extract` writes new ones"
    return [replace(waiting[0], cause=cause, fix=fix)]


def _parts(text: str) -> Counter[str]:
    found = Counter(match["code"] for match in _CODE.finditer(text))
    return found + Counter(_PLACEHOLDER.findall(_CODE.sub("", text)))


def _terms(
    text: str, translation: Translation | None, language: str, glossary: Glossary
) -> Iterator[Finding]:
    if translation is None:
        return
    said = _WRAP.sub(" ", _CODE.sub(" ", _EXAMPLE.sub(" ", translation.text)))
    if names := {name for match in _NAMES.finditer(text) for name in match["names"].split(", ")}:
        said = re.sub(rf"\b(?:{'|'.join(map(re.escape, names))})(?=\s*[:：,，、])", " ", said)
    for misused in glossary.misused(said, language):
        yield Finding(
            Origin(translation.file, translation.line),
            "term",
            f"the glossary says {misused.instead!r} for {misused.term!r}",
            f"write {misused.instead!r}",
            None,
            f"{misused.word} ({glossary.name}:{misused.line})",
        )
