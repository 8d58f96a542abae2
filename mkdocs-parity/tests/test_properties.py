"""What holds for any text at all."""

import ast
import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import pytest
from conftest import Site, examples
from hypothesis import example, given
from hypothesis import strategies as st
from mkdocs_parity import (
    Includer,
    Line,
    Origin,
    ParityError,
    Translation,
    blocks,
    document_of,
    expand,
    localize,
    programs,
    text_of,
)
from mkdocs_parity.anchors import anchors, headings, pin_anchors
from mkdocs_parity.catalogue import merge_catalogue, parse_catalogue
from mkdocs_parity.document import front_matter, hidden, scan
from mkdocs_parity.figures import labels
from mkdocs_parity.files import check_front_matter, read_text, write_text
from mkdocs_parity.html import heading_ids, python_in_html
from mkdocs_parity.localize import localize_code
from mkdocs_parity.messages import UNPARSABLE, messages

# Pieces of pages, so that what is drawn comes close to what means something.
PIECES = [
    "```", "````", "~~~", "python", " ", "\n", "\n", "\n\n", "    ", "> ", "- ", "\t", "# ", "{#a}",
    "{.python .annotate}", 'title="x"', '--8<-- "a.py"', '--8<-- "a.py:one"', ";--8<--", "--8<--",
    '"../x"', "<!--", "-->", "<!--pytest-codeblocks:cont-->", "pytest.mark.skip", '(reason="x")',
    "<!--pytest-codeblocks:expected-output-->", "---", "---\n", "a: 1", "!!! note", '=== "Tab"',
    "é中", "\0", "\r", "\f", "\u2028", "\ufeff", "`", "[", "](", "x = 1", '"""', "# text", "\\",
]  # fmt: skip
PO_PIECES = [
    "msgid ", "msgstr ", '""', '"a"', '"b\\n"', "\n", "\n", "\n\n", "#, fuzzy\n", "#~ ", "#: a.py\n",
    "# ", "msgctxt ", "msgid_plural ", "msgstr[0] ", "msgstr[1] ", '"Language: pt\\n"', "\\", '"',
    '"Plural-Forms: nplurals=2; plural=n;\\n"', '"Content-Type: text/plain; charset=x\\n"',
    '"PO-Revision-Date: 1\\n"', "é", "\0", "\u2028", "|", "#| ", "-", "#, python-format\n",
]  # fmt: skip
CODE_PIECES = [
    "x = 1", "def f():\n    ", "class A:\n    ", '"""Text."""', "'one'", "# text", "  # text", "\n",
    "\n", "\n    ", "(", ")", "[", "]", ",", "\\\n", ":", "pass", 'f"{x} # no"', "r'''a\n b'''",
    "é", "\t", "if x:\n    ", "async ", "return ", ";", "#", '"', "'", "\\", "\f", "\0", "\u2028",
]  # fmt: skip
# Whole parts, of which most texts are made.
CHUNKS = [
    '```python\n--8<-- "a.py:one"\n```', '<!--pytest-codeblocks:cont-->\n~~~ {.py}\n--8<-- "a.py"\n~~~',
    "<!--pytest-codeblocks:expected-output-->\n```text\n1\n```", "## Title {#id}", "# Title", "words",
    '!!! note\n\n    ```py title="x"\n    --8<-- "a.py:root"\n    ```', "> ````\n> ```\n> ````",
    '<!--pytest.mark.skip(reason="x")-->\n``` python\n--8<-- "a.py:two"\n```', "<!-- words\n-->",
]  # fmt: skip
ENTRIES = [
    'msgid "a"\nmsgstr "b"\n', '#, fuzzy\nmsgid "one"\nmsgstr "um"\n', '#~ msgid "c"\n#~ msgstr "d"\n',
    'msgctxt "x"\nmsgid "e"\nmsgstr ""\n"f\\n"\n', 'msgid "two"\nmsgid_plural "g"\nmsgstr[0] "h"\n',
]  # fmt: skip
STATEMENTS = [
    "x = 1  # text", "# text\n# and more", 'def f():\n    """Text."""\n    return 1', "y = (  # text\n  2)",
    "class A:\n    'Text.'\n\n    def m(self):\n        r\'\'\'Text\n        \\\\ here.\n        \'\'\'",
    "if 1:\n\tpass  # text  # noqa", 's = f"{1} # no"  # é 中', '"""Text."""', "t = \'\'\'\n# no\n\'\'\'",
    "async def g(): 'Text.'", 'def h():\n    "Text." " two"', "z = [\n    # text\n]", "u = 'a\\\n# b'",
]  # fmt: skip
NAME = "page.md"
pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning")  # of the programs drawn


