"""The prose of a page, cut into what is translated one by one."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs_parity import ParityError
from mkdocs_parity.pairing import between, pair, usual_width
from mkdocs_parity.units import Unit, units, unwrap
from mkdocs_parity.wrap import placed

PAGE = """\
---
title: "A: b"
description: Some words # note
template: home.html
---
Before the
first heading.

# The *title* {#top .x}

![What it shows](a.svg){ width=3 }

/// caption
What it
shows.
///

## Second ##

<!--pytest-codeblocks:cont-->
```python
--8<-- "a.py"
```
--8<-- "b.md"

!!! note "Mind"
    Inside
    it.

    - an item,
      two lines
    - [x] done

        more of it

        ```text
        no prose
        ```

??? tip

=== "Tab"

    > quoted
    > text

| Head | `a|b` |
| --- | :-: |
| one \\| two | ![alt](x.svg) |

Term
:   What it means,
    at length

[^1]: A note.

*[HTML]: Markup

[ref]: https://example.org "Title"

$$
x = y
$$

<figure markdown>
![pic](b.svg)
<figcaption>Words</figcaption>
</figure>

<pre>
raw
</pre>

    indented code

A line{}
broken here\\
and there.

***
<https://example.org> is an <kbd>inline</kbd> line.
""".replace("{}", "  ")


def found(text: str) -> list[tuple[str, str, str]]:
    return [(unit.kind, unit.section, unit.text) for unit in units(textwrap.dedent(text), "p.md")]


def test_every_kind() -> None:
    assert [(kind, text) for kind, _, text in found(PAGE)] == [
        ("meta", "A: b"),
        ("meta", "Some words"),
        ("paragraph", "Before the first heading."),
        ("heading 1", "The *title*"),
        ("image", "What it shows"),
        ("caption", "What it shows."),
        ("heading 2", "Second"),
        ("title", "Mind"),
        ("paragraph", "Inside it."),
        ("item", "an item, two lines"),
        ("item", "done"),
        ("paragraph", "more of it"),
        ("title", "Tab"),
        ("paragraph", "quoted text"),
        ("cell", "Head"),
        ("cell", "`a|b`"),
        ("cell", "one \\| two"),
        ("cell", "![alt](x.svg)"),
        ("paragraph", "Term"),
        ("definition", "What it means, at length"),
        ("footnote", "A note."),
        ("definition", "Markup"),
        ("image", "pic"),
        ("html", "Words"),
        ("paragraph", "A line\nbroken here\\\nand there."),
        ("paragraph", "<https://example.org> is an <kbd>inline</kbd> line."),
    ]


def test_sections_are_anchors_in_the_page() -> None:
    sections = {text: section for _, section, text in found(PAGE)}
    assert sections["Before the first heading."] == ""
    assert sections["The *title*"] == sections["What it shows."] == "top"
    assert sections["Second"] == sections["Words"] == "second"


def test_where_a_unit_stands() -> None:
    unit = next(unit for unit in units(PAGE, "p.md") if unit.text == "an item, two lines")
    assert PAGE.split("\n")[unit.line - 1][unit.column :] == "an item,"
    assert PAGE[unit.start : unit.end] == unit.raw == "an item,\n      two lines"
    assert unit.hang == "      "


def test_broken_pages_are_refused() -> None:
    with pytest.raises(ParityError, match="never closed"):
        units("```python\n", "p.md")


LINES = st.sampled_from(
    [*PAGE.split("\n"), "", "", "word", "    word", "> a", "```", "# h", "|", "a | b"]
)


@given(st.lists(LINES, max_size=30))
def test_nothing_is_lost_or_found_twice(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        cut = units(text, "p.md")
    except ParityError:
        return
    gaps = between(text, cut)
    joined = "".join(gap + unit.raw for gap, unit in zip(gaps, cut, strict=False)) + gaps[-1]
    assert joined == text
    assert [unit.start for unit in cut] == sorted(unit.start for unit in cut)
    assert all(unit.raw == unit.raw.strip() != "" for unit in cut)
    assert all("8<" not in unit.text and "pytest-codeblocks" not in unit.text for unit in cut)


WORDS = st.lists(
    st.sampled_from(
        ["word", "`a  b`", "[x](y z)", "#", "-", "1.", "=", "é", "|", ">", "文字", "---"]
    ),
    min_size=1,
    max_size=30,
).map(" ".join)


@given(WORDS, st.integers(10, 60), st.sampled_from(["", "    ", "> ", "        "]))
def test_wrapping_is_undone(text: str, width: int, hang: str) -> None:
    unit = Unit("paragraph", "", 1, len(hang), len(hang), "x", hang)
    raw = placed(text, unit, width, "fr")
    assert unwrap(raw) == text
    _, *rest = raw.split("\n")
    assert all(line.startswith(hang) and line[len(hang) :].strip() for line in rest)
    if text.startswith("word") and hang in ("", "> "):
        assert [unit.text for unit in units(f"{hang}{raw}", "p.md")] == [text]


@pytest.mark.parametrize("language", ["zh", "ja", "zh-TW"])
def test_languages_without_spaces_are_not_wrapped(language: str) -> None:
    unit = Unit("paragraph", "", 1, 0, 0, "x")
    assert placed("文字 " * 50, unit, 20, language) == ("文字 " * 50)


def test_line_breaks_that_are_meant() -> None:
    unit = Unit("item", "", 1, 2, 2, "x", "  ")
    assert placed("a\nb\\\nc", unit, 80, "fr") == "a  \n  b\\\n  c"
    assert placed("a\nb", Unit("cell", "", 1, 2, 2, "x"), 80, "fr") == "a b"


def test_pages_side_by_side() -> None:
    english = "# T\n\nOne.\n\n## S\n\nTwo.\n\n```\nx\n```\n\nThree.\n\n## U\n\nFour.\n"
    other = "# T'\n\nUm.\n\n## S'\n\nDois.\n\n```\ny\n```\n\n## U'\n\nQuatro.\n\nCinco.\n"
    pages = pair(english, other, "en", "pt")
    assert not pages.same
    assert [
        (item.source.text, item.target and item.target.text, item.sure) for item in pages.pairs
    ] == [
        ("T", "T'", True),
        ("One.", "Um.", True),
        ("S", "S'", False),
        ("Two.", "Dois.", False),
        ("Three.", None, False),
        ("U", "U'", False),
        ("Four.", "Quatro.", False),
    ]
    assert [unit.text for unit in pages.lost] == ["Cinco."]


def test_section_that_is_new_in_english() -> None:
    english = "# T\n\n## New\n\n- a\n- b\n\n## Old\n\nText.\n"
    other = "# T'\n\n## Velho\n\nTexto.\n"
    pages = pair(english, other, "en", "pt")
    found = {item.source.text: item.target and item.target.text for item in pages.pairs}
    assert found == {
        "T": "T'",
        "New": None,
        "a": None,
        "b": None,
        "Old": "Velho",
        "Text.": "Texto.",
    }
    assert pages.lost == ()


def test_width_is_that_of_most_paragraphs() -> None:
    text = "one two\nthree four\n\nfive\nsix seven\n\n" + "long " * 9 + "\n" + "long " * 9 + "\n"
    assert usual_width(units(text, "p.md")) == 10
    assert usual_width(units("one line\n", "p.md")) is None


def test_words_of_a_formula_are_units() -> None:
    text = "# A\n\n$$\nx = \\text{score}(y) \\text{ if } t\n$$\n"
    found = [(unit.kind, unit.text) for unit in units(text, "a.md")]
    assert found == [("heading 1", "A"), ("formula", "score"), ("formula", "if")]
