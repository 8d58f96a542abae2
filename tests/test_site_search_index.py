"""The search index of each language: all sections, nothing but what readers see, and small."""

import gzip
from pathlib import Path

import pytest
from lxml import html
from shared import HOMES, index, sections


@pytest.mark.parametrize("language", HOMES)
def test_every_section_is_in_the_index_and_its_address_exists(site: Path, language: str) -> None:
    """Sections with equal titles, too: the home page is called the same in every language."""
    known = [address for address, _, _ in sections(site, language)]
    home = HOMES[language]
    wanted = []
    for file in sorted((site / "encdec" / home).rglob("index.html")):
        page = file.parent.relative_to(site / "encdec").as_posix().removeprefix(".")
        if language == "en" and page.split("/")[0] in HOMES:
            continue
        tree = html.fromstring(file.read_bytes())
        anchors = tree.xpath("//article//*[self::h2 or self::h3 or self::h4]/@id")
        url = f"{page}/" if page else ""
        wanted += [url, *(f"{url}#{anchor}" for anchor in anchors)]
    assert len(wanted) > 40
    assert sorted(known) == sorted(wanted)


@pytest.mark.parametrize("language", HOMES)
def test_index_is_small_and_holds_what_readers_see(site: Path, language: str) -> None:
    packed = gzip.compress(index(site, language).read_bytes(), 6)
    found = sections(site, language)
    pages = {address.split("#")[0] for address, _, _ in found}
    assert len(packed) < 6_000 * len(pages)
    text = "\n".join(f"{title}\n{text}" for _, title, text in found)
    assert "¶" not in text
    assert '"blocks":' not in text  # what the page brings along for its script
    assert "def init_state(self" in text  # programs can be searched
    assert index(site, "en").with_name("search_index.json").stat().st_size < 500
