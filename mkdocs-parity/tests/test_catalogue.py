"""Reading catalogues, and bringing them up to date."""

from pathlib import Path

import pytest
from conftest import CATALOGUE, Site
from mkdocs_parity import ParityError, load_catalogue
from mkdocs_parity.catalogue import merge_catalogue, parse_catalogue

HEADER = 'msgid ""\nmsgstr ""\n"Language: pt\\n"\n\n'


def load(tmp_path: Path, text: str) -> dict[str, str]:
    (tmp_path / "code.po").write_text(text, encoding="utf-8")
    found = load_catalogue(tmp_path / "code.po", "docs/pt/code.po")
    return {message: entry.text for message, entry in found.entries.items()}


def test_entries_and_their_lines(tmp_path: Path) -> None:
    (tmp_path / "code.po").write_text(CATALOGUE, encoding="utf-8")
    entry = load_catalogue(tmp_path / "code.po", "docs/pt/code.po").translate("Return the root.")
    assert entry is not None
    assert (entry.text, entry.file) == ("Devolve a raiz.", "docs/pt/code.po")
    assert CATALOGUE.split("\n")[entry.line - 1] == 'msgid "Return the root."'


def test_missing_file_is_empty(tmp_path: Path) -> None:
    assert load_catalogue(tmp_path / "no.po", "no.po").entries == {}


def test_what_does_not_count(tmp_path: Path) -> None:
    text = (
        'msgid "empty"\nmsgstr ""\n\nmsgid "blank"\nmsgstr "  "\n\n'
        '#, fuzzy\nmsgid "fuzzy"\nmsgstr "f"\n\n#~ msgid "gone"\n#~ msgstr "g"\n\n'
        '# note\n#. note\n#: a.py\n#| msgid "x"\nmsgid "fine"\nmsgstr "bom \\"\\\\n\\n\\t\\"\\n"\n'
    )
    assert load(tmp_path, HEADER + text) == {"fine": 'bom "\\n\n\t"\n'}


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ('msgid "a"\n', 1, "missing msgstr"),
        ('msgstr "a"\n', 1, "broken entry"),
        ('msgid "a"\nmsgid "b"\nmsgstr "c"\n', 2, "broken entry"),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', 3, "broken entry"),
        ('msgid "a\nmsgstr "b"\n', 1, "broken entry"),
        ('msgid "a"\nmsgstr "b" c\n', 2, "broken entry"),
        ('msgid "a"\nmsgstr "b" "c"\n', 2, "broken entry"),
        ('msgid "a"\nmsgstr “b”\n', 2, "broken entry"),
        ('msgid "a"\nmsgstr "b \\x"\n', 2, "broken entry"),
        ('msgid "a"\nmsgstr "b\\"\n', 2, "broken entry"),
        ('\nmsgid "a"\nmsgstr b\n', 3, "broken entry"),
        ('msgid "a"\nmsgstr "b"\nwords\n', 3, "broken entry"),
        ('"a"\n', 1, "broken entry"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[9] "d"\n', 1, "broken entry"),
        (
            'msgid "a"\nmsgstr "b"\n\nmsgid ""\n"a"\nmsgstr "c"\n',
            4,
            "stands twice, first in line 1",
        ),
        ("<<<<<<< HEAD\n", 1, "broken entry"),
        (
            'msgid ""\nmsgstr ""\n"Plural-Forms: junk\\n"\n"PO-Revision-Date: x\\n"\n',
            1,
            "broken entry",
        ),
    ],
)
def test_broken_catalogues(text: str, line: int, cause: str) -> None:
    with pytest.raises(ParityError) as caught:
        parse_catalogue(text, "code.po")
    assert cause in caught.value.cause
    assert (caught.value.file, caught.value.line) == ("code.po", line)
    assert caught.value.fix


def merge(old: str, *found: str) -> str:
    return merge_catalogue(old, {text: ["a.py"] for text in found}, "pt-BR", "code.po")


def entries(text: str) -> dict[str, tuple[str, bool]]:
    return {
        str(message.id): (str(message.string), bool(message.fuzzy))
        for message in parse_catalogue(text, "code.po")
        if message.id
    }


