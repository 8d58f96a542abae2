"""Formulas: LaTeX turned into MathML when the site is built, so that no script is needed."""

import re
from functools import cache
from html import escape, unescape

from lxml.html import fragment_fromstring
from math_core import LatexError, LatexToMathML

from mkdocs_parity.document import Document
from mkdocs_parity.errors import ParityError
from mkdocs_parity.numbering import LABEL

_SPAN = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\s*\\[(\[](?P<latex>.*?)\\[)\]]\s*</(?P=tag)>',
    re.DOTALL,
)
_HEADING = re.compile(r'<h[1-6][^>]*>(?:(?!</h[1-6]).)*?class="arithmatex"', re.DOTALL)
_TAG = re.compile(r"\\tag\{(?P<number>\d+)\}")
_PLACE = re.compile(r"(?P<at>\d+)(?:-\d+)?:\s*(?P<cause>.*)", re.DOTALL)
_ELEMENTS = re.compile(
    "math|semantics|annotation|m(?:frac|i|multiscripts|n|o|over|padded|phantom|prescripts|root|row"
    "|s|space|sqrt|style|sub|subsup|sup|table|td|text|tr|under|underover)"
)
_ACTIVE = re.compile(r"on.*|href|src|.*:.*")
_STYLE = re.compile(r"[\w\s.:;%#-]*")  # no url(…)


class FormulaError(ValueError):
    """LaTeX that cannot be read; `row` counts its lines from 0."""

    def __init__(self, cause: str, row: int = 0) -> None:
        super().__init__(cause)
        self.row = row


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(annotation=True, fancy_error=False)


@cache
def mathml(latex: str, *, display: bool) -> str:
    """Turn LaTeX into MathML; the source is kept as an annotation.

    Raises:
        FormulaError: the LaTeX is wrong; the text says how.

    """
    try:
        found = _converter().convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        match = _PLACE.fullmatch(str(error))
        row = latex.count("\n", 0, int(match["at"])) if match else 0
        raise FormulaError((match["cause"] if match else str(error)).rstrip("."), row) from error
    _require_passive(found)
    return found


def formulas(html: str, document: Document) -> str:
    """Put MathML in the place of the formulas that `pymdownx.arithmatex` found (`generic: true`).

    A formula that stands alone gets a box of its own, which scrolls if it is wide, and its number.

    Args:
        html: a rendered page.
        document: the page, to say in which line an error is.

    Raises:
        ParityError: the LaTeX of a formula is wrong, or a heading holds a formula.

    """
    if "arithmatex" not in html:
        return html
    heading = _HEADING.search(html)
    if heading is not None:
        latex = _SPAN.search(html, heading.start())
        text = unescape(latex["latex"]) if latex else ""
        raise _error(
            f"a heading holds the formula {text!r}, which tables of contents cannot show",
            text,
            document,
            "say it in words, or as `code`",
        )
    return _SPAN.sub(lambda match: _formula(match, document), html)


def _formula(match: re.Match[str], document: Document) -> str:
    source = unescape(match["latex"])
    label, tag = LABEL.search(source), _TAG.search(source)
    latex = _TAG.sub("", LABEL.sub("", source)).strip()
    display = match["tag"] == "div"
    try:
        found = mathml(latex, display=display)
    except FormulaError as error:
        cause = f"the formula is wrong: {error}"
        raise _error(cause, source, document, "mend the LaTeX", error.row) from error
    if not display:
        return found
    name = f' id="{escape(label["name"])}"' if label else ""
    number = f'<span class="parity-math__number">({tag["number"]})</span>' if tag else ""
    return (
        f'<div class="parity-math"{name}><div class="parity-math__box">{found}</div>{number}</div>'
    )


def _require_passive(text: str) -> None:
    """Trust the converter, but look: what it made of a translator's text must only show.

    Raises:
        FormulaError: an element or attribute acts.

    """
    for element in fragment_fromstring(text).iter():
        passive = isinstance(element.tag, str) and bool(_ELEMENTS.fullmatch(element.tag))
        for key, value in element.attrib.items():
            passive &= not _ACTIVE.fullmatch(str(key))
            passive &= key != "style" or bool(_STYLE.fullmatch(str(value)))
        if not passive:
            raise FormulaError(f"it would make an element <{element.tag}> that acts")


def _error(cause: str, latex: str, document: Document, fix: str, row: int = 0) -> ParityError:
    """Name the line of the page: the text of a formula tells which one it is."""
    rows = [part.strip() for part in latex.strip().split("\n")]
    texts = [line.text for line in document]
    starts = (at for at in range(len(texts)) if _stands(rows, texts, at))
    where = document[next(starts, 0) + row].page
    return ParityError(cause, file=where.file, line=where.line, fix=fix)


def _stands(rows: list[str], texts: list[str], start: int) -> bool:
    lines = texts[start : start + len(rows)]
    return len(lines) == len(rows) and all(map(str.__contains__, lines, rows))
