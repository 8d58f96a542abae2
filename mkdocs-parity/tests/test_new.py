"""`parity new`: a language that builds at once, and what readers see of it."""

import re
from pathlib import Path

import pytest
from conftest import FENCE, Site
from mkdocs_parity import ParityError
from mkdocs_parity.files import write_text
from mkdocs_parity.new import new_language, own_name

FALLBACK = re.compile(
    r'<div class="admonition info parity-fallback" role="note" lang="(?P<lang>[^"]*)" '
    r'dir="(?P<dir>[^"]*)" data-search-exclude>\n<p>(?P<text>.*)</p>'
)
MATERIAL = "name: material, font: false, language: en"


@pytest.fixture
def spanish(site: Site) -> Site:
    """The project in languages that the theme knows, so that strict builds end well."""
    (site.root / "docs/pt").rename(site.root / "docs/es")
    site.replace("mkdocs.yml", "{locale: pt, name: Português}", "{locale: es, name: Español}")
    return site


def added(site: Site, *arguments: str) -> str:
    outcome = site.parity("new", *arguments)
    assert outcome.code == 0, outcome.text
    return outcome.text


def strict(site: Site) -> None:
    outcome = site.build("--strict")
    assert (outcome.code, "WARNING" in outcome.text) == (0, False), outcome.text


def test_french_builds_at_once(spanish: Site) -> None:
    spanish.both("only.md", "# Only\n\n[x](learn/x.md#second)\n")
    text = added(spanish, "fr")
    assert "added Français (fr) to mkdocs.yml" in text
    assert "wrote docs/fr/code.po with 3 texts to translate" in text
    assert sorted(path.name for path in (spanish.root / "docs/fr").iterdir()) == ["code.po"]
    assert '"Language: fr\\n"' in spanish.read("docs/fr/code.po")
    assert 'msgid "Show it."\nmsgstr ""' in spanish.read("docs/fr/code.po")
    strict(spanish)
    page = spanish.read("site/fr/learn/x/index.html")
    notice = FALLBACK.search(page)
    assert notice is not None
    assert (notice["lang"], notice["dir"]) == ("fr", "ltr")
    said = "Cette page n’est pas encore traduite ; elle est affichée en anglais."
    assert notice["text"] == said
    assert '<html lang="fr"' in page
    assert '<h1 lang="en" dir="ltr" id="learn">' in page
    assert page.index("</h1>") < notice.start() < page.index('<div lang="en" dir="ltr">')
    assert "Show it." in page[page.index('<div lang="en"') :]
    assert 'href="../learn/x/#second"' in spanish.read("site/fr/only/index.html")
    assert FALLBACK.search(spanish.read("site/learn/x/index.html")) is None
    assert FALLBACK.search(spanish.read("site/es/learn/x/index.html")) is None


def test_arabic_is_written_from_right_to_left(spanish: Site) -> None:
    text = added(spanish, "ar")
    assert "the theme does not speak it; its own texts appear in 'en'" in text
    strict(spanish)
    page = spanish.read("site/ar/index.html")
    notice = FALLBACK.search(page)
    assert notice is not None
    assert (notice["lang"], notice["dir"]) == ("ar", "rtl")
    assert "الإنجليزية" in notice["text"]
    assert re.search(r'<html[^>]* lang="ar" dir="rtl">', page)
    assert '<h1 lang="en" dir="ltr"' in page
    assert '<span lang="en" dir="ltr">Second</span>' in spanish.read("site/ar/learn/x/index.html")
    assert ' dir="' not in spanish.read("site/learn/x/index.html")


def test_material_in_both(spanish: Site) -> None:
    spanish.replace("mkdocs.yml", "name: mkdocs", MATERIAL)
    spanish.replace("mkdocs.yml", "reconfigure_material: false", "reconfigure_material: true")
    for code in ("fr", "ar", "zh-TW", "cy", "ps"):
        added(spanish, code)
    strict(spanish)
    french, arabic = spanish.read("site/fr/index.html"), spanish.read("site/ar/index.html")
    assert '<html lang="fr"' in french
    assert '<body dir="ltr"' in french
    assert '<html lang="ar"' in arabic
    assert re.search('<body[^>]* dir="rtl"', arabic)
    assert re.search('<html[^>]* lang="ps">', spanish.read("site/ps/index.html"))
    assert re.search('<body[^>]* dir="rtl"', spanish.read("site/ps/index.html"))
    assert '<html lang="zh-TW"' in spanish.read("site/zh-TW/index.html")
    for code in ("fr", "ar"):
        assert f'hreflang="{code}"' in spanish.read("site/index.html")


def test_page_that_is_translated_has_no_notice(spanish: Site) -> None:
    added(spanish, "fr")
    spanish.write("docs/fr/index.md", "# Accueil\n\n[x](learn/x.md)\n")
    strict(spanish)
    page = spanish.read("site/fr/index.html")
    assert FALLBACK.search(page) is None
    assert 'href="learn/x/"' in page


