"""Search in the built site: what readers type in each language, and what they find."""

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, Request
from shared import HOMES, sections

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
    ("pt", "# lote, passos, características", "learn/seq2seq/#the-smallest-encoder"),  # a comment
    ("zh", "init_state", "learn/interface/#the-decoder"),
    ("zh", "nn.GRU", "learn/seq2seq/#from-token-ids-to-vectors"),
    ("zh", "ＧＲＵ", "learn/seq2seq/#rnn-gru-or-lstm"),  # wide letters
]

# Programs for the page. The first asks a worker of its own as the theme does.
ASK = """async queries => {
    const config = JSON.parse(document.getElementById('__config').textContent)
    const worker = new Worker(new URL(config.search, location))
    const reply = message => new Promise(resolve => {
        worker.onmessage = event => resolve(event.data)
        worker.postMessage(message)
    })
    await reply({type: 0, data: {}})
    const found = []
    for (const query of queries) {
        const {data} = await reply({type: 2, data: query})
        found.push(data.items.flat().filter(item => item.score).map(item => item.location))
    }
    worker.terminate()
    return found
}"""
ENGINE = """async ([language, stemmer, sections, query]) => {
    const base = new URL(JSON.parse(document.getElementById('__config').textContent).base, location)
    const {Engine, loadStemmer} = await import(new URL('assets/search/engine.js', base))
    const pages = [{url: 'p/', sections}]
    const engine = new Engine({lang: language, pages}, await loadStemmer(stemmer))
    return engine.search(query).items.flat().filter(item => item.score)
}"""
BEST = """() => {
    const score = article => parseFloat(article.dataset.mdScore)
    const found = [...document.querySelectorAll('.md-search-result__article')]
    return found.reduce((best, one) => score(one) > score(best) ? one : best).closest('a').href
}"""
MOST = 100  # sections that are shown
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")


class Searcher:
    """A tab of a reader who searches in one language."""

    def __init__(self, page: Page, address: str, language: str) -> None:
        self.page = page
        self.address = address
        self.home = urljoin(address, HOMES[language])
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
        found = [link.removeprefix(self.home) for link in links]
        others = tuple(set(HOMES.values()) - {"", self.home.removeprefix(self.address)})
        assert not any(link.startswith(others) for link in found), "in another language"
        return found

    def ask(self, queries: list[str]) -> list[list[str]]:
        """Ask the page's search engine itself; return the addresses below the language's home."""
        found = self.page.evaluate(ASK, queries)
        return [
            [link.removeprefix(self.home.removeprefix(self.address)) for link in links]
            for links in found
        ]


@pytest.fixture(scope="module")
def searchers(browser: Browser, address: str) -> dict[str, Searcher]:
    return {code: Searcher(browser.new_page(), address, code) for code in HOMES}


@pytest.mark.parametrize(("language", "query", "section"), QUERIES)
def test_query_finds_a_section(
    searchers: dict[str, Searcher], language: str, query: str, section: str
) -> None:
    assert section in searchers[language].find(query)
    assert searchers[language].errors == []


