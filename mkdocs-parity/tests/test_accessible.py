from mkdocs_parity.accessible import name_dialog

BOX = '<div class="md-search" data-md-component="search" role="dialog">'
QUERY = '<input type="text" class="md-search__input" name="query" aria-label="Buscar">'


def test_search_box_is_named_by_its_input() -> None:
    named = name_dialog(BOX + QUERY)
    assert named.startswith(f'{BOX[:-1]} aria-label="Buscar">')
    assert name_dialog(named) == named


def test_other_themes_are_left_alone() -> None:
    for html in ("<div>", BOX, f"<div role='dialog'>{QUERY}"):
        assert name_dialog(html) == html
