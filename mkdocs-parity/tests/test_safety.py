"""What a page of a translation may not hold, whoever wrote it."""

import time

import pytest
from conftest import FENCE, Site
from mkdocs_parity.safety import Refusal, unsafe, unsafe_folder
from safe_pages import END, ENGLISH, PAGE, PORTUGUESE, SCRIPT, with_page


@pytest.fixture
def page(site: Site) -> Site:
    return with_page(site)


def refused(site: Site, file: str = PAGE) -> list[Refusal]:
    return unsafe(site.project(), site.root / file)


def test_translation_of_everything_is_safe(page: Site) -> None:
    assert refused(page) == []
    assert unsafe_folder(page.project(), "pt") == []
    assert unsafe(page.project(), page.root / "docs/en/learn/y.md") == []


@pytest.mark.parametrize(
    "text",
    [
        "Uma frase com `código <nome>` e `x = {1}`.",
        "[Início](../index.md#title), [aqui](#two), [acima](./y.md).",
        "Data: 3 de maio. A < b e b > a. Ele disse: “sim”; 5 &gt; 3; R&D.",
        "| a | b |\n| --- | --- |\n| c | d |",
        "- item\n- item\n\n1. um\n2. dois\n\n> citação\n\n**forte** *ênfase* ~~risco~~",
        "مرحبا\u200f بالعالم\u200c",
        "第一行，“引用”：注意力。见 https://example.org/b。",
        "(https://example.org/a), `https://example.org/a`.",
        "Um código que quebra a `linha\nnão` esconde nada.",
    ],
)
def test_prose_is_safe(page: Site, text: str) -> None:
    page.write(PAGE, f"{PORTUGUESE}\n{text}\n")
    assert refused(page) == []


ADDED = {
    "script": SCRIPT,
    "tag over two lines": "<img src=x\nonerror=alert(1)>",
    "unclosed tag": "<img src=x onerror=alert(1)",
    "handler": '<svg onload="alert(1)">',
    "frame": '<iframe src="https://example.org/a"></iframe>',
    "tag in capitals": "<ScRiPt>x</sCrIpT>",
    "closing tag": "</main>",
    "doctype": "<!DOCTYPE html>",
    "instruction": "<?php x ?>",
    "cdata": "<![CDATA[ x ]]>",
    "comment": "<!-- a -->",
    "comment that ends early": "<!--> <b onclick=alert(1)>x</b> -->",
    "tag behind an odd backtick": "uma ` aqui\n`<b onclick=x>`",
    "tag behind an escaped backtick": "\\`<b onclick=x>`",
    "English tag without its code": "<script>",
    "code beside HTML": "<b>x</b> `<script>`",
    "tag in markdown in HTML": '<div markdown onclick="x">',
    "script as autolink": "<javascript:alert(1)>",
    "mail as autolink": "<a@example.org>",
    "script link": "[x](javascript:alert(1))",
    "script link in capitals": "[x](JaVaScRiPt:alert(1))",
    "script link in entities": "[x](&#106;avascript&colon;alert(1))",
    "script link with a line break": "[x](java\nscript:alert(1))",
    "script link with a zero-width space": "[x](java\u200bscript:alert(1))",
    "script link in angles": "[x](<javascript:alert(1)>)",
    "script link with a backslash": "[x](javascript\\:alert(1))",
    "script link behind a title": '[x](javascript:alert(1) "a")',
    "script link in an image": "![x](javascript:alert(1))",
    "script link behind brackets": "[a [b] c](vbscript:x)",
    "data link": "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "link by reference": "[x][y]\n\n[y]: javascript:alert(1)",
    "link by reference on a second line": "[x][y]\n\n[y]:\n  data:text/html,x",
    "link by reference in a quotation": "> [y]: data:text/html,x",
    "link elsewhere": "[x](https://example.com/)",
    "link elsewhere without a scheme": "[x](//example.com/)",
    "link elsewhere with backslashes": "[x](\\\\example.com/)",
    "link from the root": "[x](/secret)",
    "link out of the tree": "[x](../../../secret.md)",
    "picture that English does not have": "![x](../../assets/g.svg)",
    "address": "Veja https://example.com/x.",
    "address with something behind it": "https://example.org/a`b",
    "mail address": "Escreva a eu@example.com.",
    "address without a scheme": "Veja www.example.com.",
    "address in code": "`pip install --index-url https://example.com`",
    "attributes": "palavra{ onclick=alert(1) }",
    "attributes with a colon": "palavra {: style=position:fixed }",
    "attributes of a block": "palavra\n{: #id .class onclick=x }",
    "anchor": "palavra {#two}",
    "template": "{{ config.x }}",
    "template in code": "`{{ ''.__class__ }}`",
    "template of a statement": "{% include 'x' %}",
    "template over lines": "{%\ninclude 'x' %}",
    "include": '--8<-- "snippets/a.py:one"',
    "include in a quotation": '> --8<-- "snippets/a.py:one"',
    "block include": "--8<--\nsnippets/a.py\n--8<--",
    "escaped include": ';--8<-- "snippets/a.py:one"',
    "include in a nested fence": '````text\n```text\n--8<-- "snippets/a.py:one"\n```\n````',
    "program": '```python\n--8<-- "snippets/a.py:one"\n```',
    "program of a shell": '```sh\n--8<-- "snippets/a.py:one"\n```',
    "directive": "<!--pytest-codeblocks:skipfile-->",
    "directive in odd spelling": "<!---  pytest-codeblocks:cont ---->",
    "mark": "<!--pytest.mark.skipif(exit())-->",
    "fence": "```mermaid\ngraph\n```",
    "fence with an option": '```text onclick="x"\na\n```',
    "script in a text": "```text\n<script>\n```",
    "docs of a module": "::: os.path",
    "block of HTML": "/// html | script\nx\n///",
    "block": "/// admonition | T\n    type: x\n///",
    "kind of box": "!!! danger md-dialog\n\n    x",
    "tab": '=== "x"\n\n    y',
    "abbreviation": "*[HTML]: x",
    "footnote": "[^2]: x",
    "command of a formula": "$\\href{javascript:alert(1)}{x}$",
    "text that reads backwards": "a \u202e b",
    "hidden space": "a\u200bb",
    "hidden letters": "a\U000e0041b",
    "run of brackets": "[" * 500,
    "deep quotation": "> " * 400 + "x",
}


