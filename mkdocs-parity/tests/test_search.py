"""The search indexes of a site."""

import json
import re

import pytest
from conftest import Site

MATERIAL = "name: material, font: false, language: en"


@pytest.fixture
def site(site: Site) -> Site:
    """The project with a theme that has a search box."""
    site.replace("mkdocs.yml", "name: mkdocs", MATERIAL)
    site.replace("mkdocs.yml", "plugins:\n", "plugins:\n  - search\n")
    return site


def build(site: Site) -> None:
    outcome = site.build()
    assert outcome.code == 0, outcome.text


def pages(site: Site, language: str = "") -> dict[str, list[tuple[str, str, str]]]:
    index = json.loads(site.read(f"site/{language}search/index.json"))
    return {
        page["url"]: [tuple(section) for section in page["sections"]] for page in index["pages"]
    }


def worker(site: Site, path: str) -> str:
    found = re.search(r'"search": "([^"]*)"', site.read(f"site/{path}"))
    assert found
    return found[1]


def test_each_language_has_an_index_of_its_pages(site: Site) -> None:
    site.write("docs/en/only.md", "# Only here\n\nEnglish words.\n")
    build(site)
    english, portuguese = pages(site), pages(site, "pt/")
    assert {f"pt/{url}" for url in english} == set(portuguese)
    assert not any(url.startswith("pt/") for url in english)
    assert portuguese["pt/only/"] == [("", "Only here", "English words.")]
    assert english["only/"] == portuguese["pt/only/"]  # without the notice
    assert "a biblioteca" in portuguese["pt/learn/x/"][0][2]


def test_the_search_box_asks_the_index_of_its_page(site: Site) -> None:
    build(site)
    assert worker(site, "index.html") == "assets/search/worker.js?search/index.json"
    assert worker(site, "404.html") == "/assets/search/worker.js?search/index.json"
    there = "../../../assets/search/worker.js?pt/search/index.json"
    assert worker(site, "pt/learn/x/index.html") == there
    told = '<meta name="parity-search" content="pt/search/index.json">'
    assert site.read("site/pt/learn/x/index.html").count(told) == 1
    assert json.loads(site.read("site/search/search_index.json"))["docs"] == []


def test_the_site_holds_the_scripts_and_the_stemmers_of_its_languages(site: Site) -> None:
    build(site)
    built = {path for path in site.snapshot() if path.startswith("site/assets/search/")}
    names = {path.removeprefix("site/assets/search/") for path in built}
    assert {name for name in names if name.startswith("stemmers/")} == {
        "stemmers/en.js",
        "stemmers/pt.js",
        "stemmers/LICENSE",
    }
    assert {"worker.js", "engine.js", "words.js", "minisearch.js", "box.js"} <= names
    assert 'src="assets/search/box.js"' in site.read("site/index.html")


def test_readers_of_languages_without_a_stemmer_can_search(site: Site) -> None:
    (site.root / "docs/pt").rename(site.root / "docs/vi")
    site.replace("mkdocs.yml", "{locale: pt, name: Português}", "{locale: vi, name: Tiếng Việt}")
    build(site)
    assert json.loads(site.read("site/vi/search/index.json"))["stemmer"] is None


def test_what_is_excluded_is_not_indexed(site: Site) -> None:
    site.both("secret.md", "---\nsearch: {exclude: true}\n---\n# Secret\n")
    part = "# Part\n\nshown\n\n<p data-search-exclude>left out</p>\n"
    site.both("part.md", part)
    site.both("tags.md", "---\ntags: [one]\nsearch: {boost: 2}\n---\n# Tags\n")
    build(site)
    found = pages(site)
    assert "secret/" not in found
    assert found["part/"] == [("", "Part", "shown")]
    assert "data-search-exclude" not in site.read("site/part/index.html")
    entries = json.loads(site.read("site/search/index.json"))["pages"]
    tags = next(entry for entry in entries if entry["url"] == "tags/")
    assert (tags["boost"], tags["tags"]) == (2, ["one"])


@pytest.mark.parametrize(
    ("setting", "now"),
    [("  - search\n", ""), ("timeout: 20", "timeout: 20\n      search: false")],
)
def test_the_themes_search_stays_where_it_is_wanted(site: Site, setting: str, now: str) -> None:
    site.replace("mkdocs.yml", setting, now)
    build(site)
    assert not (site.root / "site/pt/search/index.json").exists()
    assert "assets/search/" not in site.read("site/index.html")
    if now:
        assert json.loads(site.read("site/search/search_index.json"))["docs"]
