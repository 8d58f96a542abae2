"""`parity extract` keeps catalogues up to date, and a translation reaches its page alone."""

import pytest
from conftest import CATALOGUE, Site
from hypothesis import given
from hypothesis import strategies as st
from mkdocs_parity.catalogue import merge_catalogue, parse_catalogue
from mkdocs_parity.extract import extract

FIGURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>The parts</title>
<text>Encoder</text><text>42</text><text>Encoder</text></svg>
"""
THREE = "Português}\n        - {locale: zh, name: 中文}"
HEADER = 'msgid ""\nmsgstr ""\n"Language: pt\\n"\n'


def page(site: Site) -> str:
    return site.project().page(site.root / "docs/pt/learn/x.md").text


def built(site: Site) -> dict[str, bytes]:
    result = site.build("--clean")
    assert result.code == 0, result.text
    return {name: data for name, data in site.snapshot().items() if name.startswith("site/")}


def test_new_catalogue(site: Site) -> None:
    (site.root / "docs/pt/code.po").unlink()
    assert site.parity("extract").text == "updated docs/pt/code.po\n"
    text = site.read("docs/pt/code.po")
    body = text[text.index("#: ") :]
    names = ["the library", "Return the root.", "Show it."]
    assert body == "\n".join(f'#: snippets/a.py\nmsgid "{name}"\nmsgstr ""\n' for name in names)
    assert "Translate msgstr; leave msgid as it is." in text
    assert site.parity("extract").text == "no change in docs/pt/code.po\n"
    assert page(site).count("Show it.") == 1


def test_entries_stand_in_the_order_of_the_pages(site: Site) -> None:
    site.write("snippets/b.py", "# Begin here.\nx = 1\n")
    site.both("a.md", '# A\n\n```python\n--8<-- "snippets/b.py"\n```\n')
    site.both("learn/z.md", '# Z\n\n```python\n--8<-- "snippets/a.py:one"\n```\n')
    found = extract(site.project())
    assert list(found) == ["Begin here.", "the library", "Return the root.", "Show it."]
    assert site.parity("extract").code == 0
    text = site.read("docs/pt/code.po")
    places = [text.index(f'msgid "{message}"') for message in found]
    assert places == sorted(places)
    assert 'msgid "the library"\nmsgstr "a biblioteca"' in text


def test_only_what_pages_show_is_collected(site: Site) -> None:
    site.write("snippets/c.py", "# Nobody includes this.\n")
    site.replace("docs/en/index.md", "# Home\n", "# Home\n\n```text\n# Not a comment.\n```\n")
    assert list(extract(site.project())) == ["the library", "Return the root.", "Show it."]


def test_changed_text_is_fuzzy_and_not_used_until_a_person_read_it(site: Site) -> None:
    site.replace("snippets/a.py", "Return the root.", "Return the square root.")
    assert site.parity("extract").text == "updated docs/pt/code.po\n"
    fuzzy = '#, fuzzy\nmsgid "Return the square root."\nmsgstr "Devolve a raiz."\n'
    assert fuzzy in site.read("docs/pt/code.po")
    assert "Return the square root." in page(site)
    assert "Devolve" not in page(site)
    result = site.build()
    assert "no translation of 'Return the square root.' (snippets/a.py:6)" in result.text
    before = site.read("docs/pt/code.po")
    assert site.parity("extract").text == "no change in docs/pt/code.po\n"

    site.write("docs/pt/code.po", before.replace("#, fuzzy\n", ""))
    assert "Devolve a raiz." in page(site)
    assert site.parity("extract").text == "no change in docs/pt/code.po\n"


def test_gone_text_is_kept_and_comes_back(site: Site) -> None:
    site.replace("snippets/a.py", "  # the library", "")
    site.parity("extract")
    assert '#~ msgid "the library"\n#~ msgstr "a biblioteca"' in site.read("docs/pt/code.po")
    site.replace("snippets/a.py", "import math", "import math  # the library")
    site.parity("extract")
    assert site.read("docs/pt/code.po") == CATALOGUE


@given(
    st.lists(
        st.sampled_from(["a root", "the root", "the roots", "one tree", "a tree"]), max_size=5
    ),
    st.lists(st.sampled_from(["the root", "the tree", "a root.", "no root", "sea"]), max_size=5),
)
def test_no_translation_is_lost(old: list[str], new: list[str]) -> None:
    known = {message: f"«{number}»" for number, message in enumerate(dict.fromkeys(old))}
    entries = "".join(f'\nmsgid "{text}"\nmsgstr "{known[text]}"\n' for text in known)
    merged = HEADER + entries
    for found in (new, [], new, old):
        merged = merge_catalogue(merged, {text: ["a.py"] for text in found}, "pt", "code.po")
        assert all(translation in merged for translation in known.values())
        catalogue = parse_catalogue(merged, "code.po")
        assert [entry.id for entry in catalogue if entry.id] == list(dict.fromkeys(found))
    for text, translation in known.items():
        entry = catalogue[text]
        assert entry is not None
        assert (entry.string == translation) or entry.fuzzy


@pytest.mark.parametrize(
    "image",
    [
        "![Alt](../../assets/f.svg)",
        "![An [odd] alt](../../assets/f.svg 'title'){ width=3 }",
        "![Alt][figure]\n\n[figure]: ../../assets/f.svg",
        '<img src="../../assets/f.svg" alt="Alt">',
        "![Alt](<../../assets/f.svg>)",
        "![Alt](../../assets/%66.svg)",
    ],
)
def test_labels_of_figures_are_collected(site: Site, image: str) -> None:
    site.write("docs/assets/f.svg", FIGURE)
    site.write("docs/en/learn/y.md", f"# Y\n\n{image}\n\n![Alt](../../assets/f.svg)\n")
    found = extract(site.project())
    assert [text for text, files in found.items() if "docs/assets/f.svg" in files] == [
        "The parts",
        "Encoder",
    ]
    assert found["Encoder"] == ["docs/assets/f.svg"]


def test_code_that_is_no_program_stops_it(site: Site) -> None:
    site.replace("snippets/a.py", "import math", "import (")
    before = site.snapshot()
    result = site.parity("extract")
    assert result.code == 1
    assert "error: snippets/a.py:2: this is not a Python program by itself" in result.text
    assert site.snapshot() == before


def test_translation_changes_its_page_and_nothing_else(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")  # what MkDocs writes into pages
    site.replace("mkdocs.yml", "Português}", THREE)
    site.write("docs/zh/index.md", "# 首页\n")
    site.write("docs/zh/learn/x.md", site.read("docs/pt/learn/x.md"))
    site.write("docs/zh/code.po", site.read("docs/pt/code.po"))
    site.both("learn/y.md", '# Y\n\n```python\n--8<-- "snippets/a.py:one"\n```\n')
    before = built(site)
    assert built(site) == before

    site.replace("docs/pt/code.po", "Mostre.", "Imprima.")
    after = built(site)
    assert after.keys() == before.keys()
    changed = [name for name in after if after[name] != before[name]]
    assert changed == [f"site/pt/learn/x/{name}" for name in ("index.html", "x.ipynb", "x.py")]
    assert after[changed[0]] == before[changed[0]].replace(b"Mostre.", b"Imprima.")
    assert site.test().code == 0


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("Devolve a raiz.", 'Nada.\\"\\"\\"\\n    import os\\n    \\"\\"\\"', 11),
        ("Devolve a raiz.", 'Nada.\\"\\"\\"; x = 1; \\"\\"\\"', 11),
        ("a biblioteca", "a\\nimport os", 7),
        ("Mostre.", "Mostre.\\nimport os", 15),
        ("Mostre.", "Mostre.\\rimport os", 15),
        ("Mostre.", "noqa", 15),
    ],
)
def test_code_in_a_translation_is_refused(site: Site, old: str, new: str, line: int) -> None:
    site.replace("docs/pt/code.po", old, new)
    page = str(site.root / "docs/pt/learn/x.md")
    for result in (site.test("docs/pt"), site.parity("render", page)):
        assert result.code != 0
        assert f"docs/pt/code.po:{line}: " in result.text
        assert "fix: " in result.text
        assert "Traceback" not in result.text
    assert site.test("docs/en").code == 0


def test_code_in_a_translation_leaves_the_site_as_it_was(site: Site) -> None:
    built(site)
    site.replace("docs/pt/code.po", "Mostre.", "Mostre.\\nimport os")
    before = site.snapshot()
    result = site.build()
    assert result.code == 1
    assert "docs/pt/code.po:15: the comment has one line, its translation several" in result.text
    assert site.snapshot() == before
