"""The API reference: docstrings in the reader's language, by mkdocstrings."""

import re

import pytest
from conftest import Site
from lxml import html
from mkdocs_parity.document import document_of
from mkdocs_parity.html import heading_ids

MKDOCSTRINGS = "  - mkdocstrings: {handlers: {python: {options: {show_source: false}}}}\n"
PACKAGE = '''\
"""Roots of numbers."""


class Root:
    """Takes roots, see ``cube_root``."""

    def take(self, x: float, degree: int = 2) -> float:
        """Return the root.

        Args:
            x: a number, at least 0.
            degree: which root.

        """
        return x ** (1 / degree)


def cube_root(x: float) -> float:
    """Return what [Root][roots.Root] returns for degree 3."""
    return Root().take(x, 3)


def _hidden() -> None:
    """Not shown."""
'''
TAKE = "Return the root.\\n\\nArgs:\\n    x: a number, at least 0.\\n    degree: which root."
TRANSLATED = {
    "Roots of numbers.": "Raízes de números.",
    "Takes roots, see ``cube_root``.": "Extrai raízes, veja ``cube_root``.",
    TAKE: "Devolve a raiz do número.\\n\\nArgs:\\n    x: um número a partir de 0.\\n    degree: qual raiz.",
    "Return what [Root][roots.Root] returns for degree 3.": "Devolve a raiz [Root][roots.Root] cúbica.",
}
PAGE = "# Roots\n\nTake `cube_root` of `x`.\n\n::: roots\n    options:\n      show_root_heading: true\n"


@pytest.fixture
def api(site: Site) -> Site:
    """The project with a package and its reference, in languages that the theme knows."""
    (site.root / "docs/pt").rename(site.root / "docs/fr")
    site.replace("mkdocs.yml", "{locale: pt, name: Português}", "{locale: fr, name: Français}")
    site.replace("mkdocs.yml", "markdown_ext", MKDOCSTRINGS + "markdown_ext")
    site.write("roots.py", PACKAGE)
    for language in ("en", "fr"):
        site.write(f"docs/{language}/api.md", PAGE)
    translate(site, TRANSLATED)
    return site


def translate(site: Site, entries: dict[str, str]) -> None:
    catalogue = site.read("docs/fr/code.po").split("#: roots.py")[0]
    for msgid, msgstr in entries.items():
        catalogue += f'#: roots.py\nmsgid "{msgid}"\nmsgstr "{msgstr}"\n\n'
    site.write("docs/fr/code.po", catalogue)


def article(site: Site, path: str) -> html.HtmlElement:
    return html.fromstring(site.read(f"site/{path}"))


def test_docstrings_are_translated_and_all_else_is_the_same(api: Site) -> None:
    outcome = api.build("--strict")
    assert (outcome.code, "WARNING" in outcome.text) == (0, False), outcome.text
    english, page = api.read("site/api/index.html"), api.read("site/fr/api/index.html")
    assert "Return the root." in english
    assert "a number, at least 0." in english
    assert "Return the root." not in page
    assert '<div lang="fr" dir="ltr">' in page
    assert "lang=" not in html.tostring(
        article(api, "api/index.html").find("body"), encoding="unicode"
    )
    for text in ("Raízes de números.", "Devolve a raiz do número.", "um número a partir de 0."):
        assert text in page
    assert heading_ids(english) == heading_ids(page)
    assert "roots.Root.take" in heading_ids(page)
    assert "_hidden" not in english
    for built in (english, page):  # signatures, types, links
        text = " ".join(html.fromstring(built).text_content().split())
        assert "take(x, degree=2)" in text.replace(" ", "").replace("degree=2", " degree=2")
        assert re.search(r'<a [^>]*href="#roots\.Root"[^>]*>Root</a>', built)
        assert built.count("_mkdocstrings.css") == 1


