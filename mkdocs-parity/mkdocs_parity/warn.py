"""Warnings of a build: texts in code and figures that have no translation yet."""

from logging import INFO, WARNING

from mkdocs.plugins import get_plugin_logger

from mkdocs_parity.page import Page
from mkdocs_parity.project import Project

log = get_plugin_logger("parity")


def warn_of_page(project: Project, page: Page) -> None:
    """Warn of the texts in a page's code that have no translation."""
    for missing in page.missing:
        where = str(missing.where.source or missing.where.page)
        warn(project, page.language, missing.text, where, missing.where.page in page.outdated)


def warn(project: Project, language: str, text: str, where: str, outdated: bool = False) -> None:
    """Warn of a text without a translation; in an outdated section, only tell of it."""
    catalogue = project.name(project.catalogue_file(language))
    short = text.split("\n")[0]
    log.log(
        INFO if outdated else WARNING,
        f"{catalogue}: no translation of {short!r} ({where})\n"
        "  fix: run `parity extract`, then translate it",
    )
