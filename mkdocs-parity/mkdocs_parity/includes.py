"""Resolving one include: a file, a marked section, a range of lines, or a Python symbol."""

import ast
import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markdown import Markdown
from pymdownx.snippets import SnippetExtension, SnippetPreprocessor

from mkdocs_parity.document import Line, Origin
from mkdocs_parity.errors import ParityError
from mkdocs_parity.files import read_text
from mkdocs_parity.messages import UNPARSABLE


class Includer:
    """Reads what includes name, from one folder and nowhere else.

    Paths, sections and line ranges are parsed and cut by the preprocessor of
    `pymdownx.snippets`; a name without a section marker is looked up as a class, function or
    assignment of a Python file.

    Args:
        root: the folder that include paths start from and may not leave.
        project: the folder that files are named after, `root` if not given.

    """

    def __init__(self, root: Path, project: Path | None = None) -> None:
        self.root = root.resolve()
        self.project = self.root if project is None else project.resolve()
        extension = SnippetExtension(
            base_path=[str(self.root)],
            restrict_base_path=True,
            check_paths=True,
            dedent_subsections=True,
        )
        self._snippets = SnippetPreprocessor(extension.getConfigs(), Markdown())
        self._files: dict[Path, list[str]] = {}
        self._marks: dict[str, list[tuple[int, str, str]]] = {}
        self._known_symbols: dict[str, dict[str, ast.stmt]] = {}
        self._located: dict[str, Path] = {}
        self._selected: dict[tuple[str, str], list[int]] = {}

    @property
    def files(self) -> frozenset[Path]:
        """Every file that was read, to be watched."""
        return frozenset(self._files)

    @property
    def places(self) -> list[Path]:
        """The files and folders directly below the root in which those files lie."""
        return sorted({self.root / file.relative_to(self.root).parts[0] for file in self._files})

    def include(self, spec: str, page: Origin) -> list[Line]:
        """Return the lines that `spec` names, dedented, each with its file and line.

        Args:
            spec: what stands between the quotes, e.g. `encdec/base.py:Encoder`.
            page: the line of the include, for errors.

        Raises:
            ParityError: the file, section or symbol is missing, outside the root or malformed.

        """
        target = self._snippets.parse_snippet_target(spec)
        if target is None:
            raise _error(
                page,
                f"the include {spec!r} names no file",
                'write --8<-- "path/to/file.py:section"',
            )
        if target["path"] not in self._located:
            self._located[target["path"]] = self._locate(target["path"], page)
        path = self._located[target["path"]]
        lines = self._read(path)
        name = self._name(path)
        if (name, spec) not in self._selected:
            self._selected[name, spec] = self._select(lines, target, name, page)
        numbers = self._selected[name, spec]
        for number in numbers:
            self._refuse_nested(lines[number - 1], Origin(name, number))
        texts = [self._unescape(lines[number - 1]) for number in numbers]
        if target["section"] or target["start"]:
            texts = self._snippets.dedent(texts)
            if not numbers:
                raise _error(
                    page, f"the include {spec!r} names no lines", f"{name} has {len(lines)} lines"
                )
        return [
            Line(text, page, Origin(name, number))
            for text, number in zip(texts, numbers, strict=False)
        ]

    def _locate(self, path: str, page: Origin) -> Path:
        if "://" in path:
            raise _error(
                page, f"the include {path!r} is an address", "copy the file into the project"
            )
        try:
            whole = (self.root / path).resolve()
            folder = whole.is_dir()
        except (OSError, RuntimeError, ValueError) as error:
            raise _error(
                page, f"the include {path!r} names no file: {error}", "check the path"
            ) from error
        if not whole.is_relative_to(self.root):
            raise _error(
                page,
                f"the include {path!r} lies outside the project",
                f"include a file below {self.root.name}/",
            )
        if folder:
            raise _error(page, f"the include {path!r} is a folder", "name a file in it")
        found = self._snippets.get_snippet_path(path)
        if found is None or not whole.is_file():
            raise _error(page, f"the include {path!r} does not exist", self._suggest(path))
        return whole

    def _suggest(self, path: str) -> str:
        folder = (self.root / path).parent
        try:
            names = [file.name for file in folder.iterdir()]
        except OSError:
            names = []
        file, colon, _ = Path(path).name.rpartition(":")
        if colon and file in names:
            return "name a section or symbol that begins with a letter"
        close = difflib.get_close_matches(Path(path).name, names, n=1)
        return (
            f"did you mean {(Path(path).parent / close[0]).as_posix()!r}?"
            if close
            else "check the path"
        )

    def _name(self, path: Path) -> str:
        inside = path.is_relative_to(self.project)
        return path.relative_to(self.project if inside else self.root).as_posix()

    def _read(self, path: Path) -> list[str]:
        if path not in self._files:
            text = read_text(path, self._name(path))
            self._files[path] = text.removesuffix("\n").split("\n") if text else []
        return self._files[path]

    def _select(
        self, lines: list[str], target: dict[str, Any], name: str, page: Origin
    ) -> list[int]:
        """Return the numbers of the lines that the target names."""
        if target["section"] is None:
            chosen = self._snippets.select_snippet_lines(self._numbered(lines), target)
            return [int(number) for number in chosen if number.isdecimal()]
        section = target["section"]
        marks = [
            (number, kind)
            for number, kind, marked in self._sections(lines, name)
            if marked == section
        ]
        if marks:
            kinds = [kind for _, kind in marks]
            if kinds != ["start", "end"]:
                raise _error(
                    Origin(name, marks[-1][0]),
                    f"section {section!r} needs one start and one end, but has: {', '.join(kinds)}",
                    f"mark it once by [start:{section}] and [end:{section}]",
                )
            chosen = self._snippets.extract_section(section, self._numbered(lines))
            return [int(number) for number in chosen if number]
        found = self._symbol(lines, section, name) if name.endswith((".py", ".pyi")) else None
        if found is None:
            raise _error(
                page,
                f"{name} has no section or symbol {section!r}",
                self._known(lines, section, name),
            )
        return [number for number in found if not self._marker(lines[number - 1])]

    def _sections(self, lines: list[str], name: str) -> list[tuple[int, str, str]]:
        """Find the markers of a file: their line, kind and section."""
        if name not in self._marks:
            self._marks[name] = [
                (number, match["type"].lower(), match["name"])
                for number, line in enumerate(lines, 1)
                if "8<" in line and (match := self._marker(line))
            ]
        return self._marks[name]

    def _symbol(self, lines: list[str], symbol: str, name: str) -> range | None:
        """Find the lines of a module-level definition, decorators included."""
        if name not in self._known_symbols:
            self._known_symbols[name] = _parsed(lines, symbol, name)
        node = self._known_symbols[name].get(symbol)
        if node is None:
            return None
        first = min([node.lineno, *(item.lineno for item in getattr(node, "decorator_list", []))])
        return range(first, (node.end_lineno or first) + 1)

    def _known(self, lines: list[str], section: str, name: str) -> str:
        names = {match["name"] for line in lines if (match := self._marker(line))}
        if name.endswith((".py", ".pyi")):
            symbols = _symbols(ast.parse("\n".join(lines)))
            names |= {symbol for symbol in symbols if not symbol.startswith("_")}
        close = difflib.get_close_matches(section, names, n=1)
        if close:
            return f"did you mean {close[0]!r}?"
        return (
            f"it has: {', '.join(sorted(names))}"
            if names
            else f"mark one by --8<-- [start:{section}]"
        )

    def _numbered(self, lines: list[str]) -> list[str]:
        """Put each line's number in its place, so that the library's cutting tells its choice."""
        return [
            line if "8<" in line and self._marker(line) else str(number)
            for number, line in enumerate(lines, 1)
        ]

    def _marker(self, line: str) -> Any:
        match = self._snippets.match_section(line)
        return match if match and not match["escape"] else None

    def _unescape(self, line: str) -> str:
        if "8<" not in line:
            return line
        match = self._snippets.match_section(line) or self._snippets.RE_ALL_SNIPPETS.match(line)
        return line.replace(";", "", 1) if match and match["escape"] else line

    def _refuse_nested(self, text: str, where: Origin) -> None:
        if "8<" not in text:
            return
        match = self._snippets.RE_ALL_SNIPPETS.match(text)
        if match and not match["escape"]:
            raise _error(
                where,
                "an included file includes another",
                "include both from the page, or escape it: ;--8<--",
            )


def _error(where: Origin, cause: str, fix: str) -> ParityError:
    return ParityError(cause, file=where.file, line=where.line, fix=fix)


def _parsed(lines: Sequence[str], symbol: str, name: str) -> dict[str, ast.stmt]:
    try:
        return _symbols(ast.parse("\n".join(lines)))
    except UNPARSABLE as error:
        raise ParityError(
            f"cannot look for {symbol!r}: {getattr(error, 'msg', error)}",
            file=name,
            line=getattr(error, "lineno", None),
            fix="mend the Python file",
        ) from error


def _symbols(tree: ast.Module) -> dict[str, ast.stmt]:
    found: dict[str, ast.stmt] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            found.update(
                {target.id: node for target in node.targets if isinstance(target, ast.Name)}
            )
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = node
    return found
