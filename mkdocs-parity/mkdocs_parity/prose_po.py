"""*export*: a language's prose as a gettext file, for Poedit, Weblate and the like.

A message is a paragraph, heading, item, cell, … of the default language; its context is the page
and the section. Code, includes and directives are not in the file, so it cannot change them.
"""

import io
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from mkdocs_parity.catalogue import parse_catalogue
from mkdocs_parity.files import read_text
from mkdocs_parity.pairing import Pair, Paired, duplicates, pair
from mkdocs_parity.project import Project
from mkdocs_parity.units import Unit

_HEADER = """\
# Prose of this site. Translate msgstr; `parity import` writes it into the pages.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"X-Generator: mkdocs-parity\\n"
"""
_HEAD = re.compile(r'(?:#(?![~:,.|]).*\n)*(?:#,.*\n)*msgid ""\nmsgstr .*\n(?:".*"\n)*')
_CODE = re.compile(r"(`+).+?\1(?!`)", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]")


def export_po(
    project: Project, language: str, paths: Iterable[str], old: str = "", name: str = "old.po"
) -> str:
    """Return the prose of pages as PO text, with the translations that the pages have.

    A translation that may be that of a neighbouring text, because the section has changed, is
    fuzzy.

    Args:
        project: the project.
        language: the code of the language.
        paths: pages, relative to a language's folder.
        old: an earlier file, whose header, comments and further translations are kept.
        name: what errors call the earlier file.

    Raises:
        ParityError: a page or the earlier file cannot be read.

    """
    known = parse_catalogue(old, name) if old else Catalog()
    catalogue = Catalog()
    for path in paths:
        pages = pair_of(project, language, path)
        source = project.name(project.settings.docs / project.settings.default.code / path)
        numbers = duplicates([item.source for item in pages.pairs])
        for item, number in zip(pages.pairs, numbers, strict=True):
            _add(catalogue, known, item, context_of(path, item.source, number), source)
    _keep(catalogue, known)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, omit_header=True)
    header = _HEAD.match(old)
    head = header[0] if header else _HEADER.format(language=language.replace("-", "_"))
    return head + "\n" + buffer.getvalue().decode("utf-8").strip("\n") + "\n"


def pages_named(project: Project, name: str | None) -> list[str]:
    """Return the default language's pages, relative to its folder; or the one that is named.

    A page is named by its path from the project or from a language's folder.
    """
    docs = project.settings.docs
    folder = docs / project.settings.default.code
    known = [
        file.relative_to(folder).as_posix() for file in project.pages(project.settings.default.code)
    ]
    if name is None:
        return known
    wanted = {PurePosixPath(name).as_posix()}
    for language in project.settings.languages:
        path = (project.settings.root / name).resolve()
        if path.is_relative_to(docs / language.code):
            wanted.add(path.relative_to(docs / language.code).as_posix())
    return [path for path in known if path in wanted]


def pair_of(project: Project, language: str, path: str) -> Paired:
    """Put a page of the default language beside its translation."""
    docs = project.settings.docs
    source, target = docs / project.settings.default.code / path, docs / language / path
    names = project.name(source), project.name(target)
    translated = read_text(target, names[1]) if target.is_file() else None
    return pair(read_text(source, names[0]), translated, *names)


def context_of(path: str, unit: Unit, number: int) -> str:
    """Return the msgctxt of a unit, the `number`-th with its text in its section."""
    section = f"#{unit.section}" if unit.section else ""
    return path + section + (f" ({number})" if number > 1 else "")


def needs_words(text: str) -> bool:
    """Tell whether a text holds more to translate than code, numbers and signs."""
    return _WORD.search(_CODE.sub("", text)) is not None


def _add(catalogue: Catalog, known: Catalog, item: Pair, context: str, file: str) -> None:
    text = item.source.text
    present = item.target.text if item.target is not None else ""
    if not needs_words(text) and present in ("", text):
        return
    string = present
    flags: tuple[str, ...] = ("fuzzy",) if present and not item.sure else ()
    old = known.get(text, context)
    if old is not None and old.string and (not present or flags):
        string, flags = str(old.string), tuple(old.flags & {"fuzzy"})
    catalogue.add(
        text,
        string,
        locations=[(file, item.source.line)],
        flags=flags,
        auto_comments=[item.source.kind],
        user_comments=old.user_comments if old is not None else (),
        context=context,
    )


def _keep(catalogue: Catalog, known: Catalog) -> None:
    """Keep translations of an earlier file that no page asks for any more."""
    for message in [*known, *known.obsolete.values()]:
        text = message.id
        if not text or not isinstance(text, str) or not message.string:
            continue
        if catalogue.get(text, message.context) is None:
            catalogue.obsolete[f"{message.context}\n{text}"] = message
