"""`parity export` and `parity import`: prose as gettext messages, and back into the pages."""

from pathlib import Path

import pytest
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st
from mkdocs_parity import ParityError, Project, load_settings
from mkdocs_parity.exchange import import_po
from mkdocs_parity.prose_po import export_po, pages_named
from mkdocs_parity.units import units

ROOT = Path(__file__).parents[2]
ENGLISH = """\
# Learn

Read this
now, `x`.

```python
--8<-- "snippets/a.py:two"
```

| a | b |
| - | - |
| one | `x` |

## Second

!!! note "Mind"

    - first
    - Yes.
    - Yes.

![A line](a.svg)
"""
PORTUGUESE = """\
# Aprender

Leia isto
agora, `x`.

```python
--8<-- "snippets/a.py:two"
```

| a | bê |
| - | - |
| um | `x` |

## Segundo {#second}

!!! note "Cuidado"

    - primeiro
    - Sim.
    - Pois é.

![Uma linha](a.svg)
"""


@pytest.fixture
def book(site: Site) -> Site:
    site.write("docs/en/learn/x.md", ENGLISH)
    site.write("docs/pt/learn/x.md", PORTUGUESE)
    return site


def exported(site: Site, *arguments: str) -> str:
    outcome = site.parity("export", "pt", *arguments)
    assert outcome.code == 0, outcome.text
    return outcome.text


def imported(site: Site, po: str, language: str = "pt") -> str:
    site.write("x.po", po)
    outcome = site.parity("import", language, str(site.root / "x.po"))
    assert outcome.code == 0, outcome.text
    return outcome.text


def refused(site: Site, po: str) -> str:
    before = {path: text for path, text in site.snapshot().items() if path != "x.po"}
    site.write("x.po", po)
    outcome = site.parity("import", "pt", str(site.root / "x.po"))
    assert outcome.code == 1
    assert before == {path: text for path, text in site.snapshot().items() if path != "x.po"}
    return outcome.text


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


@pytest.mark.parametrize(
    ("msgstr", "said"),
    [
        ("# Leia", "would change the structure"),
        ('--8<-- \\"/etc/passwd\\"', "would change the structure"),
        ("```python", "would change the structure"),
        ("<!--pytest-codeblocks:cont-->", "markup that the text lacks: <!--pytest"),
        ("a <script>alert(1)</script>", "markup that the text lacks: <script>"),
        ("a <img src=x", "markup that the text lacks: <img src=x"),
        ("a *b*{ onclick=x }", "markup that the text lacks: { onclick=x }"),
        ("- um", "would change the structure"),
        ("a\\n# b", "would change the structure"),
        ("!!! note", "would change the structure"),
        ("a\\u202eb", None),
        ("a\u202eb", "U+202E"),
    ],
)
def test_translations_that_bring_more_than_words(book: Site, msgstr: str, said: str | None) -> None:
    po = exported(book).replace("Leia isto agora, `x`.", msgstr)
    text = refused(book, po)
    assert f"x.po:{po.split(msgstr)[0].count(chr(10))}" in text or said is None or "x.po:" in text
    assert (said or "broken entry") in text


def test_cells_and_titles_stay_one(book: Site) -> None:
    po = exported(book)
    assert "would change the structure" in refused(book, po.replace('"um"', '"a | b"'))
    imported(book, po.replace('"um"', '"a `|` b"'))
    assert "| a `|` b | `x` |" in book.read("docs/pt/learn/x.md")


def test_misuse_and_broken_files(book: Site) -> None:
    for language in ("en", "xx"):
        outcome = book.parity("export", language)
        assert outcome.code == 2
        assert (
            f"{language!r} is no language that the site is translated to: one of pt" in outcome.text
        )
    outcome = book.parity("export", "pt", "none.md")
    assert (outcome.code, "'none.md' is no page" in outcome.text) == (2, True)
    po = exported(book)
    said = refused(book, po.replace('"Language: pt', '"Language: de'))
    assert "x.po:4: the file's language is 'de', not 'pt'" in said
    assert "names no page of docs/en/" in refused(book, po.replace("learn/x.md#", "../x.md#"))
    assert "names no page of docs/en/" in refused(book, po + '\nmsgid "x"\nmsgstr "y"\n')
    assert "broken entry" in refused(book, po.replace('msgstr "um"', 'msgstr "um'))
    twice = po + '\nmsgctxt "learn/x.md#learn"\nmsgid "one"\nmsgstr "y"\n'
    assert "the entry 'one' stands twice" in refused(book, twice)


