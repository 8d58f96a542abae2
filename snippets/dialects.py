"""Dialects of the interface side by side: which mixtures run, fail, or go wrong in silence."""

# --8<-- [start:model]
from typing import Any

import torch
from torch import Tensor, nn

torch.manual_seed(0)


class Pair(nn.Module):
    """Holds an encoder and a decoder; the dialects differ in forward."""

    def __init__(self, encoder: nn.Module, decoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder


# --8<-- [end:model]


class ReturnsOutput(Pair):
    """Returns the output alone."""

    def forward(self, enc_X: Tensor, dec_X: Tensor, *args: Any) -> Tensor:
        enc_all_outputs = self.encoder(enc_X, *args)
        dec_state = self.decoder.init_state(enc_all_outputs, *args)
        return self.decoder(dec_X, dec_state)[0]


class ReturnsBoth(Pair):
    """Returns the output and the state."""

    def forward(self, enc_X: Tensor, dec_X: Tensor, *args: Any) -> tuple[Tensor, Any]:
        enc_outputs = self.encoder(enc_X, *args)
        dec_state = self.decoder.init_state(enc_outputs, *args)
        return self.decoder(dec_X, dec_state)


class DropsExtras(Pair):
    """Returns both, too, and keeps the extra arguments from the encoder."""

    def forward(self, enc_X: Tensor, dec_X: Tensor, *args: Any) -> tuple[Tensor, Any]:
        enc_outputs = self.encoder(enc_X)
        dec_state = self.decoder.init_state(enc_outputs, *args)
        return self.decoder(dec_X, dec_state)


class TakesOnlyX(nn.Module):
    """Has no place for a valid length."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(10, 8)
        self.rnn = nn.GRU(8, 16, batch_first=True)

    def forward(self, X: Tensor) -> Any:
        return self.rnn(self.embedding(X))


class TakesHidden(TakesOnlyX):
    """Has a hidden state in that place."""

    def forward(self, X: Tensor, hidden: Tensor | None = None) -> Any:
        return self.rnn(self.embedding(X), hidden)


# --8<-- [start:run]
from encdec import Seq2SeqDecoder, Seq2SeqEncoder

encoder = Seq2SeqEncoder(10, 8, 16, 1)
decoder = Seq2SeqDecoder(12, 8, 16, 1)
sentence = torch.tensor([[4, 5, 6]])
dec_X = torch.tensor([[1, 7]])
for kind in (ReturnsOutput, ReturnsBoth, DropsExtras):
    result = kind(encoder, decoder)(sentence, dec_X)
    print(kind.__name__, type(result).__name__)
# --8<-- [end:run]


# --8<-- [start:verdict]
padded = torch.tensor([[4, 5, 6, 0, 0]])
valid_len = torch.tensor([3])


def verdict(model: nn.Module) -> str:
    """Compare a padded sentence, given with its length, with the sentence alone."""
    expected = output_of(model(sentence, dec_X))
    try:
        output = output_of(model(padded, dec_X, valid_len))
    except (TypeError, RuntimeError) as error:
        return type(error).__name__
    return "right" if torch.allclose(output, expected, atol=1e-6) else "wrong"


# --8<-- [end:verdict]


# --8<-- [start:mix]
from encdec import output_of


def print_verdicts(encoders: list[nn.Module]) -> None:
    """Print a row for each model and a column for each encoder."""
    for kind in (ReturnsOutput, ReturnsBoth, DropsExtras):
        verdicts = [verdict(kind(encoder, decoder)) for encoder in encoders]
        print(f"{kind.__name__:14}" + "".join(f"{word:14}" for word in verdicts).rstrip())


print_verdicts([encoder, TakesOnlyX(), TakesHidden()])
# --8<-- [end:mix]


# --8<-- [start:FadingEncoder]
class FadingEncoder(nn.Module):
    """A recurrence by hand: every step halves the state and adds the token's vector."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(10, 16)

    def forward(self, X: Tensor, hidden: Any = None) -> Any:
        hidden = 0 if hidden is None else hidden
        states = []
        for x in self.embedding(X).unbind(dim=1):
            hidden = 0.5 * hidden + x
            states.append(hidden)
        return torch.stack(states, dim=1), hidden


# --8<-- [end:FadingEncoder]

# --8<-- [start:silent]
fading = FadingEncoder()
_, alone = fading(sentence)
_, with_length = fading(sentence, valid_len)
print(tuple(alone.shape), tuple(with_length.shape))
print(round((with_length - alone).mean().item(), 3))
try:
    fading(torch.tensor([[4, 5, 6], [7, 8, 9]]), torch.tensor([3, 3]))
except RuntimeError as error:
    print(error)
# --8<-- [end:silent]

# --8<-- [start:silent-repaired]
from encdec import as_encoder

_, wrapped = as_encoder(fading)(sentence, valid_len)
print(torch.equal(wrapped, alone))
# --8<-- [end:silent-repaired]

# --8<-- [start:unpack]
model = ReturnsOutput(encoder, decoder)
sentences = torch.tensor([[4, 5, 6], [7, 8, 9]])
dec_two = torch.tensor([[1, 7], [1, 8]])
print("expected", tuple(model(sentences, dec_two).shape))

output, state = model(sentences, dec_two)
print("unpacked", tuple(output.shape), tuple(state.shape))

output = model(sentences, dec_two)[0]
print("with [0]", tuple(output.shape))
# --8<-- [end:unpack]

# --8<-- [start:adapters]
from encdec import forward_with_state

for kind in (ReturnsOutput, ReturnsBoth):
    model = kind(encoder, decoder)
    output, state = forward_with_state(model, sentences, dec_two)
    print(kind.__name__, tuple(output_of(model(sentences, dec_two)).shape), tuple(output.shape))
# --8<-- [end:adapters]

# --8<-- [start:stack]
from encdec import AttentionDecoder

inputs = [torch.zeros(1, steps, dtype=torch.int64) for steps in (4, 9)]
for kind in (Seq2SeqDecoder, AttentionDecoder):
    states = [kind(12, 8, 16, 1).init_state(encoder(X)) for X in inputs]
    seconds = [state[1] for state in states]
    try:
        print(kind.__name__, tuple(torch.stack(seconds).shape))
    except RuntimeError as error:
        print(kind.__name__, "|", error)
# --8<-- [end:stack]

# --8<-- [start:wrapped]
print_verdicts([encoder, as_encoder(TakesOnlyX()), as_encoder(TakesHidden())])
# --8<-- [end:wrapped]

# --8<-- [start:around]
dropping = DropsExtras(encoder, decoder)
expected = output_of(dropping(sentence, dec_X))
output, state = forward_with_state(dropping, padded, dec_X, valid_len)
print(torch.allclose(output, expected, atol=1e-6))
# --8<-- [end:around]


# --8<-- [start:refused]
class NeedsHidden(TakesOnlyX):
    """Cannot be called without a hidden state."""

    def forward(self, X: Tensor, hidden: Tensor) -> Any:
        return self.rnn(self.embedding(X), hidden)


try:
    as_encoder(NeedsHidden())
except TypeError as error:
    print(error)
# --8<-- [end:refused]


# --8<-- [start:solution-three]
three = torch.tensor([[4, 5, 6], [7, 8, 9], [5, 5, 5]])
try:
    output, state = ReturnsOutput(encoder, decoder)(three, torch.tensor([[1], [1], [1]]))
except ValueError as error:
    print(type(error).__name__)
# --8<-- [end:solution-three]


# --8<-- [start:solution-order]
class HiddenFirst(nn.Module):
    def forward(self, X: Tensor, hidden: Any = None, valid_len: Any = None) -> Any:
        return hidden, valid_len


class LengthFirst(nn.Module):
    def forward(self, X: Tensor, valid_len: Any = None, hidden: Any = None) -> Any:
        return hidden, valid_len


for foreign in (HiddenFirst(), LengthFirst()):
    hidden, length = as_encoder(foreign)(sentence, 3)
    print(type(foreign).__name__, "hidden:", hidden, "length:", length)
# --8<-- [end:solution-order]


# --8<-- [start:solution-steps]
from encdec import Encoder


class FromStepsFirst(Encoder):
    """Adapts an encoder that wants (steps, batch) and gives (steps, batch, features)."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.encoder = as_encoder(module)

    def forward(self, X: Tensor, *args: Any) -> Any:
        outputs, state = self.encoder(X.transpose(0, 1), *args)
        return outputs.transpose(0, 1), state


class StepsFirst(TakesOnlyX):
    def __init__(self) -> None:
        super().__init__()
        self.rnn = nn.GRU(8, 16)


foreign = StepsFirst()
for module in (foreign, FromStepsFirst(foreign)):
    outputs, state = module(sentences)
    print(type(module).__name__, tuple(outputs.shape), tuple(state.shape))
# --8<-- [end:solution-steps]


# --8<-- [start:solution-length]
class ReadsLength(TakesOnlyX):
    """Takes the output at each sentence's last real step as its state."""

    def forward(self, X: Tensor, *args: Any) -> Any:
        outputs, state = super().forward(X)
        if args:
            rows = torch.arange(X.shape[0])
            state = outputs[rows, args[0] - 1].unsqueeze(0)
        return outputs, state


print_verdicts([ReadsLength()])
# --8<-- [end:solution-length]

# --8<-- [start:solution-torch]
layer = nn.TransformerEncoderLayer(16, 2, 32, dropout=0.0, batch_first=True)
foreign = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
X = torch.randn(1, 5, 16)
try:
    foreign(X, valid_len)
except (AssertionError, RuntimeError) as error:
    print(type(error).__name__)

print(tuple(as_encoder(foreign)(X, valid_len).shape))
mask = torch.arange(5) >= valid_len.unsqueeze(1)
outputs = foreign(X, src_key_padding_mask=mask)
print(torch.allclose(outputs[:, :3], foreign(X[:, :3]), atol=1e-5))
# --8<-- [end:solution-torch]
