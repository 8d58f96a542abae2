"""What outlasts a build: the command that MkDocs runs, and whether a build need begin at all."""

import sys

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, get_plugin_logger

from mkdocs_parity.serving import Serving
from mkdocs_parity.settings import ParitySettings
from mkdocs_parity.shards import Alone, can_fork
from mkdocs_parity.unchanged import LastBuild, is_known

log = get_plugin_logger("parity")


class LifeCycle(BasePlugin[ParitySettings]):  # type: ignore[no-untyped-call]
    """The hooks around builds; MkDocs keeps one plugin for all builds of a process."""

    alone: Alone | None = None
    serving: Serving | None = None
    last: LastBuild | None = None
    _is_whole = False

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Prepare for a site that is served while it changes."""
        self.serving = Serving() if command == "serve" and not dirty and can_fork() else None
        self._is_whole = command == "build" and not dirty and self.alone is None

    def on_shutdown(self) -> None:
        """Leave nothing behind: MkDocs may use this plugin for another site."""
        self.alone = None
        if self.serving is not None:
            self.serving.stop()

    def begin(self, config: MkDocsConfig) -> None:
        """Begin a build, unless it would make again the site that is there."""
        if self.serving is not None:
            self.serving.begin(config)
        self.last = LastBuild(config) if self._is_whole and is_known(config) else None
        if self.last is not None and self.last.holds():
            log.info("Nothing has changed since the last build: the site stays as it is")
            sys.exit(0)
        if self.last is not None:
            self.last.begin()
