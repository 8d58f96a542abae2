"""What search takes from a built page."""

import pytest
from mkdocs_parity.search_sections import SearchSection, search_sections


def texts(html: str) -> list[tuple[str, str, str]]:
    found = search_sections(html, "Page")
    return [(section.anchor, section.title, section.text) for section in found]


def test_a_page_is_cut_at_its_headings() -> None:
    html = (
        '<h1 id="t">The <em>title</em><a class="headerlink" href="#t">¶</a></h1><p>One.</p>'
        '<h2 id="a">A<a class="headerlink" href="#a">¶</a></h2><p>Two\nlines.</p><p>Three.</p>'
        '<details><summary>More</summary><h3 id="b">B</h3><p>Four.</p></details>'
    )
    assert search_sections(html, "Page") == [
        SearchSection("", "The title", "One."),
        SearchSection("a", "A", "Two lines.\nThree.\nMore"),
        SearchSection("b", "B", "Four."),
    ]


def test_sections_with_equal_titles_stay() -> None:
    html = '<h1 id="t">T</h1><h2 id="a">Same</h2><p>x</p><h2 id="a_1">Same</h2><p>x</p>'
    assert texts(html) == [("", "T", ""), ("a", "Same", "x"), ("a_1", "Same", "x")]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", [("", "Page", "")]),
        ("words only", [("", "Page", "words only")]),
        ("<p>x</p>", [("", "Page", "x")]),
        ('<p>x</p><h2 id="a">A</h2>', [("", "Page", "x"), ("a", "A", "")]),
        ('<p>x</p><h1 id="t">T</h1><p>y</p>', [("", "T", "x\ny")]),
        ("<h2>no anchor</h2><p>x</p>", [("", "Page", "no anchor\nx")]),
    ],
)
def test_pages_without_a_title(html: str, expected: list[tuple[str, str, str]]) -> None:
    assert texts(html) == expected


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a <!-- hidden --> b", "a b"),
        ("a<script>no</script><style>no</style><template>no</template> b", "a b"),
        ("<p>a</p><div data-search-exclude>no <p>no</p></div> b", "a\nb"),
        ("<p>a</p><p hidden>no</p>b", "a\nb"),
        ("<ul><li>a</li><li>b <b>c</b>d</li></ul>", "a\nb cd"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        ("<p>a<br>b</p>", "a\nb"),
        ('<p>see <img alt="a boat" src="x"> there</p>', "see a boat there"),
        ('<svg aria-label="a boat"><text>no</text></svg>', "a boat"),
        ("<p>if <math><mi>x</mi><mo>=</mo><annotation>no</annotation></math>.</p>", "if x =."),
        ("<p>中文\n换行 <b>粗体</b> Latin 字</p>", "中文换行粗体 Latin 字"),
        ("<p>a &lt;b&gt; &amp;amp;</p>", "a <b> &amp;"),
    ],
)
def test_text(html: str, text: str) -> None:
    assert texts(html) == [("", "Page", text)]


def test_code_keeps_its_lines() -> None:
    html = (
        '<p>See <code>nn.GRU</code>:</p><div class="highlight"><table><tr><td class="linenos">1</td>'
        '<td class="code"><pre><span></span><code><span>def</span> f():\n    <b>pass</b>\n\n'
        "f()\n</code></pre></td></tr></table></div><p>End.</p>"
    )
    assert texts(html) == [("", "Page", "See nn.GRU:\ndef f():\n    pass\n\nf()\nEnd.")]
