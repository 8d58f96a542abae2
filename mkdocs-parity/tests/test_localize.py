"""Translating a program, and refusing every translation that would change it."""

import ast
import tokenize
from io import StringIO

import pytest
from mkdocs_parity import Line, Origin, ParityError, Translation, document_of, localize, text_of
from mkdocs_parity.localize import localize_code, messages_of


def lines(code: str) -> list[Line]:
    texts = code.removesuffix("\n").split("\n")
    return [
        Line(text, Origin("page.md", n + 9), Origin("a.py", n)) for n, text in enumerate(texts, 1)
    ]


def translated(code: str, **kwargs: str) -> str:
    """Translate a program by a mapping of its messages."""
    entries = kwargs.pop("entries", None) or kwargs
    result, _ = localize_code(
        lines(code),
        lambda text: Translation(entries[text], "code.po", 7) if text in entries else None,
    )
    return text_of(result)


def refused(code: str, entries: dict[str, str]) -> ParityError:
    with pytest.raises(ParityError) as caught:
        translated(code, entries=entries)
    return caught.value


DOC = 'def f(x):\n    """Text."""\n    return x\n'
ONE = "def f(x):\n    'Text.'\n    return x\n"
RAW = 'def f(x):\n    r"""Text."""\n    return x\n'


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (DOC, '"""'),
        (DOC, 'a"""; import os; """b'),
        (DOC, 'a"""\n    import os\n    """b'),
        (DOC, 'ends with a quote"'),
        (DOC, 'a""" + f"{x}" + """b'),
        (ONE, "it's"),
        (ONE, "a'; import os; 'b"),
        (ONE, "a' 'b"),
        (ONE, "a' + 'b"),
        (RAW, "ends in a backslash\\"),
        (RAW, 'a"""; import os; r"""b'),
        ("def f(): 'Text.'; return 1\n", "a'; return 2; 'b"),
        ('class A:\n    """Text."""\n', 'a"""\n    x = 1\n    """b'),
        ('"""Text."""\nx = 1\n', 'a"""\nx = 2\n"""b'),
    ],
)
def test_docstring_cannot_be_broken_out_of(code: str, text: str) -> None:
    error = refused(code, {"Text.": text})
    assert "changes the program" in error.cause
    assert (error.file, error.line) == ("code.po", 7)
    assert error.fix


@pytest.mark.parametrize(
    "text", ["a\\", 'a\\"""b', "a\\n", "\\x41", "\\", "\\N{DASH}", '\\"\\"\\" x']
)
def test_backslashes_are_words_of_the_docstring(text: str) -> None:
    if '"""' in text:
        assert "changes the program" in refused(DOC, {"Text.": text}).cause
        return
    code = translated(DOC, entries={"Text.": text})
    assert ast.get_docstring(ast.parse(code).body[0]) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "character",
    [
        "\r",
        "\f",
        "\0",
        "\v",
        "\b",
        "\x1b",
        "\x7f",
        "\x85",
        "\u2028",
        "\u2029",
        "\u202e",
        "\u2066",
        "\u2069",
        "\u200e",
        "\u061c",
        "\ufeff",
        "\ud800",
    ],
)
@pytest.mark.parametrize("code", [DOC, "x = 1  # Text.\n", "# Text.\nx = 1\n"])
def test_control_and_bidirectional_characters_are_refused(code: str, character: str) -> None:
    error = refused(code, {"Text.": f"a{character}import os"})
    assert f"U+{ord(character):04X}" in error.cause


@pytest.mark.parametrize(
    "text",
    [
        "type: ignore",
        "type: int",
        "noqa",
        "NoQA: E501",
        "a # noqa",
        "words  # type: ignore",
        "pragma: no cover",
        "fmt: off",
        "ruff: noqa",
        "mypy: ignore-errors",
        "pylint: disable=all",
        "!/bin/sh",
        "%%",
        "-*- mode: x -*-",
        "isort: skip",
        "nosec",
        "doctest: +SKIP",
    ],
)
@pytest.mark.parametrize("code", ["x = 1  # Text.\n", "# Text.\nx = 1\n"])
def test_comment_cannot_imitate_a_tool(code: str, text: str) -> None:
    assert "instruction to a tool" in refused(code, {"Text.": text}).cause


