"""Whole programs, notebooks and scripts: what readers take along runs as the page does."""

import json
import subprocess
import sys

import nbformat
import pytest
from conftest import FENCE, Site, doc
from mkdocs_parity import Page, ParityError
from mkdocs_parity.blocks import blocks
from mkdocs_parity.copying import require_whole, until, whole
from mkdocs_parity.notebook import Voice, file_stem, notebook, script
from mkdocs_parity.pieces import pieces, plain_markdown, titles

SNIPPETS = """\
# --8<-- [start:a]
x = 1
# --8<-- [end:a]
# --8<-- [start:b]
print(x)
# --8<-- [end:b]
# --8<-- [start:c]
x += 1
# --8<-- [end:c]
# --8<-- [start:d]
print(x + 1)
# --8<-- [end:d]
"""
CONT = "<!--pytest-codeblocks:cont-->\n"
SKIP = '<!--pytest.mark.skip(reason="needs <a> GPU")-->\n'
OUTPUT = '<!--pytest-codeblocks:expected-output-->\n```text\n--8<-- "snippets/{}.txt"\n```\n'


def fence(name: str) -> str:
    return FENCE.format(f'--8<-- "snippets/p.py:{name}"')


def page(site: Site, text: str) -> Page:
    site.write("snippets/p.py", SNIPPETS)
    site.write("snippets/1.txt", "1\n")
    site.write("snippets/3.txt", "3\n")
    return site.project().page(site.write("docs/en/p.md", text))


def voice(**others: str) -> Voice:
    return Voice(say=lambda text: text, link=lambda target: f"https://x/{target}", **others)


def ran(code: str) -> str:
    done = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_program_up_to_a_block(site: Site) -> None:
    text = f"# P\n{fence('b')}\n{fence('a')}{CONT}{fence('b')}{OUTPUT.format(1)}{CONT}{fence('d')}"
    known = page(site, text).blocks
    assert [whole(known, index) for index in range(4)] == [
        "print(x)\n",
        "x = 1\n",
        "x = 1\n\nprint(x)\n",
        "x = 1\n\nprint(x)\n\nprint(x + 1)\n",
    ]
    assert ran(whole(known, 3)) == "1\n2\n"


def test_program_leaves_out_what_never_runs_but_for_the_block_itself(site: Site) -> None:
    known = page(site, f"{fence('a')}\n{SKIP}{CONT}{fence('c')}\n{CONT}{fence('b')}").blocks
    assert whole(known, 1) == "x = 1\n\nx += 1\n"
    assert whole(known, 2) == "x = 1\n\nprint(x)\n"
    assert until(known, 2) == [known[0], known[2]]


@pytest.mark.parametrize("first", [True, False])
def test_future_imports_of_one_block_are_refused(site: Site, first: bool) -> None:
    site.write("snippets/f.py", "from __future__ import annotations\n")
    future = FENCE.format('--8<-- "snippets/f.py"')
    parts = [future, fence("a")] if first else [fence("a"), future]
    known = page(site, f"{parts[0]}\n{CONT}{parts[1]}").blocks
    with pytest.raises(ParityError, match="__future__") as caught:
        require_whole(known)
    assert caught.value.line == (1 if first else 6)
    require_whole(page(site, f"{future}\n{fence('a')}").blocks)


def test_script(site: Site) -> None:
    text = (
        f"# The `title`\n\n## Empty\n\n## **Next** {{#x}}\n\n{fence('a')}\n"
        f"{SKIP}{CONT}{fence('c')}\n{CONT}{fence('b')}\n## End\n"
    )
    made = script(page(site, text), voice(address="https://x/p/"))
    assert made == (
        "# https://x/p/\n\n# %% Next\n\nx = 1\n\n# Not run: needs <a> GPU\n# x += 1\n\nprint(x)\n"
    )
    assert ran(made) == "1\n"


def test_texts_of_a_translation_stay_comments(site: Site) -> None:
    evil = Voice(say=lambda text: "x\nimport os\r#", link=str, wheel="w.whl")
    made = page(site, f"# coding: utf-7\n\n{fence('a')}\n{SKIP}{CONT}{fence('c')}\n{fence('b')}")
    text = script(made, evil)
    assert text.split("\n")[:3] == ["# p.md", "", "# %% coding: utf-7"]
    assert "import os" not in [line.strip() for line in text.splitlines()]
    code = [
        cell for cell in json.loads(notebook(made, evil))["cells"] if cell["cell_type"] == "code"
    ]
    assert code[0]["source"] == "# x import os #\n%pip install --quiet w.whl"
    assert code[2]["source"] == "# x import os #\n%reset -f"


