"""Image captioning: a convolutional encoder, and a decoder that looks at places of the image.

The encoder turns an image into a grid of places with a vector of features each. Before each word
the decoder gives every place a share of its attention. With soft attention it reads the expected
context, the mean of all places by their shares. With hard attention the shares are probabilities:
one place is drawn and read alone. A draw has no gradient, so its probabilities learn by how well
the caption went: REINFORCE. See ``encdec.caption_loss``.

Sources: Xu et al., "Show, Attend and Tell: Neural Image Caption Generation with Visual Attention"
(2015), <https://arxiv.org/abs/1502.03044>; Bahdanau, Cho and Bengio (2014),
<https://arxiv.org/abs/1409.0473>, for the additive scores.
"""

import math
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from encdec.base import Decoder, Encoder
from encdec.checks import (
    check_choice,
    check_fraction,
    check_ids,
    check_pair,
    check_size,
    check_state,
)
from encdec.rnn import RecurrentState, init_seq2seq
from encdec.windows import Pair, check_images, pair

CELLS: dict[str, type[nn.GRUCell | nn.LSTMCell]] = {"gru": nn.GRUCell, "lstm": nn.LSTMCell}

#: (hidden (batch, num_hiddens) or an LSTM's pair, features and keys, both (batch, places, …)).
CaptionState = tuple[RecurrentState, Tensor, Tensor]