def test_prose_links_to_the_objects_of_its_language(api: Site) -> None:
    text = "# Y\n\n{} `cube_root`, `cube_root`, `take`, `Root.take`.\n"
    api.write("docs/en/learn/y.md", text.format("Use"))
    api.write("docs/fr/learn/y.md", text.format("Utilisez"))
    assert api.build("--strict").code == 0
    for path in ("learn/y/index.html", "fr/learn/y/index.html"):
        links = article(api, path).xpath("//a[code]/@href")
        assert links == ["../../api/#roots.cube_root", "../../api/#roots.Root.take"]


def test_name_of_an_argument_is_no_link(api: Site) -> None:
    api.write("docs/en/learn/y.md", "# Y\n\nSee `Root` and `cube_root`.\n")
    api.write("roots.py", PACKAGE.replace("degree: int", "cube_root: int"))
    assert api.build().code == 0
    assert article(api, "learn/y/index.html").xpath("//a[code]/@href") == ["../../api/#roots.Root"]


def test_every_language_has_an_inventory(api: Site) -> None:
    from mkdocstrings import Inventory

    assert api.build().code == 0
    found = []
    for path in ("site/objects.inv", "site/fr/objects.inv"):
        with (api.root / path).open("rb") as file:
            found.append({item.name: item.uri for item in Inventory.parse_sphinx(file).values()})
    assert found[0] == found[1]
    assert found[0]["roots.Root"] == "api/#roots.Root"


def test_missing_translation_stays_english_marked_and_fails_strict_builds(api: Site) -> None:
    translate(api, {**TRANSLATED, "Roots of numbers.": ""})
    outcome = api.build("--strict")
    assert outcome.code == 1
    assert "docs/fr/code.po: no translation of 'Roots of numbers.' (roots.py:1)" in outcome.text
    assert api.build().code == 0
    marked = article(api, "fr/api/index.html").xpath("//div[@lang='en']")
    assert [" ".join(one.text_content().split()) for one in marked] == ["Roots of numbers."]
    outcome = api.parity("check")
    assert outcome.code == 1
    assert "a text of the code has no translation" in outcome.text


def test_extract_collects_what_pages_show_once(api: Site) -> None:
    translate(api, {})
    api.both("learn/y.md", '# Y\n\n```python\n--8<-- "roots.py:Root"\n```\n')
    assert api.parity("extract").code == 0
    catalogue = api.read("docs/fr/code.po")
    assert catalogue.count('msgid "Takes roots, see ``cube_root``."') == 1
    assert catalogue.count('"Return the root.\\n"') == 1
    assert "Roots of numbers." in catalogue
    assert "Not shown." not in catalogue


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("Raízes <script>x()</script>", "'<script>'"),
        ("Raízes [aqui](https://bad.example)", "https://bad.example"),
        ("Raízes\\n\\n::: os", "::: os"),
        ("Raízes {onclick=x}", "onclick"),
        ("Raízes\\u202e.", "hidden character U+202E"),
        ("Raízes.\\n\\nArgs:\\n    y: outro", "parts"),
    ],
)
def test_translated_docstrings_are_not_trusted(api: Site, bad: str, said: str) -> None:
    translate(api, {**TRANSLATED, "Roots of numbers.": bad.replace("\\u202e", "\u202e")})
    outcome = api.build()
    assert outcome.code == 1
    assert said in outcome.text
    assert "docs/fr/code.po:" in outcome.text
    assert api.parity("check").code == 1


def test_names_of_arguments_stay(api: Site) -> None:
    renamed = TRANSLATED[TAKE].replace("degree:", "grau:")
    translate(api, {**TRANSLATED, TAKE: renamed})
    outcome = api.build()
    assert outcome.code == 1
    assert "'grau'" in outcome.text
    assert "leave titles such as Args:" in outcome.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("::: roots", "::: os"),
        ("::: roots", "::: roots\n\n::: os"),
        ("show_root_heading: true", "extensions: [antigravity]"),
        ("    options:\n", "\n    options:\n      members: []\n"),
        ("Take `cube_root`", "- ::: os\n\nTake `cube_root`"),
        ("::: roots", "> ::: os"),
        ("# Roots", "# ::: os"),
    ],
)
def test_translations_show_no_other_objects(api: Site, old: str, new: str) -> None:
    api.replace("docs/fr/api.md", old, new)
    outcome = api.build()
    assert outcome.code == 1
    assert "an object of the API" in outcome.text, outcome.text
    assert api.parity("check").code == 1


