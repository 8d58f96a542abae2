"""The API reference: every public object is shown, documented and translated."""

import importlib
import inspect
from functools import cache
from typing import Any

import pytest
from conftest import ROOT
from mkdocs_parity import Project, load_settings
from mkdocs_parity.api_objects import ApiObject, missing_docstrings, objects_of


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


def test_reference_shows_objects() -> None:
    assert {"encdec.base", "encdec.base.Encoder", "encdec.base.Encoder.forward"} <= set(shown())


@pytest.mark.parametrize("language", ["pt", "zh"])
def test_every_shown_docstring_is_translated(language: str) -> None:
    missing = {one.path for one, _ in missing_docstrings(project(), language)}
    assert missing == set()


def test_every_shown_object_exists() -> None:
    for path in shown():
        assert resolved(path) is not None, path
