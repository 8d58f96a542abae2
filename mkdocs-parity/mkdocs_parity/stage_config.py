"""The configuration of one language by itself, for generators without plugins."""

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from mkdocs_parity.languages_yml import value_of

MATH = "pymdownx.arithmatex"
FORMULAS = "mkdocs_parity.formulas_extension"
_OURS = ("locale", "name", "default", "build", "link", "fixed_link", "nav_translations")
_LEFT_OUT = ("plugins", "hooks", "watch", "docs_dir", "site_dir", "site_url")


@dataclass(frozen=True, slots=True)
class Staged:
    """A language to configure.

    Attributes:
        code: its code.
        links: by code, where each language's home is, e.g. `/` and `/pt/`.
        names: by code, what readers call each language.
        site_url: the address of the site.
        styles: style sheets that come before the project's own.

    """

    code: str
    links: Mapping[str, str]
    names: Mapping[str, str]
    site_url: str
    styles: Sequence[str] = ()


def configuration(text: str, staged: Staged) -> str:
    """Make of an mkdocs.yml that of one language.

    The language's own settings under the plugin i18n take the place of the common ones, titles in
    `nav` are translated, and plugins go. Tags such as `!ENV` stay as they are.

    Args:
        text: the mkdocs.yml, valid.
        staged: the language.

    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, MappingNode)
    own = _language(root, staged.code)
    for key in _LEFT_OUT:
        _drop(root, key)
    for key_node, value in own.value if own is not None else ():
        if key_node.value not in _OURS:
            _merge(root, key_node.value, value)
    titles = value_of(own, "nav_translations") if own is not None else None
    if titles is not None:
        _translate(value_of(root, "nav"), _plain(titles))
    _extend(root, staged)
    _formulas(root)
    return yaml.serialize(root, allow_unicode=True, Dumper=yaml.SafeDumper)


def _language(root: MappingNode, code: str) -> MappingNode | None:
    plugins = value_of(root, "plugins")
    items = plugins.value if isinstance(plugins, SequenceNode) else []
    for item in items:
        i18n = value_of(item, "i18n") if isinstance(item, MappingNode) else None
        languages = value_of(i18n, "languages")
        for language in languages.value if isinstance(languages, SequenceNode) else ():
            locale = value_of(language, "locale")
            if locale is not None and locale.value == code:
                return language if isinstance(language, MappingNode) else None
    return None


def _extend(root: MappingNode, staged: Staged) -> None:
    """Say where the pages are, where the site goes, and where the other languages are."""
    link = staged.links[staged.code]
    path = urlsplit(staged.site_url).path
    alternates = [
        {"name": staged.names[code], "link": posixpath.join(path, there.lstrip("/")), "lang": code}
        for code, there in staged.links.items()
    ]
    said: dict[str, object] = {
        "docs_dir": staged.code,
        "site_dir": posixpath.join("site", link.strip("/")).rstrip("/"),
        "site_url": urljoin(staged.site_url, link.lstrip("/")),
        "extra": {"alternate": alternates},
    }
    for key, value in said.items():
        _merge(root, key, _node(value))
    styles = value_of(root, "extra_css")
    own = [item.value for item in styles.value] if isinstance(styles, SequenceNode) else []
    _merge(root, "extra_css", _node([*staged.styles, *own]))


def _formulas(root: MappingNode) -> None:
    """Let a Markdown extension turn formulas into MathML, as the plugin does."""
    extensions = value_of(root, "markdown_extensions")
    if not isinstance(extensions, SequenceNode):
        return
    for index, item in enumerate(extensions.value):
        if MATH in (item.value if isinstance(item, ScalarNode) else _keys(item)):
            extensions.value[index] = _node({MATH: {"generic": True}})
            extensions.value.append(_node(FORMULAS))
            return


def _translate(node: Node | None, titles: Mapping[str, str]) -> None:
    if isinstance(node, SequenceNode):
        for item in node.value:
            _translate(item, titles)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            key.value = titles.get(key.value, key.value)
            _translate(value, titles)


def _merge(node: MappingNode, key: str, value: Node) -> None:
    """Set a value; mappings are joined, anything else is replaced."""
    old = value_of(node, key)
    if isinstance(old, MappingNode) and isinstance(value, MappingNode):
        for inner, its in value.value:
            _merge(old, inner.value, its)
        return
    _drop(node, key)
    node.value.append((_node(key), value))


def _drop(node: MappingNode, key: str) -> None:
    node.value[:] = [(own, value) for own, value in node.value if own.value != key]


def _keys(node: Node) -> list[str]:
    return [key.value for key, _ in node.value] if isinstance(node, MappingNode) else []


def _plain(node: Node) -> dict[str, str]:
    return {key.value: value.value for key, value in node.value}


def _node(value: object) -> Node:
    made = yaml.compose(yaml.safe_dump(value, allow_unicode=True), Loader=yaml.SafeLoader)
    assert made is not None
    return made