def test_check_misses_an_object(api: Site) -> None:
    api.replace("docs/fr/api.md", PAGE[PAGE.index(":::") :], "")
    outcome = api.parity("check")
    assert outcome.code == 1
    assert "::: roots" in outcome.text


def test_outdated_pages_may_show_other_objects(api: Site) -> None:
    assert api.parity("mark", "fr", "api.md").code == 0
    more = "## More\n\n::: roots.cube_root\n    options:\n      show_root_heading: true\n"
    api.write("docs/en/api.md", PAGE.replace("::: roots\n", "::: roots.Root\n") + f"\n{more}")
    outcome = api.build()
    assert outcome.code == 0, outcome.text
    built = api.read("site/fr/api/index.html")
    assert built.count('id="roots.cube_root"') == 1  # in the section that is new in English
    assert "Devolve a raiz" in built


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("# A\n\n::: nowhere.at_all\n", "docs/en/api.md:3: ::: nowhere.at_all shows nothing"),
        ("# A\n\n::: roots\n    options: [\n", "docs/en/api.md:3: the options below ::: roots"),
    ],
)
def test_wrong_directives_are_errors_with_a_line(api: Site, page: str, said: str) -> None:
    api.write("docs/en/api.md", page)
    api.write("docs/fr/api.md", page)
    outcome = api.build()
    assert outcome.code == 1
    assert said in outcome.text


def test_mkdocstrings_stands_behind_parity(api: Site) -> None:
    api.replace("mkdocs.yml", MKDOCSTRINGS, "")
    api.replace("mkdocs.yml", "  - parity:", MKDOCSTRINGS + "  - parity:")
    outcome = api.build()
    assert outcome.code == 1
    assert "list it behind parity" in outcome.text


def test_without_mkdocstrings_the_colons_are_prose(api: Site) -> None:
    api.replace("mkdocs.yml", MKDOCSTRINGS, "")
    assert list(api.project().api.objects(document_of(PAGE, "a.md"))) == []


EXAMPLE = "    >>> from roots import cube_root\n    >>> for x in (8, 27):\n    ...     print('{x} library', round(cube_root(x)))\n    8 2\n    27 3\n"


def test_examples_are_shown_alike_and_copied_without_prompts(api: Site) -> None:
    examples = f"\n\nExamples:\n{EXAMPLE}\n"
    api.write("roots.py", PACKAGE.replace("Roots of numbers.", f"Roots of numbers.{examples}"))
    said = (f"Raízes.{examples}", f"Roots of numbers.{examples}")
    french, english = (text.strip().replace("\n", "\\n") for text in said)
    translate(api, {**TRANSLATED, english: french})
    api.write("docs/glossary.yml", "- {en: library, fr: biblioteca}\n")
    assert "code.po" not in api.parity("check").text  # names of code are no terms of prose
    outcome = api.build("--strict")
    assert outcome.code == 0, outcome.text
    for path in ("api/index.html", "fr/api/index.html"):
        [shown] = article(api, path).xpath("//*[@data-copy]")
        assert shown.get("data-copy") == (
            "from roots import cube_root\nfor x in (8, 27):\n"
            "    print('{x} library', round(cube_root(x)))\n"
        )
        assert ">>> for x in (8, 27):" in shown.text_content()
    translate(api, {**TRANSLATED, english: french.replace("round", "int")})
    assert "an example (>>>)" in api.build().text
