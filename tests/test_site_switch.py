"""Changing the language in a real browser: page, section, choice, offer, lost readers."""

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from shared import HOMES, NAMES, OFFERS

BROWSERS = {"en": "en-US", "pt": "pt-PT", "zh": "zh-CN"}
LOST = {"en": "Page not found", "pt": "Página não encontrada", "zh": "找不到页面"}
OPENED = """() => Promise.allSettled(
    document.querySelector('.md-header .md-select').getAnimations({subtree: true})
    .map(one => one.finished))"""
PAIRS = [(one, other) for one in HOMES for other in HOMES if one != other]


class Reader:
    """Somebody with a browser that asks for a language."""

    def __init__(self, browser: Browser, language: str, *, scripts: bool = True) -> None:
        self.context: BrowserContext = browser.new_context(
            locale=BROWSERS[language],
            java_script_enabled=scripts,
            viewport={"width": 1280, "height": 800},
        )
        self.scripts = scripts
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def goes_to(self, url: str) -> None:
        self.page.goto(url, wait_until="load")

    def waits_for_theme(self) -> None:
        """Wait until the sitemap is there, without which no link is followed instantly."""
        self.page.wait_for_load_state("networkidle")

    def marks_document(self) -> None:
        self.page.evaluate("window.sameDocument = true")

    def is_in_same_document(self) -> bool:
        return bool(self.page.evaluate("window.sameDocument === true"))

    def switches_to(self, language: str) -> None:
        """Use the mouse as a reader does: Playwright's click may scroll while the menu opens."""
        self.page.locator(".md-header .md-select button").hover()
        link = self.page.locator(".md-select__link", has_text=NAMES[language])
        if self.scripts:
            self.page.evaluate(OPENED)
        else:
            self.page.wait_for_timeout(600)
        link.wait_for()
        box = link.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def language(self) -> str | None:
        return self.page.locator("html").get_attribute("lang")

    def offer(self) -> str | None:
        shown = self.page.locator("aside.parity-offer p")
        return shown.inner_text() if shown.count() else None


@pytest.fixture
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """A reader whose browser asks for the language that the test is about, or else for English."""
    reader = Reader(browser, getattr(request, "param", "en"))
    yield reader
    assert reader.errors == []
    reader.context.close()


@pytest.mark.parametrize(("language", "other"), PAIRS)
def test_switching_keeps_the_section_in_view(
    reader: Reader, address: str, language: str, other: str
) -> None:
    reader.goes_to(urljoin(address, HOMES[language] + "learn/seq2seq/"))
    reader.waits_for_theme()
    reader.page.evaluate(
        "scrollTo({top: document.getElementById('training').getBoundingClientRect().top"
        " + scrollY - 100, behavior: 'instant'})"
    )
    reader.switches_to(other)
    reader.page.wait_for_url(urljoin(address, HOMES[other] + "learn/seq2seq/#training"))
    assert reader.language() == other
    top = reader.page.evaluate("document.getElementById('training').getBoundingClientRect().top")
    assert 0 <= top < 200


@pytest.mark.parametrize("language", HOMES)
def test_switching_keeps_the_anchor_of_the_address(
    reader: Reader, address: str, language: str
) -> None:
    other = {"en": "zh", "pt": "en", "zh": "pt"}[language]
    last = "exercises"  # so near to the end that it cannot be scrolled to the top
    reader.goes_to(urljoin(address, HOMES[language] + f"learn/interface/#{last}"))
    reader.switches_to(other)
    reader.page.wait_for_url(urljoin(address, HOMES[other] + f"learn/interface/#{last}"))


@pytest.mark.parametrize("language", HOMES)
def test_links_are_followed_instantly_within_a_language_only(
    reader: Reader, address: str, language: str
) -> None:
    other = {"en": "pt", "pt": "zh", "zh": "en"}[language]
    reader.goes_to(urljoin(address, HOMES[language]))
    reader.waits_for_theme()
    reader.marks_document()
    reader.page.locator(".md-footer__link--next").click()
    reader.page.wait_for_url(urljoin(address, HOMES[language] + "install/"))
    reader.page.locator("h1#install").wait_for()
    assert reader.is_in_same_document()
    reader.page.locator("article h2").nth(1).scroll_into_view_if_needed()
    reader.switches_to(other)  # of the page that came without a load
    reader.page.wait_for_url(
        lambda url: url.startswith(urljoin(address, HOMES[other] + "install/"))
    )
    assert not reader.is_in_same_document()
    assert reader.language() == other
    assert NAMES[other] in reader.page.locator("[aria-current=true]").inner_text()
    reader.page.go_back()
    reader.page.wait_for_url(
        lambda url: url.startswith(urljoin(address, HOMES[language] + "install/"))
    )
    assert reader.language() == language


def test_links_to_another_language_in_the_text_load_the_whole_page(
    reader: Reader, address: str
) -> None:
    reader.goes_to(urljoin(address, "contribute/translations/"))
    reader.waits_for_theme()
    reader.marks_document()
    link = reader.page.locator("article a[href*='/pt/learn/seq2seq/']").first
    reader.page.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
    link.click()
    reader.page.wait_for_url(urljoin(address, "pt/learn/seq2seq/"))
    assert not reader.is_in_same_document()
    assert reader.language() == "pt"
    assert reader.offer() is None  # the reader came here on purpose


