"""Adding a language to an mkdocs.yml: nothing else changes."""

import pytest
import yaml
from mkdocs_parity import ParityError
from mkdocs_parity.languages_yml import Entry, add_language

FRENCH = Entry("fr", "Français", {"language": "fr"}, lambda text: f"<{text}>")
BLOCK = """\
# A site.
site_name: T   # its name
site_url: !ENV [SITE_URL, "x"]
site_description: The T
theme:
  name: material
  palette:
    - toggle: {name: Switch to dark mode}
    - toggle: {name: Switch to light mode}
plugins:
  - search
  - i18n:
      docs_structure: folder
      languages:
      # the first decides
      - default: true
        locale: en
        name: English
      - locale: pt  # Brazil
        name: "Português"
        build: true
        link: /pt/
        # how it looks
        theme:
          logo: pt.svg
          palette:
            - toggle:
                # dark
                name: Escuro
                icon: moon
            - toggle: {icon: sun, name: Claro}  # light
          language: pt-BR
        site_description: |
          O T
        nav_translations:
          Learn: Aprender
          "A: b": AB
      # end of languages

# what follows
extra: {a: 1}
"""
ADDED = """\
      - locale: fr
        name: Français
        link: /fr/
        theme:
          palette:
            - toggle:
                name: <Switch to dark mode>
                icon: moon
            - toggle: {icon: sun, name: <Switch to light mode>}
          language: fr
        # To translate:
        # site_description: The T
        # nav_translations:
        #   Learn: Learn
        #   "A: b": "A: b"
"""
FLOW = "plugins: [parity, {i18n: {languages: [{locale: en, name: E, default: true}%s], x: 1}}]\n"


def entries(text: str) -> list[dict[str, object]]:
    data = yaml.safe_load(text.replace("!ENV", ""))
    plugins = data["plugins"]
    found = (
        plugins
        if isinstance(plugins, dict)
        else {
            key: value for item in plugins if isinstance(item, dict) for key, value in item.items()
        }
    )
    return found["i18n"]["languages"]


def test_block_style() -> None:
    added = add_language(BLOCK, FRENCH, "mkdocs.yml")
    assert added.replace(ADDED, "") == BLOCK
    assert added.index(ADDED) < added.index("      # end of languages")
    assert [entry["locale"] for entry in entries(added)] == ["en", "pt", "fr"]


def test_twice() -> None:
    once = add_language(BLOCK, FRENCH, "mkdocs.yml")
    twice = add_language(once, Entry("ar", "ع", {"language": "ar"}), "mkdocs.yml")
    assert [entry["locale"] for entry in entries(twice)] == ["en", "pt", "fr", "ar"]
    assert twice.count("#   Learn: Learn") == 2
    assert twice.index("#   Learn: Learn") < twice.index("- locale: ar")


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "  # comment", "  # comment\n"])
def test_at_the_end_of_the_file(end: str) -> None:
    text = f"plugins:\n- i18n:\n    languages:\n    - locale: en\n      name: E{end}"
    added = add_language(text, Entry("fr", "F"), "m")
    new = "\n    - locale: fr\n      name: F"
    assert added.replace(new, "") == text
    assert len(entries(added)) == 2


@pytest.mark.parametrize(
    ("rest", "new"),
    [
        ("", ", {locale: fr, name: Français, theme: {language: fr}}"),
        (", {name: P, locale: pt}", ", {name: Français, theme: {language: fr}, locale: fr}"),
        (
            ", {link: /p/, locale: pt, theme: {logo: x, language: pt}, name: P}",
            ", {link: /fr/, locale: fr, theme: {language: fr}, name: Français}",
        ),
        (", {locale: pt, name: P, theme: {logo: x}}", None),
        (", {locale: pt, name: P},", " {locale: fr"),
        (",\n    {locale: pt, name: P},  # c\n    ", ",\n    {locale: fr"),
        (", {locale: 'null', name: Git, fixed_link: /x}", ", {locale: fr, name: Français"),
    ],
)
def test_flow_style(rest: str, new: str | None) -> None:
    added = add_language(FLOW % rest, FRENCH, "m")
    assert (new or "theme: {language: fr}") in added
    assert entries(added)[:-1] == entries(FLOW % rest)
    assert entries(added)[-1]["theme"] == {"language": "fr"}


def test_block_sequence_of_flow_mappings() -> None:
    text = "plugins:\n  i18n:\n    languages:\n      - {locale: en, name: E, default: true}\nx: 1\n"
    added = add_language(text, Entry("fr", "F"), "m")
    assert added.replace("      - {locale: fr, name: F}\n", "") == text


def test_theme_is_added_where_the_others_have_none() -> None:
    text = "plugins:\n- i18n:\n    languages:\n    - locale: en\n      name: E\n"
    added = add_language(text, Entry("zh-CN", "中", {"language": "zh"}), "m")
    assert added.endswith("      name: 中\n      theme:\n        language: zh\n")


@pytest.mark.parametrize(
    "text",
    [
        "INHERIT: base.yml\nsite_name: T\n",
        "plugins: [i18n]\n",
        "plugins:\n- i18n:\n    languages: []\n",
        "plugins:\n- i18n:\n    languages:\n    - &a\n      locale: en\n      name: E\n",
        "x: &a {language: en}\n"
        "plugins:\n- i18n:\n    languages:\n    - locale: en\n      name: E\n      theme: *a\n",
        "plugins:\n- i18n:\n    languages:\n    -\n      locale: en\n      name: E\n",
        "plugins:\n- i18n:\n    languages:\n    - en\n",
    ],
)
def test_shapes_that_a_person_must_edit(text: str) -> None:
    with pytest.raises(ParityError) as error:
        add_language(text, FRENCH, "mkdocs.yml")
    assert str(error.value).startswith("mkdocs.yml")
    assert "the list of languages" in str(error.value)
    assert "    - locale: fr\n      name: Français\n" in str(error.value)
    assert "        language: fr" in str(error.value)
