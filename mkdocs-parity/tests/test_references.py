"""Numbers and references, in the words of each language."""

import pytest
from conftest import Site, doc
from mkdocs_parity import ParityError
from mkdocs_parity.notices import say
from mkdocs_parity.numbering import joined, targets, title_of
from mkdocs_parity.references import Words, filled

ENGLISH = """\
# The *first* page {#first}

See [](#fig-two), [](#tab-one), [](#eq-sum) and [](#last); `[](#code)` stays.

![A](../a.svg)

/// figure-caption | #fig-one
One.
///

![B](../a.svg)

/// figure-caption | #fig-two

Two.
///

| a | b |
| - | - |
| 1 | 2 |

/// table-caption | < #tab-one
A table.
///

$$
a = \\sum_i b_i \\label{eq-sum}
$$

## Last [words](x.md) of `it[0]` {#last}

[](../index.md), [](../index.md#more), [](#first).

```text
[](#nowhere) /// figure-caption | #not-one
```
"""
PORTUGUESE = """\
# A *primeira* página

Veja [](#fig-two), [](#tab-one), [](#eq-sum) e [](#last).

![B](../a.svg)

/// figure-caption | #fig-two
Dois.
///

## Últimas [palavras](x.md) de `it[0]`

[](../index.md), [](../index.md#more), [](#first), [](#fig-one).
"""
FIGURE = '<svg xmlns="http://www.w3.org/2000/svg"><title>Home</title></svg>'


@pytest.fixture
def numbered(site: Site) -> Site:
    site.replace("mkdocs.yml", "  - pymdownx.inlinehilite\n", EXTENSIONS)
    site.write("docs/a.svg", FIGURE)
    site.write("docs/en/index.md", "# Home\n\n## More of it {#more}\n")
    site.write("docs/pt/index.md", "# Início\n\n## Mais\n")
    site.write("docs/en/learn/x.md", ENGLISH)
    site.write("docs/pt/learn/x.md", PORTUGUESE)
    return site


EXTENSIONS = """\
  - pymdownx.inlinehilite
  - pymdownx.arithmatex
  - pymdownx.blocks.caption
  - tables
  - attr_list
"""


def page(site: Site, name: str) -> str:
    return site.project().page(site.root / name).text


def test_english(numbered: Site) -> None:
    text = page(numbered, "docs/en/learn/x.md")
    assert (
        "See [Figure\u00a02](#fig-two), [Table\u00a01](#tab-one), [Equation\u00a0(1)](#eq-sum)"
        " and [Section “Last words of `it[0]`”](#last); `[](#code)` stays." in text
    )
    assert "/// caption | #fig-one\n**Figure\u00a01.** One.\n///" in text
    assert "/// caption | #fig-two\n\n**Figure\u00a02.** Two.\n///" in text
    assert "/// caption | < #tab-one\n**Table\u00a01.** A table." in text
    assert "a = \\sum_i b_i \\label{eq-sum}\\tag{1}" in text
    assert (
        "[Home](../index.md), [Section “More of it” in “Home”](../index.md#more), "
        "[Section “The *first* page”](#first)." in text
    )
    assert "[](#nowhere) /// figure-caption | #not-one" in text


