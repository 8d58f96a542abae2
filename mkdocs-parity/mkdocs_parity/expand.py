"""*expand*: put the text that includes name in the place of the include lines."""

import re

from pymdownx.snippets import SnippetPreprocessor

from mkdocs_parity.document import Directive, Document, Fence, Line, front_matter, scan
from mkdocs_parity.errors import ParityError
from mkdocs_parity.includes import Includer

_INCLUDE = SnippetPreprocessor.RE_ALL_SNIPPETS
# An include, also with the dashes of a word processor, in a quotation or as an item of a list.
_LOOKS_LIKE = re.compile(r"(?:[>*+]|-(?=[ \t])|\d+\.|[ \t])*[-–—]+8<[-–—]+")


def expand(document: Document, includer: Includer, *, outputs: bool = True) -> Document:
    """Resolve every include of a page.

    A line `--8<-- "path:name"` is replaced by the lines it names, indented as the include is;
    `;--8<--` is unescaped and left. Fences and front matter stay as they are.

    Args:
        document: the page.
        includer: reads what the includes name.
        outputs: if false, includes in expected-output fences become empty, whether or not
            the file exists.

    Raises:
        ParityError: an include is malformed or cannot be resolved, or its text would close
            the fence around it.

    """
    fences = {
        index: fence for fence in _fences(document) for index in range(fence.start + 1, fence.end)
    }
    silent = set() if outputs else _expected_lines(document)
    first = front_matter(document)
    expanded: list[Line] = list(document[:first])
    for index, line in enumerate(document[first:], first):
        fence = fences.get(index)
        body = line.text if fence is None else fence.strip(line.text)
        match = _INCLUDE.match(body)
        if match is None:
            _refuse_malformed(body, line)
            expanded.append(line)
        elif match["escape"]:
            expanded.append(Line(line.text.replace(";", "", 1), line.page))
        elif not match["inline_marker"]:
            raise _error(
                line, "the block form of includes is not read", 'write one --8<-- "path" per line'
            )
        elif index not in silent:
            included = includer.include(match["snippet"][1:-1].strip(), line.page)
            expanded.extend(_place(item, match["space"], fence) for item in included)
    return tuple(expanded)


def include_of(text: str) -> str | None:
    """Return what an include line names, or None if the line is no include."""
    match = _INCLUDE.match(text)
    return (
        match["snippet"][1:-1].strip()
        if match and match["inline_marker"] and not match["escape"]
        else None
    )


def _fences(document: Document) -> list[Fence]:
    return [item for item in scan(document) if isinstance(item, Fence)]


def _expected_lines(document: Document) -> set[int]:
    """Find the lines in the fences that follow an expected-output directive."""
    lines: set[int] = set()
    expected = False
    for item in scan(document):
        if isinstance(item, Directive):
            expected = item.text.startswith("pytest-codeblocks:expected-output")
        else:
            lines.update(range(item.start + 1, item.end) if expected else ())
            expected = False
    return lines


def _place(item: Line, space: str, fence: Fence | None) -> Line:
    text = f"{space}{item.text}".rstrip() if not item.text.strip() else space + item.text
    if fence is None:
        return Line(text, item.page, item.source)
    if item.text.strip().startswith(fence.ticks):
        where = item.source or item.page
        raise ParityError(
            f"this line would close the fence that includes it ({item.page})",
            file=where.file,
            line=where.line,
            fix=f"open and close that fence by {fence.ticks + fence.ticks[0]}",
        )
    return Line(fence.indent(text), item.page, item.source)


def _refuse_malformed(body: str, line: Line) -> None:
    if _LOOKS_LIKE.match(body):
        raise _error(
            line,
            f"this looks like an include but is not one: {body.strip()!r}",
            'write --8<-- "path" alone on its line, in straight quotes; to show it, ;--8<--',
        )


def _error(line: Line, cause: str, fix: str) -> ParityError:
    return ParityError(cause, file=line.page.file, line=line.page.line, fix=fix)
