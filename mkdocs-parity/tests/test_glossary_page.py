"""The page of the glossary: order, anchors, languages."""

from pathlib import Path

import pytest
from conftest import doc
from lxml.html import fragment_fromstring
from mkdocs_parity.glossary import Glossary, load_glossary
from mkdocs_parity.glossary_page import anchors_of, directive_line, glossary_html, in_order
from mkdocs_parity.settings import Language

TEXT = """\
- {en: zebra, pt: água, zh: 乙, def: {en: Z & <b>., pt: Á.}}
- {en: Encoder–decoder, pt: Codificador, zh: 甲, def: {en: E., pt: C., zh: 丙。}}
- {en: encoder decoder, pt: zero}
- {en: "++", def: {en: P.}}
"""
LANGUAGES = (
    Language("en", "English", "/"),
    Language("pt", "Português", "/pt/"),
    Language("zh", "简体中文", "/zh/"),
)


@pytest.fixture
def glossary(tmp_path: Path) -> Glossary:
    file = tmp_path / "glossary.yml"
    file.write_text(TEXT, encoding="utf-8")
    return load_glossary(file, "glossary.yml", "en", ("en", "pt", "zh"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# Terms\n\n  <!-- parity:glossary -->\n", 3),
        ("# Terms\n\n<!--parity:glossary-->\n", 3),
        ("`<!-- parity:glossary -->`\n", None),
        ("```text\n<!-- parity:glossary -->\n```\n", None),
        ("<!-- parity:dashboard -->\n", None),
    ],
)
def test_directive(text: str, line: int | None) -> None:
    assert directive_line(doc(text)) == line


def test_anchors_are_from_the_default_language_and_unique(glossary: Glossary) -> None:
    assert anchors_of(glossary) == [
        "term-zebra",
        "term-encoder-decoder",
        "term-encoder-decoder_1",
        "term-term",
    ]


@pytest.mark.parametrize(
    ("reader", "order"),
    [
        ("en", ["++", "encoder decoder", "Encoder–decoder", "zebra"]),
        (
            "pt",
            ["++", "zebra", "Encoder–decoder", "encoder decoder"],
        ),  # ++, água, Codificador, zero
        ("zh", ["++", "encoder decoder", "Encoder–decoder", "zebra"]),
    ],
)
def test_order(glossary: Glossary, reader: str, order: list[str]) -> None:
    assert [term.said["en"] for term, _ in in_order(glossary, reader)] == order


def test_entries(glossary: Glossary) -> None:
    root = fragment_fromstring(glossary_html(glossary, LANGUAGES, "pt", 'A "link"'))
    assert (root.get("lang"), root.get("dir")) == ("pt", "ltr")
    entries = root.xpath(".//*[@id]")
    assert [entry.get("id") for entry in entries][:2] == ["term-term", "term-zebra"]
    plus, zebra = entries[:2]
    assert plus.xpath(".//dfn")[0].get("lang") == "en"  # Portuguese does not have it
    assert plus.xpath("./dd[@class='parity-definition']")[0].get("lang") == "en"
    assert zebra.xpath(".//dfn")[0].attrib == {}
    assert zebra.xpath(".//dfn/text()") == ["água"]
    assert zebra.xpath("./dt/a/@href") == ["#term-zebra"]
    assert zebra.xpath("./dt/a/@title") == ['A "link"']
    beside = zebra.xpath("./dd[@class='parity-said']")
    assert [item.text_content() for item in beside] == ["English zebra", "简体中文 乙"]
    assert beside[1].xpath("./span/@lang") == ["zh", "zh"]
    assert zebra.xpath("./dd[@class='parity-definition']")[0].text_content() == "Á."


def test_texts_are_escaped(glossary: Glossary) -> None:
    html = glossary_html(glossary, LANGUAGES, "en", "L")
    assert "Z &amp; &lt;b&gt;." in html


def test_without_terms_there_is_nothing() -> None:
    assert glossary_html(Glossary((), "en"), LANGUAGES, "en", "L") == ""