def test_encoding_cookie_is_refused_in_the_first_two_lines() -> None:
    for code in ("# Text.\nx = 1\n", "import os\nx = 1  # Text.\n"):
        assert "instruction to a tool" in refused(code, {"Text.": "coding: latin-1"}).cause
    late = translated("x = 1\n\n# Text.\n", entries={"Text.": "encoding: utf-8"})
    assert late == "x = 1\n\n# encoding: utf-8\n"


def test_one_line_comment_stays_one_line() -> None:
    for code in ("x = 1  # Text.\n", "# Text.\nx = 1\n"):
        assert "several" in refused(code, {"Text.": "a\nimport os"}).cause


def test_code_in_the_lines_of_a_comment_stays_comment() -> None:
    code = translated("# Text\n# here.\nx = 1\n", entries={"Text\nhere.": "import os\n\nx = 2\ny"})
    assert code == "# import os\n#\n# x = 2\n# y\nx = 1\n"


def test_the_entry_that_changes_the_program_is_named_among_others() -> None:
    code = 'x = 1  # Fine.\n\n\ndef f():\n    """Text."""\n'
    entries = {
        "Fine.": Translation("Bom.", "code.po", 3),
        "Text.": Translation('a"""\n    x = 2\n    """', "code.po", 8),
    }
    with pytest.raises(ParityError) as caught:
        localize_code(lines(code), entries.get)
    assert caught.value.line == 8


def test_docstring_of_mixed_quotes_is_refused() -> None:
    error = refused("def f():\n    'One ' \"text.\"\n", {"One text.": "Um texto."})
    assert "plain string" in error.cause


def test_code_that_is_no_program_is_refused_at_its_source() -> None:
    for code in ("def f(:\n", "  x = 1\n", "'''\n", "x = (\n", "a\0b\n", "if x:\n"):
        with pytest.raises(ParityError) as caught:
            messages_of(lines(f"x = 1\n{code}"))
        assert caught.value.file == "a.py"
        assert "not a Python program" in caught.value.cause
        assert "page.md:1" in caught.value.cause


def test_line_that_would_close_the_fence_is_refused() -> None:
    page = document_of('```python\ndef f():\n    """Text."""\n```\n', "page.md")
    with pytest.raises(ParityError, match="close the fence"):
        localize(page, lambda _: Translation("a\n```\nb", "code.po", 1))


def test_lines_keep_their_origin() -> None:
    code = "# Text\n# here.\nx = 1  # Inline.\n"
    entries = {"Text\nhere.": "Um\ndois\ntrês", "Inline.": "Na linha."}
    result, _ = localize_code(lines(code), lambda text: Translation(entries[text], "code.po", 1))
    assert [(line.text, line.source.line) for line in result if line.source] == [
        ("# Um", 1),
        ("# dois", 2),
        ("# três", 2),
        ("x = 1  # Na linha.", 3),
    ]


def test_columns_count_characters() -> None:
    code = 'ação = "é"  # Text.\n"中文", "# no"; b = "😀"  # Text.\n'
    assert translated(code, entries={"Text.": "文"}) == code.replace("Text.", "文")


def test_only_comments_and_docstrings_differ() -> None:
    code = 'def f(x):\n    """Text."""\n    s = f"{x!r:>{x}} # {x}"  # Text.\n    return s  # 1\n'
    new = translated(code, entries={"Text.": "中文 “aspas” # cerca"})
    kinds = (tokenize.COMMENT, tokenize.STRING)

    def rest(text: str) -> list[str]:
        tokens = tokenize.generate_tokens(StringIO(text).readline)
        return [token.string for token in tokens if token.type not in kinds]

    assert rest(code) == rest(new)
    assert new.count("中文 “aspas” # cerca") == 2


def test_nothing_is_touched_without_translations() -> None:
    page = document_of("# A\n\n```python\nx = 1  # Text.\n```\n\n> ~~~py\n> y = 2\n> ~~~\n", "p.md")
    document, missing = localize(page, lambda _: None)
    assert document == page
    assert [(item.text, str(item.where.page)) for item in missing] == [("Text.", "p.md:4")]
