"""`pytest --codeblocks`: every block runs, and what fails says where."""

import os
import subprocess
import sys

import pytest
from conftest import FENCE, Outcome, Site

INCLUDE = '--8<-- "snippets/b.py"'
SKIP = '<!--pytest.mark.skip(reason="no network")-->\n'
CONT = "<!--pytest-codeblocks:cont-->\n"
EXPECTED = "<!--pytest-codeblocks:expected-output-->\n```text\n--8<-- {}\n```\n"
# Fences that pytest-codeblocks alone passes by.
FENCES = [
    f'```python title="b.py"\n{INCLUDE}\n```',
    f"``` {{.python .annotate}}\n{INCLUDE}\n```",
    f"```py\n{INCLUDE}\n```",
    f"``` python\n{INCLUDE}\n```",
    f"~~~python\n{INCLUDE}\n~~~",
    f"!!! note\n\n    ```python\n    {INCLUDE}\n    ```",
    f'=== "Tab"\n\n    ```python\n    {INCLUDE}\n    ```',
    f"- item\n\n    ```python\n    {INCLUDE}\n    ```",
    f"> ```python\n> {INCLUDE}\n> ```",
]


def run_apart(site: Site, *arguments: str) -> Outcome:
    """Run pytest in a process of its own, as a user does."""
    command = [sys.executable, "-m", "pytest", "--codeblocks", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *arguments],
        cwd=site.root,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return Outcome(done.returncode, done.stdout + done.stderr)


def ids(text: str) -> list[str]:
    return [line for line in text.split("\n") if "::" in line]


def test_one_page_runs_by_itself(site: Site) -> None:
    result = site.test("docs/pt/learn/x.md")
    assert result.code == 0
    assert "2 passed" in result.text
    assert "pt: 2 blocks run, 0 skipped with a reason" in result.text
    assert "UNEQUAL" not in result.text


def test_items_are_pages_and_lines(site: Site) -> None:
    result = site.test("--collect-only")
    assert result.code == 0
    assert ids(result.text) == [
        f"docs/{language}/learn/x.md::line {line}" for language in ("en", "pt") for line in (3, 12)
    ]


def test_items_do_not_depend_on_the_folder_that_pytest_starts_in(site: Site) -> None:
    result = site.test("--collect-only", str(site.root / "docs" / "en"))
    assert ids(result.text) == ["docs/en/learn/x.md::line 3", "docs/en/learn/x.md::line 12"]


def test_wrong_output(site: Site) -> None:
    site.replace("snippets/a.py", "root(4.0)", "root(9.0)")
    result = site.test("docs/pt/learn/x.md")
    assert result.code == 1
    assert "1 failed, 1 passed" in result.text
    message = """\
docs/pt/learn/x.md:12: the block prints something else than snippets/outputs/two.txt shows \
(code from snippets/a.py:12)
    --- shown (snippets/outputs/two.txt)
    +++ printed
    @@ -1 +1 @@
    -2.0
    +3.0
  fix: if the new output is right, run `parity outputs` and read the diff
"""
    assert message in result.text
    assert "Traceback" not in result.text


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("assert x == 5, 'bad'", "AssertionError: bad"),
        ("return 1 / 0", "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", "SystemExit: 3"),
    ],
)
def test_failing_program(site: Site, code: str, cause: str) -> None:
    site.replace("snippets/a.py", "return math.sqrt(x)", code)
    result = site.test("docs/pt/learn/x.md")
    assert result.code == 1
    assert "1 failed, 1 passed" in result.text
    message = f"""\
snippets/a.py:7: the block at docs/pt/learn/x.md:12 fails: {cause}
    docs/pt/learn/x.md:13 ← snippets/a.py:13: print(root(4.0))
    docs/pt/learn/x.md:4 ← snippets/a.py:7 in root: {code}
  fix: mend snippets/a.py; every language runs it
"""
    assert message in result.text
    assert "Traceback" not in result.text


def test_process_that_dies_and_one_that_hangs(site: Site) -> None:
    site.replace("mkdocs.yml", "timeout: 20", "timeout: 0.5")
    site.write("snippets/b.py", "import os\nos._exit(3)\n")
    site.write("snippets/c.py", "while True:\n    pass\n")
    page = FENCE.format(INCLUDE) + FENCE.format('--8<-- "snippets/c.py"')
    site.write("docs/en/y.md", page)
    result = site.test("docs/en/y.md")
    assert result.code == 1
    died = "snippets/b.py:1: the block at docs/en/y.md:1 fails: the program's process ended early"
    assert died in result.text
    assert "snippets/c.py:1: the block at docs/en/y.md:4 fails: the program ran longer than 0.5 s"


