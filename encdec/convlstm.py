"""ConvLSTM: a recurrent network whose states are images, for predicting the next frames.

An LSTM's matrix products are replaced by convolutions. Every pixel of the state then depends on
its neighbourhood in the frame and in the last state: what moves, moves there too.

Source: Shi et al., "Convolutional LSTM Network: A Machine Learning Approach for Precipitation
Nowcasting" (2015), <https://arxiv.org/abs/1506.04214> (without its peephole connections).
"""

from typing import Any

import torch
from torch import Tensor, nn

from encdec.base import Decoder, Encoder
from encdec.checks import check_size, check_tensor

#: For each layer (hidden, memory), both (batch, hidden_channels, height, width).
ConvState = tuple[tuple[Tensor, Tensor], ...]


def check_frames(name: str, X: Any, channels: int) -> None:
    """Require real numbers, shape (batch, steps, ``channels``, height, width)."""
    check_tensor(name, X, "batch, steps, channels, height, width")
    if not X.is_floating_point():
        raise TypeError(f"{name} has dtype {X.dtype}; expected real numbers such as torch.float32")
    if X.shape[2] != channels:
        raise ValueError(f"{name} has {X.shape[2]} channels; expected {channels} (in_channels)")


class ConvLSTMCell(nn.Module):
    """One step of a ConvLSTM.

    kernel_size: an odd number, so that the state keeps the frame's size. ``forward(x, state)``
    takes x (batch, in_channels, height, width) and the pair (hidden, memory), both
    (batch, hidden_channels, height, width), or None for zeros, and returns the next pair.

    Examples:
        >>> import torch
        >>> from encdec import ConvLSTMCell
        >>> hidden, memory = ConvLSTMCell(1, hidden_channels=4)(torch.zeros(2, 1, 8, 8), None)
        >>> hidden.shape
        torch.Size([2, 4, 8, 8])

    """

    def __init__(self, in_channels: int, hidden_channels: int, kernel_size: int = 3) -> None:
        super().__init__()
        check_size("in_channels", in_channels)
        check_size("hidden_channels", hidden_channels)
        check_size("kernel_size", kernel_size)
        if kernel_size % 2 == 0:
            raise ValueError(f"kernel_size is {kernel_size}; expected an odd number")
        self.in_channels, self.hidden_channels = in_channels, hidden_channels
        self.gates = nn.Conv2d(
            in_channels + hidden_channels, 4 * hidden_channels, kernel_size, padding="same"
        )
        nn.init.xavier_uniform_(self.gates.weight)
        nn.init.zeros_(self.gates.bias)  # type: ignore[arg-type]
        with torch.no_grad():  # at first a cell remembers
            self.gates.bias[hidden_channels : 2 * hidden_channels] = 1.0  # type: ignore[index]

    def forward(self, x: Tensor, state: tuple[Tensor, Tensor] | None) -> tuple[Tensor, Tensor]:
        """Read one frame and return the next (hidden, memory)."""
        if state is None:
            zeros = x.new_zeros(x.shape[0], self.hidden_channels, *x.shape[2:])
            state = (zeros, zeros)
        hidden, memory = state
        gates = self.gates(torch.cat((x, hidden), dim=1))
        enter, forget, new, leave = gates.chunk(4, dim=1)
        memory = forget.sigmoid() * memory + enter.sigmoid() * new.tanh()
        return leave.sigmoid() * memory.tanh(), memory


