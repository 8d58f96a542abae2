"""The wheel of the project, which the site serves so that its notebooks can install it."""

import subprocess
import sys
import tempfile
from functools import cached_property
from pathlib import Path

from mkdocs_parity.errors import ParityError

FOLDER = "wheels"  # of the site


class Wheel:
    """The wheel of a Python project, built by the backend that is installed.

    Nothing is downloaded: the backend that `pyproject.toml` names must be there.
    """

    def __init__(self, project: Path) -> None:
        """Begin to build it, in a process of its own."""
        self._project = project
        self._folder = tempfile.TemporaryDirectory(prefix="parity-")
        options = ["--no-build-isolation", "--no-deps", "--no-index", "--disable-pip-version-check"]
        options += ["--wheel-dir", self._folder.name]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pip", "wheel", *options, str(project)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    @cached_property
    def built(self) -> tuple[str, bytes]:
        """The name of the file and its content, as soon as it is built.

        Raises:
            ParityError: it cannot be built.

        """
        _, errors = self._process.communicate()
        with self._folder as folder:
            built = sorted(Path(folder).glob("*.whl"))
            if self._process.returncode or len(built) != 1:
                said = [line for line in errors.split("\n") if line.strip()]
                raise ParityError(
                    "\n".join([f"parity: wheel: {self._project.name} cannot be built", *said[-5:]]),
                    file="mkdocs.yml",
                    fix="install pip and the build backend that its pyproject.toml requires",
                )
            return built[0].name, built[0].read_bytes()

    def stop(self) -> None:
        """End the build, if it is not wanted any more."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
            self._folder.cleanup()
