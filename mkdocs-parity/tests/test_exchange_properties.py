"""Any page comes back from a gettext file as it went in."""

from pathlib import Path

import pytest
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st
from mkdocs_parity import Project, load_settings
from mkdocs_parity.exchange import import_po
from mkdocs_parity.prose_po import export_po, pages_named
from mkdocs_parity.units import units

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not (ROOT / "mkdocs.yml").is_file(), reason="only in the repository")
def test_pages_of_the_repository_come_back_byte_for_byte() -> None:
    settings = load_settings(ROOT / "mkdocs.yml")
    assert settings is not None
    project = Project(settings)
    for language in settings.languages[1:]:
        po = export_po(project, language.code, pages_named(project, None))
        pages = import_po(project, language.code, po, "x.po")
        assert len(pages) == len(list(project.pages(settings.default.code)))
        for page in pages:
            path = settings.docs / language.code / page.path
            if path.exists():
                assert page.text == path.read_text(encoding="utf-8"), page.file


TEXT = st.lists(
    st.sampled_from(["word", "`a b`", "*x*", "[l](x.md#y)", "é|", "文字", "a.", "\\*", "&amp;"]),
    min_size=1,
    max_size=12,
).map(" ".join)
LINES = st.lists(TEXT, min_size=1, max_size=3)


def blocks(words: st.SearchStrategy[list[str]], kind: str, number: int) -> st.SearchStrategy[str]:
    """Write a block of a kind: the same kind and number give the same structure."""
    joins = {
        "heading": lambda lines: f"## {' '.join(lines)}",
        "paragraph": "\n".join,
        "item": lambda lines: "- " + "\n  ".join(lines),
        "quote": lambda lines: "> " + "\n> ".join(lines),
        "note": lambda lines: '!!! note "' + lines[0] + '"\n    ' + "\n    ".join(lines),
        "table": lambda lines: "".join(
            f"| `x|y` | {line.replace('|', '')} |\n" for line in ("h", "-", lines[0])
        ).replace("| `x|y` | - |", "| - | - |"),
        "code": lambda lines: f'```python\n--8<-- "{number}.py"\n```',
        "caption": lambda lines: (
            "!["
            + lines[0].replace("[", "").replace("]", "")
            + "](a.svg)\n\n/// caption\n"
            + "\n".join(lines)
            + "\n///"
        ),
    }
    return words.map(joins[kind])


KINDS = ("heading", "paragraph", "item", "quote", "note", "table", "code", "caption")


@st.composite
def two_pages(draw: st.DrawFn) -> tuple[str, str]:
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=8))
    pages = []
    for _ in range(2):
        own = [draw(blocks(LINES, kind, number)) for number, kind in enumerate(kinds)]
        gap = draw(st.sampled_from(["\n\n", "\n\n\n"]))
        pages.append("# T\n\n" + gap.join(own) + draw(st.sampled_from(["\n", "", "\n\n"])))
    return pages[0], pages[1]


@given(two_pages())
def test_round_trip_of_any_page(site: Site, pages: tuple[str, str]) -> None:
    english, other = pages
    site.write("docs/en/learn/x.md", english)
    target = site.write("docs/pt/learn/x.md", other)
    project = site.project()
    po = export_po(project, "pt", ["learn/x.md"])
    [page] = import_po(project, "pt", po, "x.po")
    assert page.text == other
    assert page.left == ()
    target.unlink()
    [new] = import_po(project, "pt", po, "x.po")
    if new.text is not None:
        texts = [[unit.text for unit in units(text, "x")] for text in (other, new.text, english)]
        assert len(texts[0]) == len(texts[1])
        for wanted, found, source in zip(*texts, strict=True):
            assert found == wanted or (not wanted and found == source)
        target.write_text(new.text, encoding="utf-8")
        assert export_po(site.project(), "pt", ["learn/x.md"]) == po