class ConvLSTM(nn.Module):
    """Layers of ConvLSTM cells, each of which reads the states of the one below.

    ``forward(X, state=None)`` takes X (batch, steps, in_channels, height, width) and returns
    outputs (batch, steps, hidden_channels, height, width) and the state: for each of the
    ``num_layers`` layers the pair (hidden, memory), both (batch, hidden_channels, height, width).
    ``kernel_size`` is that of ``ConvLSTMCell``.

    Examples:
        >>> import torch
        >>> from encdec import ConvLSTM
        >>> outputs, state = ConvLSTM(1, 4, num_layers=2)(torch.zeros(2, 5, 1, 8, 8))
        >>> outputs.shape, len(state)
        (torch.Size([2, 5, 4, 8, 8]), 2)

    """

    def __init__(
        self, in_channels: int, hidden_channels: int, num_layers: int = 1, kernel_size: int = 3
    ) -> None:
        super().__init__()
        check_size("num_layers", num_layers)
        widths = [in_channels, *[hidden_channels] * num_layers]
        self.cells = nn.ModuleList(
            ConvLSTMCell(below, hidden_channels, kernel_size) for below in widths[:-1]
        )

    def forward(self, X: Tensor, state: ConvState | None = None) -> tuple[Tensor, ConvState]:
        """Read the frames ``X`` one after the other."""
        layers: list[Any] = list(state) if state is not None else [None] * len(self.cells)
        outputs = []
        for x in X.unbind(dim=1):
            for i, cell in enumerate(self.cells):
                layers[i] = cell(x, layers[i])
                x = layers[i][0]
            outputs.append(x)
        return torch.stack(outputs, dim=1), tuple(layers)