def texts(pieces: list[str], chunks: Sequence[str] = ()) -> st.SearchStrategy[str]:
    """Text made of whole parts, of pieces, and of anything."""
    joined = st.lists(st.sampled_from(pieces), max_size=25).map("".join)
    if not chunks:
        return joined | st.text(max_size=40)
    whole = st.lists(st.sampled_from(chunks), max_size=5, unique=True).map("\n\n".join)
    mixed = st.tuples(whole, st.lists(st.sampled_from(pieces), max_size=3).map("".join), whole)
    return whole | mixed.map("".join) | joined | st.text(max_size=40)


def words() -> st.SearchStrategy[str]:
    """Translations, from harmless to hostile."""
    hostile = ['"""', "'''", '"', "'", "\\", "\n", "#", "x = 1", "\\N{DIGIT ONE}", "\t", "{x}", "é"]
    return st.lists(st.sampled_from([*hostile, " ", "palavra", "noqa"]), max_size=6).map("".join)


def clear(error: ParityError, *files: str, lines: int | None = None) -> None:
    """Check that an error says where, what and how to mend it."""
    assert error.cause
    assert error.fix
    assert error.file
    assert error.file in (files or (error.file,))
    assert lines is None or (error.line is not None and 1 <= error.line <= lines)


@pytest.fixture
def includer(site: Site) -> Includer:
    site.write("a.py", site.read("snippets/a.py"))
    return Includer(site.root)


@examples(300)
@given(texts(PIECES, CHUNKS))
def test_pages_end_in_a_page_or_one_clear_error(includer: Includer, text: str) -> None:
    page = document_of(text, NAME)
    try:
        check_front_matter(text, NAME)
        document = expand(page, includer)
        list(scan(document))
        programs(blocks(document))
        hidden(document)
        localize(document, lambda _: Translation("palavras", "code.po", 1))
        anchors(headings(document))
        pin_anchors(document, page)
    except ParityError as error:
        clear(error)


@given(texts(PIECES, CHUNKS))
def test_each_step_alone_raises_nothing_else(includer: Includer, text: str) -> None:
    page = document_of(text, NAME)
    steps = [
        lambda: list(scan(page)),
        lambda: expand(page, includer),
        lambda: expand(page, includer, outputs=False),
        lambda: blocks(page),
        lambda: localize(page, lambda _: None),
        lambda: anchors(headings(page)),
        lambda: check_front_matter(text, NAME),
        lambda: python_in_html(text),
        lambda: heading_ids(text),
        lambda: labels(text, "f.svg"),
    ]
    for step in steps:
        with contextlib.suppress(ParityError):
            step()


@given(texts(PIECES, CHUNKS))
def test_expand_leaves_a_page_without_includes(includer: Includer, text: str) -> None:
    text = text.replace("8<", "")
    page = document_of(text, NAME)
    assert text_of(page) == text.removesuffix("\n") + "\n"
    try:
        document = expand(page, includer)
    except ParityError:
        with pytest.raises(ParityError):
            list(scan(page))  # what it refuses is no include
        return
    assert document == page


@given(
    st.sampled_from(["a.py", "a.py:one", "a.py:root", "a.py:1:3", "x.py", ""]),
    texts(PIECES, CHUNKS),
)
def test_includes_name_lines_of_files_that_exist(includer: Includer, spec: str, text: str) -> None:
    for name in (spec, spec + text, text):
        try:
            lines = includer.include(name, Origin(NAME, 1))
        except ParityError as error:
            clear(error, NAME, "a.py")
            continue
        for line in lines:
            assert line.source is not None
            assert (includer.root / line.source.file).is_file()


@examples(300)
@given(texts(PO_PIECES, ENTRIES))
def test_catalogues_end_in_entries_or_one_clear_error(text: str) -> None:
    try:
        parse_catalogue(text, "code.po")
    except ParityError as error:
        clear(error, "code.po", lines=text.count("\n") + 1)
        return
    merged = merge_catalogue(text, {"one": ["a.py"]}, "pt", "code.po")
    assert merge_catalogue(merged, {"one": ["a.py"]}, "pt", "code.po") == merged
    assert parse_catalogue(merged, "code.po").get("one") is not None


