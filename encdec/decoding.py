"""Decoding: from a trained model to sequences of tokens.

Greedy search takes the most probable token at every step. It uses nothing but the interface of
encoder and decoder, so it works with each model that keeps it.

Source: Sutskever, Vinyals and Le (2014), https://arxiv.org/abs/1409.3215.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from encdec.checks import check_size


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Put ``model`` into evaluation mode, and each of its parts back into its own mode after."""
    training = [module for module in model.modules() if module.training]
    model.eval()
    try:
        yield
    finally:
        for module in training:
            module.training = True


@torch.no_grad()
def greedy(
    model: nn.Module, enc_X: Tensor, *args: Any, bos: int = 1, eos: int = 2, max_steps: int
) -> list[list[int]]:
    """Decode the batch ``enc_X`` step by step, always with the most probable token.

    model: has an ``encoder`` and a ``decoder``. args: as the model takes them, such as valid_len.
    Returns one list of ids for each sequence, without ``bos`` and ``eos``, at most
    ``max_steps`` long.
    """
    check_size("max_steps", max_steps)
    parts: Any = model
    with evaluating(model):
        state = parts.decoder.init_state(parts.encoder(enc_X, *args), *args)
        token = torch.full((enc_X.shape[0], 1), bos, device=enc_X.device)
        finished = torch.zeros_like(token, dtype=torch.bool)
        tokens = []
        for _ in range(max_steps):
            logits, state = parts.decoder(token, state)
            token = logits[:, -1:].argmax(dim=-1)
            tokens.append(token)
            finished |= token == eos
            if finished.all():
                break
    return [before(eos, row) for row in torch.cat(tokens, dim=1).tolist()]


def before(eos: int, ids: list[int]) -> list[int]:
    """Return ``ids`` up to the first ``eos``."""
    return ids[: ids.index(eos)] if eos in ids else ids
