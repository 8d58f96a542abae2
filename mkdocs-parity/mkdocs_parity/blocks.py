"""The blocks of a page that run, and the programs that they join into."""

import ast
import importlib.util
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mkdocs_parity.document import Directive, Document, Fence, Line, Origin, scan
from mkdocs_parity.errors import ParityError
from mkdocs_parity.languages import SHELLS, is_python, is_transcript
from mkdocs_parity.messages import UNPARSABLE

_CONT = "pytest-codeblocks:cont"
_EXPECTED = "pytest-codeblocks:expected-output"
_IMPORT = re.compile(r"pytest-codeblocks:importorskip\((?P<module>[\w.]+)\)")
_MARK = re.compile(r"pytest\.mark\.(?P<call>.*)")


@dataclass(frozen=True, slots=True)
class Expected:
    """The output that a page shows below a block, and where the page has it."""

    text: str
    page: Origin
    source: Origin | None


@dataclass(frozen=True, slots=True)
class Block:
    """A fence that runs.

    Attributes:
        page: the page and the line of the opening fence.
        language: `python`, or the name of a shell.
        lines: the code, each line with its origin.
        continues: whether it runs after the block before it, in the same program.
        skip: why it does not run, or None.
        module: a module without which it is skipped, or None.
        expected: the output shown for it, or None.

    """

    page: Origin
    language: str
    lines: tuple[Line, ...]
    continues: bool = False
    skip: str | None = None
    module: str | None = None
    expected: Expected | None = None

    @property
    def code(self) -> str:
        """The code as shown, each line ended by a newline."""
        return "".join(f"{line.text}\n" for line in self.lines)

    @property
    def reason(self) -> str | None:
        """Why the block does not run here: its mark, or a module that is not installed."""
        if self.skip is None and self.module is not None and not _installed(self.module):
            return f"the module {self.module} is not installed"
        return self.skip


Program = tuple[Block, ...]


@dataclass
class _Pending:
    """What the directives read so far say of the next fence."""

    continues: bool = False
    expected: Directive | None = None
    skip: str | None = None
    module: str | None = None
    last: Directive | None = None


def blocks(document: Document) -> list[Block]:
    """Find every block of an expanded page that runs or says why it does not.

    Raises:
        ParityError: a directive is unknown, hides code without a reason or stands in a wrong
            place; a Python block was typed into the page; a console transcript; a block
            continues one in another language.

    """
    found: list[Block] = []
    pending = _Pending()
    for item in scan(document):
        if isinstance(item, Directive):
            _read(item, document, pending, found)
            continue
        if pending.expected is not None:
            found[-1] = replace(found[-1], expected=_expected(item, document))
        elif is_python(item.language) or item.language in SHELLS:
            found.append(_block(item, document, pending, found))
        else:
            _refuse_other(item, document, pending)
        pending = _Pending()
    if pending.last is not None:
        raise _error(
            document[pending.last.index],
            f"no fence follows {pending.last.text!r}",
            "delete it or add the fence",
        )
    return found


def programs(found: Iterable[Block]) -> list[Program]:
    """Join blocks into programs, each block of which continues the one before it."""
    joined: list[list[Block]] = []
    for block in found:
        if block.continues:
            joined[-1].append(block)
        else:
            joined.append([block])
    return [tuple(program) for program in joined]


def _read(item: Directive, document: Document, pending: _Pending, found: list[Block]) -> None:
    line = document[item.index]
    if pending.expected is not None or (pending.last is not None and item.text == _EXPECTED):
        raise _error(
            line,
            "'expected-output' stands together with another directive",
            "put each above the fence that it speaks of",
        )
    pending.last = item
    if item.text in (_CONT, _EXPECTED) and not found:
        raise _error(line, f"{item.text!r} has no block before it", "put it below a python fence")
    if item.text == _CONT:
        pending.continues = True
    elif item.text == _EXPECTED:
        if found[-1].expected is not None:
            raise _error(
                line, f"the block at {found[-1].page} already has an expected output", "delete one"
            )
        pending.expected = item
    elif match := _IMPORT.fullmatch(item.text):
        pending.module = match["module"]
    elif match := _MARK.fullmatch(item.text):
        pending.skip = _reason(match["call"], line)
    elif item.text.startswith("pytest-codeblocks:skip"):
        raise _error(
            line,
            f"{item.text!r} hides code without a reason",
            '<!--pytest.mark.skip(reason="why it cannot run")-->',
        )
    else:
        known = "cont, expected-output, importorskip(module), pytest.mark.skip(reason=…)"
        raise _error(line, f"the directive {item.text!r} is not known", f"use one of: {known}")


def _refuse_other(item: Fence, document: Document, pending: _Pending) -> None:
    if is_transcript(item.language):
        raise _error(
            document[item.start],
            f"a fence {item.language!r} shows a console, which cannot be run",
            "include the code in a python fence and its output in a text fence below",
        )
    if pending.last is not None:
        raise _error(
            document[pending.last.index],
            f"the directive {pending.last.text!r} stands before a fence that does not run",
            "move it to the line above a python fence",
        )


def _installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _reason(call: str, line: Line) -> str:
    """Read a skip mark as data: marks of pages are never evaluated."""
    try:
        node = ast.parse(call, mode="eval").body
    except UNPARSABLE:
        node = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "skip":
        values = [word.value for word in node.keywords if word.arg == "reason"]
        reason = values[0].value if values and isinstance(values[0], ast.Constant) else None
        if isinstance(reason, str) and reason.strip() and len(node.keywords) == 1 and not node.args:
            return reason.strip()
    raise _error(
        line,
        f"the mark {call!r} is not a skip with a reason",
        '<!--pytest.mark.skip(reason="why it cannot run")-->',
    )


def _expected(item: Fence, document: Document) -> Expected:
    if is_python(item.language):
        raise _error(
            document[item.start],
            "an expected output is highlighted as Python",
            "call its fence text",
        )
    body = item.body(document)
    text = "".join(f"{line.text}\n" for line in body)
    return Expected(text, document[item.start].page, body[0].source if body else None)


def _block(item: Fence, document: Document, pending: _Pending, found: list[Block]) -> Block:
    lines = item.body(document)
    opening = document[item.start]
    language = "python" if is_python(item.language) else item.language
    if opening.source is not None:
        raise _error(
            opening,
            f"the {item.language} fence comes from an included file ({opening.source})",
            "write the fence into the page, and include only the code",
        )
    if pending.continues and (language != "python" or found[-1].language != "python"):
        raise _error(
            opening,
            f"the {language} block cannot continue the {found[-1].language} block above",
            "delete the directive cont",
        )
    typed = next((line for line in lines if line.source is None and line.text.strip()), None)
    if typed is not None or not lines:
        raise _error(
            typed or opening,
            f"the {item.language} block is typed into the page",
            'move the code to snippets/ and include it: --8<-- "snippets/file.py:section"',
        )
    return Block(
        page=opening.page,
        language=language,
        lines=tuple(lines),
        continues=pending.continues,
        skip=pending.skip,
        module=pending.module,
    )


def _error(line: Line, cause: str, fix: str) -> ParityError:
    return ParityError(cause, file=line.page.file, line=line.page.line, fix=fix)
