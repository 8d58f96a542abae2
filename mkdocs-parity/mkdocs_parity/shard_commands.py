"""The commands `parity build` and `parity merge`: a site's languages on several machines."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from mkdocs_parity.cli_common import CONFIG, open_project, reports
from mkdocs_parity.errors import ParityError
from mkdocs_parity.shards import build_alone, merge

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--only", metavar="LANG", required=True, help="The language to build.")
@click.option("-s", "--strict", is_flag=True, help="Let warnings fail the build.")
@CONFIG
@reports
def build(out: Path, only: str, strict: bool, config_file: Path) -> None:
    """Build one language of the site into OUT, whose content is removed.

    OUT gets what all languages share, too. `parity merge` makes the site of all languages, the
    same as `mkdocs build` makes it.
    """
    known = [language.code for language in open_project(config_file).settings.languages]
    if only not in known:
        fault = f"{only!r} is no language of the site: one of {', '.join(known)}"
        raise click.BadParameter(fault, param_hint="--only")
    config = load_config(str(config_file), strict=strict or None)
    try:
        build_alone(config, only, out.resolve())
    except Abort as error:
        click.echo(str(error), err=True)
        sys.exit(1)


@click.command(name="merge")
@click.argument("site", type=click.Path(file_okay=False, path_type=Path))
@click.argument("shards", metavar="SHARD...", nargs=-1, required=True, type=_FOLDER)
@reports
def merge_shards(site: Path, shards: tuple[Path, ...]) -> None:
    """Put languages that `parity build` has built, each into its SHARD, together as SITE.

    The default language comes first, the others in the order of the site. SITE is a new folder.
    """
    if site.exists() and any(site.iterdir()):
        raise ParityError("the folder is not empty", file=site, fix="remove it, or name another")
    if not (shards[0] / "index.html").is_file():
        raise ParityError(
            "the folder has no page for the root of the site",
            file=shards[0],
            fix="name the shard of the default language first",
        )
    site.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=site.parent, prefix=".parity-") as folder:
        merge(Path(folder) / "site", shards)
        (Path(folder) / "site").replace(site)
    click.echo(f"{len(shards)} languages in {site}")
