"""What readers of a translated page see of its state: notices, and English where it is newer."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from mkdocs_parity import notices
from mkdocs_parity.fragments import Fragment
from mkdocs_parity.notices import direction
from mkdocs_parity.status import PageStatus, SectionStatus

_HEADING = r"<h(?P<level>[1-6])\b[^>]*\bid=\"{id}\"[^>]*>.*?</h(?P=level)>"
_ANY_HEADING = re.compile(r"<h[1-6]\b[^>]*\bid=\"(?P<id>[^\"]+)\"")
_OWN_HEADING = re.compile(r"<h[1-6]\b(?![^>]*\bdoc-heading\b)[^>]*\bid=\"")  # of no API object
_FOOTNOTES = re.compile(r"<div class=\"footnote\">")
_FIRST = re.compile(r"\s*<h1\b.*?</h1>", re.DOTALL)


@dataclass(frozen=True)
class Voice:
    """Speaks to the readers of one language.

    Attributes:
        reader: their locale.
        default: the locale of the language that the page was translated from.
        say: puts one of `READER_MESSAGES` into their language.

    """

    reader: str
    default: str
    say: Callable[[str], str]

    @property
    def own(self) -> str:
        """The attributes of an element in the reader's language."""
        return _language(self.reader)

    @property
    def foreign(self) -> str:
        """The attributes of an element in the language that the page was translated from."""
        return _language(self.default)

    def note(self, message: str, kind: str, more: str = "") -> str:
        """Return a notice: one of `READER_MESSAGES`, and HTML to stand below it."""
        text = escape(self.say(message), quote=False)
        return (
            f'<div class="parity-note parity-{kind}" role="note" {self.own}>\n'
            f"<p>{text}</p>\n{more}</div>\n"
        )


def needs_english(status: PageStatus) -> bool:
    """Tell whether the page shows some of the text that it was translated from."""
    return any(_renewed(section) or section.state == "missing" for section in status.sections)


def with_missing(
    html: str, status: PageStatus, english: Mapping[str, Fragment], voice: Voice
) -> str:
    """Put the sections that a page lacks in their places, each marked by its language.

    The notices that belong to them are `section_notes`.

    Args:
        html: the content of the translated page, its headings with the anchors of English.
        status: the state of the page.
        english: the sections of the English page.
        voice: speaks to the readers.

    """
    before: str | None = None  # the section before, in the order of English
    for section in status.sections:
        if section.state == "orphaned":
            continue
        fragment = english.get(section.anchor)
        if section.state == "missing" and fragment is not None:
            heading = re.sub(r"^<h\d", rf"\g<0> {voice.foreign}", fragment.heading)
            at = _end_of_section(html, before)
            html = f"{html[:at]}{heading}\n{_foreign(fragment.body, voice)}{html[at:]}"
        before = section.anchor
    return html


def section_notes(
    status: PageStatus, english: Mapping[str, Fragment], voice: Voice
) -> dict[str, str]:
    """Return the notices that stand below headings, by the anchors of these.

    A page of which nothing is reviewed says so once, not at each section; so does a missing
    section for those below it.
    """
    found: dict[str, str] = {}
    covered = 7  # the level of the missing section whose notice holds for those below it
    whole = _all_draft(status)
    for section in status.sections:
        level = section.english.level if section.english else 0
        if section.state != "missing":
            covered = 7
        elif level <= covered:
            covered = level
            found[section.anchor] = voice.note(notices.MISSING_SECTION, "missing")
        if _renewed(section) and section.anchor in english:
            folded = _folded(english[section.anchor], voice)
            found[section.anchor] = voice.note(notices.OUTDATED, "outdated", folded)
        elif section.state == "draft" and not whole:
            found[section.anchor] = voice.note(notices.DRAFT_SECTION, "draft")
        elif section.state == "orphaned" and status.state != "orphaned":
            found[section.anchor] = voice.note(notices.ORPHANED_SECTION, "orphaned")
    return found


