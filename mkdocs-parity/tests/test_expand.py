"""Includes in pages."""

import pytest
from conftest import Site, doc
from mkdocs_parity import Includer, ParityError, expand, text_of
from mkdocs_parity.expand import include_of


def expanded(site: Site, text: str) -> str:
    return text_of(expand(doc(text), Includer(site.root)))


def error_of(site: Site, text: str) -> ParityError:
    with pytest.raises(ParityError) as caught:
        expanded(site, text)
    return caught.value


def test_page_without_includes_is_the_same(site: Site) -> None:
    page = doc("# A\n\n    code\n\n```\nx\n```\n\n> q\t\n\u00a0\n")
    assert expand(page, Includer(site.root)) == page


def test_lines_know_where_they_come_from(site: Site) -> None:
    document = expand(doc('a\n\n--8<-- "snippets/a.py:two"\n'), Includer(site.root))
    origins = [(line.text, str(line.page), str(line.source)) for line in document]
    assert origins == [
        ("a", "page.md:1", "None"),
        ("", "page.md:2", "None"),
        ("# Show it.", "page.md:3", "snippets/a.py:12"),
        ("print(root(4.0))", "page.md:3", "snippets/a.py:13"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        '--8<-- "snippets/a.py" ',
        '--8<-- "snippets/a.py"\t',
        "--8<-- “snippets/a.py”",
        "--8<-- snippets/a.py",
        '--8<--"snippets/a.py"',
        '--8<-- "snippets/a.py',
        '--8<-- ""',
        '—8<— "snippets/a.py"',
        '–8<– "snippets/a.py"',
        '--8<-- "snippets/a.py" "snippets/b.py"',
        '- --8<-- "snippets/a.py"',
        '1. --8<-- "snippets/a.py"',
        '> --8<-- "snippets/a.py"',
        "--8<-- [start:one]",
    ],
)
def test_malformed_include(site: Site, line: str) -> None:
    for text in (f"a\n{line}\n", f"a\n    {line}\n", f"```\n{line}\n```\n"):
        error = error_of(site, text)
        assert "looks like an include" in error.cause
        assert (error.file, error.line) == ("page.md", 2)
        assert '--8<-- "path"' in (error.fix or "")


def test_block_form_is_refused(site: Site) -> None:
    assert "block form" in error_of(site, "--8<--\nsnippets/a.py\n--8<--\n").cause


def test_text_that_closes_the_fence_is_refused(site: Site) -> None:
    site.write("b.py", 'x = """\n```\n"""\n')
    error = error_of(site, '```python\n--8<-- "b.py"\n```\n')
    assert str(error).startswith("b.py:2: this line would close the fence")
    assert error.fix == "open and close that fence by ````"
    assert "~~~" not in expanded(site, '````python\n--8<-- "b.py"\n````\n')


def test_expected_outputs_can_be_left_out(site: Site) -> None:
    text = (
        '```\n--8<-- "snippets/a.py:two"\n```\n\n'
        "<!--pytest-codeblocks:expected-output-->\n```text\n"
        '--8<-- "not/there.txt"\n```\n\n```\n--8<-- "snippets/a.py:two"\n```\n'
    )
    document = expand(doc(text), Includer(site.root), outputs=False)
    assert "```text\n```" in text_of(document)
    assert text_of(document).count("print(root(4.0))") == 2


def test_front_matter_is_left(site: Site) -> None:
    text = '---\na: |\n  x\n--8<-- "no.py"\n---\n'
    assert expanded(site, text) == text


def test_nothing_expanded_twice(site: Site) -> None:
    site.write("b.txt", ';--8<-- "snippets/a.py"\n')
    assert expanded(site, '--8<-- "b.txt"\n') == '--8<-- "snippets/a.py"\n'


@pytest.mark.parametrize(
    ("line", "spec"),
    [
        ('--8<-- "a.py:one"', "a.py:one"),
        ("  ----8<---- ' a.py '", "a.py"),
        (';--8<-- "a.py"', None),
        ("--8<--", None),
        ("text", None),
    ],
)
def test_include_of(line: str, spec: str | None) -> None:
    assert include_of(line) == spec
