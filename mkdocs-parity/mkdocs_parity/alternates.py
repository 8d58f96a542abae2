"""A page in its other languages: what is at which address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from mkdocs_parity.notices import OFFER, OFFER_NO, OFFER_READ, direction, say
from mkdocs_parity.project import Project


@dataclass(frozen=True, slots=True)
class Alternate:
    """A page in one of the site's languages.

    Attributes:
        code: the language.
        home: the language's first page, relative to the site's root; the root itself is `./`.
        url: the page there, or `home` where the language's site lacks it.
        exists: whether the language's site has the page, be it in the default language.
        translated: whether the page is in the language.

    """

    code: str
    home: str
    url: str
    exists: bool
    translated: bool


def alternates_of(file: File, project: Project, config: MkDocsConfig) -> tuple[Alternate, ...]:
    """Return a page in every language that is built, the default language first."""
    built = built_languages(config)
    index = "" if config.use_directory_urls else "index.html"
    files: dict[str, File] = getattr(file, "alternates", {})
    found = []
    for language in project.settings.languages:
        if language.code not in built:
            continue
        home = f"{language.link}{index}".lstrip("/") or "./"
        there = files.get(language.code)
        translated = getattr(there, "locale", None) == language.code
        url = home if there is None else there.url
        found.append(Alternate(language.code, home, url, there is not None, translated))
    return tuple(found)


def built_languages(config: MkDocsConfig) -> list[str]:
    """Return the languages that the site is built in; `build: false` leaves one out."""
    return list(getattr(config.plugins["i18n"], "build_languages", []))


def fill_menu(
    menu: Sequence[dict[str, Any]], alternates: Sequence[Alternate], project: Project
) -> None:
    """Address the other languages relative to the site, which may live under any path.

    Args:
        menu: the languages as the theme lists them, each with `lang` and `link`.
        alternates: the page in each language; a language without it is addressed by its home.
        project: gives the words of the offer to read the page in another language.

    """
    known = {alternate.code: alternate for alternate in alternates}
    for item in menu:
        alternate = known.get(item["lang"])
        if alternate is None:
            continue
        if alternate.exists or item["link"].startswith("/"):  # else the project's own address
            item["link"] = alternate.url
        item["direction"] = direction(alternate.code)
        item["offer"] = _offer(alternate.code, project)


def _offer(code: str, project: Project) -> dict[str, str]:
    own = None if code == project.settings.default.code else project.catalogue(code)
    words = {"text": OFFER, "read": OFFER_READ, "no": OFFER_NO}
    return {name: say(text, code, own, default=code) for name, text in words.items()}
