"""The dashboard: the state of all translations, as HTML for the readers of one language."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from babel.numbers import format_decimal, format_percent

from mkdocs_parity import notices
from mkdocs_parity.document import Document, hidden
from mkdocs_parity.notices import direction, locale_of
from mkdocs_parity.reader import Voice
from mkdocs_parity.status import LanguageStatus, PageStatus, SectionStatus, State

DIRECTIVE = re.compile(r"<!--\s*parity:dashboard\s*-->")
_WORDS: dict[State, str] = {
    "current": notices.CURRENT,
    "draft": notices.DRAFT_STATE,
    "outdated": notices.OUTDATED_STATE,
    "missing": notices.MISSING_STATE,
    "orphaned": notices.ORPHANED_STATE,
}
_SHOWN: tuple[State, ...] = ("current", "draft", "outdated", "missing")


@dataclass(frozen=True)
class Links:
    """What the dashboard links to.

    Attributes:
        title: the title of a page (its path) for the readers, as text.
        page: the address of a page (language, path), or None.
        edit: the address to edit a page (language, path), or None.

    """

    title: Callable[[str], str]
    page: Callable[[str, str], str | None]
    edit: Callable[[str, str], str | None]


def has_dashboard(document: Document) -> bool:
    """Tell whether a page holds the directive `<!-- parity:dashboard -->` on a line of its own."""
    skipped = hidden(document)
    return any(
        DIRECTIVE.fullmatch(line.text.strip())
        for index, line in enumerate(document)
        if index not in skipped
    )


def dashboard(languages: Sequence[LanguageStatus], voice: Voice, links: Links) -> str:
    """Return the state of all translations: an overview, then the pages of each language.

    Bars repeat what stands beside them as text. Nothing of it needs a script.

    Args:
        languages: the translations.
        voice: speaks to the readers, whose language is shown unfolded.
        links: what it links to.

    """
    if not languages:
        return ""
    heads = (notices.LANGUAGE, notices.DONE, notices.TO_TRANSLATE, notices.TO_REVIEW)
    cells = "".join(f'<th scope="col">{_said(voice, head)}</th>' for head in heads)
    rows = "\n".join(_overview(language, voice) for language in languages)
    details = "\n".join(_language(language, voice, links) for language in languages)
    return (
        f'<div class="parity-dashboard" {voice.own}>\n<div class="parity-scroll" '
        f'tabindex="0" role="region" aria-label="{_said(voice, notices.DASHBOARD)}">\n'
        f'<table class="parity-languages">\n<thead><tr>{cells}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</div>\n"
        f"<p>{_said(voice, notices.COUNTED)}</p>\n{details}\n</div>"
    )


def _overview(language: LanguageStatus, voice: Voice) -> str:
    counts = (language.to_do, language.to_review)
    cells = "".join(f"<td>{_number(count, voice)}</td>" for count in counts)
    bar = f"{_bar(language.sections)} {_percent(language.percent, voice)}"
    return (
        f'<tr><th scope="row">{_name(language)}</th><td class="parity-done">{bar}</td>{cells}</tr>'
    )


def _language(language: LanguageStatus, voice: Voice, links: Links) -> str:
    opened = " open" if language.language == voice.reader else ""
    pages = "\n".join(_page(language.language, page, voice, links) for page in language.pages)
    return (
        f'<details class="parity-pages"{opened}>\n<summary>{_name(language)}</summary>\n'
        f"<ul>\n{pages}\n</ul>\n</details>"
    )


def _page(language: str, page: PageStatus, voice: Voice, links: Links) -> str:
    address = links.page(language, page.path)
    title = escape(links.title(page.path), quote=False)
    facts = [_state(page.state, voice), *_counts(page, voice)]
    edit = links.edit(language, page.path)
    if edit:
        help_ = notices.HELP if page.state == "missing" else notices.EDIT
        facts.append(f'<a href="{escape(edit)}">{_said(voice, help_)}</a>')
    sections = [section for section in page.sections if section.state != "current"]
    listed = (
        ""
        if page.state in ("missing", "orphaned") or _alike(page)
        else "".join(_section(section, address, voice) for section in sections)
    )
    below = f"\n<ul>{listed}</ul>" if listed else ""
    return (
        f'<li><span class="parity-page">{_linked(title, address)}</span> {_bar(page.sections)} '
        f'<span class="parity-facts">{" · ".join(facts)}</span>{below}</li>'
    )


def _section(section: SectionStatus, page: str | None, voice: Voice) -> str:
    title = re.sub(r"[`*]", "", section.title) or "…"
    named = f'<span lang="{voice.default}">{escape(title, quote=False)}</span>'
    address = f"{page}#{section.anchor}" if page is not None and section.anchor else page
    facts = [_state(section.state, voice)]
    if section.to_do:
        facts.append(_counted(notices.COUNT_TO_TRANSLATE, section.to_do, voice))
    return f"<li>{_linked(named, address)} {' · '.join(facts)}</li>"


def _alike(page: PageStatus) -> bool:
    """All sections are drafts: the page's own line says so."""
    return {section.state for section in page.sections} == {"draft"}


def _counts(page: PageStatus, voice: Voice) -> list[str]:
    to_do = sum(section.to_do for section in page.sections)
    to_review = sum(section.words for section in page.sections if section.state == "draft")
    pairs = ((notices.COUNT_TO_TRANSLATE, to_do), (notices.COUNT_TO_REVIEW, to_review))
    return [_counted(text, count, voice) for text, count in pairs if count]


def _counted(text: str, count: int, voice: Voice) -> str:
    return _said(voice, text).replace("{count}", _number(count, voice))


def _bar(sections: Sequence[SectionStatus]) -> str:
    words = {
        state: sum(section.words for section in sections if section.state == state)
        for state in _SHOWN
    }
    total = sum(words.values()) or 1
    parts = "".join(
        f'<span class="parity-is-{state}" style="width:{100 * count / total:.1f}%"></span>'
        for state, count in words.items()
        if count
    )
    return f'<span class="parity-bar" aria-hidden="true">{parts}</span>'


def _state(state: State, voice: Voice) -> str:
    return f'<span class="parity-state parity-state-{state}">{_said(voice, _WORDS[state])}</span>'


def _name(language: LanguageStatus) -> str:
    code = escape(language.language.replace("_", "-"))
    name = escape(language.name, quote=False)
    return f'<span lang="{code}" dir="{direction(language.language)}">{name}</span>'


def _linked(html: str, address: str | None) -> str:
    return html if address is None else f'<a href="{escape(address)}">{html}</a>'


def _said(voice: Voice, text: str) -> str:
    return escape(voice.say(text), quote=False)


def _number(count: int, voice: Voice) -> str:
    return str(format_decimal(count, locale=locale_of(voice.reader) or "en"))


def _percent(percent: float, voice: Voice) -> str:
    """Round down: 100 % is said of nothing less."""
    return str(format_percent(int(percent) / 100, locale=locale_of(voice.reader) or "en"))
