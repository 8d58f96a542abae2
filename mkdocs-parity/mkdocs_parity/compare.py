"""Comparing a translation's structure with the default language's page."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from mkdocs_parity.alignment import Pair, Part, moved
from mkdocs_parity.anchors import anchors, headings
from mkdocs_parity.bodies import shows_page
from mkdocs_parity.elements import Element
from mkdocs_parity.expand import include_of
from mkdocs_parity.findings import Edit, Finding
from mkdocs_parity.repair import fence_edit, heading_edit, insertion, line_edit, target_edit
from mkdocs_parity.sheet import Sheet
from mkdocs_parity.targets import without_localized

_NAMES = {
    "admonition": "admonition",
    "block": "block ///",
    "bullet": "list item",
    "code": "indented code",
    "item": "list item",
    "row": "table row",
    "rule": "horizontal rule",
    "html": "block of HTML",
    "math": "formula",
    "reference": "link definition",
}
_RULES = {"item": "list", "row": "table", "block": "caption", "reference": "link", "code": "fence"}
_INLINE = {
    "link": "link",
    "image": "image",
    "code": "piece of code",
    "math": "formula",
    "footnote": "footnote",
    "html": "HTML tag",
    "attribute": "attribute list",
    "number": "number",
}
_MECHANICAL = frozenset({"fence", "include", "directive", "reference", "math"})
_EXPECTED = "pytest-codeblocks:expected-output"


def compare(default: Sheet, own: Sheet, pairs: Sequence[Pair]) -> Iterator[Finding]:
    """Yield what differs between two pages whose elements are paired."""
    away = moved(default.parts, own.parts)
    if away is None:
        yield from _differences(default, own, pairs)
        return
    yield Finding(
        own.origin(away[1][0]),
        "heading",
        "this section is not the one that stands here",
        "put the sections in that order; --fix repairs nothing on this page before",
        away[0][0].text,
        away[1][0].text,
        default.origin(away[0][0]),
    )
    # what is mechanical would put the code of one section under the words of another
    yield from (replace(finding, edit=None) for finding in _differences(default, own, pairs))


def compare_places(
    default: Sheet,
    own: Sheet,
    places: Sequence[tuple[int | None, Sequence[Pair]]],
    stale: Collection[int],
) -> Iterator[Finding]:
    """Yield what differs between two pages of which one is older, in outdated sections as such.

    Directives are no text, so the lock file can't tell which page changed one: while a part of
    the page is outdated, they count as outdated everywhere on it.
    """
    for place, pairs in places:
        start = next((has[0].start for _, has in pairs if has is not None), len(own.document))
        for finding in _differences(default, own, pairs, start):
            if place is None:
                yield replace(finding, edit=None, outdated=True)
            else:
                old = place in stale or finding.rule == "directive"
                yield replace(finding, outdated=old)


def _differences(
    default: Sheet, own: Sheet, pairs: Sequence[Pair], done: int = 0
) -> Iterator[Finding]:
    # done: the line of the translation behind the last paired element
    expected = False  # whether the element before was the directive expected-output
    for wanted, has in pairs:
        if wanted is not None and has is not None:
            done = max(done, has[0].end)
            if wanted[0].identity != has[0].identity:
                yield _changed(default, own, wanted[0], has[0], expected)
            yield from _inline(default, own, wanted, has)
        elif wanted is not None:
            yield _missing(default, own, wanted[0], done, expected)
        elif has is not None:
            done = max(done, has[0].end)
            yield _extra(default, own, has[0], expected)
        element = (wanted or has or (None,))[0]
        expected = element is not None and element.key == _EXPECTED
    yield from _anchors(default, own, pairs)


def _rule(element: Element, expected: bool) -> str:
    if expected or element.key == _EXPECTED:
        return "output"
    if element.kind == "fence" and any(include_of(line) for line in element.body):
        return "include"
    return _RULES.get(element.kind, element.kind)


def _name(element: Element) -> str:
    return _NAMES.get(element.kind, element.kind)


def _shown(sheet: Sheet, element: Element) -> str:
    lines = [line.strip() for line in sheet.lines(element)]
    return " ⏎ ".join(line for line in lines if line)


def _missing(default: Sheet, own: Sheet, element: Element, index: int, expected: bool) -> Finding:
    mechanical = element.kind in _MECHANICAL
    return Finding(
        own.line(index),
        _rule(element, expected),
        f"a {_name(element)} is missing here",
        "copy it from there"
        if mechanical
        else "translate it here, or mend what stands in its place",
        _shown(default, element),
        None,
        default.origin(element),
        insertion(default.document, own.document, element, index) if mechanical else None,
    )


def _extra(default: Sheet, own: Sheet, element: Element, expected: bool) -> Finding:
    copied = all(include_of(line) is not None for line in element.body) or any(
        element.body == part[0].body for part in default.parts
    )
    mechanical = element.kind in ("include", "directive") or (element.kind == "fence" and copied)
    return Finding(
        own.origin(element),
        _rule(element, expected),
        f"this {_name(element)} has nothing that it translates",
        "delete it, or move it to where it belongs",
        None,
        _shown(own, element),
        edit=Edit(element.start, element.end, ()) if mechanical else None,
    )


def _changed(default: Sheet, own: Sheet, wanted: Element, has: Element, expected: bool) -> Finding:
    rule, fix, edit = _rule(wanted, expected), "write it as there", None
    if wanted.kind == "heading" and wanted.key != has.key:
        cause = f"the heading has level {has.key} instead of {wanted.key}"
        fix = f"begin it by {'#' * int(wanted.key)}"
        edit = heading_edit(own.document, has, int(wanted.key))
    elif wanted.kind == "fence" and (wanted.key, wanted.body) != (has.key, has.body):
        cause = "the fence differs" if wanted.key == has.key else "the fence begins otherwise"
        if shows_page(wanted.key):
            fix = "show the same includes, and begin it as there; its prose is yours"
        else:
            fix = "copy it from there; code is translated in the catalogue alone"
            edit = fence_edit(default.document, own.document, wanted, has)
    elif wanted.depth != has.depth:
        cause = f"the {_name(wanted)} is nested {has.depth} deep instead of {wanted.depth}"
        fix = "indent it as there"
        if wanted.kind in _MECHANICAL:
            edit = line_edit(default.document, own.document, wanted, has)
    else:
        cause = f"the {_name(wanted)} differs"
        if wanted.kind in _MECHANICAL:
            edit = line_edit(default.document, own.document, wanted, has)
    return Finding(
        own.origin(has),
        rule,
        cause,
        fix,
        _difference(wanted, has) or _shown(default, wanted),
        _difference(has, wanted) or _shown(own, has),
        default.origin(wanted),
        edit,
    )


def _difference(one: Element, other: Element) -> str | None:
    """Return the lines of a fence that the other fence lacks."""
    if one.key != other.key or not one.body or not other.body:
        return None
    lacking = Counter(one.body) - Counter(other.body)
    return " ⏎ ".join(line.strip() for line in one.body if line in lacking) or None


def _inline(default: Sheet, own: Sheet, wanted: Part, has: Part) -> Iterator[Finding]:
    if wanted[0].kind == "admonition" and wanted[0].text and not has[0].text:
        yield Finding(
            own.origin(has[0]),
            "admonition",
            "the title is missing",
            "translate the title",
            wanted[0].text,
            None,
            default.origin(wanted[0]),
        )
    if has[1].unnamed > wanted[1].unnamed:
        yield _text_finding(default, own, wanted, has, "image", "the image has no text", "")
    if wanted[0].kind == has[0].kind == "tab" and _swapped(default, wanted[0], has[0]):
        cause = "the name of another tab stands here"
        yield _text_finding(default, own, wanted, has, "tab", cause, "put the tabs in that order")
    for rule, name in _INLINE.items():
        one, other = getattr(wanted[1], rule), getattr(has[1], rule)
        if one is other or one == other:
            continue
        lacking, surplus = one - other, other - one if rule != "number" else Counter[str]()
        if rule == "link":
            lacking, surplus = without_localized(lacking, surplus)
        if lacking or surplus:
            yield _parts(default, own, wanted, has, rule, name, lacking, surplus)


def _swapped(default: Sheet, wanted: Element, has: Element) -> bool:
    """Tell whether a tab has the name of another tab of the default language's page."""
    names = [part[0].text for part in default.parts if part[0].kind == "tab"]
    return has.text != wanted.text and has.text in names


