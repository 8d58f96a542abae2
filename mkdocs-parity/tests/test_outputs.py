"""`parity outputs` writes what the examples print, or nothing at all."""

from pathlib import Path

import pytest
from conftest import FENCE, Site
from hypothesis import given, settings
from hypothesis import strategies as st
from mkdocs_parity import ParityError
from mkdocs_parity.outputs import make_outputs
from mkdocs_parity.report import as_shown, compare

EXPECTED = '<!--pytest-codeblocks:expected-output-->\n```text\n--8<-- "{}"\n```\n'
CONT = "<!--pytest-codeblocks:cont-->\n"
SKIP = '<!--pytest.mark.skip(reason="no network")-->\n'


def show(site: Site, page: str, code: str, output: str = "snippets/outputs/b.txt") -> None:
    """Write a page, in both languages, whose one block prints what another file shows."""
    name = f"snippets/{Path(page).stem}.py"
    site.write(name, f"{code}\n")
    site.both(page, FENCE.format(f'--8<-- "{name}"') + "\n" + EXPECTED.format(output))


def outcomes(site: Site) -> dict[str, str]:
    """Return how each block ends, by its node id."""
    lines = site.test("-rA").text.split("\n")
    words = [line.split(" - ")[0].partition(" ") for line in lines]
    return {item: word for word, _, item in words if word in ("PASSED", "FAILED", "ERROR")}


def error_of(site: Site) -> str:
    before = site.snapshot()
    result = site.parity("outputs")
    assert result.code == 1
    assert site.snapshot() == before
    assert result.text.count("error: ") == 1
    assert "Traceback" not in result.text
    return result.text


def test_nothing_changes_in_a_fresh_project(site: Site) -> None:
    before = site.snapshot()
    times = {file: file.stat().st_mtime_ns for file in site.root.rglob("*.txt")}
    result = site.parity("outputs")
    assert (result.code, result.text) == (0, "0 outputs changed\n")
    assert site.snapshot() == before
    assert {file: file.stat().st_mtime_ns for file in site.root.rglob("*.txt")} == times


def test_one_page_alone_is_run(site: Site) -> None:
    show(site, "y.md", "print('new')")
    site.replace("snippets/a.py", "root(4.0)", "root(9.0)")
    result = site.parity("outputs", str(site.root / "docs/en/y.md"))
    assert result.text == "wrote snippets/outputs/b.txt\n1 outputs changed\n"
    refused = site.parity("outputs", str(site.root / "docs/pt/y.md"))
    assert refused.code == 2
    assert "is no page below docs/en/" in refused.text


def test_what_is_printed_is_written_once(site: Site) -> None:
    show(site, "y.md", "print('é', end='\\n\\n')\nprint('中 文')")
    site.replace("snippets/a.py", "root(4.0)", "root(9.0)")
    result = site.parity("outputs")
    assert result.code == 0
    assert result.text == (
        "wrote snippets/outputs/two.txt\nwrote snippets/outputs/b.txt\n2 outputs changed\n"
    )
    assert site.read("snippets/outputs/b.txt") == "é\n\n中 文\n"
    assert site.read("snippets/outputs/two.txt") == "3.0\n"
    assert site.parity("outputs").text == "0 outputs changed\n"
    assert set(outcomes(site).values()) == {"PASSED"}


@pytest.mark.parametrize("output", ["snippets/outputs/b.txt", "snippets/new/folder/b.txt"])
def test_output_that_does_not_exist_yet(site: Site, output: str) -> None:
    show(site, "y.md", "print(1)", output)
    assert f"the include '{output}' does not exist" in site.test().text
    assert site.parity("outputs").text == f"wrote {output}\n1 outputs changed\n"
    assert site.test().code == 0


def test_nothing_printed_is_an_empty_output(site: Site) -> None:
    show(site, "y.md", "x = 1")
    assert site.parity("outputs").code == 0
    assert site.read("snippets/outputs/b.txt") == ""
    assert site.test().code == 0


def test_each_block_of_a_program_has_its_output(site: Site) -> None:
    site.write("snippets/b.py", "x = 1\nprint(x)\n")
    site.write("snippets/c.py", "print(x + 1)\n")
    blocks = [FENCE.format('--8<-- "snippets/b.py"'), CONT + FENCE.format('--8<-- "snippets/c.py"')]
    outputs = [EXPECTED.format(f"snippets/outputs/{name}.txt") for name in "bc"]
    site.both("y.md", "\n".join([blocks[0], outputs[0], blocks[1], outputs[1]]))
    assert site.parity("outputs").code == 0
    assert site.read("snippets/outputs/b.txt") == "1\n"
    assert site.read("snippets/outputs/c.txt") == "2\n"


def test_shell_scripts_have_outputs(site: Site) -> None:
    site.write("snippets/b.sh", "echo a\npython -c 'print(1 + 1)'\n")
    script = FENCE.format('--8<-- "snippets/b.sh"').replace("python", "bash")
    site.both("y.md", script + EXPECTED.format("snippets/outputs/b.txt"))
    assert site.parity("outputs").code == 0
    assert site.read("snippets/outputs/b.txt") == "a\n2\n"
    assert site.test().code == 0


def test_skipped_blocks_keep_their_output(site: Site) -> None:
    show(site, "y.md", "1 / 0")
    for language in ("en", "pt"):
        site.write(f"docs/{language}/y.md", SKIP + site.read(f"docs/{language}/y.md"))
    site.write("snippets/outputs/b.txt", "as it was\n")
    assert site.parity("outputs").text == "0 outputs changed\n"
    assert site.read("snippets/outputs/b.txt") == "as it was\n"


