"""The public surface: what other projects may import, and that it is documented."""

import importlib
import inspect
import pkgutil
import types

import mkdocs_parity
import pytest

NAMES = mkdocs_parity.__all__
MODULES = [
    f"mkdocs_parity.{module.name}" for module in pkgutil.iter_modules(mkdocs_parity.__path__)
]


def public(value: object) -> list[tuple[str, object]]:
    return [(name, item) for name, item in vars(value).items() if not name.startswith("_")]


def test_all_is_exactly_what_is_exported() -> None:
    exported = {
        name
        for name, value in public(mkdocs_parity)
        if not isinstance(value, types.ModuleType)  # importing a module puts it here
    }
    assert sorted(exported) == NAMES
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_has_a_docstring(name: str) -> None:
    value = getattr(mkdocs_parity, name)
    if not inspect.isclass(value) and not inspect.isfunction(value):
        assert name in ("Document", "Program")  # types made of others
        return
    # Python writes a docstring for dataclasses that have none
    assert value.__doc__
    assert not value.__doc__.startswith(f"{name}(")
    for attribute, item in public(value) if inspect.isclass(value) else []:
        if inspect.isfunction(item) or isinstance(item, property):
            assert item.__doc__, f"{name}.{attribute}"


@pytest.mark.parametrize("name", MODULES)
def test_every_module_documents_itself_and_its_functions(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    for attribute, value in public(module):
        if getattr(value, "__module__", None) != name or not callable(value):
            continue
        if not attribute.startswith("pytest_") and inspect.isroutine(value):
            assert value.__doc__, f"{name}.{attribute}"


def test_package_imports_neither_the_tests_nor_what_it_documents() -> None:
    for name in MODULES:
        source = inspect.getsource(importlib.import_module(name))
        assert "import torch" not in source
        assert "encdec" not in source.replace("`encdec/base.py:Encoder`", "")
