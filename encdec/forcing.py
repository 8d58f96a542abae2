"""Teacher forcing: the decoder of a sequence model reads the right tokens while it learns.

It reads them one step late: ``<bos>``, then the target without its last token. So all steps are
trained at once, and an early mistake does not spoil the steps behind it.

Source: Williams and Zipser, "A Learning Algorithm for Continually Running Fully Recurrent Neural
Networks" (1989), <https://doi.org/10.1162/neco.1989.1.2.270>.
"""

import torch
from torch import Tensor, nn

from encdec.dialects import output_of
from encdec.loss import masked_cross_entropy
from encdec.order import Batch


def teacher_forcing(targets: Tensor, bos: int) -> Tensor:
    """Return the decoder's input: ``bos``, then ``targets`` without the last of its steps.

    Examples:
        >>> import torch
        >>> from encdec import teacher_forcing
        >>> teacher_forcing(torch.tensor([[5, 6, 2]]), bos=1)
        tensor([[1, 5, 6]])

    """
    start = torch.full_like(targets[:, :1], bos)
    return torch.cat((start, targets[:, :-1]), dim=1)


def teacher_forced_loss(
    model: nn.Module,
    batch: Batch,
    *,
    bos: int = 1,
    pad: int = 0,
    label_smoothing: float = 0.0,
) -> Tensor:
    """Return the masked cross-entropy of ``model(enc_X, dec_X, *args)``, a scalar.

    batch: ``(enc_X, targets, *args)`` on the model's device; dec_X are the targets, one step late.
    bos, pad: the ids of ``<bos>`` and ``<pad>``. label_smoothing: as in ``masked_cross_entropy``.

    Examples:
        >>> import torch
        >>> from encdec import teacher_forced_loss
        >>> from encdec.tasks import build_pig_latin
        >>> batch = torch.tensor([[4, 5]]), torch.tensor([[6, 7, 2]])
        >>> teacher_forced_loss(build_pig_latin(vocab_size=30), batch).shape
        torch.Size([])

    """
    enc_X, targets, *args = batch
    logits = output_of(model(enc_X, teacher_forcing(targets, bos), *args))
    return masked_cross_entropy(logits, targets, pad, label_smoothing=label_smoothing)
