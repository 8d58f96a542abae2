"""Resolving one include."""

from pathlib import Path

import pytest
from conftest import Site
from mkdocs_parity import Includer, Origin, ParityError

HERE = Origin("docs/en/index.md", 5)
CODE = """\
import functools
# --8<-- [start:one]
x = 1
# --8<-- [end:one]
# --8<-- [start:open]
y = 2
# --8<-- [start:twice]
# --8<-- [end:twice]
# --8<-- [start:twice]
# --8<-- [end:twice]
# --8<-- [start:empty]
# --8<-- [end:empty]


@functools.cache
def f():
    return x


_hidden = 1
if x:
    inner = 2
"""


@pytest.fixture
def includer(site: Site) -> Includer:
    site.write("b.py", CODE)
    site.write("broken.py", "# --8<-- [start:one]\nx = 1\n# --8<-- [end:one]\ndef f(:\n")
    return Includer(site.root)


def texts(includer: Includer, spec: str) -> list[str]:
    return [line.text for line in includer.include(spec, HERE)]


def error_of(includer: Includer, spec: str) -> ParityError:
    with pytest.raises(ParityError) as caught:
        includer.include(spec, HERE)
    return caught.value


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("b.py:one", ["x = 1"]),
        ("./b.py:one", ["x = 1"]),
        ("snippets/../b.py:one", ["x = 1"]),
        ("b.py:f", ["@functools.cache", "def f():", "    return x"]),
        ("b.py:x", ["x = 1"]),
        ("b.py:1:1", ["import functools"]),
        ("b.py:-1:", ["inner = 2"]),
        ("broken.py:one", ["x = 1"]),
        ("snippets/outputs/two.txt", ["2.0"]),
    ],
)
def test_what_is_named(includer: Includer, spec: str, expected: list[str]) -> None:
    assert texts(includer, spec) == expected


def test_output_that_looks_like_numbers_or_markers_stays(site: Site) -> None:
    site.write("out.txt", "3\n\n1\n  2\n")
    assert texts(Includer(site.root), "out.txt") == ["3", "", "1", "  2"]


def test_files_are_read_once_and_known(includer: Includer, site: Site) -> None:
    assert not includer.files
    includer.include("b.py:one", HERE)
    site.write("b.py", "")
    assert texts(includer, "b.py:one") == ["x = 1"]
    assert includer.files == {site.root / "b.py"}


@pytest.mark.parametrize(
    ("spec", "where", "cause", "fix"),
    [
        ("snippets/b.py", HERE, "does not exist", "did you mean 'snippets/a.py'"),
        ("nowhere/x.py", HERE, "does not exist", "check the path"),
        ("snippets", HERE, "is a folder", "name a file in it"),
        (":one", HERE, "names no file", ""),
        ("", HERE, "names no file", ""),
        ("b.py:ones", HERE, "no section or symbol 'ones'", "did you mean 'one'"),
        ("b.py:zzzz", HERE, "no section or symbol 'zzzz'", "it has: empty, f, one, open, twice, x"),
        ("b.py:inner", HERE, "no section or symbol 'inner'", ""),
        ("snippets/outputs/two.txt:one", HERE, "no section", "mark one by --8<-- [start:one]"),
        ("b.py:_hidden", HERE, "does not exist", "begins with a letter"),
        ("b.py:open", Origin("b.py", 5), "needs one start and one end", "mark it once"),
        ("b.py:twice", Origin("b.py", 10), "needs one start and one end", "mark it once"),
        ("b.py:empty", HERE, "names no lines", "b.py has"),
        ("b.py:90:99", HERE, "names no lines", "b.py has"),
        ("broken.py:f", Origin("broken.py", 4), "cannot look for 'f'", "mend"),
        ("../x.py", HERE, "outside the project", "include a file below"),
        ("/etc/passwd", HERE, "outside the project", ""),
        ("snippets/../../x.py", HERE, "outside the project", ""),
        ("https://example.org/x.py", HERE, "is an address", "copy the file"),
        ("http://example.org/x.py:one", HERE, "is an address", ""),
        ("file:///etc/passwd", HERE, "is an address", ""),
        ("a\0.py", HERE, "names no file", ""),
        ("a" * 5000, HERE, "names no file", ""),
        ("a" * 5000 + "/b", HERE, "names no file", ""),
    ],
)
def test_errors(includer: Includer, spec: str, where: Origin, cause: str, fix: str) -> None:
    error = error_of(includer, spec)
    assert cause in error.cause
    assert fix in (error.fix or "")
    assert (error.file, error.line) == (where.file, where.line)


def test_symbolic_links_may_not_leave_the_project(site: Site, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("x = 1\n")
    (site.root / "link.py").symlink_to(tmp_path / "secret.py")
    (site.root / "folder").symlink_to(tmp_path)
    (site.root / "loop").symlink_to(site.root / "loop")
    includer = Includer(site.root)
    assert "outside the project" in error_of(includer, "link.py").cause
    assert "outside the project" in error_of(includer, "folder/secret.py").cause
    assert "names no file" in error_of(includer, "loop").cause


def test_nested_include_is_refused_where_it_stands(site: Site) -> None:
    site.write("b.md", 'text\n\n--8<-- "snippets/a.py"\n')
    error = error_of(Includer(site.root), "b.md")
    assert (error.file, error.line) == ("b.md", 3)
    assert "includes another" in error.cause


def test_files_are_named_after_the_project(site: Site) -> None:
    includer = Includer(site.root / "snippets", site.root)
    assert str(includer.include("a.py:two", HERE)[0].source) == "snippets/a.py:12"
    assert "outside" in error_of(includer, "../mkdocs.yml").cause


@pytest.mark.parametrize(
    ("data", "line", "cause"),
    [
        (b"x = 1\ny = '\xff'\n", 2, "not valid UTF-8"),
        (b"\xef\xbb\xbfx = 1\n", 1, "byte-order mark"),
        (b"x = 1\ny = 2\r\n", 2, "carriage return"),
        (b"x = 1\ry = 2\n", 1, "carriage return"),
    ],
)
def test_unclean_file(site: Site, data: bytes, line: int, cause: str) -> None:
    site.write("b.py", data)
    error = error_of(Includer(site.root), "b.py")
    assert cause in error.cause
    assert (error.file, error.line) == ("b.py", line)
