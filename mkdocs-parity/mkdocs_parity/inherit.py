"""The anchors of a translation: those of the sections that it was translated from."""

import re
from collections.abc import Mapping, Sequence

from mkdocs_parity.align import align
from mkdocs_parity.anchors import anchors, headings, name_anchors, pin_anchors
from mkdocs_parity.document import Document
from mkdocs_parity.errors import ParityError
from mkdocs_parity.lock import Entry
from mkdocs_parity.sections import Section

_ANCHOR = re.compile(r"[\w.:-]+")


def inherit_anchors(
    document: Document,
    default: Document,
    sections: Sequence[Section],
    locked: Mapping[str, Entry],
    lock: str,
) -> Document:
    """Give a translation the anchors of the sections that it was translated from.

    As long as it has the headings that the lock file knows, English may have got, lost or
    moved sections since. Otherwise its headings must be those of English.

    Args:
        document: the translation.
        default: the page of the default language.
        sections: its sections that have a heading.
        locked: what the lock file knows of them, by anchor.
        lock: the name of the lock file.

    Raises:
        ParityError: the headings differ, or the lock file names what is no anchor.

    """
    own = [heading for heading in headings(document) if heading.line.source is None]
    if not locked or [item.level for item in own] != [item.level for item in locked.values()]:
        return pin_anchors(document, default)
    pairs = align(own, sections, locked)
    slugs = anchors(own)
    for anchor in pairs.orphans.values():
        if anchor and not _ANCHOR.fullmatch(anchor):  # it could bring attributes with it
            raise ParityError(
                f"the section {own[0].line.page.file}#{anchor} has a name that is no anchor",
                file=lock,
                fix="delete the entry, and mark the page anew",
            )
    names = {own[i].index: old or slugs[i] for i, old in pairs.orphans.items()}
    names |= {own[index].index: anchor for anchor, index in pairs.found.items()}
    return name_anchors(document, names)
