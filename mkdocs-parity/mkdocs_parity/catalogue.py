"""The catalogue of a language: a gettext PO file with the texts of code and figures."""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from mkdocs_parity.errors import ParityError
from mkdocs_parity.files import read_text
from mkdocs_parity.localize import Translation

_HEADER = """\
# Texts of code and figures in this language: comments, docstrings, labels.
# Translate msgstr; leave msgid as it is. An empty msgstr leaves the English text.
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
_FIX = 'write msgid "English" and msgstr "translation", each in straight double quotes'
_ENTRY_LINE = re.compile(
    r'(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+)?"(?:[^"\\]|\\[ntr"\\])*"'
)
_MSGID = re.compile(r'^msgid\s+".*"(?:\n".*")*', re.MULTILINE)


@dataclass(frozen=True)
class Catalogue:
    """Translations by English text; entries that are empty or fuzzy do not count."""

    entries: Mapping[str, Translation]

    def translate(self, text: str) -> Translation | None:
        """Return the translation of a text, or None."""
        return self.entries.get(text)


def load_catalogue(path: Path, name: str) -> Catalogue:
    """Read a PO file; a file that does not exist is an empty catalogue.

    Args:
        path: the file.
        name: what errors call it.

    Raises:
        ParityError: the file is not a PO file; the error names the line.

    """
    if not path.exists():
        return Catalogue({})
    text = read_text(path, name)
    entries = {
        str(message.id): Translation(str(message.string), name, message.lineno or 1)
        for message in parse_catalogue(text, name)
        if message.id and message.string and not message.fuzzy and isinstance(message.id, str)
    }
    return Catalogue(entries)


def parse_catalogue(text: str, name: str) -> Catalog:
    """Parse PO text.

    Raises:
        ParityError: an entry is broken or stands twice; the error names the line.

    """
    _refuse_broken(text, name)
    _refuse_twins(text, name)
    try:
        return read_po(io.StringIO(text), charset="utf-8", abort_invalid=True)
    except (PoFileError, ValueError) as error:
        line = getattr(error, "lineno", None)
        number = None if line is None else line + 1
        raise ParityError(
            f"the catalogue has a broken entry: {error}", file=name, line=number, fix=_FIX
        ) from error


def merge_catalogue(old: str, found: Mapping[str, Iterable[str]], language: str, name: str) -> str:
    """Bring PO text up to date with the messages found in the code.

    New messages are added empty, or with the translation of a similar old one marked fuzzy;
    messages that are gone are kept as obsolete comments, and nothing that was translated is lost.

    Args:
        old: the PO text as it is, empty for a new catalogue.
        found: the files that each message stands in.
        language: the language's code.
        name: what errors call the file.

    """
    template = Catalog(locale=None)
    for text, files in found.items():
        template.add(text, locations=[(file, 0) for file in sorted(set(files))])
    catalogue = parse_catalogue(old, name) if old else Catalog(locale=language)
    catalogue.update(template, update_creation_date=False)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, sort_output=False, include_lineno=False, omit_header=True)
    return _HEADER.format(language=language) + buffer.getvalue().decode("utf-8").lstrip("\n")


def _refuse_broken(text: str, name: str) -> None:
    """Babel reads unquoted and half-quoted text without a word; refuse it."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#") and not _ENTRY_LINE.fullmatch(line.strip()):
            raise ParityError(
                f"the catalogue has a broken entry: {line.strip()}",
                file=name,
                line=number,
                fix=_FIX,
            )


def _refuse_twins(text: str, name: str) -> None:
    """Babel keeps the last of two entries with one msgid; refuse them, so that none is lost."""
    seen: dict[str, int] = {}
    for match in _MSGID.finditer(text):
        msgid = "".join(re.findall(r'"(.*)"', match[0]))
        line = text.count("\n", 0, match.start()) + 1
        if msgid in seen:
            cause = f"the entry {msgid!r} stands twice, first in line {seen[msgid]}"
            raise ParityError(cause, file=name, line=line, fix="delete one of the two")
        seen[msgid] = line