def page_note(status: PageStatus, voice: Voice) -> str:
    """Return the notice for the whole page that stands below its title; empty if none."""
    if status.state == "orphaned":
        return voice.note(notices.ORPHANED_PAGE, "orphaned")
    return voice.note(notices.DRAFT, "draft") if _all_draft(status) else ""


def with_notes(html: str, top: str, notes: Mapping[str, str]) -> str:
    """Put notices into a page: one for the page below its title, others below their headings."""
    for anchor, note in notes.items():
        at = _end_of_heading(html, anchor) if anchor else 0
        if at is not None:
            html = f"{html[:at]}\n{note}{html[at:]}"
    title = _FIRST.match(html)
    at = title.end() if title else 0
    return f"{html[:at]}\n{top}{html[at:]}" if top else html


def page_end(
    status: PageStatus | None, voice: Voice, edit: str | None, dashboard: str | None
) -> str:
    """Return what stands below a page: its state, who may help, and links; empty if nothing.

    Args:
        status: the state of the page; None on a page of the default language.
        voice: speaks to the readers.
        edit: the address to edit the page, or to create it if it is missing.
        dashboard: the address of the page with the state of all translations.

    """
    said = [] if status is None else [_page_state(status)]
    if status is not None and status.state != "orphaned":
        said.append(notices.WHO)
    sentences = [escape(voice.say(text), quote=False) for text in said]
    missing = status is not None and status.state == "missing"
    links = [(edit, notices.HELP if missing else notices.EDIT)]
    links += [(dashboard, notices.DASHBOARD)] if status is not None else []
    anchors = [
        f'<a href="{escape(link)}">{escape(voice.say(text), quote=False)}</a>'
        for link, text in links
        if link
    ]
    space = "" if sentences and sentences[0].endswith("。") else " "
    parts = [space.join(sentences), " · ".join(anchors)]
    body = "<br>\n".join(part for part in parts if part)
    return f'\n<p class="parity-end" {voice.own}>{body}</p>\n' if body else ""


def heading_order(html: str) -> Iterator[str]:
    """Yield the anchors of the headings, in order."""
    return (match["id"] for match in _ANY_HEADING.finditer(html))


def _page_state(status: PageStatus) -> str:
    states = {section.state for section in status.sections}
    if status.state == "missing":
        return notices.FALLBACK
    if status.state == "orphaned":
        return notices.ORPHANED_PAGE
    if status.state == "outdated":
        return notices.OUTDATED_PAGE
    if status.state == "draft":
        return notices.DRAFT if states == {"draft"} else notices.DRAFT_PARTS
    return notices.CURRENT_PAGE


def _all_draft(status: PageStatus) -> bool:
    return {section.state for section in status.sections} == {"draft"}


def _renewed(section: SectionStatus) -> bool:
    """Tell whether the text in English is another one than the one that was translated."""
    return section.state == "outdated" and section.english_then != section.english_now


def _folded(fragment: Fragment, voice: Voice) -> str:
    title = f'<p class="parity-title">{fragment.title}</p>\n' if fragment.title else ""
    return (
        '<details class="parity-current">\n'
        f"<summary>{escape(voice.say(notices.CURRENT_TEXT), quote=False)}</summary>\n"
        f"{_foreign(title + fragment.body, voice)}</details>\n"
    )


def _foreign(html: str, voice: Voice) -> str:
    return f'<div class="parity-foreign" {voice.foreign}>\n{html}\n</div>\n'


def _language(code: str) -> str:
    return f'lang="{escape(code.replace("_", "-"))}" dir="{direction(code)}"'


def _end_of_heading(html: str, anchor: str) -> int | None:
    pattern = _HEADING.format(id=re.escape(escape(anchor)))
    match = re.search(pattern, html, re.DOTALL)
    return match.end() if match else None


def _end_of_section(html: str, anchor: str | None) -> int:
    """Return where a section ends; None is before the first."""
    if anchor is None:
        return 0
    start = (_end_of_heading(html, anchor) or 0) if anchor else 0
    following = _OWN_HEADING.search(html, start) or _FOOTNOTES.search(html, start)
    return following.start() if following else len(html)