def test_typed_output_is_left_and_its_fix_named(site: Site) -> None:
    show(site, "y.md", "print(2)")
    page = site.read("docs/en/y.md").replace('--8<-- "snippets/outputs/b.txt"', "1")
    site.both("y.md", page)
    assert site.parity("outputs").text == "0 outputs changed\n"
    result = site.test("docs/en/y.md")
    assert "docs/en/y.md:1: the block prints something else than docs/en/y.md:6 " in result.text
    assert "let the fence include its text" in result.text


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (
            "print(1)\n1 / 0",
            "snippets/y.py:2: the block at docs/en/y.md:1 fails: ZeroDivisionError",
        ),
        ("import os\nos._exit(1)", "snippets/y.py:1: the block at docs/en/y.md:1 fails: the prog"),
        ("x = (", "snippets/y.py:1: the block at docs/en/y.md:1 fails: SyntaxError"),
        ("print(1, end='')", "docs/en/y.md:1: the output does not end in a newline"),
        ("print('a\\rb')", "docs/en/y.md:1: the output contains a carriage return"),
        ("print('a\\r')", "docs/en/y.md:1: the output contains a carriage return"),
        ("print('\\ufeffa')", "docs/en/y.md:1: the output starts with a byte-order mark"),
        ("print('; -' + '-8<-- x')", "docs/en/y.md:1: the output contains the mark of an include"),
    ],
)
def test_one_bad_program_and_nothing_is_written(site: Site, code: str, cause: str) -> None:
    site.replace("snippets/a.py", "root(4.0)", "root(9.0)")  # its output would change
    show(site, "y.md", code)
    text = error_of(site)
    assert cause in text
    assert "\n  fix: " in text


def test_two_blocks_cannot_share_an_output_that_differs(site: Site) -> None:
    show(site, "y.md", "print(1)")
    show(site, "z.md", "print(2)")
    text = error_of(site)
    assert "docs/en/z.md:1: snippets/outputs/b.txt cannot hold this and docs/en/y.md:1" in text
    assert "fix: give each output a file of its own" in text
    site.write("snippets/z.py", "print(1)\n")
    assert site.parity("outputs").text == "wrote snippets/outputs/b.txt\n1 outputs changed\n"


@pytest.mark.parametrize(
    "output",
    ["../b.txt", "/b.txt", "snippets/outputs/b.py", "snippets/outputs/b", "b.txt:part"],
)
def test_only_text_files_of_the_project_are_written(site: Site, output: str) -> None:
    show(site, "y.md", "print(1)", output)
    text = error_of(site)
    assert f"docs/en/y.md:1: the output file {output!r} is not a .txt file of the project" in text


def test_link_out_of_the_project_is_not_followed(site: Site) -> None:
    outside = site.root.parent / "outside.txt"
    outside.write_text("safe\n")
    (site.root / "snippets" / "outputs" / "b.txt").symlink_to(outside)
    show(site, "y.md", "print(1)")
    assert "is not a .txt file of the project" in error_of(site)
    assert outside.read_text() == "safe\n"


def test_output_that_holds_a_fence_needs_a_longer_one(site: Site) -> None:
    show(site, "y.md", "print('```')")
    assert site.parity("outputs").code == 0
    text = site.test().text
    assert "snippets/outputs/b.txt:1: this line would close the fence that includes it" in text
    page = site.read("docs/en/y.md")
    site.both("y.md", page.replace("```text", "````text").removesuffix("```\n") + "````\n")
    assert site.parity("outputs").text == "0 outputs changed\n"
    assert site.test().code == 0


def test_page_that_cannot_be_read_stops_it(site: Site) -> None:
    show(site, "y.md", "print(1)")
    site.write("docs/en/z.md", "```python\n")
    assert "docs/en/z.md:1: the fence ``` is never closed" in error_of(site)


def test_changed_print_fails_where_it_is_included_and_nowhere_else(site: Site) -> None:
    show(site, "y.md", "print('other')", "snippets/outputs/y.txt")
    site.write("snippets/outputs/y.txt", "other\n")
    page = site.read("docs/en/learn/x.md")
    site.both("deep/er/w.md", page)  # the same snippet on another page
    one = page[page.index("```python") : page.index("## ")]
    site.both("v.md", f"# V\n\n{one}")  # another section of the same file
    fine = outcomes(site)
    assert set(fine.values()) == {"PASSED"}

    site.replace("snippets/a.py", "print(root(4.0))", "print(root(4.0) + 1)")
    broken = {
        f"docs/{language}/{path}::line 12"
        for language in ("en", "pt")
        for path in ("learn/x.md", "deep/er/w.md")
    }
    found = outcomes(site)
    assert found.keys() == fine.keys()
    assert {item for item, outcome in found.items() if outcome != "PASSED"} == broken

    assert site.parity("outputs").text == "wrote snippets/outputs/two.txt\n1 outputs changed\n"
    assert site.read("snippets/outputs/two.txt") == "3.0\n"
    assert outcomes(site) == fine


@settings(max_examples=20)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_what_is_written_is_what_is_compared(site: Site, text: str) -> None:
    (site.root / "docs/en/learn/x.md").unlink(missing_ok=True)
    show(site, "y.md", f"print({text!r})")
    if "\r" in text:
        with pytest.raises(ParityError, match="carriage return"):
            make_outputs(site.project())
        return
    make_outputs(site.project())
    (block,) = site.project().page(site.root / "docs/pt/y.md").blocks
    assert block.expected is not None
    assert block.expected.text == as_shown(f"{text}\n")
    assert compare(block, f"{text}\n") is None
