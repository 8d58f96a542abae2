"""English goes on, on the real pages: no change of it breaks what its translations say."""

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from conftest import ROOT
from mkdocs_parity import Settings


@pytest.fixture(scope="module")
def bench() -> Iterator[ModuleType]:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        yield importlib.import_module("english_changes")
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


@pytest.fixture
def copy(bench: ModuleType, tmp_path: Path) -> Settings:
    settings: Settings = bench.copy(ROOT, tmp_path.resolve())
    return settings


def test_each_change_leaves_the_translations_readable(bench: ModuleType, copy: Settings) -> None:
    changes: list[Any] = list(bench.changes(copy, seed=0, per_kind=1))
    assert {change.kind for change in changes} == set(bench.KINDS)
    broken = {change.name: bench.broken(copy, change) for change in changes}
    assert {name: what for name, what in broken.items() if what} == {}


def test_build_and_collection_with_changes_all_over(bench: ModuleType, copy: Settings) -> None:
    changed = bench.all_over(copy, seed=1)
    assert len(changed) >= 6
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": "https://example.org/"}
    commands = (
        ["mkdocs", "build", "--strict", "--quiet"],
        ["pytest", "--codeblocks", "--collect-only", "-q", "-p", "no:cacheprovider", "docs"],
    )
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=copy.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