def _parts(
    default: Sheet,
    own: Sheet,
    wanted: Part,
    has: Part,
    rule: str,
    name: str,
    lacking: Mapping[str, int],
    surplus: Mapping[str, int],
) -> Finding:
    one, other = _listed(lacking), _listed(surplus)
    plural = "" if max(len(lacking), len(surplus)) == 1 else "s"
    cause = f"the {name}{plural} of this {_name(wanted[0])} differ{'' if plural else 's'}"
    edit = None
    # a target that stands elsewhere there tells that the words were moved, not the target
    known = any(key in getattr(part[1], rule) for part in default.parts for key in surplus)
    if rule in ("link", "image", "math") and len(lacking) == len(surplus) == 1 and not known:
        edit = target_edit(own.document, has[0], next(iter(surplus)), next(iter(lacking)))
    return Finding(
        own.origin(has[0]),
        rule,
        cause,
        "bring in what is missing" if not surplus else "write the same as there",
        one or "(nothing more)",
        other or "(nothing in its place)",
        default.origin(wanted[0]),
        edit,
    )


def _text_finding(
    default: Sheet, own: Sheet, wanted: Part, has: Part, rule: str, cause: str, fix: str
) -> Finding:
    return Finding(
        own.origin(has[0]),
        rule,
        cause,
        fix or "say in words what it shows: ![words](…)",
        _shown(default, wanted[0]),
        _shown(own, has[0]),
        default.origin(wanted[0]),
    )


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{key}{f' (×{count})' if count > 1 else ''}" for key, count in counts.items())


def _anchors(default: Sheet, own: Sheet, pairs: Sequence[Pair]) -> Iterator[Finding]:
    """Compare the anchors that headings name; the others take the default language's."""
    named = [(w[0], h[0]) for w, h in pairs if w and h and h[0].anchor is not None]
    wrong = [(wanted, has) for wanted, has in named if wanted.anchor != has.anchor]
    if not wrong:
        return
    found = headings(default.document)
    ids = dict(zip([heading.index for heading in found], anchors(found), strict=True))
    for wanted, has in wrong:
        anchor = ids.get(wanted.start)
        if anchor != has.anchor:
            yield Finding(
                own.origin(has),
                "anchor",
                "the heading has another anchor, so that links and the language switch miss it",
                f"take {{#{has.anchor}}} out; the anchor comes from there by itself",
                f"#{anchor}",
                f"#{has.anchor}",
                default.origin(wanted),
                heading_edit(own.document, has, int(has.key), wanted.anchor),
            )
