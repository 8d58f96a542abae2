"""The pages: the same tree in every language, and every shown program is one that runs."""

import ast
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT
from lxml import html
from mkdocs_parity import Page, Program, Project, load_settings, programs

LANGUAGES = ("en", "pt", "zh")
WITHOUT_CODE = ("reference/glossary.md", "reference/bibliography.md")  # and those to contributors


@cache
def project() -> Project:
    settings = load_settings(ROOT / "mkdocs.yml")
    assert settings is not None
    return Project(settings)


def pages(language: str) -> list[Page]:
    return [project().page(file) for file in project().pages(language)]


def test_every_page_exists_in_every_language() -> None:
    trees = {language: [page.path for page in pages(language)] for language in LANGUAGES}
    assert trees["en"]
    assert trees["pt"] == trees["en"]
    assert trees["zh"] == trees["en"]


@pytest.mark.parametrize("language", ["pt", "zh"])
def test_every_text_in_code_is_translated(language: str) -> None:
    missing = {
        item.text
        for page in pages(language)
        for item in page.missing
        if item.where.page not in page.outdated
    }
    assert missing == set()


@pytest.mark.parametrize("language", ["pt", "zh"])
def test_programs_are_the_same_in_every_language(language: str) -> None:
    for page, english in zip(pages(language), pages("en"), strict=True):
        own, other = programs(page.blocks), programs(english.blocks)
        assert [_shape(program) for program in own] == [_shape(program) for program in other]


def test_every_page_shows_code_and_its_output() -> None:
    for page in pages("en"):
        prose = page.path.startswith(("contribute/", "reference/api/"))
        if not prose and page.path not in WITHOUT_CODE:
            assert page.blocks, page.name
            assert any(block.expected for block in page.blocks), page.name


def test_no_block_is_skipped() -> None:
    assert [block.page for page in pages("en") for block in page.blocks if block.skip] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_built_html_shows_the_programs_that_run(site: Path, language: str) -> None:
    folder = site / "encdec" / ("" if language == "en" else language)
    for page in pages(language):
        path = Path(page.path).with_suffix("")
        file = folder / (path.parent if path.name == "index" else path) / "index.html"
        tree = html.fromstring(file.read_bytes())
        for other in tree.xpath("//*[contains(@class, 'parity-foreign')]"):
            other.drop_tree()  # English beside an outdated section
        for signature in tree.xpath("//div[contains(@class, 'doc-signature')]"):
            signature.drop_tree()
        codes = tree.xpath("//div[contains(@class, 'language-python')]//pre/code")
        # the highlighter takes blank lines at the edges off
        shown = ["".join(code.itertext()).strip("\n") for code in codes]
        runs = [block.code.strip("\n") for block in page.own if block.language == "python"]
        assert shown == runs


def test_no_page_asks_another_host(site: Path) -> None:
    for file in (site / "encdec").rglob("*.html"):
        tree = html.fromstring(file.read_bytes())
        sources = tree.xpath("//script/@src | //img/@src | //link[@rel='stylesheet']/@href")
        assert [source for source in sources if "//" in source] == [], file.name


def _shape(program: Program) -> list[object]:
    """What must not differ: the program without comments and docstrings, its output, its skips."""
    shapes = []
    for block in program:
        tree = ast.parse(block.code)
        for node in ast.walk(tree):
            if hasattr(node, "body") and isinstance(node.body, list) and _documented(node):
                node.body = node.body[1:]
        shapes.append((ast.dump(tree), block.expected and block.expected.text, block.skip))
    return shapes


def _documented(node: ast.AST) -> bool:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return isinstance(node, kinds) and ast.get_docstring(node) is not None
