"""The built site in a real browser: every page type in every language."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from conftest import ROOT
from lxml import html
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

LANGUAGES = {"en": "", "pt": "pt/", "zh": "zh/"}
NAMES = {"en": "English", "pt": "Português", "zh": "简体中文"}
PAGES = sorted(
    path.relative_to(ROOT / "docs" / "en").with_suffix("").as_posix().removesuffix("index")
    for path in (ROOT / "docs" / "en").rglob("*.md")
)
FENCES = re.compile(r"^(`{3,})[^\n]*\n.*?^\1$", re.MULTILINE | re.DOTALL)  # what they show is text
FIGURES = {
    page: FENCES.sub("", (ROOT / "docs" / "en" / f"{name}.md").read_text(encoding="utf-8")).count(
        ".svg)"
    )
    for page in PAGES
    for name in [f"{page}index" if page.endswith("/") or not page else page]
}
URLS = [(language, page) for page in PAGES for language in LANGUAGES]
TYPES = ("", "learn/seq2seq", "contribute/translations")  # one page of each kind


def url(address: str, language: str, page: str) -> str:
    path = f"{page}/" if page and not page.endswith("/") else page
    return urljoin(address, LANGUAGES[language] + path)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    options = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    yield context
    context.close()


class Watched:
    """A tab that remembers the errors it saw and the hosts it asked."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.failed: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._request)
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self._host:
            self.foreign.append(request.url)

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.failed.append(response.url)

    @property
    def _host(self) -> str:
        return urlsplit(self.address).netloc

    def assert_clean(self) -> None:
        assert self.errors == []
        assert self.foreign == []
        assert self.failed == []


@pytest.fixture
def tab(context: BrowserContext, address: str) -> Iterator[Watched]:
    watched = Watched(context, address)
    yield watched
    watched.page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens_in_its_language(tab: Watched, address: str, language: str) -> None:
    for page in PAGES:
        response = tab.page.goto(url(address, language, page))
        assert response is not None
        assert response.status == 200, page
        assert tab.page.locator("html").get_attribute("lang") == language, page
        assert tab.page.locator("h1").count() == 1, page
        assert tab.errors == [], page
    tab.assert_clean()


@pytest.mark.parametrize("page", TYPES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_switching_language_keeps_the_page(
    tab: Watched, address: str, language: str, page: str
) -> None:
    tab.page.goto(url(address, language, page), wait_until="networkidle")
    for other, name in NAMES.items():
        tab.page.locator(".md-header button[aria-label]:has(+ .md-select__inner)").hover()
        tab.page.locator(".md-select__link", has_text=name).click()
        tab.page.wait_for_url(url(address, other, page))
        assert tab.page.locator("html").get_attribute("lang") == other
    tab.assert_clean()


@pytest.mark.parametrize(("language", "page"), URLS)
def test_headings_have_the_same_anchors_in_every_language(
    site: Path, language: str, page: str
) -> None:
    assert anchors(site, language, page) == anchors(site, "en", page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_copying_a_block_gives_its_code(tab: Watched, address: str, language: str) -> None:
    tab.page.goto(url(address, language, "quickstart"), wait_until="networkidle")
    block = tab.page.locator(".highlight.language-python").first
    block.hover()
    block.locator("button.md-code__button, button.md-clipboard").first.click()
    copied = tab.page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == block.locator("pre code").inner_text().strip()
    assert "import" in copied
    tab.assert_clean()


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_inline_and_fit_a_phone(browser: Browser, address: str, language: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    for name in PAGES:
        page.goto(url(address, language, name))
        assert page.locator("svg.figure").count() == FIGURES[name]
        assert page.locator("article img[src$='.svg']").count() == 0
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{name} scrolls sideways: {width} px"
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_finds_a_page(tab: Watched, address: str, language: str) -> None:
    tab.page.goto(url(address, language, ""), wait_until="networkidle")
    tab.page.keyboard.press("/")
    tab.page.keyboard.type("Seq2SeqEncoder")
    tab.page.locator(".md-search-result__link").first.wait_for()
    tab.assert_clean()


def anchors(site: Path, language: str, page: str) -> list[str]:
    file = site / "encdec" / LANGUAGES[language] / page / "index.html"
    tree = html.fromstring(file.read_bytes())
    found = tree.xpath("//article//*[self::h1 or self::h2 or self::h3 or self::h4]/@id")
    assert found
    return [str(anchor) for anchor in found]
