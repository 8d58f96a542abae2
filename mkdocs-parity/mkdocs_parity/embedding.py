"""Figures in built pages: put in, in the language of the page."""

import posixpath
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from mkdocs.structure.files import Files

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

    def check(self, pages: Iterable[Page]) -> None:
        """Localize every figure of the pages.

        Raises:
            ParityError: a figure or its translation is malformed.

        """
        for page in pages:
            for figure in figures_of(self._project, page):
                self._localized(figure, page.language)

    def embedded(self, html: str, url: str, files: Files, language: str, seen: Counter[str]) -> str:
        """Return the HTML of a page with its figures in it.

        Args:
            html: the page's content.
            url: the page's address, relative to the site.
            files: the files of the build.
            language: the language of the labels.
            seen: how often each figure stands on the page already; counted on.

        """
        folder = posixpath.dirname(url)

        def figure(src: str, alt: str) -> str | None:
            target = posixpath.normpath(posixpath.join(folder, src)) if src[0] != "/" else src[1:]
            file = next((file for file in files if posixpath.normpath(file.url) == target), None)
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

    def _localized(self, path: Path, language: str) -> tuple[str, list[str]]:
        name = self._project.name(path)
        svg = read_figure(path, name)
        if language != self._project.settings.default.code:
            return localize_figure(svg, self._project.catalogue(language).translate, name)
        labels(svg, name)  # to find what is wrong with it
        return svg, []
