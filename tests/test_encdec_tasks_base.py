import sys

import pytest
import torch
from torch import nn

from encdec import Trainer
from encdec.tasks import TASKS, PigLatinTask, Task, device_of
from encdec.tasks.registry import MODULES, Registry


class Doubles(Task):
    name = "doubles"
    summary, goal = "y = 2 x", "none"
    steps, batch_size, lr = 3, 2, 0.1

    def build(self):
        return nn.Linear(1, 1)

    def batches(self, batch_size, seed):
        X = torch.arange(4.0).reshape(-1, 1)
        return list(zip(X.split(batch_size), (2 * X).split(batch_size), strict=True))

    def evaluate(self, model):
        return {"nearness": -abs(model(torch.ones(1, 1)).item() - 2)}


@pytest.mark.parametrize("name", list(TASKS))
def test_every_task_keeps_the_interface(name):
    task_class = TASKS[name]
    assert issubclass(task_class, Task)
    assert task_class.name == name
    assert task_class.summary
    assert task_class.goal
    assert task_class.steps > 0
    assert task_class.batch_size > 0
    assert task_class.lr > 0


def test_pig_latin_is_a_task():
    assert "pig-latin" in TASKS
    assert TASKS["pig-latin"] is PigLatinTask
    assert len(TASKS) == len(list(TASKS)) <= len(MODULES)


def test_an_unknown_name():
    with pytest.raises(KeyError, match=r"'pig' is no task; expected one of pig-latin"):
        TASKS["pig"]
    assert "pig" not in TASKS


def test_modules_are_imported_on_demand_alone(tmp_path, monkeypatch):
    text = "from encdec.tasks.pig_latin import PigLatinTask\nclass T(PigLatinTask): name = 'pigs'\n"
    (tmp_path / "some_pigs.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    tasks = Registry({"pigs": "some_pigs", "dogs": "some_pigs", "cats": "no_such_module"})
    assert list(tasks) == ["pigs", "dogs"]
    assert len(tasks) == 2
    assert "some_pigs" not in sys.modules
    assert tasks["pigs"].__name__ == "T"
    with pytest.raises(LookupError, match="some_pigs defines no Task whose name is 'dogs'"):
        tasks["dogs"]
    sys.modules.pop("some_pigs")


def test_missing_extras_are_named():
    assert Doubles.missing() == []

    class Needs(Doubles):
        extras = {"no_such_module": "text", "no_such_other": "text", "torch": "core"}  # noqa: RUF012

    assert Needs.missing() == ["text"]


def test_settings_make_the_same_task():
    task = PigLatinTask(width=8, attention=False)
    twin = PigLatinTask(**task.settings())
    assert twin.settings() == task.settings()
    torch.manual_seed(0)
    model = task.build()
    twin.build().load_state_dict(model.state_dict())
    assert device_of(model) == torch.device("cpu")


def test_the_default_loss_is_the_trainers():
    task = PigLatinTask(width=8)
    torch.manual_seed(0)
    model = task.build()
    batch = next(iter(task.batches(4, seed=0)))
    assert task.loss(model, batch) == Trainer(model, progress=False).loss(batch)


def test_the_weight_counts_the_terms_of_the_mean():
    task = Doubles()
    ids = torch.tensor([[4, 2, 0], [5, 6, 2]])
    assert task.weight((ids, ids)) == 5
    assert task.weight((ids, torch.tensor([0, 1]))) == 2
    assert task.weight((ids, torch.rand(2, 3))) == 2


def test_a_task_evaluates_and_answers():
    task = PigLatinTask(width=8)
    model = task.build()
    figures = task.evaluate(model)
    assert list(figures) == ["exact match"]
    assert 0 <= figures["exact match"] <= 1
    assert task.validate(model) == figures
    assert task.answer(model, "... café 7") == "... café 7"
    with pytest.raises(NotImplementedError, match="doubles reads no text"):
        Doubles().answer(model, "a line")
