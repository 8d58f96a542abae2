"""`parity check`: what it finds, how it says it, and what it repairs."""

import json

import pytest
from conftest import Site
from mkdocs_parity.check import check
from mkdocs_parity.findings import Finding

ENGLISH = """\
# Title

A first paragraph with `code` and [a link](x.md) that says quite a lot of things.

## Second {#two}

| Name | What |
| --- | --- |
| `a` | one |
| `b` | two |

- an item with 3 numbers
- another item

!!! note "Mind this"

    The formula $a^2$ is inside of a note[^1].

[^1]: The footnote.

![A figure](x.svg)
"""
PORTUGUESE = """\
# Título

Um primeiro parágrafo com `code` e [um link](x.md), que diz bastante coisa.

## Segundo {#two}

| Nome | O quê |
| --- | --- |
| `a` | um |
| `b` | dois |

- um item com 3 números
- outro item

!!! note "Atenção a isto"

    A fórmula $a^2$ está dentro de uma nota[^1].

[^1]: A nota de rodapé.

![Uma figura](x.svg)
"""


def findings(site: Site) -> list[Finding]:
    return check(site.project()).findings


def put(site: Site, old: str = "", new: str = "") -> list[Finding]:
    site.write("docs/en/p.md", ENGLISH)
    assert old in PORTUGUESE
    site.write("docs/pt/p.md", PORTUGUESE.replace(old, new, 1))
    return findings(site)


def test_a_true_translation_has_no_finding(site: Site) -> None:
    assert put(site) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("`code`", "`kode`", "code", 3),
        ("(x.md)", "(y.md)", "link", 3),
        ("## Segundo", "### Segundo", "heading", 5),
        ("{#two}", "{#dois}", "anchor", 5),
        ("| `a` | um |\n", "", "table", 9),
        ("`b`", "b", "code", 10),
        ("3 números", "4 números", "number", 12),
        ("- outro item\n", "", "list", 13),
        ("!!! note", "!!! tip", "admonition", 15),
        (' "Atenção a isto"', "", "admonition", 15),
        ("$a^2$", "$a^3$", "math", 17),
        ("[^1].", ".", "footnote", 17),
        ("[^1]: A", "[^2]: A", "footnote", 19),
        ("x.svg", "y.svg", "image", 21),
        ("![Uma figura]", "![]", "image", 21),
        ("coisa.", "coisa.<br>", "html", 3),
        ("Um primeiro", "A first paragraph says quite a lot of things. Um primeiro", "language", 3),
        ("# Título", "# Title", "language", 1),
        ("- outro item", "- another item", "language", 13),
    ],
)
def test_each_rule(site: Site, old: str, new: str, rule: str, line: int) -> None:
    found = put(site, old, new)
    assert [(item.rule, item.where.file, item.where.line) for item in found] == [
        (rule, "docs/pt/p.md", line)
    ]
    assert found[0].fix


def test_a_malformed_page_is_one_finding(site: Site) -> None:
    site.write("docs/pt/index.md", "# Início\n\n```python\n")
    found = findings(site)
    assert [(item.rule, str(item.where)) for item in found] == [("page", "docs/pt/index.md:3")]


def test_a_page_that_english_lacks(site: Site) -> None:
    site.write("docs/pt/more.md", "# Mais\n")
    assert [(item.rule, item.where.file) for item in findings(site)] == [
        ("page", "docs/pt/more.md")
    ]


def test_a_missing_page_is_no_finding(site: Site) -> None:
    site.write("docs/en/more.md", "# More\n")
    assert findings(site) == []


def test_front_matter(site: Site) -> None:
    site.write("docs/en/index.md", "---\ntitle: Home\nhide: [toc]\n---\n# Home\n")
    site.write("docs/pt/index.md", "---\ntitle: Início\ntemplate: x\n---\n# Início\n")
    assert [item.has or item.wanted for item in findings(site)] == ["hide: ['toc']", "template: x"]


def test_a_text_given_twice(site: Site) -> None:
    english = (
        "# T\n\nOne thing is that this happens now and then.\n\nOther things are quite rare.\n"
    )
    long = "Uma coisa é que isto acontece de vez em quando, e bastante."
    site.write("docs/en/index.md", english)
    site.write("docs/pt/index.md", f"# Início\n\n{long}\n\n{long}\n")
    assert [(item.rule, item.where.line) for item in findings(site)] == [("repeated", 5)]
    twice = "One thing is that this happens now and then, and often."
    site.write("docs/en/index.md", f"# T\n\n{twice}\n\n{twice}\n")
    assert findings(site) == []


