"""The state of translations: sections that change, come, go and move in English."""

import pytest
from conftest import FENCE, Site
from mkdocs_parity import ParityError, page_status
from mkdocs_parity.mark import mark

EN = """\
# Title

First paragraph, in two
lines. It has two sentences.

## Code

Words about the code.

```python
--8<-- "snippets/a.py:one"
```

## Output

<!--pytest-codeblocks:cont-->
```python
--8<-- "snippets/a.py:two"
```

<!--pytest-codeblocks:expected-output-->
```text
--8<-- "snippets/outputs/two.txt"
```

## Figure

![A figure](../assets/f.svg)
"""
PT = EN.replace("Title", "Título").replace("Words", "Palavras").replace("First", "Primeiro")
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg">\n<rect width="1"/>\n<text>the library</text></svg>\n'
)
PAGE, EN_PAGE, PT_PAGE = "y.md", "docs/en/y.md", "docs/pt/y.md"


@pytest.fixture
def page(site: Site) -> Site:
    """A page, translated and marked."""
    site.write(EN_PAGE, EN)
    site.write(PT_PAGE, PT)
    site.write("docs/assets/f.svg", SVG)
    mark(site.project(), "pt", [(PAGE, None)])
    return site


def states(site: Site, path: str = PAGE) -> dict[str, str]:
    return {item.anchor: item.state for item in page_status(site.project(), "pt", path).sections}


def open_sections(site: Site, path: str = PAGE) -> dict[str, str]:
    return {anchor: state for anchor, state in states(site, path).items() if state != "current"}


def section(site: Site, anchor: str, path: str = PAGE):
    found = page_status(site.project(), "pt", path).sections
    return next(item for item in found if item.anchor == anchor)


def test_marked_page_is_current(page: Site) -> None:
    assert states(page) == dict.fromkeys(["title", "code", "output", "figure"], "current")
    assert page_status(page.project(), "pt", PAGE).state == "current"


def test_page_that_nobody_marked_is_a_draft(page: Site) -> None:
    status = page_status(page.project(), "pt", "learn/x.md")
    assert status.state == "draft"
    assert {item.state for item in status.sections} == {"draft"}
    assert {item.english_then for item in status.sections} == {None}


@pytest.mark.parametrize(
    ("path", "old", "new", "anchor"),
    [
        (EN_PAGE, "two sentences", "2 sentences", "title"),
        (EN_PAGE, "# Title\n", "# Title!\n", "title"),
        (EN_PAGE, "about the code", "on the code", "code"),
        (EN_PAGE, "../assets/f.svg", "../assets/g.svg", "figure"),
        (EN_PAGE, "```text\n", "```console\n", "output"),
        ("snippets/a.py", "sqrt(x)", "sqrt(x + 0)", "code"),
        ("snippets/a.py", "the library", "the math library", "code"),
        ("snippets/outputs/two.txt", "2.0", "2.00", "output"),
        ("docs/assets/f.svg", "the library", "a library", "figure"),
        ("docs/assets/f.svg", 'width="1"', 'width="2"', "figure"),
    ],
)
def test_change_makes_its_section_outdated(page, path, old, new, anchor) -> None:
    page.write("docs/assets/g.svg", SVG)
    before = section(page, anchor).english_now
    page.replace(path, old, new)
    assert open_sections(page) == {anchor: "outdated"}
    item = section(page, anchor)
    assert item.english_then == before
    assert item.english_now != before
    assert page_status(page.project(), "pt", PAGE).state == "outdated"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (EN_PAGE, "in two\nlines. It", "in two lines.\nIt"),
        (EN_PAGE, "# Title\n\n", "# Title   \n\n\n\n"),
        (EN_PAGE, "## Code\n\nWords", "## Code\nWords"),
        (EN_PAGE, "Words about", "  Words  about"),
        (
            EN_PAGE,
            '```python\n--8<-- "snippets/a.py:one"',
            '``` python\n--8<--  "snippets/a.py:one"',
        ),
        (EN_PAGE, "<!--pytest-codeblocks:cont-->", "<!-- pytest-codeblocks:cont -->"),
        (EN_PAGE, "Words about", "<!-- a note -->\nWords about"),
        ("snippets/a.py", "\n\n\ndef", "\n\ndef"),
        ("snippets/a.py", "math  # the", "math # the"),
        ("snippets/a.py", "    ", "  "),
        ("docs/assets/f.svg", "\n<rect", "\n\n   <!-- note -->   <rect"),
    ],
)
def test_white_space_does_not_count(page, path, old, new) -> None:
    page.replace(path, old, new)
    assert open_sections(page) == {}


