"""What the highlighter takes for Python, and what the test run executes."""

from functools import cache

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.lexers.python import (
    Python2Lexer,
    PythonConsoleLexer,
    PythonLexer,
    PythonTracebackLexer,
)
from pygments.util import ClassNotFound

# Run by a shell, as pytest-codeblocks does.
SHELLS = frozenset({"sh", "bash"})


@cache
def is_python(language: str) -> bool:
    """Tell whether a fence of this language is highlighted as a Python program."""
    return _is(language, (PythonLexer, Python2Lexer))


@cache
def is_transcript(language: str) -> bool:
    """Tell whether a fence of this language shows a Python console, which cannot be run."""
    return _is(language, (PythonConsoleLexer, PythonTracebackLexer))


def _is(language: str, lexers: tuple[type[Lexer], ...]) -> bool:
    if not language:
        return False
    try:
        return issubclass(find_lexer_class_by_name(language), lexers)
    except ClassNotFound:
        return False
