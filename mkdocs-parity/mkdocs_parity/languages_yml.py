"""Adding a language to the plugin i18n in an mkdocs.yml, whose text otherwise stays as it is."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from mkdocs_parity.errors import ParityError

_KEPT = ("locale", "name", "link", "theme")
_KEPT_OF_THEME = ("language", "palette")
_TRANSLATED = ("site_name", "site_description", "nav_translations")  # offered as comments
_PREFIX = re.compile(r"[ ]*-[ ]+")
_SPACES = re.compile(r"[ ]*")


@dataclass(frozen=True)
class Entry:
    """What to add.

    Attributes:
        code: the locale.
        name: what the language menu says.
        theme: settings of the theme that this language needs, e.g. `{"language": "fr"}`.
        label: translates a text that the theme's own settings show readers.

    """

    code: str
    name: str
    theme: Mapping[str, str] = field(default_factory=dict)
    label: Callable[[str], str] = str

    @property
    def by_hand(self) -> str:
        """The entry as a person would write it."""
        lines = [f"- locale: {yaml_scalar(self.code)}", f"  name: {yaml_scalar(self.name)}"]
        if self.theme:
            lines += ["  theme:", *(f"    {key}: {value}" for key, value in self.theme.items())]
        return "\n".join(f"    {line}" for line in lines)


def add_language(text: str, entry: Entry, file: str) -> str:
    """Add a language behind the others, written as the last of them is.

    The names of the language and of the theme's switches are translated; texts that only a
    translator can give, such as the names of sections, follow as comments.

    Args:
        text: the mkdocs.yml.
        entry: the language.
        file: what errors call the file.

    Raises:
        ParityError: the list of languages is not in this file, or cannot be edited safely.

    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    languages = _languages(root)
    if root is None or languages is None or not languages.value:
        cause = "the list of languages (plugins: i18n: languages:) is not written in this file"
        raise _by_hand(cause, entry, file, None)
    line = languages.start_mark.line + 1
    model = _model(languages)
    try:
        added = _insert(text, languages, model, _fragment(text, model, root, entry), entry)
        new = yaml.compose(added, Loader=yaml.SafeLoader)
        same = new is not None and _plain(new) == _expected(root, new, entry)
    except (yaml.YAMLError, _UnfitError) as error:
        cause = f"the list of languages is written in a shape that cannot be edited: {error}"
        raise _by_hand(cause.split("\n")[0], entry, file, line) from error
    if not same:
        cause = "the list of languages is written in a shape that cannot be edited"
        raise _by_hand(cause, entry, file, line)
    return added


class _UnfitError(Exception):
    """The text does not look as expected."""


def _by_hand(cause: str, entry: Entry, file: str, line: int | None) -> ParityError:
    fix = "add this to the plugin's languages, create the folder, run `parity extract`:"
    return ParityError(cause, file=file, line=line, fix=f"{fix}\n{entry.by_hand}")


def _languages(root: Node | None) -> SequenceNode | None:
    plugins = value_of(root, "plugins")
    items = plugins.value if isinstance(plugins, SequenceNode) else [plugins]
    found = (value_of(value_of(item, "i18n"), "languages") for item in items)
    return next((node for node in found if isinstance(node, SequenceNode)), None)


def _model(languages: SequenceNode) -> Node:
    """Return the language to write the new one like: the last that is not the default."""
    real = [item for item in languages.value if _text(item, "locale") not in (None, "null")]
    others = [item for item in real if _text(item, "default") != "true"]
    chosen: Node = (others or real or languages.value)[-1]
    return chosen


def _fragment(text: str, model: Node, root: Node, entry: Entry) -> str:
    """Return the new entry's text, its first line without indentation."""
    column = model.start_mark.column
    own = _without_comments(" " * column + text[model.start_mark.index : _end(model)])
    node = yaml.compose(own, Loader=yaml.SafeLoader)
    if not isinstance(node, MappingNode) or _text(node, "locale") is None:
        raise _UnfitError("an entry is no mapping with a locale")
    edits = list(_edits(node, root, entry))
    for start, end, new in sorted(edits, reverse=True):
        own = own[:start] + new + own[end:]
    comments = "" if node.flow_style else _to_translate(text, root, column)
    return own[column:].rstrip() + comments


