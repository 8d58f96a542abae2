"""A bad input: what makes it, where its error points, and which programs meet it."""

from collections.abc import Mapping
from dataclasses import dataclass

from conftest import CATALOGUE, MKDOCS_YML

ALL = "build test outputs extract render"
TRANSLATED = "build test render"  # `outputs` and `extract` read the default language's pages alone
DRAWN = "build extract"  # figures are in no block, and stay images in Markdown
SHOWN = "build test extract render"  # what `outputs` does not read, because it writes it
Y = "docs/en/y.md"
NS = 'xmlns="http://www.w3.org/2000/svg"'
CODE = '```python\n--8<-- "snippets/a.py:two"\n```\n'
TEXT = '```text\n--8<-- "snippets/outputs/two.txt"\n```\n'
FIGURE = {Y: "# Y\n\n![A box](f.svg)\n"}


@dataclass(frozen=True)
class Bad:
    """A mistake.

    Attributes:
        name: what it is.
        files: the files that make it; a text that begins with `-> ` is a symbolic link.
        where: the file and line that the error names.
        cause: a part of what the error says.
        fix: a part of the fix that it offers.
        meets: the programs that meet it; all others end well.
        page: the page that `render` is given.

    """

    name: str
    files: Mapping[str, str | bytes]
    where: str
    cause: str
    fix: str
    meets: str = ALL
    page: str = Y


def page(name: str, body: str, line: int, cause: str, fix: str) -> Bad:
    """Put a mistake into an English page, below its heading and an empty line."""
    return Bad(name, {Y: f"# Y\n\n{body}"}, f"{Y}:{line}", cause, fix)


def include(name: str, spec: str, cause: str, fix: str) -> Bad:
    """Include something that cannot be, in line 4 of an English page."""
    return page(name, f'```python\n--8<-- "{spec}"\n```\n', 4, cause, fix)


def snippet(name: str, text: str, section: str, line: int, cause: str, fix: str) -> Bad:
    """Put a mistake into a snippet that an English page includes."""
    files = {Y: f'# Y\n\n```python\n--8<-- "snippets/b.py{section}"\n```\n', "snippets/b.py": text}
    return Bad(name, files, f"snippets/b.py:{line}", cause, fix)


def entry(name: str, old: str, new: str, line: int, cause: str, fix: str, meets: str) -> Bad:
    """Put a mistake into the Portuguese catalogue."""
    assert CATALOGUE.count(old) == 1
    files = {"docs/pt/code.po": CATALOGUE.replace(old, new)}
    return Bad(name, files, f"docs/pt/code.po:{line}", cause, fix, meets, "docs/pt/learn/x.md")


def figure(name: str, svg: str, line: int, cause: str, fix: str) -> Bad:
    """Put a mistake into a figure that an English page shows."""
    files = {**FIGURE, "docs/en/f.svg": svg}
    return Bad(name, files, f"docs/en/f.svg:{line}", cause, fix, DRAWN)


def config(name: str, old: str, new: str, where: str, cause: str, fix: str) -> Bad:
    """Put a mistake into mkdocs.yml."""
    assert MKDOCS_YML.count(old) == 1
    return Bad(name, {"mkdocs.yml": MKDOCS_YML.replace(old, new)}, where, cause, fix)