def test_names_may_be_equal(site: Site) -> None:
    site.write("docs/en/index.md", "# Parity\n\n## GRU\n\nWe read pages with `Parity`.\n")
    site.write("docs/pt/index.md", "# Parity\n\n## GRU\n\nNós lemos páginas com `Parity`.\n")
    assert findings(site) == []


def test_a_text_of_the_code_without_a_translation(site: Site) -> None:
    site.replace("docs/pt/code.po", 'msgstr "Mostre."', 'msgstr ""')
    found = findings(site)
    assert [(item.rule, item.wanted) for item in found] == [("catalogue", "Show it.")]
    assert str(found[0].source) == "snippets/a.py:12"


def test_links_to_wikipedia_may_differ(site: Site) -> None:
    for language, word in (("en", "Attention"), ("pt", "Atenção")):
        link = f"[{word}](https://{language}.wikipedia.org/wiki/{word})"
        site.write(f"docs/{language}/index.md", f"# T{language}\n\n{link}.\n")
    assert findings(site) == []


def test_a_localized_placeholder_is_no_finding(site: Site) -> None:
    site.write("docs/en/index.md", "# T\n\nSee `docs/<language>/`, not `<bos>`.\n")
    site.write("docs/pt/index.md", "# Início\n\nVeja `docs/<idioma>/`, não `<bos>`.\n")
    assert findings(site) == []
    site.replace("docs/pt/index.md", "<bos>", "<eos>")
    assert [item.rule for item in findings(site)] == ["code"]


def test_command(site: Site) -> None:
    assert put(site, "(x.md)", "(y.md)")
    outcome = site.parity("check")
    assert outcome.code == 1
    assert outcome.text == (
        "docs/pt/p.md:3: link: the link of this paragraph differs\n"
        "  English has: x.md (docs/en/p.md:3)\n"
        "  this page has: y.md\n"
        "  fix: write the same as there\n"
        "2 translated pages checked: 1 findings (1 can be repaired by --fix)\n"
    ).replace("2 translated", "3 translated")
    data = json.loads(site.parity("check", "--format", "json").text)
    assert data["rules"] == {"link": 1}
    assert data["findings"][0]["source"] == {"file": "docs/en/p.md", "line": 3}
    assert site.parity("check", str(site.root / "docs/pt/index.md")).code == 0
    assert site.parity("check", "--fix").code == 0
    assert site.read("docs/pt/p.md") == PORTUGUESE
    assert site.parity("check", str(site.root / "mkdocs.yml")).code == 2
    assert site.parity("check", "--format", "xml").code == 2


def test_fix_leaves_prose_alone(site: Site) -> None:
    damaged = PORTUGUESE.replace("(x.md)", "(y.md)").replace("- outro item\n", "")
    site.write("docs/en/p.md", ENGLISH)
    site.write("docs/pt/p.md", damaged)
    outcome = site.parity("check", "--fix")
    assert outcome.code == 1
    assert "1 repaired, 1 findings" in outcome.text
    assert site.read("docs/pt/p.md") == damaged.replace("(y.md)", "(x.md)")


def test_fix_restores_code(site: Site) -> None:
    page = site.read("docs/pt/learn/x.md")
    for old, new in (
        ("<!--pytest-codeblocks:cont-->\n    ", ""),
        ("snippets/a.py:two", "snippets/a.py:one"),
        ('```python title="a.py"', "```python"),
        ('--8<-- "snippets/outputs/two.txt"', "3.0"),
    ):
        site.write("docs/pt/learn/x.md", page.replace(old, new, 1))
        assert site.parity("check").code == 1
        assert site.parity("check", "--fix").code == 0
        assert site.read("docs/pt/learn/x.md") == page


def test_nothing_runs(site: Site) -> None:
    site.replace("snippets/a.py", "# Show it.", "raise SystemExit(3)  # Show it.")
    assert findings(site) == []


def test_fix_does_not_touch_sections_that_moved(site: Site) -> None:
    one = "## {0}\n\nA `x`, 3 `y`.\n\n```text\n1\n```\n\n"
    other = "## {0}\n\nB `z`, 4 `w`.\n\n```text\n2\n```\n\n"
    site.write("docs/en/index.md", "# T\n\n" + one.format("First") + other.format("Other"))
    page = "# Título\n\n" + other.format("Outra") + one.format("Primeira")
    site.write("docs/pt/index.md", page)
    outcome = site.parity("check", "--fix")
    assert outcome.code == 1
    assert "this section is not the one that stands here" in outcome.text
    assert site.read("docs/pt/index.md") == page


