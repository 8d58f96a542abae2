"""Comparing what a built page shows with what runs; the ways to get Python past the scanner."""

import pytest
from conftest import FENCE, Site
from mkdocs_parity.html import python_in_html

INCLUDE = FENCE.format('--8<-- "snippets/a.py:two"')
RAW = '<pre><code class="language-python">x = 1</code></pre>\n'


def with_highlight(site: Site, setting: str) -> None:
    site.replace("mkdocs.yml", "- pymdownx.highlight", f"- pymdownx.highlight: {{{setting}}}")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", []),
        ("words", []),
        ("<!-- <code class='language-python'>x</code> -->", []),
        (RAW, ["x = 1"]),
        (
            '<div class="language-py highlight"><pre><code>a <b>&lt;</b> b</code></pre></div>',
            ["a < b"],
        ),
        ('<pre class="a language-text language-python3">x</pre>', ["x"]),
        ('<pre class="language-python"><code class="language-python">x</code></pre>', ["x"]),
        ('<p><code class="language-python highlight">x</code></p>', []),
        ('<pre><code class="language-pycon">x</code></pre>', []),
        ('<pre><code class="language-">x</code></pre>', []),
    ],
)
def test_python_in_html(html: str, expected: list[str]) -> None:
    assert python_in_html(html) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (RAW, "x = 1"),
        (f"words\n\n<div>\n{RAW}</div>\n", "x = 1"),
        ('<pre class="language-py">x = 1</pre>\n', "x = 1"),
        ('<div class="language-text language-python"><pre>x = 1</pre></div>\n', "x = 1"),
    ],
)
def test_raw_html_does_not_escape(site: Site, text: str, shown: str) -> None:
    site.both("y.md", f"# Y\n\n{text}")
    outcome = site.build("-q")
    assert outcome.code == 1
    assert f"docs/en/y.md: the page shows Python that nothing runs: {shown!r}" in outcome.text
    assert "fix: write it as a fence ```python" in outcome.text


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("default_lang: python", "```\nx = 1\n```\n"),
        ("default_lang: python", "words\n\n    x = 1\n"),
        ("guess_lang: true", "words\n\n    import os\n    def f(): pass\n"),
        ("guess_lang: block", "```\nimport os\ndef f(): pass\n```\n"),
        ("language_prefix: lang-, default_lang: py", "```\nx = 1\n```\n"),
        ("pygments_lang_class: false, default_lang: py", "```\nx = 1\n```\n"),
        ("use_pygments: false, default_lang: py", "```\nx = 1\n```\n"),
        ("noclasses: true, default_lang: py", "```\nx = 1\n```\n"),
        ("linenums: true, default_lang: py", "```\nx = 1\n```\n"),
    ],
)
def test_settings_of_highlight_do_not_let_it_escape(site: Site, setting: str, text: str) -> None:
    with_highlight(site, setting)
    site.both("y.md", f"# Y\n\n{text}")
    outcome = site.build("-q")
    assert outcome.code == 1
    assert "docs/en/y.md: the page shows Python that nothing runs" in outcome.text


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("- admonition", "- codehilite", "codehilite does not say what it highlights"),
        ("- admonition", "- pymdownx.snippets", "would expand includes a second time"),
        (
            "- pymdownx.highlight",
            "- pymdownx.highlight: {extend_pygments_lang: [{name: ours, lang: py}]}",
            "extend_pygments_lang calls Python 'ours'",
        ),
    ],
)
def test_extensions_that_hide_python_are_refused(
    site: Site, old: str, new: str, cause: str
) -> None:
    site.replace("mkdocs.yml", old, new)
    outcome = site.build("-q")
    assert outcome.code == 1
    assert "mkdocs.yml: " in outcome.text
    assert cause in outcome.text


@pytest.mark.parametrize(
    "extensions", ["[pymdownx.superfences]", "[pymdownx.extra, admonition]", "[]"]
)
def test_highlighting_is_named_without_settings(site: Site, extensions: str) -> None:
    text = site.read("mkdocs.yml")
    start = text.index("markdown_extensions:")
    site.write("mkdocs.yml", f"{text[:start]}markdown_extensions: {extensions}\n")
    for language in ("en", "pt"):
        site.write(f"docs/{language}/learn/x.md", f"# X\n\n{INCLUDE}")
    assert site.build("-q").code == 0
    site.both("y.md", f"# Y\n\n{RAW}")
    assert "shows Python that nothing runs" in site.build("-q").text


