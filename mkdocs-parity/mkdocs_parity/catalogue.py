"""The catalogue of a language: a gettext PO file with the texts of code and figures."""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

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
    r'(?:(?P<key>msgctxt|msgid|msgid_plural|msgstr)(?:\[\d+\])?\s+)?"(?:[^"\\]|\\[ntr"\\])*"'
)
# The keywords that an entry may have before each keyword; None is the start of the file.
_BEFORE: Mapping[str, tuple[str | None, ...]] = {
    "msgctxt": (None, "msgstr"),
    "msgid": (None, "msgstr", "msgctxt"),
    "msgid_plural": ("msgid",),
    "msgstr": ("msgid", "msgid_plural"),
}
_OLD_HEADER = re.compile(r'(?P<header>(?:#(?!~).*\n)*msgid ""\nmsgstr ""\n(?:".*"\n)+)(?:\n|\Z)')
_MSGID = re.compile(
    r'^(?:msgctxt\s+(?P<context>".*"(?:\n".*")*)\n)?msgid\s+(?P<text>".*"(?:\n".*")*)', re.MULTILINE
)


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
        if isinstance(message.id, str)
        and message.id
        and str(message.string).strip()
        and not message.fuzzy
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
    except Exception as error:  # Babel raises what its parts raise
        line = getattr(error, "lineno", None)
        number = 1 if line is None else line + 1
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
    template = Catalog()
    catalogue = parse_catalogue(old, name) if old else Catalog()
    for text, files in found.items():
        template.add(text, locations=[(file, 0) for file in sorted(set(files))])
        if text in catalogue.obsolete and text not in catalogue:
            catalogue[text] = catalogue.obsolete.pop(text)
    catalogue.update(template, update_creation_date=False)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, sort_output=False, include_lineno=False, omit_header=True)
    header = _OLD_HEADER.match(old)
    head = f"{header['header']}\n" if header else _HEADER.format(language=language)
    return head + buffer.getvalue().decode("utf-8").strip("\n") + "\n"


def _refuse_broken(text: str, name: str) -> None:
    """Babel reads half-quoted text and half an entry without a word; refuse them."""
    before: str | None = None
    for number, line in enumerate(text.split("\n"), 1):
        content = line.strip()
        if not content or line.startswith("#"):
            continue
        match = _ENTRY_LINE.fullmatch(content)
        key = match["key"] if match else None
        plural = key == "msgstr" and content.startswith("msgstr[") and before == "msgstr"
        if match is None or (key and before not in _BEFORE[key] and not plural):
            raise ParityError(
                f"the catalogue has a broken entry: {content}", file=name, line=number, fix=_FIX
            )
        before = key or before


def _refuse_twins(text: str, name: str) -> None:
    """Babel keeps the last of two equal entries; refuse them, so that none is lost."""
    seen: dict[tuple[str | None, str], int] = {}
    for match in _MSGID.finditer(text):
        context, msgid = (
            part and "".join(re.findall(r'"(.*)"', part)) for part in match.group("context", "text")
        )
        line = text.count("\n", 0, match.start("text")) + 1
        if (context, msgid) in seen:
            cause = f"the entry {msgid!r} stands twice, first in line {seen[context, msgid]}"
            raise ParityError(cause, file=name, line=line, fix="delete one of the two")
        seen[context, msgid] = line
