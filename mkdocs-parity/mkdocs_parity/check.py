"""`parity check`: everything that can be compared between a translation and its original."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from mkdocs_parity.alignment import Pair, Part, align
from mkdocs_parity.bodies import cells
from mkdocs_parity.compare import Sheet, compare
from mkdocs_parity.document import Document, Origin, front_matter, text_of
from mkdocs_parity.elements import Element
from mkdocs_parity.errors import ParityError
from mkdocs_parity.findings import Finding
from mkdocs_parity.glossary import Glossary, load_glossary
from mkdocs_parity.inline import inline
from mkdocs_parity.project import Project
from mkdocs_parity.prose import Languages, Vocabulary, given_twice, left_over
from mkdocs_parity.references import BrokenReferenceError
from mkdocs_parity.structure import structure
from mkdocs_parity.typography import is_chinese, slips
from mkdocs_parity.untranslated import catalogue_findings

_SAID = frozenset({"title", "description", "subtitle", "keywords"})  # front matter in words


@dataclass
class Checked:
    """What a check found, and how many translated pages it read."""

    findings: list[Finding] = field(default_factory=list)
    pages: int = 0


def check(project: Project, only: Collection[Path] | None = None) -> Checked:
    """Compare the translations of a project with its default language.

    Args:
        project: the project.
        only: the files to report on; all if None.

    """
    result = Checked()
    default = project.settings.default
    originals: dict[str, Sheet | None] = {}
    wanted = Vocabulary()
    folder = project.settings.docs / default.code
    for file in project.pages(default.code):
        sheet = _sheet(project, file, result)
        result.findings += _references(project, file)
        originals[file.relative_to(folder).as_posix()] = sheet
        if sheet is not None:
            wanted.add(sheet.parts)
    glossary = _glossary(project)
    for language in project.settings.languages[1:]:
        languages = Languages(default.code, default.name, language.code, wanted, Vocabulary())
        _check_language(project, originals, languages, glossary, result)
    result.findings += catalogue_findings(project, originals.values(), glossary)
    if only is not None:
        names = {project.name(file) for file in only}
        result.findings = [item for item in result.findings if item.where.file in names]
    result.findings.sort(key=lambda item: (item.where.file, item.where.line))
    return result


def _check_language(
    project: Project,
    originals: dict[str, Sheet | None],
    languages: Languages,
    glossary: Glossary,
    result: Checked,
) -> None:
    pages: list[tuple[Sheet, Sheet, list[Pair]]] = []
    folder = project.settings.docs / languages.own
    for file in project.pages(languages.own):
        result.pages += 1
        own = _sheet(project, file, result)
        result.findings += _references(project, file)
        path = file.relative_to(folder).as_posix()
        if path not in originals:
            result.findings.append(_orphan(project.name(file), languages))
        default = originals.get(path)
        if own is not None and default is not None:
            known = {part[1].prose for part in default.parts}
            languages.has.add(part for part in own.parts if part[1].prose not in known)
            pages.append((default, own, align(default.parts, own.parts)))
    for default, own, pairs in pages:
        result.findings += _front_matter(default, own)
        result.findings += compare(default, own, pairs)
        result.findings += left_over(default, own, pairs, languages)
        result.findings += given_twice(own, pairs)
        result.findings += _terms(own, languages.own, glossary)
        if is_chinese(languages.own):
            result.findings += _typography(own)


def _sheet(project: Project, file: Path, result: Checked) -> Sheet | None:
    try:
        document = project.source(file)
        return sheet_of(document)
    except ParityError as error:
        result.findings.append(
            Finding(
                Origin(error.file or project.name(file), error.line or 1),
                "page",
                error.cause,
                error.fix or "mend the page",
            )
        )
        return None


def _references(project: Project, file: Path) -> Iterator[Finding]:
    """Yield the first reference of a page that leads nowhere; other errors are found elsewhere."""
    try:
        project.page(file)
    except BrokenReferenceError as error:
        where = Origin(error.file or project.name(file), error.line or 1)
        yield Finding(where, "reference", error.cause, error.fix or "mend the link")
    except ParityError:
        return


def sheet_of(document: Document) -> Sheet:
    """Take a page apart.

    Raises:
        ParityError: a fence, a comment or a directive of it is malformed.

    """
    elements = structure(document)
    references = {
        name.casefold(): element.key
        for element in elements
        if element.kind == "reference" and (name := _label(document, element))
    }
    parts: list[Part] = [(element, inline(element.text, references)) for element in elements]
    return Sheet(document, parts)


def _label(document: Document, element: Element) -> str:
    return document[element.start].text.split("]:", 1)[0].strip().lstrip("[")


def _orphan(name: str, languages: Languages) -> Finding:
    return Finding(
        Origin(name, 1),
        "page",
        f"{languages.name} has no such page",
        "delete it, or move it to the path of the page that it translates",
    )


def _front_matter(default: Sheet, own: Sheet) -> Iterator[Finding]:
    wanted, has = _values(default.document), _values(own.document)
    for key, value in wanted.items():
        said = key in _SAID
        if key not in has or (not said and has[key] != value):
            yield Finding(
                own.line(0),
                "front matter",
                f"{key} {'differs' if key in has else 'is missing'} in the front matter",
                "translate it" if said else "write it as there",
                f"{key}: {value}",
                f"{key}: {has[key]}" if key in has else None,
                default.line(0),
            )
    for key in has.keys() - wanted.keys() - _SAID:
        yield Finding(
            own.line(0),
            "front matter",
            f"{key} stands in the front matter of the translation alone",
            "take it out",
            None,
            f"{key}: {has[key]}",
        )


def _values(document: Document) -> dict[str, object]:
    lines = front_matter(document)
    if not lines:
        return {}
    found: dict[str, object] = yaml.safe_load(text_of(document[1 : lines - 1])) or {}
    return found


def _terms(own: Sheet, language: str, glossary: Glossary) -> Iterator[Finding]:
    for element, parts in own.parts:
        for found in glossary.misused(parts.prose, language):
            yield Finding(
                _line_with(own, element, found.word),
                "term",
                f"the glossary says {found.instead!r} for {found.term!r}",
                f"write {found.instead!r}, or quote the word or put it into brackets",
                None,
                f"{found.word} ({glossary.name}:{found.line})",
            )


def _typography(own: Sheet) -> Iterator[Finding]:
    for element, parts in own.parts:
        texts = cells(parts.prose) if element.kind == "row" else [parts.prose]
        for slip in (slip for text in texts for slip in slips(text)):
            around = slip.text.replace("`…`", "").strip()
            yield Finding(
                _line_with(own, element, around), slip.rule, slip.cause, slip.fix, None, slip.text
            )


def _line_with(own: Sheet, element: Element, text: str) -> Origin:
    """Return the line of an element that has a text, or its first."""
    lines = own.document[element.start : element.end]
    return next((line.page for line in lines if text in line.text), own.origin(element))


def _glossary(project: Project) -> Glossary:
    settings = project.settings
    codes = [language.code for language in settings.languages]
    if settings.glossary is None:
        return Glossary((), settings.default.code)
    name = project.name(settings.glossary)
    return load_glossary(settings.glossary, name, settings.default.code, codes)
