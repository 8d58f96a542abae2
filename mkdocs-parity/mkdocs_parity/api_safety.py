"""What a translated docstring may hold: what the original holds, and prose."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mkdocs_parity.api_objects import objects_of
from mkdocs_parity.localize import Translation, refuse_controls
from mkdocs_parity.outline import strange_in
from mkdocs_parity.safe_files import Refusal

if TYPE_CHECKING:
    from mkdocs_parity.project import Project

_NAMED = {
    "parameters": "name",
    "other parameters": "name",
    "attributes": "name",
    "functions": "name",
    "classes": "name",
    "modules": "name",
    "raises": "annotation",
    "warns": "annotation",
}


def unsafe_docstrings(project: "Project", language: str) -> list[Refusal]:
    """Find translated docstrings that could do on a page what the original cannot.

    Args:
        project: the project; what its pages in the default language show is looked at.
        language: the code of the language.

    """
    catalogue = project.catalogue(language)
    found: list[Refusal] = []
    for text in dict.fromkeys(one.text for one in objects_of(project)):
        translation = catalogue.translate(text)
        if translation is not None:
            found += _refusals(text, translation)
    return found


def _refusals(text: str, translation: Translation) -> Iterator[Refusal]:
    refuse_controls(translation)
    where = translation.file, translation.line
    for power in strange_in(translation.text, text):
        key = repr(power.key if len(power.key) <= 80 else f"{power.key[:79]}…")
        what = f"the translation of a docstring holds the {power.kind} {key} that English lacks"
        yield Refusal(*where, what, "write it as the docstring does, or as `code`")
    wanted, own = sections(text), sections(translation.text)
    if wanted != own:
        what = f"the translation of a docstring has the parts {own}, English has {wanted}"
        fix = "leave titles such as Args: and the names below them as they are"
        yield Refusal(*where, what, fix)


def sections(text: str) -> list[tuple[str, ...]]:
    """Return the sections of a docstring in Google's style, with the names that they explain."""
    from griffe import Docstring

    found = []
    for section in Docstring(text).parse("google", warnings=False):
        kind = section.kind.value
        key = _NAMED.get(kind)
        names = [str(getattr(item, key)) for item in section.value] if key else []
        if kind not in ("text", "admonition"):
            found.append((kind, *names))
    return found
