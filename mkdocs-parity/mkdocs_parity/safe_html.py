"""What a built page of a translation may hold: the elements that English has, and prose.

The second look, at what the reader's browser gets: it does not depend on how Markdown was read.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring

from mkdocs_parity.errors import ParityError
from mkdocs_parity.fragments import inner_html
from mkdocs_parity.html import chosen, roots_of

# Elements that only show; all others must stand in the English page as often, with all they say.
_SHOWN = re.compile(
    "a|abbr|blockquote|br|caption|code|d[dlt]|del|details|div|em|fig(?:ure|caption)|h[1-6r]|img|ins"
    "|kbd|label|li|mark|[opqsu]|[ou]l|pre|small|span|strong|su[bp]|summary|table|t(?:body|foot|head)"
    "|t[dhr]"
)
_SPOKEN = frozenset({"alt", "title", "aria-label", "markdown"})  # words; the last says nothing
_WORDLESS = frozenset({"script", "style", "iframe", "object", "template", "svg", "math"})
_NAMED = frozenset({"id", "name", "for"})  # anchors: of tabs and footnotes
_NAME = re.compile(r"[\w:.+-]*")
_RELATIVE = re.compile(r"(?![/\\])(?:(?!//)[\w./#?=+,~:%-])*")
_CODE = re.compile(r"language-[\w-]+(?: highlight)?")  # fences, which are compared as source
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*|ltr|rtl")  # of a docstring
_SCHEME = re.compile(r"[^/#?]*:")
# All but what can do nothing: elements that only show without attributes, and coloured code.
_ACTING = etree.XPath(
    "descendant-or-self::node()[not(self::text())]"
    "[not(self::span[count(@*) = 1 and @class and ancestor::pre])]"
    "[not((self::p or self::span or self::td or self::li or self::em) and not(@*))]"
)


@dataclass
class Powers:
    """What the elements of a page can do: attributes with their values, and active elements."""

    attributes: set[tuple[str, str, str]] = field(default_factory=set)
    elements: Counter[str] = field(default_factory=Counter)


def powers_of(html: str) -> Powers:
    """Collect what the elements of a rendered page can do."""
    found = Powers()
    for root in roots_of(html):
        if isinstance(root, HtmlElement):
            for element in chosen(_ACTING, root):
                _collect(element, found)
    return found


def check_html(html: str, english: Powers, name: str) -> None:
    """Compare a rendered page with what the English page can do.

    Raises:
        ParityError: an element or attribute acts that English does not have.

    """
    own = powers_of(html)
    strange = sorted((own.elements - english.elements).elements())
    others = sorted(own.attributes - english.attributes)
    strange += [f'<{tag} {key}="{value}">' for tag, key, value in others]
    for shown in strange[:1]:
        raise ParityError(
            f"the built page holds what the English page does not: {shown[:100]!r}",
            file=name,
            fix="write the place as English does",
        )


def without_strange(html: str, english: Powers) -> str:
    """Take out of the page of an outdated translation what the English page can't do any more.

    Words stay: of an element that English does not have, what it holds.
    """
    root = fragment_fromstring(html, create_parent="div")
    left = Counter(english.elements)
    for element in list(root.iterdescendants()):
        own = Powers()
        _collect(element, own)
        for key in own.elements:
            left[key] -= 1
            if left[key] < 0 and isinstance(element.tag, str) and element.tag not in _WORDLESS:
                element.drop_tag()
            elif left[key] < 0 and element.getparent() is not None:
                element.drop_tree()
        for _, key, _ in own.attributes - english.attributes:
            del element.attrib[key]
    return inner_html(root)


def _collect(element: HtmlElement, found: Powers) -> None:
    tag = element.tag
    if not isinstance(tag, str):  # a comment or an instruction
        found.elements[f"<!--{element.text or ''}-->"] += 1
        return
    attributes: Mapping[str, str] = {str(key): str(value) for key, value in element.items()}
    if not _SHOWN.fullmatch(tag):
        spoken = {key: "" if key in _SPOKEN else value for key, value in attributes.items()}
        values = "".join(f' {key}="{value}"' for key, value in sorted(spoken.items()))
        text = (element.text or "").strip() if tag in ("script", "style") else ""
        found.elements[f"<{tag}{values}>{text}"] += 1
        return
    if tag == "span" and any(parent.tag == "pre" for parent in element.iterancestors()):
        attributes = {key: value for key, value in attributes.items() if key != "class"}
    for key, value in attributes.items():
        if not _harmless(tag, key, value):
            found.attributes.add((tag, key, value))


def _harmless(tag: str, key: str, value: str) -> bool:
    if key in _SPOKEN or (key == "class" and _CODE.fullmatch(value)):
        return True
    if tag == "div" and key in ("lang", "dir"):
        return _LANGUAGE.fullmatch(value) is not None
    if key in _NAMED:
        return _NAME.fullmatch(value) is not None
    if (tag, key) in (("a", "href"), ("img", "src")):
        return _RELATIVE.fullmatch(value) is not None and not _SCHEME.match(value)
    return False
