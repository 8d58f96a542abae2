"""The interface of encoder and decoder, a pair of your own, and other dialects."""

# --8<-- [start:imports]
from typing import Any

import torch
from torch import Tensor, nn

# --8<-- [end:imports]
from encdec import Decoder, Encoder, EncoderDecoder


class MeanEncoder(Encoder):
    """Describes a sentence by the mean of its word vectors."""

    def __init__(self, vocab_size: int, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, width)

    def forward(self, X: Tensor, *args: Any) -> Tensor:
        """Map ids (batch, steps) to one vector for each sentence, (batch, width)."""
        return self.embedding(X).mean(dim=1)


# --8<-- [start:encode]
torch.manual_seed(0)
enc_X = torch.tensor([[4, 5, 6, 7], [8, 5, 9, 7]])
encoder = MeanEncoder(vocab_size=10, width=8)
enc_outputs = encoder(enc_X)
print(tuple(enc_X.shape), "->", tuple(enc_outputs.shape))
# --8<-- [end:encode]


class VectorDecoder(Decoder):
    """Goes on from the encoder's vector, token by token."""

    def __init__(self, vocab_size: int, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, width)
        self.mix = nn.Linear(2 * width, width)
        self.dense = nn.Linear(width, vocab_size)

    def init_state(self, enc_outputs: Tensor, *args: Any) -> Tensor:
        """Start from the encoder's vector, (batch, width)."""
        return enc_outputs

    def forward(self, X: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """Map ids (batch, steps) to scores (batch, steps, vocab_size), and a state."""
        states = []
        for x in self.embedding(X).unbind(dim=1):
            state = torch.tanh(self.mix(torch.cat((x, state), dim=-1)))
            states.append(state)
        return self.dense(torch.stack(states, dim=1)), state


# --8<-- [start:join]
decoder = VectorDecoder(vocab_size=12, width=8)
model = EncoderDecoder(encoder, decoder)
dec_X = torch.tensor([[1, 4, 5], [1, 6, 5]])
output = model(enc_X, dec_X)
print(tuple(dec_X.shape), "->", tuple(output.shape))
# --8<-- [end:join]

# --8<-- [start:stepwise]
state = decoder.init_state(encoder(enc_X))
parts = []
for t in range(dec_X.shape[1]):
    part, state = decoder(dec_X[:, t : t + 1], state)
    print(t, tuple(part.shape), tuple(state.shape))
    parts.append(part)

print(torch.allclose(torch.cat(parts, dim=1), output, atol=1e-6))
# --8<-- [end:stepwise]


# --8<-- [start:unfinished]
class SilentEncoder(Encoder):
    """Its author forgot to write forward."""


try:
    SilentEncoder()(enc_X)
except NotImplementedError as error:
    print(error)
# --8<-- [end:unfinished]

# --8<-- [start:state-size]
from encdec import AttentionDecoder, Seq2SeqDecoder, Seq2SeqEncoder

gru_encoder = Seq2SeqEncoder(10, 8, 16, 1)
for kind in (Seq2SeqDecoder, AttentionDecoder):
    gru_decoder = kind(12, 8, 16, 1)
    for steps in (4, 9):
        ids = torch.zeros(2, steps, dtype=torch.int64)
        state = gru_decoder.init_state(gru_encoder(ids))
        shapes = [tuple(part.shape) for part in state if part is not None]
        print(kind.__name__, steps, shapes)
# --8<-- [end:state-size]


class TupleModel(nn.Module):
    """Another dialect of EncoderDecoder."""

    def __init__(self, encoder: nn.Module, decoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder

    def forward(self, enc_X: Tensor, dec_X: Tensor, *args: Any) -> Any:
        enc_outputs = self.encoder(enc_X)  # the extra arguments are lost here
        state = self.decoder.init_state(enc_outputs, *args)
        return self.decoder(dec_X, state)  # a pair: output and state


# --8<-- [start:tuple-result]
from encdec import forward_with_state, output_of

result = TupleModel(encoder, decoder)(enc_X, dec_X)
try:
    print(result.argmax(dim=-1))
except AttributeError as error:
    print(error)

print(tuple(output_of(result).shape), tuple(output_of(output).shape))
output, state = forward_with_state(model, enc_X, dec_X)
print(tuple(output.shape), tuple(state.shape))
# --8<-- [end:tuple-result]

# --8<-- [start:lost-length]
sentence = torch.tensor([[4, 5, 6]])
padded = torch.tensor([[4, 5, 6, 0, 0]])
valid_len = torch.tensor([3])
start = torch.tensor([[1]])
gru_decoder = Seq2SeqDecoder(12, 8, 16, 1)
expected = EncoderDecoder(gru_encoder, gru_decoder)(sentence, start)

ours = EncoderDecoder(gru_encoder, gru_decoder)(padded, start, valid_len)
theirs = output_of(TupleModel(gru_encoder, gru_decoder)(padded, start, valid_len))
print(torch.allclose(ours, expected, atol=1e-6))
print(torch.allclose(theirs, expected, atol=1e-6))
# --8<-- [end:lost-length]


class BareEncoder(nn.Module):
    """Takes the input and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(10, 16)
        self.rnn = nn.GRU(16, 16, batch_first=True)

    def forward(self, X: Tensor) -> Any:
        return self.rnn(self.embedding(X))


class HiddenEncoder(BareEncoder):
    """Takes a hidden state where the interface has the extra arguments."""

    def forward(self, X: Tensor, hidden: Tensor | None = None) -> Any:
        return self.rnn(self.embedding(X), hidden)


# --8<-- [start:mixed]
for foreign in (BareEncoder(), HiddenEncoder()):
    try:
        foreign(padded, valid_len)
    except (TypeError, RuntimeError) as error:
        print(type(foreign).__name__, "|", error)
# --8<-- [end:mixed]

# --8<-- [start:as-encoder]
from encdec import as_encoder

for foreign in (BareEncoder(), HiddenEncoder()):
    outputs, state = as_encoder(foreign)(padded, valid_len)
    print(type(foreign).__name__, tuple(outputs.shape), tuple(state.shape))
# --8<-- [end:as-encoder]


class BareDecoder(nn.Module):
    """Has no extra arguments, and another name for the encoder's outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.decoder = VectorDecoder(vocab_size=12, width=8)

    def init_state(self, enc_all_outputs: Tensor) -> Tensor:
        return self.decoder.init_state(enc_all_outputs)

    def forward(self, X: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        return self.decoder(X, state)


# --8<-- [start:as-decoder]
from encdec import as_decoder

try:
    BareDecoder().init_state(enc_outputs=enc_outputs)
except TypeError as error:
    print(str(error).split(". ")[0])  # without the suggestion that newer Pythons add

mixed = EncoderDecoder(encoder, as_decoder(BareDecoder()))
print(tuple(mixed(enc_X, dec_X, torch.tensor([4, 4])).shape))
# --8<-- [end:as-decoder]


# --8<-- [start:keywords]
class KeywordEncoder(Encoder):
    """Hands unknown keywords on to nn.Module."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)


try:
    KeywordEncoder(dropout=0.1)
except TypeError as error:
    print(error)
# --8<-- [end:keywords]

# --8<-- [start:solution-order]
turned = enc_X.flip(dims=[1])
print(torch.allclose(encoder(turned), encoder(enc_X), atol=1e-6))
# --8<-- [end:solution-order]


# --8<-- [start:solution-length]
class MaskedMeanEncoder(MeanEncoder):
    """The mean over the real tokens only."""

    def forward(self, X: Tensor, *args: Any) -> Tensor:
        """Take the valid lengths (batch,) as the first extra argument."""
        if not args:
            return super().forward(X)
        real = torch.arange(X.shape[1]) < args[0].unsqueeze(1)
        total = (self.embedding(X) * real.unsqueeze(-1)).sum(dim=1)
        return total / args[0].unsqueeze(1)


masked = MaskedMeanEncoder(vocab_size=10, width=8)
print(torch.allclose(masked(padded), masked(sentence)))
print(torch.allclose(masked(padded, valid_len), masked(sentence), atol=1e-6))
# --8<-- [end:solution-length]


# --8<-- [start:solution-kinds]
class FromGRU(VectorDecoder):
    """Starts from the last state of a recurrent encoder."""

    def init_state(self, enc_outputs: Any, *args: Any) -> Tensor:
        _, state = enc_outputs
        return state[-1]


pair = EncoderDecoder(gru_encoder, FromGRU(vocab_size=12, width=16))
print(tuple(pair(enc_X, dec_X).shape))
# --8<-- [end:solution-kinds]


# --8<-- [start:solution-growing]
class RememberingDecoder(VectorDecoder):
    """Keeps every vector that it has made, and uses their mean."""

    def init_state(self, enc_outputs: Tensor, *args: Any) -> Tensor:
        return enc_outputs.unsqueeze(1)

    def forward(self, X: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        first = state.shape[1]
        for x in self.embedding(X).unbind(dim=1):
            both = torch.cat((x, state.mean(dim=1)), dim=-1)
            new = torch.tanh(self.mix(both)).unsqueeze(1)
            state = torch.cat((state, new), dim=1)
        return self.dense(state[:, first:]), state


growing = RememberingDecoder(vocab_size=12, width=8)
state = growing.init_state(encoder(enc_X))
for t in range(dec_X.shape[1]):
    part, state = growing(dec_X[:, t : t + 1], state)
    print(tuple(part.shape), tuple(state.shape))
# --8<-- [end:solution-growing]
