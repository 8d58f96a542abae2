"""*localize*: translate a program's comments and docstrings, and prove it the same."""

import ast
import inspect
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mkdocs_parity.document import Document, Fence, Line, scan
from mkdocs_parity.errors import ParityError
from mkdocs_parity.languages import is_python
from mkdocs_parity.messages import COOKIE, TOOL_COMMENT, UNPARSABLE, Message, messages

_LITERAL = re.compile(
    r"(?P<prefix>[rRuU]?)(?P<quotes>\"\"\"|'''|\"|')(?P<text>.*)(?P=quotes)\Z", re.DOTALL
)
# Marks that make text read in another order than it runs (https://trojansource.codes, 2021).
_BIDIRECTIONAL = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


@dataclass(frozen=True, slots=True)
class Translation:
    """A catalogue's text for a message, and where the catalogue has it."""

    text: str
    file: str
    line: int


Translate = Callable[[str], Translation | None]


@dataclass(frozen=True, slots=True)
class Missing:
    """A message without a translation, and where its English stands."""

    text: str
    where: Line


def localize(document: Document, translate: Translate) -> tuple[Document, list[Missing]]:
    """Translate the comments and docstrings in the Python fences of an expanded page.

    Args:
        document: the page, its includes expanded.
        translate: returns the translation of a message, or None; English then stays.

    Returns:
        the page, and the messages that have no translation.

    Raises:
        ParityError: a translation would change the program, or a fence holds no Python.

    """
    result: list[Line] = []
    missing: list[Missing] = []
    done = 0
    for item in scan(document):
        if isinstance(item, Fence) and is_python(item.language):
            code, lacking = localize_code(item.body(document), translate)
            _refuse_closing(item, code)
            result.extend(document[done : item.start + 1])
            result.extend(Line(item.indent(line.text), line.page, line.source) for line in code)
            missing.extend(lacking)
            done = item.end
    result.extend(document[done:])
    return tuple(result), missing


def localize_code(code: Sequence[Line], translate: Translate) -> tuple[list[Line], list[Missing]]:
    """Translate one program; see `localize`."""
    original = "".join(f"{line.text}\n" for line in code)
    lines = list(code)
    missing: list[Missing] = []
    used: list[tuple[Message, Translation]] = []
    for message in reversed(messages_of(code)):
        translation = translate(message.text)
        if translation is None:
            missing.insert(0, Missing(message.text, code[message.row]))
            continue
        _refuse_unsafe(message, translation)
        used.append((message, translation))
        lines[message.row : message.end_row + 1] = _replace(lines, message, translation)
    if used:
        _prove_equal(original, "".join(f"{line.text}\n" for line in lines), used, code[0])
    return lines, missing


def messages_of(code: Sequence[Line]) -> list[Message]:
    """Find the messages of a program; its syntax errors are reported at their place."""
    try:
        return messages("".join(f"{line.text}\n" for line in code))
    except UNPARSABLE as error:
        number = getattr(error, "lineno", None) or 1
        line = code[min(max(number, 1), len(code)) - 1]
        where = line.source or line.page
        raise ParityError(
            "this is not a Python program by itself: "
            f"{getattr(error, 'msg', error)} (shown at {line.page})",
            file=where.file,
            line=where.line,
            fix="let the section hold whole statements",
        ) from error


def _replace(lines: Sequence[Line], message: Message, translation: Translation) -> list[Line]:
    old = lines[message.row : message.end_row + 1]
    before = old[0].text[: message.column]
    behind = old[-1].text[message.end_column :]
    if message.kind == "docstring":
        literal = "\n".join([old[0].text[message.column :], *(line.text for line in old[1:])])
        literal = literal.removesuffix(behind) if behind else literal
        new = _docstring(literal, before, translation).split("\n")
    else:
        new = [
            f"{before if number else ''}# {text}".rstrip()
            for number, text in enumerate(translation.text.split("\n"))
        ]
    new[0] = before + new[0]
    new[-1] += behind
    return [
        Line(text, old[min(number, len(old) - 1)].page, old[min(number, len(old) - 1)].source)
        for number, text in enumerate(new)
    ]