def test_any_part_of_a_chinese_sentence_finds_its_section(
    site: Path, searchers: dict[str, Searcher]
) -> None:
    wanted = []
    texts = [f"{title} {text}" for _, title, text in sections(site, "zh")]
    for address, title, text in sections(site, "zh"):
        runs = CHINESE.findall(f"{title} {text}")
        for size in (2, 3, 5):  # from the middle of what stands between two marks
            parts = [run[(len(run) - size) // 2 :][:size] for run in runs if len(run) >= size]
            for part in parts[:1] + parts[-1:]:
                if sum(part in text for text in texts) <= MOST:
                    wanted.append((part, address))
    assert len(wanted) > 200
    found = searchers["zh"].ask([part for part, _ in wanted])
    missed = [
        (part, address)
        for (part, address), links in zip(wanted, found, strict=True)
        if address.removeprefix("zh/") not in links
    ]
    assert missed == []


@pytest.mark.parametrize("query", ["注意力机制", "学习率", "词元"])
def test_chinese_results_hold_what_was_typed(
    site: Path, searchers: dict[str, Searcher], query: str
) -> None:
    holders = {
        address.removeprefix("zh/")
        for address, title, text in sections(site, "zh")
        if query in title or query in text
    }
    assert holders
    found = set(searchers["zh"].ask([query])[0])
    assert found <= holders
    assert len(found) == min(len(holders), 100)  # as many as are shown


@pytest.mark.parametrize(
    ("language", "stemmer", "text", "query", "marked"),
    [
        ("zh", "en", "学习率由调度器控制。", "控制", ["控制"]),
        ("zh", "en", "学习率由调度器控制。", "度器控", ["度器控"]),
        ("zh", "en", "学习率由调度器控制。", "率", ["率"]),
        ("zh", "en", "控制器的习惯", "控习", None),
        ("zh", "en", "学习率由调度器控制。", "如何控制", ["控制"]),  # else what is nearest
        ("ja", "en", "学習率はスケジューラーが制御する", "ケジューラー", ["ケジューラー"]),
        ("pt", "pt", "As traduções do codificador", "traducao", ["traduções"]),
        ("pt", "pt", "AÇÃO", "acoes", ["AÇÃO"]),
        ("en", "en", "torch.nn.GRU reads", "nn.GRU", ["torch.nn.GRU"]),
        ("en", "en", "torch.nn.GRUCell reads", "nn.GRU", ["torch.nn.GRUCell"]),
        ("en", "en", "nn and a GRU", "nn.GRU", None),
        ("en", "en", "init the state", "init_state", None),
        ("en", "en", "call init_state(x)", "init_", ["init_state"]),
        ("en", "en", "class Seq2SeqEncoder:", "encoder", ["Seq2SeqEncoder"]),
        ("en", "en", 'a <b>"&amp;"</b> encoder', "amp", ["amp"]),
    ],
)
def test_engine(
    searchers: dict[str, Searcher],
    language: str,
    stemmer: str,
    text: str,
    query: str,
    marked: list[str] | None,
) -> None:
    page = [["", "Title", ""], ["a", "Other", "something else"], ["b", "This", text]]
    items = searchers["en"].page.evaluate(ENGINE, [language, stemmer, page, query])
    assert [item["location"] for item in items] == ([] if marked is None else ["p/#b"])
    for item in items:
        tree = html.fromstring(f"<p>{item['text']}</p>")
        assert tree.text_content() == text  # nothing in it has become an element
        assert [mark.text for mark in tree.iter("mark")] == marked


@pytest.mark.parametrize("language", HOMES)
def test_index_is_loaded_when_a_reader_types(browser: Browser, address: str, language: str) -> None:
    reader = Searcher(browser.new_page(), address, language)
    lazy = [f"{reader.home}search/index.json", urljoin(address, "assets/search/engine.js")]
    assert not set(lazy) & set(reader.asked)
    reader.find("encoder")
    reader.find("GRU")
    assert [url for url in reader.asked if url in lazy] == lazy[::-1]
    others = [urljoin(address, f"{HOMES[other]}search/index.json") for other in HOMES]
    assert not (set(others) - set(lazy)) & set(reader.asked)
    reader.page.close()


def test_search_follows_the_reader_to_another_language(browser: Browser, address: str) -> None:
    reader = Searcher(browser.new_page(), address, "en")
    assert "quickstart/" in reader.find("Quickstart")
    reader.page.keyboard.press("Escape")
    for language, name, title in [
        ("zh", "简体中文", "快速入门"),
        ("pt", "Português", "Início rápido"),
    ]:
        reader.page.locator(".md-header button[aria-label]:has(+ .md-select__inner)").hover()
        reader.page.locator(".md-select__link", has_text=name).click()
        reader.home = urljoin(address, HOMES[language])
        reader.page.wait_for_url(reader.home)
        reader.page.wait_for_load_state("networkidle")
        assert "quickstart/" in reader.find(title)
        reader.page.keyboard.press("Escape")
    reader.page.close()


def test_search_follows_instant_navigation(browser: Browser, address: str) -> None:
    page = browser.new_page()
    reader = Searcher(page, address, "en")
    loads: list[str] = []
    page.on("load", lambda page: loads.append(page.url))

    def go(path: str) -> None:
        page.evaluate(
            "href => { const a = document.createElement('a'); a.href = href;"
            " document.body.append(a); a.click(); a.remove() }",
            urljoin(address, path),
        )

    go("quickstart/")
    page.wait_for_function("document.querySelector('h1').id === 'quickstart'")
    assert urljoin(address, "quickstart/") not in loads  # was not loaded whole
    assert "learn/interface/" in reader.find("encoder")
    page.keyboard.press("Escape")
    go("zh/quickstart/")
    page.wait_for_function("document.documentElement.lang === 'zh'")
    page.wait_for_load_state("networkidle")
    reader.home = urljoin(address, "zh/")
    assert page.url == f"{reader.home}quickstart/"
    assert "quickstart/" in reader.find("快速入门")
    page.keyboard.press("Escape")
    page.go_back()
    page.wait_for_function("document.documentElement.lang === 'en'")
    page.wait_for_load_state("networkidle")
    reader.home = address
    assert "quickstart/" in reader.find("Quickstart")
    assert reader.errors == []
    page.close()


@pytest.mark.parametrize("language", HOMES)
def test_enter_opens_the_best_section(browser: Browser, address: str, language: str) -> None:
    reader = Searcher(browser.new_page(), address, language)
    reader.page.keyboard.press("/")
    reader.page.keyboard.type("batch_first")
    reader.page.locator(".md-search-result__item").first.wait_for()
    best = reader.page.evaluate(BEST)
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url(best)
    assert reader.page.url.startswith(reader.home)
    section = reader.page.locator(f"[id='{urlsplit(best).fragment}']")
    section.wait_for(state="attached")
    reader.page.close()
