from pathlib import Path

from mkdocs_parity.accessible import SCRIPT, name_dialog, write_script

BOX = '<div class="md-search" data-md-component="search" role="dialog">'
QUERY = '<input type="text" class="md-search__input" name="query" aria-label="Buscar">'


def test_search_box_is_named_by_its_input() -> None:
    named = name_dialog(BOX + QUERY)
    assert named.startswith(f'{BOX[:-1]} aria-label="Buscar">')
    assert name_dialog(named) == named


def test_other_themes_are_left_alone() -> None:
    for html in ("<div>", BOX, f"<div role='dialog'>{QUERY}"):
        assert name_dialog(html) == html


def test_a_script_of_the_project_wins(tmp_path: Path) -> None:
    write_script(tmp_path)
    assert "label" in (tmp_path / SCRIPT).read_text()
    (tmp_path / SCRIPT).write_text("own")
    write_script(tmp_path)
    assert (tmp_path / SCRIPT).read_text() == "own"