def _docstring(literal: str, before: str, translation: Translation) -> str:
    match = _LITERAL.fullmatch(literal)
    if match is None:
        raise _refusal(
            translation, "the docstring is not one plain string literal", 'write it as one """…"""'
        )
    text = translation.text
    if match["prefix"] not in ("r", "R"):
        text = text.replace("\\", "\\\\")
        text = text if len(match["quotes"]) == 3 else text.replace("\n", "\\n")
    indent = before if not before.strip() else ""
    text = "\n".join(
        indent + line if number and line else line for number, line in enumerate(text.split("\n"))
    )
    closing = match["text"][len(match["text"].rstrip()) :]
    return f"{match['prefix']}{match['quotes']}{text}{closing}{match['quotes']}"


def _refuse_unsafe(message: Message, translation: Translation) -> None:
    text = translation.text
    refuse_controls(translation)
    if message.kind == "docstring":
        return
    if "\n" in text and "\n" not in message.text:
        raise _refusal(
            translation,
            "the comment has one line, its translation several",
            "write the translation in one line",
        )
    comments = [f"# {part}" for line in text.split("\n") for part in line.split("#")]
    cookie = message.row < 2 and any(COOKIE.match(comment) for comment in comments)
    if cookie or any(TOOL_COMMENT.match(comment) for comment in comments):
        raise _refusal(
            translation,
            "the translation reads as an instruction to a tool",
            "begin it with another word",
        )


def refuse_controls(translation: Translation) -> None:
    """Refuse characters that hide or reorder text.

    Raises:
        ParityError: the translation contains one.

    """
    for character in translation.text:
        control = unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t"
        if control or character in _BIDIRECTIONAL or character in "\u2028\u2029\ufeff":
            raise _refusal(
                translation,
                f"the translation contains the control character U+{ord(character):04X}",
                "delete it",
            )


def _refuse_closing(fence: Fence, code: Sequence[Line]) -> None:
    for line in code:
        if line.text.strip().startswith(fence.ticks):
            where = line.source or line.page
            raise ParityError(
                f"a translated line would close the fence around it: {line.text.strip()!r}",
                file=where.file,
                line=where.line,
                fix="take the backticks out of the catalogue entry",
            )


def _prove_equal(
    original: str, localized: str, used: Sequence[tuple[Message, Translation]], first: Line
) -> None:
    """Compare the programs without docstrings, and the docstrings with what was asked for."""
    if _same_program(original, localized, used):
        return
    for message, translation in used:
        lines = [Line(text, first.page) for text in original.removesuffix("\n").split("\n")]
        lines[message.row : message.end_row + 1] = _replace(lines, message, translation)
        if not _same_program(
            original, "".join(f"{line.text}\n" for line in lines), [(message, translation)]
        ):
            raise _refusal(
                translation,
                f"the translation of the {message.kind} {_short(message.text)} changes the program",
                "translate the words only: no quotes that end the string, no code",
            )
    where = first.source or first.page
    raise ParityError(
        f"the translations together change this program (shown at {first.page})",
        file=where.file,
        line=where.line,
        fix="look for quotes and backslashes in the catalogue's entries for this file",
    )


def _same_program(
    original: str, localized: str, used: Sequence[tuple[Message, Translation]]
) -> bool:
    try:
        before, after = ast.parse(original), ast.parse(localized)
    except UNPARSABLE:
        return False
    docstrings = _drop_docstrings(after)
    _drop_docstrings(before)
    wanted = {inspect.cleandoc(t.text) for m, t in used if m.kind == "docstring"}
    return ast.dump(before) == ast.dump(after) and wanted <= docstrings


def _drop_docstrings(tree: ast.Module) -> set[str]:
    dropped: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text is not None:
                dropped.add(text)
                node.body = node.body[1:]
    return dropped


def _refusal(translation: Translation, cause: str, fix: str) -> ParityError:
    return ParityError(cause, file=translation.file, line=translation.line, fix=fix)


def _short(text: str) -> str:
    line = text.split("\n")[0]
    return repr(line if len(line) <= 60 else f"{line[:57]}…")
