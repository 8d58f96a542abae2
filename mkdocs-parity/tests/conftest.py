"""A small project to try things on, and the three programs that work on it."""

import contextlib
import io
import logging
import os
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import mkdocs.utils
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from mkdocs.__main__ import cli as mkdocs_cli
from mkdocs_parity import Document, Project, document_of, load_settings, shards
from mkdocs_parity.cli import main as parity_cli
from mkdocs_parity.finding import project_of

# How many examples each property tries. The tests draw the same few each time; with a number in
# PARITY_EXAMPLES they draw so many, others each time.
EXAMPLES = int(os.environ.get("PARITY_EXAMPLES", "0"))
settings.register_profile(
    "parity",
    derandomize=not EXAMPLES,
    deadline=None,
    max_examples=EXAMPLES or 60,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("parity")

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

MKDOCS_YML = """\
site_name: T
theme: {name: mkdocs}
plugins:
  - parity:
      timeout: 20
  - i18n:
      docs_structure: folder
      reconfigure_material: false
      languages:
        - {locale: en, name: English, default: true}
        - {locale: pt, name: Português}
markdown_extensions:
  - admonition
  - md_in_html
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.inlinehilite
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
"""
SNIPPET = '''\
# --8<-- [start:one]
import math  # the library


def root(x: float) -> float:
    """Return the root."""
    return math.sqrt(x)
# --8<-- [end:one]


# --8<-- [start:two]
# Show it.
print(root(4.0))
# --8<-- [end:two]
'''
CATALOGUE = """\
msgid ""
msgstr ""
"Language: pt\\n"
"Content-Type: text/plain; charset=utf-8\\n"

#: snippets/a.py
msgid "the library"
msgstr "a biblioteca"

#: snippets/a.py
msgid "Return the root."
msgstr "Devolve a raiz."

#: snippets/a.py
msgid "Show it."
msgstr "Mostre."
"""
PAGE = """\
# {title}

```python title="a.py"
--8<-- "snippets/a.py:one"
```

## {second}

!!! note

    <!--pytest-codeblocks:cont-->
    ``` {{ .python .annotate }}
    --8<-- "snippets/a.py:two"
    ```

    <!--pytest-codeblocks:expected-output-->
    ```text
    --8<-- "snippets/outputs/two.txt"
    ```
"""
FENCE = "```python\n{}\n```\n"


@dataclass(frozen=True)
class Outcome:
    """How a program ended, and what it said."""

    code: int
    text: str


class Site:
    """A project in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, text: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return file

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text
        self.write(path, text.replace(old, new))

    def both(self, page: str, text: str) -> None:
        """Write a page in both languages."""
        self.write(f"docs/en/{page}", text)
        self.write(f"docs/pt/{page}", text)

    def project(self) -> Project:
        found = load_settings(self.root / "mkdocs.yml")
        assert found is not None
        return Project(found)

    def snapshot(self) -> dict[str, bytes]:
        """Return the content of every file, those that Python caches left out."""
        return {
            file.relative_to(self.root).as_posix(): file.read_bytes()
            for file in sorted(self.root.rglob("*"))
            if file.is_file() and "__pycache__" not in file.parts
        }

    def build(self, *options: str) -> Outcome:
        clean, level = mkdocs.utils.clean_directory, logging.getLogger("mkdocs").level
        logging.getLogger("mkdocs.commands.build").filters.clear()  # of messages seen before
        try:
            result = CliRunner().invoke(
                mkdocs_cli, ["build", "-f", str(self.root / "mkdocs.yml"), *options]
            )
        finally:  # the plugin i18n leaves it patched when a build fails
            mkdocs.utils.clean_directory = clean
            logging.getLogger("mkdocs").setLevel(level)
        return _outcome(result)

    def parity(self, *arguments: str) -> Outcome:
        config = ["-f", str(self.root / "mkdocs.yml")]
        return _outcome(CliRunner().invoke(parity_cli, [*arguments, *config]))

    def test(self, *arguments: str) -> Outcome:
        """Run `pytest --codeblocks` in this process."""
        project_of.cache_clear()
        out = io.StringIO()
        others = ["cacheprovider", "xdist", "hypothesispytest", "unraisableexception"]  # slow here
        options = ["--codeblocks", "-q", "-rs", *(f"-pno:{name}" for name in others)]
        with (
            contextlib.chdir(self.root),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(out),
            _columns(),
        ):
            try:
                code = pytest.main([*options, f"--rootdir={self.root}", *(arguments or ("docs",))])
            except ImportError:  # of a plugin; a usage error only since pytest 9.2
                code = pytest.ExitCode.USAGE_ERROR
        return Outcome(int(code), out.getvalue())


def _outcome(result: object) -> Outcome:
    error = result.exception  # type: ignore[attr-defined]
    if error is not None and not isinstance(error, SystemExit):
        raise error
    return Outcome(result.exit_code, result.output)  # type: ignore[attr-defined]


@contextlib.contextmanager
def _columns() -> Iterator[None]:
    before = dict(os.environ)
    os.environ["COLUMNS"] = "200"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let builds in this process fork none, so that what they say is seen."""
    monkeypatch.setattr(shards, "can_fork", lambda: False)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A project of two languages whose pages run."""
    made = Site(tmp_path / "project")
    made.write("mkdocs.yml", MKDOCS_YML)
    made.write("snippets/a.py", SNIPPET)
    made.write("snippets/outputs/two.txt", "2.0\n")
    made.write("docs/pt/code.po", CATALOGUE)
    made.write("docs/en/index.md", "# Home\n")
    made.write("docs/pt/index.md", "# Início\n")
    made.write("docs/en/learn/x.md", PAGE.format(title="Learn", second="Second"))
    made.write("docs/pt/learn/x.md", PAGE.format(title="Aprender", second="Segundo"))
    return made


def examples(usual: int) -> settings:
    """Let a property try another number of examples than is usual, unless all try many."""
    return settings(max_examples=EXAMPLES or usual)


def doc(text: str) -> Document:
    """Make a document of an indented text."""
    return document_of(textwrap.dedent(text), "page.md")