@pytest.mark.parametrize(
    "text",
    [
        "`#!python x = 1` and `:::python x = 1`\n",
        "words\n\n    :::python\n    x = 1\n",
        "words\n\n    #!python\n    x = 1\n",
        '<code class="language-python">x</code>\n',
        "{.python}\n",
    ],
)
def test_what_is_not_a_highlighted_block_is_allowed(site: Site, text: str) -> None:
    site.both("y.md", f"# Y\n\n{text}")
    assert site.build("-q").code == 0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("words\n\n    " + INCLUDE.strip().replace("\n", "\n    ") + "\n", 5),
        (INCLUDE.replace("```python", "```python foo-bar"), 3),
        (INCLUDE.replace("```python", '```python hl_lines="x"'), 3),
        (INCLUDE.replace("```python", '```python class="x"'), 3),
    ],
)
def test_block_that_runs_but_is_not_shown_fails_the_build(site: Site, text: str, line: int) -> None:
    site.both("y.md", f"# Y\n\n{text}")
    outcome = site.build("-q")
    assert outcome.code == 1
    assert (
        f"docs/en/y.md:{line}: the block runs, but the built page does not show it" in outcome.text
    )


@pytest.mark.parametrize(
    "text",
    [
        "- " + INCLUDE.strip().replace("\n", "\n  ") + "\n",
        "1. " + INCLUDE.strip().replace("\n", "\n   ") + "\n",
    ],
)
def test_fence_behind_a_list_marker_fails_the_build(site: Site, text: str) -> None:
    site.both("y.md", f"# Y\n\n{text}")
    outcome = site.build("-q")
    assert outcome.code == 1
    assert "docs/en/y.md:5: the fence ``` is never closed" in outcome.text


@pytest.mark.parametrize(
    "text",
    [
        INCLUDE,
        INCLUDE.replace("```python", '```python linenums="1" title="a.py" hl_lines="1"'),
        INCLUDE.replace("```python", "``` {.python .annotate #here}"),
        INCLUDE.replace("```", "~~~~").replace("python", "PY"),
        f"<div markdown>\n{INCLUDE}</div>\n",
        f"<div>\n{INCLUDE}</div>\n",
        f"<details markdown>\n<summary>s</summary>\n\n{INCLUDE}</details>\n",
        "- a\n\n    " + INCLUDE.strip().replace("\n", "\n    ") + "\n",
        "> " + INCLUDE.strip().replace("\n", "\n> ") + "\n",
        '!!! note\n\n    === "A"\n\n        ' + INCLUDE.strip().replace("\n", "\n        ") + "\n",
        "??? note\n\n    " + INCLUDE.strip().replace("\n", "\n    ") + "\n",
        INCLUDE + "\n" + INCLUDE,
    ],
)
@pytest.mark.parametrize("style", ["table", "inline", "pymdownx-inline"])
def test_every_dress_runs_and_is_shown(site: Site, text: str, style: str) -> None:
    with_highlight(site, f"linenums_style: {style}, line_spans: s, anchor_linenums: true")
    site.both("y.md", f"# Y\n\n{text}")
    outcome = site.build("-q")
    assert (outcome.code, outcome.text) == (0, "")
    page = site.project().page(site.root / "docs/en/y.md")
    assert [block.code for block in page.blocks][:1] == ["# Show it.\nprint(root(4.0))\n"]


def test_footnote_is_shown_elsewhere(site: Site) -> None:
    site.replace("mkdocs.yml", "- admonition", "- admonition\n  - footnotes")
    note = INCLUDE.replace("\n", "\n    ").strip().replace(":two", ":one")
    site.both("y.md", f"# Y\n\nwords[^1]\n\n[^1]:\n    {note}\n\n{INCLUDE}")
    assert site.build("-q").code == 0


def test_code_with_tabs_and_blank_lines_is_the_same(site: Site) -> None:
    site.write("snippets/tabs.py", "\n\nif 1:\n\tx\t= '''a\n   \nb'''  \n\n\n\ty = 1\n\n")
    for prefix in ("", "    "):
        fence = FENCE.format('--8<-- "snippets/tabs.py"').replace("\n", f"\n{prefix}").strip()
        site.both("y.md", f"# Y\n\n- a\n\n{prefix}{fence}\n")
        assert site.build("-q").code == 0


@pytest.mark.parametrize("path", ["docs/x.md", "docs/fr/x.md", "docs/assets/x.md"])
def test_page_outside_of_the_languages_shows_no_python(site: Site, path: str) -> None:
    site.write(path, "# X\n\n```python\nx = 1\n```\n")
    outcome = site.build("-q")
    if outcome.code == 0:  # a language that is not configured is not built
        built = [file for file in site.root.rglob("site/**/*.html") if "learn" not in file.parts]
        assert not any("language-python" in file.read_text() for file in built)
    else:
        assert "x.md: the page shows Python that nothing runs: 'x = 1'" in outcome.text


def test_page_with_another_suffix_is_refused(site: Site) -> None:
    for suffix in (".markdown", ".mkd"):
        file = site.write(f"docs/en/y{suffix}", "# Y\n\n```python\nx = 1\n```\n")
        outcome = site.build("-q")
        assert outcome.code == 1
        assert f"docs/en/y{suffix}: a page whose name ends in {suffix} is not run" in outcome.text
        file.unlink()
