"""The check finds every kind of damage to the real pages; a sample of the bench."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT
from mkdocs_parity import Project, Settings
from mkdocs_parity.check import check
from mkdocs_parity.fix import fix


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        return importlib.import_module("mutations")
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


@pytest.fixture(scope="module")
def copy(bench: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings: Settings = bench.copy(ROOT, tmp_path_factory.mktemp("copy").resolve())
    return settings


def test_the_real_pages_have_no_finding(copy: Settings) -> None:
    assert check(Project(copy)).findings == []


def test_one_mutant_of_each_kind_is_found(bench: ModuleType, copy: Settings) -> None:
    mutants = {mutant.kind: mutant for mutant in bench.mutants(copy, seed=4, per_kind=2)}
    assert len(mutants) > 80
    missed = [kind for kind, mutant in mutants.items() if not bench.found(copy, mutant)]
    assert missed == []


@pytest.mark.parametrize(
    "kind",
    [
        "include edited",
        "include dropped",
        "fence dropped",
        "fence doubled",
        "fence edited",
        "heading of another level",
        "anchor added",
        "link edited",
        "image edited",
        "directive edited",
        "directive dropped",
        "output edited",
        "output typed",
        "code typed into a fence",
    ],
)
def test_what_is_mechanical_is_restored(bench: ModuleType, copy: Settings, kind: str) -> None:
    mutants = [item for item in bench.mutants(copy, seed=2, per_kind=1) if item.kind == kind]
    assert mutants
    file: Path = mutants[0].file
    before = file.read_bytes()
    file.write_text(mutants[0].text, encoding="utf-8")
    try:
        assert fix(Project(copy))
        assert file.read_bytes() == before
    finally:
        file.write_bytes(before)
