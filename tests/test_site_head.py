"""What a built page says of itself and its languages: head, sitemap, the words of the theme."""

import json
from pathlib import Path

import pytest
from lxml import etree
from shared import HOMES, OFFERS, tree

LOCALES = {"en": "en_US", "pt": "pt_BR", "zh": "zh_CN"}
WORDS = {
    "en": ("Skip to content", "Link to this section", "MIT License", "Switch to dark mode"),
    "pt": ("Pular para o conteúdo", "Link para esta seção", "Licença MIT", "modo escuro"),
    "zh": ("跳到正文", "本节链接", "MIT 许可证", "切换到深色模式"),
}


@pytest.mark.parametrize("language", HOMES)
@pytest.mark.parametrize("page", ["", "quickstart", "learn/seq2seq", "contribute/translations"])
def test_head_is_right(site: Path, published: str, language: str, page: str) -> None:
    path = f"{page}/" if page else ""
    found = tree(site, language, page)
    assert found.get("lang") == language
    assert found.xpath("//link[@rel='canonical']/@href") == [published + HOMES[language] + path]
    links = found.xpath("//link[normalize-space(@rel)='alternate' and @hreflang]")
    alternates = {link.get("hreflang"): link.get("href") for link in links}
    wanted = {code: published + home + path for code, home in HOMES.items()}
    assert alternates == wanted | {"x-default": published + path}
    said = {
        meta.get("property") or meta.get("name"): meta.get("content")
        for meta in found.xpath("//meta[@property or @name]")
    }
    assert said["og:url"] == published + HOMES[language] + path
    assert said["og:locale"] == LOCALES[language]
    assert said["description"] == said["og:description"]
    title = found.findtext("head/title") or ""
    assert said["og:title"] in title
    if page:
        assert said["og:title"] == " ".join(found.xpath("//h1/text()")).strip()
    assert title.count("encdec") == 1


@pytest.mark.parametrize("page", ["", "quickstart", "learn/seq2seq", "learn/interface"])
def test_titles_and_descriptions_differ_between_languages(site: Path, page: str) -> None:
    heads = [tree(site, language, page) for language in HOMES]
    assert len({head.findtext("head/title") for head in heads}) == len(HOMES)
    assert len({head.xpath("string(//meta[@name='description']/@content)") for head in heads}) == 3


def test_sitemap_lists_every_page_of_every_language(site: Path, published: str) -> None:
    names = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "x": "http://www.w3.org/1999/xhtml",
    }
    found = etree.fromstring((site / "encdec" / "sitemap.xml").read_bytes())
    pages = {
        published + file.parent.relative_to(site / "encdec").as_posix().removeprefix(".") + "/"
        for file in (site / "encdec").rglob("index.html")
    }
    pages = {page.replace("encdec//", "encdec/") for page in pages}
    assert set(found.xpath("//s:loc/text()", namespaces=names)) == pages
    for entry in found.xpath("//s:url", namespaces=names):
        links = entry.xpath("x:link", namespaces=names)
        assert [link.get("hreflang") for link in links] == [*HOMES, "x-default"]
        assert {link.get("href") for link in links} <= pages
        assert entry.findtext("s:loc", namespaces=names) in {link.get("href") for link in links}
    assert found.xpath("//s:lastmod", namespaces=names) == []


@pytest.mark.parametrize("language", HOMES)
def test_words_of_the_theme_are_in_the_language(site: Path, language: str) -> None:
    skip, permalink, licence, dark = WORDS[language]
    found = tree(site, language, "quickstart")
    assert found.xpath("normalize-space(//a[@class='md-skip'])") == skip
    assert set(found.xpath("//a[@class='headerlink']/@title")) == {permalink}
    assert licence in found.xpath("normalize-space(//footer)")
    assert any(dark in label for label in found.xpath("//header//@aria-label"))
    for link in found.xpath("//a[@class='md-select__link']"):
        assert link.get("lang") == link.get("hreflang")
    if language != "en":
        english = tree(site, "en", "quickstart")
        attributes = "//@aria-label | //@title | //@placeholder"
        own = {text for text in found.xpath(attributes) if len(text) > 3}
        # names that are the same in every language, and formulas in figures
        assert own & {text for text in english.xpath(attributes) if len(text) > 3} <= {
            "encdec",
            *OFFERS.values(),
        }


def test_page_tells_the_script_where_its_languages_are(site: Path) -> None:
    found = tree(site, "pt", "learn/seq2seq")
    said = json.loads(found.xpath("string(//meta[@name='parity:languages']/@content)"))
    assert said["current"] == "pt"
    assert said["languages"]["zh"] == {
        "home": "../../../zh/",
        "page": "../../../zh/learn/seq2seq/",
        "translated": True,
    }
