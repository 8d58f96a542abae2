"""The record of the test run, and what the site shows of it."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import FENCE, Site
from mkdocs_parity.copying import until
from mkdocs_parity.notices import say
from mkdocs_parity.proof import duration, proof
from mkdocs_parity.record import FOLDER, key_of, read_run, versions

NOT_RUN = {"en": "Not run in this build", "pt": "Não executado nesta versão do site"}
RAN = {
    "en": r"Ran with Python 3\.\d+\.\d+ · .* sec · \w+ \d+, \d{4}",
    "pt": r"Executado com Python",
}


def fence(name: str) -> str:
    return FENCE.format(f'--8<-- "snippets/{name}"')


def records(site: Site) -> list[Path]:
    return sorted((site.root / FOLDER).glob("*.json"))


def proofs(site: Site, path: str) -> list[str]:
    """Return what the blocks of a built page say, without tags."""
    found = re.findall(
        r'<p class="parity-proof"[^>]*>(.*?)</p>', site.read(f"site/{path}/index.html")
    )
    return [re.sub("<.*?>", "", text) for text in found]


def build(site: Site) -> None:
    outcome = site.build()
    assert outcome.code == 0, outcome.text


def passed(site: Site) -> None:
    outcome = site.test()
    assert outcome.code == 0, outcome.text


def test_blocks_say_that_they_ran(site: Site) -> None:
    build(site)
    assert proofs(site, "learn/x") == [NOT_RUN["en"]] * 2
    assert proofs(site, "pt/learn/x") == [NOT_RUN["pt"]] * 2
    passed(site)
    assert len(records(site)) == 4
    assert site.read(f"{FOLDER}/.gitignore").endswith("*\n")
    build(site)
    for path, language in (("learn/x", "en"), ("pt/learn/x", "pt")):
        for said in proofs(site, path):
            assert re.match(RAN[language], said)
    times = re.findall(r'<time datetime="([^"]*)">', site.read("site/learn/x/index.html"))
    assert len(times) == 2
    assert abs((datetime.now(UTC) - datetime.fromisoformat(times[0])).total_seconds()) < 600


def test_record_of_a_language_is_its_own(site: Site) -> None:
    outcome = site.test("docs/pt")
    assert outcome.code == 0
    build(site)
    assert proofs(site, "learn/x") == [NOT_RUN["en"]] * 2
    assert NOT_RUN["pt"] not in proofs(site, "pt/learn/x")


def test_changed_code_has_not_run(site: Site) -> None:
    passed(site)
    site.replace("snippets/a.py", "print(root(4.0))", "print(root(4))")
    build(site)
    assert [said == NOT_RUN["en"] for said in proofs(site, "learn/x")] == [False, True]
    site.replace("docs/pt/code.po", "a biblioteca", "a nossa biblioteca")
    build(site)
    assert proofs(site, "pt/learn/x") == [NOT_RUN["pt"]] * 2


def test_changed_output_has_not_been_printed(site: Site) -> None:
    passed(site)
    site.write("snippets/outputs/two.txt", "3.0\n")
    build(site)
    assert [said == NOT_RUN["en"] for said in proofs(site, "learn/x")] == [False, True]
    assert site.test().code == 1
    build(site)
    assert [said == NOT_RUN["en"] for said in proofs(site, "learn/x")] == [False, True]


def test_record_holds_while_the_project_s_modules_are_the_same(site: Site) -> None:
    site.write("own/__init__.py", "VALUE = 1\n")
    code = f"import sys\n\nsys.path.insert(0, {str(site.root)!r})\nimport own\n"
    site.write("snippets/own.py", code)
    site.both("y.md", f"# Y\n\n{fence('own.py')}")
    outcome = site.test("docs/en/y.md")
    assert outcome.code == 0, outcome.text
    assert [json.loads(file.read_text())["files"].keys() for file in records(site)] == [
        {"own/__init__.py"}
    ]
    project = site.project()
    blocks = project.page(site.root / "docs/en/y.md").blocks
    assert read_run(project.settings, until(blocks, 0)) is not None
    site.write("own/__init__.py", "VALUE = 22\n")
    assert read_run(project.settings, until(blocks, 0)) is None


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", "null", '{"outcome": "passed"}', "\xff"],
)
def test_broken_record_is_none(site: Site, text: str) -> None:
    passed(site)
    for file in records(site):
        file.write_text(text, encoding="utf-8")
    build(site)
    assert proofs(site, "learn/x") == [NOT_RUN["en"]] * 2


def test_only_what_passed_counts(site: Site) -> None:
    passed(site)
    for file in records(site):
        file.write_text(file.read_text().replace('"passed"', '"failed"'))
    build(site)
    assert proofs(site, "learn/x") == [NOT_RUN["en"]] * 2


def test_skipped_block_gives_its_reason(site: Site) -> None:
    block = fence("a.py:one")
    site.both("z.md", f'# Z\n\n<!--pytest.mark.skip(reason="needs <a> GPU")-->\n{block}')
    passed(site)
    build(site)
    assert proofs(site, "z") == ["Not run: needs &lt;a&gt; GPU"]
    assert proofs(site, "pt/z") == ["Não executado: needs &lt;a&gt; GPU"]
    assert site.parity("extract").code == 0
    site.replace("docs/pt/code.po", 'GPU"\nmsgstr ""', 'GPU"\nmsgstr "precisa de uma GPU"')
    build(site)
    assert proofs(site, "pt/z") == ["Não executado: precisa de uma GPU"]


def test_shell_block(site: Site) -> None:
    site.write("snippets/s.sh", "echo hello\n")
    site.both("s.md", '# S\n\n```sh\n--8<-- "snippets/s.sh"\n```\n')
    passed(site)
    build(site)
    assert re.match(RAN["en"], proofs(site, "s")[0])
    assert "parity-run" not in site.read("site/s/index.html")


def test_switched_off(site: Site) -> None:
    site.replace("mkdocs.yml", "timeout: 20", "proof: false")
    passed(site)
    assert records(site) == []
    build(site)
    assert proofs(site, "learn/x") == []


def test_folder_that_cannot_be_written(site: Site) -> None:
    site.write(FOLDER, "a file")
    passed(site)
    build(site)
    assert proofs(site, "learn/x") == [NOT_RUN["en"]] * 2


def test_key_tells_programs_apart(site: Site) -> None:
    first, second = site.project().page(site.root / "docs/en/learn/x.md").blocks
    keys = [
        key_of([first]),
        key_of([second]),
        key_of([first, second]),
        key_of([first, replace(second, expected=None)]),
        key_of([replace(first, language="sh")]),
    ]
    assert len(set(keys)) == 5
    assert key_of([first, second]) == keys[2]


def test_versions() -> None:
    found = versions(["yaml", "babel.dates", "no_such_module"])
    assert list(found) == ["yaml", "babel.dates"]
    assert all(re.fullmatch(r"[\d.]+", version) for version in found.values())


@pytest.mark.parametrize(
    ("seconds", "reader", "said"),
    [
        (0.004, "en", "< 0.1 sec"),
        (0.35, "en", "0.3 sec"),
        (1.0, "en", "1 sec"),
        (12.6, "en", "13 sec"),
        (1234.5, "pt", "1.234 s"),
        (0.44, "pt", "0,4 s"),
        (0.44, "pt_BR", "0,4 s"),
        (0.44, "zh", "0.4秒"),
        (2.0, "de", "2 Sek."),
        (2.0, "xx", "2 sec"),
    ],
)
def test_duration(seconds: float, reader: str, said: str) -> None:
    assert duration(seconds, reader).replace("\xa0", " ") == said


@pytest.mark.parametrize("reader", ["ar", "de", "en", "es", "fr", "ja", "pt", "zh"])
def test_said_in_every_language(site: Site, reader: str) -> None:
    passed(site)
    project = site.project()
    blocks = project.page(site.root / "docs/en/learn/x.md").blocks
    said = proof(project.settings, blocks, 0, reader, lambda text: say(text, reader))
    assert "{" not in said
    assert "Python 3." in said
    assert str(datetime.now(UTC).year) in said or reader == "ar"
