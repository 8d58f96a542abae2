"""The same anchors in every language."""

import markdown
import pytest
from conftest import Site, doc
from mkdocs_parity import ParityError, document_of, text_of
from mkdocs_parity.anchors import anchors, headings, pin_anchors
from mkdocs_parity.html import heading_ids

ENGLISH = """\
---
title: x
# no heading: here
---
# The `loop`

## Same

### Same
## Same ##
##Tight
## C\\#
## Named {#chosen}
## Classed {.big}
## Chosen

```sh
# no heading
```

<!--
# no heading
-->
"""
IDS = ["the-loop", "same", "same_1", "same_2", "tight", "c", "chosen", "classed", "chosen_1"]
CHINESE = """\
# `循环`

## 相同

### 相同
## 相同 ##
##紧
## C\\#
## 命名 {#chosen}
## 类 {.big}
## 选
"""


def html(text: str) -> str:
    words = text.split("\n---\n")[-1]
    return markdown.markdown(words, extensions=["attr_list", "toc", "fenced_code"])


def test_ids_are_those_of_the_toc_extension() -> None:
    assert anchors(headings(doc(ENGLISH))) == IDS
    assert heading_ids(html(ENGLISH)) == IDS


def test_every_language_gets_them() -> None:
    for page in (ENGLISH, CHINESE):
        assert heading_ids(html(text_of(pin_anchors(doc(page), doc(ENGLISH))))) == IDS


def test_words_of_the_headings_stay() -> None:
    pinned = html(text_of(pin_anchors(doc(CHINESE), doc(ENGLISH))))
    assert '<h2 id="c">C#</h2>' in pinned
    assert '<h2 class="big" id="classed">类</h2>' in pinned
    assert '<h1 id="the-loop"><code>循环</code></h1>' in pinned


def test_everything_else_stays() -> None:
    page = doc(ENGLISH)
    pinned = pin_anchors(page, page)
    changed = [a.text for a, b in zip(page, pinned, strict=True) if a != b]
    assert changed == [h.line.text for h in headings(page) if h.explicit is None]


def test_empty_heading_is_left() -> None:
    page = doc("# A\n\n##\n\n#\n")
    assert text_of(pin_anchors(page, page)) == "# A {#a}\n\n##\n\n#\n"


@pytest.mark.parametrize(
    ("page", "line", "cause"),
    [
        ("# A\n\n## B\n\n### C\n", 5, "heading 3 differs"),
        ("# A\n", 1, "heading 2 differs: this page has none"),
        ("# A\n\n### B\n", 3, "heading 2 differs"),
        ("words\n\n# A\n\nTwo\n---\n", 5, "marked by a line below"),
        ("# A\n\nTwo\n===\n", 3, "marked by a line below"),
    ],
)
def test_other_headings_are_an_error(page: str, line: int, cause: str) -> None:
    with pytest.raises(ParityError) as caught:
        pin_anchors(document_of(page, "pt.md"), document_of("# A\n\n## B\n", "en.md"))
    assert cause in caught.value.cause
    assert (caught.value.file, caught.value.line) == ("pt.md", line)


@pytest.mark.parametrize(
    "text", ["words\n\n---\n", "a\nb\n---\n", "|a|\n|-|\n", "```\nx\n---\n```\n"]
)
def test_lines_that_mark_no_heading(text: str) -> None:
    assert headings(doc(text)) == []


def test_built_pages_have_the_same_anchors(site: Site) -> None:
    site.write("docs/en/h.md", "# One\n\n## One\n\n## Two {#second}\n")
    site.write("docs/pt/h.md", "# Um\n\n## Um\n\n## Dois\n")
    assert site.build("-q").code == 0
    for path in ("site/h/index.html", "site/pt/h/index.html"):
        assert heading_ids(site.read(path))[:3] == ["one", "one_1", "second"]


@pytest.mark.parametrize(
    "pages",
    [
        ('!!! note "A"\n\n    ## Inside\n', '!!! note "A"\n\n    ## Dentro\n'),
        ("# A\n\n> ## Inside\n", "# A\n\n> ## Dentro\n"),
    ],
)
def test_anchor_that_cannot_be_pinned_fails_the_build(site: Site, pages: tuple[str, str]) -> None:
    for language, text in zip(("en", "pt"), pages, strict=True):
        site.write(f"docs/{language}/h.md", text)
    outcome = site.build("-q")
    assert outcome.code == 1
    assert "docs/pt/h.md: the page has other anchors than the default" in outcome.text
    assert "fix: name the anchor behind the heading, e.g. {#" in outcome.text
