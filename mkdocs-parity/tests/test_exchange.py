"""`parity export` and `parity import`: prose as gettext messages, and back into the pages."""

import pytest
from conftest import Site
from exchange_pages import ENGLISH, PORTUGUESE, exported, imported, with_book


@pytest.fixture
def book(site: Site) -> Site:
    return with_book(site)


def test_messages(book: Site) -> None:
    po = exported(book, "learn/x.md")
    assert po.startswith("# Prose of this site.")
    assert '"Language: pt\\n"' in po
    message = (
        "#. paragraph\n#: docs/en/learn/x.md:3\n"
        'msgctxt "learn/x.md#learn"\nmsgid "Read this now, `x`."\nmsgstr "Leia isto agora, `x`."\n'
    )
    assert message in po
    assert 'msgctxt "learn/x.md#second (2)"\nmsgid "Yes."\nmsgstr "Pois é."\n' in po
    assert 'msgid "A line"\nmsgstr "Uma linha"' in po
    assert 'msgid "`x`"' not in po
    assert "8<" not in po
    assert "fuzzy" not in po


def test_round_trip_changes_nothing(book: Site) -> None:
    before = book.snapshot()
    text = imported(book, exported(book))
    assert "no change in docs/pt/learn/x.md" in text
    assert "no change in docs/pt/index.md" in text
    (book.root / "x.po").unlink()
    assert book.snapshot() == before


def test_one_page_by_any_of_its_names(book: Site) -> None:
    one = exported(book, "learn/x.md")
    assert exported(book, str(book.root / "docs/en/learn/x.md")) == one
    assert exported(book, str(book.root / "docs/pt/learn/x.md")) == one
    assert 'msgctxt "index.md#home"' in exported(book)


def test_changed_and_new_translations_are_written(book: Site) -> None:
    po = exported(book)
    po = po.replace("Leia isto agora, `x`.", "Leia já, " + "bem " * 10 + "`x`.")
    po = po.replace('msgstr "um"', 'msgstr "uns"').replace("Pois é.", "É.")
    assert "wrote docs/pt/learn/x.md" in imported(book, po)
    text = book.read("docs/pt/learn/x.md")
    assert "## Segundo {#second}" in text
    assert "| uns | `x` |" in text
    assert "    - Sim.\n    - É.\n" in text
    assert text.split("\n\n")[1].replace("\n", " ") == "Leia já, " + "bem " * 10 + "`x`."
    assert all(len(line) <= 20 for line in text.split("\n\n")[1].split("\n"))
    assert text.split("\n\n")[2] == PORTUGUESE.split("\n\n")[2]


def test_new_page_from_a_file(book: Site) -> None:
    po = exported(book)
    (book.root / "docs/pt/learn/x.md").unlink()
    assert "wrote docs/pt/learn/x.md\n" in imported(book, po)
    text = book.read("docs/pt/learn/x.md")
    assert text == PORTUGUESE.replace(" {#second}", "").replace("\nagora, ", " agora,\n")
    assert exported(book) == po


def test_page_stays_missing_until_something_is_translated(book: Site) -> None:
    (book.root / "docs/pt/learn/x.md").unlink()
    po = exported(book)
    assert 'msgid "Learn"\nmsgstr ""' in po
    assert "nothing translated in docs/pt/learn/x.md" in imported(book, po)
    assert not (book.root / "docs/pt/learn/x.md").exists()
    po = po.replace('msgid "Learn"\nmsgstr ""', 'msgid "Learn"\nmsgstr "Aprender"')
    text = imported(book, po)
    left = "docs/pt/learn/x.md:3: left untranslated: the file has no translation: 'Read this now"
    assert left in text
    assert book.read("docs/pt/learn/x.md") == ENGLISH.replace("# Learn", "# Aprender")


