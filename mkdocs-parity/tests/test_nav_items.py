"""The navigation of mkdocs-material, rendered once for many pages: the same HTML."""

from pathlib import Path

import material
import pytest
from conftest import Site
from mkdocs_parity import nav_items

PAGES = ("index", "a", "b/index", "b/c", "b/d/e", "b/d/f", "g/h", "g/i", "g/index")
NAV = """\
nav:
  - index.md
  - a.md
  - B:
      - b/index.md
      - b/c.md
      - D:
          - b/d/e.md
          - b/d/f.md
  - G:
      - g/h.md
      - Elsewhere: https://example.org/b/c/
      - g/i.md
      - g/index.md
"""


def built(site: Site, folder: str) -> dict[str, str]:
    made = site.root.with_name(folder)
    outcome = site.build("-d", str(made))
    assert outcome.code == 0, outcome.text
    return {str(file.relative_to(made)): file.read_text() for file in made.rglob("*.html")}


@pytest.mark.parametrize("urls", ["true", "false"])
@pytest.mark.parametrize(
    "features",
    [
        "",
        "navigation.tabs, navigation.sections",
        "navigation.sections, navigation.indexes, navigation.expand",
        "navigation.prune, toc.integrate",
    ],
)
def test_same_html(site: Site, features: str, urls: str, monkeypatch: pytest.MonkeyPatch) -> None:
    theme = f"theme: {{name: material, font: false, features: [{features}]}}"
    site.replace("mkdocs.yml", "theme: {name: mkdocs}", f"{theme}\nuse_directory_urls: {urls}")
    site.write("mkdocs.yml", site.read("mkdocs.yml") + NAV)
    for page in PAGES:
        meta = "---\nicon: material/cat\nstatus: new\n---\n" if page == "g/h" else ""
        site.both(f"{page}.md", f"{meta}# {page.title()}\n\n## One\n")
    once = built(site, "once")
    assert len(once) > 2 * len(PAGES)
    assert all('class="md-nav__link"' in html for html in once.values())
    monkeypatch.setattr(nav_items, "_CALLS", {})
    assert once == built(site, "each")


def test_theme_calls_as_is_expected() -> None:
    templates = Path(material.__file__).with_name("templates")
    for name, (call, _) in nav_items._CALLS.items():
        assert (templates / name).read_text().count(call) == 1


def test_each_item_is_rendered_once_for_pages_of_a_folder(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []
    item = nav_items._Rendered.item

    def seen(self: object, page: object, render: object, *rest: object) -> object:
        def counted(found: object, path: str, *more: object) -> object:
            rendered.append(path)
            return render(found, path, *more)  # type: ignore[operator]

        return item(self, page, counted, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(nav_items._Rendered, "item", seen)
    site.replace("mkdocs.yml", "theme: {name: mkdocs}", "theme: {name: material, font: false}")
    for number in range(20):
        site.write(f"docs/en/x/p{number}.md", f"# {number}\n")
        site.write(f"docs/pt/x/p{number}.md", f"# {number}\n")
    assert site.build().code == 0
    assert len(rendered) < 20 * 20  # of twice that
