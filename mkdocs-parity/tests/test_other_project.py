"""A project of another shape: other languages, folders and names."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Site

MKDOCS_YML = """\
site_name: Tools
docs_dir: documentation/pages
site_dir: public
theme: {name: mkdocs}
plugins:
  - parity: {include_root: examples, catalogue: texts.po, timeout: 20}
  - i18n:
      docs_structure: folder
      reconfigure_material: false
      languages:
        - {locale: ja, name: 日本語}
        - {locale: de, name: Deutsch, default: true}
markdown_extensions: [admonition, footnotes, pymdownx.highlight, pymdownx.superfences]
"""
EXAMPLE = '''\
def double(number: int) -> int:
    """Verdopple eine Zahl."""
    return 2 * number  # das Doppelte


# --8<-- [start:show]
print(double(21))
# --8<-- [end:show]
'''
PAGE = """\
# {title}

{words}[^n]

```python
--8<-- "numbers.py:double"
```

<!--pytest-codeblocks:cont-->
```python
--8<-- "numbers.py:show"
```

<!--pytest-codeblocks:expected-output-->
```text
--8<-- "printed/show.txt"
```

![{words}](../box.svg)

[^n]: {words}
"""
CATALOGUE = """\
msgid ""
msgstr ""
"Language: ja\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Verdopple eine Zahl."
msgstr "数を二倍にする。"

msgid "das Doppelte"
msgstr "二倍"

msgid "Kasten"
msgstr "箱"
"""
FIGURE = '<svg xmlns="http://www.w3.org/2000/svg"><text>Kasten</text></svg>\n'
PAGES = "documentation/pages"


@pytest.fixture
def other(tmp_path: Path) -> Site:
    made = Site(tmp_path / "werkzeuge")
    made.write("mkdocs.yml", MKDOCS_YML)
    made.write("examples/numbers.py", EXAMPLE)
    made.write("examples/printed/show.txt", "42\n")
    made.write(f"{PAGES}/box.svg", FIGURE)
    made.write(f"{PAGES}/de/index.md", PAGE.format(title="Zahlen", words="Wörter."))
    made.write(f"{PAGES}/ja/index.md", PAGE.format(title="数", words="言葉。"))
    made.write(f"{PAGES}/ja/texts.po", CATALOGUE)
    return made


def test_site_is_built(other: Site) -> None:
    outcome = other.build()
    assert outcome.code == 0, outcome.text
    assert "no translation of" not in outcome.text
    german, japanese = other.read("public/index.html"), other.read("public/ja/index.html")
    assert "das Doppelte" in german
    assert "Kasten" in german
    assert "二倍" in japanese
    assert "数を二倍にする。" in japanese
    assert "箱" in japanese
    assert 'id="zahlen"' in german
    assert 'id="zahlen"' in japanese
    assert not list((other.root / "public").rglob("*.po"))


def test_examples_run_in_every_language(other: Site) -> None:
    result = other.test("documentation")
    assert result.code == 0, result.text
    assert "4 passed" in result.text
    assert "de: 2 blocks run" in result.text
    assert "ja: 2 blocks run" in result.text
    other.replace("examples/numbers.py", "2 * number", "3 * number")
    assert "4 passed" not in other.test("documentation").text


def test_commands(other: Site) -> None:
    other.write("examples/printed/show.txt", "")
    assert other.parity("outputs").code == 0
    assert other.read("examples/printed/show.txt") == "42\n"
    assert other.parity("extract").code == 0
    assert "数を二倍にする。" in other.read(f"{PAGES}/ja/texts.po")
    rendered = other.parity("render", str(other.root / PAGES / "ja/index.md"))
    assert (rendered.code, "二倍" in rendered.text) == (0, True)


@pytest.mark.parametrize(
    ("path", "text", "where"),
    [
        ("ja/index.md", "<script>alert(1)</script>\n", "ja/index.md:1"),
        ("ja/conftest.py", "raise SystemExit(9)\n", "ja/conftest.py"),
        ("ja/code.po", CATALOGUE, "ja/code.po"),
    ],
)
def test_translations_are_not_trusted(other: Site, path: str, text: str, where: str) -> None:
    page = other.root / PAGES / path
    other.write(f"{PAGES}/{path}", text + (page.read_text("utf-8") if page.exists() else ""))
    for outcome in (other.build(), other.test("documentation")):
        assert outcome.code != 0
        assert f"{PAGES}/{where}: the translation holds" in outcome.text


def test_package_works_without_this_repository(other: Site) -> None:
    """Neither torch nor the package of the repository can be imported, and nothing asks for it."""
    block = other.write(
        "block/sitecustomize.py",
        "import sys\nfor name in ('torch', 'encdec', 'numpy'):\n    sys.modules[name] = None\n",
    )
    package = Path(__file__).parents[1]
    environment = os.environ | {"PYTHONPATH": f"{block.parent}{os.pathsep}{package}"}
    for command in (
        ["mkdocs", "build", "--strict", "-q", "-d", "out"],
        ["pytest", "--codeblocks", "documentation", "-q", "-p", "no:cacheprovider"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=other.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
