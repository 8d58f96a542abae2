"""The commands `list`, `train`, `translate` and `evaluate`, on a task of their own."""

import io
import signal
import sys
import types

import pytest
import torch
from torch import nn

from encdec.checkpoint import load_checkpoint
from encdec.cli import main
from encdec.tasks import TASKS, PigLatinTask, Task
from encdec.tasks.registry import MODULES


class Sums(Task):
    name = "sums"
    summary, goal = "the sum of two numbers", "none"
    steps, batch_size, lr = 6, 4, 0.05
    interrupt_at = None
    answered = None

    def __init__(self, *, width: int = 3, mode: str = "plain", wrong: bool = False):
        self.width, self.mode, self.wrong = width, mode, wrong

    def build(self):
        return nn.Sequential(nn.Linear(2, self.width), nn.Dropout(0.5), nn.Linear(self.width, 1))

    def batches(self, batch_size, seed):
        generator = torch.Generator().manual_seed(seed)
        X = torch.rand(10, 2, generator=generator)
        Y = X.sum(1, keepdim=True) * (float("nan") if self.wrong else 1)
        return list(zip(X.split(batch_size), Y.split(batch_size), strict=True))

    def loss(self, model, batch):
        if Sums.interrupt_at is not None:
            Sums.interrupt_at -= 1
            if Sums.interrupt_at == 0:
                signal.raise_signal(signal.SIGINT)
        return nn.functional.mse_loss(model(batch[0]), batch[1])

    def evaluate(self, model):
        error = (model(torch.full((1, 2), 0.5)) - 1).abs().item()
        return {"nearness": -error, "width": self.width}

    def settings(self):
        return {"width": self.width, "mode": self.mode}


class Echo(Sums):
    name = "echo"
    reads = "a word"
    extras = {"no_such_module": "text"}  # noqa: RUF012

    @classmethod
    def missing(cls):
        return list(cls.lacking)

    lacking = ()

    def answer(self, model, line, *, beam=1):
        assert not model.training
        return f"{line * beam} {self.width}"


@pytest.fixture(autouse=True)
def tasks(monkeypatch, tmp_path):
    """Two small tasks instead of the real ones, in an empty folder."""
    module = types.ModuleType("tiny_tasks")
    module.Sums, module.Echo = Sums, Echo
    module.__spec__ = types.SimpleNamespace()
    monkeypatch.setitem(sys.modules, "tiny_tasks", module)
    modules = {"sums": "tiny_tasks", "echo": "tiny_tasks", "gone": "no_such_module"}
    monkeypatch.setattr(TASKS, "modules", modules)
    monkeypatch.setattr(Sums, "interrupt_at", None)
    monkeypatch.chdir(tmp_path)
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def weights(path):
    return load_checkpoint(path).weights


def same(one, other):
    return all(torch.equal(value, weights(other)[name]) for name, value in weights(one).items())