def test_translation_has_its_words_and_the_numbers_of_english(numbered: Site) -> None:
    text = page(numbered, "docs/pt/learn/x.md")
    assert (
        "Veja [Figura\u00a02](#fig-two), [Tabela\u00a01](#tab-one), [Equação\u00a0(1)](#eq-sum)"
        " e [Seção “Últimas palavras de `it[0]`”](#last)." in text
    )
    assert "/// caption | #fig-two\n**Figura\u00a02 –** Dois.\n///" in text
    assert "[Seção “Mais” em “Início”](../index.md#more)" in text
    assert "[Figura\u00a01](#fig-one)" in text  # only English has it


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("[](#fig-tw)", "leads nowhere: learn/x.md has no 'fig-tw'"),
        ("[](../index.md#fig-two)", "leads nowhere: index.md has no 'fig-two'"),
        ("[](gone.md)", "leads to no page"),
        ("[](../../../x.md)", "leads to no page"),
        ("[](https://example.org)", "says nothing"),
        ("[]()", "says nothing"),
        ("[](/index.md)", "says nothing"),
    ],
)
def test_broken_reference(numbered: Site, link: str, said: str) -> None:
    numbered.write("docs/en/learn/x.md", f"# X\n\n## Last {{#last}}\n\nSee {link}.\n")
    numbered.write("docs/pt/learn/x.md", f"# X\n\n## Fim\n\nVeja {link}.\n")
    with pytest.raises(ParityError) as caught:
        page(numbered, "docs/en/learn/x.md")
    assert str(caught.value).startswith("docs/en/learn/x.md:5: ")
    assert said in str(caught.value)
    assert caught.value.fix
    outcome = numbered.build()
    assert outcome.code == 1
    assert "docs/en/learn/x.md:5: " in outcome.text
    checked = numbered.parity("check")
    assert checked.code == 1
    assert "docs/en/learn/x.md:5: reference: " in checked.text


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("/// figure-caption\nX\n///\n", 1, "has no name"),
        ("/// figure-caption | 3 #fig-x\nX\n///\n", 1, "has no name"),
        ("/// table-caption | #a#b\nX\n///\n", 1, "is no name"),
        ("## A {#a}\n\n/// table-caption | #a\nX\n///\n", 3, "stands twice, first in page.md:1"),
        ("$$\na\\label{x}\nb\\label{y}\n$$\n", 3, "two labels"),
        ("$$a\\label{x y}$$\n", 1, "is no name"),
    ],
)
def test_wrong_names(text: str, line: int, said: str) -> None:
    with pytest.raises(ParityError, match=said) as caught:
        targets(doc(text))
    assert caught.value.line == line


def test_what_only_a_translation_has_is_counted_behind() -> None:
    one = "/// figure-caption | #{}\nX\n///\n"
    english = targets(doc(one.format("a") + one.format("b")))
    own = targets(doc(one.format("old") + one.format("b")))
    found = joined(own, english).named
    assert {name: target.number for name, target in found.items()} == {"a": 1, "b": 2, "old": 3}


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("## Plain ##", "Plain"),
        ("# A [link](x.md) and ![image](y.svg)[^1] {#id .cls}", "A link and image"),
        ("# `a[0]` and [b]", r"`a[0]` and \[b\]"),
        ("# <b onclick='x'>Bold</b> `<b>`", "Bold `<b>`"),
    ],
)
def test_titles(heading: str, title: str) -> None:
    assert title_of(heading) == title


def test_space_between_chinese_and_figures(numbered: Site) -> None:
    numbered.write(
        "docs/en/learn/x.md",
        "## A\n\n见[](#fig-x)中，[](../index.md)一页；[](#fig-x)。\n\n" + CAPTION,
    )
    text = page(numbered, "docs/en/learn/x.md")
    assert "见[Figure\u00a01](#fig-x) 中，[Home](../index.md) 一页；[Figure\u00a01](#fig-x)。" in (
        text.replace("见 [", "见[")
    )
    assert "见 [Figure" in text


@pytest.mark.parametrize(
    ("written", "filled_in"),
    [
        ("即[](#eq-x)的和", "即[式~(1)](#eq-x) 的和"),
        (
            "（[](#eq-x)）和[](#fig-x)、[](#fig-x)。",
            "（[式~(1)](#eq-x)）和[图~1](#fig-x)、[图~1](#fig-x)。",
        ),
        ("`f`[](#fig-x)与 $y$[](#eq-x)", "`f` [图~1](#fig-x) 与 $y$ [式~(1)](#eq-x)"),
        ("GRU[](#fig-x) 中，5%[](#fig-x)", "GRU [图~1](#fig-x) 中，5% [图~1](#fig-x)"),
    ],
)
def test_space_around_chinese_references(written: str, filled_in: str) -> None:
    document = doc(f"# 页\n\n{written}\n\n$$\na \\label{{eq-x}}\n$$\n\n{CAPTION}")
    words = Words(lambda text: say(text, "zh"))
    lines = filled(document, "x.md", words, {"x.md": targets(document)}.get)
    assert lines[2].text.replace("\u00a0", "~") == filled_in


