"""The ways in which the structure of a translated page is damaged, one function each."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from mkdocs_parity.elements import Element


@dataclass(frozen=True)
class Damage:
    """What a mutation works on: the lines and the elements of a page and of its original."""

    rng: random.Random
    language: str
    lines: list[str]
    elements: list[Element]
    english: list[str]
    originals: list[Element]

    def some(self, *kinds: str, inside: str = "") -> list[Element]:
        """Return the elements of some kinds, in an order of chance."""
        chosen = [
            element
            for element in self.elements
            if element.kind in kinds
            and re.search(inside, "\n".join(self.lines[element.start : element.end]))
        ]
        self.rng.shuffle(chosen)
        return chosen

    def put(self, start: int, end: int, *lines: str) -> str:
        """Return the page with other lines from start up to end."""
        return "\n".join([*self.lines[:start], *lines, *self.lines[end:]])

    def of(self, element: Element) -> list[str]:
        """Return the lines of an element."""
        return self.lines[element.start : element.end]

    def swap(self, one: Element, other: Element) -> str | None:
        """Return the page with two elements in each other's place."""
        first, second = sorted((one, other), key=lambda element: element.start)
        if self.of(first) == self.of(second) or first.end > second.start:
            return None
        between = self.lines[first.end : second.start]
        return self.put(first.start, second.end, *self.of(second), *between, *self.of(first))

    def change(self, element: Element, pattern: str, new: str) -> str | None:
        """Return the page with the first match in an element replaced."""
        text = "\n".join(self.of(element))
        changed = re.sub(pattern, new, text, count=1)
        return None if changed == text else self.put(element.start, element.end, changed)


Mutation = Callable[[Damage], str | None]
LINK = r"(?<!!)\[[^\]]+\]\([^)]+\)"
IMAGE = r"!\[[^\]]+\]\([^)]+\)"
FORMULA = r"`[^`]*[=·→←⊙√][^`]*`"
PROSE = ("paragraph", "item")


def _drop(*kinds: str, inside: str = "") -> Mutation:
    def mutate(page: Damage) -> str | None:
        chosen = page.some(*kinds, inside=inside)
        return page.put(chosen[0].start, chosen[0].end) if chosen else None

    return mutate


def _double(*kinds: str, inside: str = "") -> Mutation:
    def mutate(page: Damage) -> str | None:
        chosen = page.some(*kinds, inside=inside)
        if not chosen:
            return None
        blank = [] if chosen[0].kind in ("row", "item", "directive") else [""]
        return page.put(chosen[0].end, chosen[0].end, *blank, *page.of(chosen[0]))

    return mutate


def _swap(*kinds: str, inside: str = "") -> Mutation:
    def mutate(page: Damage) -> str | None:
        chosen = page.some(*kinds, inside=inside)
        return page.swap(chosen[0], chosen[1]) if len(chosen) > 1 else None

    return mutate


def _swap_names(kind: str) -> Mutation:
    """Reorder titles that are names: they are the same in English. Nobody can tell with words."""

    def mutate(page: Damage) -> str | None:
        names = {original.text for original in page.originals if original.kind == kind}
        chosen = [element for element in page.some(kind) if element.text in names]
        return page.swap(chosen[0], chosen[1]) if len(chosen) > 1 else None

    return mutate


def _edit(pattern: str, new: str, *kinds: str) -> Mutation:
    def mutate(page: Damage) -> str | None:
        chosen = page.some(*kinds, inside=pattern)
        return page.change(chosen[0], pattern, new) if chosen else None

    return mutate


def _swap_parts(pattern: str, *kinds: str) -> Mutation:
    """Put what two elements hold, a link's target say, into each other's place."""

    def mutate(page: Damage) -> str | None:
        chosen = page.some(*kinds, inside=pattern)[:2]
        if len(chosen) < 2:
            return None
        one, other = sorted(chosen, key=lambda element: element.start)
        first = re.search(pattern, "\n".join(page.of(one)))
        second = re.search(pattern, "\n".join(page.of(other)))
        if first is None or second is None or first[0] == second[0]:
            return None
        above = "\n".join(page.of(one)).replace(first[0], second[0], 1)
        below = "\n".join(page.of(other)).replace(second[0], first[0], 1)
        between = page.lines[one.end : other.start]
        return page.put(one.start, other.end, above, *between, below)

    return mutate


