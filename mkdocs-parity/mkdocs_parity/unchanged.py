"""Whether a build would make the same site again: then it need not begin.

Behind each build that warned of nothing stands a record of what it was made from: versions,
configuration, and when the project's files were changed. It is not kept where something takes part
of which nobody here knows what it depends on: another plugin, a hook, a file from the network.
"""

import hashlib
import json
import logging
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.utils import CountHandler

from mkdocs_parity.record import FOLDER, prepare_folder
from mkdocs_parity.times import times_of

_PLUGINS = {"parity", "i18n", "search", "material/search", "autorefs", "mkdocstrings"}
_READS_MORE = {"pymdownx.snippets", "pymdownx.b64"}  # extensions that read files of their own
_ELSEWHERE = {"strict", "site_dir"}  # the site is the same
_LOGGER = logging.getLogger("mkdocs")


@dataclass
class LastBuild:
    """The last build into a folder, as the present one finds it, and leaves it behind."""

    config: MkDocsConfig
    _made_from: str = field(init=False)
    _started: int = field(init=False)
    _warnings: CountHandler = field(init=False)

    def __post_init__(self) -> None:
        self._started = time.time_ns()
        self._made_from = _digest(list(_inputs(self.config)))
        self._warnings = CountHandler()
        self._warnings.setLevel(logging.WARNING)

    def holds(self) -> bool:
        """Tell whether a build would write again what stands in the folder."""
        try:
            last = json.loads(self._path.read_text(encoding="utf-8"))
            return bool(
                last["made from"] == self._made_from
                and last["beside"] == _times(last["beside"])
                and last["made"] == self._made()
            )
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def begin(self) -> None:
        """Begin a build: as long as it lasts, there is none."""
        with suppress(OSError):
            self._path.unlink()
        _LOGGER.addHandler(self._warnings)

    def end(self) -> None:
        """Count warnings no longer."""
        _LOGGER.removeHandler(self._warnings)

    def remember(self, beside: Iterable[Path], *, warned: bool = False) -> None:
        """End a build; one that has warned of something has to do so the next time again.

        Args:
            beside: files that were read, wherever they are.
            warned: whether another process has.

        """
        self.end()
        found = _times(beside)
        is_new = max(found.values(), default=0) > self._started  # it may have been read before
        if warned or self._warnings.counts or is_new:
            return
        record = {"made from": self._made_from, "beside": found, "made": self._made()}
        with suppress(OSError):
            prepare_folder(self._path.parent)
            self._path.write_text(json.dumps(record), encoding="utf-8")

    @property
    def _path(self) -> Path:
        name = _digest(str(Path(self.config.site_dir).resolve()))[:16]
        return _root(self.config) / FOLDER / f".site-{name}.json"

    def _made(self) -> str:
        return _digest(_named_times([self.config.site_dir]))


def is_known(config: MkDocsConfig) -> bool:
    """Tell whether all that takes part in a build is known."""
    api: Any = config.plugins.get("mkdocstrings")
    handlers = api.config["handlers"] if api is not None else {}
    return (
        set(config.plugins) <= _PLUGINS
        and not set(config.markdown_extensions) & _READS_MORE
        and not config.hooks
        and not any((handler or {}).get("inventories") for handler in handlers.values())
    )


def _inputs(config: MkDocsConfig) -> Iterator[Any]:
    """Yield what a site depends on; the day, too, which themes and sitemaps have."""
    yield sys.version
    for folder in map(Path, dict.fromkeys(sys.path)):
        if folder.is_dir():
            names = (entry.name for entry in os.scandir(folder))
            yield sorted(name for name in names if name.endswith((".dist-info", ".egg-info")))
    yield {key: value for key, value in config.items() if key not in _ELSEWHERE}
    yield datetime.now(UTC).date().isoformat(), os.environ.get("SOURCE_DATE_EPOCH")
    root = _root(config)
    places = {root, root / FOLDER, Path(config.docs_dir), Path(__file__).parent}
    places |= {Path(config.theme.custom_dir)} if config.theme.custom_dir else set()
    yield _named_times(places, Path(config.site_dir).resolve())


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path or "mkdocs.yml").resolve().parent


def _named_times(places: Iterable[str | Path], *without: Path) -> dict[str, int]:
    return {str(path): changed for path, changed in times_of(places, without).items()}


def _times(paths: Iterable[str | Path]) -> dict[str, int]:
    """Return when files were changed, 0 for one that is not there."""
    known = {Path(path) for path in paths}
    return {str(path): path.stat().st_mtime_ns if path.is_file() else 0 for path in known}


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(_plain(value)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Put a part of the configuration into JSON; files that it comes from are digested, too."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, BasePlugin):
        return _plain(value.config)
    if isinstance(value, Mapping):
        return [[key, _plain(value[key])] for key in sorted(value, key=str)]
    if isinstance(value, Set):
        return sorted(map(str, value))
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    return getattr(value, "__qualname__", None) or type(value).__qualname__