def test_texts_of_code_are_warned_of_once_a_page_shows_them(spanish: Site) -> None:
    added(spanish, "fr")
    code = FENCE.format('--8<-- "snippets/a.py:two"')
    spanish.both("one.md", "# One\n\n" + code)
    spanish.write("docs/es/one.md", "# Uno\n\n" + code)
    spanish.write("docs/fr/one.md", "# Un\n\n" + code)
    assert "docs/fr/code.po: no translation of 'Show it.'" in spanish.build().text


def test_check_tells_in_one_finding_of_many_texts_that_can_wait(spanish: Site) -> None:
    for number, texts in (("one", 9), ("two", 1)):
        lines = [f"print({place})  # {number} {place}" for place in range(texts)]
        spanish.write(f"snippets/{number}.py", "\n".join(lines) + "\n")
        page = f"# {number}\n\n" + FENCE.format(f'--8<-- "snippets/{number}.py"')
        spanish.both(f"{number}.md", page)
    outcome = spanish.parity("check")
    assert outcome.code == 0, outcome.text
    assert outcome.text.count("docs/es/code.po:1: ") == 1
    assert "10 texts of the code have no translation" in outcome.text


def test_blocks_of_pages_that_are_lacking_are_not_counted(spanish: Site) -> None:
    added(spanish, "fr")
    outcome = spanish.test()
    assert outcome.code == 0, outcome.text
    assert "en: 2 blocks run" in outcome.text
    assert "es: 2 blocks run" in outcome.text
    assert "fr:" not in outcome.text


def test_project_words_the_notice(spanish: Site) -> None:
    added(spanish, "fr")
    own = (
        'msgid "This page has not been translated yet. It is shown in {language}."\n'
        'msgstr "Aidez-nous <b>! (en {language})"\n'
    )
    spanish.write("docs/fr/code.po", f"{spanish.read('docs/fr/code.po')}\n{own}")
    assert "updated docs/fr/code.po" in spanish.parity("extract").text
    assert "Aidez-nous" in spanish.read("docs/fr/code.po").split("#~")[0]
    strict(spanish)
    assert "<p>Aidez-nous &lt;b&gt;! (en anglais)</p>" in spanish.read("site/fr/index.html")


def test_language_that_the_package_lacks_gets_the_notices_to_translate(spanish: Site) -> None:
    added(spanish, "cy")
    text = spanish.read("docs/cy/code.po")
    assert 'msgid "This translation has not been reviewed yet."\nmsgstr ""' in text
    assert "no change in docs/cy/code.po" in spanish.parity("extract").text
    strict(spanish)
    notice = FALLBACK.search(spanish.read("site/cy/index.html"))
    assert notice is not None
    assert notice["text"] == "This page has not been translated yet. It is shown in English."


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "the site has the language 'en' (English) already"),
        ("es", "the site has the language 'es' (Español) already"),
        ("french", "'french' is not a locale code"),
        ("FR", "'FR' is not a locale code"),
        ("../x", "'../x' is not a locale code"),
        ("null", "'null' is not a locale code"),
        ("xx", "no language is known by the code 'xx'; if it is right, give --name"),
    ],
)
def test_misuse(spanish: Site, code: str, said: str) -> None:
    before = spanish.snapshot()
    outcome = spanish.parity("new", code)
    assert outcome.code == 2
    assert said in outcome.text
    assert spanish.snapshot() == before


def test_folder_with_files_is_left(spanish: Site) -> None:
    spanish.write("docs/fr/old.md", "# Vieux\n")
    before = spanish.snapshot()
    outcome = spanish.parity("new", "fr")
    assert outcome.code == 1
    assert "docs/fr: the folder holds files already, e.g. old.md" in outcome.text
    assert spanish.snapshot() == before


def test_empty_folder_is_used(spanish: Site) -> None:
    (spanish.root / "docs/fr").mkdir()
    added(spanish, "fr")
    strict(spanish)


def test_name_is_as_given(spanish: Site) -> None:
    added(spanish, "xx", "--name", "Ξ: [x]")
    assert "{locale: xx, name: 'Ξ: [x]', theme: {locale: en}}" in spanish.read("mkdocs.yml")
    assert spanish.project().settings.languages[-1].name == "Ξ: [x]"


def test_nothing_stays_when_the_configuration_cannot_be_written(
    spanish: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = spanish.snapshot()

    def fail(path: Path, text: str) -> bool:
        if path.name == "mkdocs.yml":
            raise ParityError("no space left")
        return write_text(path, text)

    monkeypatch.setattr("mkdocs_parity.new.write_text", fail)
    with pytest.raises(ParityError, match="no space left"):
        new_language(spanish.project(), "fr")
    assert spanish.snapshot() == before


def test_names() -> None:
    codes = ("fr", "ar", "pt-BR", "ja", "xx")
    assert [own_name(code) for code in codes] == [
        "Français",
        "العربية",
        "Português (Brasil)",
        "日本語",
        "xx",
    ]