def test_languages_in_processes_of_their_own_say_the_same(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.replace(
        "mkdocs.yml", "name: Português}", "name: Português}\n        - {locale: fr, name: F}"
    )
    site.write("docs/fr/index.md", "# Accueil\n\n[x](y.md)\n")
    one_process = check(site.project())
    monkeypatch.setattr("mkdocs_parity.check.MANY", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert check(site.project()) == one_process
    assert len(one_process.findings) > 3
    site.write("docs/fr/x.markdown", "# X\n")
    assert site.parity("check").text.startswith("error: docs/fr/x.markdown: a page whose name")


def test_what_english_changed_is_outdated_and_no_error(site: Site) -> None:
    assert site.parity("mark", "pt", "learn/x.md").code == 0
    site.replace("docs/en/learn/x.md", "## Second\n", "## Second\n\nA new paragraph.\n")
    site.replace("snippets/a.py", "# Show it.", "# Show it anew.")
    outcome = site.parity("check")
    assert outcome.code == 0, outcome.text
    assert ": outdated paragraph: a paragraph is missing here" in outcome.text
    assert "docs/pt/code.po:1: outdated catalogue: a text of the code has no" in outcome.text
    assert "no findings, 2 in outdated sections" in outcome.text
    assert site.parity("check", "--strict").code == 1
    data = json.loads(site.parity("check", "--format", "json").text)
    assert data["outdated"] == 2
    assert [item["outdated"] for item in data["findings"]] == [True, True]
    site.replace("docs/pt/learn/x.md", "# Aprender\n", "# Aprender\n\nUma frase nova aqui.\n")
    outcome = site.parity("check")
    assert outcome.code == 1
    assert "docs/pt/learn/x.md:3: paragraph: this paragraph has nothing" in outcome.text
    assert "1 findings, 2 in outdated sections" in outcome.text


@pytest.mark.parametrize("name", ["docs/en/index.md", "docs/pt/index.md", "docs/pt/learn/x.md"])
def test_chosen_files_have_the_findings_of_the_whole_check(site: Site, name: str) -> None:
    site.write(
        "docs/en/index.md",
        "# Home\n\n[](missing.md)\n\n**Bold** words about a [link](learn/x.md).\n",
    )
    site.write("docs/pt/index.md", "# Início\n\n[](missing.md)\n\nNada.\n\n[x](http://x.org)\n")
    site.replace("docs/pt/learn/x.md", "## Segundo", "### Segundo")
    everything = check(site.project()).findings
    chosen = [item for item in everything if item.where.file == name]
    assert chosen
    assert check(site.project(), [site.root / name]).findings == chosen
    both = check(site.project(), [site.root / name, site.root / "docs/pt/code.po"])
    assert [item for item in both.findings if item.where.file == name] == chosen


SHOWN = """# T

````markdown
# A title

```python
;--8<-- "snippets/a.py:one"
```
````
"""


def test_includes_of_a_page_that_is_shown(site: Site) -> None:
    site.write("docs/en/s.md", SHOWN)
    site.write("docs/pt/s.md", SHOWN.replace("A title", "Um título"))
    assert findings(site) == []
    site.replace("docs/pt/s.md", ';--8<-- "snippets/a.py:one"', "import math")
    found = findings(site)
    assert [(item.rule, item.where.line) for item in found] == [("fence", 3)]
    assert found[0].edit is None
    assert "its prose is yours" in found[0].fix


@pytest.mark.parametrize(("texts", "named"), [(25, ""), (6, ""), (6, "data ")])
def test_common_word_of_english_that_code_has_too_is_no_name(
    site: Site, texts: int, named: str
) -> None:
    many = "".join(f"\n\nThe data number {number} is here." for number in range(texts))
    site.both("w.md", "# A\n")
    site.write("docs/en/d.md", f"# Data{many}\n\n`data`\n")
    translated = "".join(f"\n\nO dado {named}número {number} está aqui." for number in range(texts))
    site.write("docs/pt/d.md", f"# Data{translated}\n\n`data`\n")
    wanted = [] if named else [("language", 1)]
    assert [(item.rule, item.where.line) for item in findings(site)] == wanted
    site.replace("docs/pt/d.md", "# Data", "# Dados")
    assert findings(site) == []
