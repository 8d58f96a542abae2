"""Checks of arguments: every error names the argument, its value and what was expected."""

from collections.abc import Collection
from typing import Any

import torch
from torch import Tensor

ID_TYPES = (torch.int64, torch.int32)


def check_size(name: str, value: int, least: int = 1) -> None:
    """Require a whole number of at least ``least``."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} is {value!r}; expected a whole number")
    if value < least:
        raise ValueError(f"{name} is {value}; expected at least {least}")


def check_fraction(name: str, value: float) -> None:
    """Require a number from 0 up to, but not including, 1."""
    if not 0 <= value < 1:
        raise ValueError(f"{name} is {value}; expected a number from 0 to less than 1")


def check_choice(name: str, value: str, choices: Collection[str]) -> None:
    """Require one of ``choices``."""
    if value not in choices:
        known = ", ".join(repr(choice) for choice in choices)
        raise ValueError(f"{name} is {value!r}; expected one of {known}")


def check_tensor(name: str, value: Any, dims: str) -> None:
    """Require a tensor with as many dimensions as ``dims`` names, none of them empty."""
    if not isinstance(value, Tensor):
        raise TypeError(f"{name} is of type {type(value).__name__}; expected a tensor ({dims})")
    if value.dim() != len(dims.split(", ")):
        raise ValueError(f"{name} has shape {tuple(value.shape)}; expected ({dims})")
    if value.numel() == 0:
        raise ValueError(
            f"{name} has shape {tuple(value.shape)}; expected ({dims}) with none of them 0"
        )


def check_integers(name: str, value: Tensor) -> None:
    """Require 64-bit or 32-bit integers."""
    if value.dtype not in ID_TYPES:
        raise TypeError(f"{name} has dtype {value.dtype}; expected integers (torch.int64)")


def check_ids(name: str, ids: Any, vocab_size: int) -> None:
    """Require token ids, shape (batch, steps), each from 0 to ``vocab_size`` - 1."""
    check_tensor(name, ids, "batch, steps")
    check_integers(name, ids)
    if torch.compiler.is_compiling():  # the range is data, which a compiled graph must not ask
        return
    low, high = (int(bound) for bound in torch.aminmax(ids))
    if low < 0 or high >= vocab_size:
        wrong = low if low < 0 else high
        raise ValueError(f"{name} contains the id {wrong}; expected ids from 0 to {vocab_size - 1}")


def check_features(name: str, X: Any, size: int, setting: str = "input_size") -> None:
    """Require real numbers, shape (batch, steps, ``size``); ``setting`` is what asks for it."""
    check_tensor(name, X, "batch, steps, features")
    if not X.is_floating_point():
        raise TypeError(f"{name} has dtype {X.dtype}; expected real numbers such as torch.float32")
    if X.shape[2] != size:
        raise ValueError(f"{name} has {X.shape[2]} features; expected {size} ({setting})")


def check_valid_len(valid_len: Any, batch: int, steps: int) -> None:
    """Require one length per sequence, shape (batch,), each from 1 to ``steps``."""
    check_tensor("valid_len", valid_len, "batch")
    check_integers("valid_len", valid_len)
    if valid_len.shape[0] != batch:
        raise ValueError(
            f"valid_len has shape {tuple(valid_len.shape)}; expected one length for each of "
            f"the {batch} sequences, ({batch},)"
        )
    if torch.compiler.is_compiling():
        return
    low, high = (int(bound) for bound in torch.aminmax(valid_len))
    if low < 1 or high > steps:
        wrong = low if low < 1 else high
        raise ValueError(f"valid_len contains {wrong}; expected lengths from 1 to {steps} (steps)")


def check_state(state: Any, parts: int, X: Tensor) -> None:
    """Require a decoder state of ``parts`` parts whose second one belongs to the batch ``X``."""
    check_parts(state, parts)
    check_batch(state[1].shape[0], X)


def check_pair(enc_outputs: Any, is_lstm: bool, source: str) -> None:
    """Require the pair (outputs, state) of ``source``, whose state fits an LSTM or does not."""
    if not isinstance(enc_outputs, tuple | list) or len(enc_outputs) != 2:
        raise TypeError(
            f"enc_outputs is of type {type(enc_outputs).__name__}; expected the pair "
            f"(outputs, state) of {source}"
        )
    state = enc_outputs[1]
    if is_lstm != isinstance(state, tuple | list):
        wanted = "a pair (hidden, memory), from an LSTM" if is_lstm else "one tensor, not an LSTM's"
        raise TypeError(
            f"enc_outputs holds a state of type {type(state).__name__}; "
            f"this decoder's cell expected {wanted}"
        )


def check_parts(state: Any, parts: int) -> None:
    """Require a decoder state of ``parts`` parts."""
    if state is None:
        raise ValueError("state is None; expected the result of init_state(enc_outputs, *args)")
    if not isinstance(state, tuple) or len(state) != parts:
        raise TypeError(
            f"state is of type {type(state).__name__}; expected the tuple of {parts} that "
            "init_state(enc_outputs, *args) returns"
        )


def check_batch(batch: int, X: Tensor) -> None:
    """Require as many rows in ``X`` as the state has, ``batch``."""
    if batch != X.shape[0]:
        raise ValueError(f"X has a batch of {X.shape[0]}, state one of {batch}; expected the same")
