"""The loss of a sequence model: cross-entropy over real tokens, padding left out.

Source of label smoothing: Szegedy et al., "Rethinking the Inception Architecture for Computer
Vision" (2015), <https://arxiv.org/abs/1512.00567>.
"""

import torch
from torch import Tensor
from torch.nn import functional

from encdec.checks import check_fraction, check_integers, check_tensor


def masked_cross_entropy(
    logits: Tensor, targets: Tensor, pad: int = 0, *, label_smoothing: float = 0.0
) -> Tensor:
    """Return the mean cross-entropy over the targets that are not ``pad``, a scalar.

    logits: (batch, steps, vocab_size). targets: ids (batch, steps). A batch of nothing but
    padding gives 0, where torch's own mean would be NaN. label_smoothing: the share of the
    right answer that is spread evenly over the whole vocabulary.

    The sum over many tokens needs more digits than bfloat16 and float16 have: their loss
    is a float32.

    Examples:
        >>> import torch
        >>> from encdec import masked_cross_entropy
        >>> masked_cross_entropy(torch.zeros(1, 3, 4), torch.tensor([[3, 2, 0]]))  # log 4
        tensor(1.3863)

    """
    check_tensor("logits", logits, "batch, steps, vocab_size")
    check_tensor("targets", targets, "batch, steps")
    check_integers("targets", targets)
    check_fraction("label_smoothing", label_smoothing)
    if logits.shape[:2] != targets.shape:
        raise ValueError(
            f"targets has shape {tuple(targets.shape)}; "
            f"expected {tuple(logits.shape[:2])} as in logits"
        )
    if logits.dtype in (torch.bfloat16, torch.float16):
        logits = logits.float()
    total = functional.cross_entropy(
        logits.flatten(0, 1),
        targets.flatten().long(),
        ignore_index=pad,
        reduction="sum",
        label_smoothing=label_smoothing,
    )
    return total / count_tokens(targets, pad).clamp(min=1)


def count_tokens(targets: Tensor, pad: int = 0) -> Tensor:
    """Return how many of the ids ``targets`` are not ``pad``, a scalar."""
    return (targets != pad).sum()