@pytest.mark.parametrize(("reader", "language"), [(x, x) for x in HOMES], indirect=["reader"])
def test_browser_language_is_offered_once_and_never_forced(
    reader: Reader, address: str, language: str
) -> None:
    page = urljoin(address, HOMES["pt" if language == "en" else "en"] + "learn/interface/")
    reader.goes_to(page)
    assert reader.page.url == page
    assert reader.offer() == OFFERS[language]
    aside = reader.page.locator("aside.parity-offer")
    assert aside.get_attribute("lang") == language
    reader.page.locator("aside.parity-offer a").click()
    reader.page.wait_for_url(urljoin(address, HOMES[language] + "learn/interface/"))
    assert reader.offer() is None
    reader.goes_to(page)  # the choice is remembered, and offered again in the other language
    assert reader.offer() == OFFERS[language]
    reader.page.locator("aside.parity-offer button").click()
    assert reader.offer() is None
    reader.goes_to(page)
    assert reader.offer() is None


@pytest.mark.parametrize("reader", ["zh"], indirect=True)
def test_offer_stays_and_follows_instant_navigation(reader: Reader, address: str) -> None:
    reader.goes_to(address)
    reader.waits_for_theme()
    reader.marks_document()
    reader.page.locator(".md-footer__link--next").click()
    reader.page.locator("h1#install").wait_for()
    assert reader.is_in_same_document()
    assert reader.page.locator("aside.parity-offer").count() == 1
    reader.page.locator("aside.parity-offer a").click()
    reader.page.wait_for_url(lambda url: url.startswith(urljoin(address, "zh/install/")))


def test_offer_can_be_answered_by_keyboard_on_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="pt-BR", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address, wait_until="load")
    box = page.locator("aside.parity-offer").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["height"] < 120
    page.locator("aside.parity-offer button").focus()
    page.keyboard.press("Enter")
    assert page.locator("aside.parity-offer").count() == 0
    context.close()


def test_menu_works_with_the_keyboard(reader: Reader, address: str) -> None:
    reader.goes_to(urljoin(address, "learn/interface/"))
    reader.page.locator(".md-header .md-select button").focus()
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Tab")
    reader.page.wait_for_function("document.activeElement.lang === 'pt'")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url(urljoin(address, "pt/learn/interface/"))


def test_menu_works_with_a_finger(browser: Browser, address: str) -> None:
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(urljoin(address, "zh/learn/interface/"), wait_until="load")
    page.locator(".md-header .md-select button").tap()
    page.locator(".md-select__link", has_text=NAMES["pt"]).tap()
    page.wait_for_url(urljoin(address, "pt/learn/interface/"))
    context.close()


def test_choice_is_remembered_when_the_menu_was_used(reader: Reader, address: str) -> None:
    reader.goes_to(urljoin(address, "zh/"))
    reader.switches_to("pt")
    reader.page.wait_for_url(urljoin(address, "pt/"))
    assert reader.offer() is None  # although the browser asks for English
    reader.goes_to(urljoin(address, "quickstart/"))
    assert reader.offer() == OFFERS["pt"]


@pytest.mark.parametrize("language", HOMES)
def test_switching_works_without_scripts(browser: Browser, address: str, language: str) -> None:
    reader = Reader(browser, "en", scripts=False)
    reader.goes_to(urljoin(address, HOMES[language] + "learn/interface/"))
    for other in HOMES:
        reader.switches_to(other)
        reader.page.wait_for_url(urljoin(address, HOMES[other] + "learn/interface/"))
        assert reader.language() == other
    reader.context.close()


@pytest.mark.parametrize("language", HOMES)
def test_lost_readers_are_met_in_the_language_of_the_address(
    reader: Reader, address: str, language: str
) -> None:
    nowhere = urljoin(address, HOMES[language] + "no/such/page/?x=1#y")
    response = reader.page.goto(nowhere, wait_until="load")
    assert response is not None
    assert response.status == 404
    reader.page.wait_for_load_state("load")
    reader.page.locator("h1", has_text=LOST[language]).wait_for()
    assert reader.page.url == nowhere
    assert reader.language() == language
    assert LOST[language] in reader.page.title()
    shown = reader.page.locator(".parity-lost").all_inner_texts()
    assert len(shown) == (len(HOMES) if language == "en" else 1)
    reader.page.locator(".parity-lost a").first.click()
    reader.page.wait_for_url(urljoin(address, HOMES[language]))


def test_lost_readers_without_scripts_are_met_in_every_language(
    browser: Browser, address: str
) -> None:
    reader = Reader(browser, "en", scripts=False)
    for home in HOMES.values():
        reader.goes_to(urljoin(address, home + "no/such/page/"))
        text = reader.page.locator("article").inner_text()
        assert all(said in text for said in LOST.values())
        sections = reader.page.locator(".parity-lost")
        assert [
            sections.nth(index).get_attribute("lang") for index in range(sections.count())
        ] == list(HOMES)
    reader.context.close()
