"""Random numbers: one seed for all of them, and their state to go on from."""

import random
from typing import Any

import torch


def set_seed(seed: int) -> None:
    """Seed torch, on every device, and Python's ``random`` with ``seed``.

    Examples:
        >>> import torch
        >>> from encdec import set_seed
        >>> set_seed(7)
        >>> first = torch.rand(2)
        >>> set_seed(7)
        >>> torch.equal(first, torch.rand(2))
        True

    """
    torch.manual_seed(seed)
    random.seed(seed)


def random_state(device: torch.device) -> dict[str, Any]:
    """Return the state of torch's random numbers, on the CPU and ``device``, and of Python's.

    It is plain data and tensors, which ``torch.load(weights_only=True)`` reads.
    """
    state = {"torch": torch.get_rng_state(), "python": random.getstate()}
    if device.type == "cuda":
        state["cuda"] = torch.cuda.get_rng_state(device)
    return state


def set_random_state(state: dict[str, Any], device: torch.device) -> None:
    """Go on from what ``random_state`` has returned."""
    torch.set_rng_state(state["torch"])
    version, numbers, gauss = state["python"]
    random.setstate((version, tuple(numbers), gauss))
    if device.type == "cuda" and "cuda" in state:
        torch.cuda.set_rng_state(state["cuda"], device)
