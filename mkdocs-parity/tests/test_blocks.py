"""The blocks that run, and the reasons why one does not."""

import pytest
from conftest import Site, doc
from mkdocs_parity import Block, Includer, ParityError, blocks, expand, programs

CODE = '```python\n--8<-- "snippets/a.py:two"\n```\n'
TEXT = '```text\n--8<-- "snippets/outputs/two.txt"\n```\n'
CONT = "<!--pytest-codeblocks:cont-->\n"
EXPECTED = "<!--pytest-codeblocks:expected-output-->\n"
SKIP = '<!--pytest.mark.skip(reason="no network")-->\n'


def found(site: Site, text: str) -> list[Block]:
    return blocks(expand(doc(text), Includer(site.root)))


def error_of(site: Site, text: str) -> ParityError:
    with pytest.raises(ParityError) as caught:
        found(site, text)
    return caught.value


@pytest.mark.parametrize(
    "opening",
    [
        "python",
        "py",
        "python3",
        "Python",
        " python",
        "{.python .annotate}",
        ".py",
        "pyi",
        "sage",
        'python title="a b" linenums="1"',
        "py3 hl_lines='1'",
        "python2",
        "numpy",
        "py foo",
    ],
)
@pytest.mark.parametrize("prefix", ["", "    ", "> "])
@pytest.mark.parametrize("ticks", ["```", "~~~~"])
def test_every_python_fence_runs(site: Site, prefix: str, opening: str, ticks: str) -> None:
    lines = [f"{ticks}{opening}", '--8<-- "snippets/a.py:two"', ticks]
    (block,) = found(site, "".join(f"{prefix}{line}\n" for line in lines))
    assert block.language == "python"
    assert block.code == "# Show it.\nprint(root(4.0))\n"
    assert str(block.page) == "page.md:1"


def test_other_fences_do_not(site: Site) -> None:
    assert (
        found(site, "```\nx\n```\n```json\n1\n```\n```{.text .python}\nx\n```\n```pythonic\n```\n")
        == []
    )


def test_programs_join_what_continues(site: Site) -> None:
    joined = programs(found(site, CODE + CONT + CODE + TEXT + CONT + CODE + CODE))
    assert [len(program) for program in joined] == [3, 1]


def test_expected_output(site: Site) -> None:
    (block,) = found(site, CODE + "Prints:\n\n" + EXPECTED + TEXT)
    assert block.expected is not None
    assert block.expected.text == "2.0\n"
    assert str(block.expected.source) == "snippets/outputs/two.txt:1"
    (typed,) = found(site, CODE + EXPECTED + "```\n 2\n\n```\n")
    assert typed.expected is not None
    assert (typed.expected.text, typed.expected.source) == (" 2\n\n", None)


def test_skip_carries_its_reason(site: Site) -> None:
    first, second = found(site, SKIP + CODE + "<!-- pytest.mark.skip(reason='a ' 'b') -->\n" + CODE)
    assert (first.skip, second.reason) == ("no network", "a b")


def test_importorskip_names_the_module(site: Site) -> None:
    text = "<!--pytest-codeblocks:importorskip({})-->\n" + CODE
    for module in ("not_there", "not_there.x"):
        (block,) = found(site, text.format(module))
        assert block.reason == f"the module {module} is not installed"
    (block,) = found(site, text.format("os.path"))
    assert block.reason is None


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ("a\n```python\nprint(1)\n```\n", 3, "typed into the page"),
        ("```python\n\n# words\n```\n", 3, "typed into the page"),
        ("a\n\n```python\n```\n", 3, "typed into the page"),
        ("> ~~~ {.py}\n> x\n> ~~~\n", 2, "typed into the page"),
        ("```bash\necho\n```\n", 2, "typed into the page"),
        ('```python\n--8<-- "snippets/a.py:two"\nx\n```\n', 3, "typed into the page"),
        ("```pycon\n>>> 1\n```\n", 1, "shows a console"),
        ("```pytb\nTraceback\n```\n", 1, "shows a console"),
        (CONT + CODE, 1, "no block before it"),
        (EXPECTED + TEXT, 1, "no block before it"),
        (CODE + CONT, 4, "no fence follows"),
        (CODE + CONT + TEXT, 4, "before a fence that does not run"),
        (SKIP + TEXT, 1, "before a fence that does not run"),
        (CODE + EXPECTED + CODE, 5, "highlighted as Python"),
        (CODE + EXPECTED + TEXT + EXPECTED + TEXT, 8, "already has an expected output"),
        (CODE + EXPECTED + CONT + CODE, 5, "together with another directive"),
        (CODE + SKIP + EXPECTED + TEXT, 5, "together with another directive"),
        ("<!--pytest-codeblocks:skip-->\n" + CODE, 1, "without a reason"),
        ("<!--pytest-codeblocks:skipif(True)-->\n" + CODE, 1, "without a reason"),
        ("<!--pytest-codeblocks:skipfile-->\n" + CODE, 1, "without a reason"),
        ("<!--pytest-codeblocks:con-->\n" + CODE, 1, "is not known"),
        (CODE + "<!--pytest-codeblocks:expected-output-ignore-whitespace-->\n", 4, "is not known"),
        ("<!--pytest-codeblocks:importorskip(a b)-->\n" + CODE, 1, "is not known"),
    ],
)
def test_errors(site: Site, text: str, line: int, cause: str) -> None:
    error = error_of(site, text)
    assert cause in error.cause
    assert (error.file, error.line) == ("page.md", line)
    assert error.fix


@pytest.mark.parametrize(
    "mark",
    [
        "skip",
        "skip()",
        'skip(reason="")',
        'skip(reason=" ")',
        "skip(reason=1)",
        'skip("why")',
        'skipif(True, reason="why")',
        "xfail",
        'skip(reason=print("hacked"))',
        "skip(reason=f'{1}')",
        "skip(**{'reason': 'why'})",
        "__class__",
        'skip(reason="why", x=1)',
        "(",
        "skip(reason='a\0')",
    ],
)
def test_marks_are_data_and_say_why(
    site: Site, mark: str, capsys: pytest.CaptureFixture[str]
) -> None:
    error = error_of(site, f"<!--pytest.mark.{mark}-->\n{CODE}")
    assert "not a skip with a reason" in error.cause
    assert capsys.readouterr().out == ""


def test_program_is_of_one_language(site: Site) -> None:
    site.write("snippets/a.sh", "echo\n")
    shell = '```sh\n--8<-- "snippets/a.sh"\n```\n'
    for text in (shell + CONT + CODE, CODE + CONT + shell, shell + CONT + shell):
        assert "cannot continue" in error_of(site, text).cause


def test_fence_from_an_included_page_is_refused(site: Site) -> None:
    site.write(
        "part.md", CODE.replace("--8<--", ";--8<--").replace(';--8<-- "snippets/a.py:two"', "x")
    )
    error = error_of(site, '--8<-- "part.md"\n')
    assert "comes from an included file (part.md:1)" in error.cause
