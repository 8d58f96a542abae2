"""A griffe extension: docstrings in the language of the pages that show them.

The extension is `mkdocs_parity.api_docstrings`; the plugin `parity` gives it to mkdocstrings for
every language but the default one.
"""

import inspect
import re
from typing import Any

from griffe import Extension, GriffeLoader, Module, Object

from mkdocs_parity.api_objects import has_words
from mkdocs_parity.localize import Translate
from mkdocs_parity.notices import direction
from mkdocs_parity.outline import strange_in

#: What templates find in `obj.extra`: the language of the docstring and its direction.
EXTRA = "mkdocs_parity"
_WIDE = r"[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]"
_WRAPPED = re.compile(rf"(?<={_WIDE})\n[ \t]*(?={_WIDE})")
_CODE = re.compile(r"(?:^|(?<=\n))[ \t]*(```|~~~).*?\n[ \t]*\1[^\n]*", re.DOTALL)


class TranslatedDocstrings(Extension):
    """Replaces docstrings by their translations, and notes the language of each.

    A docstring without a translation stays, noted as one in the default language; so does one
    whose translation could do more on a page than the original.
    """

    def __init__(self, translate: Translate, language: str, default: str) -> None:
        """Take the catalogue of a language.

        Args:
            translate: returns the translation of a docstring, or None.
            language: the language of the pages.
            default: the language of the code.

        """
        self.translate = translate
        self.language = language
        self.default = default

    def on_object(self, *, obj: Object, loader: GriffeLoader, **kwargs: Any) -> None:
        """Translate the docstring of an object, once."""
        docstring = obj.docstring
        if docstring is None or EXTRA in obj.extra or not has_words(docstring.value):
            return
        text = inspect.cleandoc(docstring.value)
        translation = self.translate(text)
        language = self.default
        if translation is not None and not list(strange_in(translation.text, text)):
            docstring.value = unwrapped(translation.text)
            language = self.language
        name = language.replace("_", "-")
        obj.extra[EXTRA].update(language=name, direction=direction(language))

    def on_package(self, *, pkg: Module, loader: GriffeLoader, **kwargs: Any) -> None:
        """Translate the docstring of a package, which is not announced as an object."""
        self.on_object(obj=pkg, loader=loader)


def unwrapped(text: str) -> str:
    """Join lines that were broken between characters that stand without spaces, as Chinese."""
    parts, done = [], 0
    for code in _CODE.finditer(text):
        parts += [_WRAPPED.sub("", text[done : code.start()]), code[0]]
        done = code.end()
    return "".join([*parts, _WRAPPED.sub("", text[done:])])
