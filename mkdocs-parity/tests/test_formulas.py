"""Formulas: LaTeX as MathML, and what is wrong with it."""

import pytest
from conftest import Site, doc
from lxml.html import fragment_fromstring
from mkdocs_parity import ParityError
from mkdocs_parity.formulas import FormulaError, formulas, mathml


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"\frac{1}{2}", ["<mfrac><mn>1</mn><mn>2</mn></mfrac>"]),
        (r"\sum_{i=1}^{n} x_i", ["<munderover>", "∑"]),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", ["<mtable", "<mn>4</mn>"]),
        (r"\begin{cases} x & \text{if } x > 0 \\ 0 \end{cases}", ["<mtext>if", "&gt;"]),
        (r"\mathbf{h}_t \odot \hat{y}", ["𝐡", "⊙", 'accent="true"']),
        (r"\mathrm{softmax}(z)", ["softmax"]),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", ["<mtable"]),
        (r"\operatorname{softmax}\left(\frac{\mathbf{Q}\mathbf{K}^\top}{\sqrt{d}}\right)", ["𝐊"]),
        (r"\text{其中 } \mathcal{L} \in \mathbb{R}", ["其中 ", "ℝ"]),
    ],
)
def test_mathml(latex: str, parts: list[str]) -> None:
    found = mathml(latex, display=True)
    for part in parts:
        assert part in found
    annotation = fragment_fromstring(found).find(".//annotation")
    assert annotation is not None
    assert annotation.text_content() == latex


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{1",
        r"\foo x",
        r"x^a^b",
        r"\left( x",
        r"\href{javascript:alert(1)}{x}",
        r"\class{a}{b}",
        r"a & b",
        r"\begin{foo} a \end{foo}",
        r"\ref{eq-x}",
        r"\htmlClass{x}{y}",
    ],
)
def test_wrong_latex(latex: str) -> None:
    with pytest.raises(FormulaError):
        mathml(latex, display=False)


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<script>alert(1)</script>}",
        r"<img src=x onerror=alert(1)>",
        r"\text{</math><b onclick=x>}",
        r"\color{red} x",
        r"\text{</annotation><svg/onload=x>}",
    ],
)
def test_nothing_acts(latex: str) -> None:
    try:
        found = mathml(latex, display=True)
    except FormulaError:
        return
    elements = [element.tag for element in fragment_fromstring(found).iter()]
    assert elements[0] == "math"
    assert all(tag in ("math", "semantics", "annotation") or tag[0] == "m" for tag in elements)


def test_boxes_numbers_and_lines() -> None:
    html = '<p>a <span class="arithmatex">\\(a &lt; b\\)</span></p>'
    assert "<mo>&lt;</mo>" in formulas(html, doc("x"))
    html = '<div class="arithmatex">\\[\na \\label{eq-a}\\tag{2}\n\\]</div>'
    found = formulas(html, doc("x"))
    assert found.startswith(
        '<div class="parity-math" id="eq-a"><div class="parity-math__box"><math'
    )
    assert found.endswith('</div><span class="parity-math__number">(2)</span></div>')
    assert "label" not in found
    assert formulas("<p>$5 and $6</p>", doc("x")) == "<p>$5 and $6</p>"


@pytest.fixture
def mathematical(site: Site) -> Site:
    site.replace(
        "mkdocs.yml",
        "  - pymdownx.inlinehilite\n",
        "  - pymdownx.inlinehilite\n  - pymdownx.arithmatex\n",
    )
    return site


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("# X\n\nOne $a$.\n\nTwo $\\foo$ here.\n", 5, 'Unknown command "\\foo"'),
        ("# X\n\n$$\na \\\\\n\\bar{b\n$$\n", 5, "Expected closing token"),
        ("# X\n\n- one\n\n    $$\n    a \\foo\n    $$\n", 6, "Unknown command"),
        ("# X\n\n## Of $a_t$\n", 3, "a heading holds the formula"),
    ],
)
def test_errors_name_the_line(mathematical: Site, text: str, line: int, said: str) -> None:
    mathematical.both("index.md", text)
    outcome = mathematical.build()
    assert outcome.code == 1
    assert f"docs/en/index.md:{line}: " in outcome.text
    assert said in outcome.text


def test_built_site_and_setting(mathematical: Site) -> None:
    mathematical.both("index.md", "# X\n\nA $a_t$ costs $5 or $6, `$x$`.\n\n$$\nb > a & c\n$$\n")
    assert mathematical.build().code == 1
    mathematical.replace("mkdocs.yml", "timeout: 20", "math: false")
    assert mathematical.build().code == 0
    assert "<math" not in mathematical.read("site/index.html")
    mathematical.replace("mkdocs.yml", "math: false", "math: true")
    mathematical.both("index.md", "# X\n\nA $a_t$ costs $5 or $6, `$x$`.\n\n$$\nb > a\n$$\n")
    assert mathematical.build().code == 0
    for built in (mathematical.read("site/index.html"), mathematical.read("site/pt/index.html")):
        assert built.count("<math") == 2
        assert "costs $5 or $6" in built
        assert "<code>$x$</code>" in built
        assert "MathJax" not in built


def test_words_in_formulas_are_translated(mathematical: Site) -> None:
    english = "# X\n\nSay $a \\text{ if } b$ here, please.\n\n$$\na \\text{ if } b\n$$\n"
    mathematical.write("docs/en/index.md", english)
    own = english.replace(" if ", " se ").replace("Say", "Diga").replace("here, please", "aqui")
    mathematical.write("docs/pt/index.md", own)
    assert "math" not in mathematical.parity("check").text
    assert mathematical.build().code == 0
    mathematical.write("docs/pt/index.md", own.replace("a \\text", "c \\text"))
    assert "math: the formula differs" in mathematical.parity("check").text


def test_translation_cannot_bring_a_command(mathematical: Site) -> None:
    mathematical.both("index.md", "# X\n\nSay $a$.\n")
    mathematical.write("docs/pt/index.md", "# X\n\nDiga $\\color{red} a$.\n")
    with pytest.raises(ParityError, match=r"color|red"):
        mathematical.project().page(mathematical.root / "docs/pt/index.md")
