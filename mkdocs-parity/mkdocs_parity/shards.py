"""The languages of a site built side by side: in processes, or apart and then put together.

i18n builds one language after the other, each in a build of its own into the same folder. A shard
is such a build in a folder of its own: the language's pages, and what all languages share.
"""

import filecmp
import gzip
import logging
import multiprocessing
import os
import shutil
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import get_plugin_logger
from mkdocs.utils import CountHandler

from mkdocs_parity.alternates import built_languages
from mkdocs_parity.errors import ParityError
from mkdocs_parity.sitemap import join_sitemaps

_SITEMAP = "sitemap.xml"
_WARNED = 3  # exit status of a process that has built its languages
log = get_plugin_logger("parity")


@dataclass(frozen=True, slots=True)
class Alone:
    """The one language that is wanted of a site, and the folder for it."""

    code: str
    folder: Path


class Shards:
    """The processes that build the other languages while this one builds the default one."""

    def __init__(self, alone: Alone | None = None) -> None:
        """Begin a build of all languages, or of one."""
        self._alone = alone
        self.warned = False
        """Whether one of the processes has warned of something."""
        self._processes: list[BaseProcess] = []
        self._folders: dict[str, Path] = {}

    def start(self, config: MkDocsConfig, *, searches: bool) -> None:
        """Fork the processes, where they can be forked; each knows what this one has read.

        Args:
            config: as it is when the default language's pages are read, but not written.
            searches: whether each language has an index of its own; the theme's has them all.

        """
        i18n: Any = config.plugins["i18n"]
        codes = [code for code in built_languages(config) if code != i18n.default_language]
        if self._alone is not None:
            codes = [code for code in codes if code == self._alone.code]
            self._folders = dict.fromkeys(codes, self._alone.folder)
        elif _is_wanted(config, searches) and (os.cpu_count() or 1) > 1 and can_fork():
            self._folders = {code: Path(config.site_dir) / f"parity-shard-{code}" for code in codes}
        else:
            return
        number = min(len(codes), os.cpu_count() or 1)
        fork = multiprocessing.get_context("fork")
        for first in range(number):
            own = codes[first::number]
            process = fork.Process(target=self._build, args=(config, own), daemon=True)
            process.start()
            self._processes.append(process)
        i18n.building = True  # it builds no language after the default one

    def join(self, config: MkDocsConfig) -> None:
        """Wait for the processes, and put the languages into the site.

        Raises:
            ParityError: a language could not be built.

        """
        for process in self._processes:
            process.join()
        codes = {process.exitcode for process in self._processes}
        self.warned = _WARNED in codes
        failed = bool(codes - {0, _WARNED})
        self._processes.clear()
        if failed:
            raise ParityError(
                "a language could not be built",
                file=Path(config.config_file_path).name,
                fix="see the errors above, or build the languages one by one: parity build --only",
            )
        if self._alone is None:
            merge(Path(config.site_dir), list(self._folders.values()))
            for folder in self._folders.values():
                shutil.rmtree(folder)
        self._folders.clear()

    def stop(self) -> None:
        """End the processes; what they build is of no use."""
        for process in self._processes:
            process.terminate()
            process.join()
        self._processes.clear()

    def _build(self, config: MkDocsConfig, codes: Sequence[str]) -> None:
        self._processes.clear()  # they are those of the process that was forked
        warnings = CountHandler()
        warnings.setLevel(logging.WARNING)
        logging.getLogger("mkdocs").addHandler(warnings)
        for code in codes:
            build_shard(config, code, self._folders[code])
        if warnings.counts:
            sys.exit(_WARNED)


def _is_wanted(config: MkDocsConfig, searches: bool) -> bool:
    parity: Any = config.plugins["parity"]
    indexes = {"search", "material/search"} & set(config.plugins)
    return parity.config.parallel and (searches or not indexes)


def can_fork() -> bool:
    """Whether languages can be built by forked processes: no other thread may hold a lock."""
    return sys.platform.startswith("linux") and threading.active_count() == 1


def build_alone(config: MkDocsConfig, code: str, folder: Path) -> None:
    """Build one language of a site, and what all languages share.

    The default language's pages are read, too, for translations are compared with them.

    Args:
        config: the project's configuration, as it was loaded.
        code: one of its languages.
        folder: gets the language; what it holds is removed.

    Raises:
        ParityError: this machine cannot fork processes.
        Abort: the build fails; the cause has been logged.

    """
    if not can_fork():
        file = Path(config.config_file_path).name
        fix = "build the whole site: mkdocs build"
        raise ParityError("one language alone is built on Linux only", file=file, fix=fix)
    plugin: Any = config.plugins["parity"]
    plugin.alone = Alone(code, folder)
    with TemporaryDirectory() as elsewhere:
        i18n: Any = config.plugins["i18n"]
        is_default = code == i18n.default_language
        config.site_dir = str(folder) if is_default else elsewhere
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()


def build_shard(config: MkDocsConfig, code: str, folder: Path) -> None:
    """Build a language into a folder, as i18n does after the default language's build.

    Raises:
        Abort: the build fails; the cause has been logged.

    """
    i18n: Any = config.plugins["i18n"]
    i18n.current_language = code
    i18n.building = True
    config.site_dir = str(folder)
    try:
        build(config)
    except Abort as error:
        log.error(f"{code}: {error}")
        raise


def merge(site: Path, shards: Sequence[Path]) -> None:
    """Put shards into the folder of a site: what it lacks, and their lines of the sitemap.

    Args:
        site: the site as far as it is built; it has the default language.
        shards: folders with a language each, in the order of the site.

    Raises:
        ParityError: a shard was built from something else.

    """
    for shard in shards:
        for file in sorted(path for path in shard.rglob("*") if path.is_file()):
            name = file.relative_to(shard)
            target = site / name
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
            elif not name.name.startswith(_SITEMAP) and not filecmp.cmp(
                file, target, shallow=False
            ):
                raise ParityError(
                    f"{name} is not the same in {shard}",
                    file=target,
                    fix="build all languages from the same files with the same versions",
                )
    maps = [folder / _SITEMAP for folder in (site, *shards) if (folder / _SITEMAP).is_file()]
    if maps:
        text = join_sitemaps([file.read_text(encoding="utf-8") for file in maps])
        _write_sitemap(site, text, maps[0].with_suffix(".xml.gz"))


def _write_sitemap(site: Path, text: str, packed: Path) -> None:
    """Write a sitemap, and pack it as MkDocs does, with the time that another one was packed."""
    (site / _SITEMAP).write_text(text, encoding="utf-8")
    time = int.from_bytes(packed.read_bytes()[4:8], "little")
    target = site / f"{_SITEMAP}.gz"
    with target.open("wb") as raw, gzip.GzipFile(str(target), "wb", fileobj=raw, mtime=time) as out:
        out.write(text.encode())
