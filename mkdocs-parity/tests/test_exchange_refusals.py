"""What `parity import` does not write: more than words, pages that are not safe, broken files."""

import pytest
from conftest import Site
from exchange_pages import exported, imported, refused, with_book
from mkdocs_parity import ParityError
from mkdocs_parity.exchange import import_po


@pytest.fixture
def book(site: Site) -> Site:
    return with_book(site)


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
        ("a [b](javascript:alert(1))", "a link to 'javascript:alert(1)' that English does not"),
        ("a [b](https://example.com)", "a link to 'https://example.com' that English does not"),
        ("Veja https://example.com.", "the address 'https://example.com' that English does not"),
        ("a {% x %}", "markup that the text lacks"),
        ("a $\\\\href$", "the command '\\\\href' that English does not"),
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


def test_refusal_names_the_file(book: Site) -> None:
    po = exported(book).replace("Leia isto agora", "> Leia")
    with pytest.raises(ParityError) as error:
        import_po(book.project(), "pt", po, "my.po")
    assert str(error.value).startswith("my.po:")


def test_unsafe_page_is_refused_before_any_page_is_written(book: Site) -> None:
    book.write("docs/en/a.md", "# Home\n\nWords.\n")
    book.write("docs/pt/a.md", "# Início\n\nPalavras.\n")
    po = exported(book).replace('"Palavras."', '"Outras."')
    link = "docs/pt/learn/x.md"
    book.replace(link, "Leia isto\nagora", "Leia [isto](data:x)\nagora")
    text = refused(book, po.replace("Leia isto agora", "Leia [isto](data:x) agora"))
    assert f"error: {link}:3: the translation holds a link to 'data:x'" in text
    book.replace(link, "Leia [isto](data:x)\nagora", "Leia isto\nagora")
    po = po.replace("Leia isto agora", "Leia [isto](data:x) agora")
    line = next(i for i, text in enumerate(po.split("\n"), 1) if "data:x" in text) - 1
    assert f"x.po:{line}: the translation holds a link to 'data:x'" in refused(book, po)
    assert "Palavras." in book.read("docs/pt/a.md")


def test_what_is_new_in_an_outdated_section_must_be_safe(book: Site) -> None:
    assert book.parity("mark", "pt", "learn/x.md").code == 0
    book.replace("docs/en/learn/x.md", "Read this", "Read all this")
    book.replace("docs/pt/learn/x.md", "Leia isto", "Leia [isto](https://example.com)")
    po = exported(book).replace("#, fuzzy\n", "")
    assert "no change in docs/pt/learn/x.md" in imported(book, po)
    po = po.replace("https://example.com", "https://example.com/b")
    assert "a link to 'https://example.com/b'" in refused(book, po)
