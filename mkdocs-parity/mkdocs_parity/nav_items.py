"""mkdocs-material's navigation, rendered once for all pages that show it in the same way.

The theme renders every item of the navigation for every page, which takes the more of the time the
larger a site is. But an item that does not lead to the page itself looks the same on all pages from
which the addresses below it are the same.
"""

from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment
from jinja2.ext import Extension
from mkdocs.structure.nav import Link, Section
from mkdocs.structure.pages import Page

_CALLS = {
    "partials/nav.html": ("item.render(nav_item, ", "parity_nav(page, item.render, nav_item, "),
    "partials/nav-item.html": ("{{ render(item, ", "{{ parity_nav(page, render, item, "),
}
_PLAIN = (Section, Page, Link)  # what other plugins put there is rendered for each page
Parts = tuple[str, ...]


class NavItems(Extension):
    """Lets the theme's templates ask for items of the navigation here."""

    def __init__(self, environment: Environment) -> None:
        """Begin a build, or a language of it."""
        super().__init__(environment)
        environment.globals["parity_nav"] = _Rendered().item

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Change the calls that render an item."""
        call, own = _CALLS.get(name or "", ("", ""))
        return source.replace(call, own) if call else source


@dataclass
class _Rendered:
    """The items that are rendered; they live as long as the navigation does."""

    _html: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    _targets: dict[int, frozenset[Parts] | None] = field(default_factory=dict)

    def item(
        self, page: Page | None, render: Any, item: Any, path: str, level: int, *parent: Any
    ) -> Any:
        """Return the HTML of an item.

        Args:
            page: the page around it; None in templates that belong to no page.
            render: the theme's macro.
            item: a section, page or link.
            path: the place of the item, which becomes its `id`.
            level: how deep it lies, from 1.
            parent: the section around it, if there is one.

        """
        targets = self._below(item) if page is not None and not item.active else None
        if page is None or targets is None:
            return render(item, path, level, *parent)
        here = _place(page.url)
        shared = here
        while shared not in targets:
            shared = shared[:-1]
        inside = any(section.active for section in parent)
        key = id(item), path, level, inside, len(here), shared
        if key not in self._html:
            self._html[key] = render(item, path, level, *parent)
        return self._html[key]

    def _below(self, item: Any) -> frozenset[Parts] | None:
        """Return the beginnings of all addresses at and below an item, None if one is not plain."""
        if id(item) not in self._targets:
            self._targets[id(item)] = self._found(item)
        return self._targets[id(item)]

    def _found(self, item: Any) -> frozenset[Parts] | None:
        if type(item) not in _PLAIN:
            return None
        if not isinstance(item, Section):
            parts = _parts(item.url)
            return frozenset(parts[:number] for number in range(len(parts) + 1))
        found: set[Parts] = {()}
        for child in item.children:
            below = self._below(child)
            if below is None:
                return None
            found |= below
        return frozenset(found)


def _place(url: str) -> Parts:
    """Return the folder that addresses on a page are relative to, as `get_relative_url` has it."""
    folder, _, name = url.rpartition("/")
    return _parts(folder if "." in name else url)


def _parts(url: str) -> Parts:
    return tuple(part for part in url.split("/") if part not in ("", "."))
