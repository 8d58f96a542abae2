"""The benchmarks run, check what they time, and say what they left out."""

import importlib
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "benchmarks"


SMOKE = ["--smoke", "--threads", "1"]


@pytest.fixture
def contest(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("contest")


@pytest.fixture
def models(contest):
    return importlib.import_module("models")


def test_models_are_timed_beside_a_peer_and_missing_peers_are_named():
    command = [sys.executable, str(FOLDER / "models.py"), *SMOKE, "--repeat", "2", "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    found = {(r["group"], r["peer"], r["task"]): r for r in report["results"]}
    for task in ("train", "greedy", "beam"):
        result = found["transformer", "nn.Transformer", task]
        assert len(result["encdec_ms"]) == len(result["peer_ms"]) == 2
        assert result["ratio"] > 0
    skipped = [line for line in report["skipped"] if "d2l" in line]
    assert len(skipped) == (0 if find_spec("d2l") else 3)
    assert all("pip install -r benchmarks/requirements-peers.txt" in line for line in skipped)


def test_table_of_one_task(models, capsys):
    wanted = ["--repeat", "1", "--peers", "nn.Transformer", "--tasks", "train", "--clock", "cpu"]
    models.main([*SMOKE, *wanted])
    *_, row = capsys.readouterr().out.strip().splitlines()
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[0] == "transformer"
    assert cells[1].startswith("nn.Transformer (torch ")
    assert cells[4:] == ["–", "–"]
    ours, rest = cells[3].split(" / ")
    theirs, ratio = rest.split(" = ")
    assert float(ratio) == pytest.approx(float(ours) / float(theirs), abs=0.02)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [("--peers", "marian,nobody", "nobody"), ("--tasks", "dance", "dance"), ("--repeat", "0", "1")],
)
def test_wrong_options_are_named(models, capsys, option, value, message):
    with pytest.raises(SystemExit, match="2"):
        models.parse([option, value])
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("model", ["gru", "general", "additive", "bidirectional", "transformer"])
def test_own_models_do_every_task(contest, model):
    build = {
        "gru": contest.our_gru,
        "transformer": contest.our_transformer,
        "general": contest.our_attention("general"),
        "additive": contest.our_attention("additive"),
        "bidirectional": contest.our_attention("general", True),
    }[model]
    contestant = build(contest.SMOKE, contest.random_batch(contest.SMOKE))
    assert tuple(contestant.programs) == contest.TASKS
    for task, program in contestant.programs.items():
        contest.check(task, program(), contest.SMOKE)


def test_work_left_out_is_found(contest):
    sizes = contest.SMOKE
    full = [[7] * sizes.tokens for _ in range(sizes.sentences)]
    contest.check("greedy", full, sizes)
    for result in (full[:-1], [*full[:-1], [7]]):
        with pytest.raises(RuntimeError, match="expected 3 of 6"):
            contest.check("greedy", result, sizes)
    with pytest.raises(RuntimeError, match="loss is nan"):
        contest.check("train", float("nan"), sizes)


def test_rows_are_measured_once(contest, tmp_path, monkeypatch):
    rows = importlib.import_module("rows")
    asked = []

    def measure():
        asked.append(1)
        return f"a\n…{len(asked)}"

    def row(key):
        return rows.row("table", key, measure, tmp_path)

    assert [row("x"), row("x"), row("y"), row("x")] == ["a\n…1", "a\n…1", "a\n…2", "a\n…1"]
    monkeypatch.setattr(rows, "code", lambda: "other code")
    assert row("x") == "a\n…3"
    assert len(list(tmp_path.iterdir())) == 3


def test_code_of_rows_is_that_of_the_package_and_the_programs(contest, tmp_path):
    rows = importlib.import_module("rows")
    (tmp_path / "encdec" / "data").mkdir(parents=True)
    (tmp_path / "benchmarks").mkdir()
    file = tmp_path / "encdec" / "data" / "a.py"
    file.write_text("x = 1")
    first = rows.code(tmp_path)
    assert rows.code(tmp_path) == first
    file.write_text("x = 2")
    assert rows.code(tmp_path) != first