@pytest.mark.skipif(not (ROOT / "mkdocs.yml").is_file(), reason="only in the repository")
def test_pages_of_the_repository_come_back_byte_for_byte() -> None:
    settings = load_settings(ROOT / "mkdocs.yml")
    assert settings is not None
    project = Project(settings)
    for language in settings.languages[1:]:
        po = export_po(project, language.code, pages_named(project, None))
        pages = import_po(project, language.code, po, "x.po")
        assert len(pages) == len(list(project.pages(settings.default.code)))
        for page in pages:
            path = settings.docs / language.code / page.path
            if path.exists():
                assert page.text == path.read_text(encoding="utf-8"), page.file


TEXT = st.lists(
    st.sampled_from(["word", "`a b`", "*x*", "[l](x.md#y)", "é|", "文字", "a.", "\\*", "&amp;"]),
    min_size=1,
    max_size=12,
).map(" ".join)
LINES = st.lists(TEXT, min_size=1, max_size=3)


def blocks(words: st.SearchStrategy[list[str]], kind: str, number: int) -> st.SearchStrategy[str]:
    """Write a block of a kind: the same kind and number give the same structure."""
    joins = {
        "heading": lambda lines: f"## {' '.join(lines)}",
        "paragraph": "\n".join,
        "item": lambda lines: "- " + "\n  ".join(lines),
        "quote": lambda lines: "> " + "\n> ".join(lines),
        "note": lambda lines: '!!! note "' + lines[0] + '"\n    ' + "\n    ".join(lines),
        "table": lambda lines: "".join(
            f"| `x|y` | {line.replace('|', '')} |\n" for line in ("h", "-", lines[0])
        ).replace("| `x|y` | - |", "| - | - |"),
        "code": lambda lines: f'```python\n--8<-- "{number}.py"\n```',
        "caption": lambda lines: (
            "!["
            + lines[0].replace("[", "").replace("]", "")
            + "](a.svg)\n\n/// caption\n"
            + "\n".join(lines)
            + "\n///"
        ),
    }
    return words.map(joins[kind])


KINDS = ("heading", "paragraph", "item", "quote", "note", "table", "code", "caption")


@st.composite
def two_pages(draw: st.DrawFn) -> tuple[str, str]:
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=8))
    pages = []
    for _ in range(2):
        own = [draw(blocks(LINES, kind, number)) for number, kind in enumerate(kinds)]
        gap = draw(st.sampled_from(["\n\n", "\n\n\n"]))
        pages.append("# T\n\n" + gap.join(own) + draw(st.sampled_from(["\n", "", "\n\n"])))
    return pages[0], pages[1]


@given(two_pages())
def test_round_trip_of_any_page(site: Site, pages: tuple[str, str]) -> None:
    english, other = pages
    site.write("docs/en/learn/x.md", english)
    target = site.write("docs/pt/learn/x.md", other)
    project = site.project()
    po = export_po(project, "pt", ["learn/x.md"])
    [page] = import_po(project, "pt", po, "x.po")
    assert page.text == other
    assert page.left == ()
    target.unlink()
    [new] = import_po(project, "pt", po, "x.po")
    if new.text is not None:
        texts = [[unit.text for unit in units(text, "x")] for text in (other, new.text, english)]
        assert len(texts[0]) == len(texts[1])
        for wanted, found, source in zip(*texts, strict=True):
            assert found == wanted or (not wanted and found == source)
        target.write_text(new.text, encoding="utf-8")
        assert export_po(site.project(), "pt", ["learn/x.md"]) == po


def test_refusal_names_the_file(book: Site) -> None:
    po = exported(book).replace("Leia isto agora", "> Leia")
    with pytest.raises(ParityError) as error:
        import_po(book.project(), "pt", po, "my.po")
    assert str(error.value).startswith("my.po:")
