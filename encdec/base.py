"""The interface that every encoder–decoder model of this package keeps.

An encoder reads the whole input. A decoder turns what the encoder found into its first
state, then maps inputs to outputs and hands the new state back. Nothing else is fixed: the two
may be networks of different kinds.

Sources: Sutskever, Vinyals and Le, "Sequence to Sequence Learning with Neural Networks" (2014),
<https://arxiv.org/abs/1409.3215>; Cho et al., "Learning Phrase Representations using RNN
Encoder–Decoder for Statistical Machine Translation" (2014), <https://arxiv.org/abs/1406.1078>.

Examples:
    >>> import torch
    >>> from encdec import Decoder, Encoder, EncoderDecoder
    >>> class Mean(Encoder):
    ...     def forward(self, X, *args):
    ...         return X.mean(dim=1, keepdim=True)
    >>> class Add(Decoder):
    ...     def init_state(self, enc_outputs, *args):
    ...         return enc_outputs
    ...
    ...     def forward(self, X, state):
    ...         return X + state, state
    >>> EncoderDecoder(Mean(), Add())(torch.tensor([[1.0, 3.0]]), torch.tensor([[10.0, 20.0]]))
    tensor([[12., 22.]])

"""

from typing import Any

from torch import Tensor, nn


class Encoder(nn.Module):
    """Reads an input of any length and returns what a decoder needs to start."""

    def forward(self, X: Tensor, *args: Any) -> Any:
        """Encode the batch ``X``; ``args`` carry extras such as the valid lengths."""
        raise NotImplementedError(f"{type(self).__name__} must define forward(self, X, *args)")


class Decoder(nn.Module):
    """Turns an encoder's outputs into a state, and inputs with a state into outputs."""

    def init_state(self, enc_outputs: Any, *args: Any) -> Any:
        """Make the first state of ``enc_outputs``; ``args`` are those the encoder was given."""
        raise NotImplementedError(
            f"{type(self).__name__} must define init_state(self, enc_outputs, *args)"
        )

    def forward(self, X: Tensor, state: Any) -> tuple[Tensor, Any]:
        """Decode the batch ``X``; return the output and the state for the next call."""
        raise NotImplementedError(f"{type(self).__name__} must define forward(self, X, state)")


class EncoderDecoder(nn.Module):
    """Joins an encoder and a decoder into one model."""

    def __init__(self, encoder: Encoder, decoder: Decoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder

    def forward(self, enc_X: Tensor, dec_X: Tensor, *args: Any) -> Tensor:
        """Encode ``enc_X``, decode ``dec_X``, and return the output without the state."""
        enc_outputs = self.encoder(enc_X, *args)
        state = self.decoder.init_state(enc_outputs, *args)
        output: Tensor = self.decoder(dec_X, state)[0]
        return output
