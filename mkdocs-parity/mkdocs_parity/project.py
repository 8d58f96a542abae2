"""A project: its pages, and the one function that turns a source into a page."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path, PurePosixPath

from mkdocs.utils import markdown_extensions

from mkdocs_parity.anchors import pin_anchors
from mkdocs_parity.api_objects import Api
from mkdocs_parity.blocks import blocks
from mkdocs_parity.catalogue import Catalogue, load_catalogue
from mkdocs_parity.document import Document, document_of
from mkdocs_parity.errors import ParityError
from mkdocs_parity.expand import expand
from mkdocs_parity.files import check_front_matter, read_text
from mkdocs_parity.includes import Includer
from mkdocs_parity.inherit import inherit_anchors
from mkdocs_parity.localize import Missing, localize
from mkdocs_parity.lock import LOCK, Lock, load_lock
from mkdocs_parity.notices import say
from mkdocs_parity.numbering import Target, Targets, joined, targets
from mkdocs_parity.older import reduced_page
from mkdocs_parity.page import Draft, Page
from mkdocs_parity.reduce import Reduced, lines_of
from mkdocs_parity.references import Words, filled
from mkdocs_parity.safety import require_safe, unsafe_folder, unsafe_text
from mkdocs_parity.sections import EnglishPages
from mkdocs_parity.settings import Settings


@dataclass
class Project:
    """The pages of a project; each file is read at most once."""

    settings: Settings
    _catalogues: dict[str, Catalogue] = field(default_factory=dict)
    _pages: dict[Path, Page] = field(default_factory=dict)
    _reduced: dict[Path, Reduced] = field(default_factory=dict)
    _locks: dict[str, Lock] = field(default_factory=dict)
    _safe: set[str] = field(default_factory=set)
    _drafts: dict[Path, Draft] = field(default_factory=dict)
    _targets: dict[tuple[str, str], Targets | None] = field(default_factory=dict)

    @cached_property
    def includer(self) -> Includer:
        """Reads what the pages include."""
        return Includer(self.settings.include_root, self.settings.root)

    @cached_property
    def api(self) -> Api:
        """What the pages show of Python packages by `:::`."""
        return Api(self.settings, self.name)

    def language_of(self, file: Path) -> str | None:
        """Return the language of a Markdown file, or None if it is no page of the project."""
        for language in self.settings.languages:
            if file.suffix == ".md" and file.is_relative_to(self.settings.docs / language.code):
                return language.code
        return None

    def pages(self, language: str) -> Iterator[Path]:
        """Yield the Markdown files of a language, sorted; hidden ones are no pages.

        Raises:
            ParityError: MkDocs would take another file for a page, too.

        """
        folder = self.settings.docs / language
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            if any(part.startswith(".") for part in file.relative_to(folder).parts):
                continue
            if file.suffix == ".md":
                yield file
            elif file.suffix in markdown_extensions:
                raise ParityError(
                    f"a page whose name ends in {file.suffix} is not run",
                    file=self.name(file),
                    fix=f"rename it to {file.stem}.md",
                )

    @cached_property
    def english(self) -> EnglishPages:
        """The default language's pages, cut into sections."""
        return EnglishPages(self)

    def paths(self, language: str) -> tuple[str, ...]:
        """Return the pages of a language as paths relative to its folder."""
        folder = self.settings.docs / language
        return tuple(file.relative_to(folder).as_posix() for file in self.pages(language))

    def lock(self, language: str) -> Lock:
        """Return the lock file of a language: which English its sections were translated from."""
        if language not in self._locks:
            path = self.lock_file(language)
            self._locks[language] = load_lock(path, self.name(path))
        return self._locks[language]

    def lock_file(self, language: str) -> Path:
        """Return the path of a language's lock file."""
        return self.settings.docs / language / LOCK

    def counterpart(self, page: Page, language: str) -> Path:
        """Return the file that holds the page in another language; it may not exist."""
        return self.settings.docs / language / page.path

    def catalogue(self, language: str) -> Catalogue:
        """Return the catalogue of a language."""
        if language not in self._catalogues:
            path = self.catalogue_file(language)
            self._catalogues[language] = load_catalogue(path, self.name(path))
        return self._catalogues[language]

    def catalogue_file(self, language: str) -> Path:
        """Return the path of a language's catalogue."""
        return self.settings.docs / language / self.settings.catalogue

    @cached_property
    def data_files(self) -> set[Path]:
        """The files among the pages that are none: catalogues, lock files, the glossary."""
        codes = [language.code for language in self.settings.languages]
        found = {self.catalogue_file(code) for code in codes}
        found |= {self.lock_file(code) for code in codes}
        return found | ({self.settings.glossary} if self.settings.glossary else set())

    def page(self, file: Path) -> Page:
        """Turn a page's source into the page for its language.

        Raises:
            ParityError: anything is wrong with the page, what it includes or its catalogue.

        """
        file = file.resolve()
        if file not in self._pages:
            self._pages[file] = self._render(file)
        return self._pages[file]

    def page_of(self, file: str | None) -> Page | None:
        """Return the page that a file holds, if it holds one; see `page`."""
        path = Path(file or "").resolve()
        return self.page(path) if self.language_of(path) else None

    def forget(self, paths: Collection[str], changed: Collection[Path]) -> None:
        """Read pages again, in every language, and what they are made of, from changed files."""
        for language in self.settings.languages:
            for path in paths:
                file = (self.settings.docs / language.code / path).resolve()
                for known in (self._pages, self._reduced, self._drafts):
                    known.pop(file, None)
                self._targets.pop((language.code, path), None)
            if self.catalogue_file(language.code) in changed:
                self._catalogues.pop(language.code, None)
            if self.lock_file(language.code) in changed:
                self._locks.pop(language.code, None)
            self._safe.discard(language.code)
        self.english.forget(paths)
        if any(file in changed for file in self.includer.files):
            del self.includer

    def name(self, path: Path) -> str:
        """Name a path as errors do: relative to the project where possible."""
        root = self.settings.root
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()

    def source(self, file: Path) -> Document:
        """Read a page's source, checked but not expanded."""
        name = self.name(file)
        text = read_text(file, name)
        check_front_matter(text, name)
        return document_of(text, name)

    def targets(self, language: str, path: str) -> Targets | None:
        """Return what references to a page can name; None if no language has the page.

        Raises:
            ParityError: anything is wrong with the page, or a name on it stands twice.

        """
        key = language, path
        if key not in self._targets:
            default = self.settings.default.code
            files = (self.settings.docs / code / path for code in (language, default))
            own, other = (
                targets(self._draft(file.resolve()).document) if file.is_file() else None
                for file in files
            )
            self._targets[key] = joined(own, other) if own and other else own or other
        return self._targets[key]

    def numbered(self, page: Page) -> list[Target]:
        """Return the figures, tables and equations that stand on a page itself."""
        found = self.targets(page.language, page.path)
        named = found.named.values() if found else ()
        return [item for item in named if item.number and item.where.file == page.name]

    def _render(self, file: Path) -> Page:
        draft, reduced = self._draft(file), self.reduced(file)
        words = Words(partial(self._say, draft.language))
        document = filled(draft.document, draft.path, words, partial(self.targets, draft.language))
        runs = shown = tuple(blocks(draft.whole))
        if reduced.lent:
            shown = tuple(block for block in runs if block.page not in reduced.lent)
        require_safe(unsafe_text(self, file, reduced))
        return Page(
            name=self.name(file),
            language=draft.language,
            path=draft.path,
            document=document,
            blocks=runs,
            missing=draft.missing,
            own=shown,
            changes=reduced.changes,
            outdated=frozenset(line.page for line in lines_of(reduced.document, reduced.stale)),
        )

    def _say(self, language: str, text: str) -> str:
        default = self.settings.default.code
        own = self.catalogue(language) if language != default else None
        return say(text, language, own, default=default)

    def _draft(self, file: Path) -> Draft:
        if file not in self._drafts:
            self._drafts[file] = self._drafted(file)
        return self._drafts[file]

    def _drafted(self, file: Path) -> Draft:
        language = self.language_of(file)
        if language is None:
            raise ParityError(
                "this is no page of a language",
                file=self.name(file),
                fix="give a file docs/<language>/…",
            )
        self.require_safe_folder(language)
        reduced = self.reduced(file)
        path = self._path(file, language)
        document, missing = self._localized(reduced.document, language)
        whole = document
        if reduced.whole is not reduced.document:
            whole, _ = self._localized(reduced.whole, language)
        if language == self.settings.default.code or not reduced.english:
            document = pin_anchors(document, document)
        else:
            entries = self.lock(language).page(path).items()
            locked = {name: entry for name, entry in entries if name}
            sections = self.english.sections(path) if locked else ()
            titled = [section for section in sections if section.level]
            lock = self.name(self.lock_file(language))
            document = inherit_anchors(document, reduced.english, titled, locked, lock)
        return Draft(document, language, path, missing, whole)

    def reduced(self, file: Path) -> Reduced:
        """Read a page's source, outdated sections without what English no longer has there.

        Raises:
            ParityError: the page, its twin or the lock file is malformed.

        """
        file = file.resolve()
        if file not in self._reduced:
            self._reduced[file] = self.reduce(file, self.source(file))
        return self._reduced[file]

    def reduce(self, file: Path, own: Document) -> Reduced:
        """Do as `reduced` with a text that need not be that of the file."""
        language = self.language_of(file)
        assert language is not None
        return reduced_page(self, file, language, self._path(file, language), own)

    def _path(self, file: Path, language: str) -> str:
        return PurePosixPath(file.relative_to(self.settings.docs / language)).as_posix()

    def _localized(self, document: Document, language: str) -> tuple[Document, tuple[Missing, ...]]:
        expanded = expand(document, self.includer)
        if language == self.settings.default.code:
            return expanded, ()
        localized, missing = localize(expanded, self.catalogue(language).translate)
        return localized, tuple(missing)

    def require_safe_folder(self, language: str) -> None:
        """Refuse a translation's folder that holds what it may not hold; see `safety`.

        Raises:
            ParityError: it holds another file than pages, catalogue and pictures, or the catalogue
                holds a text that would act.

        """
        if language not in self._safe:
            require_safe(unsafe_folder(self, language))
            self._safe.add(language)
