"""The command `parity`."""

import os
from pathlib import Path

import click

from mkdocs_parity.changes import described
from mkdocs_parity.check_command import check
from mkdocs_parity.cli_common import CONFIG as _CONFIG
from mkdocs_parity.cli_common import open_project as _project
from mkdocs_parity.cli_common import reports as _reports
from mkdocs_parity.exchange import import_po
from mkdocs_parity.extract import update_catalogues
from mkdocs_parity.files import read_text, write_text
from mkdocs_parity.new import new_language, why_not
from mkdocs_parity.outputs import make_outputs
from mkdocs_parity.pdf import print_books
from mkdocs_parity.project import Project
from mkdocs_parity.prose_po import export_po, pages_named
from mkdocs_parity.shard_commands import build, merge_shards
from mkdocs_parity.stage import stage as write_stage
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
@click.argument(
    "pages",
    metavar="[PAGE]...",
    nargs=-1,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@_CONFIG
@_reports
def outputs(pages: tuple[Path, ...], config_file: Path) -> None:
    """Run the examples and rewrite the outputs that pages show.

    Every program of the default language's pages runs, or of each PAGE; the text that a block
    prints replaces the file included below it. Nothing is written if a program fails. Read the
    diff before you commit it.
    """
    project = _project(config_file)
    files = [page.resolve() for page in pages]
    default = project.settings.default.code
    for page, file in zip(pages, files, strict=True):
        if project.language_of(file) != default:
            folder = f"{project.name(project.settings.docs)}/{default}/"
            raise click.BadParameter(f"{page} is no page below {folder}", param_hint="PAGE")
    changed = make_outputs(project, files)
    for path in changed:
        click.echo(f"wrote {project.name(path)}")
    click.echo(f"{len(changed)} outputs changed")


@main.command()
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("chosen", metavar="[LANG]...", nargs=-1)
@_CONFIG
@_reports
def pdf(site: Path, chosen: tuple[str, ...], config_file: Path) -> None:
    """Print the pages of each language, or of each LANG, as one PDF, to read without a network.

    SITE is the folder of the built site. A language's pages go into `book.pdf` in its folder
    there. It takes Playwright (`pip install playwright`) and Chromium.
    """
    known = {item.code: item.link for item in _project(config_file).settings.languages}
    for code in chosen:
        if code not in known:
            fault = f"{code!r} is no language of the site: one of {', '.join(known)}"
            raise click.BadParameter(fault, param_hint="LANG")
    links = [known[code] for code in chosen or known]
    for path in print_books(site, links):
        click.echo(f"wrote {path} ({path.stat().st_size / 1e6:.1f} MB)")


@main.command()
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--site-url", default="/", show_default=True, help="The address of the site.")
@_CONFIG
@_reports
def stage(out: Path, site_url: str, config_file: Path) -> None:
    """Write each language as a project of its own into OUT, for generators without plugins.

    OUT/LANG holds the pages: includes expanded, code and figures in the language, references
    filled in. OUT/LANG.yml is the configuration. `zensical build -f OUT/LANG.yml` builds into
    OUT/site; begin with the default language.
    """
    for file in write_stage(_project(config_file), out, site_url):
        click.echo(f"wrote {file}")


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


@main.command("export")
@click.argument("language", metavar="LANG")
@click.argument("page", required=False)
@click.option("--format", type=click.Choice(["po"]), default="po", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write this file. If it exists, its comments and further translations are kept.",
)
@_CONFIG
@_reports
def export_(
    language: str, page: str | None, format: str, output: Path | None, config_file: Path
) -> None:
    """Print the prose of LANG as gettext messages, to translate in Poedit, Weblate and the like.

    PAGE is a page's path, e.g. docs/en/index.md or index.md; without it, all pages are in the
    file. Code, includes and directives are not: `parity import` takes them from the default
    language's page.
    """
    project = _project(config_file)
    _check_translated(project, language)
    paths = pages_named(project, page)
    if not paths:
        raise click.BadParameter(f"{page!r} is no page of the default language", param_hint="PAGE")
    old = read_text(output) if output is not None and output.exists() else ""
    text = export_po(project, language, paths, old, str(output))
    if output is None:
        click.echo(text.encode("utf-8"), nl=False)
    else:
        click.echo(f"{'wrote' if write_text(output, text) else 'no change in'} {output}")


@main.command("import")
@click.argument("language", metavar="LANG")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_CONFIG
@_reports
def import_(language: str, file: Path, config_file: Path) -> None:
    """Write the prose of LANG in FILE, as `parity export` writes it, into the pages.

    Structure, code and includes come from the default language's page. Fuzzy and empty messages
    leave what the page says; where it says nothing yet, the default language's text stands. A
    page of which nothing is translated stays missing. Nothing is written if a translation would
    add code, markup or structure.
    """
    project = _project(config_file)
    _check_translated(project, language)
    for page in import_po(project, language, read_text(file), str(file)):
        path = project.settings.docs / language / page.path
        if page.text is None:
            click.echo(f"nothing translated in {page.file}")
            continue
        click.echo(f"{'wrote' if write_text(path, page.text) else 'no change in'} {page.file}")
        for left in page.left:
            text = left.text.split("\n")[0]
            click.echo(f"  {left.file}:{left.line}: {left.why}: {text!r}")


def _check_translated(project: Project, language: str) -> None:
    codes = [item.code for item in project.settings.languages[1:]]
    if language not in codes:
        known = f"one of {', '.join(codes)}" if codes else "none yet; see `parity new`"
        raise click.BadParameter(
            f"{language!r} is no language that the site is translated to: {known}",
            param_hint="LANG",
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
    rendered = project.page(page)
    for change in rendered.changes:
        click.echo(described(change), err=True)
    click.echo(rendered.text.encode("utf-8"), nl=False)


for _command in (check, status, diff, mark, build, merge_shards):
    main.add_command(_command)
