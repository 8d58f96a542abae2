"""Search in the built site: what readers type in each language, and what they find."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

LANGUAGES = {"en": "", "pt": "pt/", "zh": "zh/"}

# What is typed, and a section that must be among the results, by its address in the language.
QUERIES = [
    ("en", "Seq2SeqEncoder", "learn/seq2seq/"),
    ("en", "init_state", "learn/interface/#the-decoder"),
    ("en", "nn.GRU", "learn/seq2seq/#from-token-ids-to-vectors"),
    ("en", "encoding", "learn/interface/#the-encoder"),  # the stem of "encoder"
    ("en", "batch_fir", "learn/seq2seq/#the-smallest-encoder"),  # the beginning of a name
    ("en", "smalest encodr", "learn/seq2seq/#the-smallest-encoder"),  # two slips
    ("pt", "codificação", "learn/interface/#the-encoder"),  # the stem of "codificador"
    ("pt", "codificacao", "learn/interface/#the-encoder"),
    ("pt", "traducoes", "contribute/translations/"),
    ("pt", "tradução", "contribute/translations/"),
    ("pt", "inicio rapido", "quickstart/"),
    ("pt", "init_state", "learn/interface/#the-decoder"),
    ("pt", "nn.GRU", "learn/seq2seq/#from-token-ids-to-vectors"),
    ("pt", "lote, passos", "learn/seq2seq/#the-smallest-encoder"),  # a comment of a program
    ("zh", "init_state", "learn/interface/#the-decoder"),
    ("zh", "nn.GRU", "learn/seq2seq/#from-token-ids-to-vectors"),
    ("zh", "ＧＲＵ", "learn/seq2seq/#rnn-gru-or-lstm"),  # wide letters
]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    options = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        yield browser
        browser.close()


class Searcher:
    """A tab of a reader who searches in one language."""

    def __init__(self, page: Page, address: str, language: str) -> None:
        self.page = page
        self.home = urljoin(address, LANGUAGES[language])
        self.asked: list[str] = []
        self.errors: list[str] = []
        page.on("request", self._asked)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text))
        page.goto(self.home, wait_until="networkidle")

    def _asked(self, request: Request) -> None:
        self.asked.append(request.url)

    def find(self, query: str) -> list[str]:
        """Type a query; return the addresses that were found, below the language's home."""
        box = self.page.locator("[data-md-component=search-query]")
        box.fill("")
        self.page.wait_for_function("!document.querySelector('.md-search-result__item')")
        box.fill(query)
        self.page.wait_for_function(
            """query => {
                const meta = document.querySelector('.md-search-result__meta').textContent
                const none = JSON.parse(document.getElementById('__config').textContent)
                  .translations['search.result.none']
                return meta === none || document.querySelector('.md-search-result__item')
            }""",
            arg=query,
        )
        links: list[str] = self.page.eval_on_selector_all(
            ".md-search-result__link", "links => links.map(link => link.href)"
        )
        assert all(link.startswith(self.home) for link in links)
        return [link.removeprefix(self.home) for link in links]


@pytest.fixture(scope="module")
def searchers(browser: Browser, address: str) -> dict[str, Searcher]:
    return {code: Searcher(browser.new_page(), address, code) for code in LANGUAGES}


def index(site: Path, language: str) -> list[dict[str, object]]:
    file = site / "encdec" / LANGUAGES[language] / "search" / "index.json"
    return json.loads(file.read_text(encoding="utf-8"))["pages"]


@pytest.mark.parametrize(("language", "query", "section"), QUERIES)
def test_query_finds_a_section(
    searchers: dict[str, Searcher], language: str, query: str, section: str
) -> None:
    assert section in searchers[language].find(query)
    assert searchers[language].errors == []
