from collections import OrderedDict
from pathlib import Path

import pytest
import torch
from torch import nn

from encdec import Trainer
from encdec.checkpoint import FORMAT, VERSION, load_checkpoint, load_weights, save_checkpoint


def build():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))


@pytest.fixture
def path(tmp_path):
    save_checkpoint(
        tmp_path / "model", build(), task="t", settings={"tokens": ["é", "注"], "width": 3}
    )
    return tmp_path / "model"


def test_what_is_saved_comes_back(path):
    found = load_checkpoint(path)
    assert found.task == "t"
    assert found.settings == {"tokens": ["é", "注"], "width": 3}
    assert found.training is None
    assert found.options == {}
    assert set(found.written_by) == {"encdec", "torch"}
    model = build()
    with torch.no_grad():
        model[0].weight.zero_()
    load_weights(model, found.weights, path)
    assert torch.equal(model[0].weight, build()[0].weight)
    assert [file.name for file in path.parent.iterdir()] == ["model"]


def test_the_training_comes_along(tmp_path):
    model = build()
    trainer = Trainer(model, loss=lambda m, b: m(b[0]).mean(), progress=False)
    trainer.fit([(torch.randn(4, 3), torch.zeros(4))], 3)
    options = {"seed": 1, "lr": 0.5}
    save_checkpoint(tmp_path / "m", model, task="t", settings={}, trainer=trainer, options=options)
    found = load_checkpoint(tmp_path / "m")
    assert found.options == options
    assert found.training["steps_done"] == 3
    assert found.training["losses"] == trainer.losses
    assert found.training["position"] == (2, 1)


def truncated(path):
    path.write_bytes(path.read_bytes()[:-100])


def one_byte_of_a_weight(path):
    content = bytearray(path.read_bytes())
    weight = build()[0].weight.detach().numpy().tobytes()
    start = bytes(content).index(weight)
    content[start + 5] ^= 1
    path.write_bytes(bytes(content))


class Bomb:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (truncated, "model is damaged or no model of encdec"),
        (one_byte_of_a_weight, "model is damaged: the checksum of .* is wrong"),
        (lambda path: path.write_bytes(b""), "model is damaged or no model of encdec"),
        (lambda path: path.write_text("no model"), "model is damaged or no model of encdec"),
        (lambda path: torch.save([1, 2], path), "model is no model of encdec"),
        (lambda path: torch.save({"format": "other"}, path), "model is no model of encdec"),
        (lambda path: torch.save(build(), path), "model is damaged or no model of encdec"),
        (
            lambda path: torch.save({"format": FORMAT, "version": VERSION + 1}, path),
            "format version 2; expected at most 1: a later encdec wrote it",
        ),
        (
            lambda path: torch.save({"format": FORMAT, "version": 1, "task": "t"}, path),
            "is damaged: it has no 'settings' of the right kind",
        ),
    ],
)
def test_a_damaged_or_foreign_file_is_named(path, damage, message):
    damage(path)
    with pytest.raises(ValueError, match=message):
        load_checkpoint(path)


def test_code_in_a_file_is_not_run(tmp_path):
    torch.save({"format": FORMAT, "version": 1, "task": Bomb(tmp_path / "ran")}, tmp_path / "m")
    with pytest.raises(ValueError, match="m is damaged or no model of encdec"):
        load_checkpoint(tmp_path / "m")
    assert not (tmp_path / "ran").exists()


def test_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="No such file"):
        load_checkpoint(tmp_path / "none")


def test_weights_of_another_size(path):
    with pytest.raises(ValueError, match=r"model does not fit the model .* size mismatch"):
        load_weights(nn.Sequential(nn.Linear(3, 5)), {"0.weight": torch.zeros(2, 3)}, path)


@pytest.mark.parametrize("value", [object(), {1, 2}, Path("x"), torch.float32, [b"bytes"]])
def test_what_could_not_be_read_is_not_written(tmp_path, value):
    with pytest.raises(TypeError, match=r"settings\['a'\].* is of type .*; expected plain data"):
        save_checkpoint(tmp_path / "m", build(), task="t", settings={"a": value})
    assert list(tmp_path.iterdir()) == []


def test_plain_data_is_kept(tmp_path):
    settings = OrderedDict(a=None, b=(1, 2.5, [True]), c={"d": torch.tensor(3)})
    save_checkpoint(tmp_path / "m", build(), task="t", settings=settings)
    assert load_checkpoint(tmp_path / "m").settings == dict(settings)
