"""The command `parity check`."""

import sys
from pathlib import Path

import click

from mkdocs_parity.check import check as compare_pages
from mkdocs_parity.cli_common import CONFIG, open_project, reports
from mkdocs_parity.findings import as_json, as_text, summary
from mkdocs_parity.fix import fix
from mkdocs_parity.project import Project


@click.command()
@click.argument("pages", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--fix", "mend", is_flag=True, help="Repair what needs no translator.")
@click.option("--strict", is_flag=True, help="Exit with 1 for outdated sections, too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write what is found.",
)
@CONFIG
@reports
def check(pages: tuple[Path, ...], mend: bool, strict: bool, form: str, config_file: Path) -> None:
    """Compare translations with the default language's pages.

    Compared are headings and anchors, includes and their order, fences, directives, outputs,
    tabs, admonitions, lists, tables, links, images, formulas, footnotes, HTML and numbers; what
    was left in the default language or stands twice; the terms of the glossary; texts of code
    without a translation; and Chinese punctuation and spacing. Nothing of a page is run.

    PAGES are files or folders to report on, all translations if none is given. --fix writes
    includes, fences, directives, anchors, formulas and targets as the default language has
    them, and leaves prose alone; from a section that is outdated it also takes out what the
    default language no longer has there. Exits with 1 if something is found that was not
    repaired. What differs in a section because the default language has changed since it was
    marked is shown as outdated, and counts only with --strict.
    """
    project = open_project(config_file)
    only = _chosen(project, pages)
    fixed = fix(project, only) if mend else []
    result = compare_pages(project, only)
    if form == "json":
        click.echo(as_json(result.findings, result.pages, fixed))
    else:
        click.echo(as_text(result.findings, project.settings.default.name), nl=False)
        click.echo(summary(result.findings, result.pages, fixed))
    if any(strict or not finding.outdated for finding in result.findings):
        sys.exit(1)


def _chosen(project: Project, pages: tuple[Path, ...]) -> list[Path] | None:
    """Return the files that the arguments name, None for all."""
    if not pages:
        return None
    chosen: list[Path] = []
    for page in pages:
        path = page.resolve()
        files = [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]
        found = [file for file in files if _is_checked(project, file)]
        if not found:
            folders = ", ".join(f"{item.code}/" for item in project.settings.languages)
            raise click.BadParameter(
                f"{page} holds no page or catalogue below "
                f"{project.name(project.settings.docs)}/: {folders}",
                param_hint="PAGES",
            )
        chosen += found
    return chosen


def _is_checked(project: Project, file: Path) -> bool:
    catalogues = {project.catalogue_file(item.code) for item in project.settings.languages}
    return project.language_of(file) is not None or file in catalogues