@given(
    texts(["---", "---\n", "\n", "a: 1\n", "- x\n", "{", "}", ": ", "!!", "&a ", "*a", "é", "\t"])
)
@example("---\n!!python/object:os.system x\n---\n")
@example("---\na: 2024-99-99\n---\n")
@example("---\n? [a]\n: b\n---\n")
@example("---\n{{}: 1}\n---\n")
@example("---\na: 1:99999999999:1\n---\n")
@example("---\n<<: 1\n---\n")
def test_front_matter_is_counted_or_refused(text: str) -> None:
    try:
        lines = check_front_matter(text, NAME)
    except ParityError as error:
        clear(error, NAME, lines=text.count("\n") + 1)
        return
    assert lines <= text.count("\n") + 1
    assert lines == front_matter(document_of(text, NAME))


def same(before: str, after: str) -> bool:
    """Compare two programs without what documents them."""

    def dump(code: str) -> str:
        tree = ast.parse(code)
        for node in ast.walk(tree):
            documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
            if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None:
                del node.body[0]
        return ast.dump(tree)

    return dump(before) == dump(after)


@examples(300)
@given(texts(CODE_PIECES, STATEMENTS), st.lists(words(), min_size=1, max_size=3))
@example('def f():\n    """Text."""\n', ['a"""\n    x = 1\n    """'])
@example("x = 1  # text\n", ["a\nx = 2"])
def test_localize_never_changes_the_program(code: str, translations: list[str]) -> None:
    text = code.removesuffix("\n") + "\n"
    lines = [
        Line(line, Origin(NAME, number), Origin("a.py", number))
        for number, line in enumerate(text.removesuffix("\n").split("\n"), 1)
    ]
    given_so_far: list[str] = []

    def translate(message: str) -> Translation | None:
        given_so_far.append(message)
        chosen = translations[len(given_so_far) % len(translations)]
        return Translation(chosen, "code.po", len(given_so_far)) if chosen.strip() else None

    try:
        localized, _ = localize_code(lines, translate)
    except ParityError as error:
        clear(error, "code.po", "a.py")
        return
    assert same(text, "".join(f"{line.text}\n" for line in localized))


@given(texts(CODE_PIECES, STATEMENTS))
def test_messages_are_found_or_the_program_is_refused(code: str) -> None:
    try:
        found = messages(code)
    except UNPARSABLE:
        return
    ast.parse(code)
    assert found == sorted(found, key=lambda message: (message.row, message.column))
    assert all(any(character.isalpha() for character in message.text) for message in found)


@given(st.binary(max_size=60))
def test_files_are_read_exactly_or_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "f").write_bytes(data)
    try:
        text = read_text(tmp_path / "f", "f")
    except ParityError as error:
        clear(error, "f", lines=data.count(b"\n") + 1)
        return
    assert text.encode("utf-8") == data


@given(st.text(max_size=40), st.text(max_size=40))
def test_write_text_writes_all_and_only_changes(tmp_path: Path, old: str, new: str) -> None:
    file = tmp_path / "folder" / "f.txt"
    write_text(file, old)
    assert write_text(file, new) == (old != new)
    assert file.read_bytes() == new.encode("utf-8")
    assert not write_text(file, new)
    assert [path.name for path in file.parent.iterdir()] == ["f.txt"]


@pytest.mark.parametrize("error", [OSError(28, "No space left"), KeyboardInterrupt()])
@pytest.mark.parametrize("call", ["os.fdopen", "pathlib.Path.replace", "pathlib.Path.chmod"])
@pytest.mark.parametrize("exists", [True, False])
def test_interrupted_write_leaves_the_old_file(
    tmp_path: Path, call: str, error: BaseException, exists: bool
) -> None:
    file = tmp_path / "f.txt"
    if exists:
        file.write_text("old")
    handles = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    expected = ParityError if isinstance(error, OSError) else KeyboardInterrupt
    with mock.patch(call, side_effect=error), pytest.raises(expected) as caught:
        write_text(file, "new")
    if isinstance(caught.value, ParityError):
        assert "cannot write the file: No space left" in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == (["f.txt"] if exists else [])
    assert not exists or file.read_text() == "old"
    if handles and call != "os.fdopen":
        assert len(os.listdir("/proc/self/fd")) <= handles
