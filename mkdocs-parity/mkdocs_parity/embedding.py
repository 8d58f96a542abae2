"""Figures in built pages: put in, in the language of the page."""

import posixpath
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from mkdocs.structure.files import File, Files

from mkdocs_parity.extract import figures_of
from mkdocs_parity.figures import embed, inline_figures, labels, localize_figure, read_figure
from mkdocs_parity.page import Page
from mkdocs_parity.project import Project
from mkdocs_parity.warn import warn


class Embedder:
    """Puts figures into HTML, so that they take the page's fonts and colours."""

    def __init__(self, project: Project) -> None:
        """Embed the figures of a project."""
        self._project = project
        self._figures: dict[tuple[Path, str], tuple[str, list[str]]] = {}
        self._places: tuple[Files | None, int, dict[str, File]] = None, 0, {}

    def check(self, pages: Iterable[Page]) -> None:
        """Localize every figure of the pages.

        Raises:
            ParityError: a figure or its translation is malformed.

        """
        for page in pages:
            for figure in figures_of(self._project, page):
                self._localized(figure, page.language)

    def forget(self) -> None:
        """Read all figures again."""
        self._figures.clear()

    def embedded(self, html: str, url: str, files: Files, language: str, seen: Counter[str]) -> str:
        """Return the HTML of a page with its figures in it.

        Args:
            html: the page's content.
            url: the page's address, relative to the site.
            files: the files of the build.
            language: the language of the labels.
            seen: how often each figure stands on the page already; counted on.

        """
        folder, by_url = posixpath.dirname(url), self._by_url(files)

        def figure(src: str, alt: str) -> str | None:
            target = posixpath.normpath(posixpath.join(folder, src)) if src[0] != "/" else src[1:]
            file = by_url.get(target)
            if file is None or file.abs_src_path is None:
                return None
            path = Path(file.abs_src_path).resolve()
            svg, missing = self._localized(path, language)
            name = self._project.name(path)
            for text in missing:
                warn(self._project, language, text, name)
            seen[path.stem] += 1
            return embed(svg, alt, name, seen[path.stem])

        return inline_figures(html, figure)

    def _by_url(self, files: Files) -> dict[str, File]:
        known, number, found = self._places
        if known is not files or number != len(files):  # plugins may add files
            found = {posixpath.normpath(file.url): file for file in reversed(list(files))}
            self._places = files, len(files), found
        return found

    def _localized(self, path: Path, language: str) -> tuple[str, list[str]]:
        if (path, language) not in self._figures:
            self._figures[path, language] = self._read(path, language)
        return self._figures[path, language]

    def _read(self, path: Path, language: str) -> tuple[str, list[str]]:
        name = self._project.name(path)
        svg = read_figure(path, name)
        if language != self._project.settings.default.code:
            return localize_figure(svg, self._project.catalogue(language).translate, name)
        labels(svg, name)  # to find what is wrong with it
        return svg, []