def test_renamed_heading_is_outdated_and_not_lost(page: Site) -> None:
    page.replace(EN_PAGE, "## Code", "## The program")
    assert open_sections(page) == {"the-program": "outdated"}
    item = section(page, "the-program")
    assert item.was == "code"
    assert "## Code" in item.english_then
    assert item.to_do == 2
    mark(page.project(), "pt", [(PAGE, "the-program")])
    assert open_sections(page) == {}
    assert "y.md#code" not in page.read("docs/pt/parity.lock")


def test_renamed_anchor_alone_changes_nothing(page: Site) -> None:
    page.replace(EN_PAGE, "## Code", "## Code {#program}")
    assert open_sections(page) == {}


def test_new_section_is_missing(page: Site) -> None:
    page.replace(EN_PAGE, "## Output", "## New\n\nThree new words.\n\n## Output")
    assert open_sections(page) == {"new": "missing"}
    assert section(page, "new").to_do == 4
    assert section(page, "output").lines == (14, 25)
    page.replace(PT_PAGE, "## Output", "## Novo\n\nPalavras.\n\n## Output")
    assert open_sections(page) == {"new": "draft"}
    mark(page.project(), "pt", [(PAGE, "new")])
    assert open_sections(page) == {}


def test_deleted_section_is_orphaned(page: Site) -> None:
    start, end = EN.index("## Code"), EN.index("## Output")
    page.write(EN_PAGE, EN[:start] + EN[end:])
    assert open_sections(page) == {"code": "orphaned"}
    item = section(page, "code")
    assert (item.words, item.english_now, item.lines) == (0, None, (6, 13))
    assert "Words about the code." in item.english_then
    page.write(PT_PAGE, PT[: PT.index("## Code")] + PT[PT.index("## Output") :])
    assert open_sections(page) == {}


def test_section_replaced_by_another_is_outdated(page: Site) -> None:
    start, end = EN.index("## Code"), EN.index("## Output")
    page.write(EN_PAGE, EN[:start] + "## Other\n\nNothing alike here.\n\n" + EN[end:])
    assert open_sections(page) == {"other": "outdated"}
    assert section(page, "other").was == "code"


def test_split_section(page: Site) -> None:
    page.replace(EN_PAGE, "It has two sentences.", "\n\n## Second half\n\nIt has two sentences.")
    assert open_sections(page) == {"title": "outdated", "second-half": "missing"}


def test_moved_section_is_outdated_until_the_translation_moves(page: Site) -> None:
    at, output, figure = EN.index("## Code"), EN.index("## Output"), EN.index("## Figure")
    page.write(EN_PAGE, EN[:at] + EN[output:figure] + EN[at:output] + EN[figure:])
    moved = {name for name, state in states(page).items() if state == "outdated"}
    assert moved in ({"code"}, {"output"})
    assert section(page, moved.pop()).moved
    at, output, figure = PT.index("## Code"), PT.index("## Output"), PT.index("## Figure")
    page.write(PT_PAGE, PT[:at] + PT[output:figure] + PT[at:output] + PT[figure:])
    mark(page.project(), "pt", [(PAGE, None)])
    assert open_sections(page) == {}


def test_section_moved_to_another_page(page: Site) -> None:
    from mkdocs_parity import language_status

    start, end = EN.index("## Code"), EN.index("## Output")
    page.write(EN_PAGE, EN[:start] + EN[end:])
    page.write("docs/en/z.md", f"# Z\n\n{EN[start:end]}")
    page.write("docs/pt/z.md", "# Z\n")
    status = language_status(page.project(), "pt")
    items = {(p.path, item.anchor): item for p in status.pages for item in p.sections}
    assert items["y.md", "code"].state == "orphaned"
    assert (items["z.md", "code"].state, items["z.md", "code"].was) == ("missing", "y.md#code")


def test_page_renamed_in_both_languages_keeps_its_state(page: Site) -> None:
    for language in ("en", "pt"):
        (page.root / f"docs/{language}/y.md").rename(page.root / f"docs/{language}/z.md")
    assert open_sections(page, "z.md") == {}
    mark(page.project(), "pt", [("z.md", None)])
    assert "[z.md#code]" in page.read("docs/pt/parity.lock")
    assert "[y.md" not in page.read("docs/pt/parity.lock")


