"""`parity stage`: each language as a project of its own, which generators without plugins build."""

import posixpath
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from mkdocs_parity.assets import write_styles
from mkdocs_parity.document import Document, hidden
from mkdocs_parity.errors import ParityError
from mkdocs_parity.figures import localize_figure, read_figure
from mkdocs_parity.files import read_text
from mkdocs_parity.notices import FALLBACK, say
from mkdocs_parity.page import Page
from mkdocs_parity.project import Project
from mkdocs_parity.stage_config import Staged, configuration

_TARGET = re.compile(r"(?<=\]\()(?P<target>[^)\s#]+)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)


def stage(project: Project, out: Path, site_url: str) -> list[Path]:
    """Write for each language a folder with its pages, and a configuration without plugins.

    Pages that a language lacks are those of the default language below a notice.

    Args:
        project: the project.
        out: the folder to write; it must not exist, or be an earlier stage.
        site_url: the address of the site.

    Returns:
        the configuration files written.

    Raises:
        ParityError: a page is malformed, or there is something else in the folder.

    """
    languages = project.settings.languages
    known = {".cache", "site", *(language.code for language in languages)}
    if out.exists() and {item.name.removesuffix(".yml") for item in out.iterdir()} - known:
        raise ParityError("the folder holds other files", file=str(out), fix="name a new folder")
    shutil.rmtree(out, ignore_errors=True)
    links = {item.code: item.link for item in languages}
    names = {item.code: item.name for item in languages}
    text = read_text(project.settings.config_file)
    written = []
    for language in languages:
        _write_pages(project, language.code, out / language.code)
        _copy_files(project, language.code, out / language.code)
        file = out / f"{language.code}.yml"
        styles = write_styles(out / language.code)
        staged = Staged(language.code, links, names, site_url, styles)
        file.write_text(configuration(text, staged), encoding="utf-8")
        written.append(file)
    return written


def relocated(document: Document, folder: str, language: str) -> Iterator[str]:
    """Yield the lines of a page, links to what all languages share as from the language's root.

    Args:
        document: the page.
        folder: its folder, relative to the language's folder.
        language: the name of the language's folder.

    """
    skipped = hidden(document)
    here = posixpath.join(language, folder)

    def moved(match: re.Match[str]) -> str:
        target = match["target"]
        there = posixpath.normpath(posixpath.join(here, target))
        if _ELSEWHERE.match(target) or there.split("/")[0] in (language, ".."):
            return target
        return posixpath.relpath(there, folder or ".")

    for index, line in enumerate(document):
        yield line.text if index in skipped else _TARGET.sub(moved, line.text)


def _write_pages(project: Project, language: str, folder: Path) -> None:
    default = project.settings.default.code
    for path in project.paths(default):
        own = project.settings.docs / language / path
        page = project.page(own if own.is_file() else project.settings.docs / default / path)
        lines = list(relocated(page.published, posixpath.dirname(path), page.language))
        if page.language != language:
            lines = _noticed(project, page, language, lines)
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _noticed(project: Project, page: Page, reader: str, lines: list[str]) -> list[str]:
    """Say behind the title that the page stands in for one that is missing."""
    notice = say(FALLBACK, reader, project.catalogue(reader), default=page.language)
    title = next((i for i, line in enumerate(lines) if line.startswith("# ")), -1)
    return [*lines[: title + 1], "", '!!! note ""', f"    {notice}", "", *lines[title + 1 :]]


def _copy_files(project: Project, language: str, folder: Path) -> None:
    """Copy what is no page: the language's own files, and those that all share."""
    docs, codes = project.settings.docs, {item.code for item in project.settings.languages}
    private = {project.settings.glossary} if project.settings.glossary else set()
    for file in sorted(docs.rglob("*")):
        path = file.relative_to(docs)
        own = path.parts[0] == language
        if not file.is_file() or file in private or (path.parts[0] in codes and not own):
            continue
        if own and file.suffix in (".md", ".po", ".lock"):
            continue
        target = folder / (path.relative_to(language) if own else path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".svg" and language != project.settings.default.code:
            name = project.name(file)
            translate = project.catalogue(language).translate
            svg, _ = localize_figure(read_figure(file, name), translate, name)
            target.write_text(svg, encoding="utf-8")
        else:
            shutil.copyfile(file, target)
