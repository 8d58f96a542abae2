"""Plots that programs draw: written by `parity outputs`, compared by the tests, shown in the page."""

import pytest
from conftest import FENCE, Site

PLOT = "docs/assets/plots/y-wave.svg"
IMAGE = "![Two lines](../assets/plots/y-wave.svg)\n"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">'
    '<g id="patch_1"><path d="M 0 100 L 200 100 L 200 0 L 0 0 z" style="fill: #ffffff"/></g>'
    '<text style="font: 12px sans" x="{x}" y="20">{label}</text>'
    '<path d="M 0 {y} L 100.04 50" style="fill: none; stroke: #1f77b4"/>'
    '<path d="M 0 0 L 9 0 L 9 9 L 0 9 z" style="fill: #{grey}"/>'
    "</svg>"
)
CODE = """\
from pathlib import Path

svg = '''{svg}'''
Path("{name}.svg").write_text(svg)
"""


def draw(
    site: Site,
    label: str = "first line",
    x: float = 10,
    y: float = 20,
    grey: str = "808080",
    name: str = "wave",
) -> None:
    """Let the page y.md draw a plot."""
    svg = SVG.format(label=label, x=x, y=y, grey=grey)
    site.write("snippets/y.py", CODE.format(svg=svg, name=name))


@pytest.fixture
def plotted(site: Site) -> Site:
    """A project with a plot that is written and translated."""
    draw(site)
    site.both("y.md", "# Y\n\n" + FENCE.format('--8<-- "snippets/y.py"') + "\n" + IMAGE)
    site.replace("docs/pt/y.md", "Two lines", "Duas linhas")
    site.write("docs/pt/code.po", site.read("docs/pt/code.po") + _message("first line", "a linha"))
    assert site.parity("outputs").text == f"wrote {PLOT}\n1 outputs changed\n"
    return site


def _message(english: str, other: str) -> str:
    return f'\nmsgid "{english}"\nmsgstr "{other}"\n'


def test_a_plot_is_drawn_shown_and_translated(plotted: Site) -> None:
    assert plotted.parity("outputs").text == "0 outputs changed\n"
    assert plotted.test().code == 0
    assert plotted.parity("check").code == 0
    built = plotted.build()
    assert built.code == 0, built.text
    assert "no translation" not in built.text
    english, other = plotted.read("site/y/index.html"), plotted.read("site/pt/y/index.html")
    assert ">first line</text>" in english
    assert ">a linha</text>" in other
    assert "<title>Duas linhas</title>" in other
    assert "<title>Two lines</title>" in english
    assert 'class="figure plot"' in english


def test_a_plot_is_restyled(plotted: Site) -> None:
    text = plotted.read(PLOT)
    assert 'style="stroke:var(--plot-1,#1f77b4)"' in text
    assert 'd="M0 20L100 50"' in text
    assert 'fill-opacity="0.50"' in text
    assert 'd="M0 100' not in text
    assert '<text font-size="12" x="10" y="20">first line</text>' in text


@pytest.mark.parametrize("change", [{"y": 20.9}, {"x": 11}, {"grey": "888888"}])
def test_what_another_processor_draws_agrees(plotted: Site, change: dict[str, object]) -> None:
    before = plotted.read(PLOT)
    draw(plotted, **change)  # type: ignore[arg-type]
    assert plotted.test().code == 0
    assert plotted.parity("outputs").text == "0 outputs changed\n"
    assert plotted.read(PLOT) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"y": 23}, "d is 3.0 away; 1.5 is allowed"),
        ({"grey": "000000"}, "a fill of ink 1.00 instead of 0.50"),
        ({"grey": "a9a9a9"}, "shades that differ by"),
        ({"grey": "1f77b4"}, "a fill of ink"),
        ({"label": "second line"}, "the text 'second line' instead of 'first line'"),
        ({"grey": '808080"/><path style="fill: red'}, "5 elements instead of 4"),
    ],
)
def test_another_plot_fails_in_every_language(
    plotted: Site, change: dict[str, object], said: str
) -> None:
    draw(plotted, **change)  # type: ignore[arg-type]
    result = plotted.test()
    assert result.code == 1
    assert result.text.count(f"the block draws another plot than {PLOT} shows: ") == 2
    assert said in result.text
    assert "docs/en/y.md:3: " in result.text
    assert "docs/pt/y.md:3: " in result.text
    assert "fix: if the new plot is right, run `parity outputs` and look at it" in result.text
    assert plotted.parity("outputs").text == f"wrote {PLOT}\n1 outputs changed\n"