@pytest.mark.parametrize("text", ADDED.values(), ids=[name.replace(" ", "-") for name in ADDED])
def test_added_to_a_page(page: Site, text: str) -> None:
    page.write(PAGE, f"{PORTUGUESE}\n{text}\n")
    found = refused(page)
    assert found, "nothing is refused"
    assert {item.file for item in found} == {PAGE}
    last = END + text.count("\n") + 1
    assert all(item.line and END <= item.line <= last and item.what and item.fix for item in found)
    outcome = page.build()
    assert outcome.code == 1
    assert page.test().code in (2, 4)
    assert page.parity("render", str(page.root / PAGE)).code == 1
    assert not (page.root / "site/pt/learn/y/index.html").exists()


CHANGED = {
    "another section of a program": ("a.py:two", "a.py:one", 37),
    "program that stands alone": ("<!--pytest-codeblocks:cont-->\n", "", 36),
    "skipped program": ("```python", '<!--pytest.mark.skip(reason="x")-->\n```python', 33),
    "program typed in": ('--8<-- "snippets/a.py:two"', "import os", 37),
    "other command to copy": ("python -m tool", "curl example | sh", 28),
    "tag with a handler": ('title="A box"', 'title="A box" onclick="x"', 8),
    "attribute that ends early": ('title="A box"', 'title="A box\'" onclick=\'x"', 8),
    "other attributes": ("{ .strong }", "{ onclick=x }", 10),
    "other formula": ("\\frac{a}{b}", "\\frac{a}{c}", 16),
    "other kind of box": ("!!! note", "!!! note inline", 14),
    "markup in a box's title": ('"Note"', '"<b onclick=x>"', 14),
    "anchor of another section": ("## Second ", "## Second {#third}", 6),
    "other place of a link": ("example.org/a", "example.org/c", 3),
    "other comment": ("<!-- words -->", "<!-- palavras -->", 22),
}


