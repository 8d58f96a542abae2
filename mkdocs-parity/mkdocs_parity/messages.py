"""What a translator may say in a Python program: its comments and docstrings."""

import ast
import inspect
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

# Comments that speak to tools; a translation must neither change nor imitate them.
TOOL_COMMENT = re.compile(
    r"#\s*(?:type:|noqa|pragma\b|fmt:|isort:|ruff:|mypy:|pyright:|pylint:|nosec|%%|!|-\*-|.*coding[:=])"
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Message:
    """A text to translate and where it stands: rows and columns of the code, from 0.

    `comment` is one or more lines that hold only a comment, `inline` a comment behind code,
    `docstring` the documentation of a module, class or function.
    """

    kind: Literal["comment", "inline", "docstring"]
    text: str
    row: int
    column: int
    end_row: int
    end_column: int


def messages(code: str) -> list[Message]:
    """Find the comments and docstrings of a program, in order.

    Comments for tools (`# noqa`, `# type:`) and comments without a word are left out.
    Neighbouring lines of comment in one column are one message, its lines joined by newlines.

    Raises:
        SyntaxError: the code is not Python.

    """
    found = [*_docstrings(code), *_comments(code)]
    return sorted(found, key=lambda message: (message.row, message.column))


def _docstrings(code: str) -> Iterator[Message]:
    lines = code.split("\n")
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, _DOCUMENTED) or not node.body:
            continue
        first = node.body[0]
        if not (isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)):
            continue
        text = first.value.value
        if isinstance(text, str) and _WORD.search(text):
            yield Message(
                "docstring",
                inspect.cleandoc(text),
                first.lineno - 1,
                _column(lines[first.lineno - 1], first.col_offset),
                (first.end_lineno or first.lineno) - 1,
                _column(lines[(first.end_lineno or first.lineno) - 1], first.end_col_offset or 0),
            )


def _column(line: str, utf8_offset: int) -> int:
    return len(line.encode()[:utf8_offset].decode())


def _comments(code: str) -> Iterator[Message]:
    tokens = [
        token
        for token in _tokens(code)
        if token.type == tokenize.COMMENT and not TOOL_COMMENT.match(token.string)
    ]
    alone = [token for token in tokens if not token.line[: token.start[1]].strip()]
    for token in tokens:
        if token not in alone and _WORD.search(token.string):
            yield _message("inline", [token])
    neighbours = groupby(
        enumerate(alone), key=lambda pair: (pair[1].start[0] - pair[0], pair[1].start[1])
    )
    for _, pairs in neighbours:
        block = [token for _, token in pairs]
        if any(_WORD.search(token.string) for token in block):
            yield _message("comment", block)


def _tokens(code: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(code).readline)
    except tokenize.TokenError as error:
        raise SyntaxError(error.args[0], ("<code>", error.args[1][0], 0, None)) from error


def _message(kind: Literal["comment", "inline"], block: list[tokenize.TokenInfo]) -> Message:
    text = "\n".join(token.string.lstrip("#").strip() for token in block)
    first, last = block[0], block[-1]
    return Message(kind, text, first.start[0] - 1, first.start[1], last.end[0] - 1, last.end[1])
