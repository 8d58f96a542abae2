"""The API reference: every public object is shown, documented and translated; its example runs."""

import doctest
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from mkdocs_parity import Project, load_settings
from mkdocs_parity.api_objects import ApiObject, missing_docstrings, objects_of

import encdec
import encdec.data
import encdec.tasks

PUBLIC = {
    f"{package.__name__}.{name}": getattr(package, name)
    for package in (encdec, encdec.data, encdec.tasks)
    for name in package.__all__
    if name != "TASKS"  # a table, filled with classes
}


@cache
def project() -> Project:
    settings = load_settings(ROOT / "mkdocs.yml")
    assert settings is not None
    return Project(settings)


@cache
def shown() -> dict[str, ApiObject]:
    return {one.path: one for one in objects_of(project())}


def resolved(path: str) -> Any:
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for name in parts[end:]:
            found = inspect.getattr_static(found, name)
        return found
    raise AssertionError(path)


def lacking(function: Any, text: str) -> Iterator[str]:
    """Yield the parameters that a text does not name."""
    for name, parameter in inspect.signature(function).parameters.items():
        free = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        if name not in ("self", "cls") and not free and not re.search(rf"\b{name}\b", text):
            yield name


def test_reference_shows_objects() -> None:
    assert {"encdec.base", "encdec.base.Encoder", "encdec.base.Encoder.forward"} <= set(shown())


@pytest.mark.parametrize("language", ["pt", "zh"])
def test_every_shown_docstring_is_translated(language: str) -> None:
    missing = {one.path for one, _ in missing_docstrings(project(), language)}
    assert missing == set()


@pytest.mark.parametrize("name", PUBLIC)
def test_public_object_names_its_arguments(name: str) -> None:
    value = PUBLIC[name]
    path = f"{value.__module__}.{value.__name__}"
    assert path in shown()
    text = shown()[path].text
    assert len(text.split()) > 3
    if not inspect.isclass(value):
        assert list(lacking(value, text)) == []
        return
    if "__init__" in vars(value):
        assert list(lacking(value.__init__, text)) == []
    for method, function in vars(value).items():
        if inspect.isfunction(function) and not method.startswith("_"):
            own = shown()[f"{path}.{method}"].text
            assert list(lacking(function, f"{text}\n{own}")) == []


def test_every_shown_object_exists() -> None:
    for path in shown():
        assert resolved(path) is not None, path


def example_of(value: Any) -> str:
    """Return the docstring with an example of an object: its own, a base's, or its module's.

    A page that teaches shows the source of some objects whole; their example stands outside of it.
    """
    places = (value, *getattr(value, "__mro__", ())[1:], sys.modules[value.__module__])
    for place in places:
        text = inspect.cleandoc(place.__doc__ or "")
        code = "".join(one.source for one in doctest.DocTestParser().get_examples(text))
        if code and (place is value or re.search(rf"\b{value.__name__}\b", code)):
            return text
    raise AssertionError(f"no example uses {value.__name__}")


@pytest.mark.parametrize("name", PUBLIC)
def test_public_object_has_an_example_that_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    example = doctest.DocTestParser().get_doctest(example_of(PUBLIC[name]), {}, name, None, None)
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert "".join(said) == ""
