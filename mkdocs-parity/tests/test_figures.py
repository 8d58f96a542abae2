"""Figures: drawn once, read in every language."""

import pytest
from conftest import Site
from lxml import etree
from mkdocs_parity import ParityError, Translation
from mkdocs_parity.figures import embed, inline_figures, labels, localize_figure

SVG = """\
<?xml version="1.0" encoding="ISO-8859-1"?>
<!-- drawn by hand -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" id="root"
     viewBox="0 0 9 9" class="wide" aria-labelledby="t d">

  <title id="t">A  box
    é</title>

  <desc id="d">Words</desc>
  <style>.a { fill: url(#grad) }</style>
  <defs><linearGradient id="grad"/><path id="p"/></defs>
  <text x="1" fill="url('#grad')" style="marker-end:url(#grad)">Encoder</text>
  <text><tspan>Encoder</tspan> <tspan>state</tspan></text>
  <text>42</text>
  <use href="#p"/><use xlink:href="#p"/><a href="https://example.org/#p"><rect/></a>
</svg>
"""
LABELS = ["A box é", "Words", "Encoder", "state"]


def portuguese(text: str) -> Translation | None:
    entries = {"A box é": "Uma <caixa> & tal", "Encoder": "Codificador", "Words": "Palavras"}
    return Translation(entries[text], "code.po", 4) if text in entries else None


def test_labels_once_and_in_order() -> None:
    assert labels(SVG, "f.svg") == LABELS


def test_labels_are_translated_and_the_rest_is_named() -> None:
    svg, missing = localize_figure(SVG, portuguese, "f.svg")
    assert missing == ["state"]
    assert labels(svg, "f.svg") == ["Uma <caixa> & tal", "Palavras", "Codificador", "state"]
    assert "&lt;caixa&gt; &amp; tal" in svg


def test_nested_title_is_one_label() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text><title>Encoder</title>x</text></svg>'
    assert localize_figure(svg, portuguese, "f.svg")[1] == []


@pytest.mark.parametrize("character", ["\0", "\x07", "\u202e", "\r", "\u2028"])
def test_control_characters_in_a_label_are_refused(character: str) -> None:
    with pytest.raises(ParityError, match=f"U\\+{ord(character):04X}") as caught:
        localize_figure(SVG, lambda _: Translation(f"a{character}b", "code.po", 4), "f.svg")
    assert caught.value.file == "code.po"


def test_embedded_figure_has_ids_of_its_own() -> None:
    root = etree.fromstring(embed(SVG, 'Alt "é"', "docs/assets/f.svg"))
    assert {element.get("id") for element in root.iter() if element.get("id")} == {
        "f-root",
        "f-t",
        "f-d",
        "f-grad",
        "f-p",
    }
    text = etree.tostring(root, encoding="unicode")
    assert text.count("url(#f-grad)") == 3
    assert text.count('href="#f-p"') == 2
    assert 'href="https://example.org/#p"' in text
    assert root.get("aria-labelledby") == "f-t f-d"
    assert (root.get("role"), root.get("aria-label")) == ("img", 'Alt "é"')
    assert root.get("class") == "figure wide"


def test_second_figure_on_a_page_differs() -> None:
    assert 'id="f-2-p"' in embed(SVG, "", "f.svg", 2)
    assert "aria-label=" not in embed(SVG, "", "f.svg")


def test_embedded_figure_has_no_prolog_and_no_blank_line() -> None:
    text = embed(SVG, "", "f.svg")
    assert text.startswith("<svg")
    assert "\n\n" not in text
    assert "<!--" not in text


def test_images_are_replaced_where_the_figure_is_known() -> None:
    asked = []

    def load(src: str, alt: str) -> str | None:
        asked.append((src, alt))
        return "<svg/>" if src == "a&b.svg" else None

    html = (
        '<p><img alt="x &quot;y&quot;" src="a&amp;b.svg" /> <img src="c.svg"><img src="d.png"></p>'
    )
    assert inline_figures(html, load) == '<p><svg/> <img src="c.svg"><img src="d.png"></p>'
    assert asked == [("a&b.svg", 'x "y"'), ("c.svg", "")]


NS = 'xmlns="http://www.w3.org/2000/svg"'


@pytest.mark.parametrize(
    ("svg", "line", "cause"),
    [
        ("", 1, "not well-formed"),
        (f"<svg {NS}>\n<text>a</svg>", 2, "not well-formed"),
        (f"<svg {NS}>\n&nope;</svg>", 2, "not well-formed"),
        ("<html/>", 1, "not an svg"),
        ("<svg/>", 1, "not an svg"),
        (
            '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
            f"<svg {NS}><text>&x;</text></svg>",
            None,
            "uses the entity &x;",
        ),
        (
            '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
            f"<svg {NS}><text>&b;</text></svg>",
            None,
            "uses the entity &b;",
        ),
    ],
)
def test_bad_figures(svg: str, line: int | None, cause: str) -> None:
    for use in (lambda: labels(svg, "f.svg"), lambda: embed(svg, "", "f.svg")):
        with pytest.raises(ParityError) as caught:
            use()
        assert cause in caught.value.cause
        assert caught.value.file == "f.svg"
        assert line is None or caught.value.line == line


@pytest.fixture
def drawn(site: Site) -> Site:
    site.write("docs/assets/f.svg", SVG)
    site.replace(
        "docs/pt/code.po",
        'msgid "Show it."',
        'msgid "Encoder"\nmsgstr "Codificador"\n\nmsgid "Show it."',
    )
    for language in ("en", "pt"):
        site.write(
            f"docs/{language}/deep/y.md",
            "# Y\n\n![An alt](../../assets/f.svg)\n\n![](../../assets/f.svg)\n",
        )
    return site


@pytest.mark.parametrize("directories", ["true", "false"])
def test_pages_hold_the_figure_in_their_language(drawn: Site, directories: str) -> None:
    drawn.replace("mkdocs.yml", "site_name: T", f"site_name: T\nuse_directory_urls: {directories}")
    assert drawn.build("-q").code == 0
    page = "deep/y/index.html" if directories == "true" else "deep/y.html"
    english, portuguese = drawn.read(f"site/{page}"), drawn.read(f"site/pt/{page}")
    assert english.count("<svg") == portuguese.count("<svg") == 2
    assert ">Encoder<" in english
    assert ">Codificador<" in portuguese
    assert ">Encoder<" not in portuguese
    assert 'aria-label="An alt"' in portuguese
    assert 'id="f-p"' in portuguese
    assert 'id="f-2-p"' in portuguese


def test_labels_are_extracted_and_missing_ones_are_warned_of(drawn: Site) -> None:
    outcome = drawn.build()
    assert "docs/pt/code.po: no translation of 'Words' (docs/assets/f.svg)" in outcome.text
    assert drawn.build("--strict").code == 1
    assert "updated" in drawn.parity("extract").text
    assert '#: docs/assets/f.svg\nmsgid "Words"' in drawn.read("docs/pt/code.po")


def test_references_within_a_figure_are_not_taken_for_links() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        '<path id="p"/><use href="#p"/></svg>'
    )
    shown = embed(svg, "", "f.svg")
    assert 'xlink:href="#f-p"' in shown
    assert ' href="' not in shown
