"""*import*: the prose of a gettext file written into the pages; see `prose_po` for *export*."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from mkdocs_parity.catalogue import parse_catalogue
from mkdocs_parity.document import document_of
from mkdocs_parity.errors import ParityError
from mkdocs_parity.files import check_front_matter, read_text
from mkdocs_parity.localize import Translation, refuse_controls
from mkdocs_parity.pairing import Pair, Paired, between, duplicates, usual_width
from mkdocs_parity.project import Project
from mkdocs_parity.prose_po import context_of, needs_words, pages_named, pair_of
from mkdocs_parity.reduce import as_it_is
from mkdocs_parity.safe_files import Refusal
from mkdocs_parity.safety import unsafe_text
from mkdocs_parity.units import Unit, units
from mkdocs_parity.wrap import placed

_CONTEXT = re.compile(r"(?P<path>.+?\.md)(?:#.*| \(\d+\))?")
_LANGUAGE = re.compile(r'^"Language:[ ]*(?P<code>[a-z]{2,3})(?![a-z])', re.MULTILINE)
_CODE = re.compile(r"(`+).+?\1(?!`)", re.DOTALL)
_MARKUP = re.compile(r"<[a-zA-Z/!?][^<>]*>?|\{[^{}\n]*\}")


@dataclass(frozen=True, slots=True)
class Left:
    """A text that an import did not translate: where it stands now, and why."""

    file: str
    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Imported:
    """A page as an import makes it.

    Attributes:
        file: the page's name.
        path: the page relative to the language's folder.
        text: the page's text; None if it stays missing, because nothing of it is translated.
        left: the texts that are not as the file has them.

    """

    file: str
    path: str
    text: str | None
    left: tuple[Left, ...]


Messages = Mapping[tuple[str, str], Message]


def import_po(project: Project, language: str, text: str, name: str) -> list[Imported]:
    """Turn PO text into pages; nothing is written.

    A message without a translation, or with a fuzzy one, leaves what the page says; where it
    says nothing yet, the default language's text stands. A page of which nothing is translated
    stays missing.

    Args:
        project: the project.
        language: the code of the language.
        text: the PO text.
        name: what errors call it.

    Raises:
        ParityError: the file is broken or for another language, a translation would add
            structure, code or markup to its page, or the page would not be safe; see `safety`.

    """
    catalogue = parse_catalogue(text, name)
    _check_language(text, language, name)
    return [
        _Import(project, language, path, own, name).page()
        for path, own in _by_page(project, catalogue, name).items()
    ]


def _check_language(text: str, language: str, name: str) -> None:
    said = _LANGUAGE.search(text)
    if said and said["code"] != re.split("[-_]", language)[0].lower():
        line = text.count("\n", 0, said.start()) + 1
        cause = f"the file's language is {said['code']!r}, not {language!r}"
        raise ParityError(cause, file=name, line=line, fix="import it as that language")


def _by_page(project: Project, catalogue: Catalog, name: str) -> dict[str, Messages]:
    folder = project.settings.docs / project.settings.default.code
    known = set(pages_named(project, None))
    found: dict[str, dict[tuple[str, str], Message]] = {}
    for message in catalogue:
        if not message.id or not isinstance(message.id, str):
            continue
        match = _CONTEXT.fullmatch(message.context or "")
        if match is None or match["path"] not in known:
            raise ParityError(
                f"the message's context {message.context!r} names no page of "
                f"{project.name(folder)}/",
                file=name,
                line=message.lineno,
                fix="leave msgctxt as `parity export` writes it; if the page is gone, export again",
            )
        own = found.setdefault(match["path"], {})
        own[message.context or "", message.id] = message
    return dict(found)


@dataclass
class _Import:
    """One page, from its messages."""

    project: Project
    language: str
    path: str
    messages: Messages
    name: str
    left: list[Left] = field(default_factory=list)
    expected: list[tuple[str, Translation | None]] = field(default_factory=list)
    spans: list[tuple[int, int, Translation]] = field(default_factory=list)  # new lines of the page

    def page(self) -> Imported:
        docs = self.project.settings.docs
        target = docs / self.language / self.path
        file = self.project.name(target)
        pages = pair_of(self.project, self.language, self.path)
        sources = [item.source for item in pages.pairs]
        gaps = self._gaps(pages)
        width = usual_width(sources)
        used: set[int] = set()
        parts, line = [gaps[0]], 1 + gaps[0].count("\n")
        for item, number, gap in zip(pages.pairs, duplicates(sources), gaps[1:], strict=True):
            message = self._message(item.source, number)
            used.add(id(message))
            item = self._settled(item, message)
            raw = self._raw(item, message, width, pages.same)
            self._report(item, message, Left(file, line, item.source.text, ""))
            text, where = self.expected[-1]
            if where is not None and (item.target is None or text != item.target.text):
                self.spans.append((line, line + raw.count("\n"), where))
            parts += [raw, gap]
            line += raw.count("\n") + gap.count("\n")
        for unit in pages.lost:
            self.left.append(Left(file, unit.line, unit.text, "taken out: it translates no text"))
        for message in self.messages.values():
            if id(message) not in used and message.string:
                why = "not imported: the page has no such text any more"
                self.left.append(Left(self.name, message.lineno or 1, str(message.id), why))
        text = "".join(parts)
        self._verify(text, file)
        translated = target.is_file() or any(where for _, where in self.expected)
        if translated:
            self._require_safe(target, text, file)
        return Imported(file, self.path, text if translated else None, tuple(self.left))

    def _gaps(self, pages: Paired) -> list[str]:
        """Return what stands between the texts: the translation's own if it is equal."""
        code = self.language if pages.same else self.project.settings.default.code
        file = self.project.settings.docs / code / self.path
        own = [item.target if pages.same else item.source for item in pages.pairs]
        text = read_text(file, self.project.name(file))
        return between(text, [unit for unit in own if unit is not None])

    def _message(self, unit: Unit, number: int) -> Message | None:
        """Find a unit's message, also where its section has another name by now."""
        own = self.messages.get((context_of(self.path, unit, number), unit.text))
        if own is not None:
            return own
        others = [message for (_, text), message in self.messages.items() if text == unit.text]
        same = len({(str(message.string), message.fuzzy) for message in others}) == 1
        return others[0] if same else None

    def _settled(self, item: Pair, message: Message | None) -> Pair:
        """Let go of a doubtful translation that the file has for another text."""
        if item.sure or item.target is None or _is_translated(message):
            return item
        text = item.target.text
        others = (str(other.string) for other in self.messages.values() if not other.fuzzy)
        return replace(item, target=None) if text in others else item

    def _raw(self, item: Pair, message: Message | None, width: int | None, same: bool) -> str:
        place = item.target if same and item.target is not None else item.source
        where = None
        text = item.target.text if item.target is not None else item.source.text
        if message is not None and _is_translated(message):
            where = Translation(str(message.string), self.name, message.lineno or 1)
            text = _checked(where, item.source)
        self.expected.append((text, where))
        for known in (item.target, item.source):
            if known is not None and known.text == text and _fits(known, place):
                return known.raw
        return placed(text, place, width, self.language)

    def _report(self, item: Pair, message: Message | None, where: Left) -> None:
        if _is_translated(message) or not needs_words(where.text):
            return
        if message is None:
            why = "the file has no such text"
        else:
            why = "the translation is fuzzy" if message.string else "the file has no translation"
        now = "kept as it was" if item.target is not None else "left untranslated"
        self.left.append(Left(where.file, where.line, where.text, f"{now}: {why}"))

    def _verify(self, text: str, file: str) -> None:
        """Read the page again: each text must be where it was put, and be nothing else."""
        try:
            check_front_matter(text, file)
            found = [unit.text for unit in units(text, file)]
        except ParityError as error:
            found = [error.cause]
        for index, (wanted, where) in enumerate(self.expected):
            if where is not None and (index >= len(found) or found[index] != wanted):
                raise ParityError(
                    f"the translation would change the structure of {file}: {where.text!r}",
                    file=where.file,
                    line=where.line,
                    fix="begin it with a word, and put a backslash before signs of Markdown",
                )
            if index >= len(found) or found[index] != wanted:
                break
        if len(found) != len(self.expected):
            cause = f"the file's translations together change the structure of {file}"
            raise ParityError(cause, file=self.name, fix="look for Markdown in them")

    def _require_safe(self, target: Path, text: str, file: str) -> None:
        """Refuse a page that could not be built; what is new must be safe in any section."""
        document = document_of(text, file)
        reduced = self.project.reduce(target, document)
        strict = as_it_is(document, reduced.english)
        new = [item for item in unsafe_text(self.project, target, strict) if self._source(item)]
        for refusal in (*new, *unsafe_text(self.project, target, reduced)):
            where = self._source(refusal)
            raise ParityError(
                f"{refusal.what} ({refusal.file}:{refusal.line})" if where else refusal.what,
                file=where.file if where else refusal.file,
                line=where.line if where else refusal.line,
                fix=refusal.fix,
            )

    def _source(self, refusal: Refusal) -> Translation | None:
        """Return the message that brings in what is refused."""
        line = refusal.line or 0
        return next((where for first, last, where in self.spans if first <= line <= last), None)


def _is_translated(message: Message | None) -> bool:
    return message is not None and bool(str(message.string).strip()) and not message.fuzzy


def _fits(unit: Unit, place: Unit) -> bool:
    """Tell whether the lines of a unit can stand in another place as they are."""
    return unit is place or "\n" not in unit.raw or unit.hang == place.hang


def _checked(translation: Translation, source: Unit) -> str:
    """Return a translation's text.

    Raises:
        ParityError: it has control characters, or HTML or attributes that the source lacks.

    """
    refuse_controls(translation)
    text = translation.text.strip()
    if source.kind != "meta":
        text = "\n".join(line.strip() for line in text.split("\n"))
    markup = Counter(_MARKUP.findall(_CODE.sub("", text)))
    markup -= Counter(_MARKUP.findall(_CODE.sub("", source.text)))
    if markup:
        raise ParityError(
            f"the translation has markup that the text lacks: {next(iter(markup))}",
            file=translation.file,
            line=translation.line,
            fix="take it out, or put it between backticks if it is meant as text",
        )
    return text