def _sections(page: Damage) -> str | None:
    """Put two neighbouring sections into each other's place."""
    heads = [element for element in page.elements if element.kind == "heading"][1:]
    if len(heads) < 3:
        return None
    number = page.rng.randrange(len(heads) - 2)
    one, two, end = (head.start for head in heads[number : number + 3])
    return page.put(one, end, *page.lines[two:end], *page.lines[one:two])


def _dedent(page: Damage) -> str | None:
    """Take a fence out of its box."""
    chosen = [element for element in page.some("fence") if element.depth]
    if not chosen:
        return None
    lines = [line.removeprefix("    ") for line in page.of(chosen[0])]
    return page.put(chosen[0].start, chosen[0].end, *lines)


def _typed(page: Damage) -> str | None:
    """Type the code into the page instead of including it."""
    chosen = page.some("fence", inside=r"```python\n\s*--8<--")
    return page.change(chosen[0], r"--8<-- .*", "print(1)") if chosen else None


def _output_typed(page: Damage) -> str | None:
    chosen = page.some("fence", inside=r"--8<-- \"snippets/outputs")
    return page.change(chosen[0], r"--8<-- .*", "torch.Size([4, 7, 10])") if chosen else None


def _cell(page: Damage) -> str | None:
    """Lose a cell of a table."""
    chosen = page.some("row")
    return page.change(chosen[0], r"\|[^|]*\|\s*$", "|") if chosen else None


def _column(page: Damage) -> str | None:
    """Lose a column of a table."""
    chosen = page.some("table")
    if not chosen:
        return None
    rows = [chosen[0].start - 1]
    while page.lines[rows[-1] + 1].startswith("|"):
        rows.append(rows[-1] + 1)
    cut = [re.sub(r"\|[^|]*\|\s*$", "|", page.lines[row]) for row in rows]
    return page.put(rows[0], rows[-1] + 1, *cut)


def _title(page: Damage) -> str | None:
    """Lose the title of a box."""
    return _edit(r'\s*"[^"]+"$', "", "admonition")(page)


def _append(*lines: str) -> Mutation:
    """Put lines behind a paragraph."""

    def mutate(page: Damage) -> str | None:
        chosen = [element for element in page.some("paragraph") if not element.depth]
        return page.put(chosen[0].end, chosen[0].end, "", *lines) if chosen else None

    return mutate


def _output_dropped(page: Damage) -> str | None:
    """Lose an output together with its directive."""
    chosen = page.some("directive", inside="expected-output")
    if not chosen:
        return None
    fence = next(element for element in page.elements if element.start >= chosen[0].end)
    return page.put(chosen[0].start, fence.end)


def _other_anchor(page: Damage) -> str | None:
    """Give a heading the anchor of the page's summary."""
    chosen = page.some("heading")
    twin = page.originals[page.elements.index(chosen[0])]
    return None if twin.text == "Summary" else page.change(chosen[0], r"$", " {#summary}")


