"""What the generator says to readers, in their language.

The texts are catalogues in `locales/`, by the first part of a locale: `pt` is Brazilian Portuguese,
`zh` is Simplified Chinese. An entry with the same msgid in a project's own catalogue wins.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

from mkdocs_parity.catalogue import Catalogue, load_catalogue
from mkdocs_parity.localize import refuse_controls

FALLBACK = "This page has not been translated yet. It is shown in {language}."
OUTDATED = "This section has changed in {language} since it was translated."
CURRENT_TEXT = "Show the current text in {language}"
DRAFT = "This translation has not been reviewed yet."
HELP = "Help to translate this page"
DRAFT_SECTION = "The translation of this section has not been reviewed yet."
MISSING_SECTION = "This section has not been translated yet. It is shown in {language}."
ORPHANED_SECTION = "This section no longer exists in {language}."
ORPHANED_PAGE = "This page no longer exists in {language}."
CURRENT_PAGE = "This translation has been reviewed and is up to date."
OUTDATED_PAGE = "Parts of this translation are older than the text in {language}."
DRAFT_PARTS = "Parts of this translation have not been reviewed yet."
WHO = "Anyone who reads {language} can help."
EDIT = "Edit this page"
RUN_PAGE = "Run this page:"
SCRIPT = "Python script"
NOTEBOOK = "Jupyter notebook"
COLAB = "Open in Colab"
BOOK = "Whole book (PDF)"
COPY_PROGRAM = "Copy the whole program up to here"
COPIED = "Copied: a program that runs by itself"
INSTALL = "Install what this notebook uses."
NEXT_PROGRAM = "A new program begins: forget the names of the one before."
RAN = "Ran with {versions} · {time} · {date}"
NOT_RUN = "Not run in this build"
SKIPPED = "Not run: {reason}"
DASHBOARD = "State of the translations"
LANGUAGE = "Site language"
DONE = "Translated and reviewed"
TO_TRANSLATE = "Words to translate"
TO_REVIEW = "Words to review"
COUNT_TO_TRANSLATE = "Words to translate: {count}"
COUNT_TO_REVIEW = "Words to review: {count}"
CURRENT = "Up to date"
OUTDATED_STATE = "Out of date"
DRAFT_STATE = "Not reviewed"
MISSING_STATE = "Not translated"
ORPHANED_STATE = "No longer in the original"
COUNTED = "Words are counted in the text in {language}."
FIGURE = "Figure {number}"
TABLE = "Table {number}"
EQUATION = "Equation ({number})"
SECTION = "Section “{title}”"
CAPTION = "{label}."
ELSEWHERE = "{reference} in “{page}”"
PERMALINK = "Link to this section"
SKIP = "Skip to content"
LOST = "Page not found"
LOST_WHY = "There is no page at this address. It may have moved."
LOST_HOME = "Go to the home page"
OLDER = "This is an older version of this site."
NEWEST = "Go to the newest version"
OFFER = "This page is also available in {language}."
OFFER_READ = "Read in {language}"
OFFER_NO = "No, thanks"
READER_MESSAGES = (
    FALLBACK,
    OUTDATED,
    CURRENT_TEXT,
    DRAFT,
    HELP,
    DRAFT_SECTION,
    MISSING_SECTION,
    ORPHANED_SECTION,
    ORPHANED_PAGE,
    CURRENT_PAGE,
    OUTDATED_PAGE,
    DRAFT_PARTS,
    WHO,
    EDIT,
    RUN_PAGE,
    SCRIPT,
    NOTEBOOK,
    COLAB,
    BOOK,
    COPY_PROGRAM,
    COPIED,
    INSTALL,
    NEXT_PROGRAM,
    RAN,
    NOT_RUN,
    SKIPPED,
    DASHBOARD,
    LANGUAGE,
    DONE,
    TO_TRANSLATE,
    TO_REVIEW,
    COUNT_TO_TRANSLATE,
    COUNT_TO_REVIEW,
    CURRENT,
    OUTDATED_STATE,
    DRAFT_STATE,
    MISSING_STATE,
    ORPHANED_STATE,
    COUNTED,
    FIGURE,
    TABLE,
    EQUATION,
    SECTION,
    CAPTION,
    ELSEWHERE,
    PERMALINK,
    SKIP,
    LOST,
    LOST_WHY,
    LOST_HOME,
    OLDER,
    NEWEST,
    OFFER,
    OFFER_READ,
    OFFER_NO,
    "Switch to dark mode",
    "Switch to light mode",
    "Switch to system preference",
)
_LOCALES = Path(__file__).parent / "locales"


def locale_of(code: str) -> Locale | None:
    """Return what Babel knows of a locale such as `fr`, `pt-BR` or `zh_TW`; None if nothing."""
    try:
        return Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def is_rtl(code: str) -> bool:
    """Tell whether a language is written from right to left."""
    locale = locale_of(code)
    return locale is not None and locale.text_direction == "rtl"


def direction(code: str) -> str:
    """Return the value of the HTML attribute `dir` for a language."""
    return "rtl" if is_rtl(code) else "ltr"


def language_name(code: str, reader: str) -> str:
    """Return what a language is called in the reader's language, or its code."""
    locale, other = locale_of(code), locale_of(reader)
    if locale is None:
        return code
    return str(locale.get_display_name(other or locale_of("en")) or code)


@cache
def messages_in(language: str) -> Catalogue:
    """Return the messages to readers in a language; empty if they are not translated."""
    path = _LOCALES / f"{language[:2].lower()}.po"
    return load_catalogue(path, path.name)


def say(text: str, reader: str, own: Catalogue | None = None, *, default: str = "en") -> str:
    """Put a message into the reader's language.

    Args:
        text: the message in English, one of `READER_MESSAGES`.
        reader: the reader's locale.
        own: the project's catalogue for that language, whose texts win.
        default: the locale whose name stands for `{language}` in the message.

    Raises:
        ParityError: the project's text contains a control character.

    """
    translation = own.translate(text) if own is not None else None
    if translation is not None:
        refuse_controls(translation)
    else:
        translation = messages_in(reader).translate(text)
    said = text if translation is None else translation.text
    known = translation is not None or reader.startswith("en")
    return said.replace("{language}", language_name(default, reader if known else "en"))


def messages_to_keep(language: str, old: Iterable[str]) -> list[str]:
    """Return the messages to readers that belong into a project's catalogue.

    They are those that it overrides and, in a language that the package does not have, all.

    Args:
        language: the catalogue's language.
        old: the msgids that the catalogue has.

    """
    known, kept = messages_in(language).entries or language.startswith("en"), set(old)
    return [text for text in READER_MESSAGES if not known or text in kept]
