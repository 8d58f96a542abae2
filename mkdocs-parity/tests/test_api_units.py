"""The API reference: directives, docstrings and their parts, each by itself."""

import pytest
from mkdocs_parity import ParityError
from mkdocs_parity.api_docstrings import unwrapped
from mkdocs_parity.api_objects import directives
from mkdocs_parity.api_safety import sections
from mkdocs_parity.api_site import program_of
from mkdocs_parity.document import document_of
from mkdocs_parity.powers import powers


def test_directives_and_their_options() -> None:
    page = (
        "::: a.b\n\n    options:\n      x: 1\n\n::: c\n\n    code\n\n"
        "```text\n::: d\n```\n\n>   ::: e\n"
    )
    found = list(directives(document_of(page, "a.md")))
    assert [(one.name, dict(one.options), one.line.page.line) for one in found] == [
        ("a.b", {"options": {"x": 1}}, 1),
        ("c", {}, 6),
        ("e", {}, 14),
    ]
    with pytest.raises(ParityError):
        list(directives(document_of("::: a\n    [\n", "a.md")))


def test_power_of_a_directive_with_its_options() -> None:
    text = "::: a\n    options:\n      x: 1\n\n    options:\n      y: 2\n\nText, `::: b`.\n"
    found = [(power.kind, power.key) for power in powers(text)]
    keys = ["::: a", "options:", "x: 1", "options:", "y: 2"]
    assert found == [("object", key) for key in keys]


def test_a_broken_example_is_copied_as_it_is() -> None:
    assert program_of(">>> 1\n1") == "1\n"
    assert program_of(">>>1") == ">>>1"


def test_lines_of_chinese_are_joined() -> None:
    text = "返回图像的\n最大值，\n即 X\n的。\n\n第二段\n\n```text\n一\n二\n```\n三\n四"
    assert unwrapped(text) == "返回图像的最大值，即 X\n的。\n\n第二段\n\n```text\n一\n二\n```\n三四"


def test_sections_have_names_of_arguments_and_errors() -> None:
    text = "T.\n\nArgs:\n    a: b\n\nReturns:\n    c\n\nRaises:\n    ValueError: d\n"
    assert sections(text) == [("parameters", "a"), ("returns",), ("raises", "ValueError")]
