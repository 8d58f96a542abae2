"""What a page's references can name: numbered figures, tables and equations, and its sections."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from mkdocs_parity.anchors import headings
from mkdocs_parity.document import Document, Line, Origin, front_matter, hidden
from mkdocs_parity.errors import ParityError

Kind = Literal["figure", "table", "equation", "section"]

CAPTION = re.compile(
    r"(?P<prefix>[> \t]*)(?P<marks>/{3,})[ \t]*(?P<kind>figure|table)-caption"
    r"[ \t]*(?:\|[ \t]*(?P<rest>.*?))?[ \t]*"
)
LABEL = re.compile(r"\\label\{(?P<name>[^{}]*)\}")
_REST = re.compile(r"(?P<place>[<>]?)[ \t]*#(?P<name>\S+)")
_NAME = re.compile(r"[\w.:-]+")
_ATTRIBUTES = re.compile(r"\s*\{[:#.][^{}]*\}\s*$")
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
_LINKED = re.compile(r"!?\[(?P<text>[^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
_NO_TEXT = re.compile(r"\[\^[^\]]*\]|</?[a-zA-Z!][^<>]*>")


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference can name.

    Attributes:
        kind: what it is.
        name: its anchor.
        number: its number among those of its kind on the page; 0 for a section.
        title: what the heading of a section says, as Markdown that can stand in a link.
        where: its line.

    """

    kind: Kind
    name: str
    number: int
    title: str
    where: Origin


@dataclass(frozen=True, slots=True)
class Caption:
    """A numbered caption: the index of its first line, and what that line says."""

    index: int
    kind: Kind
    name: str
    head: str  # the line for the caption extension, without a number


@dataclass(frozen=True, slots=True)
class Equation:
    """A numbered equation: the index of the line with its label, and its name."""

    index: int
    name: str


@dataclass(frozen=True)
class Targets:
    """The targets of a page, by name, and its title."""

    title: str
    named: Mapping[str, Target]


def targets(document: Document) -> Targets:
    """Find what references can name; each kind is counted from 1.

    Args:
        document: a page whose headings name their anchors.

    Raises:
        ParityError: a name stands twice or is none.

    """
    named: dict[str, Target] = {}
    title = ""
    for heading in headings(document):
        text = title_of(heading.line.text)
        title = title or text
        if heading.explicit:
            named[heading.explicit] = Target(
                "section", heading.explicit, 0, text, heading.line.page
            )
    counts: Counter[str] = Counter()
    for found in numbered(document):
        kind: Kind = found.kind if isinstance(found, Caption) else "equation"
        counts[kind] += 1
        line = document[found.index]
        if found.name in named:
            raise _error(
                line,
                f"the name {found.name!r} stands twice, first in {named[found.name].where}",
                "give one another name",
            )
        named[found.name] = Target(kind, found.name, counts[kind], "", line.page)
    return Targets(title, named)


def joined(own: Targets, default: Targets) -> Targets:
    """Give the targets of a translation the numbers that they have in the default language.

    So a translation that lacks a figure counts the others rightly. What it lacks is found in
    the default language; what only it has is counted behind.
    """
    named = dict(default.named)
    counts = Counter(target.kind for target in default.named.values())
    for name, target in own.named.items():
        twin = default.named.get(name)
        if twin is not None and twin.kind == target.kind:
            number = twin.number
        elif target.kind == "section":
            number = 0
        else:
            counts[target.kind] += 1
            number = counts[target.kind]
        named[name] = replace(target, number=number)
    return Targets(own.title or default.title, named)


def require_shown(target: Target, html: str) -> None:
    """Refuse a page that does not show what it numbers.

    Raises:
        ParityError: the rendered page has no element with that name.

    """
    if f'id="{target.name}"' not in html:
        raise ParityError(
            f"the built page shows no {target.kind} named {target.name!r}",
            file=target.where.file,
            line=target.where.line,
            fix="leave a blank line around it, and list the Markdown extension "
            + ("pymdownx.arithmatex" if target.kind == "equation" else "pymdownx.blocks.caption"),
        )


def title_of(heading: str) -> str:
    """Return what a heading says, as Markdown that can stand in a link."""
    text = re.sub(r"^#{1,6}|(?<!\\)#*$", "", _ATTRIBUTES.sub("", heading).strip()).strip()
    parts: list[str] = []
    end = 0
    for code in _CODE.finditer(text):
        parts += [_words(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, _words(text[end:])])


def _words(text: str) -> str:
    text = _NO_TEXT.sub("", _LINKED.sub(lambda match: match["text"], text))
    return re.sub(r"(?<!\\)([\[\]])", r"\\\1", text)


def numbered(document: Document) -> Iterator[Caption | Equation]:
    """Yield the numbered captions and equations of a page, in order."""
    skipped = hidden(document)
    end = 0  # the index behind the equation that was read last
    for index in range(front_matter(document), len(document)):
        if index in skipped or index < end:
            continue
        text = document[index].text
        if (match := CAPTION.fullmatch(text)) is not None:
            yield _caption(document[index], index, match)
        elif text.lstrip("> \t").startswith("$$"):
            end = end_of_formula(document, index)
            labels = [
                (row, label["name"])
                for row in range(index, end)
                for label in LABEL.finditer(document[row].text)
            ]
            if len(labels) > 1:
                cause = "the equation has two labels, but only one number"
                raise _error(document[labels[1][0]], cause, "write two equations, or one label")
            for row, name in labels:
                yield Equation(row, _checked(name, document[row]))


def end_of_formula(document: Sequence[Line], start: int) -> int:
    """Return the index behind the last line of the formula $$…$$ that starts at a line."""
    for index in range(start, len(document)):
        text = document[index].text.strip("> \t")
        if not text:
            return index
        if "$$" in (text[2:] if index == start else text):
            return index + 1
    return len(document)


def _caption(line: Line, index: int, match: re.Match[str]) -> Caption:
    rest = _REST.fullmatch(match["rest"] or "")
    if rest is None:
        raise _error(
            line,
            f"the numbered caption has no name: {line.text.strip()!r}",
            f"write /// {match['kind']}-caption | #name (with | < #name it stands above)",
        )
    name = _checked(rest["name"], line)
    said = f"{rest['place']} #{name}".strip()
    head = f"{match['prefix']}{match['marks']} caption | {said}"
    return Caption(index, match["kind"], name, head)  # type: ignore[arg-type]


def _checked(name: str, line: Line) -> str:
    if not _NAME.fullmatch(name):
        cause = f"{name!r} is no name for a figure, table or equation"
        raise _error(line, cause, "use letters, digits, hyphens, e.g. #fig-attention")
    return name


def _error(line: Line, cause: str, fix: str) -> ParityError:
    return ParityError(cause, file=line.page.file, line=line.page.line, fix=fix)