def test_notebook(site: Site) -> None:
    text = (
        f"---\ntitle: T\n---\n# P\n\nProse.\n\n{fence('a')}\n"
        f"{CONT}{fence('b')}\n{OUTPUT.format(1)}\n{SKIP}{CONT}{fence('c')}\n{fence('a')}"
    )
    made = page(site, text)
    book = json.loads(notebook(made, voice(address="https://x/p/", wheel="https://x/w.whl")))
    nbformat.validate(book)
    cells = [(cell["cell_type"], cell["source"]) for cell in book["cells"]]
    assert cells == [
        ("markdown", "# P\n\n<https://x/p/>\n\nProse."),
        ("code", "# Install what this notebook uses.\n%pip install --quiet https://x/w.whl"),
        ("code", "x = 1"),
        ("code", "print(x)"),
        ("markdown", "Not run: needs <a> GPU\n\n```python\nx += 1\n```"),
        (
            "code",
            "# A new program begins: forget the names of the one before.\n%reset -f",
        ),
        ("code", "x = 1"),
    ]
    assert book["cells"][3]["outputs"] == [
        {"output_type": "stream", "name": "stdout", "text": "1\n"}
    ]
    assert notebook(made, voice()) == notebook(made, voice())


@pytest.mark.parametrize(
    ("path", "stem"),
    [("a/p.md", "p"), ("queue.md", "queue-page"), ("math.md", "math-page"), ("index.md", "index")],
)
def test_scripts_hide_no_module(site: Site, path: str, stem: str) -> None:
    assert file_stem(path, page(site, fence("a")).blocks) == stem


def test_scripts_hide_no_imported_module(site: Site) -> None:
    site.write("snippets/i.py", "import json.decoder as j\nfrom decimal import Decimal\n")
    made = page(site, FENCE.format('--8<-- "snippets/i.py"'))
    assert file_stem("json.md", made.blocks) == "json-page"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('!!! note "A `b`"\n\n    text\n\nafter\n', "**A `b`**\n\ntext\n\nafter"),
        ("!!! warning\n    text\n", "**Warning**\n\ntext"),
        ('!!! note ""\n    text\n', "text"),
        ('??? tip "A"\n    ??? tip "B"\n        b\n    a\nc\n', "**A**\n\n**B**\n\nb\na\nc"),
        ('=== "T"\n\n    ```text\n    x\n\n     y\n    ```\n', "**T**\n\n```text\nx\n\n y\n```"),
        ("/// caption\nWhat it *is*.\n///\n", "*What it *is*.*"),
        (
            "- a\n\n    ```text\n    x\n    ```\n\n    b\n",
            "- a\n\n    ```text\n    x\n    ```\n\n    b",
        ),
        ("> q\n", "> q"),
        ("a\n\n    code\n", "a\n\n    code"),
    ],
)
def test_prose_of_a_page(source: str, shown: str) -> None:
    document = doc(source)
    assert [piece.prose for piece in pieces(document, blocks(document))] == [shown]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("[a](b.md) [c](d.md#e)", "[a](https://x/b.md) [c](https://x/d.md#e)"),
        ("[`a`](b.md)", "[`a`](https://x/b.md)"),
        ("`[a](b.md)` ``[c](d) ` ``", "`[a](b.md)` ``[c](d) ` ``"),
        ("```text\n[a](b.md) {#c}\n```", "```text\n[a](b.md) {#c}\n```"),
        ("# H {#x}", "# H"),
        ("a{.b} $\\hat{.}$ {x}", "a $\\hat{.}$ {x}"),
        ("`#!python f(x)`", "`f(x)`"),
        ("![a [b]](c.png)", "![a [b]](https://x/c.png)"),
        ("![a](c.svg)", "*[a](https://x/)*"),
        ("[a]: b.md", "[a]: https://x/b.md"),
    ],
)
def test_markdown_of_a_notebook(source: str, shown: str) -> None:
    made = plain_markdown(source, lambda target: f"https://x/{target}")
    assert made == shown


def test_titles() -> None:
    assert titles("# A `b` *c*\n\ntext\n\n```text\n# no\n```\n## D # {#x}") == ["A b c", "D"]
