import torch

from encdec.image_classifier import ImageClassifier
from encdec.tasks.digits import DigitsTask


def test_no_digit_is_both_learnt_and_tested():
    (train, _), (test, labels) = DigitsTask(size=8).data
    assert len(test) == len(labels) == 360
    assert len(train) == 1797 - 360
    seen = {bytes(image.byte().flatten().tolist()) for image in train * 16}
    assert not any(bytes(image.byte().flatten().tolist()) in seen for image in test * 16)


def test_the_task_learns():
    task = DigitsTask(size=8, shift=0)
    torch.manual_seed(0)
    model = task.build()
    assert isinstance(model, ImageClassifier)
    before = task.evaluate(model)["accuracy"]
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for batch in task.batches(64, 0):
        optimizer.zero_grad()
        task.loss(model, batch).backward()
        optimizer.step()
    assert before < 0.4 < 0.7 < task.evaluate(model)["accuracy"] <= 1
    assert model.training


def test_settings_make_the_same_task():
    task = DigitsTask(size=8, shift=1)
    assert DigitsTask(**task.settings()).settings() == task.settings() == {"size": 8, "shift": 1}
