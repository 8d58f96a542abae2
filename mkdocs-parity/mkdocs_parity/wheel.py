"""The wheel of the project, which the site serves so that its notebooks can install it."""

import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from mkdocs_parity.errors import ParityError

FOLDER = "wheels"  # of the site


@cache  # `mkdocs serve` builds many times
def build_wheel(project: Path) -> tuple[str, bytes]:
    """Build the wheel of a Python project with the build backend that is installed.

    Nothing is downloaded: the backend that `pyproject.toml` names must be there.

    Returns:
        the name of the file and its content.

    Raises:
        ParityError: it cannot be built.

    """
    with tempfile.TemporaryDirectory(prefix="parity-") as folder:
        options = ["--no-build-isolation", "--no-deps", "--no-index", "--disable-pip-version-check"]
        done = subprocess.run(
            [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", folder, str(project)],
            capture_output=True,
            text=True,
            check=False,
        )
        built = sorted(Path(folder).glob("*.whl"))
        if done.returncode or len(built) != 1:
            said = [line for line in done.stderr.split("\n") if line.strip()]
            raise ParityError(
                "\n".join([f"parity: wheel: {project.name} cannot be built", *said[-5:]]),
                file="mkdocs.yml",
                fix="install pip and the build backend that its pyproject.toml requires",
            )
        return built[0].name, built[0].read_bytes()
