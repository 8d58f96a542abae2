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


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
def test_label_smoothing_is_torchs(smoothing):
    scores = logits()
    wanted = functional.cross_entropy(
        scores.flatten(0, 1), TARGETS.flatten(), ignore_index=0, label_smoothing=smoothing
    )
    loss = masked_cross_entropy(scores, TARGETS, label_smoothing=smoothing)
    torch.testing.assert_close(loss, wanted)


def test_the_gradient_is_right():
    scores = logits().double().detach().requires_grad_()
    assert torch.autograd.gradcheck(
        lambda x: masked_cross_entropy(x, TARGETS, label_smoothing=0.1), scores
    )


def test_sixteen_bits_are_summed_in_thirty_two():
    scores = logits().bfloat16()
    loss = masked_cross_entropy(scores, TARGETS)
    assert loss.dtype == torch.float32
    torch.testing.assert_close(loss, masked_cross_entropy(scores.float(), TARGETS))
    assert masked_cross_entropy(scores.double(), TARGETS).dtype == torch.float64


def test_a_wrong_label_smoothing_is_named():
    with pytest.raises(ValueError, match=r"label_smoothing is 1.0; expected a number from 0"):
        masked_cross_entropy(logits(), TARGETS, label_smoothing=1.0)
