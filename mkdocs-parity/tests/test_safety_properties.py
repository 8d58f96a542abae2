"""For any page: what the source says is safe is safe as HTML, too, and nothing else is raised."""

from pathlib import Path

import pytest
from conftest import Site, examples
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.utils import meta
from mkdocs_parity import ParityError, Project
from mkdocs_parity.document import text_of
from mkdocs_parity.files import check_front_matter
from mkdocs_parity.powers import mask_code, powers, stays_inside
from mkdocs_parity.safe_html import check_html, powers_of, without_strange
from mkdocs_parity.safety import Refusal, unsafe

ENGLISH = """\
# One

Words with `code` and `<script>`, a [link](https://example.org/a "T"), <b>bold</b> and `<br>`.

## Two

!!! note "Box"

    Words.

<div class="x" markdown>

Words.

</div>

```text
words
```
"""
AFTER = """\
# One

Other words with `<br>`.

## Two

Words.
"""
# What an attacker may try, in pieces that meet.
PIECES = [
    "`", "``", "\\", "<", ">", "<script>", "</script>", "<b onclick=x>", "<img src=x onerror=y", "<!--",
    "-->", "<br>", "<b>", "</b>", "`<script>`", "`<br>`", "[", "]", "(", ")", "](", "[a](", "javascript:x",
    "https://example.org/a", "//x", "data:x", "&#58;", "&lt;", "&", ";", ":", "[a]: ", "[a][a]", "![", "{",
    "}", "{: onclick=x }", "{#a}", ".x", "|", "| a | b |\n|---|---|\n| ", "\n", "\n", "\n\n", "    ", "> ",
    "- ", "1. ", "# ", "## Two\n", "a", "words", " ", "*", "**", "_", "\t", "!!! note\n", '=== "T"\n\n    ',
    "```text\n", "```\n", "~~~\n", '<div class="x" markdown>\n', "</div>\n", "[^1]", "[^1]: ", "*[a]: ",
    '"', "'", "=", "<svg onload=x>", "<a@b.c>", "<x:y>", "www.x.y", "é", "\u200b", "'x\" onload=\"y'", "~",
]  # fmt: skip
EXTENSIONS = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc",
    "pymdownx.blocks.caption", "pymdownx.caret", "pymdownx.details", "pymdownx.highlight",
    "pymdownx.inlinehilite", "pymdownx.magiclink", "pymdownx.superfences", "pymdownx.tabbed",
    "pymdownx.tilde",
]  # fmt: skip


def attacks() -> st.SearchStrategy[str]:
    pieces = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
    place = st.sampled_from([f"\n{line}" for line in ENGLISH.split("\n") if line])
    lines = st.lists(pieces | place, max_size=4).map("".join)
    return st.tuples(st.integers(0, len(ENGLISH)), lines).map(
        lambda drawn: ENGLISH[: drawn[0]] + drawn[1] + ENGLISH[drawn[0] :]
    )


@pytest.fixture(scope="module")
def converter() -> Markdown:
    options = {"pymdownx.highlight": {"pygments_lang_class": True, "use_pygments": False}}
    return Markdown(extensions=EXTENSIONS, extension_configs=options)


def html_of(text: str, converter: Markdown) -> str:
    converter.reset()
    return converter.convert(meta.get_data(text)[0])


def refusals(project: Project, text: str) -> list[Refusal]:
    page = project.settings.docs / "pt/p.md"
    page.write_text(text, encoding="utf-8", newline="\n")
    return unsafe(project, page)


@pytest.fixture
def project(site: Site) -> Project:
    site.write("docs/en/p.md", ENGLISH)
    return site.project()


@examples(200)
@given(attacks())
@example(ENGLISH)
@example(ENGLISH.replace("# One\n\nWord", "# One~~~\n    '\n```text\nword"))
@example(ENGLISH.replace("a [link]", "a [li![nk]"))
@example(ENGLISH.replace('"T")', '"T"\n)'))
@example(ENGLISH.replace("</div>", "</div>`<script>`"))
@example(ENGLISH.replace("# One", "# https://example.org/a` One"))
def test_what_is_safe_as_source_is_safe_as_html(
    project: Project, converter: Markdown, text: str
) -> None:
    if refusals(project, text):
        return
    try:
        check_html(html_of(text, converter), powers_of(html_of(ENGLISH, converter)), "p.md")
    except ParityError as error:
        pytest.fail(f"{error}\n{text}")


@examples(200)
@given(attacks() | st.text(max_size=60))
def test_refusals_say_where_what_and_how(project: Project, text: str) -> None:
    for refusal in refusals(project, text.replace("\r", "")):
        assert refusal.file.startswith("docs/")
        assert refusal.what
        assert refusal.fix
        assert refusal.line is None or 1 <= refusal.line <= text.count("\n") + 1


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60))
def test_parsers_take_any_text(text: str) -> None:
    assert len(mask_code(text)) == len(text)
    rows = [power.row for power in powers(text)]
    assert rows == sorted(rows)
    assert all(0 <= row <= text.count("\n") for row in rows)
    powers_of(text)


@given(st.lists(st.sampled_from([*"a./#?:\\@%& \n", "..", "//", "js:"]), max_size=8).map("".join))
def test_links_inside_stay_inside(text: str) -> None:
    if stays_inside(text, "pt/learn/x.md"):
        joined = Path("/docs/pt/learn") / text.split("#")[0]
        depth = 0
        for part in joined.parts[2:]:
            depth += -1 if part == ".." else part not in ("", ".")
            assert depth >= 0
        assert ":" not in text
        assert not text.startswith(("/", "\\"))


@given(st.text(max_size=30))
def test_front_matter_is_read_as_mkdocs_reads_it(project: Project, text: str) -> None:
    page = f"template: {text}\n\n# A\n"
    try:
        check_front_matter(page, "p.md")
    except ParityError:
        return
    if "template" in meta.get_data(page)[1] and "\r" not in text:
        assert refusals(project, page)


@pytest.fixture
def outdated(project: Project, site: Site) -> Project:
    """English has lost something of everything since the translation was marked."""
    site.write("docs/pt/p.md", ENGLISH)
    assert site.parity("mark", "pt", "p.md").code == 0
    site.write("docs/en/p.md", AFTER)
    return site.project()


@examples(200)
@given(attacks())
@example(ENGLISH)
@example(ENGLISH.replace("<b>", "<scr<b>ipt>"))
@example(ENGLISH.replace("</div>", "</div>\n\n<b>```python\nx\n```"))
@example(ENGLISH.replace("# One", "#<div>\nOne"))
@example(ENGLISH.replace("# One", "# One <b onclick=x>\n\n<b>## A"))
def test_what_is_left_of_an_outdated_page_is_safe_as_html(
    outdated: Project, converter: Markdown, text: str
) -> None:
    if refusals(outdated, text):
        return
    page = outdated.settings.docs / "pt/p.md"
    left = outdated.reduce(page, outdated.source(page))
    html, english = (html_of(each, converter) for each in (text_of(left.document), AFTER))
    before = powers_of(html)
    assert not [name for name in before.elements if not name.startswith("<input")]
    assert not [name for _, name, _ in before.attributes if name.startswith("on")]
    assert not [name for _, name, _ in before.attributes if name in ("href", "src")]
    check_html(without_strange(html, powers_of(english)), powers_of(english), "p.md")
    again = outdated.reduce(page, left.document)
    assert again.document == left.document
