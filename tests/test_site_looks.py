"""Looks: what a printer, a slow line and no JavaScript make of the site."""

import gzip
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from shared import HOMES, TYPES, opened, url

FIRST_LOAD = 300_000  # bytes, compressed, without the search index
JUMP = 0.05  # cumulative layout shift; up to 0.1 is called good
JUMPS = """window.jumps = 0;
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) jumps += entry.value;
}).observe({type: 'layout-shift', buffered: true});"""


@pytest.mark.parametrize("language", HOMES)
@pytest.mark.parametrize("scripts", [True, False])
def test_pages_print_dark_on_light_and_whole(
    browser: Browser, address: str, language: str, scripts: bool
) -> None:
    page = opened(browser, color_scheme="dark", java_script_enabled=scripts)
    page.goto(url(address, language, "learn/seq2seq/"), wait_until="load")
    page.emulate_media(media="print", color_scheme="dark")
    page.wait_for_timeout(400)  # the theme lets colours fade
    for part in (".md-header", ".md-tabs", ".md-sidebar--primary", ".md-footer"):
        assert not page.locator(part).first.is_visible()
    assert light(page.locator("body")) > 230
    assert light(page.locator("article p").first, "color") < 80
    assert light(page.locator("pre > code").first, "color") < 100
    solutions = page.locator("article details pre > code").all()
    assert solutions
    assert all(solution.bounding_box() for solution in solutions)
    wide = "all => all.filter(it => it.scrollWidth > it.clientWidth + 1).length"
    page.set_viewport_size({"width": 700, "height": 900})
    assert page.locator("article pre > code").evaluate_all(wide) == 0
    page.context.close()


def light(element: Any, what: str = "backgroundColor") -> float:
    """How light a colour is, 0 to 255; nothing at all is paper."""
    numbers = element.evaluate(
        """(element, what) => {
            const canvas = document.createElement('canvas').getContext('2d');
            canvas.fillStyle = 'white';
            canvas.fillRect(0, 0, 1, 1);
            canvas.fillStyle = getComputedStyle(element)[what];
            canvas.fillRect(0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data];
        }""",
        what,
    )
    return float(sum(numbers[:3]) / 3)


@pytest.mark.parametrize("language", HOMES)
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", TYPES)
def test_first_load_is_small_and_nothing_jumps(
    browser: Browser, address: str, site: Path, language: str, width: int, name: str
) -> None:
    page = opened(browser, width)
    page.add_init_script(JUMPS)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).path))
    page.goto(url(address, language, name), wait_until="networkidle")
    jumps = page.evaluate("jumps")
    page.context.close()
    files = [site / path.lstrip("/") for path in asked if "/search/" not in path]
    files = [file / "index.html" if file.is_dir() else file for file in files]
    size = sum(len(gzip.compress(file.read_bytes())) for file in files)
    print(f"{language} {name} {width}: {len(files)} files, {size / 1000:.0f} kB, {jumps:.4f}")
    assert len(files) >= 5
    assert size <= FIRST_LOAD
    assert jumps <= JUMP


@pytest.mark.parametrize("language", HOMES)
def test_home_shows_a_program_and_its_result_at_once(
    tab: Page, address: str, language: str
) -> None:
    tab.goto(url(address, language, ""), wait_until="load")
    program, result = tab.locator(".home pre > code").all()
    assert "from encdec import" in program.inner_text()
    assert "machine → achine-may" in result.inner_text()
    for part in (tab.locator("h1"), program, result, *tab.locator(".home .md-button").all()):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 720
    wide = "all => all.every(it => it.scrollWidth <= it.clientWidth)"
    assert tab.locator(".home pre > code").evaluate_all(wide)


@pytest.mark.parametrize("language", HOMES)
def test_home_leads_to_every_kind_of_page(tab: Page, address: str, language: str) -> None:
    tab.goto(url(address, language, ""), wait_until="load")
    links = tab.locator(".grid.cards a").evaluate_all("all => all.map(it => it.href)")
    for page in ("quickstart", "learn/interface", "contribute/translate"):
        assert url(address, language, page) in links
    assert f"{url(address, language, '')}#run-it-yourself" in links
    for link in links:
        assert tab.request.get(link).ok


@pytest.mark.parametrize("language", HOMES)
@pytest.mark.parametrize("name", TYPES)
def test_page_reads_without_javascript(
    browser: Browser, address: str, language: str, name: str
) -> None:
    page = opened(browser, java_script_enabled=False)
    page.goto(url(address, language, name), wait_until="load")
    assert page.locator("h1").is_visible()
    assert page.locator(".md-tabs__link").first.is_visible()
    assert not page.locator(".md-search").is_visible()
    for panel in page.locator(".tabbed-set > .tabbed-content").all():
        assert panel.locator("> .tabbed-block").first.is_visible()
    folded = page.locator("article details:not([open]) > summary")
    count = folded.count()
    if count:
        folded.first.click()
        assert folded.count() == count - 1
    other = "zh" if language != "zh" else "en"
    page.locator(".md-header .md-select button").hover()
    page.locator(f".md-select__link[hreflang={other}]").click()
    page.wait_for_url(url(address, other, name))
    page.context.close()