def test_new_catalogue_has_a_header_and_empty_entries() -> None:
    text = merge("", "one thing", "and more\nlines")
    assert '"Language: pt-BR\\n"' in text
    assert entries(text) == {"one thing": ("", False), "and more\nlines": ("", False)}
    assert text.endswith('msgstr ""\n')


def test_merge_is_idempotent_and_keeps_the_order() -> None:
    text = merge("", "zebra crossing", "apple tree", "moon landing")
    assert merge(text, "zebra crossing", "apple tree", "moon landing") == text
    assert merge(merge(text, "apple tree"), "apple tree") == merge(text, "apple tree")
    assert list(entries(text)) == ["zebra crossing", "apple tree", "moon landing"]


def test_changed_message_is_fuzzy_with_its_translation() -> None:
    text = merge(
        HEADER + 'msgid "Return the root."\nmsgstr "Devolve a raiz."\n', "Return the roots."
    )
    assert entries(text) == {"Return the roots.": ("Devolve a raiz.", True)}
    assert entries(merge(text, "Return the roots."))["Return the roots."][1]


def test_gone_message_is_kept_and_comes_back() -> None:
    old = HEADER + '# a note\nmsgid "Return the root."\nmsgstr "Devolve a raiz."\n'
    gone = merge(old, "Something else entirely")
    assert '#~ msgid "Return the root."\n#~ msgstr "Devolve a raiz."' in gone
    assert merge(gone, "Something else entirely") == gone
    back = merge(gone, "Something else entirely", "Return the root.")
    assert entries(back)["Return the root."] == ("Devolve a raiz.", False)
    assert "#~" not in back
    assert "# a note" in back


def test_what_translators_write_is_kept() -> None:
    old = (
        '# Ana wrote this.\nmsgid ""\nmsgstr ""\n"Language: pt\\n"\n"Last-Translator: Ana\\n"\n\n'
        '# a note\nmsgid "one"\nmsgstr "um"\n'
    )
    text = merge(old, "one", "two things")
    assert text.startswith('# Ana wrote this.\nmsgid ""\nmsgstr ""\n')
    assert "Last-Translator: Ana" in text
    assert "# a note" in text
    assert text.count('msgid ""') == 1


def test_places_are_sorted_and_without_lines() -> None:
    text = merge_catalogue("", {"one": ["b.py", "a.py", "b.py"]}, "pt", "code.po")
    assert "#: a.py b.py\n" in text


def test_extract_fills_every_catalogue(site: Site) -> None:
    site.replace("mkdocs.yml", "Português}", "Português}\n        - {locale: zh, name: 中文}")
    site.write("docs/zh/index.md", "# 首页\n")
    assert site.parity("extract").text == "no change in docs/pt/code.po\nupdated docs/zh/code.po\n"
    assert list(entries(site.read("docs/zh/code.po"))) == [
        "the library",
        "Return the root.",
        "Show it.",
    ]
    assert site.parity("extract").text.count("no change") == 2


def test_extract_writes_nothing_if_one_catalogue_is_broken(site: Site) -> None:
    site.replace("mkdocs.yml", "Português}", "Português}\n        - {locale: zh, name: 中文}")
    site.write("docs/zh/code.po", 'msgid "a\n')
    site.replace("snippets/a.py", "# Show it.", "# Print the result.")
    before = site.snapshot()
    outcome = site.parity("extract")
    assert outcome.code == 1
    assert "docs/zh/code.po:1: the catalogue has a broken entry" in outcome.text
    assert site.snapshot() == before


def test_extract_follows_the_code(site: Site) -> None:
    site.replace("snippets/a.py", "# Show it.", "# Show all of it.")
    site.replace("snippets/a.py", "  # the library", "")
    assert site.parity("extract").text == "updated docs/pt/code.po\n"
    text = site.read("docs/pt/code.po")
    assert entries(text)["Show all of it."] == ("Mostre.", True)
    assert '#~ msgid "the library"\n#~ msgstr "a biblioteca"' in text
