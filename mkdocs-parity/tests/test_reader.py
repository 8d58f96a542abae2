"""What readers see of a translation's state: pure functions, then whole sites."""

import re

import pytest
from conftest import FENCE, Site
from mkdocs_parity import notices
from mkdocs_parity.fragments import cut
from mkdocs_parity.html import heading_ids, python_in_html
from mkdocs_parity.lock import render_lock
from mkdocs_parity.notices import say
from mkdocs_parity.reader import Voice, page_end, page_note, section_notes, with_missing, with_notes
from mkdocs_parity.sections import Section
from mkdocs_parity.status import PageStatus, SectionStatus

PT = Voice("pt", "en", lambda text: say(text, "pt"))
ENGLISH = """\
<p>Before.</p>
<h1 id="t">T &amp; U<a class="headerlink" href="#t">¶</a></h1>
<p>See <a href="#b">b</a> and <a href="#x">x</a>.<sup id="fnref:1"><a href="#fn:1">1</a></sup></p>
<p id="x"><label for="i">L</label><input id="i" name="g"></p>
<h2 id="a">A</h2>
<p>Text.<sup id="fnref2:1"><a href="#fn:1">1</a></sup></p>
<h3 id="b">B</h3>
<div class="footnote"><hr><ol><li id="fn:1"><p>Foot <a href="#fnref:1">↩</a></p></li></ol></div>
"""
OWN = '<h1 id="t">Tê</h1>\n<p>um</p>\n<h3 id="b">Bê</h3>\n<p>dois</p>\n'


def section(anchor: str, state: str, level: int = 2, then: str = "x", now: str = "y"):
    english = Section(anchor, anchor, level, 1, now, now)
    words = 0 if state == "orphaned" else 3
    return SectionStatus(anchor, state, words, then, now, english=english if words else None)  # type: ignore[arg-type]


def status(state: str, *sections: SectionStatus) -> PageStatus:
    return PageStatus("x.md", state, sections)  # type: ignore[arg-type]


def test_cut() -> None:
    pieces = cut(ENGLISH, ["", "t", "a", "b", "unknown"], "en-")
    assert list(pieces) == ["", "t", "a", "b"]
    assert pieces[""].body == "<p>Before.</p>"
    title = pieces["t"]
    assert (title.title, title.level) == ("T &amp; U", 1)
    assert title.heading.startswith('<h1 id="t">T &amp; U<a class="headerlink" href="#t">')
    assert 'href="#b"' in title.body  # a section: it is on the page
    assert '<a href="#en-2-x">' in title.body
    assert '<label for="en-2-i">' in title.body
    assert '<input id="en-2-i" name="en-2-g">' in title.body
    assert 'href="#en-2-fn:1"' in title.body
    assert '<li id="en-2-fn:1"><p>Foot <a href="#en-2-fnref:1">' in title.body
    assert 'id="en-3-fn:1"' in pieces["a"].body
    assert pieces["b"].body == ""
    ids = re.findall(r'\bid="([^"]*)"', "".join(piece.body for piece in pieces.values()))
    assert len(ids) == len(set(ids))


def test_missing_sections_stand_in_their_places() -> None:
    page = status(
        "outdated", section("t", "current", 1), section("a", "missing"), section("b", "current", 3)
    )
    pieces = cut(ENGLISH, ["t", "a", "b"], "en-")
    html = with_missing(OWN, page, pieces, PT)
    assert heading_ids(html) == ["t", "a", "b"]
    assert '<h2 lang="en" dir="ltr" id="a">A</h2>' in html
    assert '<div class="parity-foreign" lang="en" dir="ltr">\n<p>Text.' in html
    html = with_missing(
        OWN, status("outdated", section("b", "current", 3), section("a", "missing")), pieces, PT
    )
    assert heading_ids(html) == ["t", "b", "a"]
    html = with_missing(OWN, status("outdated", section("t", "missing", 1)), pieces, PT)
    assert heading_ids(html)[:2] == ["t", "t"]
    assert html.startswith("<h1 lang")


def test_outdated_section_has_english_folded_below_its_heading() -> None:
    pieces = cut(ENGLISH, ["t", "a", "b"], "en-")
    notes = section_notes(
        status("outdated", section("b", "outdated", 3), section("t", "outdated", 1)), pieces, PT
    )
    html = with_notes(OWN, "", notes)
    assert html.index("</h1>") < html.index("parity-outdated") < html.index("<p>um</p>")
    assert "O texto em inglês desta seção mudou depois da tradução." in notes["t"]
    assert "<summary>Mostrar o texto atual em inglês</summary>" in notes["t"]
    assert '<p class="parity-title">T &amp; U</p>' in notes["t"]
    assert '<div class="parity-note parity-outdated" role="note" lang="pt" dir="ltr">' in notes["t"]
    assert '<div class="parity-foreign" lang="en" dir="ltr">' in notes["t"]
    assert heading_ids(html) == ["t", "b"]


