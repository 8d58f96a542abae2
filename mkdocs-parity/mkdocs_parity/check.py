"""`parity check`: everything that can be compared between a translation and its original."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from mkdocs_parity.alignment import align, align_places
from mkdocs_parity.bodies import cells
from mkdocs_parity.compare import compare, compare_places
from mkdocs_parity.compare_front import compare_front
from mkdocs_parity.document import Document, Origin
from mkdocs_parity.elements import Element
from mkdocs_parity.errors import ParityError
from mkdocs_parity.findings import Finding
from mkdocs_parity.glossary import Glossary, glossary_of
from mkdocs_parity.processes import each
from mkdocs_parity.project import Project
from mkdocs_parity.prose import Languages, Vocabulary, given_twice, left_over
from mkdocs_parity.reduce import Reduced, lines_of
from mkdocs_parity.references import BrokenReferenceError
from mkdocs_parity.sheet import Sheet, sheet_of
from mkdocs_parity.typography import is_chinese, slips
from mkdocs_parity.untranslated import catalogue_findings, texts_of

MANY = 200  # pages from which each language is checked by a process of its own
_UNSEEN = re.compile(r"<!--(?![-\s]*pytest)|\{\{|\{%")  # by the comparison of elements


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
    chosen = _chosen(project, only)
    default = project.settings.default
    originals: dict[str, Sheet | None] = {}
    wanted = Vocabulary()
    folder = project.settings.docs / default.code
    for file in project.pages(default.code):
        path = file.relative_to(folder).as_posix()
        sheet = _sheet(project, file, result, partial(project.english.document, path))
        originals[path] = sheet
        if file in chosen:
            result.findings += _references(project, file)
        if sheet is not None:
            wanted.add(sheet.parts)
    glossary = glossary_of(project)
    texts = texts_of(project, originals.values(), result.findings) if chosen.all else None

    def one(code: str) -> Checked:
        own = Checked()
        languages = Languages(default.code, default.name, code, wanted, Vocabulary())
        pages = _check_language(project, originals, languages, glossary, chosen, own)
        if texts is not None:
            settled = _Settled(pages, originals.values()).has
            own.findings += catalogue_findings(project, code, texts, glossary, settled)
        return own

    codes = [language.code for language in project.settings.languages[1:]]
    codes = [code for code in codes if chosen.has_any(project.pages(code))]
    for own in each(one, codes, apart=len(originals) >= MANY):
        result.findings += own.findings
        result.pages += own.pages
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
    chosen: "_Chosen",
    result: Checked,
) -> list["_Compared"]:
    """Check the chosen pages of a language, and return all."""
    pages: list[_Compared] = []
    folder = project.settings.docs / languages.own
    for file in project.pages(languages.own):
        result.pages += file in chosen
        own = _sheet(project, file, result, partial(project.source, file))
        if file in chosen:
            result.findings += _references(project, file)
        path = file.relative_to(folder).as_posix()
        if path not in originals:
            marked = bool(project.lock(languages.own).page(path))
            result.findings.append(_orphan(project.name(file), languages, marked))
            if own is not None:
                result.findings += _changes(_reduced(project, file, own.document), [])
        default = originals.get(path)
        if own is not None and default is not None:
            known = {part[1].prose for part in default.parts}
            languages.has.add(part for part in own.parts if part[1].prose not in known)
            pages.append(_Compared(project, file, default, own))
    for page in (page for page in pages if page.file in chosen):
        result.findings += page.findings(languages)
        result.findings += _terms(page.own, languages.own, glossary)
        if is_chinese(languages.own):
            result.findings += _typography(page.own)
    return pages


@dataclass(frozen=True)
class _Chosen:
    """The pages that are reported on; `all` if it takes the whole project to know of a file."""

    all: bool
    files: frozenset[Path] = frozenset()

    def __contains__(self, file: Path) -> bool:
        return self.all or file in self.files

    def has_any(self, files: Iterable[Path]) -> bool:
        """Tell whether any of the files is chosen."""
        return any(file in self for file in files)


def _chosen(project: Project, only: Collection[Path] | None) -> _Chosen:
    codes = [language.code for language in project.settings.languages]
    pages = {file for code in codes for file in project.pages(code)}
    if only is None or not pages.issuperset(only):
        return _Chosen(all=True)
    return _Chosen(all=False, files=frozenset(only))


@dataclass
class _Settled:
    """Tells which lines of the default language are up to date in a language."""

    pages: Sequence["_Compared"]
    originals: Iterable[Sheet | None]

    @cached_property
    def _late(self) -> set[Origin]:
        late = {line for page in self.pages for line in page.late()}
        there = {page.default.line(0).file for page in self.pages}
        firsts = (sheet.line(0) for sheet in self.originals if sheet is not None)
        return late | {line for line in firsts if line.file not in there}

    def has(self, where: Origin) -> bool:
        """Tell whether neither a line nor its whole page, by the first line, is late."""
        return where not in self._late and Origin(where.file, 1) not in self._late


@dataclass
class _Compared:
    """A page and its translation."""

    project: Project
    file: Path
    default: Sheet
    own: Sheet

    @cached_property
    def reduced(self) -> Reduced | None:
        """How the translation stands to the page where it is older; found if it is asked for."""
        return _reduced(self.project, self.file, self.own.document)

    def findings(self, languages: Languages) -> list[Finding]:
        """Return what differs; what the default language changed since counts as outdated."""
        default, own = self.default, self.own
        pairs = align(default.parts, own.parts)
        found = [*compare_front(default, own), *compare(default, own, pairs)]
        found += [*left_over(default, own, pairs, languages), *given_twice(own, pairs)]
        unseen = any(_UNSEEN.search(line.text) for line in own.document)
        reduced = self.reduced if found or unseen else None
        standing = reduced.standing if reduced is not None else None
        places = standing and align_places(default.parts, own.parts, standing)
        if not places or standing is None:
            return found
        pairs = [pair for _, some in places for pair in some]
        old = {line.page for line in lines_of(own.document, standing.stale)}
        found = list(compare_places(default, own, places, standing.stale))
        others = [*left_over(default, own, pairs, languages), *given_twice(own, pairs)]
        found += [replace(finding, outdated=finding.where in old) for finding in others]
        late = bool(standing.stale)
        found += [replace(finding, outdated=late) for finding in compare_front(default, own)]
        return [*found, *_changes(self.reduced, found)]

    def late(self) -> Iterator[Origin]:
        """Yield the lines of the default language whose translation is older, or missing."""
        standing = self.reduced.standing if self.reduced is not None else None
        if standing is not None:
            twins = {standing.twins[place] for place in standing.stale} | standing.missing
            yield from (line.page for line in lines_of(self.default.document, twins))


def _reduced(project: Project, file: Path, own: Document) -> Reduced | None:
    try:
        return project.reduce(file, own)
    except ParityError:
        return None  # said elsewhere: of the page, of the default language's, or of the lock file


def _changes(reduced: Reduced | None, found: Sequence[Finding]) -> Iterator[Finding]:
    """Yield what the site is built without, and no other finding names."""
    known = {finding.where for finding in found}
    for change in reduced.changes if reduced is not None else ():
        if change.where not in known:
            fix = "run `parity check --fix`; `parity diff` shows what to translate"
            yield Finding(change.where, "page", change.what, fix, outdated=True)


def _sheet(
    project: Project, file: Path, result: Checked, read: Callable[[], Document]
) -> Sheet | None:
    try:
        return sheet_of(read())
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


def _orphan(name: str, languages: Languages, marked: bool) -> Finding:
    """Tell of a page that the default language lacks; if it was marked, it was there once."""
    return Finding(
        Origin(name, 1),
        "page",
        f"{languages.name} has no such page",
        "delete it, or move it to the path of the page that it translates",
        outdated=marked,
    )


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