def test_a_changed_plot_makes_translations_outdated(plotted: Site) -> None:
    assert plotted.parity("mark", "pt", "y.md").code == 0
    assert plotted.parity("status", "--fail-under", "1").code == 0
    draw(plotted, y=60)
    plotted.parity("outputs")
    assert "outdated" in plotted.parity("status").text


def test_a_drawn_plot_that_is_not_shown(plotted: Site) -> None:
    plotted.both("y.md", "# Y\n\n" + FENCE.format('--8<-- "snippets/y.py"'))
    for text in (plotted.test().text, plotted.parity("outputs").text):
        assert "docs/en/y.md:3: the block draws wave.svg, which the page does not show" in text
        assert f"fix: show it below the block: ![what it shows](…/{PLOT})" in text


def test_a_shown_plot_that_is_not_drawn(plotted: Site) -> None:
    draw(plotted, name="other")
    plotted.write("snippets/y.py", "x = 1\n")
    for text in (plotted.test().text, plotted.parity("outputs").text):
        assert "docs/en/y.md:7: the block at docs/en/y.md:3 does not draw wave.svg" in text
        assert "fix: let it write that file: figure.savefig('wave.svg')" in text


@pytest.mark.parametrize(
    ("page", "line", "said"),
    [
        (IMAGE + "\n# Y\n\n{}", 1, "the plot y-wave.svg stands above every block"),
        ("{}" + FENCE.format('--8<-- "snippets/a.py:one"') + IMAGE, 7, "is none of the block"),
        ("{}" + IMAGE.replace("y-wave", "z-wave"), 4, "the plot z-wave.svg is none of the block"),
        ("{}" + IMAGE + IMAGE.replace("wave", "sea"), 5, "the plot docs/assets/plots/y-sea.svg"),
    ],
)
def test_a_plot_in_a_wrong_place(plotted: Site, page: str, line: int, said: str) -> None:
    plotted.both("y.md", page.format(FENCE.format('--8<-- "snippets/y.py"')))
    result = plotted.build("--strict")
    assert result.code == 1
    assert f"docs/en/y.md:{line}: " in result.text
    assert said in result.text
    assert "fix: " in result.text


def test_a_plot_that_no_page_shows(plotted: Site) -> None:
    plotted.write("docs/assets/plots/old.svg", "<svg/>")
    for result in (plotted.build("--strict"), plotted.parity("outputs")):
        assert result.code == 1
        assert "docs/assets/plots/old.svg: no page shows this plot\n  fix: delete it" in result.text


def test_a_plot_not_written_yet(plotted: Site) -> None:
    (plotted.root / PLOT).unlink()
    for text in (plotted.test().text, plotted.build("--strict").text):
        assert f"docs/en/y.md:7: the plot {PLOT} does not exist" in text
        assert "fix: run `parity outputs`, which draws it" in text


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("x</text><image/><text>", "an element <image>, which is no line, shape or text"),
        ("<tspan>x</tspan>", "an element <tspan>"),
        ("<script>alert(1)</script>", "an element <script>"),
        ("a & b", "the figure is not well-formed"),
    ],
)
def test_what_cannot_be_shown(plotted: Site, label: str, said: str) -> None:
    draw(plotted, label=label)
    before = plotted.snapshot()
    result = plotted.parity("outputs")
    assert result.code == 1
    assert "docs/en/y.md:3: the plot wave.svg of this block cannot be shown: " in result.text
    assert said in result.text
    assert plotted.snapshot() == before


def test_a_skipped_block_keeps_its_plot(plotted: Site) -> None:
    text = plotted.read("docs/en/y.md").replace(
        "```python", '<!--pytest.mark.skip(reason="no GPU")-->\n```python', 1
    )
    plotted.both("y.md", text)
    draw(plotted, y=70)
    assert plotted.parity("outputs").text == "0 outputs changed\n"
    assert plotted.test().code == 0


@pytest.mark.parametrize("folder", ["..", ".", "pt", "pt/plots"])
def test_a_wrong_folder(site: Site, folder: str) -> None:
    site.replace("mkdocs.yml", "timeout: 20", f"timeout: 20\n      plots: {folder}")
    result = site.parity("outputs")
    assert result.code == 1
    assert f"parity: plots: '{folder}' is no folder that all languages share" in result.text


def test_a_plot_may_have_a_tolerance_of_its_own(plotted: Site) -> None:
    draw(plotted, y=23)
    plotted.replace("mkdocs.yml", "timeout: 20", "timeout: 20\n      tolerance: {y-wave.svg: 2}")
    assert plotted.parity("outputs").text == "0 outputs changed\n"
    plotted.replace("mkdocs.yml", "{y-wave.svg: 2}", "{y-wave.svg: 50}")
    assert (
        "tolerance: y-wave.svg: 50 is no plot with a percentage" in plotted.parity("outputs").text
    )
