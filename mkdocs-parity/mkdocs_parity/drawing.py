"""Plots: what a program drew, brought into a form that pages can show and tests can compare.

Black becomes the ink of the page and grey a lighter ink, white the page's ground, and the colours
of Matplotlib's default cycle become variables that a theme sets. So a plot follows light and dark.
"""

import re
from collections.abc import Iterator

from lxml import etree

from mkdocs_parity.errors import ParityError
from mkdocs_parity.figures import parse_figure

LIMIT = 200_000  # characters of a plot; readers load it with the page
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"
_DROPPED = {f"{_SVG}metadata", f"{_SVG}style"}
_KNOWN = {
    *("svg", "g", "defs", "use", "clipPath", "title", "desc", "text"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
}
_FIXES = {
    "image": "draw cells with pcolormesh(…, cmap='Greys') instead of imshow",
    "tspan": "write labels with characters such as ₂ and α instead of formulas, $…$",
}
_KEPT = {
    *("d", "x", "y", "dx", "dy", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "points"),
    *("width", "height", "viewBox", "transform", "id", "clip-path", "href"),
}
_STYLES = {
    *("fill", "stroke", "opacity", "fill-opacity", "stroke-opacity", "fill-rule", "clip-path"),
    *("stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin"),
    *("font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline"),
}
_DEFAULTS = {"font-weight": ("normal", "400"), "font-style": ("normal",), "text-anchor": ("start",)}
_PAINTS = ("fill", "stroke")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_FONT = re.compile(r"(?P<before>.*?)(?P<size>[\d.]+)px\b")
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
_UNTURNED = re.compile(r"rotate\(-?0(?:[ ,][^)]*)?\)\s*")
_NAMED = {"black": "#000000", "white": "#ffffff", "currentcolor": "currentColor"}
CYCLE = (
    *("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd"),
    *("#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"),
)


def restyle(svg: str, name: str) -> str:
    """Bring a plot into the form in which pages show it.

    Numbers are rounded to tenths; the background, fonts, dates and unused ids go; ids are counted,
    so that they tell nothing of the numbers. Doing it twice changes nothing.

    Args:
        svg: what a program drew.
        name: what errors call it.

    Raises:
        ParityError: it is no well-formed SVG, it holds something else than lines, shapes and text,
            or it is too big.

    """
    root = parse_figure(_without_doctype(svg), name)
    width, height = _size(root, name)
    _describe(root)
    _drop(root, name)
    _drop_ground(root, width, height)
    _number_ids(root)
    for element in root.iter(etree.Element):
        _restyle_element(element, root)
    root.attrib.clear()
    root.set("class", "plot")
    root.set("viewBox", f"0 0 {_short(width)} {_short(height)}")
    root.set("fill", "currentColor")
    root.set("stroke-linejoin", "round")
    root.set("style", f"max-width:{_short(width * 1.25)}px")  # letters as big as the page's
    _flatten(root)
    text = _written(root)
    if len(text) > LIMIT:
        raise ParityError(
            f"the plot has {len(text):,} characters; readers load at most {LIMIT:,}",
            file=name,
            fix="draw fewer points or cells",
        )
    return text


def _without_doctype(svg: str) -> str:
    return re.sub(r"<!DOCTYPE[^>\[]*>", "", svg, count=1)


def _size(root: etree._Element, name: str) -> tuple[float, float]:
    box = [float(number) for number in _NUMBER.findall(root.get("viewBox", ""))]
    if len(box) != 4 or box[:2] != [0, 0] or min(box[2:]) <= 0:
        raise ParityError(
            f"the plot's viewBox is {root.get('viewBox', '')!r}, not '0 0 WIDTH HEIGHT'",
            file=name,
            fix="save it with Matplotlib, or give its svg element such a viewBox",
        )
    return box[2], box[3]


def _describe(root: etree._Element) -> None:
    """Keep the description that Matplotlib writes into the metadata."""
    said = root.find(f".//{_DESCRIPTION}")
    if said is not None and said.text and root.find(f"{_SVG}desc") is None:
        description = etree.Element(f"{_SVG}desc")
        description.text = said.text
        root.insert(1 if root.find(f"{_SVG}title") is not None else 0, description)


def _drop(root: etree._Element, name: str) -> None:
    """Drop what readers do not see; refuse what can be neither compared nor coloured."""
    for element in list(root.iter(etree.Element)):
        parent = element.getparent()
        if element.tag in _DROPPED or not str(element.tag).startswith(_SVG):
            if parent is not None:
                parent.remove(element)
        elif (kind := str(element.tag).removeprefix(_SVG)) not in _KNOWN:
            raise ParityError(
                f"the plot holds an element <{kind}>, which is no line, shape or text",
                file=name,
                fix=_FIXES.get(kind, "draw it in another way"),
            )


def _drop_ground(root: etree._Element, width: float, height: float) -> None:
    """Drop the white sheets that a figure and its axes are drawn on."""
    for path in list(root.iter(f"{_SVG}path", f"{_SVG}rect")):
        parent = path.getparent()
        style = _style(path)
        white = _colour(style.get("fill", "")) == "#ffffff"
        stroke = style.get("stroke", "none")
        if parent is None or not white or stroke != "none" or "opacity" in style:
            continue
        ground = str(parent.get("id", "")).startswith("patch_") and not path.get("clip-path")
        if ground or _covers(path, width, height):
            parent.remove(path)


def _covers(path: etree._Element, width: float, height: float) -> bool:
    numbers = {float(number) for number in _NUMBER.findall(path.get("d", ""))}
    return numbers == {0.0, width, height}


def _number_ids(root: etree._Element) -> None:
    """Name what is referred to a, b, c … in order, and nothing else."""
    used = [_reference(value) for element in root.iter() for value in _values(element)]
    names = {old: f"p{number}" for number, old in enumerate(dict.fromkeys(filter(None, used)), 1)}
    for element in root.iter(etree.Element):
        own = str(element.attrib.pop("id", ""))
        if own in names:
            element.set("id", names[own])
        for key, value in list(element.attrib.items()):
            old = _reference(str(value))
            if old is not None:
                element.set(key, str(value).replace(f"#{old}", f"#{names[old]}"))


def _values(element: etree._Element) -> Iterator[str]:
    for key, value in element.attrib.items():
        if key in (_HREF, "href", "clip-path", "style"):
            yield str(value)


def _reference(value: str) -> str | None:
    match = re.search(r"^#([\w.-]+)$|url\(\s*['\"]?#([\w.-]+)['\"]?\s*\)", value)
    return (match[1] or match[2]) if match else None


def _restyle_element(element: etree._Element, root: etree._Element) -> None:
    style = _style(element)
    kept: dict[str, str] = {}
    for key, value in element.attrib.items():
        local = "href" if key == _HREF else str(key)
        if local in _KEPT:
            kept[local] = _plain_value(local, str(value))
    paints: list[str] = []
    for key, value in sorted(style.items()):  # paints before their opacities
        if key in _PAINTS:
            _paint(key, value, element, kept, paints)
        elif key.endswith("opacity"):
            kept.setdefault(key, f"{float(value):.2f}")
        elif key in _STYLES and value not in _DEFAULTS.get(key, ()):
            kept[key] = _rounded(value.removesuffix("px"))
    if "transform" in kept and not kept["transform"]:
        del kept["transform"]
    if _is_cell(element, kept):
        kept["shape-rendering"] = "crispEdges"  # no light seams between cells
    if paints:
        kept["style"] = ";".join(paints)
    element.attrib.clear()
    for key, value in sorted(kept.items()):
        element.set(key, value)


def _style(element: etree._Element) -> dict[str, str]:
    """Return what an element's attributes and its `style` say of its looks."""
    found = {key: str(element.get(key)) for key in sorted(_STYLES) if element.get(key) is not None}
    for part in element.get("style", "").split(";"):
        key, colon, value = part.partition(":")
        key, value = key.strip(), value.strip()
        if key == "font" and (font := _FONT.match(value)):
            found["font-size"] = font["size"]
            found |= {"font-weight": "bold"} if "bold" in font["before"] else {}
            found |= {"font-style": "italic"} if re.search("ital|obli", font["before"]) else {}
        elif colon:
            found[key] = "italic" if value == "oblique" else value
    return found


def _paint(
    key: str, value: str, element: etree._Element, kept: dict[str, str], paints: list[str]
) -> None:
    if value.startswith("var("):  # it was restyled before
        paints.append(f"{key}:{value}")
        return
    colour = _colour(value)
    if colour in CYCLE:
        paints.append(f"{key}:var(--plot-{CYCLE.index(colour) + 1},{colour})")
    elif colour == "#ffffff":
        paints.append(f"{key}:var(--plot-ground,#fff)")
    elif grey := re.fullmatch(r"#(..)\1\1", colour):
        kept[key] = "currentColor"
        ink = 1 - int(grey[1], 16) / 255
        own = float(_style(element).get(f"{key}-opacity", 1))
        if ink * own < 1:
            kept[f"{key}-opacity"] = f"{ink * own:.2f}"
    else:
        kept[key] = colour


def _colour(value: str) -> str:
    """Return a colour as six hexadecimal digits where it is one; other values as they are."""
    value = value.strip()
    low = _NAMED.get(value.lower(), value.lower())
    if _HEX.fullmatch(low):
        return low if len(low) == 7 else "#" + "".join(digit * 2 for digit in low[1:])
    return _NAMED.get(value.lower(), value)


def _plain_value(key: str, value: str) -> str:
    if key == "d":
        return re.sub(r"\s*([a-zA-Z])\s*", r"\1", _rounded(" ".join(value.split())))
    if key == "transform":
        value = _UNTURNED.sub("", value).strip()
    if key in ("id", "href", "clip-path"):
        return value
    return _rounded(value)


def _rounded(text: str) -> str:
    return _NUMBER.sub(lambda match: _short(float(match[0])), text)


def _short(number: float) -> str:
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text in ("-0", "") else text


def _is_cell(element: etree._Element, kept: dict[str, str]) -> bool:
    """Tell whether a path is a rectangle along the axes, without an outline."""
    if element.tag != f"{_SVG}path" or "stroke" in kept or "stroke" in _style(element):
        return False
    points = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", kept.get("d", ""))
    letters = set(re.sub(r"[-\d. ]", "", kept.get("d", "")).upper())
    xs, ys = {x for x, _ in points}, {y for _, y in points}
    return letters <= set("MLZ") and 4 <= len(points) <= 5 and len(xs) == len(ys) == 2


def _flatten(root: etree._Element) -> None:
    """Drop empty groups, and take what lies in groups that say nothing out of them."""
    for element in reversed(list(root.iter(f"{_SVG}g", f"{_SVG}defs"))):
        parent = element.getparent()
        if parent is None or element.attrib or (element.tag == f"{_SVG}defs" and len(element)):
            continue
        place = parent.index(element)
        for child in reversed(list(element)):
            parent.insert(place + 1, child)
        parent.remove(element)


def _written(root: etree._Element) -> str:
    """Write one element a line."""
    for element in root.iter(etree.Element):
        element.tail = None
        element.text = " ".join((element.text or "").split()) or None
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode").replace("><", ">\n<") + "\n"
