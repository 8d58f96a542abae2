"""What readers are told, in their language."""

import re
from pathlib import Path

import mkdocs_parity
import pytest
from mkdocs_parity import Catalogue, ParityError, Translation, load_catalogue
from mkdocs_parity.fallback import as_fallback, name_language
from mkdocs_parity.notices import (
    FALLBACK,
    FIGURE,
    READER_MESSAGES,
    direction,
    is_rtl,
    language_name,
    messages_in,
    messages_to_keep,
    say,
)

LOCALES = sorted((Path(mkdocs_parity.__file__).parent / "locales").glob("*.po"))


def test_languages() -> None:
    assert [path.stem for path in LOCALES] == ["ar", "de", "es", "fr", "ja", "pt", "zh"]


@pytest.mark.parametrize("path", LOCALES, ids=lambda path: path.stem)
def test_catalogues_are_whole(path: Path) -> None:
    entries = load_catalogue(path, path.name).entries
    assert set(entries) == set(READER_MESSAGES)
    for english, translation in entries.items():
        places = re.compile(r"\{.*?\}")
        assert sorted(places.findall(translation.text)) == sorted(places.findall(english))
        assert translation.text != english or english == FIGURE  # French says so, too


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("en", "This page has not been translated yet. It is shown in English."),
        ("en-GB", "This page has not been translated yet. It is shown in English."),
        ("pt-BR", "Esta página ainda não foi traduzida e aparece em inglês."),
        ("zh", "本页尚未翻译，以下为英语原文。"),
        ("de", "Diese Seite ist noch nicht übersetzt und wird auf Englisch angezeigt."),
        ("cy", "This page has not been translated yet. It is shown in English."),
        ("xx", "This page has not been translated yet. It is shown in English."),
    ],
)
def test_say(reader: str, said: str) -> None:
    assert say(FALLBACK, reader) == said


def test_other_default_language_and_own_words() -> None:
    assert say(FALLBACK, "pt", default="zh").endswith("aparece em chinês.")
    own = Catalogue({FALLBACK: Translation("Nur auf {language}", "x.po", 1)})
    assert say(FALLBACK, "de", own, default="ja") == "Nur auf Japanisch"
    hidden = Catalogue({FALLBACK: Translation("a\u202eb", "x.po", 1)})
    with pytest.raises(ParityError, match="U\\+202E"):
        say(FALLBACK, "de", hidden)


def test_directions_and_names() -> None:
    assert [is_rtl(code) for code in ("ar", "he", "fa", "ur", "en", "zh", "xx")] == [
        *[True] * 4,
        *[False] * 3,
    ]
    assert direction("ar") == "rtl"
    assert language_name("en", "ja") == "英語"
    assert language_name("xx", "ja") == "xx"
    assert messages_in("fr-CA") is messages_in("fr-CA")


def test_messages_that_a_catalogue_keeps() -> None:
    assert messages_to_keep("fr", []) == []
    assert messages_to_keep("fr", ["x", FALLBACK]) == [FALLBACK]
    assert messages_to_keep("cy", []) == list(READER_MESSAGES)


def test_fallback_without_a_title() -> None:
    html = as_fallback("<p>x</p>\n<h1>y</h1>", "a < b", "en", "ar")
    assert html.startswith('<div class="admonition')
    assert "<p>a &lt; b</p>" in html
    assert html.endswith('<div lang="en" dir="ltr">\n<p>x</p>\n<h1>y</h1>\n</div>')


@pytest.mark.parametrize(
    ("before", "reader", "after"),
    [
        ('<html lang="pt-BR" class="x">', "pt", '<html lang="pt-BR" class="x">'),
        ('<html lang="en" class="x">', "pt", '<html class="x" lang="pt">'),
        ("<html>", "zh_TW", '<html lang="zh-TW">'),
        ('<html lang="ar">', "ar", '<html lang="ar" dir="rtl">'),
        ('<html lang=ar dir="ltr"><body>', "ar", '<html lang=ar dir="rtl"><body>'),
        ('<html lang="en"><body dir=ltr a>', "he", '<html lang="he"><body a dir="rtl">'),
        ("<p>no page</p>", "ar", "<p>no page</p>"),
    ],
)
def test_page_says_its_language(before: str, reader: str, after: str) -> None:
    assert name_language(before, reader) == after
