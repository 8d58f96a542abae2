"""Built pages of the default language, kept to compare their translations with."""

from contextlib import suppress

from mkdocs_parity.errors import ParityError
from mkdocs_parity.html import check_anchors, heading_ids, object_ids
from mkdocs_parity.page import Page
from mkdocs_parity.reading import Reading
from mkdocs_parity.safe_html import Powers, check_html, powers_of, without_strange


class Originals:
    """What the default language's pages have in HTML; they are built before the others."""

    def __init__(self, reading: Reading) -> None:
        """Begin a build."""
        self._reading = reading
        self._default = reading.project.settings.default.code
        self._anchors: dict[str, list[str]] = {}  # by the page's path
        self._objects: dict[str, set[str]] = {}  # those of objects of the API
        self._powers: dict[str, Powers] = {}

    def checked(self, html: str, page: Page) -> str:
        """Return the HTML of a page; in an outdated one, without what would act.

        Raises:
            ParityError: a translation has something that acts, and English has not.

        """
        if page.language == self._default:
            self._powers[page.path] = powers_of(html)
            return html
        english = self._powers.get(page.path, Powers())
        if page.outdated:
            with suppress(ParityError):
                check_html(html, english, page.name)
                return html
            html = without_strange(html, english)
        check_html(html, english, page.name)
        return html

    def check_anchors(self, html: str, page: Page) -> None:
        """Compare the anchors of a page, those of sections that English gave up left out.

        Raises:
            ParityError: they differ from those of the default language.

        """
        own = heading_ids(html)
        if page.language == self._default:
            self._anchors[page.path] = own
            self._objects[page.path] = object_ids(html)
            return
        wanted = self._anchors.get(page.path)
        if wanted is None:
            return
        if page.outdated:  # it may show other objects, with their members
            objects = self._objects[page.path] | object_ids(html)
            own = [anchor for anchor in own if anchor not in objects]
            wanted = [anchor for anchor in wanted if anchor not in objects]
        sections = self._reading.status(page.language, page.path).sections
        gone = {section.anchor for section in sections if section.state == "orphaned"}
        own = [anchor for anchor in own if anchor not in gone - set(wanted)]
        moved = any(section.moved for section in sections)
        if not (moved and set(own) == set(wanted)):
            check_anchors(own, wanted, page.name)
