import copy
import pickle

import pytest
import torch
from torch import nn

import encdec
import encdec.data
import encdec.tasks
from encdec import (
    AttentionDecoder,
    Decoder,
    Encoder,
    EncoderDecoder,
    Seq2SeqDecoder,
    Seq2SeqEncoder,
)


class Double(Encoder):
    def forward(self, X, *args):
        self.seen = args
        return 2 * X


class Add(Decoder):
    def init_state(self, enc_outputs, *args):
        self.seen = args
        return enc_outputs

    def forward(self, X, state):
        return X + state, state + 1


def build(decoder=Seq2SeqDecoder, cell="gru", layers=2):
    torch.manual_seed(0)
    return EncoderDecoder(
        Seq2SeqEncoder(10, 8, 16, layers, cell=cell), decoder(10, 8, 16, layers, cell=cell)
    ).eval()


ENC_X = torch.tensor([[4, 5, 6, 7], [8, 9, 0, 0]])
DEC_X = torch.tensor([[1, 5, 6], [1, 9, 8]])
VALID_LEN = torch.tensor([4, 2])


def test_output_only_and_arguments_passed_to_both_parts():
    model = EncoderDecoder(Double(), Add())
    extra = object()
    output = model(torch.tensor([1.0, 2.0]), torch.tensor([10.0, 20.0]), extra)
    assert output.tolist() == [12.0, 24.0]
    assert model.encoder.seen == model.decoder.seen == (extra,)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: type("Mine", (Encoder,), {})()(1), "Mine must define forward(self, X, *args)"),
        (
            lambda: type("Mine", (Decoder,), {})().init_state(1),
            "Mine must define init_state(self, enc_outputs, *args)",
        ),
        (lambda: type("Mine", (Decoder,), {})()(1, 2), "Mine must define forward(self, X, state)"),
    ],
)
def test_unwritten_methods_name_the_class_and_the_method(call, message):
    with pytest.raises(NotImplementedError) as caught:
        call()
    assert str(caught.value) == message


def test_parts_are_registered():
    model = EncoderDecoder(Double(), Add())
    assert [name for name, _ in model.named_children()] == ["encoder", "decoder"]


@pytest.mark.parametrize("decoder", [Seq2SeqDecoder, AttentionDecoder])
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_copies_give_the_same_output(decoder, cell):
    model = build(decoder, cell)
    expected = model(ENC_X, DEC_X, VALID_LEN)
    loaded = build(decoder, cell)
    for parameter in loaded.parameters():
        nn.init.zeros_(parameter)
    assert not torch.equal(loaded(ENC_X, DEC_X, VALID_LEN), expected)
    loaded.load_state_dict(model.state_dict())
    for same in (copy.deepcopy(model), pickle.loads(pickle.dumps(model)), loaded):
        assert torch.equal(same(ENC_X, DEC_X, VALID_LEN), expected)


@pytest.mark.parametrize("decoder", [Seq2SeqDecoder, AttentionDecoder])
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_float64_and_gradients_everywhere(decoder, cell):
    model = build(decoder, cell).double()
    output = model(ENC_X, DEC_X, VALID_LEN)
    assert output.dtype == torch.float64
    output.square().sum().backward()
    without = [name for name, p in model.named_parameters() if p.grad is None or not p.grad.any()]
    assert without == []


@pytest.mark.parametrize("decoder", [Seq2SeqDecoder, AttentionDecoder])
def test_neither_padding_nor_batch_order_changes_a_result(decoder):
    model = build(decoder)
    expected = model(ENC_X, DEC_X, VALID_LEN)
    wide = torch.cat((ENC_X, torch.full((2, 3), 7)), dim=1)
    wide[1, 2:] = 5
    torch.testing.assert_close(model(wide, DEC_X, VALID_LEN), expected)
    flipped = model(ENC_X.flip(0), DEC_X.flip(0), VALID_LEN.flip(0))
    torch.testing.assert_close(flipped.flip(0), expected)
    alone = model(ENC_X[1:, :2], DEC_X[1:])
    torch.testing.assert_close(alone, expected[1:])


@pytest.mark.parametrize("module", [encdec, encdec.data, encdec.tasks])
def test_public_names_are_declared_importable_and_documented(module):
    assert len(module.__all__) == len(set(module.__all__))  # ruff keeps them in order
    for name in module.__all__:
        assert getattr(module, name).__doc__, name
    present = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and not isinstance(value, type(torch))
    }
    assert present == set(module.__all__)