def test_blocks_after_a_failure_point_to_it(site: Site) -> None:
    site.replace("snippets/a.py", "import math", "import not_there")
    result = site.test("docs/pt/learn/x.md")
    assert "2 failed" in result.text
    assert (
        "docs/pt/learn/x.md:12: not run, because the block at docs/pt/learn/x.md:3 fails\n"
        "  fix: see that block's report" in result.text
    )


def test_error_in_a_page_is_shown_once_and_without_traceback(site: Site) -> None:
    site.replace("docs/pt/code.po", 'msgstr "Mostre."', "msgstr Mostre")
    site.write("docs/pt/y.md", "# A\n")
    result = site.test()
    assert result.code == 2
    assert result.text.count("docs/pt/code.po:16: the catalogue has a broken entry") == 1
    assert result.text.count("fix: write msgid") == 1
    assert "Traceback" not in result.text


def test_several_processes(site: Site) -> None:
    site.replace("snippets/a.py", "root(4.0)", "root(9.0)")
    site.write("snippets/b.py", "1 / 0\n")
    site.both("y.md", FENCE.format(INCLUDE) + SKIP + FENCE.format(INCLUDE))
    result = run_apart(site, "-n", "2", "-rs", "docs")
    assert result.code == 1
    assert "4 failed, 2 passed, 2 skipped" in result.text
    for language in ("en", "pt"):
        page = f"docs/{language}/learn/x.md"
        assert f"{page}:12: the block prints something else than" in result.text
        assert f"the block at docs/{language}/y.md:1 fails: ZeroDivisionError" in result.text
        assert f"{language}: 3 blocks run, 1 skipped with a reason" in result.text
    assert "no network" in result.text
    assert result.text.count("-2.0\n    +3.0") == 2
    assert "UNEQUAL" not in result.text
    assert "Traceback" not in result.text


def test_several_processes_count_together(site: Site) -> None:
    page = '--8<-- "snippets/a.py:one"'
    site.write("docs/en/y.md", FENCE.format(page))
    site.write("docs/pt/y.md", SKIP + FENCE.format(page))
    result = run_apart(site, "-n", "2", "docs")
    assert result.code == 1
    assert "docs/pt/y.md:2: the translation holds a program that English" in result.text
    assert "en: 3 blocks run, 0 skipped with a reason" in result.text
    assert "pt: 2 blocks run, 0 skipped with a reason" in result.text


def test_skipped_in_one_language_only(site: Site) -> None:
    page = site.read("docs/pt/learn/x.md").replace("```python title", f"{SKIP}```python title")
    site.write("docs/pt/learn/x.md", page.replace("    <!--pytest-codeblocks:cont-->\n", ""))
    site.replace("snippets/a.py", "print(root(4.0))", "print(2.0)")
    for arguments in ((), ("docs/pt/learn/x.md",)):
        result = site.test(*arguments)
        assert result.code == 2
        assert "docs/pt/learn/x.md:4: the translation holds a program that Eng" in result.text


def test_missing_block_in_one_language(site: Site) -> None:
    text = site.read("docs/pt/learn/x.md")
    alone = FENCE.format('--8<-- "snippets/a.py:one"')
    site.write("docs/en/learn/x.md", f"{text}\n{alone}")
    for arguments in ((), ("docs/pt/learn/x.md",)):
        result = site.test(*arguments)
        assert result.code == 2
        assert (
            "docs/pt/learn/x.md: the page has 2 blocks that run, docs/en/learn/x.md has 3\n"
            "  fix: include the same code in the same order as the other page" in result.text
        )


@pytest.mark.parametrize(
    "arguments",
    [
        ("docs/en/learn/x.md", "docs/pt/y.md"),
        ("docs", "-k", "pt"),
        ("docs", "--deselect", "docs/pt/learn/x.md"),
        ("docs/en", "docs/pt/learn/x.md::line 3"),
    ],
)
def test_part_of_the_blocks_may_differ(site: Site, arguments: tuple[str, ...]) -> None:
    site.both("y.md", FENCE.format('--8<-- "snippets/a.py:one"'))
    result = site.test(*arguments)
    assert result.code == 0
    assert "UNEQUAL" not in result.text


