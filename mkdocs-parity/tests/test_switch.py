"""Several languages as one site: what the built files say of each other."""

import json
import re

import pytest
from conftest import Site
from lxml import html

MATERIAL = "name: material, font: false, language: en"


@pytest.fixture
def material(site: Site) -> Site:
    """The project with a theme that has a menu of languages, at an address."""
    site.replace("mkdocs.yml", "theme: {name: mkdocs}", f"theme: {{{MATERIAL}, features: [x]}}")
    site.replace("mkdocs.yml", "reconfigure_material: false", "reconfigure_material: true")
    site.replace("mkdocs.yml", "site_name: T", "site_name: T\nsite_url: https://e.org/a/")
    return site


def build(site: Site, *options: str) -> None:
    outcome = site.build(*options)
    assert outcome.code == 0, outcome.text


def tree(site: Site, path: str) -> html.HtmlElement:
    return html.fromstring((site.root / "site" / path).read_bytes())


def canonical(site: Site, path: str) -> str:
    return str(tree(site, path).xpath("string(//link[@rel='canonical']/@href)"))


def hreflangs(site: Site, path: str) -> list[str]:
    return [str(code) for code in tree(site, path).xpath("//link/@hreflang")]


def test_page_that_a_language_lacks(material: Site) -> None:
    material.write("docs/en/only.md", "# Only\n\nWords.\n")
    material.write("docs/pt/so.md", "# Só\n\nPalavras.\n")
    build(material)
    assert canonical(material, "only/index.html") == "https://e.org/a/only/"
    assert canonical(material, "pt/only/index.html") == "https://e.org/a/only/"
    assert canonical(material, "pt/so/index.html") == "https://e.org/a/pt/so/"
    for page in ("only/index.html", "pt/only/index.html", "pt/so/index.html"):
        assert hreflangs(material, page) == []
    assert hreflangs(material, "pt/learn/x/index.html") == ["en", "pt", "x-default"]
    locations = re.findall("<loc>(.*)</loc>", material.read("site/sitemap.xml"))
    assert sorted(locations) == [
        "https://e.org/a/",
        "https://e.org/a/learn/x/",
        "https://e.org/a/only/",
        "https://e.org/a/pt/",
        "https://e.org/a/pt/learn/x/",
        "https://e.org/a/pt/so/",
    ]


def test_language_that_is_not_built(material: Site) -> None:
    material.replace("mkdocs.yml", "name: Português}", "name: Português, build: false}")
    build(material)
    assert hreflangs(material, "learn/x/index.html") == []
    said = json.loads(
        tree(material, "index.html").xpath("string(//meta[@name='parity:languages']/@content)")
    )
    assert list(said["languages"]) == ["en"]
    assert len(tree(material, "404.html").xpath("//section")) == 1


@pytest.mark.parametrize("directories", [True, False])
def test_page_for_lost_readers_of_each_language(material: Site, directories: bool) -> None:
    setting = f"use_directory_urls: {str(directories).lower()}"
    material.replace("mkdocs.yml", "site_name: T", f"site_name: T\n{setting}")
    build(material)
    index = "" if directories else "index.html"
    root, own = tree(material, "404.html"), tree(material, "pt/404.html")
    assert (root.get("lang"), own.get("lang")) == ("en", "pt")
    assert root.xpath("//section/@lang") == ["en", "pt"]
    assert root.xpath("//section//a/@href") == [f"/a/{index}", f"/a/pt/{index}"]
    assert own.xpath("//section/@lang") == ["pt"]
    assert own.findtext("head/title") == "Página não encontrada - T"
    for page in (root, own):
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert len(page.xpath("//h1")) == 1
    assert '{"en": "/a/", "pt": "/a/pt/"}' in material.read("site/404.html")


NOTE = "//*[@data-md-component='outdated']//a[@data-parity-version]"


