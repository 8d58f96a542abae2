"""Documentation in several languages that cannot drift from its code.

`expand` puts included code into a page, `localize` translates its comments and docstrings
without changing the program, `Project.page` does both; the MkDocs plugin, the pytest plugin and
the command `parity` all use that one function.
"""

from mkdocs_parity.blocks import Block, Expected, Program, blocks, programs
from mkdocs_parity.catalogue import Catalogue, load_catalogue
from mkdocs_parity.document import Document, Line, Origin, document_of, text_of
from mkdocs_parity.errors import ParityError
from mkdocs_parity.expand import expand
from mkdocs_parity.includes import Includer
from mkdocs_parity.localize import Missing, Translation, localize
from mkdocs_parity.page import Page
from mkdocs_parity.project import Project
from mkdocs_parity.settings import Language, Settings, load_settings
from mkdocs_parity.status import (
    LanguageStatus,
    PageStatus,
    SectionStatus,
    language_status,
    page_status,
)

__all__ = [
    "Block",
    "Catalogue",
    "Document",
    "Expected",
    "Includer",
    "Language",
    "LanguageStatus",
    "Line",
    "Missing",
    "Origin",
    "Page",
    "PageStatus",
    "ParityError",
    "Program",
    "Project",
    "SectionStatus",
    "Settings",
    "Translation",
    "blocks",
    "document_of",
    "expand",
    "language_status",
    "load_catalogue",
    "load_settings",
    "localize",
    "page_status",
    "programs",
    "text_of",
]
