"""The loss of a sequence model: cross-entropy over real tokens, padding left out."""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional

from encdec.checks import check_integers, check_tensor


def masked_cross_entropy(logits: Tensor, targets: Tensor, pad: int = 0) -> Tensor:
    """Return the mean cross-entropy over the targets that are not ``pad``, a scalar.

    logits: (batch, steps, vocab_size). targets: ids (batch, steps). A batch of nothing but
    padding gives 0, where torch's own mean would be NaN.
    """
    check_tensor("logits", logits, "batch, steps, vocab_size")
    check_tensor("targets", targets, "batch, steps")
    check_integers("targets", targets)
    if logits.shape[:2] != targets.shape:
        raise ValueError(
            f"targets has shape {tuple(targets.shape)}; "
            f"expected {tuple(logits.shape[:2])} as in logits"
        )
    flat = logits.flatten(0, 1), targets.flatten().long()
    total: Tensor = _CrossEntropy.apply(*flat, pad)  # type: ignore[no-untyped-call]
    return total / (targets != pad).sum().clamp(min=1)


class _CrossEntropy(torch.autograd.Function):
    """``functional.cross_entropy`` with ``reduction="sum"`` and a gradient in fewer passes.

    The gradient for the logits, the largest tensor of a training step, is softmax(logits), less 1
    at the target. Made at once it spares a tensor of that size. It has no gradient of its own.
    """

    @staticmethod
    def forward(ctx: Any, logits: Tensor, targets: Tensor, pad: int) -> Tensor:
        log_probabilities = logits.log_softmax(dim=-1)
        ctx.save_for_backward(log_probabilities, targets)
        ctx.pad, ctx.dtype = pad, logits.dtype
        return functional.nll_loss(log_probabilities, targets, ignore_index=pad, reduction="sum")

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None, None]:
        log_probabilities, targets = ctx.saved_tensors
        real = targets != ctx.pad
        logits_grad = log_probabilities.exp()
        logits_grad[torch.arange(len(targets), device=targets.device), targets * real] -= 1
        logits_grad *= (grad * real).unsqueeze(1)
        return logits_grad.to(ctx.dtype), None, None
