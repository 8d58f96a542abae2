"""The command `parity`: its help, its exit codes, and what it prints."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Site
from mkdocs_parity.cli import main

COMMANDS = sorted(main.commands)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


def test_help_names_every_command() -> None:
    result = call("--help")
    assert result.exit_code == 0
    assert {"extract", "outputs", "render"} <= set(COMMANDS)
    for name in COMMANDS:
        assert f"\n  {name} " in result.output
    assert "exit with 1 when they find something wrong" in result.output
    assert call("-h").output == result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(command: str) -> None:
    for option in ("-h", "--help"):
        result = call(command, option)
        assert result.exit_code == 0
        assert f"Usage: main {command} [OPTIONS]" in result.output
        assert ("--config-file" in result.output) == (command != "merge")  # it needs no project
        assert len(result.output.split("\n\n")[1].strip()) > 20  # says what it does


def test_version() -> None:
    result = call("--version")
    assert result.exit_code == 0
    assert "version 0." in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("nope",),
        ("outputs", "--nope"),
        ("outputs", "surplus"),
        ("outputs", "mkdocs.yml"),
        ("render",),
        ("render", "none.md"),
        ("extract", "-f", "none.yml"),
        ("extract", "-f", "."),
    ],
)
def test_misuse_is_2(
    site: Site, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site.root)
    result = call(*arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.output
    assert "Error: " in result.output


@pytest.mark.parametrize("command", ["outputs", "extract"])
def test_outside_a_project_is_2(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(command)
    assert result.exit_code == 2
    assert "File 'mkdocs.yml' does not exist" in result.output
    assert "'-f' / '--config-file'" in result.output


@pytest.mark.parametrize("path", ["README.md", "docs/pt/code.po", "docs/other.md"])
def test_render_of_what_is_no_page_is_2(site: Site, path: str) -> None:
    site.write("README.md", "# T\n")
    site.write("docs/other.md", "# T\n")
    outcome = site.parity("render", str(site.root / path))
    assert outcome.code == 2
    assert "Invalid value for PAGE" in outcome.text
    assert "is no Markdown file below docs/: en/, pt/" in outcome.text


@pytest.mark.parametrize("command", ["outputs", "extract"])
def test_project_without_the_plugin_is_1(site: Site, command: str) -> None:
    site.replace("mkdocs.yml", "  - parity:\n      timeout: 20\n", "")
    outcome = site.parity(command)
    assert outcome.code == 1
    assert "mkdocs.yml: the plugin parity is not set up" in outcome.text
    assert "fix: add `- parity` below `plugins:`" in outcome.text


def test_errors_go_to_standard_error(site: Site) -> None:
    site.write("docs/en/y.md", "```\n")
    result = call("extract", "-f", str(site.root / "mkdocs.yml"))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("error: docs/en/y.md:1: the fence ``` is never closed\n  fix: ")


def test_commands_find_the_project_in_the_working_folder(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site.root)
    assert call("outputs").output == "0 outputs changed\n"
    assert call("extract").output == "no change in docs/pt/code.po\n"
    assert call("render", "docs/pt/learn/x.md").output.startswith("# Aprender {#learn}\n")


def test_outputs_says_what_it_wrote(site: Site) -> None:
    site.write("snippets/outputs/two.txt", "3.0\n")
    expected = "wrote snippets/outputs/two.txt\n1 outputs changed\n"
    assert site.parity("outputs").text == expected
    assert site.read("snippets/outputs/two.txt") == "2.0\n"


def test_render_shows_the_page_in_its_language(site: Site) -> None:
    english = site.parity("render", str(site.root / "docs/en/learn/x.md")).text
    assert english.startswith('# Learn {#learn}\n\n```python title="a.py"\nimport math  # the lib')
    portuguese = site.parity("render", str(site.root / "docs/pt/learn/x.md")).text
    assert "    # Mostre.\n    print(root(4.0))\n" in portuguese
    assert portuguese.count("\n") == english.count("\n")


def test_render_writes_utf_8_wherever_it_runs(site: Site) -> None:
    site.write("docs/pt/index.md", "# 首页 é\n")
    program = "from mkdocs_parity.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "render", "docs/pt/index.md"],
        cwd=site.root,
        env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=False,
    )
    assert done.stdout.decode("utf-8") == "# 首页 é {#home}\n"
    assert done.returncode == 0
