import pytest
import torch
from torch.nn import functional

from encdec import masked_cross_entropy

TARGETS = torch.tensor([[4, 5, 2, 0], [6, 2, 0, 0]])


def logits():
    torch.manual_seed(0)
    return torch.randn(2, 4, 8, requires_grad=True)


def test_is_the_mean_over_real_tokens():
    scores = logits()
    real = TARGETS != 0
    wanted = functional.cross_entropy(scores[real], TARGETS[real])
    torch.testing.assert_close(masked_cross_entropy(scores, TARGETS), wanted)


def test_padding_neither_counts_nor_learns():
    scores = logits()
    loss = masked_cross_entropy(scores, TARGETS)
    loss.backward()
    assert not scores.grad[TARGETS == 0].any()
    assert scores.grad[TARGETS != 0].abs().sum(-1).gt(0).all()
    wider = torch.cat((scores, torch.randn(2, 3, 8)), dim=1)
    padded = functional.pad(TARGETS, (0, 3))
    torch.testing.assert_close(masked_cross_entropy(wider, padded), loss)


def test_only_padding_gives_zero_with_a_gradient_of_zero():
    scores = logits()
    loss = masked_cross_entropy(scores, torch.zeros_like(TARGETS))
    assert loss.item() == 0
    loss.backward()
    assert not scores.grad.any()


def test_another_padding_id():
    scores = logits()
    moved = TARGETS.masked_fill(TARGETS == 0, 7)
    assert masked_cross_entropy(scores, moved, pad=7) == masked_cross_entropy(scores, TARGETS)


@pytest.mark.parametrize(
    ("targets", "error", "message"),
    [
        (TARGETS.float(), TypeError, "targets has dtype"),
        (TARGETS[:, :3], ValueError, r"targets has shape \(2, 3\); expected \(2, 4\)"),
        (TARGETS[0], ValueError, r"targets has shape \(4,\); expected \(batch, steps\)"),
    ],
)
def test_wrong_targets_are_named(targets, error, message):
    with pytest.raises(error, match=message):
        masked_cross_entropy(logits(), targets)