def test_text_before_the_first_heading_is_a_section(page: Site) -> None:
    page.write(EN_PAGE, f"---\ntitle: A title\nhide: [toc]\n---\nBefore.\n\n{EN}")
    assert open_sections(page) == {"": "missing"}
    page.write(PT_PAGE, f"---\ntitle: Um título\n---\nAntes.\n\n{PT}")
    assert open_sections(page) == {"": "draft"}
    mark(page.project(), "pt", [(PAGE, "")])
    assert open_sections(page) == {}
    page.replace(EN_PAGE, "hide: [toc]", "hide: [navigation]")
    assert open_sections(page) == {}
    page.replace(EN_PAGE, "A title", "The title")
    assert open_sections(page) == {"": "outdated"}
    page.write(EN_PAGE, EN)
    assert open_sections(page) == {"": "orphaned"}


def test_page_of_one_language(page: Site) -> None:
    page.write("docs/en/new.md", "# New\n\nTwo words.\n")
    page.write("docs/pt/only.md", "Texto.\n\n# Só\n")
    missing = page_status(page.project(), "pt", "new.md")
    assert (missing.state, missing.sections[0].state, missing.sections[0].to_do) == (
        "missing",
        "missing",
        3,
    )
    assert page_status(page.project(), "pt", "only.md").state == "orphaned"
    assert page_status(page.project(), "pt", "none.md").sections == ()


def test_explicit_anchor_of_a_translation_decides(page: Site) -> None:
    page.replace(EN_PAGE, "## Output", "## New\n\nWords.\n\n## Output")
    page.write(PT_PAGE, "# Título\n\n## Novo {#new}\n\nPalavras.\n")
    assert open_sections(page) == {
        "code": "missing",
        "new": "draft",
        "output": "missing",
        "figure": "missing",
    }


def test_nested_include_and_quotation(page: Site) -> None:
    text = "# N\n\n!!! note\n\n    Words here.\n\n" + "".join(
        f"    {line}\n" for line in FENCE.format('--8<-- "snippets/a.py:one"').splitlines()
    )
    text += "\n> Quoted words\n> in two lines.\n"
    page.both("n.md", text)
    mark(page.project(), "pt", [("n.md", None)])
    page.replace(
        "docs/en/n.md", "> Quoted words\n> in two lines.", "> Quoted words in\n> two\n> lines."
    )
    assert open_sections(page, "n.md") == {}
    page.replace("snippets/a.py", "Return the root.", "Return a root.")
    assert open_sections(page, "n.md") == {"n": "outdated"}
    assert section(page, "n", "n.md").to_do == 0


def test_words_to_do_are_those_of_new_sentences(page: Site) -> None:
    page.replace(EN_PAGE, "It has two sentences.", "It has two sentences. This one is new.")
    item = section(page, "title")
    assert (item.words, item.to_do) == (14, 4)


def test_chinese_source_counts_characters(page: Site) -> None:
    page.write("docs/en/c.md", "# 标题\n\n编码器读入\n源词元。\n")
    assert section(page, "_", "c.md").words == 10


def test_image_by_reference_binary_and_angle(page: Site) -> None:
    page.write("docs/assets/a b.png", b"\x89PNG1")
    page.write("docs/assets/r.png", b"\x89PNG1")
    text = (
        "# I\n\n![x](<../assets/a b.png>)\n\n## R\n\n![x][fig]\n\n## E\n\n[fig]: ../assets/r.png\n"
    )
    page.both("i.md", text)
    mark(page.project(), "pt", [("i.md", None)])
    page.write("docs/assets/r.png", b"\x89PNG2")
    assert open_sections(page, "i.md") == {"r": "outdated"}
    page.write("docs/assets/a b.png", b"\x89PNG2")
    assert open_sections(page, "i.md") == {"i": "outdated", "r": "outdated"}


def test_anchor_that_stands_twice_is_an_error(page: Site) -> None:
    page.write(EN_PAGE, "# A {#x}\n\n## B {#x}\n")
    with pytest.raises(ParityError, match="'x' stands twice, first in line 1") as caught:
        states(page)
    assert (caught.value.file, caught.value.line) == (EN_PAGE, 3)
