"""The loss of a captioner: cross-entropy, and REINFORCE where the attention is hard.

A hard decoder draws a place s before each word. What it learns to raise is a lower bound of the
caption's log-probability: log p(y) ≥ Σₛ p(s) log p(y | s). The gradient of this sum has two parts.
The words learn from the places that were drawn, as usual. The probability of a place that was drawn
rises where the caption went on better than lately, and falls where it went on worse:

    reward · (log p(y | s) - baseline) · ∂ log p(s)

Only the words from a draw onwards count for it: it cannot change those before. ``baseline`` is a
moving average of the log p of a word. The entropy of the attention, added with a small factor,
keeps it from settling too early.

Sources: Xu et al. (2015), <https://arxiv.org/abs/1502.03044>, sections 4.1 and 4.2; Williams,
"Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning" (1992).
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from encdec.captioning import Glances
from encdec.dialects import output_of
from encdec.training import teacher_forcing


def doubly_stochastic(weights: Tensor, real: Tensor) -> Tensor:
    """Return Σᵢ (1 - Σₜ αₜᵢ)² for each image, (batch,): small if all places get their share.

    weights: (batch, steps, places). real: (batch, steps), True where a step is no padding.

    Examples:
        >>> import torch
        >>> from encdec import doubly_stochastic
        >>> weights = torch.tensor([[[0.5, 0.5], [0.5, 0.5]], [[1.0, 0.0], [1.0, 0.0]]])
        >>> doubly_stochastic(weights, real=torch.ones(2, 2, dtype=torch.bool))
        tensor([0., 2.])

    """
    return (1 - (weights * real.unsqueeze(2)).sum(dim=1)).square().sum(dim=1)


def caption_loss(
    model: nn.Module,
    batch: Sequence[Tensor],
    *,
    bos: int = 1,
    pad: int = 0,
    even: float = 0.0,
    reward: float = 1.0,
    entropy: float = 0.01,
) -> Tensor:
    """Return the loss per real token of a ``model`` with a ``CaptionDecoder``, a scalar.

    batch: (images, targets (batch, steps)). bos, pad: the ids of ``<bos>`` and ``<pad>``. even:
    factor of ``doubly_stochastic``. reward, entropy: factors for hard attention, as in the equation
    above. A training step with hard attention also moves the decoder's ``baseline``. ``reward`` and
    ``entropy`` only act on the gradient: the value stays that of the words.

    Examples:
        >>> import torch
        >>> from encdec import CaptionDecoder, EncoderDecoder, ImageEncoder, caption_loss
        >>> model = EncoderDecoder(ImageEncoder(8, 16), CaptionDecoder(10, 8, 16))
        >>> images, targets = torch.zeros(2, 1, 8, 8), torch.tensor([[4, 5, 2], [6, 2, 0]])
        >>> caption_loss(model, (images, targets)).shape
        torch.Size([])

    """
    for name, value in (("even", even), ("reward", reward), ("entropy", entropy)):
        if value < 0:
            raise ValueError(f"{name} is {value}; expected at least 0")
    images, targets = batch
    logits = output_of(model(images, teacher_forcing(targets, bos)))
    real = targets != pad
    right = logits.log_softmax(dim=2).gather(2, targets.unsqueeze(2)).squeeze(2)
    gain = (right * real).sum(dim=1)  # log p(y | s) of each caption
    decoder: Any = getattr(model, "module", model).decoder  # also of a model in several processes
    if decoder.glances is not None:
        gain = gain - even * doubly_stochastic(decoder.glances.weights, real)
        if decoder.baseline is not None:
            advantage = decoder.advantage(right.detach(), real)
            chosen = choices(decoder.glances, advantage, real, reward, entropy)
            gain = gain + chosen - chosen.detach()
    return -gain.sum() / real.sum().clamp(min=1)


def choices(
    glances: Glances, advantage: Tensor, real: Tensor, reward: float, entropy: float
) -> Tensor:
    """Return what the drawn places add to the gain of each caption, (batch,).

    advantage: how much better than lately the caption went on, (batch, steps).
    real: (batch, steps), True where a step is no padding.
    """
    weights = glances.weights
    spread: Tensor = torch.special.entr(weights).sum(dim=2)
    each = reward * advantage * glances.log_prob + entropy * spread
    return (each * real).sum(dim=1)