CAPTION = "/// figure-caption | #fig-x\nX\n///\n"


def test_words_of_a_catalogue_are_text() -> None:
    words = Words(lambda text: "<b>\n*Fig* {number} {x}")
    assert words.label("figure", 3) == "&lt;b>\u00a0\\*Fig\\*\u00a03\u00a0"


@pytest.mark.parametrize("reader", ["en", "ar", "de", "es", "fr", "ja", "pt-BR", "zh"])
def test_every_language_has_words(reader: str) -> None:
    words = Words(lambda text: say(text, reader))
    for kind in ("figure", "table", "equation"):
        assert "7" in words.label(kind, 7)
        assert words.label(kind, 7) in words.caption(kind, 7)
    assert "{" not in words.elsewhere(words.label("figure", 1), "Page")


def test_built_site(numbered: Site) -> None:
    numbered.write("docs/pt/learn/x.md", TRANSLATED)
    outcome = numbered.build()
    assert outcome.code == 0, outcome.text
    assert "does not contain an anchor" not in outcome.text
    english, own = (numbered.read(f"site/{path}learn/x/index.html") for path in ("", "pt/"))
    assert '<figure id="fig-two">' in english
    assert "<strong>Figure\u00a02.</strong> Two." in english
    assert '<a href="#eq-sum">Equation\u00a0(1)</a>' in english
    assert '<div class="parity-math" id="eq-sum">' in english
    assert '<span class="parity-math__number">(1)</span>' in english
    assert '<a href="#eq-sum">Equação\u00a0(1)</a>' in own
    assert "<strong>Tabela\u00a01 –</strong> Uma tabela." in own


TRANSLATED = (
    ENGLISH.replace("One.", "Um.").replace("Two.", "Dois.").replace("A table.", "Uma tabela.")
)


def test_extension_that_is_lacking(numbered: Site) -> None:
    numbered.replace("mkdocs.yml", "  - pymdownx.blocks.caption\n", "")
    numbered.write("docs/pt/learn/x.md", TRANSLATED)
    outcome = numbered.build()
    assert outcome.code == 1
    assert "docs/en/learn/x.md:7: the built page shows no figure named 'fig-one'" in outcome.text
    assert "pymdownx.blocks.caption" in outcome.text


def test_check_compares_names(numbered: Site) -> None:
    numbered.write("docs/pt/learn/x.md", TRANSLATED.replace("| #fig-two", "| #fig-three"))
    checked = numbered.parity("check")
    assert checked.code == 1
    assert "caption: the block /// differs" in checked.text


def test_section_that_only_english_has_keeps_its_names(numbered: Site) -> None:
    first = ENGLISH.index("![A]")
    numbered.write("docs/en/learn/x.md", ENGLISH)
    numbered.write("docs/pt/learn/x.md", "# A\n\n## Fim\n\nx [](../index.md)\n")
    assert numbered.parity("mark", "pt", "learn/x.md").code == 0
    text = f"{ENGLISH[:first]}## New\n\n{ENGLISH[first:]}"
    numbered.write("docs/en/learn/x.md", text)
    numbered.replace("docs/pt/learn/x.md", "x [](../index.md)", "x [](#fig-one) [](#new)")
    outcome = numbered.build()
    assert outcome.code == 0, outcome.text
    assert "does not contain an anchor" not in outcome.text
    built = numbered.read("site/pt/learn/x/index.html")
    assert '<a href="#fig-one">Figura\u00a01</a>' in built
    assert built.count('id="fig-one"') == 1
    assert built.count('id="eq-sum"') == 1
