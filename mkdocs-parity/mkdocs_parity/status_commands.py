"""The commands `status`, `diff` and `mark`."""

import difflib
import os
import sys
from itertools import groupby
from pathlib import Path

import click

from mkdocs_parity import diff_report, status_report
from mkdocs_parity.cli_common import CONFIG, echo, echo_json, open_project, reports
from mkdocs_parity.mark import mark as mark_sections
from mkdocs_parity.project import Project
from mkdocs_parity.status import language_status

_STATUS_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
    help="How to print it.",
)
_DIFF_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print it.",
)


@click.command()
@click.argument("languages", nargs=-1, metavar="[LANG]...")
@_STATUS_FORMAT
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 if less of a language is current, in English words.",
)
@CONFIG
@reports
def status(
    languages: tuple[str, ...], form: str, fail_under: float | None, config_file: Path
) -> None:
    """Say what is translated, and what there is to do.

    Each section of a page is current (translated from the English of now, and reviewed), draft
    (translated, not yet marked as reviewed), outdated (English has changed since), missing (not
    translated) or orphaned (English no longer has it). White space and line wrapping don't
    count; what a section includes does: code, outputs, figures. Chinese and Japanese are counted
    by character.
    """
    project = open_project(config_file)
    codes = [language.code for language in project.settings.languages[1:]]
    chosen = [_language(project, code) for code in languages] or codes
    found = [language_status(project, code) for code in codes if code in chosen]
    if form == "json":
        echo_json(status_report.as_data(found))
    elif form == "markdown":
        echo(status_report.as_markdown(found))
    else:
        echo(status_report.as_table(found))
    below = [item for item in found if fail_under is not None and item.percent < fail_under]
    for item in below:
        said = f"{item.language} is {status_report.percent(item)} current, below {fail_under:g} %"
        click.echo(f"error: {said}\n  fix: see `parity diff {item.language} PAGE`", err=True)
    if below:
        sys.exit(1)


@click.command()
@click.argument("language", metavar="LANG")
@click.argument("page", metavar="PAGE[#SECTION]")
@_DIFF_FORMAT
@click.option("--color/--no-color", default=None, help="Colour it; by default in a terminal.")
@CONFIG
@reports
def diff(language: str, page: str, form: str, color: bool | None, config_file: Path) -> None:
    """Show what changed in English since a page was translated.

    For each section of PAGE that is not current: what English said when the translation was
    marked, what it says now, word by word, and the translation as it is. Needs no history: the
    old English is in the lock file. PAGE is relative to the language's folder, e.g. index.md.
    """
    project = open_project(config_file)
    code = _language(project, language)
    path, anchor = _target(project, code, page)
    found = diff_report.diff_page(project, code, path, anchor)
    if form == "json":
        echo_json(diff_report.as_data(path, code, found))
    elif form == "markdown":
        echo(diff_report.as_markdown(found))
    elif found:
        echo(diff_report.as_text(found), color=False if os.environ.get("NO_COLOR") else color)
    else:
        echo(f"{page} is current in {code}\n")


@click.command()
@click.argument("language", metavar="LANG")
@click.argument("pages", nargs=-1, metavar="PAGE[#SECTION]...")
@click.option("--draft", is_flag=True, help="Mark as translated, but not yet reviewed.")
@click.option("--all", "everything", is_flag=True, help="Mark every translated page.")
@CONFIG
@reports
def mark(
    language: str, pages: tuple[str, ...], draft: bool, everything: bool, config_file: Path
) -> None:
    """Record that a translation says what English says now.

    Mark a page, or one section, when you have brought it up to date and read it: its sections
    become current. PAGE# is what stands before the first heading. The record is
    LANG/parity.lock in the docs folder; commit it with the translation.
    """
    project = open_project(config_file)
    code = _language(project, language)
    if bool(pages) == everything:
        raise click.UsageError("Name the pages to mark, or give --all.")
    targets = [_target(project, code, page) for page in pages]
    if everything:
        both = project.english.paths & set(project.paths(code))
        targets = [(path, None) for path in sorted(both)]
    state = "draft" if draft else "current"
    changed = mark_sections(project, code, targets, "draft" if draft else "current")
    for path, group in groupby(changed, key=_page_of):
        names = list(group)
        said = names[0] if len(names) == 1 else f"{path}, {len(names)} sections"
        echo(f"{state}: {said}\n")
    lock = project.name(project.lock_file(code))
    echo(f"{lock}: {len(changed)} sections changed\n")


def _page_of(name: str) -> str:
    return name.partition(".md#")[0].removesuffix(".md") + ".md"


def _language(project: Project, code: str) -> str:
    default, *others = project.settings.languages
    codes = [language.code for language in others]
    if code == default.code:
        said = f"{code} is the language that the others are translated from."
        raise click.BadParameter(f"{said} Give one of: {', '.join(codes)}", param_hint="LANG")
    if code not in codes:
        known = ", ".join(codes) or "none"
        raise click.BadParameter(f"no language {code!r}. There are: {known}", param_hint="LANG")
    return code


def _target(project: Project, language: str, text: str) -> tuple[str, str | None]:
    """Read PAGE[#SECTION]; the page may also be given as a file, or without its ending."""
    page, mark, anchor = text.partition("#")
    known = project.english.paths | set(project.paths(language))
    path = next((path for path in _readings(project, page) if path in known), None)
    if path is None:
        close = difflib.get_close_matches(page, sorted(known), n=1)
        hint = f" Did you mean {close[0]!r}?" if close else " See `parity status`."
        raise click.BadParameter(f"no page {page!r}.{hint}", param_hint="PAGE")
    anchors = [section.anchor for section in project.english.sections(path)]
    if mark and path in project.english.paths and anchor not in anchors:
        close = difflib.get_close_matches(anchor, anchors, n=1)
        hint = f"Did you mean {close[0]!r}?" if close else f"It has: {', '.join(anchors)}"
        raise click.BadParameter(f"{path} has no section {anchor!r}. {hint}", param_hint="PAGE")
    return path, anchor if mark else None


def _readings(project: Project, page: str) -> list[str]:
    found = [page, f"{page}.md"]
    file = Path(page).resolve()
    for language in project.settings.languages:
        folder = project.settings.docs / language.code
        if file.is_relative_to(folder):
            found.append(file.relative_to(folder).as_posix())
    return found
