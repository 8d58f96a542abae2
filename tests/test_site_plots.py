"""Figures and plots in the built site: words, colours and size, in every language."""

from pathlib import Path
from typing import Literal

import pytest
from lxml import html
from playwright.sync_api import Browser, ViewportSize

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = ("quickstart/", "learn/seq2seq/")
WORDS = {
    "": ("training step", "letter written", "share of right words"),
    "pt/": ("passo de treinamento", "letra escrita", "proporção de palavras certas"),
    "zh/": ("训练步", "写出的字母", "正确单词的比例"),
}
MEASURE = """
() => [...document.querySelectorAll("svg.figure")].map((figure) => {
  const scale = figure.getBoundingClientRect().width / figure.viewBox.baseVal.width;
  const texts = [...figure.querySelectorAll("text")];
  const line = figure.querySelector("path[style*='--plot-1']");
  return {
    right: figure.getBoundingClientRect().right,
    letters: Math.min(...texts.map((text) => scale * parseFloat(getComputedStyle(text).fontSize))),
    ink: getComputedStyle(texts[0]).fill,
    line: line && getComputedStyle(line).stroke,
  };
})
"""


@pytest.mark.parametrize("language", WORDS)
def test_plots_are_inline_in_the_readers_language(site: Path, language: str) -> None:
    texts = []
    for page in PAGES:
        root = html.parse(str(site / "encdec" / language / page / "index.html")).getroot()
        for figure in root.xpath("//*[contains(@class, 'figure')][name() = 'svg']"):
            assert figure.get("aria-label")
            assert figure.xpath("./*[name() = 'title']")[0].text
            assert figure.xpath("./*[name() = 'desc']")[0].text
            texts += [text.text for text in figure.xpath(".//*[name() = 'text']")]
    assert set(WORDS[language]) <= set(texts)
    others = {word for other, words in WORDS.items() if other != language for word in words}
    assert not others & set(texts)


@pytest.mark.parametrize("language", WORDS)
def test_figures_are_legible_on_a_phone_in_light_and_dark(
    address: str, browser: Browser, language: str
) -> None:
    seen = {}
    for scheme in SCHEMES:
        screen: ViewportSize = {"width": 360, "height": 740}
        context = browser.new_context(viewport=screen, color_scheme=scheme)
        tab = context.new_page()
        for page in PAGES:
            tab.goto(f"{address}{language}{page}", wait_until="load")
            seen[scheme, page] = tab.evaluate(MEASURE)
        context.close()
    for figures in seen.values():
        assert len(figures) >= 2
        assert all(figure["letters"] >= 10 for figure in figures)
        assert all(figure["right"] <= 360 for figure in figures)
    for page in PAGES:
        for light, dark in zip(seen["light", page], seen["dark", page], strict=True):
            assert light["ink"] != dark["ink"]
            assert light["line"] != dark["line"] or light["line"] is None
