"""The files that hosts and editors read parse, and name only what exists."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from mkdocs_parity.cli import main as parity

LANGUAGES = ("en", "pt", "zh")
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*-*.yml"))
FILES = [
    ROOT / ".pre-commit-config.yaml",
    *(path for folder in (".devcontainer", ".github") for path in (ROOT / folder).rglob("*")),
]
MAKE = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_hooks_are_local_and_run_what_make_lint_runs() -> None:
    config = read_yaml(ROOT / ".pre-commit-config.yaml")
    assert [source["repo"] for source in config["repos"]] == ["local"]
    hooks = config["repos"][0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    run = {" ".join(hook["entry"].split()[:2]) for hook in hooks}
    recipe = read("Makefile").split("\nlint:")[1].split("\n\n")[0]
    in_make = re.findall(r"\$\(BIN\)/(\w+)(?: (check|format))?", recipe)
    assert run == {" ".join(filter(None, (f".venv/bin/{tool}", word))) for tool, word in in_make}
    for hook in hooks:
        tool = hook["entry"].split()[0]
        assert not (ROOT / ".venv").is_dir() or (ROOT / tool).is_file(), tool


@pytest.mark.parametrize(
    ("hook", "path"),
    [
        ("mypy", "encdec/base.py"),
        ("mypy", "mkdocs-parity/mkdocs_parity/check.py"),
        ("parity-check", "docs/pt/code.po"),
        ("parity-check", "snippets/seq2seq.py"),
        ("parity-check", "mkdocs.yml"),
    ],
)
def test_a_hook_sees_the_files_it_checks(hook: str, path: str) -> None:
    hooks = {
        item["id"]: item
        for item in read_yaml(ROOT / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    }
    assert (ROOT / path).is_file()
    assert re.search(hooks[hook]["files"], path)
    assert not re.search(hooks[hook]["files"], "README.md")


def test_the_dev_container_is_set_up_by_make() -> None:
    container = json.loads(read(".devcontainer/devcontainer.json"))
    assert (ROOT / ".devcontainer" / container["build"]["dockerfile"]).is_file()
    command, target = container["postCreateCommand"].split()
    assert command == "make"
    assert target in MAKE
    port = re.search(r"^PORT \?= (\d+)$", read("Makefile"), re.MULTILINE)
    assert port is not None
    assert container["forwardPorts"] == [int(port[1])]
    packages = read(".devcontainer/Dockerfile")
    needed = " ".join(re.findall(r"\|\| install ([\w -]+\w)", read(".ci/run"))).split()
    assert {"chromium-headless-shell", "fonts-noto-cjk"} < set(needed)
    other = {"chromium"}  # where the first one cannot be had
    assert set(needed) - other <= set(packages.split())
    lowest = re.search(r'requires-python = ">=([\d.]+)"', read("pyproject.toml"))
    assert lowest is not None
    assert f"FROM python:{lowest[1]}-" in packages


def test_every_kind_of_issue_has_a_form_in_every_language() -> None:
    assert {form.stem for form in FORMS} == {
        f"{kind}-{language}" for kind in ("bug", "content", "translation") for language in LANGUAGES
    }
    names = [read_yaml(form)["name"] for form in FORMS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_an_issue_form_asks_the_same_in_every_language(form: Path) -> None:
    own, english = (read_yaml(path) for path in (form, form.with_name(f"{form.stem[:-3]}-en.yml")))
    assert own["labels"] == english["labels"]
    assert [_shape(field) for field in own["body"]] == [_shape(field) for field in english["body"]]
    for field in own["body"]:
        assert field["type"] in {"input", "textarea", "dropdown", "checkboxes"}
        assert field["attributes"]["label"]


def test_the_languages_of_the_translation_form_are_languages_of_the_site() -> None:
    # BaseLoader reads the tags of mkdocs.yml as texts
    site = yaml.load(read("mkdocs.yml"), Loader=yaml.BaseLoader)
    i18n = next(item["i18n"] for item in site["plugins"] if "i18n" in item)
    for form in FORMS:
        for field in read_yaml(form)["body"]:
            if field.get("id") == "language":
                known = {language["name"] for language in i18n["languages"]}
                assert set(field["attributes"]["options"]) <= known


def test_the_proposal_has_a_part_in_each_language_that_asks_the_same() -> None:
    parts = read(".github/PULL_REQUEST_TEMPLATE.md").split("\n## ")[1:]
    assert len(parts) == len(LANGUAGES)
    for language, part in zip(LANGUAGES, parts, strict=True):
        assert re.findall(r"`[^`]+`", part)[:-1] == re.findall(r"`[^`]+`", parts[0])[:-1]
        assert f"`docs/{language}/contribute/`" in part
        for target in re.findall(r"`make (\w+)`", part):
            assert target in MAKE
        for command in re.findall(r"`(?:\.venv/bin/)?parity (\w+)`", part):
            assert command in parity.commands


def test_owned_paths_exist_and_every_language_has_an_owner() -> None:
    lines = [line.split() for line in read(".github/CODEOWNERS").splitlines()]
    rules = {words[0]: words[1:] for words in lines if words and words[0] != "#"}
    assert all(owner.startswith("@") for owners in rules.values() for owner in owners)
    assert all(owners for owners in rules.values())
    for path in rules.keys() - {"*"}:
        assert (ROOT / path.lstrip("/")).exists(), path
    assert {f"/docs/{language}/" for language in LANGUAGES} <= rules.keys()


def test_the_workflow_prints_the_state_of_the_translations() -> None:
    jobs = read_yaml(ROOT / ".github/workflows/site.yml")["jobs"]
    steps = [step["run"] for step in jobs["translations"]["steps"] if "run" in step]
    assert 'parity status --format markdown >> "$GITHUB_STEP_SUMMARY"' in steps
    assert "permissions" not in jobs["translations"]  # it reads, and comments nothing
    assert (ROOT / "mkdocs-parity/pyproject.toml").is_file()
    assert (ROOT / "constraints.txt").is_file()


def test_the_files_name_no_machine_and_no_registry() -> None:
    for path in FILES:
        if path.is_file() and path.name != "site.yml" and path.suffix != ".png":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"https?://|/(?:home|Users|work|tmp)/|\w+\.(?:io|com|org)\b", text)


def _shape(field: dict[str, Any]) -> tuple[object, ...]:
    attributes = field["attributes"]
    options = attributes.get("options", [])
    return (
        field["type"],
        field["id"],
        field.get("validations"),
        sorted(attributes),
        len(options),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_architecture_page_names_files_that_exist(language: str) -> None:
    text = read(f"docs/{language}/contribute/architecture.md")
    modules = ROOT / "mkdocs-parity/mkdocs_parity"
    named = set(re.findall(r"`([\w.][\w./*-]*(?:\.(?:py|js|yml|css|po|md)|/))`", text))
    assert len(named) > 60
    for name in named:
        places = (ROOT, ROOT / "docs/pt", modules, modules / "assets", modules / "assets/search")
        assert any(list(place.glob(name.rstrip("/"))) for place in places), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_architecture_page_says_where_each_subject_is_taught(language: str) -> None:
    text = read(f"docs/{language}/contribute/architecture.md")
    rows = [line for line in text.splitlines() if re.match(r"\| [^|]+ \| \[[^|]+\) \|$", line)]
    assert len(rows) == 19
    english = read("docs/en/contribute/architecture.md")
    targets = re.compile(r"\]\(([^)\s]+\.md#[\w-]+)\)")
    assert targets.findall(text) == targets.findall(english)