def test_skip_shows_its_reason(site: Site) -> None:
    site.write("snippets/b.py", "1 / 0\n")
    site.both("y.md", SKIP + FENCE.format(INCLUDE))
    result = site.test()
    assert result.code == 0
    assert "no network" in result.text
    assert "4 passed, 2 skipped" in result.text
    for language in ("en", "pt"):
        assert f"{language}: 2 blocks run, 1 skipped with a reason" in result.text


@pytest.mark.parametrize(
    "directive",
    [
        "pytest.mark.skip",
        "pytest.mark.skip()",
        'pytest.mark.skip(reason="")',
        "pytest.mark.skip(reason=open('f', 'w').name)",
        'pytest.mark.skipif(True, reason="x")',
        "pytest.mark.xfail",
        "pytest-codeblocks:skip",
        "pytest-codeblocks:skipif(True)",
        "pytest-codeblocks:skipfile",
    ],
)
def test_hiding_needs_a_reason(site: Site, directive: str) -> None:
    site.write("snippets/b.py", "x = 1\n")
    site.write("docs/pt/y.md", f"<!--{directive}-->\n\n{FENCE.format(INCLUDE)}")
    result = site.test("docs/pt/y.md")
    assert result.code == 2
    assert "docs/pt/y.md:1: " in result.text
    assert '<!--pytest.mark.skip(reason="why it cannot run")-->' in result.text
    assert not (site.root / "f").exists()


def test_python_in_a_comment_is_refused(site: Site) -> None:
    site.write("snippets/b.py", "x = 1\n")
    site.write("docs/pt/y.md", f"# A\n\n<!--\n{FENCE.format(INCLUDE)}-->\n")
    result = site.test("docs/pt/y.md")
    assert result.code == 2
    assert "docs/pt/y.md:4: a fence is hidden in an HTML comment" in result.text


def test_no_fence_escapes(site: Site) -> None:
    site.write("snippets/b.py", "1 / 0\n")
    text = "\n\n".join(["# A", *FENCES]) + "\n"
    site.both("y.md", text)
    result = site.test("docs/en/y.md", "docs/pt/y.md")
    assert f"{2 * len(FENCES)} failed" in result.text
    assert f"pt: {len(FENCES)} blocks run" in result.text
    lines = [number for number, line in enumerate(text.split("\n"), 1) if "python" in line]
    lines += [number for number, line in enumerate(text.split("\n"), 1) if line == "```py"]
    assert len(lines) == len(FENCES)
    for line in lines:
        assert f"the block at docs/pt/y.md:{line} fails" in result.text
    site.write("snippets/b.py", "x = 1\n")
    assert f"{2 * len(FENCES)} passed" in site.test("docs/en/y.md", "docs/pt/y.md").text


@pytest.mark.parametrize(
    "chosen", [("docs/pt/learn/x.md::line 12",), ("docs", "-k", "docs/pt/learn/x.md:12")]
)
def test_one_block_runs_after_those_it_continues(site: Site, chosen: tuple[str, ...]) -> None:
    result = site.test(*chosen)
    assert result.code == 0
    assert "1 passed" in result.text
    assert "pt: 1 blocks run" in result.text
    assert "en:" not in result.text


def test_pages_outside_the_docs_are_left_alone(site: Site) -> None:
    site.write("README.md", FENCE.format("assert 1 + 1 == 2"))
    site.write("docs/about.md", FENCE.format("1 / 0"))
    result = site.test("README.md", "docs/about.md")
    assert "1 failed, 1 passed" in result.text
    assert "blocks per language" not in result.text


def test_project_without_the_plugin_is_left_alone(site: Site) -> None:
    site.write("other/mkdocs.yml", "site_name: O\n")
    site.write("other/docs/en/x.md", FENCE.format("assert 1 + 1 == 2"))
    assert "1 passed" in site.test("other").text


def test_folders_that_pytest_passes_by_are_read(site: Site) -> None:
    site.both("build/y.md", FENCE.format('--8<-- "snippets/a.py:one"'))
    assert "docs/pt/build/y.md::line 1" in ids(site.test("--collect-only").text)
