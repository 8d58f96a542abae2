"""Libraries that only some functions need."""

import re
import tomllib
from pathlib import Path

import pytest

from encdec.extras import LIBRARIES, how_to_install, require


def test_libraries_are_those_of_the_project():
    project = Path(__file__).parents[1] / "pyproject.toml"
    extras = tomllib.loads(project.read_text())["project"]["optional-dependencies"]
    for extra, libraries in LIBRARIES.items():
        assert tuple(re.split("[<>=~]", item)[0] for item in extras[extra]) == libraries


def test_command_names_no_package_that_the_index_has_from_others():
    assert how_to_install("text", "vision") == "pip install sacrebleu tokenizers scikit-learn"


def test_what_is_there_is_imported():
    assert require("json.decoder", "text").JSONDecoder


def test_what_is_missing_is_said():
    with pytest.raises(ModuleNotFoundError, match="run: pip install scikit-learn") as caught:
        require("no_such_library.part", "vision")
    assert caught.value.name == "no_such_library.part"


def test_a_library_that_lacks_something_of_its_own_says_so_itself(tmp_path, monkeypatch):
    (tmp_path / "half_there.py").write_text("import not_there_either")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="not_there_either"):
        require("half_there", "text")
