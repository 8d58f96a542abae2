"""The glossary on the site: its page in each language, tooltips, and what is wrong."""

import json

import pytest
from conftest import Site

GLOSSARY = """\
- {en: library, pt: biblioteca, def: {en: A set of books., pt: Um conjunto de livros.}}
- {en: root, pt: raiz, def: {en: What a square is made of., pt: O que gera um quadrado.}, tooltip: false}
"""
TERMS = "# {}\n\n{}\n\n<!-- parity:glossary -->\n"


@pytest.fixture
def terms(site: Site) -> Site:
    site.write("docs/glossary.yml", GLOSSARY)
    site.write("docs/en/terms.md", TERMS.format("Terms", "Of a library."))
    site.write("docs/pt/terms.md", TERMS.format("Termos", "De uma biblioteca."))
    site.write(
        "docs/en/index.md", "# The library\n\nA library and a root. [One](terms.md#term-root)\n"
    )
    site.write(
        "docs/pt/index.md", "# A biblioteca\n\nA biblioteca e a raiz. [Uma](terms.md#term-root)\n"
    )
    return site


def built(site: Site) -> dict[str, str]:
    outcome = site.build()
    assert outcome.code == 0, outcome.text
    warnings = [line for line in outcome.text.split("\n") if line.startswith("WARNING")]
    assert not [line for line in warnings if "No translations could be found" not in line]
    pages = ("index.html", "pt/index.html", "terms/index.html", "pt/terms/index.html")
    return {page: site.read(f"site/{page}") for page in pages}


def test_pages(terms: Site) -> None:
    pages = built(terms)
    assert 'id="term-library"' in pages["terms/index.html"]
    assert "<dfn>biblioteca</dfn>" in pages["pt/terms/index.html"]
    assert "Um conjunto de livros." in pages["pt/terms/index.html"]
    assert "parity:glossary" not in pages["terms/index.html"]
    assert all("parity-term" not in page for page in pages.values())  # off by default
    checked = terms.parity("check", str(terms.root / "docs/pt/terms.md"))
    assert checked.code == 0, checked.text


def test_links_to_terms_are_checked(terms: Site) -> None:
    terms.replace("docs/en/index.md", "#term-root", "#term-boot")
    terms.write("mkdocs.yml", terms.read("mkdocs.yml") + "validation: {links: {anchors: warn}}\n")
    outcome = terms.build("--strict")
    assert outcome.code != 0
    assert "term-boot" in outcome.text
    assert "term-root" not in outcome.text


def test_tooltips(terms: Site) -> None:
    terms.replace("mkdocs.yml", "timeout: 20", "timeout: 20\n      tooltips: true")
    pages = built(terms)
    link = '<a class="parity-term" href="terms/#term-library" title="A set of books.">library</a>'
    assert pages["index.html"].count("parity-term") == 1
    assert f"<p>A {link} and a root." in pages["index.html"]
    assert 'title="Um conjunto de livros.">biblioteca</a>' in pages["pt/index.html"]
    assert "parity-term" not in pages["terms/index.html"]


def test_a_page_may_go_without(terms: Site) -> None:
    terms.replace("mkdocs.yml", "timeout: 20", "timeout: 20\n      tooltips: true")
    for language in ("en", "pt"):
        page = f"docs/{language}/index.md"
        terms.write(page, f"---\ntooltips: false\n---\n\n{terms.read(page)}")
    assert all("parity-term" not in page for page in built(terms).values())


def test_without_a_page_there_are_abbreviations(terms: Site) -> None:
    terms.replace("mkdocs.yml", "timeout: 20", "timeout: 20\n      tooltips: true")
    for language in ("en", "pt"):
        terms.write(f"docs/{language}/terms.md", "# T {#t}\n\nOf a root. {#term-root}\n")
        terms.write(f"docs/{language}/index.md", "# I\n\n*library* biblioteca\n")
    outcome = terms.build()
    assert outcome.code == 0, outcome.text
    assert '<abbr class="parity-term" title="A set of books.">' in terms.read("site/index.html")


def test_a_page_that_a_language_lacks(terms: Site) -> None:
    terms.replace("mkdocs.yml", "timeout: 20", "timeout: 20\n      tooltips: true")
    terms.replace("docs/pt/index.md", "[Uma](terms.md#term-root)", "")
    (terms.root / "docs/pt/terms.md").unlink()
    terms.write("docs/en/other.md", "# Other\n\nA library.\n")
    pages = built(terms)
    assert "<dfn>biblioteca</dfn>" in pages["pt/terms/index.html"]  # in the reader's language
    assert 'title="A set of books.">library</a>' in terms.read("site/pt/other/index.html")
    assert 'href="terms/#term-library"' in pages["pt/index.html"]


def test_a_term_without_its_own_definition_is_a_warning(terms: Site) -> None:
    terms.replace("docs/glossary.yml", ", pt: Um conjunto de livros.", "")
    outcome = terms.build("--strict")
    assert outcome.code != 0
    assert "docs/glossary.yml:1: no definition of 'biblioteca' in 'pt'" in outcome.text


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (None, "docs/en/terms.md:5: the page is to show a glossary, but the project has none"),
        ("- {en: a, def: 1}\n", "docs/glossary.yml:1: the entry has a `def`"),
    ],
)
def test_what_is_wrong_stops_the_build(terms: Site, text: str | None, cause: str) -> None:
    if text is None:
        (terms.root / "docs/glossary.yml").unlink()
    else:
        terms.write("docs/glossary.yml", text)
    outcome = terms.build()
    assert outcome.code != 0
    assert cause in outcome.text
    assert "fix:" in outcome.text


def test_search_finds_the_words_and_no_tooltip(terms: Site) -> None:
    config = terms.read("mkdocs.yml").replace("{name: mkdocs}", "{name: material, font: false}")
    config = config.replace("timeout: 20", "timeout: 20\n      tooltips: true")
    config = config.replace("plugins:\n", "plugins:\n  - search\n")
    terms.write("mkdocs.yml", config)
    built(terms)
    index = json.loads(terms.read("site/search/index.json"))
    text = json.dumps(index)
    assert "A library and a root." in text
    assert text.count("A set of books.") == 1  # of the glossary itself