def test_moved_section_with_the_same_text_has_no_notice() -> None:
    page = status("outdated", section("b", "outdated", 3, "same", "same"))
    assert section_notes(page, cut(ENGLISH, ["b"], "en-"), PT) == {}


def test_draft_is_said_once() -> None:
    whole = status("draft", section("t", "draft", 1), section("b", "draft", 3))
    assert section_notes(whole, {}, PT) == {}
    html = with_notes(OWN, page_note(whole, PT), {})
    assert html.index("</h1>") < html.index("Esta tradução ainda não foi revisada.")
    part = status("draft", section("t", "current", 1), section("b", "draft", 3))
    assert page_note(part, PT) == ""
    assert list(section_notes(part, {}, PT)) == ["b"]


def test_missing_section_speaks_for_those_below_it() -> None:
    page = status(
        "outdated",
        section("a", "missing", 2),
        section("b", "missing", 3),
        section("c", "missing", 2),
        section("d", "current", 2),
        section("e", "missing", 3),
        section("f", "orphaned"),
    )
    assert list(section_notes(page, {}, PT)) == ["a", "c", "e", "f"]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            status("current", section("t", "current")),
            "Esta tradução foi revisada e está em dia. Quem",
        ),
        (status("draft", section("t", "draft")), "Esta tradução ainda não foi revisada. Quem"),
        (
            status("draft", section("t", "draft"), section("u", "current")),
            "Partes desta tradução ainda não foram revisadas. Quem",
        ),
        (
            status("outdated", section("t", "outdated")),
            "são mais antigas que o texto em inglês. Quem",
        ),
        (
            status("orphaned", section("t", "orphaned")),
            "Esta página não existe mais em inglês.<br>",
        ),
        (
            status("missing", section("t", "missing")),
            "ainda não foi traduzida e aparece em inglês. Quem",
        ),
    ],
)
def test_page_end(page: PageStatus, said: str) -> None:
    html = page_end(page, PT, "https://e.org/?a=1&b=2", "../d/")
    assert said in html
    help_ = notices.HELP if page.state == "missing" else notices.EDIT
    assert f'<a href="https://e.org/?a=1&amp;b=2">{say(help_, "pt")}</a>' in html
    assert f'<a href="../d/">{say(notices.DASHBOARD, "pt")}</a>' in html
    assert "<a" not in page_end(page, PT, None, None)


def test_page_end_of_the_default_language() -> None:
    english = Voice("en", "en", lambda text: say(text, "en"))
    assert page_end(None, english, None, "../d/") == ""
    assert ">Edit this page</a></p>" in page_end(None, english, "https://e.org", "../d/")
    assert "。懂" in page_end(
        status("current", section("t", "current")),
        Voice("zh", "en", lambda text: say(text, "zh")),
        None,
        None,
    )


# Whole sites

CODE = FENCE.format('--8<-- "snippets/a.py:one"')
FIGURE = '<svg xmlns="http://www.w3.org/2000/svg"><g id="g"><text>the library</text></g></svg>'
BEFORE = f"# Y\n\nOne.\n\n## Code\n\n![F](../assets/f.svg)\n\n{CODE}\n## Last\n\nThe end, [x](learn/x.md#second).\n"
AFTER = BEFORE.replace(
    "## Code\n", "## Code\n\nChanged; see [last](#last) and [x](learn/x.md#second).\n"
).replace("## Last", "## New\n\nA *new* one.\n\n### Deeper\n\nMore.\n\n## Last")


@pytest.fixture
def drifted(site: Site) -> Site:
    site.write("docs/assets/f.svg", FIGURE)
    site.write("docs/en/y.md", BEFORE)
    site.write("docs/pt/y.md", BEFORE.replace("## Code", "## Código").replace("## Last", "## Fim"))
    assert site.parity("mark", "pt", "--all").code == 0
    site.write("docs/en/y.md", AFTER)
    return site


def built(site: Site, path: str) -> str:
    outcome = site.build()
    assert outcome.code == 0, outcome.text
    return site.read(f"site/{path}")


