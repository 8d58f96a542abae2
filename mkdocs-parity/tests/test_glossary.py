"""The glossary: reading it, and the words it finds."""

from pathlib import Path

import pytest
from conftest import Site
from mkdocs_parity import ParityError
from mkdocs_parity.check import check
from mkdocs_parity.glossary import Glossary, load_glossary

TEXT = """\
- {en: encoder, pt: codificador, zh: 编码器, avoid: {pt: descodificador}}
- {en: token, pt: token, zh: 词元, avoid: {zh: [令牌]}}
- {en: batch, pt: lote, zh: 批量, keep: [pt]}
"""


def read(tmp_path: Path, text: str) -> Glossary:
    file = tmp_path / "glossary.yml"
    file.write_text(text, encoding="utf-8")
    return load_glossary(file, "glossary.yml", "en", ("en", "pt", "zh"))


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("pt", "O encoder lê, os Encoders leem.", ["encoder", "Encoders"]),
        ("pt", "O codificador (encoder) lê; o *encoder*, “encoder”.", []),
        ("pt", "Um descodificador e um batch de tokens.", ["descodificador"]),
        ("pt", "Um autoencoder, encoder-decoder, encoder.py.", []),
        ("zh", "encoder 读入令牌和 batch。", ["令牌", "encoder", "batch"]),
        ("zh", "编码器（encoder）读入词元。", []),
        ("en", "The encoder.", []),
    ],
)
def test_words(tmp_path: Path, language: str, text: str, words: list[str]) -> None:
    found = list(read(tmp_path, TEXT).misused(text, language))
    assert [item.word for item in found] == words
    assert all(item.instead for item in found)


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ("a: 1\n", 1, "is not a list"),
        ("- {en: a}\n- b\n", 2, "is no mapping"),
        ("- {pt: a}\n", 1, "no term in the default language"),
        ("- {en: a, xx: b}\n", 1, "'xx'"),
        ("- {en: a, pt: 1}\n", 1, "no text"),
        ("- {en: a, avoid: [b]}\n", 1, "`avoid`"),
        ("- {en: a, avoid: {pt: [1]}}\n", 1, "`avoid`"),
        ("- {en: a, keep: pt}\n", 1, "`keep`"),
        ("- {en: a}\n- {en: b, def: c}\n", 2, "`def` that is no mapping"),
        ("- {en: a, def: {en: b, fr: c}}\n", 1, "`def` in 'fr', which is no language"),
        ("- {en: a, def: {pt: [b]}}\n", 1, "`def` in 'pt' that is no text"),
        ("- {en: a, def: {en: ' '}}\n", 1, "`def` in 'en' that is no text"),
        ("- {en: a, tooltip: 'no'}\n", 1, "`tooltip`"),
        ("- {en: a\n", 2, "is not YAML"),
    ],
)
def test_wrong_glossaries(tmp_path: Path, text: str, line: int, cause: str) -> None:
    with pytest.raises(ParityError) as caught:
        read(tmp_path, text)
    assert caught.value.line == line
    assert caught.value.file == "glossary.yml"
    assert caught.value.fix
    assert cause in str(caught.value)


def test_definitions(tmp_path: Path) -> None:
    text = "- en: token\n  def:\n    en: A word\n      or less.\n  tooltip: false\n- {en: a}\n"
    token, other = read(tmp_path, text).terms
    assert token.definition == {"en": "A word or less."}
    assert (token.tooltip, other.tooltip, other.definition) == (False, True, {})


def test_an_empty_glossary_has_no_terms(tmp_path: Path) -> None:
    assert read(tmp_path, "# nothing yet\n").terms == ()


def test_in_a_site(site: Site) -> None:
    site.write("docs/glossary.yml", "- {en: library, pt: biblioteca, avoid: {pt: livraria}}\n")
    site.replace("docs/pt/code.po", "a biblioteca", "a livraria")
    site.write("docs/en/index.md", "# Home\n\nThe library.\n")
    site.write("docs/pt/index.md", "# Início\n\nA library.\n")
    found = [(item.rule, item.where.file, item.has) for item in check(site.project()).findings]
    assert found == [
        ("term", "docs/pt/code.po", "livraria (docs/glossary.yml:1)"),
        ("term", "docs/pt/index.md", "library (docs/glossary.yml:1)"),
    ]
    site.replace("docs/pt/code.po", "a livraria", "a biblioteca")
    outcome = site.build()
    assert outcome.code == 0, outcome.text
    assert not (site.root / "site/glossary.yml").exists()


def test_a_glossary_that_is_named_must_exist(site: Site) -> None:
    site.replace("mkdocs.yml", "timeout: 20", "timeout: 20\n      glossary: none.yml")
    outcome = site.parity("check")
    assert outcome.code == 1
    assert "glossary: 'none.yml' is no file" in outcome.text