KINDS: dict[str, Mutation] = {
    "include dropped": _edit(r"\n[^\n]*--8<-- [^\n]*", "", "fence"),
    "include reordered": _swap_parts(r"--8<-- \"[^\"]+\"", "fence"),
    "include doubled": _edit(r"(\n[^\n]*--8<-- [^\n]*)", r"\1\1", "fence"),
    "include edited": _edit(r"(--8<-- \"[^\"]*)[a-z]\"", r'\1x"', "fence"),
    "fence dropped": _drop("fence"),
    "fence reordered": _swap("fence"),
    "fence doubled": _double("fence"),
    "fence edited": _edit(r"```(?:python|text|console)", "```json", "fence"),
    "fence out of its box": _dedent,
    "code typed into a fence": _typed,
    "heading dropped": _drop("heading"),
    "heading reordered, with its section": _sections,
    "heading doubled": _double("heading"),
    "heading of another level": _edit(r"^##", "###", "heading"),
    "anchor added": _edit(r"$", " {#outro}", "heading"),
    "anchor of another heading": _other_anchor,
    "link dropped": _edit(r"(?<!!)\[([^\]]+)\]\([^)]+\)", r"\1", *PROSE),
    "link reordered": _swap_parts(r"(?<=\]\()[^)]+(?=\))", *PROSE),
    "link doubled": _edit(rf"({LINK})", r"\1 \1", *PROSE),
    "link edited": _edit(r"(?<=\]\()([^)]+)\.md", r"\1-2.md", *PROSE),
    "link to another section": _edit(r"(?<=\]\()([^)#]+)(?:#[^)]*)?\)", r"\1#other)", *PROSE),
    "admonition dropped": _drop("admonition"),
    "admonition doubled": _double("admonition"),
    "admonition of another kind": _edit(r"(?:success|warning)", "danger", "admonition"),
    "admonition opened": _edit(r"\?\?\?", "!!!", "admonition"),
    "admonition without title": _title,
    "tab dropped": _drop("tab"),
    "tabs reordered": _swap_names("tab"),
    "table row dropped": _drop("row"),
    "table row reordered": _swap("row", inside="`"),
    "table row doubled": _double("row"),
    "table cell dropped": _cell,
    "table column dropped": _column,
    "image dropped": _edit(IMAGE, "", "paragraph"),
    "image doubled": _edit(rf"({IMAGE})", r"\1 \1", "paragraph"),
    "image edited": _edit(r"(\]\([^)]*)\.svg\)", r"\1.png)", "paragraph"),
    "image moved": lambda page: _moved(page, IMAGE),
    "image without words": _edit(r"!\[[^\]]+\]", "![]", "paragraph"),
    "formula dropped": _edit(FORMULA, "", *PROSE),
    "formula edited": _edit(r"(`[^`]*)([=·→←⊙√])([^`]*`)", r"\1+\3", *PROSE),
    "formula edited in a fence": _edit(r"⊙|σ|tanh", "x", "fence"),
    "formula reordered": _swap_parts(FORMULA, *PROSE),
    "directive dropped": _drop("directive"),
    "directive doubled": _double("directive"),
    "directive edited": _edit(r"codeblocks:cont", "codeblocks:expected-output", "directive"),
    "directive reordered": _swap("directive"),
    "output dropped": _output_dropped,
    "output typed": _output_typed,
    "output edited": _edit(r"outputs/([a-z0-9-]+)\.txt", r"outputs/\1-2.txt", "fence"),
    "outputs reordered": _swap_parts(r"outputs/[a-z0-9-]+\.txt", "fence"),
    "code in prose edited": _edit(r"`([^`]+)`", r"`\1_`", *PROSE),
    "code in prose dropped": _edit(r"`[^`]+`", "", *PROSE),
    "list item dropped": _drop("item"),
    "list item doubled": _double("item"),
    "list items reordered": _swap("item", inside=rf"{LINK}|`"),
    "caption dropped": _drop("block"),
}  # fmt: skip


def _moved(page: Damage, pattern: str) -> str | None:
    """Move an element to the end of the page."""
    chosen = page.some("paragraph", inside=pattern)
    if not chosen:
        return None
    lines = page.lines[: chosen[0].start] + page.lines[chosen[0].end :]
    return "\n".join([*lines, *page.of(chosen[0]), ""])


ATTACKS: dict[str, Mutation] = {
    "HTML inserted": _append('<div class="x">texto</div>'),
    "HTML inserted in prose": _edit(r"$", ' <b onclick="x()">a</b>', "paragraph"),
    "script inserted": _append("<script>alert(1)</script>"),
    "script address": _edit(r"(?<=\]\()[^)]+(?=\))", "javascript:alert(1)", *PROSE),
    "Python hidden in a comment": _append("<!--", "```python", "print(1)", "```", "-->"),
    "program added": _append("```python", "import os", "```"),
    "program included": _append("```python", '--8<-- "snippets/home.py:model"', "```"),
    "skipfile": lambda page: "\n".join(["<!--pytest-codeblocks:skipfile-->", *page.lines]),
    "skip mark": _append('<!--pytest.mark.skip(reason="x")-->'),
    "front matter added": lambda page: "\n".join(["---", "template: x.html", "---", *page.lines]),
}
