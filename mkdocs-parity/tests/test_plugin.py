"""The MkDocs plugin: what the built site holds."""

import logging
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import FENCE, Site
from mkdocs.config import load_config
from mkdocs.plugins import get_plugin_logger
from mkdocs_parity.html import heading_ids
from mkdocs_parity.plugin import ParityPlugin

INCLUDE = FENCE.format('--8<-- "snippets/a.py:two"')
LIBRARY = FENCE.format('--8<-- "snippets/a.py:one"')
MATERIAL = "name: material, font: false, language: en"


@pytest.fixture
def french(site: Site) -> Site:
    """The project in languages that the theme knows, so that strict builds end well."""
    (site.root / "docs/pt").rename(site.root / "docs/fr")
    site.replace("mkdocs.yml", "{locale: pt, name: Português}", "{locale: fr, name: Français}")
    return site


@pytest.fixture
def material(site: Site) -> Site:
    """The project with a theme that has a menu of languages."""
    site.replace("mkdocs.yml", "name: mkdocs", MATERIAL)
    site.replace("mkdocs.yml", "reconfigure_material: false", "reconfigure_material: true")
    return site


def alternates(site: Site, path: str) -> dict[str, str]:
    links = re.findall(r'<a href="([^"]*)" hreflang="(\w+)"', site.read(f"site/{path}"))
    return {language: link for link, language in links}


def build(site: Site) -> str:
    outcome = site.build()
    assert outcome.code == 0, outcome.text
    return outcome.text


def test_strict_build_of_a_whole_project(french: Site) -> None:
    outcome = french.build("--strict")
    assert (outcome.code, "WARNING" in outcome.text) == (0, False)
    english, page = (
        french.read("site/learn/x/index.html"),
        french.read("site/fr/learn/x/index.html"),
    )
    for built in (english, page):
        assert heading_ids(built)[:2] == ["learn", "second"]
        assert "pytest-codeblocks" not in built
        assert "8&lt;" not in built
    assert "the library" in english
    assert "the library" not in page
    assert "a biblioteca" in page
    assert "Devolve a raiz." in page


def test_missing_translation_is_a_warning_and_fails_strict_builds(french: Site) -> None:
    french.replace("docs/fr/code.po", 'msgstr "Mostre."', 'msgstr ""')
    warning = "docs/fr/code.po: no translation of 'Show it.' (snippets/a.py:12)"
    assert build(french).count(warning) == 1
    outcome = french.build("--strict")
    assert outcome.code == 1
    assert outcome.text.count("WARNING") == 1
    assert "fix: run `parity extract`, then translate it" in outcome.text


def test_catalogues_are_left_out_and_nothing_else(site: Site) -> None:
    others = ["docs/en/other.po", "docs/pt/other.po", "docs/assets/code.po", "docs/code.po"]
    for path in (*others, "docs/en/code.po", "docs/en/data.csv", "docs/pt/data.csv"):
        site.write(path, "x")
    build(site)
    found = {path for path in site.snapshot() if path.startswith("site/")}
    assert {path for path in found if path.endswith(".po")} == {
        "site/other.po",
        "site/pt/other.po",
        "site/assets/code.po",
        "site/code.po",
    }
    assert "site/pt/data.csv" in found


def test_catalogue_of_another_name_is_left_out(site: Site) -> None:
    site.replace("mkdocs.yml", "timeout: 20", "catalogue: texts.po")
    (site.root / "docs/pt/code.po").rename(site.root / "docs/pt/texts.po")
    build(site)
    assert not [path for path in site.snapshot() if path.startswith("site/") and ".po" in path]
    assert "a biblioteca" in site.read("site/pt/learn/x/index.html")


@pytest.mark.parametrize("directories", [True, False])
@pytest.mark.parametrize("url", ["", "\nsite_url: https://example.org/a/b/"])
def test_languages_are_addressed_relative_to_the_page(
    material: Site, url: str, directories: bool
) -> None:
    setting = f"use_directory_urls: {str(directories).lower()}{url}"
    material.replace("mkdocs.yml", "site_name: T", f"site_name: T\n{setting}")
    material.both("very/deep/y.md", "# Y\n\n[back](../../learn/x.md#second)\n")
    build(material)
    if directories:
        page, up, here, index = "very/deep/y/index.html", "../../..", "./", ""
        there = {"en": f"{up}/../very/deep/y/", "pt": f"{up}/pt/very/deep/y/"}
    else:
        page, up, here, index = "very/deep/y.html", "../..", "y.html", "index.html"
        there = {"en": f"{up}/../very/deep/y.html", "pt": f"{up}/pt/very/deep/y.html"}
    assert alternates(material, page) == {"en": here, "pt": there["pt"]}
    assert alternates(material, f"pt/{page}") == {"en": there["en"], "pt": here}
    assert alternates(material, "index.html") == {"en": index or "./", "pt": f"pt/{index}"}
    assert 'rel="alternate" href' not in material.read(f"site/{page}")
    assert "#second" in material.read(f"site/pt/{page}")


