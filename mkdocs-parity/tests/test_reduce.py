"""English goes on: the old text of a translation stays readable, without what English lost."""

import pytest
from conftest import FENCE, Site
from mkdocs_parity import ParityError, programs
from mkdocs_parity.check import check
from mkdocs_parity.safety import unsafe

ONE, TWO = (FENCE.format(f'--8<-- "snippets/a.py:{name}"') for name in ("one", "two"))
CONT = "<!--pytest-codeblocks:cont-->\n"
OUTPUT = (
    '<!--pytest-codeblocks:expected-output-->\n```text\n--8<-- "snippets/outputs/two.txt"\n```\n'
)
ENGLISH = f"""\
# Title

Words and more.

## First

Text of the first. It has `code`.

{ONE}
## Second

Text of the second.

{CONT}{TWO}
{OUTPUT}
## Third

Text of the third.
"""
WORDS = [
    ("Title", "Título"), ("Words and more", "Palavras e mais"), ("First", "Primeira"), ("Second", "Segunda"),
    ("Third", "Terceira"), ("Text of the first. It has", "Texto da primeira. Tem"),
    ("Text of the second", "Texto da segunda"), ("Text of the third", "Texto da terceira"),
]  # fmt: skip
PAGE = "docs/pt/p.md"


def translated(english: str) -> str:
    for word, palavra in WORDS:
        english = english.replace(word, palavra)
    return english


@pytest.fixture
def book(site: Site) -> Site:
    return marked(site, ENGLISH)


def marked(site: Site, english: str) -> Site:
    site.write("docs/en/p.md", english)
    site.write(PAGE, translated(english))
    outcome = site.parity("mark", "pt", "p.md")
    assert outcome.code == 0, outcome.text
    assert check(site.project()).findings == []
    return site


def goes_on(site: Site, *changes: tuple[str, str]) -> None:
    for old, new in changes:
        site.replace("docs/en/p.md", old, new)


def built(site: Site) -> str:
    """Build without a warning, collect the tests, check; return the page."""
    outcome = site.build()
    assert outcome.code == 0, outcome.text
    theme = outcome.text.count("No translations could be found for the locale 'pt'")
    assert outcome.text.count("WARNING") == theme, outcome.text
    collected = site.test("--collect-only", "docs")
    assert collected.code in (0, 5), collected.text
    own, english = (site.project().page(site.root / f"docs/{code}/p.md") for code in ("pt", "en"))
    assert [len(program) for program in programs(own.blocks)] == [
        len(program) for program in programs(english.blocks)
    ]
    checked = site.parity("check")
    assert checked.code == 0, checked.text
    assert site.parity("check", "--strict").code == 1
    return site.read("site/pt/p/index.html")


def mended(site: Site) -> str:
    """Let `--fix` write what is built, and see that nothing else is left to leave out."""
    assert site.parity("check", "--fix").code == 0
    page = site.project().page(site.root / PAGE)
    assert page.changes == ()
    assert unsafe(site.project(), site.root / PAGE) == []
    return site.read(PAGE)


def test_program_that_english_dropped(book: Site) -> None:
    goes_on(book, (ONE, ""), (CONT, ""))
    page = built(book)
    assert "Texto da primeira" in page
    assert "import math" not in page
    assert "This section has changed" in page or "seção" in page
    assert "docs/pt/p.md:9: outdated, so left out: a program" in book.build().text
    assert ONE not in mended(book)
    assert CONT not in book.read(PAGE)


def test_output_that_english_dropped(book: Site) -> None:
    goes_on(book, (OUTPUT, ""))
    built(book)
    assert OUTPUT not in mended(book)


def test_program_that_english_moved(book: Site) -> None:
    goes_on(book, (ONE, ""), ("more.\n", f"more.\n\n{ONE}"))
    page, _, data = built(book).partition("<template")
    assert data
    assert page.count("import math") == 0 or page.index("import math") < page.index("Primeira")
    assert mended(book).index(ONE) < book.read(PAGE).index("## Primeira")


def test_program_that_english_added(book: Site) -> None:
    goes_on(book, ("third.\n", f"third.\n\n{CONT}{TWO}"), ("It has `code`.\n", f"It has.\n\n{TWO}"))
    goes_on(book, (TWO, ONE + "\n" + CONT + TWO))
    built(book)
    run = book.test("docs")
    assert run.code == 0, run.text
    assert "UNEQUAL" not in run.text
    assert mended(book).count(TWO) == 3


