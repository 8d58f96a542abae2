"""The command `parity`."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from mkdocs_parity.check import check
from mkdocs_parity.errors import ParityError
from mkdocs_parity.extract import update_catalogues
from mkdocs_parity.findings import as_json, as_text, summary
from mkdocs_parity.fix import fix
from mkdocs_parity.outputs import make_outputs
from mkdocs_parity.project import Project
from mkdocs_parity.settings import load_settings

_CONFIG = click.option(
    "-f",
    "--config-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default="mkdocs.yml",
    show_default=True,
    help="The project's MkDocs configuration.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mkdocs-parity")
def main() -> None:
    """Keep documentation in several languages true to its code.

    Commands exit with 1 when they find something wrong in the project, with 2 when they are
    called wrongly.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


def _reports(command: Callable[..., Any]) -> Callable[..., Any]:
    """Print an error of the project and exit with 1."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except ParityError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(1)

    return wrapped


@main.command()
@_CONFIG
@_reports
def outputs(config_file: Path) -> None:
    """Run the examples and rewrite the outputs that pages show.

    Every program of the default language's pages runs; the text that a block prints replaces
    the file included below it. Nothing is written if a program fails. Read the diff before you
    commit it.
    """
    project = _project(config_file)
    changed = make_outputs(project)
    for path in changed:
        click.echo(f"wrote {project.name(path)}")
    click.echo(f"{len(changed)} outputs changed")


@main.command()
@_CONFIG
@_reports
def extract(config_file: Path) -> None:
    """Bring every language's catalogue up to date with the code and the figures.

    New texts are added to be translated, texts that changed a little are marked fuzzy with
    their old translation, and texts that are gone are kept as comments.
    """
    project = _project(config_file)
    for path, changed in update_catalogues(project).items():
        click.echo(f"{'updated' if changed else 'no change in'} {project.name(path)}")


@main.command()
@click.argument("page", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_CONFIG
@_reports
def render(page: Path, config_file: Path) -> None:
    """Print PAGE as its readers get it: includes expanded, code in the page's language."""
    project = _project(config_file)
    if project.language_of(page.resolve()) is None:
        folders = ", ".join(f"{item.code}/" for item in project.settings.languages)
        raise click.BadParameter(
            f"{page} is no Markdown file below {project.name(project.settings.docs)}/: {folders}",
            param_hint="PAGE",
        )
    click.echo(project.page(page).text.encode("utf-8"), nl=False)


@main.command("check")
@click.argument("pages", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--fix", "mend", is_flag=True, help="Repair what needs no translator.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write what is found.",
)
@_CONFIG
@_reports
def check_pages(pages: tuple[Path, ...], mend: bool, form: str, config_file: Path) -> None:
    """Compare translations with the default language's pages.

    Compared are headings and anchors, includes and their order, fences, directives, outputs,
    tabs, admonitions, lists, tables, links, images, formulas, footnotes, HTML and numbers; what
    was left in the default language or stands twice; the terms of the glossary; texts of code
    without a translation; and Chinese punctuation and spacing. Nothing of a page is run.

    PAGES are files or folders to report on, all translations if none is given. --fix writes
    includes, fences, directives, anchors, formulas and targets as the default language has
    them, and leaves prose alone. Exits with 1 if something is found that was not repaired.
    """
    project = _project(config_file)
    only = _chosen(project, pages)
    fixed = fix(project, only) if mend else []
    result = check(project, only)
    if form == "json":
        click.echo(as_json(result.findings, result.pages, fixed))
    else:
        click.echo(as_text(result.findings, project.settings.default.name), nl=False)
        click.echo(summary(result.findings, result.pages, fixed))
    if result.findings:
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


def _project(config_file: Path) -> Project:
    settings = load_settings(config_file.resolve())
    if settings is None:
        raise ParityError(
            "the plugin parity is not set up",
            file=config_file,
            fix="add `- parity` below `plugins:`",
        )
    return Project(settings)