def test_page_of_one_language(material: Site) -> None:
    material.write("docs/en/only.md", f"# Only\n\n{LIBRARY}")
    material.write("docs/pt/so.md", "# Só\n\nPalavras.\n")
    build(material)
    fallback = material.read("site/pt/only/index.html")  # by i18n, in English as the page is
    assert "the library" in fallback
    assert "Palavras." in material.read("site/pt/so/index.html")
    assert "site/so/index.html" not in material.snapshot()
    assert alternates(material, "pt/so/index.html") == {"en": "../../", "pt": "./"}
    assert material.test().code == 0


def test_page_for_lost_readers_is_in_the_default_language(material: Site) -> None:
    material.replace("mkdocs.yml", "site_name: T", "site_name: T\nsite_url: https://e.org/a/")
    build(material)
    assert '<html lang="en"' in material.read("site/404.html")
    assert alternates(material, "404.html") == {"en": "/a/", "pt": "/a/pt/"}
    assert "e.org/a/pt/learn/x/" in material.read("site/sitemap.xml")


def test_readme_is_an_index(site: Site) -> None:
    for language in ("en", "pt"):
        (site.root / f"docs/{language}/index.md").unlink()
        site.write(f"docs/{language}/README.md", f"# {language}\n\n{INCLUDE}")
        site.write(f"docs/{language}/learn/README.md", "# L\n\n[x](x.md)\n")
    build(site)
    assert "Show it." in site.read("site/index.html")
    assert "Mostre." in site.read("site/pt/index.html")
    assert heading_ids(site.read("site/pt/index.html"))[0] == "en"
    assert 'href="x/"' in site.read("site/pt/learn/index.html")


def test_figure_is_found_from_every_page(site: Site) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text>the library</text></svg>'
    site.write("docs/assets/a b.svg", svg)
    site.write("docs/en/own.svg", svg)
    site.write("docs/pt/own.svg", svg)
    for language in ("en", "pt"):
        site.write(f"docs/{language}/index.md", "# A\n\n![A](<../assets/a b.svg>)\n")
        site.write(f"docs/{language}/a/b/y.md", "# A\n\n![A](<../../../assets/a b.svg>)\n")
    site.both("z.md", "# Z\n\n![Z](own.svg) ![Far](https://example.org/x.svg)\n")
    build(site)
    for page in ("index.html", "a/b/y/index.html"):
        assert "<text>the library</text>" in site.read(f"site/{page}")
        assert "<text>a biblioteca</text>" in site.read(f"site/pt/{page}")
    built = site.read("site/pt/z/index.html")
    assert "<text>a biblioteca</text>" in built
    assert 'src="https://example.org/x.svg"' in built


def test_second_build_writes_the_same_pages(site: Site) -> None:
    build(site)
    before = site.snapshot()
    build(site)
    after = site.snapshot()
    assert before.keys() == after.keys()
    changed = {path for path in before if before[path] != after[path]}
    assert {path for path in changed if path.endswith(".html")} <= {"site/index.html"}  # has a date


class Server:
    """What `mkdocs serve` hands to plugins."""

    url = "http://127.0.0.1:8000/a/"

    def __init__(self) -> None:
        self.watched: list[str] = []

    def watch(self, path: str) -> None:
        self.watched.append(path)


@pytest.mark.parametrize("root", [".", "snippets"])
def test_serve_watches_what_is_included(
    site: Site, root: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("mkdocs"), "propagate", True)  # its command says no
    site.replace("mkdocs.yml", "timeout: 20", f"include_root: {root}")
    site.write("single.py", "x = 1\n")
    site.write("snippets/deep/b.py", "x = 1\n")
    if root == ".":
        site.write("docs/en/y.md", FENCE.format('--8<-- "single.py"'))
    else:
        for language in ("en", "pt"):
            text = site.read(f"docs/{language}/learn/x.md").replace('"snippets/', '"')
            site.write(f"docs/{language}/learn/x.md", text)
        site.write("docs/en/y.md", FENCE.format('--8<-- "deep/b.py"'))
    config = load_config(str(site.root / "mkdocs.yml"))
    plugin = config.plugins["parity"]
    assert isinstance(plugin, ParityPlugin)
    plugin.on_config(config)
    server = Server()
    with caplog.at_level(logging.INFO, logger=get_plugin_logger("parity").logger.name):
        assert plugin.on_serve(server, config, SimpleNamespace()) is server  # type: ignore[arg-type]
    names = [Path(path).relative_to(site.root).as_posix() for path in server.watched]
    wanted = ["single.py", "snippets"]
    assert names == (
        wanted if root == "." else [f"snippets/{x}" for x in ("a.py", "deep", "outputs")]
    )
    assert "English: http://127.0.0.1:8000/a/\n" in caplog.text
    assert "Português: http://127.0.0.1:8000/a/pt/\n" in caplog.text


def test_next_build_reads_files_anew(site: Site) -> None:
    build(site)
    site.replace("snippets/a.py", "# Show it.\n", "# Show it.\n\n")
    site.replace("docs/pt/code.po", "Mostre.", "Mostre isto.")
    build(site)
    assert "Mostre isto." in site.read("site/pt/learn/x/index.html")


def test_hidden_files_are_no_pages(site):
    site.write("docs/en/.ipynb_checkpoints/x.md", "```python\n1 / 0\n```\n")
    assert site.build().code == 0
    assert site.test().code == 0
    assert site.parity("extract").code == 0