def test_drifted_page(drifted: Site) -> None:
    page = built(drifted, "pt/y/index.html")
    assert heading_ids(page)[:5] == ["y", "code", "new", "deeper", "last"]
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    folded = page[page.index("<details") : page.index("</details>")]
    assert 'Changed; see <a href="#last">last</a> and <a href="../learn/x/#second">x</a>' in folded
    assert "Return the root." in folded
    assert "Devolve a raiz." in page.replace(folded, "")
    assert "<text>the library</text>" in folded
    assert "<text>a biblioteca</text>" in page.replace(folded, "")
    assert len(python_in_html(page)) == 2
    assert page.count("Esta seção ainda não foi traduzida e aparece em inglês.") == 1
    assert "A <em>new</em> one." in page
    toc = re.findall(r'<a href="#(\w+)" class="nav-link">', page)
    assert [anchor for anchor in toc if anchor in ("code", "new", "last")] == [
        "code",
        "new",
        "last",
    ]
    english = drifted.read("site/y/index.html")
    assert "parity-note" not in english
    assert "parity-end" not in english
    assert drifted.test("docs/pt/y.md").code == 0


def test_search_finds_translations_and_missing_sections_only(drifted: Site) -> None:
    drifted.replace("mkdocs.yml", "plugins:\n", "plugins:\n  - search\n")
    built(drifted, "index.html")
    index = drifted.read("site/search/search_index.json")
    found = [
        entry
        for entry in re.findall(r'\{[^{}]*"location":"(?:[^{}])*\}', index)
        if "pt/y/" in entry
    ]
    assert any("A new one." in entry for entry in found)
    assert not any("Changed; see" in entry or "Mostrar o texto" in entry for entry in found)


def test_headings_that_changed_places_or_went_away(site: Site) -> None:
    parts = ["# Y\n\nOne.\n", "## Code\n\nTwo.\n", "## Last\n\nThe end.\n"]
    site.both("y.md", "\n".join(parts))
    assert site.parity("mark", "pt", "--all").code == 0
    site.write("docs/en/y.md", "\n".join([parts[0], parts[2], parts[1]]))
    page = built(site, "pt/y/index.html")
    assert heading_ids(page)[:3] == ["y", "code", "last"]  # where it was translated
    site.write("docs/en/y.md", "\n".join([parts[0], parts[2]]))
    page = built(site, "pt/y/index.html")
    assert heading_ids(page)[:3] == ["y", "code", "last"]
    assert "Esta seção não existe mais em inglês." in page


def test_a_program_that_english_gave_up_goes(drifted: Site) -> None:
    parts = BEFORE.split("\n## ")
    drifted.write("docs/en/y.md", parts[0] + "\n## " + parts[2])
    outcome = drifted.build()
    assert outcome.code == 0, outcome.text
    assert "docs/pt/y.md:9: outdated, so left out: a program that English no" in outcome.text
    page = drifted.read("site/pt/y/index.html")
    assert "import math" not in page
    assert 'id="code"' in page


def test_lock_file_names_no_attributes(drifted: Site) -> None:
    lock = drifted.project().lock("pt")
    entries = lock.entries["y.md"].items()
    forged = {"c onclick=alert(1)" if name == "code" else name: entry for name, entry in entries}
    drifted.write("docs/pt/parity.lock", render_lock(lock.with_page("y.md", forged)))
    drifted.write("docs/en/y.md", "# Y\n\nOne.\n\n## Last\n\nThe end, [x](learn/x.md#second).\n")
    outcome = drifted.build()
    assert outcome.code == 1
    assert (
        "docs/pt/parity.lock: the section docs/pt/y.md#c onclick=alert(1) has a name"
        in outcome.text
    )


def test_page_without_record_is_a_draft(site: Site) -> None:
    page = built(site, "pt/learn/x/index.html")
    assert page.count("Esta tradução ainda não foi revisada.") == 2  # below the title, at the end
    site.replace("docs/pt/learn/x.md", "## Segundo\n", "## Segundo\n\n## Terceiro\n")
    assert "heading 3 differs" in site.build().text


def test_links_to_edit_and_create(drifted: Site) -> None:
    drifted.write("docs/en/only.md", "# Only\n")
    drifted.replace(
        "mkdocs.yml",
        "theme:",
        "repo_url: https://github.com/o/r\nedit_uri: edit/main/docs/\ntheme:",
    )
    page = built(drifted, "pt/y/index.html")
    assert '<a href="https://github.com/o/r/edit/main/docs/pt/y.md">Editar esta página</a>' in page
    english = drifted.read("site/y/index.html")
    assert (
        '<a href="https://github.com/o/r/edit/main/docs/en/y.md">Edit this page</a></p>' in english
    )
    only = drifted.read("site/pt/only/index.html")
    assert '<a href="https://github.com/o/r/new/main/docs/pt?filename=only.md">Ajude' in only


def test_styles_are_those_of_the_project_if_it_has_some(drifted: Site) -> None:
    page = built(drifted, "pt/y/index.html")
    assert 'href="../../assets/parity.css"' in page
    assert ".parity-note" in drifted.read("site/assets/parity.css")
    drifted.write("docs/assets/parity.css", "/* own */")
    built(drifted, "index.html")
    assert drifted.read("site/assets/parity.css") == "/* own */"
