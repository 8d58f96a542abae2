"""Comparing what a program draws with the plot that a page shows, on any processor."""

import math
import re
from collections.abc import Iterator
from itertools import zip_longest

from lxml import etree

from mkdocs_parity.figures import parse_figure

PLACE = 0.0075  # of the plot's longer side: how far a point may lie from where it is shown
INK = 0.35  # how much darker or lighter one shape may be, from 0 to 1 …
ALL_INK = 0.06  # … and all shapes with shades together: the root of the mean square
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
_GROUND = "var(--plot-ground,#fff)"
_PAINTS = ("fill", "stroke")


def difference(shown: str, drawn: str, name: str, place: float = PLACE) -> str | None:
    """Say in what a drawn plot differs from the one shown; None if they agree.

    Both are as `restyle` writes them. Elements, texts and colours must be equal, places and
    shades nearly so; `place` is how far points may be off, in parts of the longer side.
    """
    if shown == drawn:
        return None
    old, new = parse_figure(shown, name), parse_figure(drawn, name)
    box = [float(number) for number in _NUMBER.findall(old.get("viewBox", ""))] or [0.0]
    near = place * max(box)
    inks: list[float] = []
    for one, other in zip_longest(old.iter(etree.Element), new.iter(etree.Element)):
        if one is None or other is None:
            more = new if one is None else old
            return f"{_count(new)} elements instead of {_count(old)}, e.g. {_last(more)}"
        if one.tag != other.tag:
            return f"{_said(other)} instead of {_said(one)}"
        if _text(one) != _text(other):
            return f"the text {_text(other)!r} instead of {_text(one)!r}"
        said = _unequal(one, other, near)
        if said:
            return f"{said}, in {_said(other)} instead of {_said(one)}"
        inks += [a - b for a, b in _inks(one, other)]
    away = math.hypot(*inks) / math.sqrt(len(inks) or 1)
    if away > ALL_INK:
        return f"shades that differ by {away:.2f} (root mean square); {ALL_INK} is allowed"
    return None


def _unequal(one: etree._Element, other: etree._Element, near: float) -> str | None:
    for (a, b), paint in zip(_inks(one, other, always=True), _PAINTS, strict=True):
        if abs(a - b) > INK:
            return f"a {paint} of ink {b:.2f} instead of {a:.2f}"
    before, after = _plain(one), _plain(other)
    if before.keys() != after.keys():
        return f"the attributes {' '.join(sorted(after))}"
    for key, value in before.items():
        if _NUMBER.sub("0", value) != _NUMBER.sub("0", after[key]):
            return f"another {key}"
        pairs = zip(_NUMBER.findall(value), _NUMBER.findall(after[key]), strict=True)
        far = max((abs(float(a) - float(b)) for a, b in pairs), default=0.0)
        if far > near:
            return f"{key} is {far:.1f} away; {near:.1f} is allowed"
    return None


def _plain(element: etree._Element) -> dict[str, str]:
    """Return the attributes without shades of ink, which are compared as numbers."""
    inked = {paint for paint in _PAINTS if _ink(element, paint) is not None}
    plain = {
        str(key): str(value)
        for key, value in element.attrib.items()
        if str(key).removesuffix("-opacity") not in inked and key != "style"
    }
    style = [part for part in element.get("style", "").split(";") if _GROUND not in part]
    return plain | {f"style {part.split(':')[0]}": part for part in style if part}


def _inks(
    one: etree._Element, other: etree._Element, *, always: bool = False
) -> Iterator[tuple[float, float]]:
    """Yield the shades of both elements; without `always`, only where one is no full ink."""
    for paint in _PAINTS:
        a, b = _ink(one, paint), _ink(other, paint)
        if a is None or b is None:
            if always:
                yield (0.0, 0.0) if a is b else (a or 0.0, b or 1.0)
        elif always or min(a, b) < 1:
            yield a, b


def _ink(element: etree._Element, paint: str) -> float | None:
    """Return the shade of a fill or stroke, from 0 (the ground) to 1; None if it is a colour."""
    if f"{paint}:{_GROUND}" in element.get("style", ""):
        return 0.0
    if element.get(paint) == "currentColor":
        return float(element.get(f"{paint}-opacity", "1"))
    return None


def _text(element: etree._Element) -> str:
    return element.text or ""


def _count(root: etree._Element) -> int:
    return sum(1 for _ in root.iter(etree.Element))


def _last(root: etree._Element) -> str:
    *_, last = root.iter(etree.Element)
    return _said(last)


def _said(element: etree._Element) -> str:
    text = re.sub(r' xmlns="[^"]*"', "", etree.tostring(element, encoding="unicode").strip())
    return text if len(text) <= 120 else f"{text[:117]}…"
