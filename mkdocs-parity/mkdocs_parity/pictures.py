"""The SVG files that a program writes into its folder, block by block."""

import hashlib
import os
import sys
from pathlib import Path

_STYLE = Path(__file__).parent / "assets" / "matplotlibrc"
_LIMIT = 5_000_000  # bytes of a file that are read


class Pictures:
    """Tells after each block which SVG files it wrote.

    Matplotlib, if the program uses it, draws by the settings of this package, unless the
    environment names others.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, bytes] = {}
        os.environ.setdefault("MATPLOTLIBRC", str(_STYLE))
        loaded = sys.modules.get("matplotlib")  # it is among the modules to preload
        if loaded is not None:
            loaded.rc_file(os.environ["MATPLOTLIBRC"])

    def new(self) -> dict[str, str]:
        """Return the text of each SVG file that is new or changed, by name."""
        texts: dict[str, str] = {}
        for path in sorted(self._folder.glob("*.svg")):
            if not path.is_file():
                continue
            with path.open("rb") as file:
                data = file.read(_LIMIT)
            digest = hashlib.sha256(data).digest()
            if self._known.get(path.name) != digest:
                self._known[path.name] = digest
                texts[path.name] = data.decode("utf-8", "replace")
        return texts