def test_program_changed_in_a_chain(book: Site) -> None:
    goes_on(book, ('a.py:one"', 'a.py:root"'))
    page = built(book)
    assert "import math" not in page.split("Segunda")[0].split('class="parity-note')[0]
    assert "a.py:root" in mended(book)


@pytest.mark.parametrize("section", ["First", "Second", "Third"])
def test_section_that_english_dropped(book: Site, section: str) -> None:
    text = book.read("docs/en/p.md")
    start = text.index(f"## {section}")
    end = text.find("\n## ", start) + 1 or len(text)
    text = text[:start] + text[end:]
    book.write("docs/en/p.md", text if ONE in text else text.replace(CONT, ""))
    page = built(book)
    assert dict(WORDS)[section] in page
    assert "```" not in mended(book).split(f"## {dict(WORDS)[section]}")[1].split("\n## ")[0]


@pytest.mark.parametrize("before", ["## First", "## Second", "## Third"])
def test_section_that_english_added(book: Site, before: str) -> None:
    code = CONT + TWO
    if before == "## First":
        goes_on(book, (ONE, CONT + ONE))
        code = ONE
    goes_on(book, (before, f"## New\n\nNew text.\n\n{code}\n{before}"))
    page = built(book)
    assert "New text." in page
    run = book.test("docs", "-vv")
    assert run.code == 0, run.text
    assert "docs/pt/p.md::line 9 of docs/en/p.md" in run.text or before != "## First"
    assert run.text.count(" of docs/en/p.md") == 1


def test_sections_that_english_swapped(book: Site) -> None:
    text = book.read("docs/en/p.md")
    first, second, third = (text.index(f"## {name}") for name in ("First", "Second", "Third"))
    swapped = (
        text[:first] + text[second:third].replace(CONT, "") + text[first:second] + text[third:]
    )
    book.write("docs/en/p.md", swapped)
    built(book)


def test_page_that_english_dropped(book: Site) -> None:
    (book.root / "docs/en/p.md").unlink()
    outcome = book.build()
    assert outcome.code == 0, outcome.text
    assert "Texto da primeira" in book.read("site/pt/p/index.html")
    assert "import math" not in book.read("site/pt/p/index.html")
    assert book.test("--collect-only", "docs").code in (0, 5)
    assert book.parity("check").code == 0


RICH = ENGLISH.replace(
    "Text of the third.\n",
    """\
Text of the third, <kbd>one</kbd> and [here](https://example.org/a). See https://example.org/b.
{tags}
""",
)
LOST = {
    "tags": ('<div class="box" markdown>\n\nText of the third.\n\n</div>\n', "Texto da terceira."),
    "box": ('!!! note "Title"\n\n    Text of the third.\n\n    - Third\n', "Texto da terceira."),
    "caption": ("/// caption\nText of the third.\n///\n", "Texto da terceira."),
    "tabs": ('=== "First"\n\n    Text of the third.\n\n=== "Second"\n\n    Third\n', "Texto da terceira."),
    "figure": ("![A box](../assets/f.svg){ width=10 }\n", None),
    "figure in words": ("Text of the third ![A](../assets/f.svg) goes.\n", "Texto da terceira"),
    "link to a page that is gone": ("Text of [the](gone.md#x) third.\n", "Text of the third"),
    "link elsewhere": ("Text of [the *good*](https://example.org/c \"T\") third.\n", "good"),
    "link by name": ("Text of the third [x].\n\n[x]: https://example.org/d\n", "Texto da terceira"),
    "comment": ("<!-- a\nb -->\n", None),
    "formula": ("Text of the third $\\frac{a}{b}$.\n", "Texto da terceira"),
    "attributes": ("Text of the third *x*{ .strong }.\n", "Texto da terceira"),
    "template": ("Text of the third {{ x }}.\n", "Texto da terceira"),
    "footnote": ("Text of the third[^1].\n\n[^1]: Words and more.\n", "Palavras e mais"),
    "script": ("Text of the third.\n\n<script>\n1\n</script>\n", "Texto da terceira"),
    "diagram": ("Text of the third.\n\n```mermaid\ngraph\n```\n", "Texto da terceira"),
    "commands": ("Text of the third.\n\n```console\n$ ls\n```\n", "Texto da terceira"),
    "address in code": ("Text of the third `https://example.org/e`.\n", "Texto da terceira"),
    "tag in code": ("Text of the third `<script>`.\n", "Texto da terceira"),
    "table": ("| Title | <br> |\n| --- | --- |\n| Text of the third | b |\n", "Texto da terceira"),
}  # fmt: skip