def test_fuzzy_and_empty_messages_leave_the_page(book: Site) -> None:
    po = exported(book)
    po = po.replace("#. paragraph\n", "#. paragraph\n#, fuzzy\n").replace('"Leia', '"LEIA')
    po = po.replace('msgstr "Uma linha"', 'msgstr ""')
    text = imported(book, po)
    assert "docs/pt/learn/x.md:3: kept as it was: the translation is fuzzy: 'Read this now" in text
    assert "docs/pt/learn/x.md:22: kept as it was: the file has no translation: 'A line'" in text
    assert book.read("docs/pt/learn/x.md") == PORTUGUESE


def test_english_that_went_on(book: Site) -> None:
    po = exported(book)
    book.replace("docs/en/learn/x.md", "    - first\n", "    - first\n    - NEW\n")
    book.replace("docs/en/learn/x.md", "Read this\nnow, `x`.", "Read that.")
    text = imported(book, po)
    assert "x.po:25: not imported: the page has no such text any more: 'Read this now" in text
    assert "docs/pt/learn/x.md:3: kept as it was: the file has no such text: 'Read that.'" in text
    assert "docs/pt/learn/x.md:19: left untranslated: the file has no such text: 'NEW'" in text
    page = book.read("docs/pt/learn/x.md")
    assert "    - primeiro\n    - NEW\n    - Sim.\n    - Pois é.\n" in page
    assert "Leia isto\nagora" in page


def test_section_that_changed_is_exported_as_fuzzy(book: Site) -> None:
    book.replace("docs/en/learn/x.md", "    - first\n", "")
    po = exported(book, "learn/x.md")
    assert '#, fuzzy\nmsgctxt "learn/x.md#second"\nmsgid "Yes."\nmsgstr "primeiro"' in po
    assert '"learn/x.md#learn"\nmsgid "Learn"\nmsgstr "Aprender"' in po
    assert po.count("fuzzy") == 5
    assert "taken out: it translates no text: 'Pois é.'" in imported(book, po)


def test_section_with_another_name_keeps_its_translation(book: Site) -> None:
    po = exported(book)
    (book.root / "docs/pt/learn/x.md").unlink()
    book.replace("docs/en/learn/x.md", "## Second", "## Next {#other}")
    imported(book, po)
    page = book.read("docs/pt/learn/x.md")
    assert "## Next {#other}" in page
    assert "    - primeiro\n" in page


def test_files_of_other_programs(book: Site) -> None:
    po = exported(book).replace(
        '"X-Generator: mkdocs-parity\\n"',
        '"X-Generator: Poedit 3.5\\n"\n"X-Poedit-Basepath: ..\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"',
    )
    po = po.replace('msgstr "Leia isto agora, `x`."', 'msgstr ""\n"Leia isto "\n"agora, `x`."')
    po = po.replace("#. cell", "# said by a person\n#. cell").replace(
        '"Language: pt', '"Language: pt_BR'
    )
    po = po.replace('msgid "A line"', '#| msgid "An old line"\nmsgid "A line"')
    po += '\n#~ msgctxt "learn/x.md#gone"\n#~ msgid "Gone"\n#~ msgstr "Foi"\n'
    before = book.read("docs/pt/learn/x.md")
    imported(book, po)
    assert book.read("docs/pt/learn/x.md") == before
    outcome = book.parity("export", "pt", "-o", str(book.root / "x.po"))
    assert outcome.code == 0, outcome.text
    again = book.read("x.po")
    assert "X-Poedit-Basepath" in again
    assert "# said by a person" in again
    assert '#~ msgid "Gone"\n#~ msgstr "Foi"' in again
    assert "no change" in book.parity("export", "pt", "-o", str(book.root / "x.po")).text


def test_export_keeps_what_waits_in_the_file(book: Site) -> None:
    (book.root / "docs/pt/learn/x.md").unlink()
    po = exported(book).replace('msgid "Learn"\nmsgstr ""', 'msgid "Learn"\nmsgstr "Aprender"')
    book.write("x.po", po)
    outcome = book.parity("export", "pt", "-o", str(book.root / "x.po"))
    assert "no change in" in outcome.text
    assert 'msgstr "Aprender"' in book.read("x.po")
