"""What a page offers beside its text: whole programs to copy, its script and notebook, proof."""

import json
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote, urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_relative_url

from mkdocs_parity import notices
from mkdocs_parity.blocks import Block
from mkdocs_parity.copying import require_whole, start_of
from mkdocs_parity.errors import ParityError
from mkdocs_parity.marks import add_to_blocks, marked
from mkdocs_parity.notebook import Voice, file_stem, notebook, runs_python, script
from mkdocs_parity.notices import direction
from mkdocs_parity.page import Page
from mkdocs_parity.pdf import NAME as BOOK
from mkdocs_parity.project import Project
from mkdocs_parity.proof import proof
from mkdocs_parity.wheel import FOLDER, Wheel

_FIRST = re.compile(r"\s*<h1\b.*?</h1>", re.DOTALL)
_RELATIVE = re.compile(r"(?![a-zA-Z][\w+.-]*:|//)")
Say = Callable[[str], str]


@dataclass(frozen=True)
class Place:
    """A page in the site.

    Attributes:
        page: as MkDocs knows it.
        known: as the project knows it.
        reader: the locale of the site around it.
        config: the configuration of MkDocs.
        files: the files of the site.
        say: puts a message into the reader's language.

    """

    page: MkDocsPage
    known: Page
    reader: str
    config: MkDocsConfig
    files: Files
    say: Say

    def own(self, around: str) -> str:
        """Return the attributes of an element in the reader's language, within another one."""
        if around == self.reader:
            return ""
        return f' lang="{escape(self.reader.replace("_", "-"))}" dir="{direction(self.reader)}"'

    @property
    def stem(self) -> str:
        """The name of the page's script and notebook, without its ending."""
        return file_stem(self.known.path, self.known.blocks)


@dataclass
class Offer:
    """Puts what they offer into the pages of a project, and writes the files for it."""

    project: Project
    wheel: Wheel | None = field(default=None, init=False)
    _place: str | None = field(default=None, init=False)  # of the wheel in the site

    def begin(self, config: MkDocsConfig) -> None:
        """Begin to build the wheel.

        Raises:
            ParityError: it cannot be addressed.

        """
        if self.project.settings.wheel is None:
            return
        if not config.site_url:
            raise ParityError(
                "parity: wheel: notebooks cannot name the address of the wheel",
                file=self.project.settings.config_file.name,
                fix="set site_url to the address that the site is published at",
            )
        self.wheel = Wheel(self.project.settings.wheel)

    def prepare(self) -> None:
        """Check that the programs can be copied, and wait for the wheel.

        Raises:
            ParityError: a program cannot be copied, or the wheel not built.

        """
        for language in self.project.settings.languages:
            for file in self.project.pages(language.code):
                require_whole(self.project.page(file).blocks)
        if self.wheel is not None:
            self._place = f"{FOLDER}/{self.wheel.built[0]}"

    def finish(self, folder: Path) -> None:
        """Write the wheel into the built site."""
        if self.wheel is not None and self._place is not None:
            _write(folder / self._place, self.wheel.built[1])

    def finished(self, html: str, place: Place) -> str:
        """Put proof at the blocks and links to files of the page, which are written, too.

        The links stand below the title; at the end where a page does not begin with one.

        Args:
            html: the content of the page, its blocks marked.
            place: the page.

        """
        settings, known = self.project.settings, place.known
        shown = {language: self._blocks(known, language) for language, _ in marked(html)}
        if settings.proof:
            html = add_to_blocks(
                html,
                lambda language, index: (
                    f'<p class="parity-proof"{place.own(language)} data-search-exclude>'
                    f"{proof(settings, shown[language], index, place.reader, place.say)}</p>\n"
                ),
            )
        if any(block.language == "python" for blocks in shown.values() for block in blocks):
            html += _programs(shown, place.say)
        if runs_python(known):
            self._write_files(place)
            title = _FIRST.match(html)
            at = title.end() if title else len(html)
            html = f"{html[:at]}\n{self._links(place)}{html[at:]}"
        return html

    def _blocks(self, known: Page, language: str) -> tuple[Block, ...]:
        """Return the blocks of the page in one of the languages of which it shows some."""
        if language == known.language:
            return known.blocks
        return self.project.page(self.project.counterpart(known, language)).blocks

    def _write_files(self, place: Place) -> None:
        site, page = place.config.site_url or "", place.page
        voice = Voice(
            say=place.say,
            link=lambda target: whole_address(target, place),
            address=urljoin(site, page.url) if site else "",
            wheel=urljoin(site, self._place) if self._place else None,
        )
        file = (Path(place.config.site_dir) / page.file.dest_uri).parent / place.stem
        _write(file.with_name(f"{place.stem}.py"), script(place.known, voice).encode())
        _write(file.with_name(f"{place.stem}.ipynb"), notebook(place.known, voice).encode())

    def _links(self, place: Place) -> str:
        there, say = quote(place.stem), place.say
        links = [
            f'<a href="{there}.py" download>{escape(say(notices.SCRIPT))}</a>',
            f'<a href="{there}.ipynb" download>{escape(say(notices.NOTEBOOK))}</a>',
        ]
        if self.project.settings.colab:
            folder = posixpath.dirname(place.page.file.dest_uri)
            path = posixpath.join(self.project.settings.colab, folder, f"{place.stem}.ipynb")
            address = f"https://colab.research.google.com/github/{quote(path)}"
            links.append(f'<a href="{address}">{escape(say(notices.COLAB))}</a>')
        if self.project.settings.book:
            home = next(
                item.link for item in self.project.settings.languages if item.code == place.reader
            )
            book = get_relative_url(f"{home.strip('/')}/{BOOK}".strip("/"), place.page.url)
            links.append(f'<a href="{book}">{escape(say(notices.BOOK))}</a>')
        said, own = escape(say(notices.RUN_PAGE), quote=False), place.own(place.known.language)
        gap = "" if said.endswith("：") else " "  # a full-width colon has its own
        return (
            f'<p class="parity-run"{own} data-search-exclude><span>{said}</span>{gap}'
            f"{' · '.join(links)}</p>\n"
        )


def whole_address(target: str, place: Place) -> str:
    """Turn an address on a page into one that is right anywhere."""
    path, mark, anchor = target.partition("#")
    site = place.config.site_url
    if not _RELATIVE.match(target) or not site:
        return target or "#"
    here = urljoin(site, place.page.url)
    if not path:
        return f"{here}{mark}{anchor}"
    for page in (f"{place.reader}/{place.known.path}", place.page.file.src_uri):
        source = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path)))
        file = place.files.get_file_from_path(source)
        if file is not None:
            return f"{urljoin(site, file.url)}{mark}{anchor}"
    return urljoin(here, target)


def _programs(shown: dict[str, tuple[Block, ...]], say: Say) -> str:
    """Return the page's blocks for the script that copies programs.

    In a template, because themes with instant navigation run every `script` again, as JavaScript.
    """
    blocks = {
        language: [
            [block.code, start_of(known, index), block.skip is None]
            for index, block in enumerate(known)
        ]
        for language, known in shown.items()
    }
    data = {
        "copy": say(notices.COPY_PROGRAM),
        "copied": say(notices.COPIED),
        "blocks": blocks,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f'\n<template class="parity-programs">{escape(text, quote=False)}</template>\n'


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
