"""A Markdown extension that turns formulas into MathML, where the plugin cannot do it."""

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

from mkdocs_parity.formulas import formulas


class _Formulas(Postprocessor):
    def run(self, text: str) -> str:
        return formulas(text, ())


class FormulasExtension(Extension):
    """Works on what `pymdownx.arithmatex` finds, with its setting `generic`."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Look at the page last."""
        md.postprocessors.register(_Formulas(md), "parity-formulas", -100)


def makeExtension(**settings: object) -> FormulasExtension:  # noqa: N802
    """Make the extension, as Markdown asks for it."""
    return FormulasExtension(**settings)
