"""Decoding: from a trained model to sequences of tokens, one token at a time.

Greedy search takes the most probable token at every step; sampling draws one. Both use nothing but
the interface of encoder and decoder, so they work with each model that keeps it. Sequences that
have ended leave the batch and cost nothing more.

Sources: Sutskever, Vinyals and Le (2014), <https://arxiv.org/abs/1409.3215>; Fan, Lewis and
Dauphin, "Hierarchical Neural Story Generation" (2018), <https://arxiv.org/abs/1805.04833>, for
top-k; Holtzman et al., "The Curious Case of Neural Text Degeneration" (2020),
<https://arxiv.org/abs/1904.09751>, for top-p.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import torch
from torch import Tensor, nn

from encdec.checks import check_size
from encdec.states import AmbiguousStateError, select_state

#: Ended sequences leave the batch once they are this share of it: leaving costs copies, too.
ENDED_SHARE = 0.25


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Put ``model`` into evaluation mode, and each of its parts back into its own mode after.

    Examples:
        >>> import torch
        >>> from encdec import evaluating
        >>> model = torch.nn.Dropout()
        >>> with evaluating(model):
        ...     print(model.training)
        False
        >>> model.training
        True

    """
    training = [module for module in model.modules() if module.training]
    model.eval()
    try:
        yield
    finally:
        for module in training:
            module.training = True


def greedy(
    model: nn.Module, enc_X: Tensor, *args: Any, bos: int = 1, eos: int = 2, max_steps: int
) -> list[list[int]]:
    """Decode the batch ``enc_X`` step by step, always with the most probable token.

    Args:
        model: has an ``encoder`` and a ``decoder``.
        enc_X: the inputs, the batch in the first dimension.
        args: what else the model takes, such as valid_len.
        bos: the id of the token that begins a sequence.
        eos: the id of the token that ends a sequence.
        max_steps: how many tokens a sequence has at most.

    Returns:
        One list of ids for each sequence, without ``bos`` and ``eos``.

    Examples:
        >>> import torch
        >>> from encdec import greedy
        >>> from encdec.tasks import build_pig_latin
        >>> model = build_pig_latin(vocab_size=30)
        >>> [ids] = greedy(model, torch.tensor([[4, 5, 6]]), max_steps=4)
        >>> len(ids) <= 4
        True

    """

    def most_probable(logits: Tensor) -> Tensor:
        return logits.max(dim=-1).indices  # on a CPU a third of the time that argmax takes

    return decode(model, enc_X, args, most_probable, bos=bos, eos=eos, max_steps=max_steps)


def sample(
    model: nn.Module,
    enc_X: Tensor,
    *args: Any,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    generator: torch.Generator | None = None,
    bos: int = 1,
    eos: int = 2,
    max_steps: int,
) -> list[list[int]]:
    """Decode the batch ``enc_X`` with tokens drawn at random by their probability.

    Args:
        model: has an ``encoder`` and a ``decoder``.
        enc_X: the inputs, the batch in the first dimension.
        args: what else the model takes, such as valid_len.
        temperature: below 1 favours probable tokens, above 1 evens out.
        top_k: draw from the k most probable tokens alone.
        top_p: draw from the fewest tokens whose probabilities reach p together.
        generator: makes the draw repeatable; by default torch's own.
        bos: the id of the token that begins a sequence.
        eos: the id of the token that ends a sequence.
        max_steps: how many tokens a sequence has at most.

    Returns:
        One list of ids for each sequence, without ``bos`` and ``eos``.

    Raises:
        ValueError: ``temperature`` is not positive, ``top_k`` below 1, or ``top_p`` not between 0
            and 1.

    Examples:
        >>> import torch
        >>> from encdec import sample
        >>> from encdec.tasks import build_pig_latin
        >>> model, enc_X = build_pig_latin(vocab_size=30), torch.tensor([[4, 5, 6]])
        >>> seed = torch.Generator().manual_seed
        >>> sample(model, enc_X, top_p=0.9, generator=seed(7), max_steps=4) == sample(
        ...     model, enc_X, top_p=0.9, generator=seed(7), max_steps=4
        ... )
        True

    """
    check_sampling(temperature, top_k, top_p)

    def draw(logits: Tensor) -> Tensor:
        probabilities = sampling_probabilities(logits, temperature, top_k, top_p)
        return torch.multinomial(probabilities, 1, generator=generator).squeeze(1)

    return decode(model, enc_X, args, draw, bos=bos, eos=eos, max_steps=max_steps)


def check_sampling(temperature: float, top_k: int | None, top_p: float | None) -> None:
    """Require what ``sample`` can work with."""
    if not temperature > 0:
        raise ValueError(f"temperature is {temperature}; expected a number greater than 0")
    if top_k is not None:
        check_size("top_k", top_k)
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"top_p is {top_p}; expected a number above 0, at most 1")


def sampling_probabilities(
    logits: Tensor, temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None
) -> Tensor:
    """Return the probabilities (batch, vocab_size) that ``sample`` draws from, given logits."""
    logits = logits / temperature
    if top_k is not None and top_k < logits.shape[-1]:
        least = logits.topk(top_k, dim=-1).values[:, -1:]
        logits = logits.masked_fill(logits < least, float("-inf"))
    if top_p is not None:
        ordered, order = logits.softmax(dim=-1).sort(dim=-1, descending=True)
        before = ordered.cumsum(dim=-1) - ordered  # of the more probable tokens together
        dropped = (before >= top_p).scatter(-1, order, before >= top_p)
        logits = logits.masked_fill(dropped, float("-inf"))
    return logits.softmax(dim=-1)


@torch.no_grad()
def decode(
    model: nn.Module,
    enc_X: Tensor,
    args: tuple[Any, ...],
    choose: Callable[[Tensor], Tensor],
    *,
    bos: int,
    eos: int,
    max_steps: int,
) -> list[list[int]]:
    """Decode step by step; ``choose`` maps logits (batch, vocab_size) to ids (batch,)."""
    check_size("max_steps", max_steps)
    parts: Any = model
    batch = enc_X.shape[0]
    tokens = torch.full((batch, max_steps), eos, device=enc_X.device)
    rows = torch.arange(batch, device=enc_X.device)  # the sequences that the state holds
    with evaluating(model):
        state = parts.decoder.init_state(parts.encoder(enc_X, *args), *args)
        token = torch.full((batch,), bos, device=enc_X.device)
        ended = torch.zeros_like(rows, dtype=torch.bool)
        for step in range(max_steps):
            logits, state = parts.decoder(token.unsqueeze(1), state)
            token = choose(logits[:, -1]).masked_fill(ended, eos)
            tokens[rows, step] = token
            ended = token == eos
            going = len(rows) - int(ended.sum())
            if going == 0:
                break
            if going <= (1 - ENDED_SHARE) * len(rows):
                kept = (~ended).nonzero().squeeze(1)
                with suppress(AmbiguousStateError):  # then the ended ones stay, at some cost
                    state = select_state(parts.decoder, state, kept, len(rows))
                    rows, token, ended = rows[kept], token[kept], ended[kept]
    return [before(eos, row) for row in tokens.tolist()]


def before(eos: int, ids: list[int]) -> list[int]:
    """Return ``ids`` up to the first ``eos``."""
    return ids[: ids.index(eos)] if eos in ids else ids