@pytest.mark.parametrize("name", LOST)
def test_what_acts_in_prose_and_english_dropped(site: Site, name: str) -> None:
    old, kept = LOST[name]
    site.write("docs/assets/f.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    site.write("docs/en/gone.md", "# Gone\n\n## X\n")
    site.write("docs/pt/gone.md", "# Fora\n\n## X\n")
    marked(site, RICH.replace("{tags}", old))
    goes_on(site, (f"\n{old}", ""), ("Text of the third, ", "Now, "))
    for code in ("en", "pt"):
        (site.root / f"docs/{code}/gone.md").unlink()
    (site.root / "docs/assets/f.svg").unlink()
    assert site.project().page(site.root / PAGE).changes
    page = built(site)
    if kept is not None:
        assert kept in page
    assert "<kbd>one</kbd>" in page
    assert 'href="https://example.org/a"' in page
    mended(site)


@pytest.mark.parametrize(
    "old",
    [
        "| Title | 1 |\n| :-- | --: |\n| Text of the third | 2 |\n",
        "Text of the third:\n\n    1 + 2\n",
        "3. Text of the third\n4. Title\n",
    ],
)
def test_what_only_its_html_shows_and_english_dropped(site: Site, old: str) -> None:
    marked(site, f"# Title\n\nWords and more.\n\n## Third\n\n{old}")
    site.write("docs/en/p.md", "# Title\n\nWords and more.\n\n## Third\n\nNow.\n")
    page = built(site)
    assert "Texto da terceira" in page
    assert "text-align" not in page


def test_anchor_that_english_renamed(site: Site) -> None:
    english = ENGLISH.replace("## Third", "## Third {#three}").replace(
        "code`.", "code` [x](#three)."
    )
    marked(site, english)
    goes_on(site, ("{#three}", "{#trois}"), ("(#three)", "(#trois)"), ("the third", "this"))
    assert 'id="trois"' in built(site)


def test_front_matter_that_english_dropped(site: Site) -> None:
    front = "---\ntitle: Words and more\nhide: [toc]\n---\n"
    marked(site, f"{front}\n{ENGLISH}")
    goes_on(site, ("hide: [toc]\n", "tags: [a]\n"), ("It has", "Now it has"))
    built(site)
    assert "hide" not in mended(site)
    assert "title: Palavras e mais" in site.read(PAGE)


def test_drift_in_a_current_section_is_an_error_still(book: Site) -> None:
    goes_on(book, ("the third", "this"))
    book.replace(PAGE, "Texto da primeira.", "Texto da primeira. <b>x</b>")
    assert book.build().code == 1
    assert book.parity("check").code == 1
    assert "docs/pt/p.md:7" in book.build().text


@pytest.mark.parametrize(
    "added",
    [
        "<b onclick=x>a</b>", "<scr<b>ipt>alert(1)</script>", "[a](javascript:x)", "<b>```python\nx\n```",
        "```python\nimport os\n```", '```python\n--8<-- "snippets/a.py:two"\n```', "{{ x }}", "<b># a",
        '--8<-- "snippets/a.py"', "<img src=x onerror=y", "<!--pytest.mark.skipif(x)-->\n```sh\nls\n```",
    ],
)  # fmt: skip
def test_attack_in_an_outdated_section_gains_nothing(book: Site, added: str) -> None:
    goes_on(book, ("the third", "this"))
    book.write(PAGE, f"{book.read(PAGE)}\n{added}\n")
    try:
        page = book.project().page(book.root / PAGE)
    except ParityError:
        assert book.build().code == 1
        return
    english = book.project().page(book.root / "docs/en/p.md")
    assert [block.code.split("\n")[-1] for block in page.blocks] == [
        block.code.split("\n")[-1] for block in english.blocks
    ]
    html = built(book)
    for text in ("onclick", "onerror", "javascript:", "import os", "alert(1)</script>", "{{"):
        assert text not in html.split("<h1")[1].split("parity-end")[0]


def test_what_nobody_marked_is_as_strict_as_ever(book: Site) -> None:
    book.write("docs/pt/parity.lock", "")
    goes_on(book, (ONE, ""), (CONT, ""))
    assert book.build().code == 1
    assert book.test("--collect-only", "docs").code not in (0, 5)