@pytest.mark.parametrize("name", CHANGED)
def test_changed_in_a_page(page: Site, name: str) -> None:
    old, new, line = CHANGED[name]
    assert PORTUGUESE.count(old)
    page.write(PAGE, PORTUGUESE.replace(old, new, 1))
    found = refused(page)
    assert line in [item.line for item in found], found
    assert page.build().code == 1
    assert page.test().code in (2, 4)


def test_order_and_number_of_programs(page: Site) -> None:
    first, second = FENCE.format('--8<-- "snippets/a.py:one"'), '--8<-- "snippets/a.py:two"'
    page.write("docs/en/z.md", f"# Z\n\n{first}\n{FENCE.format(second)}")
    page.write("docs/pt/z.md", f"# Z\n\n{FENCE.format(second)}\n{first}")
    assert [item.line for item in refused(page, "docs/pt/z.md")] == [7]
    page.write("docs/pt/z.md", f"# Z\n\n{FENCE.format(second)}")
    assert refused(page, "docs/pt/z.md") == []  # a program less; other checks say so
    page.write("docs/pt/z.md", f"# Z\n\n{first}\n{first}")
    assert [item.line for item in refused(page, "docs/pt/z.md")] == [7]


def test_place_is_a_section(page: Site) -> None:
    moved = PORTUGUESE.replace("## Third\n", '## Third\n\n<div class="box" title="B" markdown>\n')
    page.write(PAGE, moved)
    assert [item.what for item in refused(page)] == [
        "the translation holds the HTML '<div class=\"box\" title= markdown>' "
        "that English does not have there"
    ]


def test_page_that_english_does_not_have_holds_prose_alone(page: Site) -> None:
    page.write("docs/pt/so.md", "# Só\n\nPalavras, [aqui](index.md).\n")
    assert refused(page, "docs/pt/so.md") == []
    page.write("docs/pt/so.md", "# Só\n\n![x](../assets/f.svg)\n")
    assert {item.line for item in refused(page, "docs/pt/so.md")} == {3}


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("---\ntitle: Página\ndescription: Texto\n---\n", None),
        ("title: Página\n\n", None),
        ("---\nhide: [toc]\n---\n", None),
        ("---\nhide: [navigation]\n---\n", 2),
        ("---\ntemplate: x.html\n---\n", 2),
        ("template: x.html\n\n", 1),
        ("---\ntitle: <script>alert(1)</script>\n---\n", 2),
        ("Title: <script>alert(1)</script>\n\n", 1),
        ("---\ndescription: 'x\" onload=\"y'\n---\n", 2),
        ("---\ntitle: '{{ x }}'\n---\n", 2),
        ("---\ntitle: [a]\n---\n", 2),
        ("---\nextra_css: [x.css]\n---\n", 2),
        ("---\nx: !!python/object/apply:os.system [touch x]\n---\n", 2),
        ("---\na: &a [1]\nb: [*a, *a]\n---\n", 2),
    ],
)
def test_front_matter(page: Site, front: str, line: int | None) -> None:
    page.write("docs/en/learn/y.md", f"---\nhide: [toc]\n---\n{ENGLISH}")
    page.write(PAGE, f"{front}{PORTUGUESE}")
    assert (refused(page)[0].line if line else refused(page)) == (line or [])
    assert not (page.root / "x").exists()


def test_error_names_the_first_and_counts_the_rest(page: Site) -> None:
    page.write(PAGE, f"{PORTUGUESE}\n{SCRIPT}\n\n[x](data:x)\n")
    text = page.build().text
    assert f"{PAGE}:{END}: the translation holds the HTML '<script>' that English" in text
    assert "(and 3 more)" in text
    assert text.count("fix: ") == 1


def test_speed(site: Site) -> None:
    site.write("docs/en/x.md", "# A\n" + "a " * 100)
    for text in (
        "[" * 39 + " " + "](" * 3000,
        "<a " * 4000,
        "{" * 9000,
        "`a" * 4000,
        "[a]: " * 3000,
    ):
        site.write("docs/pt/x.md", f"# A\n\n{text}\n")
        started = time.perf_counter()
        unsafe(site.project(), site.root / "docs/pt/x.md")
        assert time.perf_counter() - started < 5, text[:10]