def test_list(capsys, monkeypatch):
    monkeypatch.setattr(Echo, "lacking", ["text"])
    assert main(["list"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0].split(None, 1) == ["sums", "the sum of two numbers"]
    assert "needs sacrebleu, tokenizers: run pip install sacrebleu tokenizers" in out
    assert "gone" not in out
    monkeypatch.setattr(Echo, "lacking", [])
    assert main(["list", "echo"]) == 0
    out = capsys.readouterr().out
    for text in (
        "sacrebleu, tokenizers: installed",
        "--set width=3",
        "--steps 6",
        "reads a word a line",
    ):
        assert text in out
    assert "sums" not in out


def test_list_shows_the_real_tasks(capsys, monkeypatch):
    monkeypatch.setattr(TASKS, "modules", MODULES)
    assert main(["list"]) == 0
    assert f"pig-latin      {PigLatinTask.summary}" in capsys.readouterr().out


def test_a_task_that_cannot_be_imported_does_not_hide_the_others(capsys, monkeypatch, tmp_path):
    (tmp_path / "broken_task.py").write_text("import no_such_library")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(TASKS, "modules", {"broken": "broken_task", "sums": "tiny_tasks"})
    assert main(["list"]) == 0
    out = capsys.readouterr().out
    assert "broken         cannot be loaded: No module named 'no_such_library'" in out
    assert "sums" in out
    assert main(["train", "broken"]) == 1
    assert "No module named 'no_such_library'" in capsys.readouterr().err


def test_train_saves_and_measures(capsys, tmp_path):
    assert main(["train", "sums", "--set", "width=5", "--set", "mode=a=b"]) == 0
    out, err = capsys.readouterr()
    first, nearness, width = out.splitlines()
    assert first == "sums.pt: sums, 6 steps"
    assert nearness.startswith("nearness: -")
    assert width == "width: 5"
    assert err == ""
    found = load_checkpoint("sums.pt")
    assert found.settings == {"width": 5, "mode": "a=b"}
    assert found.options["lr"] == 0.05
    assert main(["evaluate", "sums.pt"]) == 0
    assert capsys.readouterr().out.splitlines() == [nearness, width]


def test_a_seed_fixes_the_weights():
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        torch.rand(3)
        assert main(["train", "sums", "--out", name, "--seed", str(seed)]) == 0
    assert same("a", "b")
    assert not same("a", "c")


def test_interrupted_and_resumed_is_the_same_as_in_one_go(capsys, monkeypatch):
    assert main(["train", "sums", "--out", "whole", "--lr", "0.1"]) == 0
    capsys.readouterr()
    monkeypatch.setattr(Sums, "interrupt_at", 4)
    assert main(["train", "sums", "--out", "a b", "--lr", "0.1"]) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert "encdec: stopped after 4 of 6 steps; to go on: python -m encdec train sums" in err
    assert "--resume --out 'a b'" in err
    assert main(["train", "sums", "--resume", "--out", "a b"]) == 0
    assert same("a b", "whole")
    assert main(["train", "sums", "--resume", "--out", "a b", "--steps", "9"]) == 0
    assert capsys.readouterr().out.splitlines()[-3] == "a b: sums, 9 steps"
    assert not same("a b", "whole")


def test_saving_now_and_then_is_enough_for_a_crash(monkeypatch, tmp_path):
    assert main(["train", "sums", "--out", "whole"]) == 0

    def crash(*_):
        raise OSError("power cut")

    monkeypatch.setattr(Sums, "evaluate", crash)
    options = ["--save-every", "2", "--evaluate-every", "3"]
    assert main(["train", "sums", "--out", "part", *options]) == 1
    monkeypatch.undo()
    assert load_checkpoint(tmp_path / "part").training["steps_done"] == 2


def test_resume_without_a_file_begins(capsys):
    assert main(["train", "sums", "--resume"]) == 0
    assert capsys.readouterr().out.startswith("sums.pt: sums, 6 steps")


def test_early_stopping(capsys, monkeypatch):
    figures = iter([0.1, 0.5, 0.4])
    monkeypatch.setattr(Sums, "validate", lambda self, model: {"nearness": next(figures)})
    monkeypatch.setattr(Sums, "evaluate", lambda self, model: {"nearness": 0.3})
    assert main(["train", "sums", "--evaluate-every", "1", "--patience", "1"]) == 0
    assert capsys.readouterr().out.splitlines() == ["sums.pt: sums, 3 steps", "nearness: 0.3"]


def test_translate(capsys, monkeypatch):
    assert main(["train", "echo", "--out", "m"]) == 0
    capsys.readouterr()
    monkeypatch.setattr(sys, "stdin", io.StringIO("one\n\ntwo"))
    assert main(["translate", "m"]) == 0
    assert capsys.readouterr().out == "one 3\n\ntwo 3\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO("one\n"))
    assert main(["translate", "m", "--beam", "2"]) == 0
    assert capsys.readouterr().out == "oneone 3\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["list", "sum"], "'sum' is no task; expected one of sums, echo"),
        (["train", "gone"], "'gone' is no task; expected one of sums, echo"),
        (["train", "sums", "--set", "widht=3"], "sums has no setting 'widht'; expected one of"),
        (["train", "sums", "--set", "width"], "--set width: expected key=value, such as"),
        (["train", "sums", "--out", "."], "--out .: expected a file in a folder"),
        (["train", "sums", "--out", "no/m"], "--out no/m: expected a file in a folder"),
        (["train", "sums", "--out", "m"], "m is there already; add --resume or --overwrite"),
        (["train", "echo", "--out", "m", "--resume"], "m is a training of sums; expected one of"),
        (["train", "sums", "--out", "m", "--resume", "--lr", "1"], "--lr 1.0: expected 0.05"),
        (["train", "sums", "--out", "m", "--resume", "--set", "width=4"], "--set differs"),
        (["train", "sums", "--patience", "2"], "--patience needs --evaluate-every"),
        (["train", "sums", "--device", "no"], "--device no cannot be used here"),
        (["translate", "m"], "m: sums reads no text; try evaluate instead"),
    ],
)
def test_misuse(arguments, message, capsys):
    assert main(["train", "sums", "--out", "m", "--steps", "1"]) == 0
    capsys.readouterr()
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert err.startswith(f"encdec: {message}")
    assert out == ""


def test_a_missing_extra_is_misuse(capsys, monkeypatch):
    monkeypatch.setattr(Echo, "lacking", ["text"])
    assert main(["train", "echo"]) == 2
    assert (
        "echo needs more libraries; run: pip install sacrebleu tokenizers"
        in capsys.readouterr().err
    )


def test_a_beam_where_there_is_none(capsys, monkeypatch):
    assert main(["train", "echo", "--out", "m", "--steps", "1"]) == 0
    monkeypatch.setattr(Echo, "answer", lambda self, model, line: line)
    assert main(["translate", "m", "--beam", "2"]) == 2
    assert "--beam 2: echo searches greedily; leave it out" in capsys.readouterr().err


def test_failures(capsys, tmp_path):
    assert main(["evaluate", "none"]) == 1
    assert "No such file or directory: 'none'" in capsys.readouterr().err
    (tmp_path / "m").write_text("damaged")
    assert main(["translate", "m"]) == 1
    assert "m is damaged or no model of encdec" in capsys.readouterr().err
    assert main(["train", "sums", "--out", "m", "--resume"]) == 1
    assert "m is damaged or no model of encdec" in capsys.readouterr().err
    assert main(["train", "sums", "--set", "wrong=true"]) == 1
    assert "the loss is nan; try an lr below 0.05" in capsys.readouterr().err
    assert main(["train", "sums", "--overwrite", "--out", "m"]) == 0


def test_a_model_of_an_unknown_task(capsys, monkeypatch):
    assert main(["train", "sums", "--steps", "1"]) == 0
    monkeypatch.setattr(TASKS, "modules", {"echo": "tiny_tasks"})
    assert main(["evaluate", "sums.pt"]) == 1
    assert "has a model for 'sums', which this encdec does not know" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["list", "train", "translate", "evaluate"])
def test_help_explains(command, capsys):
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert "usage: python -m encdec" in out
    if command in ("train", "translate"):
        assert "examples:\n  python -m encdec" in out
