"""The dashboard: the state of all translations on one page."""

import re

import pytest
from conftest import Site, doc
from lxml.html import fragment_fromstring
from mkdocs.config import load_config
from mkdocs_parity.addresses import create_address, edit_address
from mkdocs_parity.dashboard import Links, dashboard, has_dashboard
from mkdocs_parity.notices import say
from mkdocs_parity.reader import Voice
from mkdocs_parity.status import LanguageStatus, PageStatus, SectionStatus

LINKS = Links(
    lambda path: f"<{path}>",
    lambda language, path: None if path == "gone.md" else f"../{language}/{path}/",
    lambda language, path: f"https://e.org/{language}/{path}" if language == "pt" else None,
)


def voice(reader: str) -> Voice:
    return Voice(reader, "en", lambda text: say(text, reader))


def section(state: str, words: int, to_do: int = 0, anchor: str = "a") -> SectionStatus:
    return SectionStatus(anchor, state, words, None, None, "`The` <one>", to_do)  # type: ignore[arg-type]


PAGES = (
    PageStatus("a.md", "current", (section("current", 100),)),
    PageStatus("b.md", "outdated", (section("current", 900), section("outdated", 500, 7), section("draft", 500))),
    PageStatus("c.md", "missing", (section("missing", 1500, 1500),)),
    PageStatus("d.md", "draft", (section("draft", 40), section("draft", 60))),
    PageStatus("gone.md", "orphaned", (section("orphaned", 0),)),
)  # fmt: skip
LANGUAGES = (LanguageStatus("pt", "Português", PAGES), LanguageStatus("ar", "العربية", PAGES[:1]))


def test_dashboard() -> None:
    html = dashboard(LANGUAGES, voice("pt"), LINKS)
    root = fragment_fromstring(html)
    rows = [[cell.text_content().strip() for cell in row] for row in root.xpath(".//tr")]
    assert rows == [
        ["Idioma", "Traduzido e revisado", "Palavras a traduzir", "Palavras a revisar"],
        ["Português", "27%", "1.507", "600"],
        ["العربية", "100%", "0", "0"],
    ]
    assert [item.get("open") is not None for item in root.xpath("./details")] == [True, False]
    pages = [item.text_content().split("\n") for item in root.xpath("./details[1]/ul/li")]
    assert pages[0] == ["<a.md>  Em dia · Editar esta página"]
    assert pages[1][0].endswith(
        "Desatualizada · Palavras a traduzir: 7 · Palavras a revisar: 500 · Editar esta página"
    )
    assert "The <one> Desatualizada · Palavras a traduzir: 7The <one> Sem revisão" in pages[1][1]
    assert pages[2] == [
        "<c.md>  Não traduzida · Palavras a traduzir: 1.500 · Ajude a traduzir esta página"
    ]
    assert len(pages[3]) == 1  # the sections say nothing else than the page
    assert "Removida do original" in pages[4][0]
    assert root.xpath("./details[1]/ul/li[5]/span[1]/a") == []
    assert root.xpath("./details[1]//li/ul/li[1]/a/@href") == ["../pt/b.md/#a"]
    assert "https://e.org/ar" not in html


def test_bars_add_up_and_say_nothing_that_text_does_not() -> None:
    root = fragment_fromstring(dashboard(LANGUAGES, voice("pt"), LINKS))
    for bar in root.xpath(".//*[@class='parity-bar']"):
        widths = [
            float(width)
            for width in re.findall(r"width:([\d.]+)%", " ".join(bar.xpath("./span/@style")))
        ]
        assert not widths or sum(widths) == pytest.approx(100, abs=0.2)
        assert bar.get("aria-hidden") == "true"


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        ("zh", "待翻译词数：1,500"),
        ("de", "Zu übersetzende Wörter: 1.500"),
        ("fr", "Mots à traduire\u00a0: 1\u202f500"),
        ("cy", "Words to translate: 1,500"),
    ],
)
def test_in_the_language_of_the_reader(reader: str, words: str) -> None:
    assert words in dashboard(LANGUAGES, voice(reader), LINKS)


def test_nearly_all_is_not_all_and_no_language_is_nothing() -> None:
    pages = (PageStatus("a.md", "outdated", (section("current", 999), section("outdated", 1, 1))),)
    assert " 99%" in dashboard([LanguageStatus("de", "D", pages)], voice("en"), LINKS)
    assert dashboard([], voice("en"), LINKS) == ""


def test_directive() -> None:
    assert has_dashboard(doc("# A\n\n<!-- parity:dashboard -->\n"))
    assert not has_dashboard(doc("# A\n\n```html\n<!-- parity:dashboard -->\n```\n"))
    assert not has_dashboard(doc("Write <!-- parity:dashboard --> like this.\n"))


def test_dashboard_in_a_site(site: Site) -> None:
    page = "# {}\n\n<!-- parity:dashboard -->\n\n```text\n<!-- parity:dashboard -->\n```\n"
    site.write("docs/en/state.md", page.format("State"))
    site.write("docs/pt/state.md", page.format("Situação `x`"))
    site.write("docs/en/only.md", "# Only\n")
    site.write("docs/pt/so.md", "# Só\n")
    outcome = site.build()
    assert outcome.code == 0, outcome.text
    own, english = site.read("site/pt/state/index.html"), site.read("site/state/index.html")
    assert own.count('class="parity-dashboard"') == english.count('class="parity-dashboard"') == 1
    assert '<a href="../learn/x/">Aprender</a>' in own
    assert '<a href="../pt/learn/x/">Learn</a>' in english
    assert "Situação x</a>" in own
    assert "Not translated" in english
    assert ">Situação das traduções</a></p>" in site.read("site/pt/learn/x/index.html")
    assert '<a href="../state/">' in site.read("site/pt/only/index.html")
    assert "Situação das traduções</a></p>" not in own


@pytest.mark.parametrize(
    ("settings", "edit", "create"),
    [
        ("", None, None),
        ("repo_url: https://github.com/o/r\n", "https://github.com/o/r/edit/master/docs/pt/a%20b.md", "https://github.com/o/r/new/master/docs/pt?filename=a%20b.md"),
        ("repo_url: https://gitlab.org/o/r\nedit_uri: -/edit/main/docs/\n", "https://gitlab.org/o/r/-/edit/main/docs/pt/a%20b.md", "https://gitlab.org/o/r/-/new/main/docs/pt?file_name=a%20b.md"),
        ("edit_uri_template: 'https://e.org/?q={path_noext}'\n", "https://e.org/?q=pt/a%20b", None),
        ("repo_url: https://e.org/r\nedit_uri: '?at='\n", "https://e.org/r?at=/pt/a%20b.md", None),
    ],
)  # fmt: skip
def test_addresses(site: Site, settings: str, edit: str | None, create: str | None) -> None:
    site.write("mkdocs.yml", settings + site.read("mkdocs.yml"))
    config = load_config(str(site.root / "mkdocs.yml"))
    assert edit_address(config, "pt/a b.md") == edit
    assert create_address(config, "pt/a b.md") == create