class ImageEncoder(Encoder):
    """Three convolutions that turn an image into a sequence of places.

    ``forward(X)`` takes X (batch, in_channels, height, width) of ``image_size`` pixels, multiples
    of 4, and returns (outputs, state) as a recurrent encoder does: outputs (batch, places,
    num_features), row by row over a grid of a quarter of the image's height and width, and state
    (num_layers, batch, num_features), made from the mean over all places; for ``cell`` "lstm" a
    pair of them. A vector learnt for each place tells the decoder where it is. ``channels`` are
    those of the first two convolutions.

    Examples:
        >>> import torch
        >>> from encdec import ImageEncoder
        >>> [part.shape for part in ImageEncoder(8, num_features=16)(torch.zeros(2, 1, 8, 8))]
        [torch.Size([2, 4, 16]), torch.Size([1, 2, 16])]

    """

    def __init__(
        self,
        image_size: Pair,
        num_features: int,
        *,
        in_channels: int = 1,
        channels: tuple[int, int] = (16, 32),
        num_layers: int = 1,
        cell: str = "gru",
    ) -> None:
        super().__init__()
        self.image_size, self.in_channels = pair("image_size", image_size, 4), in_channels
        if any(side % 4 for side in self.image_size):
            raise ValueError(f"image_size is {image_size}; expected multiples of 4")
        sizes = {"num_features": num_features, "in_channels": in_channels, "num_layers": num_layers}
        for name, value in sizes.items():
            check_size(name, value)
        first, second = pair("channels", channels)
        check_choice("cell", cell, CELLS)
        self.num_layers, self.is_lstm = num_layers, cell == "lstm"
        self.grid = (self.image_size[0] // 4, self.image_size[1] // 4)
        self.convolutions = nn.Sequential(
            nn.Conv2d(in_channels, first, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(first, second, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(second, num_features, 3, padding=1),
            nn.ReLU(),
        )
        self.places = nn.Parameter(0.1 * torch.randn(self.grid[0] * self.grid[1], num_features))
        self.start = nn.Linear(num_features, (1 + self.is_lstm) * num_layers * num_features)

    def forward(self, X: Tensor, *args: Any) -> tuple[Tensor, RecurrentState]:
        """Encode the images ``X``; ``args`` are not used."""
        check_images("X", X, self.in_channels)
        if X.shape[2:] != self.image_size:
            raise ValueError(
                f"X has images of {X.shape[2]} × {X.shape[3]} pixels; expected "
                f"{self.image_size[0]} × {self.image_size[1]} (image_size)"
            )
        outputs = self.convolutions(X).flatten(2).transpose(1, 2) + self.places
        mean = outputs.mean(dim=1)
        states = torch.tanh(self.start(mean)).view(len(X), -1, self.num_layers, mean.shape[1])
        first, *memory = (part.contiguous() for part in states.permute(1, 2, 0, 3))
        return outputs, (first, memory[0]) if self.is_lstm else first


class Glances(NamedTuple):
    """What the decoder looked at in one call, with gradients.

    weights: shares of attention (batch, steps, places). log_prob: the logarithm of the
    probability of the place that was drawn, (batch, steps); 0 where none was drawn.
    """

    weights: Tensor
    log_prob: Tensor


class PlaceAttention(nn.Module):
    """Additive attention over places, soft or hard.

    ``forward(query, keys, features)`` takes query (batch, query_size), keys (batch, places, width)
    made by ``self.key(features)``, and ``features`` (batch, places, num_features). It returns the
    context (batch, num_features), the weights (batch, places) and the log-probability of the place
    drawn (batch,), 0 where none is.

    The context of soft attention is the mean of the features by the weights, that of hard attention
    (``hard``) the features of one place: the most probable one in evaluation, in training one that
    is drawn. For the share ``expected`` of a training batch hard attention, too, takes the mean,
    which steadies learning.

    Examples:
        >>> import torch
        >>> from encdec import PlaceAttention
        >>> features, look = torch.zeros(2, 9, 16), PlaceAttention(16, 8, 4, hard=True, expected=0)
        >>> [part.shape for part in look(torch.zeros(2, 8), look.key(features), features)]
        [torch.Size([2, 16]), torch.Size([2, 9]), torch.Size([2])]

    """

    def __init__(
        self, num_features: int, query_size: int, width: int, *, hard: bool, expected: float
    ) -> None:
        super().__init__()
        self.hard, self.expected = hard, expected
        self.key = nn.Linear(num_features, width)
        self.query = nn.Linear(query_size, width, bias=False)
        self.score = nn.Linear(width, 1, bias=False)

    def forward(
        self, query: Tensor, keys: Tensor, features: Tensor, soft_rows: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Look at ``features``; rows where ``soft_rows`` (batch,) is True take the mean."""
        scores = self.score(torch.tanh(keys + self.query(query).unsqueeze(1))).squeeze(2)
        weights = scores.softmax(dim=1)
        mean = (weights.unsqueeze(1) @ features).squeeze(1)
        nothing = torch.zeros_like(weights[:, 0])
        if not self.hard:
            return mean, weights, nothing
        if self.training:
            place = torch.multinomial(weights.detach(), 1).squeeze(1)
        else:
            place = weights.argmax(dim=1)
        rows = torch.arange(len(place), device=place.device)
        seen, log_prob = features[rows, place], scores.log_softmax(dim=1)[rows, place]
        if soft_rows is None:
            return seen, weights, log_prob
        seen = torch.where(soft_rows.unsqueeze(1), mean, seen)
        return seen, weights, torch.where(soft_rows, nothing, log_prob)

    def draw_soft_rows(self, features: Tensor) -> Tensor | None:
        """Draw which images of a training batch take the mean, for all steps of a call."""
        if not (self.hard and self.training and self.expected):
            return None
        return torch.rand(len(features), device=features.device) < self.expected


class CaptionDecoder(Decoder):
    """Recurrent decoder that looks at places of an image before each word.

    ``init_state(enc_outputs)`` takes ``(outputs, state)`` of an ``ImageEncoder`` with the same
    ``cell`` and ``num_features`` equal to ``num_hiddens``, of which it reads the last layer.
    ``forward(X, state)`` takes ids X (batch, steps) and returns logits (batch, steps, vocab_size)
    and the new state. Every tensor of the state is batch first.

    embed_size: the width of the embeddings. attention: "soft" or "hard". expected: see
    ``PlaceAttention``. A gate between 0 and 1 says at each step how much the context counts.

    While ``keep_weights`` is True, the last call's weights (batch, steps, places) stay in
    ``attention_weights``, cut off from the gradient. In training the last call's ``glances`` stay
    for the loss; copies and files leave them out. ``baseline`` is, for hard attention, the moving
    average that ``advantage`` keeps.

    Examples:
        >>> import torch
        >>> from encdec import CaptionDecoder, ImageEncoder
        >>> decoder = CaptionDecoder(vocab_size=10, embed_size=8, num_hiddens=16)
        >>> state = decoder.init_state(ImageEncoder(8, 16)(torch.zeros(2, 1, 8, 8)))
        >>> decoder(torch.tensor([[1], [1]]), state)[0].shape
        torch.Size([2, 1, 10])

    """

    def __init__(
        self,
        vocab_size: int,
        embed_size: int,
        num_hiddens: int,
        *,
        attention: str = "soft",
        cell: str = "gru",
        expected: float = 0.5,
    ) -> None:
        super().__init__()
        check_size("vocab_size", vocab_size)
        check_size("embed_size", embed_size)
        check_size("num_hiddens", num_hiddens)
        check_choice("attention", attention, ("soft", "hard"))
        check_choice("cell", cell, CELLS)
        check_fraction("expected", expected)
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.cell = CELLS[cell](embed_size + num_hiddens, num_hiddens)
        self.attention = PlaceAttention(
            num_hiddens, num_hiddens, num_hiddens, hard=attention == "hard", expected=expected
        )
        self.gate = nn.Linear(num_hiddens, 1)
        self.combine = nn.Linear(2 * num_hiddens + embed_size, num_hiddens)
        self.dense = nn.Linear(num_hiddens, vocab_size)
        self.apply(init_seq2seq)
        self.keep_weights = False
        self.attention_weights: Tensor | None = None
        self.glances: Glances | None = None
        self.baseline: Tensor | None
        self.register_buffer("baseline", torch.tensor(math.nan) if attention == "hard" else None)

    def init_state(self, enc_outputs: Any, *args: Any) -> CaptionState:
        """Start from the encoder's state and remember its places; ``args`` are not needed."""
        features, hidden = read_places(enc_outputs, self.cell)
        return hidden, features, self.attention.key(features)

    def forward(self, X: Tensor, state: CaptionState) -> tuple[Tensor, CaptionState]:
        """Map the ids ``X`` to logits for the token that follows each of them."""
        check_ids("X", X, self.embedding.num_embeddings)
        check_state(state, 3, X)
        hidden, features, keys = state
        soft_rows = self.attention.draw_soft_rows(features)
        steps: list[tuple[Tensor, Tensor, Tensor]] = []
        embedded = self.embedding(X)
        for word in embedded.unbind(dim=1):
            before = hidden_of(hidden)
            context, *looked = self.attention(before, keys, features, soft_rows)
            context = torch.sigmoid(self.gate(before)) * context
            hidden = self.cell(torch.cat((word, context), dim=1), hidden)
            read = torch.cat((word, hidden_of(hidden), context), dim=1)
            steps.append((read, *looked))
        read, weights, log_prob = (torch.stack(part, dim=1) for part in zip(*steps, strict=True))
        self.glances = Glances(weights, log_prob) if self.training else None
        self.attention_weights = weights.detach() if self.keep_weights else None
        return self.dense(torch.tanh(self.combine(read))), (hidden, features, keys)

    def select_state(self, state: CaptionState, rows: Tensor) -> CaptionState:
        """Return the state of those sequences that ``rows``, indexes (new batch,), names."""
        hidden, features, keys = state
        parts = [part[rows] for part in (hidden if isinstance(hidden, tuple) else (hidden,))]
        hidden = (parts[0], parts[1]) if isinstance(hidden, tuple) else parts[0]
        return hidden, features[rows], keys[rows]

    @torch.no_grad()
    def advantage(self, log_prob: Tensor, real: Tensor, decay: float = 0.9) -> Tensor:
        """Return how much better than lately each caption goes on from each step, (batch, steps).

        log_prob: that of the right words, (batch, steps). real: the same shape, True where a step
        is no padding. decay: how much of the moving average stays. The call moves ``baseline``.
        """
        mean = (log_prob * real).sum() / real.sum().clamp(min=1)
        before = mean if self.baseline is None else self.baseline
        before = torch.where(before.isnan(), mean, before)  # there is none at the first step
        self.baseline = decay * before + (1 - decay) * mean
        return ((log_prob - before) * real).flip(1).cumsum(dim=1).flip(1)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "glances": None}


def hidden_of(state: RecurrentState) -> Tensor:
    """Return what a cell shows of its state: an LSTM hides its memory."""
    return state[0] if isinstance(state, tuple) else state


def read_places(enc_outputs: Any, cell: nn.RNNCellBase) -> tuple[Tensor, RecurrentState]:
    """Take ``(outputs, state)`` from an encoder if ``cell`` can go on from it.

    Returns outputs (batch, places, features) and the last layer's state (batch, features).
    """
    is_lstm = isinstance(cell, nn.LSTMCell)
    check_pair(enc_outputs, is_lstm, "an ImageEncoder")
    outputs, state = enc_outputs
    if outputs.shape[-1] != cell.hidden_size:
        raise ValueError(
            f"enc_outputs has {outputs.shape[-1]} features; expected {cell.hidden_size}, the "
            "decoder's num_hiddens"
        )
    return outputs, (state[0][-1], state[1][-1]) if is_lstm else state[-1]
