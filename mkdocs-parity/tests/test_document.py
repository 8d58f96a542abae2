"""Finding the fences and directives of a page, whatever they are nested in."""

import pytest
from conftest import doc
from mkdocs_parity import Document, ParityError, document_of, text_of
from mkdocs_parity.document import Directive, Fence, front_matter, hidden, scan


def found(text: str) -> list[tuple[int, str]]:
    return [
        (item.start + 1, item.language) if isinstance(item, Fence) else (item.index + 1, item.text)
        for item in scan(doc(text))
    ]


def error_of(document: Document) -> ParityError:
    with pytest.raises(ParityError) as caught:
        list(scan(document))
    return caught.value


@pytest.mark.parametrize(
    ("opening", "language"),
    [
        ("```python", "python"),
        ("``` python", "python"),
        ("```py", "py"),
        ("```python3", "python3"),
        ('```python title="a b.py" hl_lines="1 2"', "python"),
        ("```python linenums=1", "python"),
        ("```python some words", "python"),
        ("```{.python}", "python"),
        ("``` { .python .annotate }", "python"),
        ("``` {#id .python}", "python"),
        ("```python {.annotate}", "python"),
        ("```.python", "python"),
        ("```PYTHON", "PYTHON"),
        ("~~~python", "python"),
        ("~~~~~ {.py}", "py"),
        ("`````python", "python"),
        ("```", ""),
        ("```{.annotate .python}", "annotate"),
        ("```c++", "c++"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "    ", "\t", "> ", ">     ", "> > ", "        "])
def test_fence_in_any_dress_and_nesting(prefix: str, opening: str, language: str) -> None:
    ticks = opening[: len(opening) - len(opening.lstrip("`~"))]
    document = document_of(f"{prefix}{opening}\n{prefix}x = 1\n{prefix}\n{prefix}{ticks}\n", "p.md")
    (fence,) = scan(document)
    assert isinstance(fence, Fence)
    assert (fence.start, fence.end, fence.language) == (0, 3, language)
    assert [line.text for line in fence.body(document)] == ["x = 1", ""]
    assert [fence.indent(line.text).rstrip() for line in fence.body(document)] == [
        line.text.rstrip() for line in document[1:3]
    ]


def test_fence_ends_at_its_own_ticks() -> None:
    assert found("````\n```python\n```\n~~~\n````\n```sh\n````\n```\n") == [(1, ""), (6, "sh")]


@pytest.mark.parametrize(
    "text", ["a ```python b\n", "- ```\n", "`` ` ``\n", "x\n", "    x\n", "``\n``\n", "`<!--`\n"]
)
def test_no_fence(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("<!--pytest-codeblocks:cont-->", "pytest-codeblocks:cont"),
        ("<!-- pytest-codeblocks:cont -->", "pytest-codeblocks:cont"),
        ("    <!---pytest-codeblocks:cont--->  ", "pytest-codeblocks:cont"),
        ("> <!--pytest-codeblocks:skip-->", "pytest-codeblocks:skip"),
        ('<!--pytest.mark.skip(reason="a - b")-->', 'pytest.mark.skip(reason="a - b")'),
    ],
)
def test_directives(line: str, text: str) -> None:
    assert found(f"{line}\n") == [(1, text)]


def test_front_matter_and_comments_are_passed_over() -> None:
    text = "---\na: |\n  ```python\n---\n<!-- one -->\n<!--\nmany\n-->\n```py\n```\n"
    assert found(text) == [(9, "py")]
    assert front_matter(doc(text)) == 4
    assert hidden(doc(text)) == {0, 1, 2, 3, 5, 6, 7, 8, 9}
    assert front_matter(doc("# A\n---\n---\n")) == 0


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ("a\n\n```python\nx\n", 3, "never closed"),
        ("```\nx\n````\n", 1, "never closed"),
        ("> ```\n> x\n", 1, "never closed"),
        ("<!-- a\nb\n", 1, "comment is never closed"),
        ("<!--\n\n```python\nx\n```\n-->\n", 3, "hidden in an HTML comment"),
        ("<!--\n    ~~~py\n    ~~~\n-->\n", 2, "hidden in an HTML comment"),
        ("<!--\npytest-codeblocks:cont\n-->\n", 2, "directive is hidden"),
        ("<!-- pytest-codeblocks:cont\n-->\n", 1, "directive is hidden"),
        ("text <!--pytest-codeblocks:cont-->\n", 1, "shares its line"),
        ("<!-- a --> <!--pytest.mark.skip-->\n", 1, "shares its line"),
        ("    ```python\n    x\n  y\n    ```\n", 3, "left of its fence"),
        ("    ```python\nx\n    ```\n", 2, "left of its fence"),
    ],
)
def test_errors_name_the_line(text: str, line: int, cause: str) -> None:
    error = error_of(document_of(text, "page.md"))
    assert cause in error.cause
    assert (error.file, error.line) == ("page.md", line)
    assert error.fix


def test_directive_shown_as_code_is_text() -> None:
    assert found("Write `<!--pytest-codeblocks:cont-->` above.\n") == []
    assert found("```markdown\n<!--pytest-codeblocks:cont-->\n```\n") == [(1, "markdown")]


def test_text_comes_back() -> None:
    assert text_of(document_of("a\n\nb", "p.md")) == "a\n\nb\n"
    assert isinstance(next(scan(doc("<!--pytest-codeblocks:cont-->"))), Directive)
