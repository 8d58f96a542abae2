"""Pages cut at their headings."""

import contextlib
import random
import textwrap
from pathlib import Path

import pytest
from conftest import Site, examples
from hypothesis import given
from mkdocs_parity import ParityError, Project
from mkdocs_parity.lock import Entry, Lock, parse_lock, render_lock
from mkdocs_parity.sections import Section, describe_figure
from test_properties import CHUNKS, PIECES, texts

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><g><text x="1">A label</text></g></svg>'
PAGE = """\
---
title: Of pages
tags: [a]
---
Before the first
heading.

# Of *pages* {.big}

A sentence. Another one
that goes on.
- an item
  that goes on

| a|b |
|---|---|

> Quoted
> words.

## Code ##

!!! note "Title"

    <!--pytest-codeblocks:cont-->
    ```python title="x"
    --8<-- "snippets/a.py:one"
    ```

<!-- A comment -->
### Figure

![A figure](../assets/f.svg)
"""


def sections(site: Site, text: str) -> tuple[Section, ...]:
    site.write("docs/en/s.md", text)
    return site.project().english.sections("s.md")


def test_sections_of_a_page(site: Site) -> None:
    site.write("docs/assets/f.svg", SVG)
    lead, pages, code, figure = sections(site, PAGE)
    assert (lead.anchor, lead.level, lead.line) == ("", 0, 1)
    assert lead.text == "title: Of pages\nBefore the first heading."
    assert (pages.anchor, pages.title, pages.level, pages.line) == ("of-pages", "Of *pages*", 1, 8)
    assert pages.text.split("\n") == [
        "# Of *pages*", "A sentence.", "Another one that goes on.", "- an item that goes on",
        "| a | b |", "| --- | --- |", "> Quoted words.",
    ]  # fmt: skip
    assert code.text.split("\n") == [
        "## Code", '!!! note "Title"', '```python title="x"', "import math  # the library",
        "def root(x: float) -> float:", '    """Return the root."""', "    return math.sqrt(x)", "```",
    ]  # fmt: skip
    assert "    import math  # the library\n" in code.markdown
    assert "pytest-codeblocks" not in code.markdown
    assert (figure.level, figure.title) == (3, "Figure")
    assert figure.text.startswith(
        "### Figure\n![A figure](../assets/f.svg)\n```figure docs/assets/f.svg\ndrawing "
    )
    assert figure.text.endswith("\nA label\n```")
    assert [section.words for section in (lead, pages, code, figure)] == [7, 18, 3, 3]


def test_page_that_is_not_there_has_no_sections(site: Site) -> None:
    assert site.project().english.sections("none.md") == ()
    assert sections(site, "") == ()


def test_headings_without_words(site: Site) -> None:
    found = sections(site, "#\n\n####### deep\n\n#Close\nbelow\n")
    assert [(item.level, item.text) for item in found] == [
        (1, "#"),
        (6, "###### # deep"),
        (1, "# Close\nbelow"),
    ]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (SVG.replace("><", ">\n  <"), True),
        (SVG.replace("A label", " A\n label "), True),
        (SVG.replace("<g>", "<g><!-- x -->"), True),
        (SVG.replace("A label", "B label"), False),
        (SVG.replace('x="1"', 'x="2"'), False),
        (SVG.replace("<g>", '<g id="g">'), False),
    ],
)
def test_drawing_counts_and_its_white_space_does_not(tmp_path: Path, text: str, same: bool) -> None:
    (tmp_path / "a.svg").write_text(SVG)
    (tmp_path / "b.svg").write_text(text)
    first, second = (describe_figure(tmp_path / name, name) for name in ("a.svg", "b.svg"))
    assert (first == second) == same


@pytest.fixture
def project(site: Site) -> Project:
    site.write("a.py", site.read("snippets/a.py"))
    return site.project()


@examples(200)
@given(texts(PIECES, CHUNKS))
def test_any_page_ends_in_sections_or_one_clear_error(
    site: Site, project: Project, text: str
) -> None:
    with contextlib.suppress(UnicodeEncodeError):
        site.write("docs/en/index.md", text)
    project.__dict__.pop("english", None)
    try:
        found = project.english.sections("index.md")
    except ParityError as error:
        assert error.cause and error.fix and error.file and error.line  # noqa: PT017, PT018
        return
    assert len({section.anchor for section in found}) == len(found)
    entries = {item.anchor: Entry("draft", item.text, item.fingerprint) for item in found}
    lock = Lock({"index.md": entries} if entries else {})
    assert parse_lock(render_lock(lock), "parity.lock") == lock
    assert all(entries[item.anchor].level == item.level for item in found if item.level)
    assert all(item.words >= 0 and item.text.strip() for item in found)


WORDS = [
    "the",
    "model",
    "reads",
    "writes",
    "one",
    "token",
    "state",
    "at",
    "each",
    "step",
    "of",
    "layers",
    "and",
]


@pytest.mark.parametrize("seed", range(20))
def test_wrapping_of_paragraphs_never_counts_and_a_word_always_does(site: Site, seed: int) -> None:
    draw = random.Random(seed)
    paragraphs = [" ".join(draw.choices(WORDS, k=30)).capitalize() + "." for _ in range(4)]
    page = "\n\n".join(f"## S{i}\n\n{text}" for i, text in enumerate(paragraphs))
    before = [item.fingerprint for item in sections(site, page)]
    narrow = "\n\n".join(
        f"## S{i}\n\n{textwrap.fill(text, draw.randrange(20, 90))}\n"
        for i, text in enumerate(paragraphs)
    )
    assert [item.fingerprint for item in sections(site, narrow)] == before
    chosen = draw.randrange(4)
    words = paragraphs[chosen].split()
    words[draw.randrange(1, 29)] += "s"
    paragraphs[chosen] = " ".join(words)
    page = "\n\n".join(f"## S{i}\n\n{text}" for i, text in enumerate(paragraphs))
    after = [item.fingerprint for item in sections(site, page)]
    assert [number for number in range(4) if before[number] != after[number]] == [chosen]
