"""The built site in a real browser: every page type in every language."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import ROOT
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response
from shared import HOMES, tree, url

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
URLS = [(language, page) for page in PAGES for language in HOMES]


class Watched:
    """A tab that remembers the errors it saw and the hosts it asked."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
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
def watched(tab: Page, address: str) -> Watched:
    return Watched(tab, address)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("language", HOMES)
def test_every_page_opens_on_a_phone(
    browser: Browser, address: str, language: str, *, scripts: bool
) -> None:
    """A third of the pages with scripts, which take their time, the others without them."""
    size = {"width": 360, "height": 740}
    context = browser.new_context(viewport=size, java_script_enabled=scripts)
    watched = Watched(context.new_page(), address)
    turn = list(HOMES).index(language)
    for number, name in enumerate(PAGES):
        if (number % len(HOMES) == turn) == scripts:
            response = watched.page.goto(url(address, language, name))
            assert response is not None
            assert response.status == 200, name
            width = watched.page.evaluate("document.documentElement.scrollWidth")
            assert width <= 360, f"{name} scrolls sideways: {width} px"
            watched.assert_clean()
    context.close()


@pytest.mark.parametrize(("language", "page"), URLS)
def test_every_page_has_its_language_title_and_figures(
    site: Path, language: str, page: str
) -> None:
    root = tree(site, language, page)
    assert root.get("lang") == language
    assert len(root.xpath("//h1")) == 1
    figures = root.xpath("//*[local-name() = 'svg'][contains(@class, 'figure')]")
    assert len(figures) == FIGURES[page]
    assert root.xpath("//article//img[contains(@src, '.svg')]") == []


@pytest.mark.parametrize(("language", "page"), URLS)
def test_headings_have_the_same_anchors_in_every_language(
    site: Path, language: str, page: str
) -> None:
    assert anchors(site, language, page) == anchors(site, "en", page)


@pytest.mark.parametrize("language", HOMES)
def test_copying_a_block_gives_its_code(watched: Watched, address: str, language: str) -> None:
    watched.page.goto(url(address, language, "quickstart"), wait_until="networkidle")
    block = watched.page.locator(".highlight.language-python").first
    block.hover()
    block.locator("button.md-code__button, button.md-clipboard").first.click()
    copied = watched.page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == block.locator("pre code").inner_text().strip()
    assert "import" in copied
    watched.assert_clean()


def anchors(site: Path, language: str, page: str) -> list[str]:
    headings = "//article//*[self::h1 or self::h2 or self::h3 or self::h4]/@id"
    found = tree(site, language, page).xpath(headings)
    assert found
    return [str(anchor) for anchor in found]