def _without_comments(own: str) -> str:
    kept, done = [], 0
    for token in yaml.scan(own, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
            raise _UnfitError("it has anchors or aliases")
        kept.append(re.sub(r"[ \t]*#[^\n]*", "", own[done : token.start_mark.index]))
        kept.append(own[token.start_mark.index : token.end_mark.index])
        done = token.end_mark.index
    lines = "".join(kept).split("\n")
    return "\n".join(line for line in lines if line.strip())


def _edits(node: MappingNode, root: Node, entry: Entry) -> Iterator[tuple[int, int, str]]:
    values = {"locale": entry.code, "name": entry.name, "link": f"/{entry.code}/"}
    for key, value in values.items():
        if isinstance(old := value_of(node, key), ScalarNode):
            yield old.start_mark.index, old.end_mark.index, yaml_scalar(value)
    theme = value_of(node, "theme")
    kept = isinstance(theme, MappingNode) and any(value_of(theme, key) for key in _KEPT_OF_THEME)
    yield from _drop(node, [key for key in _KEPT if key != "theme" or kept])
    if not kept or not isinstance(theme, MappingNode):
        if entry.theme:
            yield _add(node, value_of(node, "name"), _new_theme(entry, node))
        return
    yield from _drop(theme, [key for key in _KEPT_OF_THEME if value_of(theme, key)])
    for key, value in entry.theme.items():
        old = value_of(theme, key)
        if key in _KEPT_OF_THEME and isinstance(old, ScalarNode):
            yield old.start_mark.index, old.end_mark.index, yaml_scalar(value)
        elif old is None or key not in _KEPT_OF_THEME:
            known = (value_of(theme, other) for other in _KEPT_OF_THEME)
            behind = next((value for value in known if value is not None), None)
            yield _add(theme, behind, f"{key}: {yaml_scalar(value)}")
    yield from _labels(
        value_of(theme, "palette"), value_of(value_of(root, "theme"), "palette"), entry
    )


def _new_theme(entry: Entry, node: MappingNode) -> str:
    pairs = [f"{key}: {yaml_scalar(value)}" for key, value in entry.theme.items()]
    if node.flow_style:
        return f"theme: {{{', '.join(pairs)}}}"
    return "".join(["theme:", *(f"\n{' ' * node.start_mark.column}  {pair}" for pair in pairs)])


def _labels(own: Node | None, default: Node | None, entry: Entry) -> Iterator[tuple[int, int, str]]:
    """Translate the names of the switches of a palette."""
    pairs = (
        zip(own.value, default.value, strict=False)
        if isinstance(own, SequenceNode) and isinstance(default, SequenceNode)
        else [(own, default)]
    )
    for mine, other in pairs:
        name = value_of(value_of(mine, "toggle"), "name")
        english = _text(value_of(other, "toggle"), "name")
        if isinstance(name, ScalarNode) and english is not None:
            yield name.start_mark.index, name.end_mark.index, yaml_scalar(entry.label(english))


def _drop(node: MappingNode, kept: list[str]) -> Iterator[tuple[int, int, str]]:
    """Take out the pairs of a mapping whose keys are not kept."""
    last = None
    pairs = list(node.value)
    for index, (key, value) in enumerate(pairs):
        if key.value in kept:
            last = value
        elif any(later.value in kept for later, _ in pairs[index + 1 :]):
            yield key.start_mark.index, pairs[index + 1][0].start_mark.index, ""
        elif last is not None:
            start = _end(pairs[index - 1][1])
            yield start, _end(value), ""


def _add(node: MappingNode, behind: Node | None, pair: str) -> tuple[int, int, str]:
    if behind is None:
        raise _UnfitError("an entry has no name")
    end = _end(behind)
    join = ", " if node.flow_style else "\n" + " " * node.start_mark.column
    return end, end, join + pair


def _to_translate(text: str, root: Node, column: int) -> str:
    """Offer the texts that other languages translate, in the default language, as comments."""
    lines = []
    languages = _languages(root)
    items = languages.value if languages is not None else []
    for key in _TRANSLATED:
        value = next((found for item in items if (found := value_of(item, key)) is not None), None)
        if isinstance(value, MappingNode):
            names = [text[name.start_mark.index : name.end_mark.index] for name, _ in value.value]
            lines += [f"{key}:", *(f"  {name}: {name}" for name in names)]
        elif value is not None and (default := _text(root, key)) is not None:
            lines.append(f"{key}: {yaml_scalar(default)}")
    if not lines:
        return ""
    lines.insert(0, "To translate:")
    return "".join(f"\n{' ' * column}# {line}" for line in lines)


def _insert(text: str, languages: SequenceNode, model: Node, own: str, entry: Entry) -> str:
    last = languages.value[-1]
    end = _end(last)
    start = text.rfind("\n", 0, model.start_mark.index) + 1
    prefix = text[start : model.start_mark.index]
    if languages.flow_style:
        own_line = _SPACES.fullmatch(prefix) is not None
        return text[:end] + (f",\n{prefix}{own}" if own_line else f", {own}") + text[end:]
    if _PREFIX.fullmatch(prefix) is None:
        raise _UnfitError(f"{entry.code} cannot stand behind {prefix.strip()!r}")
    end = _behind_comments(text, end, model.start_mark.column)
    return f"{text[:end]}\n{prefix}{own}{text[end:]}"


def _behind_comments(text: str, end: int, column: int) -> int:
    """Return the end of the line, or of the comments below it that belong to the entry."""
    comment = re.compile(rf"[^\n]*(?:\n {{{column},}}#[^\n]*)*")
    match = comment.match(text, end)
    assert match is not None  # the pattern matches the empty string
    return match.end()


def _expected(root: Node, added: Node, entry: Entry) -> object:
    """Return the content that the file had, with the new entry behind the other languages."""
    new = _languages(added)
    languages = _languages(root)
    if new is None or languages is None or _text(new.value[-1], "locale") != entry.code:
        raise _UnfitError("the entry would not stand behind the others")
    languages.value.append(new.value[-1])
    return _plain(root)


def _plain(node: Node) -> object:
    if isinstance(node, MappingNode):
        return [(_plain(key), _plain(value)) for key, value in node.value]
    if isinstance(node, SequenceNode):
        return [_plain(item) for item in node.value]
    return node.tag, node.value


def value_of(node: Node | None, key: str) -> Node | None:
    """Return the value of a key, or None if the node is no mapping with that key."""
    if not isinstance(node, MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _text(node: Node | None, key: str) -> str | None:
    value = value_of(node, key)
    return str(value.value) if isinstance(value, ScalarNode) else None


def _end(node: Node) -> int:
    """Return where the text of a node ends; marks of blocks lie behind blanks and comments."""
    if not isinstance(node, MappingNode | SequenceNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(node, MappingNode) else last)


def yaml_scalar(text: str) -> str:
    """Write a text as YAML, in quotes where it needs them."""
    dumped: str = yaml.safe_dump([text], allow_unicode=True, default_flow_style=True, width=10**6)
    return dumped.strip()[1:-1]
