import pytest
import torch
from torch import nn

from encdec import (
    EncoderDecoder,
    Seq2SeqDecoder,
    Seq2SeqEncoder,
    as_decoder,
    as_encoder,
    forward_with_state,
    greedy,
    output_of,
)

IDS = torch.tensor([[4, 5, 6], [7, 8, 0]])
VALID_LEN = torch.tensor([3, 2])


class Record(nn.Module):
    def note(self, *args):
        self.seen = args
        return "encoded"


class OnlyX(Record):
    def forward(self, X):
        return self.note()


class Hidden(Record):
    def forward(self, X, hidden=None):
        return self.note(hidden)


class HiddenThenLength(Record):
    def forward(self, X, hidden=None, valid_len=None):
        return self.note(hidden, valid_len)


class Length(Record):
    def forward(self, X, lengths=None):
        return self.note(lengths)


class Anything(Record):
    def forward(self, X, *args):
        return self.note(*args)


class KeywordOnly(Record):
    def forward(self, X, *, hidden=None):
        return self.note(hidden)


@pytest.mark.parametrize(
    ("module", "extras", "seen"),
    [
        (OnlyX, (1, 2), ()),
        (Hidden, (1, 2), (None,)),
        (HiddenThenLength, (1, 2), (None, 1)),
        (Length, (1, 2), (1,)),
        (Length, (), (None,)),
        (Anything, (1, 2), (1, 2)),
        (Anything, (), ()),
        (KeywordOnly, (1,), (None,)),
    ],
)
def test_an_encoder_gets_only_the_extras_that_it_takes(module, extras, seen):
    foreign = module()
    assert as_encoder(foreign)(IDS, *extras) == "encoded"
    assert foreign.seen == seen


def test_a_valid_length_never_becomes_the_hidden_state_of_a_gru():
    torch.manual_seed(0)
    gru = nn.GRU(4, 6, batch_first=True)
    X = torch.randn(2, 3, 4)
    for ours, theirs in zip(as_encoder(gru)(X, VALID_LEN), gru(X), strict=True):
        assert torch.equal(ours, theirs)


def test_a_required_hidden_is_refused():
    class Strict(nn.Module):
        def forward(self, X, hidden):
            return X

    with pytest.raises(TypeError, match="requires the parameter 'hidden'"):
        as_encoder(Strict())


class ShortDecoder(nn.Module):
    """Says init_state(enc_outputs) without *args."""

    def __init__(self):
        super().__init__()
        self.inner = Seq2SeqDecoder(10, 8, 16, 1)

    def init_state(self, enc_all_outputs):
        return self.inner.init_state(enc_all_outputs)

    def forward(self, X, state):
        return self.inner(X, state)


class ReturnsState(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, enc_X, dec_X, *args):
        return forward_with_state(self, enc_X, dec_X, *args)


def test_a_decoder_without_args_in_a_model_with_lengths():
    torch.manual_seed(0)
    encoder, foreign = Seq2SeqEncoder(10, 8, 16, 1), ShortDecoder()
    with pytest.raises(TypeError):
        EncoderDecoder(encoder, foreign)(IDS, IDS, VALID_LEN)
    model = EncoderDecoder(encoder, as_decoder(foreign))
    wanted = EncoderDecoder(encoder, foreign.inner)
    assert torch.equal(model(IDS, IDS, VALID_LEN), wanted(IDS, IDS, VALID_LEN))
    assert greedy(model, IDS, VALID_LEN, max_steps=4) == greedy(wanted, IDS, VALID_LEN, max_steps=4)
    assert [name for name, _ in model.named_parameters() if name.startswith("decoder.module.")]


def test_a_decoder_needs_init_state():
    with pytest.raises(TypeError, match=r"type GRU; expected an nn\.Module with the methods init"):
        as_decoder(nn.GRU(4, 4))
    with pytest.raises(TypeError, match=r"module is of type int; expected an nn\.Module"):
        as_encoder(3)


def test_output_and_state():
    torch.manual_seed(0)
    encoder, decoder = Seq2SeqEncoder(10, 8, 16, 1), Seq2SeqDecoder(10, 8, 16, 1)
    ours, theirs = EncoderDecoder(encoder, decoder), ReturnsState(encoder, decoder)
    output = ours(IDS, IDS, VALID_LEN)
    with_state = theirs(IDS, IDS, VALID_LEN)
    assert torch.equal(output_of(output), output)
    assert torch.equal(output_of(with_state), output)
    again, state = forward_with_state(ours, IDS, IDS, VALID_LEN)
    assert torch.equal(again, output)
    torch.testing.assert_close(state, with_state[1])


@pytest.mark.parametrize("result", [None, (), "text", ({},)])
def test_no_output_to_take(result):
    with pytest.raises(TypeError, match=r"expected a tensor or \(tensor, state\)"):
        output_of(result)


def test_torch_rejects_keywords_to_module():
    with pytest.raises(TypeError):
        nn.Module(device="cpu")
