"""The check finds damage to the real pages; a sample of the bench."""

import importlib
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from conftest import ROOT
from mkdocs_parity import Project, Settings
from mkdocs_parity.check import check
from mkdocs_parity.fix import fix

MECHANICAL = (
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
)


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


@pytest.fixture(scope="module")
def mutants(bench: ModuleType, copy: Settings) -> dict[str, Any]:
    made = list(bench.mutants(copy, seed=4, per_kind=2))  # before the first is written
    return {mutant.kind: mutant for mutant in made}


def test_the_real_pages_have_no_finding(copy: Settings) -> None:
    assert [item for item in check(Project(copy)).findings if not item.outdated] == []


def test_a_sample_of_mutants_is_found(
    bench: ModuleType, copy: Settings, mutants: dict[str, Any]
) -> None:
    assert len(mutants) > 80
    sample = random.Random(4).sample(sorted(mutants), 24)
    missed = [kind for kind in sample if not bench.found(copy, mutants[kind])]
    assert missed == []


def test_what_is_mechanical_is_restored(
    bench: ModuleType, copy: Settings, mutants: dict[str, Any]
) -> None:
    for kind in MECHANICAL:
        file: Path = mutants[kind].file
        before = file.read_bytes()
        file.write_text(mutants[kind].text, encoding="utf-8")
        try:
            assert fix(Project(copy), [file]), kind
            assert file.read_bytes() == before, kind
        finally:
            file.write_bytes(before)
