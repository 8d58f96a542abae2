"""What built pages offer: links to scripts and notebooks, programs to copy, the wheel."""

import json
import re
from html import unescape
from zipfile import ZipFile

import pytest
from conftest import FENCE, Site
from mkdocs_parity.marks import add_to_blocks, mark_blocks, marked

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "own-thing"
version = "1.2"
requires-python = ">=3.11"

[tool.hatch.build.targets.wheel]
packages = ["own"]
"""


def fence(name: str) -> str:
    return FENCE.format(f'--8<-- "snippets/{name}"')


def build(site: Site) -> str:
    outcome = site.build()
    assert outcome.code == 0, outcome.text
    return outcome.text


def programs(site: Site, path: str) -> dict:
    text = re.search(
        r'<template class="parity-programs">(.*?)</template>', site.read(path), re.DOTALL
    )
    assert text is not None
    return json.loads(unescape(text[1]))


def test_page_offers_programs_script_and_notebook(site: Site) -> None:
    build(site)
    for path, said in (("learn/x", "Python script"), ("pt/learn/x", "Script Python")):
        page = site.read(f"site/{path}/index.html")
        assert f'<a href="x.py" download>{said}</a>' in page
        assert page.index("</h1>") < page.index('class="parity-run"') < page.index("<h2")
        assert "import math" in site.read(f"site/{path}/x.py")
        assert json.loads(site.read(f"site/{path}/x.ipynb"))["nbformat"] == 4
        assert "colab" not in page
    assert "a biblioteca" in site.read("site/pt/learn/x/x.py")
    known = programs(site, "site/pt/learn/x/index.html")
    assert known["copy"] == "Copiar o programa inteiro até aqui"
    assert [(start, runs) for _, start, runs in known["blocks"]["pt"]] == [(0, True), (0, True)]
    assert "a biblioteca" in known["blocks"]["pt"][0][0]
    assert (site.root / "site/assets/parity-programs.js").is_file()
    assert "parity-run" not in site.read("site/index.html")


def test_links_stand_at_the_end_of_a_page_that_begins_otherwise(site: Site) -> None:
    text = site.read("docs/en/learn/x.md")
    site.write("docs/en/learn/x.md", f"Words first.\n\n{text}")
    build(site)
    page = site.read("site/learn/x/index.html")
    assert page.rindex("</pre>") < page.index('class="parity-run"')


def test_pages_lead_to_the_book_of_their_language(site: Site) -> None:
    build(site)
    assert "book.pdf" not in site.read("site/learn/x/index.html")
    site.replace("mkdocs.yml", "  - parity:\n", "  - parity:\n      book: true\n")
    build(site)
    for path, there, said in (
        ("learn/x", "../../book.pdf", "Whole book (PDF)"),
        ("pt/learn/x", "../../book.pdf", "Livro completo (PDF)"),
    ):
        assert f'<a href="{there}">{said}</a>' in site.read(f"site/{path}/index.html")


def test_no_space_follows_a_full_width_colon(site: Site) -> None:
    site.replace("mkdocs.yml", "Português}", "Português}\n        - {locale: zh, name: 中文}")
    site.write("docs/zh/index.md", "# 首页\n\n一页。\n")
    build(site)
    assert "运行本页：</span><a " in site.read("site/zh/learn/x/index.html")
    assert "Execute esta página:</span> <a " in site.read("site/pt/learn/x/index.html")


def test_page_that_stands_in_offers_itself_to_its_readers(site: Site) -> None:
    site.write("docs/en/only.md", f"# Only\n\n{fence('a.py:one')}")
    build(site)
    page = site.read("site/pt/only/index.html")
    assert '<a href="only.py" download>Script Python</a>' in page
    assert "the library" in site.read("site/pt/only/only.py")
    assert list(programs(site, "site/pt/only/index.html")["blocks"]) == ["en"]


def test_english_in_a_translation_is_copied_as_english(site: Site) -> None:
    added = f"\n## New\n\n{fence('a.py:one')}"
    assert site.parity("mark", "pt", "learn/x.md").code == 0
    site.write("docs/en/learn/x.md", site.read("docs/en/learn/x.md") + added)
    build(site)
    known = programs(site, "site/pt/learn/x/index.html")["blocks"]
    assert {language: len(blocks) for language, blocks in known.items()} == {"pt": 3, "en": 3}
    assert marked(site.read("site/pt/learn/x/index.html")) == [("pt", 0), ("pt", 1), ("en", 2)]


def test_addresses_in_notebooks_are_whole(site: Site) -> None:
    site.replace("mkdocs.yml", "site_name: T", "site_name: T\nsite_url: https://example.org/a/")
    text = "# N\n\n[x](learn/x.md#second) [i](index.md) [h](#n) [o](https://o.org/) [f](f.csv)\n\n"
    site.both("n.md", text + fence("a.py:one"))
    site.write("docs/en/f.csv", "1\n")
    site.write("docs/pt/f.csv", "1\n")
    build(site)
    source = json.loads(site.read("site/pt/n/n.ipynb"))["cells"][0]["source"]
    home = "https://example.org/a/pt/"
    assert source == (
        f"# N\n\n<{home}n/>\n\n[x]({home}learn/x/#second) [i]({home}) [h]({home}n/#n) "
        f"[o](https://o.org/) [f]({home}f.csv)"
    )


def test_colab(site: Site) -> None:
    site.replace("mkdocs.yml", "timeout: 20", "colab: me/it/blob/gh-pages/sub/")
    build(site)
    link = "https://colab.research.google.com/github/me/it/blob/gh-pages/sub/pt/learn/x/x.ipynb"
    assert f'<a href="{link}">Abrir no Colab</a>' in site.read("site/pt/learn/x/index.html")
    site.replace("mkdocs.yml", "me/it/blob/gh-pages/sub/", "me/it")
    assert "does not say where GitHub has the site" in site.build().text


@pytest.fixture
def own(site: Site) -> Site:
    """A project that is a Python project, too."""
    site.write("pyproject.toml", PYPROJECT)
    site.write("own/__init__.py", "VALUE = 1\n")
    site.replace("mkdocs.yml", "timeout: 20", "wheel: .")
    return site


def test_notebooks_install_the_wheel_of_the_site(own: Site) -> None:
    own.replace("mkdocs.yml", "site_name: T", "site_name: T\nsite_url: https://example.org/a/")
    build(own)
    name = "wheels/own_thing-1.2-py3-none-any.whl"
    assert "own/__init__.py" in ZipFile(own.root / "site" / name).namelist()
    cells = json.loads(own.read("site/pt/learn/x/x.ipynb"))["cells"]
    code = next(cell for cell in cells if cell["cell_type"] == "code")
    assert code["source"] == (
        f"# Instala o que este notebook usa.\n%pip install --quiet https://example.org/a/{name}"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("site_name: T", "site_name: T"), "set site_url"),
        (("wheel: .", "wheel: docs"), "holds no pyproject.toml"),
        (("site_name: T", "site_name: T\nsite_url: https://example.org/"), "cannot be built"),
    ],
)
def test_wheel_that_cannot_be_offered(own: Site, change: tuple[str, str], said: str) -> None:
    own.replace("mkdocs.yml", *change)
    own.replace("pyproject.toml", "hatchling.build", "no_such.backend")
    outcome = own.build()
    assert outcome.code == 1
    assert said in outcome.text


def test_future_import_stops_the_build(site: Site) -> None:
    site.write("snippets/f.py", "from __future__ import annotations\n")
    block = fence("f.py")
    site.both("f.md", f"# F\n\n{block}\n<!--pytest-codeblocks:cont-->\n{block}")
    outcome = site.build()
    assert outcome.code == 1
    assert "docs/en/f.md:3" in outcome.text


def test_marks_by_code(site: Site) -> None:
    blocks = site.project().page(site.root / "docs/en/learn/x.md").blocks
    one, two = (f"<pre><code>{block.code}</code></pre>" for block in blocks)
    fences = [f'<div class="language-python highlight">{code}</div>' for code in (two, one, two)]
    html = mark_blocks("<p>x</p>".join(fences), blocks, "en")
    assert marked(html) == [("en", 1), ("en", 0)]
    added = add_to_blocks(html, lambda language, index: f"[{language}{index}]")
    assert re.findall(r"</pre>(.*?)</div>", added) == ["[en1]", "[en0]", ""]


def test_marks_with_nested_elements(site: Site) -> None:
    blocks = site.project().page(site.root / "docs/en/learn/x.md").blocks
    inner = f'<div><div class="x">{blocks[0].code}</div></div>'
    html = mark_blocks(f'<div class="language-python highlight">{inner}</div><p></p>', blocks, "en")
    assert add_to_blocks(html, lambda *_: "!").endswith("</div></div>!</div><p></p>")
    assert mark_blocks("", blocks, "en") == ""
