"""What a page's head says, apart from a whole site."""

import json
import re

import pytest
from lxml import html
from mkdocs_parity.alternates import Alternate
from mkdocs_parity.head import Facts, complete_head, describe, shorten, social_locale, translations
from mkdocs_parity.sitemap import sitemap

HERE = Alternate("en", "./", "x/", exists=True, translated=True)
THERE = Alternate("pt", "pt/", "pt/x/", exists=True, translated=True)
STANDS_IN = Alternate("pt", "pt/", "pt/x/", exists=True, translated=False)
LACKS = Alternate("zh_TW", "zh_TW/", "zh_TW/", exists=False, translated=False)
PAGE = "<html><head>\n<title>X - T</title>\n{}</head><body></body></html>"


def facts(**changed: object) -> Facts:
    known: dict[str, object] = {
        "site_name": "T",
        "title": "X",
        "description": 'On "x" & <y>.',
        "site_url": "https://e.org/a/",
        "url": "pt/x/",
        "language": "pt",
        "alternates": (HERE, THERE, LACKS),
        "is_home": False,
    }
    return Facts(**(known | changed))  # type: ignore[arg-type]


def links(output: str) -> dict[str, str]:
    found = html.fromstring(output).xpath("//link[@href]")
    return {link.get("hreflang") or link.get("rel"): link.get("href") for link in found}


def said(output: str) -> dict[str, str]:
    found = html.fromstring(output).xpath("//meta[@content]")
    return {meta.get("property") or meta.get("name"): meta.get("content") for meta in found}


def test_translated_page() -> None:
    output = complete_head(PAGE.format(""), facts())
    assert links(output) == {
        "canonical": "https://e.org/a/pt/x/",
        "en": "https://e.org/a/x/",
        "pt": "https://e.org/a/pt/x/",
        "x-default": "https://e.org/a/x/",
    }
    known = said(output)
    assert known["description"] == known["og:description"] == 'On "x" & <y>.'
    assert (known["og:type"], known["og:locale"]) == ("article", "pt_BR")
    assert known["og:locale:alternate"] == "en_US"
    assert json.loads(known["parity:languages"]) == {
        "current": "pt",
        "languages": {
            "en": {"home": "../../", "page": "../../x/", "translated": True},
            "pt": {"home": "../", "page": "./", "translated": True},
            "zh_TW": {"home": "../../zh_TW/", "page": None, "translated": False},
        },
    }


def test_page_that_stands_in_for_a_translation_leads_to_the_original() -> None:
    output = complete_head(PAGE.format(""), facts(alternates=(HERE, STANDS_IN)))
    assert links(output) == {"canonical": "https://e.org/a/x/"}
    assert said(output)["og:locale"] == "en_US"
    assert said(output)["og:url"] == "https://e.org/a/x/"


def test_page_of_one_language_has_no_alternates() -> None:
    output = complete_head(PAGE.format(""), facts(alternates=(LACKS, THERE)))
    assert links(output) == {"canonical": "https://e.org/a/pt/x/"}
    assert translations((LACKS, THERE)) == []


def test_site_without_an_address() -> None:
    output = complete_head(PAGE.format(""), facts(site_url=None))
    assert links(output) == {}
    assert "og:url" not in said(output)
    assert "parity:languages" in said(output)


def test_what_the_theme_wrote_is_replaced_and_what_others_wrote_stays() -> None:
    theme = (
        '<link rel="canonical" href="https://old/">\n'
        '<link rel="alternate" href="../old" hreflang="en">\n'
        '<link rel="alternate" type="application/rss+xml" href="feed">\n'
        '<meta name="description" content="theirs">\n'
        '<meta property="og:title" content="theirs">\n'
    )
    output = complete_head(PAGE.format(theme), facts())
    assert "old" not in output
    assert 'href="feed"' in output
    assert said(output)["description"] == said(output)["og:title"] == "theirs"
    assert "og:type" not in said(output)


def test_title_of_the_first_page_says_what_the_site_is() -> None:
    home = facts(is_home=True, title="T", description="All on \\1.")
    assert "<title>T – All on \\1.</title>" in complete_head(PAGE.format(""), home)
    own = facts(is_home=True, title="Welcome")
    assert "<title>X - T</title>" in complete_head(PAGE.format(""), own)
    assert said(complete_head(PAGE.format(""), home))["og:type"] == "website"


def test_output_without_a_head_stays() -> None:
    assert complete_head("<p>x</p>", facts()) == "<p>x</p>"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<h1>T</h1><p>A <em>word</em>\n and <code>x</code>.</p><p>Next.</p>", "A word and x."),
        ('<div class="admonition note"><p>No.</p></div><div><p>Yes.</p></div>', "Yes."),
        ("<details><p>No.</p></details><ul><li><p>No.</p></li></ul><p> </p><p>Yes.</p>", "Yes."),
        ("words before <p>a tag</p>", "a tag"),
        ("<h1>T</h1>", ""),
        ("", ""),
    ],
)
def test_describe(content: str, text: str) -> None:
    assert describe(content) == text


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Short.", "Short."),
        ("One sentence here. And another", "One sentence here."),
        ("A word and another word and another", "A word and another…"),
        (
            "句子到此结束。后面还有很长的一句话没有结束" * 1,
            "句子到此结束。后面还有很长的一句话没有结束",
        ),
        ("句子到此结束了吧。后面还有很长的一句话没有结束呢呢呢", "句子到此结束了吧。"),
        (
            "没有标点的很长的一句话没有标点的很长的一句话没有标点",
            "没有标点的很长的一句话没有标点的很长的一句…",
        ),
    ],
)
def test_shorten(text: str, short: str) -> None:
    assert shorten(text, 22) == short
    assert len(shorten(text, 22)) <= 22


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("en", "en_US"),
        ("pt", "pt_BR"),
        ("pt-PT", "pt_PT"),
        ("zh", "zh_CN"),
        ("zh_TW", "zh_TW"),
        ("de", "de_DE"),
        ("eo", "eo_001"),
        ("xx", "xx"),
    ],
)
def test_social_locale(code: str, locale: str) -> None:
    assert social_locale(code) == locale


def test_sitemap() -> None:
    text = sitemap([("x/", (HERE, THERE)), ("só & b/", (LACKS, THERE))], "https://e.org/a/")
    assert re.findall("<loc>(.*)</loc>", text) == [
        "https://e.org/a/x/",
        "https://e.org/a/só &amp; b/",
    ]
    assert re.findall('hreflang="(.*?)" href="(.*?)"', text) == [
        ("en", "https://e.org/a/x/"),
        ("pt", "https://e.org/a/pt/x/"),
        ("x-default", "https://e.org/a/x/"),
    ]
    html.fromstring(text.encode())
