import pytest
import torch

from encdec.captioning import CaptionDecoder
from encdec.tasks.captions import COPIES, CaptionsTask, attention_on_shapes, box_mask


def test_which_places_a_box_touches():
    boxes = torch.tensor([[0, 0, 4, 4], [3, 8, 5, 32], [0, 0, 0, 0]])
    mask = box_mask(boxes, (8, 8)).view(3, 8, 8)
    assert mask[0].nonzero().tolist() == [[0, 0]]
    assert mask[1].nonzero().tolist() == [[r, c] for r in (0, 1) for c in range(2, 8)]
    assert not mask[2].any()


def test_the_share_on_the_shape_that_is_named():
    weights = torch.tensor([[[1.0, 0, 0], [0.5, 0.25, 0.25], [0, 0, 1.0]]])
    kinds = torch.tensor([[False, True, True]])
    masks = torch.tensor([[[True, True, False], [False, False, True]]])
    assert attention_on_shapes(weights, kinds, masks).tolist() == [0.75, 1.0]


@pytest.mark.parametrize("attention", ["soft", "hard"])
def test_the_task(attention):
    torch.manual_seed(0)
    task = CaptionsTask(attention=attention, width=8)
    model = task.build()
    assert isinstance(model.decoder, CaptionDecoder)
    images, targets = next(iter(task.batches(4, 0)))
    assert images.shape == (4, 1, 32, 32)
    before = task.loss(model, (images, targets))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(15):
        optimizer.zero_grad()
        loss = task.loss(model, (images, targets))
        loss.backward()
        optimizer.step()
    assert loss < before
    figures = task.evaluate(model)
    assert list(figures) == ["exact match", "attention on shape", "area of shape"]
    assert all(0 <= figure <= 1 for figure in figures.values())
    assert 0.1 < figures["area of shape"] < 0.25
    assert model.training
    assert model.decoder.attention_weights is None


def test_no_caption_is_both_learnt_and_tested():
    train, test = CaptionsTask().scenes
    assert len(train) == 422
    assert len(test) == 106 * COPIES
    assert not {tuple(scene.caption) for scene in train} & {tuple(scene.caption) for scene in test}


def test_settings_make_the_same_task():
    task = CaptionsTask(attention="hard", width=9)
    assert CaptionsTask(**task.settings()).settings() == task.settings()
    with pytest.raises(ValueError, match="attention is 'firm'; expected one of 'soft', 'hard'"):
        CaptionsTask(attention="firm")
