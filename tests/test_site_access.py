"""Access: what axe and a keyboard make of the site."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page
from shared import HOMES, TYPES, opened, url

READERS = [("en", "light", 1280), ("pt", "dark", 1280), ("zh", "dark", 360)]


@pytest.mark.parametrize(("language", "scheme", "width"), READERS)
def test_axe_finds_nothing_serious(
    browser: Browser, address: str, language: str, scheme: Any, width: int
) -> None:
    page = opened(browser, width, color_scheme=scheme)
    found = []
    for name in TYPES:
        page.goto(url(address, language, name), wait_until="load")
        page.evaluate(AXE_SCRIPT)
        page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [
            f"{name}: {fault['id']}: {node['target']} {node['html'][:100]} {node['failureSummary']}"
            for fault in result["violations"]
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"][:2]
        ]
    page.context.close()
    assert found == []


def press_until(page: Page, selector: str, key: str = "Tab") -> None:
    """Move the focus by a key until it is on an element, and that can be seen."""
    for _ in range(300):
        page.keyboard.press(key)
        if page.evaluate("name => document.activeElement.matches(name)", selector):
            return
    pytest.fail(f"{key} never reaches {selector}")


@pytest.mark.parametrize("language", HOMES)
def test_keyboard_alone_reaches_everything(tab: Page, address: str, language: str) -> None:
    tab.goto(url(address, language, "install/"), wait_until="load")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.classList.contains('md-skip')")
    tab.keyboard.press("Enter")
    assert urlsplit(tab.url).fragment
    press_until(tab, "article button.md-code__button, article .md-clipboard")
    tab.keyboard.press("Enter")
    tab.wait_for_function("navigator.clipboard.readText().then(text => text.includes('import'))")
    press_until(tab, ".tabbed-set > input")
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate("document.activeElement.matches(':nth-of-type(2):checked')")
    press_until(tab, "article details > summary")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.parentElement.open")
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.name") == "query"
    tab.keyboard.type("encoder")
    tab.locator(".md-search-result__link").first.wait_for()
    press_until(tab, ".md-search-result__link", "ArrowDown")
    tab.keyboard.press("Escape")
    other = "pt" if language != "pt" else "en"
    press_until(tab, f".md-select__link[hreflang={other}]", "Shift+Tab")
    assert tab.locator(f".md-select__link[hreflang={other}]").is_visible()
    tab.keyboard.press("Enter")
    tab.wait_for_url(url(address, other, "install/") + "*")


@pytest.mark.parametrize("language", HOMES)
def test_keyboard_opens_the_drawer_and_the_search_of_a_phone(
    browser: Browser, address: str, language: str
) -> None:
    page = opened(browser, 360)
    page.goto(url(address, language, "install/"))
    link = page.locator(".md-sidebar--primary .md-nav__link[href*=seq2seq]")
    assert not link.is_visible()
    press_until(page, "label[for=__drawer]")
    assert page.evaluate("document.activeElement.ariaLabel")
    page.keyboard.press("Enter")
    link.wait_for(state="visible")
    page.reload()
    press_until(page, "label[for=__search]")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.name == 'query'")
    page.context.close()
