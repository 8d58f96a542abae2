"""What the pages' API reference shows: the objects behind `:::`, and their docstrings."""

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from mkdocs_parity.document import Document, Line, Origin, hidden
from mkdocs_parity.errors import ParityError
from mkdocs_parity.settings import Settings

if TYPE_CHECKING:
    from griffe import Alias, Object
    from mkdocstrings_handlers.python import PythonHandler, PythonOptions

    from mkdocs_parity.project import Project

# As mkdocstrings reads it; a heading in front of the colons is none of the page's headings.
_DIRECTIVE = re.compile(r"(?P<indent>[> \t]*)::: ?(?P<name>\S.*?)[ \t]*")
_OPTIONS = ("    handler:", "    options:")
_WORD = re.compile(r"[^\W\d_]{2,}")
_KINDS = ("attributes", "type_aliases", "classes", "functions", "modules")
Name = Callable[[Path], str]


@dataclass(frozen=True, slots=True)
class Directive:
    """A line `::: package.module`, with the options below it."""

    name: str
    options: Mapping[str, Any]
    line: Line


@dataclass(frozen=True, slots=True)
class ApiObject:
    """A public object that a page shows.

    Attributes:
        path: what links name, such as `package.module.Class.method`.
        kind: `module`, `class`, `function`, `attribute` or `type alias`.
        text: its docstring, without the indentation; empty if it has none.
        where: the line where the docstring begins.
        shown: the line of the page that shows it.
        arguments: the names of what it is called with.

    """

    path: str
    kind: str
    text: str
    where: Origin
    shown: Origin
    arguments: tuple[str, ...] = ()


def directives(document: Document) -> Iterator[Directive]:
    """Find the lines of a page that show objects of the API.

    Raises:
        ParityError: the options below one are not YAML.

    """
    skipped = hidden(document)
    for index, line in enumerate(document):
        match = _DIRECTIVE.fullmatch(line.text) if index not in skipped else None
        if match is None:
            continue
        body = _indented(document[index + 1 :], len(match["indent"]))
        try:
            options = yaml.safe_load(textwrap.dedent("\n".join(body))) or {}
        except yaml.YAMLError as error:
            raise ParityError(
                f"the options below ::: {match['name']} are not YAML",
                file=line.page.file,
                line=line.page.line,
                fix="indent them by four spaces, as mkdocstrings wants them",
            ) from error
        yield Directive(match["name"], options if isinstance(options, dict) else {}, line)


def has_words(docstring: str) -> bool:
    """Tell whether there is something to translate in a docstring."""
    return _WORD.search(docstring) is not None


@dataclass
class Api:
    """The objects of a project's reference; packages are read, not imported, and only once."""

    settings: Settings
    name: Name
    _found: dict[tuple[str, str], tuple[ApiObject, ...]] = field(default_factory=dict)

    def objects(self, document: Document) -> Iterator[ApiObject]:
        """Yield what a page shows, in the order of the code; nothing without mkdocstrings.

        Raises:
            ParityError: a name leads to no object, or options are wrong.

        """
        if self.settings.api is not None:
            for directive in directives(document):
                yield from self._shown(directive)

    def _shown(self, directive: Directive) -> tuple[ApiObject, ...]:
        key = directive.name, repr(directive.options)
        if key not in self._found:
            self._found[key] = tuple(self._collected(directive))
        return self._found[key]

    def _collected(self, directive: Directive) -> Iterator[ApiObject]:
        from mkdocs.exceptions import PluginError
        from mkdocstrings import CollectionError

        where = directive.line.page
        if directive.options.get("handler", "python") != "python":
            return
        try:
            options = self._handler.get_options(directive.options.get("options") or {})
            found = self._handler.collect(directive.name, options)
        except (CollectionError, PluginError) as error:
            raise ParityError(
                f"::: {directive.name} shows nothing: {error}",
                file=where.file,
                line=where.line,
                fix="name a module, class or function, and options of mkdocstrings",
            ) from error
        for one in _with_members(found, options, options.members, root=True):
            yield self._object(one, where)

    def _object(self, found: "Object | Alias", shown: Origin) -> ApiObject:
        path = found.filepath
        file = self.name(path if isinstance(path, Path) else path[0])
        docstring = found.docstring
        text = inspect.cleandoc(docstring.value) if docstring else ""
        line = (docstring.lineno if docstring else None) or found.lineno or 1
        names = tuple(one.name for one in getattr(found, "parameters", ()))
        return ApiObject(found.path, found.kind.value, text, Origin(file, line), shown, names)

    @cached_property
    def _handler(self) -> "PythonHandler":
        from mkdocstrings_handlers.python import PythonConfig, PythonHandler

        return PythonHandler(
            config=PythonConfig.from_data(**(self.settings.api or {})),
            base_dir=self.settings.root,
            theme="material",
            custom_templates=None,
            mdx=[],
            mdx_config={},
        )


def objects_of(project: "Project") -> Iterator[ApiObject]:
    """Yield what the default language's pages show, with docstrings that have words.

    A page that is malformed shows nothing; what is wrong with it is said where pages are made.
    """
    for file in project.pages(project.settings.default.code):
        try:
            document = project.page(file).document
        except ParityError:
            continue
        yield from (one for one in project.api.objects(document) if has_words(one.text))


def missing_docstrings(project: "Project", language: str) -> Iterator[tuple[ApiObject, bool]]:
    """Yield what the pages of a language show untranslated, and whether it is outdated there."""
    translate = project.catalogue(language).translate
    seen: set[str] = set()
    for file in project.pages(language):
        page = project.page(file)
        for one in project.api.objects(page.document):
            if has_words(one.text) and translate(one.text) is None and one.text not in seen:
                seen.add(one.text)
                yield one, one.shown in page.outdated


def _indented(lines: Sequence[Line], indent: int) -> list[str]:
    body: list[str] = []
    apart = False
    for line in lines:
        text = line.text[indent:]
        if not text.strip():
            if body or apart:
                break
            apart = True
        elif not text.startswith("    ") or (apart and not body and not text.startswith(_OPTIONS)):
            break
        else:
            body.append(text)
    return body


def _with_members(
    found: "Object | Alias", options: "PythonOptions", members: Any, *, root: bool = False
) -> "Iterator[Object | Alias]":
    """Yield an object and what its page shows of it, as the templates of mkdocstrings choose."""
    from mkdocstrings_handlers.python import do_filter_objects

    yield found
    if not (found.is_module or found.is_class):
        return
    for kind in _KINDS:
        if kind == "modules" and not options.show_submodules:
            continue
        chosen = do_filter_objects(
            getattr(found, kind),
            filters=options.filters,
            members_list=members if root else None,
            inherited_members=options.inherited_members,
            keep_no_docstrings=options.show_if_no_docstring,
        )
        explicit = options.filters == "public" or (root and members is not None)
        for member in chosen:
            if explicit or not member.is_imported or member.is_public:
                yield from _with_members(member, options, None)
