"""Numbers, references and formulas of the built site, in a browser and in every language."""

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest
from lxml import html
from playwright.sync_api import Browser
from shared import HOMES

WORDS = {
    "en": ("Figure\u00a01", "Equation\u00a0(3)"),
    "pt": ("Figura\u00a01", "Equação\u00a0(3)"),
    "zh": ("图\u00a01", "式\u00a0(3)"),
}


@cache
def ids(file: Path) -> frozenset[str]:
    found = html.fromstring(file.read_text(encoding="utf-8")).xpath("//@id")
    return frozenset(map(str, found))


@pytest.mark.parametrize("language", HOMES)
def test_words_of_the_language(site: Path, language: str) -> None:
    figure, equation = WORDS[language]
    page = site / "encdec" / HOMES[language] / "learn/seq2seq/index.html"
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    links = {link.get("href"): link.text_content() for link in tree.xpath("//article//a[@href]")}
    assert links["#fig-seq2seq"] == figure
    assert links["#eq-lstm"] == equation
    caption = tree.get_element_by_id("fig-seq2seq").find("figcaption")
    assert caption.text_content().strip().startswith(figure)
    number = tree.get_element_by_id("eq-lstm").find_class("parity-math__number")[0]
    assert number.text_content() == "(3)"


@pytest.mark.parametrize("language", HOMES)
def test_every_link_into_a_page_arrives(site: Path, language: str) -> None:
    root = site / "encdec"
    for file in (root / HOMES[language]).rglob("index.html"):
        tree = html.fromstring(file.read_text(encoding="utf-8"))
        for link in tree.xpath("//article//a[contains(@href, '#')]/@href"):
            path, _, name = str(link).partition("#")
            if not name or "://" in path:
                continue
            there = urljoin(f"http://x/{file.relative_to(root).as_posix()}", path)
            target = root / unquote(there.removeprefix("http://x/"))
            target = target / "index.html" if target.is_dir() else target
            assert unquote(name) in ids(target), f"{file}: {link}"


@pytest.mark.parametrize("language", HOMES)
def test_no_link_is_empty_and_no_formula_is_left(site: Path, language: str) -> None:
    for file in (site / "encdec" / HOMES[language]).rglob("index.html"):
        tree = html.fromstring(file.read_text(encoding="utf-8"))
        for link in tree.xpath("//article//a[@href][not(*)]"):
            assert link.text_content().strip(), f"{file}: {link.get('href')}"
        assert tree.xpath("//*[contains(@class, 'arithmatex')]") == []


@pytest.mark.parametrize("language", HOMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_formulas_on_a_phone(browser: Browser, address: str, language: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    # the equation is in a tab that is closed: the link opens it
    page.goto(f"{address}{HOMES[language]}learn/seq2seq/#eq-lstm", wait_until="networkidle")
    equation = page.locator("#eq-lstm")
    equation.wait_for(state="visible")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    # wider than its box, which scrolls by itself and can be reached by the keyboard
    box = equation.locator(".parity-math__box")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    page.wait_for_function("document.querySelector('#eq-lstm .parity-math__box').tabIndex === 0")
    assert page.evaluate("[...document.fonts].map(font => font.status)") == ["loaded"]
    color = "element => getComputedStyle(element).color"
    assert equation.locator("math").evaluate(color) == page.locator("article p").first.evaluate(
        color
    )
    # each row is laid out as mathematics: five rows under each other
    rows = equation.locator("mtr")
    tops = [row.bounding_box() for row in rows.all()]
    heights = [top["y"] for top in tops if top]
    assert len(heights) == 5
    assert heights == sorted(set(heights))
    page.locator("a[href$='#eq-gru']").first.evaluate("link => link.click()")
    page.locator("#eq-gru").wait_for(state="visible")
    assert not equation.is_visible()
    assert failed == []
    context.close()
