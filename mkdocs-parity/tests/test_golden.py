"""*expand* and *localize* as pure functions: a page and its files in, a page out."""

from pathlib import Path

import pytest
from mkdocs_parity import Includer, document_of, expand, load_catalogue, localize, text_of

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(folder.name for folder in GOLDEN.iterdir())


def produce(folder: Path) -> tuple[str, list[str]]:
    page = document_of((folder / "page.md").read_text(encoding="utf-8"), "page.md")
    catalogue = load_catalogue(folder / "code.po", "code.po")
    document, missing = localize(expand(page, Includer(folder)), catalogue.translate)
    return text_of(document), [item.text for item in missing]


@pytest.mark.parametrize("case", CASES)
def test_page_is_as_expected(case: str) -> None:
    text, _ = produce(GOLDEN / case)
    assert text == (GOLDEN / case / "expected.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_twice_is_the_same(case: str) -> None:
    assert produce(GOLDEN / case) == produce(GOLDEN / case)


def test_missing_translations_are_named() -> None:
    assert produce(GOLDEN / "comments")[1] == ["untranslated words"]
    assert produce(GOLDEN / "nesting")[1] == []
