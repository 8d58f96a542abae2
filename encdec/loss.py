"""The loss of a sequence model: cross-entropy over real tokens, padding left out."""

from torch import Tensor
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
    total = functional.cross_entropy(
        logits.flatten(0, 1), targets.flatten().long(), ignore_index=pad, reduction="sum"
    )
    return total / (targets != pad).sum().clamp(min=1)