def test_older_versions_say_so_in_the_language(material: Site) -> None:
    build(material)
    assert tree(material, "index.html").xpath(NOTE) == []
    extra = "extra: {version: {provider: mike, default: [newest, dev]}}"
    material.replace("mkdocs.yml", "site_name: T", f"site_name: T\n{extra}")
    build(material)
    for path, address, words in (
        ("index.html", "./../newest/", "This is an older version of this site."),
        ("learn/x/index.html", "../../../newest/", "This is an older version of this site."),
        ("pt/learn/x/index.html", "../../../../newest/pt/", "Esta é uma versão antiga deste site."),
        ("404.html", "/a/../newest/", "This is an older version of this site."),
    ):
        [link] = tree(material, path).xpath(NOTE)
        assert link.get("href") == address
        assert words in link.getparent().text_content()
        assert link.xpath("ancestor::*[@hidden]")
    assert "above + path" in material.read("site/404.html")


def test_project_has_words_and_templates_of_its_own(material: Site) -> None:
    material.replace("mkdocs.yml", "features: [x]", "features: [x], custom_dir: own")
    material.write("own/404.html", "mine {{ parity_lost[0].title }}")
    with (material.root / "docs/pt/code.po").open("a", encoding="utf-8") as catalogue:
        catalogue.write('\nmsgid "Page not found"\nmsgstr "Sumiu"\n')
    build(material)
    assert material.read("site/404.html") == "mine Page not found"
    assert material.read("site/pt/404.html") == "mine Sumiu"


def test_permanent_links_speak_the_language(material: Site) -> None:
    material.replace(
        "mkdocs.yml", "  - admonition\n", "  - admonition\n  - toc: {permalink: true}\n"
    )
    build(material)
    titles = "//a[@class='headerlink']/@title"
    assert set(tree(material, "learn/x/index.html").xpath(titles)) == {"Link to this section"}
    assert set(tree(material, "pt/learn/x/index.html").xpath(titles)) == {"Link para esta seção"}


def test_title_of_permanent_links_may_be_the_projects(material: Site) -> None:
    material.replace(
        "mkdocs.yml",
        "  - admonition\n",
        "  - admonition\n  - toc: {permalink: true, permalink_title: Here}\n",
    )
    build(material)
    titles = tree(material, "pt/learn/x/index.html").xpath("//a[@class='headerlink']/@title")
    assert set(titles) == {"Here"}


def test_instant_navigation_is_kept_without_a_warning(material: Site) -> None:
    material.replace("mkdocs.yml", "features: [x]", "features: [navigation.instant]")
    outcome = material.build("--strict")
    assert outcome.code == 0, outcome.text
    for page in ("index.html", "pt/index.html", "pt/learn/x/index.html", "404.html"):
        config = json.loads(tree(material, page).xpath("string(//script[@id='__config'])"))
        assert config["features"] == ["navigation.instant"]


def test_descriptions_are_escaped(material: Site) -> None:
    text = 'A "quoted" <b>& more</b>'
    material.replace("mkdocs.yml", "site_name: T", "site_name: T\nsite_description: 'on \"T\"'")
    material.write("docs/en/a.md", f"---\ndescription: '{text}'\n---\n# A\n\nWords.\n")
    material.write("docs/en/b.md", '# B\n\nIs `a < b` "so"?\n\nNo.\n')
    build(material)
    description = "string(//meta[@name='description']/@content)"
    assert tree(material, "a/index.html").xpath(description) == text
    assert tree(material, "b/index.html").xpath(description) == 'Is a < b "so"?'
    assert tree(material, "index.html").xpath(description) == 'on "T"'


def test_other_theme(site: Site) -> None:
    build(site)
    page = tree(site, "pt/learn/x/index.html")
    assert page.xpath("//meta[@property='og:locale']/@content") == ["pt_BR"]
    assert page.xpath("//script[contains(@src, 'parity-language.js')]")
    assert tree(site, "pt/404.html").xpath("//section/@lang") == ["pt"]
    assert (site.root / "site/assets/parity-language.js").is_file()
