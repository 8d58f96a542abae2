"""The command `parity`."""

import os
from pathlib import Path

import click

from mkdocs_parity.cli_common import CONFIG as _CONFIG
from mkdocs_parity.cli_common import open_project as _project
from mkdocs_parity.cli_common import reports as _reports
from mkdocs_parity.extract import update_catalogues
from mkdocs_parity.new import new_language, why_not
from mkdocs_parity.outputs import make_outputs
from mkdocs_parity.status_commands import diff, mark, status


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mkdocs-parity")
def main() -> None:
    """Keep documentation in several languages true to its code.

    Commands exit with 1 when they find something wrong in the project, with 2 when they are
    called wrongly.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


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
@click.argument("language", metavar="LANG")
@click.option("--name", help="What the language menu says, e.g. Français; guessed if left out.")
@_CONFIG
@_reports
def new(language: str, name: str | None, config_file: Path) -> None:
    """Add the language LANG to the site, e.g. fr, ar or pt-BR.

    Adds it to the plugin i18n in mkdocs.yml, written as the other languages are, and makes its
    folder with a catalogue of the texts of code and figures. The site builds at once: a page
    that is not translated yet shows the default language's text below a notice.
    """
    project = _project(config_file)
    problem = why_not(project, language, name)
    if problem is not None:
        raise click.BadParameter(problem, param_hint="LANG")
    added = new_language(project, language, name)
    folder = project.name(added.catalogue.parent)
    click.echo(f"added {added.name} ({language}) to {config_file.name}")
    click.echo(f"wrote {project.name(added.catalogue)} with {added.messages} texts to translate")
    if added.theme is not None:
        click.echo(f"the theme does not speak it; its own texts appear in {added.theme!r}")
    click.echo(
        f"next: translate a page of {project.name(project.settings.docs)}/"
        f"{project.settings.default.code}/ into the file of the same name in {folder}/"
    )


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


for _command in (status, diff, mark):
    main.add_command(_command)
