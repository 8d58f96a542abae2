"""What a translator may say in a Python program: its comments and docstrings."""

import ast
import codecs
import inspect
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal

# Comments that speak to tools; a translation must neither change nor imitate them.
TOOL_COMMENT = re.compile(
    r"#\s*(?:type:|(?i:noqa)|pragma\b|(?:fmt|isort|ruff|flake8|yapf|black|mypy|pyright|pyre|ty|pylint"
    r"|doctest):|nosec|%%|!|-\*-|SPDX-)"
)
# What declares the encoding of a program in its first two lines (PEP 263).
COOKIE = re.compile(r"#.*?coding[:=][ \t]*(?P<name>[-\w.]+)")
# What the parser raises for text that is no program.
UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
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

    Comments for tools (`# noqa`, `# type:`) and comments without a word are left out; of a
    comment that ends in one for tools, that end is left out. Neighbouring lines of comment in
    one column are one message, its lines joined by newlines.

    Raises:
        SyntaxError: the code is not Python; as the parser, also one of `UNPARSABLE`.

    """
    if "\r" in code:  # the parser would count it as the end of a line
        row = code.count("\n", 0, code.index("\r")) + 1
        raise SyntaxError("carriage return in the code", ("<code>", row, 0, None))
    return list(_messages(code))


@lru_cache(maxsize=1024)  # every language asks for them
def _messages(code: str) -> tuple[Message, ...]:
    found = [*_docstrings(code), *_comments(code)]
    return tuple(sorted(found, key=lambda message: (message.row, message.column)))


def _docstrings(code: str) -> Iterator[Message]:
    lines = code.split("\n")
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, _DOCUMENTED) or not node.body:
            continue
        first = node.body[0]
        if not (isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)):
            continue
        literal, text = first.value, first.value.value
        if isinstance(text, str) and _WORD.search(text):
            row, end_row = literal.lineno - 1, (literal.end_lineno or literal.lineno) - 1
            yield Message(
                "docstring",
                inspect.cleandoc(text),
                row,
                _column(lines[row], literal.col_offset),
                end_row,
                _column(lines[end_row], literal.end_col_offset or 0),
            )


def _column(line: str, utf8_offset: int) -> int:
    return len(line.encode()[:utf8_offset].decode())


def _comments(code: str) -> Iterator[Message]:
    lines = code.split("\n")
    alone: list[tokenize.TokenInfo] = []
    for token in _tokens(code):
        row, column = token.start
        if token.type != tokenize.COMMENT or _for_tools(token.string, row):
            continue
        if not lines[row - 1][:column].strip() and _tool_end(token.string) is None:
            alone.append(token)
        elif _WORD.search(token.string[: _tool_end(token.string)]):
            yield _message("inline", [token])
    neighbours = groupby(
        enumerate(alone), key=lambda pair: (pair[1].start[0] - pair[0], pair[1].start[1])
    )
    for _, pairs in neighbours:
        block = [token for _, token in pairs]
        if any(_WORD.search(token.string) for token in block):
            yield _message("comment", block)


def _for_tools(comment: str, row: int) -> bool:
    """Tell whether a comment in this row, from 1, speaks to a tool."""
    cookie = COOKIE.match(comment) if row <= 2 else None
    return bool(TOOL_COMMENT.match(comment) or (cookie and _is_codec(cookie["name"])))


def _is_codec(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def _tool_end(comment: str) -> int | None:
    """Return where a comment for tools begins inside of another comment."""
    parts = re.finditer(r"\s*#", comment)
    return next(
        (part.start() for part in parts if TOOL_COMMENT.match(comment, part.end() - 1)), None
    )


def _tokens(code: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(code).readline)
    except tokenize.TokenError as error:
        raise SyntaxError(error.args[0], ("<code>", error.args[1][0], 0, None)) from error


def _message(kind: Literal["comment", "inline"], block: list[tokenize.TokenInfo]) -> Message:
    end = _tool_end(block[0].string) if kind == "inline" else None
    text = "\n".join(token.string[:end].lstrip("#").strip() for token in block)
    first, last = block[0], block[-1]
    column = last.end[1] if end is None else first.start[1] + end
    return Message(kind, text, first.start[0] - 1, first.start[1], last.end[0] - 1, column)
