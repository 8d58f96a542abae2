"""What counts as a message of a program."""

import pytest
from mkdocs_parity.messages import Message, messages


def texts(code: str) -> list[tuple[str, str]]:
    return [(message.kind, message.text) for message in messages(code)]


def test_kinds_in_order() -> None:
    code = '"""Doc."""\n# Above\n# below.\nx = 1  # Inline.\n'
    assert texts(code) == [
        ("docstring", "Doc."),
        ("comment", "Above\nbelow."),
        ("inline", "Inline."),
    ]


def test_places_are_rows_and_columns_from_zero() -> None:
    assert messages("é = 1  # Text.\n") == [Message("inline", "Text.", 0, 7, 0, 14)]


@pytest.mark.parametrize(
    "code",
    [
        "x = 1  # 42\n",
        "x = 1  # --\n",
        "x = '# no'\n",
        "x = '''\n# no\n'''\n",
        "#\n",
        "# a\n",
        "x = f'# {1} no'\n",
        "#!/bin/sh\n",
        "# type: ignore\n",
        "x = 1  # noqa: E501\n",
        "# -*- coding: utf-8 -*-\n",
        "import os\n# vim: set fileencoding=utf-8 :\n",
        "x = 'words'\n",
        'def f():\n    f"""Not {1} docstring."""\n',
        'def f():\n    b"""Not a docstring."""\n',
        'x = 1\n"""Not a docstring."""\n',
        'if 1:\n    """Not a docstring."""\n',
    ],
)
def test_not_a_message(code: str) -> None:
    assert texts(code) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("# encoding: one row per word\n", [("comment", "encoding: one row per word")]),
        ("x = 1\n\n# encoding: utf-8\n", [("comment", "encoding: utf-8")]),
        ("# one\n\n# two\n", [("comment", "one"), ("comment", "two")]),
        ("# one\n  # two\n", [("comment", "one"), ("comment", "two")]),
        ("import os  # the system  # noqa: F401\n", [("inline", "the system")]),
        ("# the words # noqa\n", [("inline", "the words")]),
        (
            "x = [  # one\n    # two\n    1,  # three\n]\n",
            [("inline", "one"), ("comment", "two"), ("inline", "three")],
        ),
        ("def f(): 'Doc.'  # one\n", [("docstring", "Doc."), ("inline", "one")]),
        ("async def f():\n    'Doc.'\n", [("docstring", "Doc.")]),
        ("def f():\n    def g():\n        'Doc.'\n", [("docstring", "Doc.")]),
        ("x = '''a\nb'''  # one\n", [("inline", "one")]),
    ],
)
def test_messages(code: str, expected: list[tuple[str, str]]) -> None:
    assert texts(code) == expected


def test_carriage_return_is_a_syntax_error_with_a_line() -> None:
    with pytest.raises(SyntaxError) as caught:
        messages("x = 1\ny = 2\r# Text.\n")
    assert caught.value.lineno == 2
