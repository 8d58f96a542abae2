"""Tooltips: what of a page's prose is explained, and what stays as it is."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs_parity.tooltips import Tip, with_tooltips

TIPS = [
    Tip("batch", 'So "many" & more.', "../g/#term-batch"),
    Tip("hidden state", "What it keeps.", "../g/#term-hidden-state"),
    Tip("state", "Short.", "../g/#term-state"),
    Tip("R&D", "An entity.", "../g/#term-r-d"),
]


def marked(html: str, language: str = "en") -> list[str]:
    return re.findall(r'class="parity-term"[^>]*>([^<]*)<', with_tooltips(html, TIPS, language))


def test_a_link_with_a_title() -> None:
    assert with_tooltips("<p>A batch.</p>", TIPS, "en") == (
        '<p>A <a class="parity-term" href="../g/#term-batch" '
        'title="So &quot;many&quot; &amp; more.">batch</a>.</p>'
    )


def test_without_a_page_an_abbr() -> None:
    html = with_tooltips("<p>A batch.</p>", [Tip("batch", "Many.", None)], "en")
    assert html == '<p>A <abbr class="parity-term" title="Many.">batch</abbr>.</p>'


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>A batch, a batch.</p><p>Batches.</p>", ["batch"]),
        ("<p>Batches</p>", ["Batches"]),
        ("<p>the hidden\nstates, a state</p>", ["hidden\nstates", "state"]),
        ("<p>minibatch batch-first batch.py</p>", []),
        ("<p>R&amp;D</p>", ["R&amp;D"]),
        ("<ul><li>one batch</li></ul>", ["batch"]),
        ("<p><em>batch</em></p>", ["batch"]),
        ("<p>batch</p>tail state", ["batch", "state"]),
        ("a batch without an element", ["batch"]),
        ('<pre>a <span class="k">state</span> <span>a</span> state</pre>a state', ["state"]),
        ("<kbd><span>a</span><span><kbd>a</kbd></span> state</kbd> state", ["state"]),
        ('<span class="parity-x"><span>a</span> state</span> state', ["state"]),
        ("<pre><span>a</span><!-- </pre> --> state</pre> batch", ["batch"]),
    ],
)
def test_found(html: str, found: list[str]) -> None:
    assert marked(html) == found


@pytest.mark.parametrize(
    "html",
    [
        "<h2>The batch</h2>",
        '<a href="x">batch</a>',
        "<code>batch</code>",
        "<pre><span>batch</span></pre>",
        "<pre>a<code>b</code>batch</pre>",
        "<math><mi>batch</mi></math>",
        "<svg><g/><text>batch</text></svg>",
        "<script>let a = '<p>batch</p>';</script>",
        "<style>.batch {}</style>",
        "<!-- batch -->",
        '<img alt="batch" title="a > b batch">',
        "<table><tr><th>batch</th></tr></table>",
        '<span class="arithmatex">batch</span>',
        '<div class="admonition parity-note"><div>a</div>batch</div>',
        '<div class="parity-glossary"><dl><dt>batch</dt></dl></div>',
        '<section lang="pt"><p>batch</p></section>',
        "<details><summary>batch</summary></details>",
    ],
)
def test_left_alone(html: str) -> None:
    assert with_tooltips(html, TIPS, "en") == html
    assert marked(f"{html}<p>batch</p>") == ["batch"]


def test_the_pages_own_language_is_named() -> None:
    assert marked('<div lang="en" dir="ltr"><p>batch</p></div>') == ["batch"]
    assert marked('<div lang="pt-BR"><p>batch</p></div>', "pt_BR") == ["batch"]


def test_chinese_has_no_spaces() -> None:
    tips = [Tip("注意力", "a", None), Tip("自注意力", "b", None)]
    html = with_tooltips("<p>这里的自注意力和注意力。</p>", tips, "zh")
    assert re.findall(r'title="(.)">([^<]+)<', html) == [("b", "自注意力"), ("a", "注意力")]


def test_without_terms_nothing_changes() -> None:
    assert with_tooltips("<p>batch</p>", [], "en") == "<p>batch</p>"


WORDS = st.sampled_from(
    ["batch", " ", "state", "a<br>b", "<code>state</code>", "x &lt; y", "\n", "'"]
)


@given(st.lists(WORDS, max_size=12).map("".join))
def test_only_marks_are_added(text: str) -> None:
    html = f"<p>{text}</p>"
    added = with_tooltips(html, TIPS, "en")
    assert re.sub(r'<a class="parity-term"[^>]*>([^<]*)</a>', r"\1", added) == html
    assert added.count("parity-term") <= len(TIPS)


@pytest.mark.parametrize("word", ["&c", "-k", "^z", "]", "注意", "<b>", "[x]", "İs", "ßx", "\\n"])
def test_terms_of_any_letters(word: str) -> None:
    html = escape(f"so {word} {word}.", quote=False)
    assert with_tooltips(html, [Tip(word, "It.", None)], "en").count("<abbr") == 1
