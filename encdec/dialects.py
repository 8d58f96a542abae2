"""Code from elsewhere: how published models depart from the interface, and how to use them here.

| What one finds | What to do |
| --- | --- |
| model returns ``(output, state)`` | ``output_of(result)`` |
| one wants ``(output, state)`` back | ``forward_with_state(model, enc_X, dec_X)`` |
| ``encoder(enc_X)``, without ``*args`` | ``as_encoder(encoder)`` |
| ``forward(X, hidden=None)``, without ``*args`` | ``as_encoder(encoder)`` |
| ``init_state(enc_outputs)``, without ``*args`` | ``as_decoder(decoder)`` |
| ``enc_all_outputs`` or ``enc_outputs`` | nothing: these arguments are passed by position |
| ``super().__init__(**kwargs)`` | drop it: ``nn.Module`` answers keywords with a ``TypeError`` |

The dialects are those of "Dive into Deep Learning", <https://d2l.ai>, and of notes based on it.
"""

import inspect
from collections.abc import Callable
from typing import Any

from torch import Tensor, nn

from encdec.base import Decoder, Encoder

#: Parameters that wait for a state or a mask; a valid length must never land there.
STATES = {"hidden", "hidden_state", "hiddens", "state", "states", "init_state", "initial_state"}
NOT_FOR_EXTRAS = STATES | {"h", "h0", "h_0", "hx", "c0", "c_0", "cx"}
NOT_FOR_EXTRAS |= {"mask", "src_mask", "attn_mask", "src_key_padding_mask"}


class ExtraArguments:
    """Chooses which of the extra ``*args`` a function takes, after its first parameter."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.slots: list[tuple[bool, Any]] = []  # (takes an extra?, its default if not)
        self.takes_rest = False
        for parameter in list(inspect.signature(function).parameters.values())[1:]:
            if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
                self.takes_rest = True
            if parameter.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
                break
            takes = parameter.name not in NOT_FOR_EXTRAS
            if not takes and parameter.default is inspect.Parameter.empty:
                raise TypeError(
                    f"{function.__qualname__} requires the parameter {parameter.name!r}; expected "
                    "(X, *args): give it a default, or write a subclass that passes it"
                )
            self.slots.append((takes, None if takes else parameter.default))

    def __call__(self, args: tuple[Any, ...]) -> list[Any]:
        """Return the positional arguments to pass; the others are dropped."""
        rest = list(args)
        chosen: list[Any] = []
        for takes, default in self.slots:
            if not rest:
                return chosen
            chosen.append(rest.pop(0) if takes else default)
        return chosen + rest if self.takes_rest else chosen


class _ForeignEncoder(Encoder):
    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module
        self.extras = ExtraArguments(module.forward)

    def forward(self, X: Tensor, *args: Any) -> Any:
        return self.module(X, *self.extras(args))


class _ForeignDecoder(Decoder):
    def __init__(self, module: nn.Module, init_state: Callable[..., Any]) -> None:
        super().__init__()
        self.module = module
        self.extras = ExtraArguments(init_state)

    def init_state(self, enc_outputs: Any, *args: Any) -> Any:
        module: Any = self.module
        return module.init_state(enc_outputs, *self.extras(args))

    def forward(self, X: Tensor, state: Any) -> tuple[Tensor, Any]:
        output, state = self.module(X, state)
        return output, state


def as_encoder(module: nn.Module) -> Encoder:
    """Wrap any module as an encoder that may be called with extra ``*args``.

    ``module`` gets only those extras that its ``forward`` takes by position, and none for a
    parameter that waits for a state or a mask (``hidden``, ``state``, ``h_0``, ``hx``, …). So a
    valid length never becomes a hidden state. A module that takes no valid length reads
    the padding, too.

    Examples:
        >>> import torch
        >>> from encdec import as_encoder
        >>> encoder = as_encoder(torch.nn.GRU(4, 8, batch_first=True))
        >>> outputs, state = encoder(torch.zeros(2, 5, 4), torch.tensor([5, 3]))
        >>> outputs.shape, state.shape
        (torch.Size([2, 5, 8]), torch.Size([1, 2, 8]))

    """
    if not isinstance(module, nn.Module):
        raise TypeError(f"module is of type {type(module).__name__}; expected an nn.Module")
    return _ForeignEncoder(module)


def as_decoder(module: nn.Module) -> Decoder:
    """Wrap a module with ``init_state(enc_outputs)`` and ``forward(X, state)`` as a decoder.

    The ``init_state`` of ``module`` gets only those of the extra ``*args`` that it takes.

    Examples:
        >>> import torch
        >>> from encdec import as_decoder
        >>> class Foreign(torch.nn.Module):
        ...     def init_state(self, enc_outputs):
        ...         return enc_outputs
        ...
        ...     def forward(self, X, state):
        ...         return X + state, state
        >>> as_decoder(Foreign()).init_state("outputs", torch.tensor([3]))
        'outputs'

    """
    init_state = getattr(module, "init_state", None)
    if not isinstance(module, nn.Module) or not callable(init_state):
        raise TypeError(
            f"module is of type {type(module).__name__}; expected an nn.Module with the methods "
            "init_state(enc_outputs) and forward(X, state)"
        )
    return _ForeignDecoder(module, init_state)


def output_of(result: Any) -> Tensor:
    """Return the output, whether the ``result`` of a model is ``output`` or ``(output, state)``.

    Examples:
        >>> import torch
        >>> from encdec import output_of
        >>> output_of((torch.zeros(2, 3), "state")).shape
        torch.Size([2, 3])

    """
    output = result[0] if isinstance(result, tuple | list) and result else result
    if not isinstance(output, Tensor):
        raise TypeError(
            f"result is of type {type(result).__name__}; expected a tensor or (tensor, state)"
        )
    return output


def forward_with_state(
    model: nn.Module, enc_X: Tensor, dec_X: Tensor, *args: Any
) -> tuple[Tensor, Any]:
    """Run ``model.encoder`` and ``model.decoder`` and return ``(output, state)``.

    Args:
        model: has an encoder and a decoder that keep the interface.
        enc_X: the encoder's input.
        dec_X: the decoder's input.
        args: extras, such as the valid lengths, for the encoder and for ``init_state``.

    Examples:
        >>> import torch
        >>> from encdec import forward_with_state
        >>> from encdec.tasks import build_pig_latin
        >>> model, X = build_pig_latin(vocab_size=30), torch.tensor([[4, 5, 6]])
        >>> output, state = forward_with_state(model, X, X)
        >>> torch.equal(output, model(X, X))
        True

    """
    parts: Any = model
    state = parts.decoder.init_state(parts.encoder(enc_X, *args), *args)
    output, state = parts.decoder(dec_X, state)
    return output, state