class ConvLSTMEncoder(Encoder):
    """Reads frames and returns ``(outputs, state)`` of a ConvLSTM.

    ``forward(X)`` takes X (batch, steps, in_channels, height, width) and returns outputs (batch,
    steps, hidden_channels, height, width) and the state: for each of the ``num_layers`` layers the
    pair (hidden, memory), both (batch, hidden_channels, height, width). ``kernel_size`` is that of
    ``ConvLSTMCell``.

    Examples:
        >>> import torch
        >>> from encdec import ConvLSTMEncoder
        >>> outputs, state = ConvLSTMEncoder(1, hidden_channels=4)(torch.zeros(2, 5, 1, 8, 8))
        >>> outputs.shape, len(state)
        (torch.Size([2, 5, 4, 8, 8]), 1)

    """

    def __init__(
        self, in_channels: int, hidden_channels: int, num_layers: int = 1, kernel_size: int = 3
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.rnn = ConvLSTM(in_channels, hidden_channels, num_layers, kernel_size)

    def forward(self, X: Tensor, *args: Any) -> tuple[Tensor, ConvState]:
        """Encode the frames ``X``; further ``args`` are not used."""
        check_frames("X", X, self.in_channels)
        outputs, state = self.rnn(X)
        return outputs, state


class ConvLSTMDecoder(Decoder):
    """Maps each frame to a guess of the next one.

    ``init_state(enc_outputs)`` takes what a ConvLSTMEncoder with the same ``num_layers`` and
    ``hidden_channels`` returns. ``forward(X, state)`` takes frames X (batch, steps, in_channels,
    height, width) and returns logits of the same shape, whose sigmoid is the guess of the frame
    that follows each of them, and the new state. One call with all frames and one call for each
    give the same. ``kernel_size`` is that of ``ConvLSTMCell``.

    Examples:
        >>> import torch
        >>> from encdec import ConvLSTMDecoder, ConvLSTMEncoder
        >>> seen, decoder = torch.zeros(2, 5, 1, 8, 8), ConvLSTMDecoder(1, hidden_channels=4)
        >>> state = decoder.init_state(ConvLSTMEncoder(1, hidden_channels=4)(seen))
        >>> decoder(seen[:, -1:], state)[0].shape
        torch.Size([2, 1, 1, 8, 8])

    """

    def __init__(
        self, in_channels: int, hidden_channels: int, num_layers: int = 1, kernel_size: int = 3
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.rnn = ConvLSTM(in_channels, hidden_channels, num_layers, kernel_size)
        self.dense = nn.Sequential(
            nn.Conv2d(hidden_channels, hidden_channels, kernel_size, padding="same"),
            nn.ReLU(),
            nn.Conv2d(hidden_channels, in_channels, kernel_size=1),
        )

    def init_state(self, enc_outputs: Any, *args: Any) -> ConvState:
        """Go on from the encoder's state; ``args`` are not needed."""
        if not isinstance(enc_outputs, tuple | list) or len(enc_outputs) != 2:
            raise TypeError(
                f"enc_outputs is of type {type(enc_outputs).__name__}; expected the pair "
                "(outputs, state) of a ConvLSTMEncoder"
            )
        state: ConvState = enc_outputs[1]
        shapes = [layer[0].shape[1] for layer in state]
        wanted = [cell.hidden_channels for cell in self.rnn.cells]
        if shapes != wanted:
            raise ValueError(
                f"enc_outputs holds a state whose layers have {shapes} channels; expected {wanted}"
            )
        return state

    def forward(self, X: Tensor, state: ConvState) -> tuple[Tensor, ConvState]:
        """Read the frames ``X`` and return logits for the frame after each of them."""
        check_frames("X", X, self.in_channels)
        if state is None:
            raise ValueError("state is None; expected the result of init_state(enc_outputs)")
        hidden = state[0][0]
        if (hidden.shape[0], *hidden.shape[2:]) != (X.shape[0], *X.shape[3:]):
            raise ValueError(
                f"X has shape {tuple(X.shape)}, state {tuple(hidden.shape)}; "
                "expected the same batch, height and width"
            )
        outputs, state = self.rnn(X, state)
        logits = self.dense(outputs.flatten(0, 1))
        return logits.unflatten(0, outputs.shape[:2]), state

    def select_state(self, state: ConvState, rows: Tensor) -> ConvState:
        """Return the state of the given ``rows`` of the batch, int64 indexes (rows,)."""
        return tuple((hidden[rows], memory[rows]) for hidden, memory in state)


def late_frames(seen: Tensor, targets: Tensor) -> Tensor:
    """Return the decoder's input for teacher forcing: ``targets``, one step late.

    It begins with the last frame of ``seen``. All are (batch, steps, channels, height, width).
    """
    return torch.cat((seen[:, -1:], targets[:, :-1]), dim=1)


@torch.no_grad()
def predict_frames(model: nn.Module, seen: Tensor, steps: int) -> Tensor:
    """Continue the film ``seen`` by ``steps`` frames, each guessed from those before.

    model: has an ``encoder`` and a ``decoder``. seen: (batch, steps seen, channels, height, width).
    Returns probabilities (batch, ``steps``, channels, height, width): the decoder reads its own
    guesses, as greedy search does with tokens.

    Examples:
        >>> import torch
        >>> from encdec import ConvLSTMDecoder, ConvLSTMEncoder, EncoderDecoder, predict_frames
        >>> model = EncoderDecoder(ConvLSTMEncoder(1, 4), ConvLSTMDecoder(1, 4))
        >>> predict_frames(model, seen=torch.zeros(2, 5, 1, 8, 8), steps=3).shape
        torch.Size([2, 3, 1, 8, 8])

    """
    check_size("steps", steps)
    parts: Any = model
    state = parts.decoder.init_state(parts.encoder(seen))
    frame, frames = seen[:, -1:], []
    for _ in range(steps):
        logits, state = parts.decoder(frame, state)
        frame = logits.sigmoid()
        frames.append(frame)
    return torch.cat(frames, dim=1)


def f1_score(predicted: Tensor, expected: Tensor, threshold: float = 0.5) -> float:
    """Return the F1 score of the pixels above ``threshold``, from 0 to 1.

    It is twice the number of pixels that both have, divided by the number that each has. Two
    films without any such pixel agree: 1.
    """
    if predicted.shape != expected.shape:
        raise ValueError(
            f"predicted has shape {tuple(predicted.shape)}; expected {tuple(expected.shape)}"
        )
    guessed, real = predicted > threshold, expected > threshold
    total = int(guessed.sum() + real.sum())
    return 2 * int((guessed & real).sum()) / total if total else 1.0
