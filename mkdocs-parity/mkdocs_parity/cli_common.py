"""What the commands share."""

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from mkdocs_parity.errors import ParityError
from mkdocs_parity.project import Project
from mkdocs_parity.settings import load_settings

CONFIG = click.option(
    "-f",
    "--config-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default="mkdocs.yml",
    show_default=True,
    help="The project's MkDocs configuration.",
)


def reports(command: Callable[..., Any]) -> Callable[..., Any]:
    """Print an error of the project and exit with 1."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except ParityError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(1)

    return wrapped


def open_project(config_file: Path) -> Project:
    """Load the project of an mkdocs.yml."""
    settings = load_settings(config_file.resolve())
    if settings is None:
        raise ParityError(
            "the plugin parity is not set up",
            file=config_file,
            fix="add `- parity` below `plugins:`",
        )
    return Project(settings)


def echo(text: str, *, color: bool | None = None) -> None:
    """Print text that ends its last line, as UTF-8 wherever it goes."""
    if color if color is not None else sys.stdout.isatty():
        click.echo(text, nl=False, color=True)
    else:
        click.echo(click.unstyle(text).encode("utf-8"), nl=False)


def echo_json(data: object) -> None:
    """Print data as JSON."""
    echo(json.dumps(data, ensure_ascii=False, indent=2) + "\n", color=False)
