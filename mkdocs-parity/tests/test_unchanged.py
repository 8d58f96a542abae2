"""A build that would make the same site again does not begin; any change makes it begin."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SNIPPET, Outcome, Site

SAID = "Nothing has changed since the last build"
FIGURE = '<svg xmlns="http://www.w3.org/2000/svg"><title>{}</title></svg>\n'
TEMPLATE = '{{% extends "base.html" %}}\n{{% block footer %}}<p>{}</p>{{% endblock %}}\n'


@pytest.fixture
def whole(site: Site) -> Site:
    """A project with all that a site may be made from, part of it beside the project."""
    theme = "theme: {name: material, font: false, custom_dir: own}"
    site.replace("mkdocs.yml", "theme: {name: mkdocs}", theme)
    site.replace("mkdocs.yml", "      timeout: 20\n", "      timeout: 20\n      include_root: ..\n")
    for language in ("en", "pt"):
        page = f"docs/{language}/learn/x.md"
        text = site.read(page).replace('"snippets/', f'"{site.root.name}/snippets/')
        more = '```python\n--8<-- "beside.py"\n```\n\n![f](../../assets/f.svg)\n'
        site.write(page, f"{text}\n{more}")
    site.write("../beside.py", SNIPPET.partition("\n\n\n")[0].partition("\n")[2])
    site.write("own/main.html", TEMPLATE.format("One"))
    site.write("docs/assets/f.svg", FIGURE.format("the library"))
    return site


def built(site: Site, folder: str, *options: str) -> Outcome:
    return site.build("-d", str(site.root.with_name(folder)), *options)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name != "sitemap.xml.gz"  # holds the time
    }


def test_nothing_has_changed(whole: Site) -> None:
    assert SAID not in built(whole, "a").text
    before = tree(whole.root.with_name("a"))
    for options in ([], ["--strict"]):
        again = built(whole, "a", *options)
        assert (again.code, SAID in again.text) == (0, True)
    assert tree(whole.root.with_name("a")) == before
    assert SAID not in built(whole, "b").text  # another folder
    assert SAID in built(whole, "a").text


def test_another_process_knows_it(whole: Site) -> None:
    folder = whole.root.with_name("a")
    said = []
    for seed in range(3):  # of the order of sets
        command = [sys.executable, "-m", "mkdocs", "build", "-d", str(folder)]
        known = os.environ | {"PYTHONHASHSEED": str(seed), "NO_MKDOCS_2_WARNING": "1"}
        run = subprocess.run(command, cwd=whole.root, env=known, capture_output=True, check=True)
        said.append(SAID in run.stderr.decode())
    assert said == [False, True, True]


CHANGES: dict[str, Callable[[Site, str], object]] = {
    "page": lambda site, mark: site.write("docs/en/index.md", f"# Home {mark}\n"),
    "translation": lambda site, mark: site.write("docs/pt/index.md", f"# Início {mark}\n"),
    "new page": lambda site, mark: site.write(f"docs/en/{mark}.md", "# New\n"),
    "page that goes": lambda site, _: (site.root / "docs/pt/index.md").unlink(missing_ok=True),
    "snippet": lambda site, mark: site.write("snippets/a.py", f"{SNIPPET}\n# {mark}\n"),
    "output": lambda site, mark: site.write("snippets/outputs/two.txt", f"{mark}\n"),
    "file beside": lambda site, mark: site.write("../beside.py", f'import math\n\n"{mark}"\n'),
    "catalogue": lambda site, mark: site.replace("docs/pt/code.po", "Mostre", f"{mark} mostre"),
    "figure": lambda site, mark: site.write("docs/assets/f.svg", FIGURE.format(mark)),
    "template": lambda site, mark: site.write("own/main.html", TEMPLATE.format(mark)),
    "theme's file": lambda site, mark: site.write(f"own/{mark}.css", ""),
    "name": lambda site, mark: site.replace("mkdocs.yml", "site_name: ", f"site_name: {mark}"),
    "plugin": lambda site, _: site.replace("mkdocs.yml", "timeout: 20", "timeout: 21"),
    "navigation": lambda site, _: site.write(
        "mkdocs.yml", site.read("mkdocs.yml") + "nav: [index.md, learn/x.md]\n"
    ),
}


def test_any_change_is_seen(whole: Site) -> None:
    """Changes one after the other in an order drawn by chance: each as if built from nothing."""
    names = list(CHANGES)
    random.Random(5).shuffle(names)
    for number, name in enumerate(names):
        built(whole, "a")
        CHANGES[name](whole, f"mark{number}")
        usual, clean = built(whole, "a"), built(whole, f"clean{number}")
        assert SAID not in usual.text, name
        assert (usual.code, clean.code) == (0, 0), usual.text
        one, other = (tree(whole.root.with_name(item)) for item in ("a", f"clean{number}"))
        assert one.keys() == other.keys()
        assert [path for path in one if one[path] != other[path]] == []


def test_site_that_somebody_else_has_changed(whole: Site) -> None:
    built(whole, "a")
    (whole.root.with_name("a") / "pt/index.html").write_text("")
    assert SAID not in built(whole, "a").text
    assert (whole.root.with_name("a") / "pt/index.html").read_text()


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"made from": 1'])
def test_record_that_is_broken(whole: Site, damage: str) -> None:
    built(whole, "a")
    (record,) = (whole.root / ".parity").glob(".site-*.json")
    record.write_text(damage)
    assert SAID not in built(whole, "a").text
    assert SAID in built(whole, "a").text


def test_warnings_are_said_again(whole: Site) -> None:
    whole.replace("docs/pt/code.po", 'msgid "the library"', 'msgid "another"')
    first, again = built(whole, "a"), built(whole, "a")
    assert first.text.count("no translation of") == again.text.count("no translation of") > 0
    assert built(whole, "a", "--strict").code == 1


def test_build_that_fails_is_not_remembered(whole: Site) -> None:
    built(whole, "a")
    text = whole.read("docs/en/index.md")
    whole.write("docs/en/index.md", '--8<-- "nothing.py"\n')
    assert built(whole, "a").code == 1
    whole.write("docs/en/index.md", text)
    assert SAID not in built(whole, "a").text


@pytest.mark.parametrize("unknown", ["hooks: [hook.py]\n", "markdown_extensions: [pymdownx.b64]\n"])
def test_nothing_is_remembered_of_what_is_not_known(whole: Site, unknown: str) -> None:
    whole.write("hook.py", "")
    text = whole.read("mkdocs.yml")
    head = unknown.partition(" [")[0]
    if head in text:
        unknown = unknown.replace("[", "").replace("]", "").replace(f"{head} ", "  - ")
        text = text.replace(f"{head}\n", f"{head}\n{unknown}")
    else:
        text += unknown
    whole.write("mkdocs.yml", text)
    for _ in range(2):
        outcome = built(whole, "a")
        assert (outcome.code, SAID in outcome.text) == (0, False), outcome.text


def test_warning_of_a_language_that_another_process_builds(
    whole: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    whole.write("docs/pt/index.md", "# Início\n\n[x](nowhere.md)\n")
    for _ in range(2):
        assert SAID not in built(whole, "a").text
    assert built(whole, "a", "--strict").code == 1
    whole.write("docs/pt/index.md", "# Início\n")
    built(whole, "a")
    assert SAID in built(whole, "a").text
