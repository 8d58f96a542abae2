import copy
import pickle

import pytest
import torch
from torch import nn
from torch.nn import functional

from encdec import (
    AttentionDecoder,
    EncoderDecoder,
    Seq2SeqDecoder,
    Seq2SeqEncoder,
    greedy,
    masked_cross_entropy,
    teacher_forcing,
)
from encdec.conv_encoder import ConvEncoder, GatedConvolution
from encdec.data import PigLatin

IDS = torch.tensor([[4, 5, 6, 7, 8], [9, 3, 0, 0, 0], [2, 2, 2, 0, 0]])
VALID_LEN = torch.tensor([5, 2, 3])


def encoder(**options):
    torch.manual_seed(0)
    return ConvEncoder(10, 6, 8, 3, max_steps=12, **options)


@pytest.mark.parametrize("state_layers", [1, 2])
def test_shapes(state_layers):
    outputs, state = encoder(state_layers=state_layers)(IDS, VALID_LEN)
    assert outputs.shape == (3, 5, 8)
    assert state.shape == (state_layers, 3, 8)
    _, (hidden, memory) = encoder(state_layers=state_layers, cell="lstm")(IDS)
    assert hidden.shape == memory.shape == (state_layers, 3, 8)


def test_a_layer_equals_the_paper():
    torch.manual_seed(0)
    layer = GatedConvolution(4, 3)
    X = torch.randn(2, 5, 4)
    padded = functional.pad(X, (0, 0, 1, 1))
    for t in range(5):
        window = padded[:, t : t + 3].transpose(1, 2)  # (batch, width, kernel)
        both = torch.einsum("bwk,owk->bo", window, layer.conv.weight) + layer.conv.bias
        wanted = (both[:, :4] * both[:, 4:].sigmoid() + X[:, t]) * 0.5**0.5
        torch.testing.assert_close(layer(X)[:, t], wanted, rtol=0, atol=1e-6)


def test_padding_and_the_batchs_order_change_nothing():
    model = encoder()
    outputs, state = model(IDS, VALID_LEN)
    for i, steps in enumerate(VALID_LEN.tolist()):
        alone, its_state = model(IDS[i : i + 1, :steps])
        torch.testing.assert_close(outputs[i, :steps], alone[0], rtol=0, atol=1e-6)
        torch.testing.assert_close(state[:, i], its_state[:, 0], rtol=0, atol=1e-6)
        assert not outputs[i, steps:].any()
    order = torch.tensor([2, 0, 1])
    turned, _ = model(IDS[order], VALID_LEN[order])
    torch.testing.assert_close(turned, outputs[order], rtol=0, atol=1e-6)


def test_knows_where_it_stands():
    outputs, _ = encoder()(torch.full((1, 9), 4))
    assert not torch.allclose(outputs[0, 4], outputs[0, 5], atol=1e-4)


def test_gradients():
    model = encoder().double()
    for name in ("embedding.weight", "layers.0.conv.weight"):
        weight = model.get_parameter(name)
        assert torch.autograd.gradcheck(
            lambda w, name=name: torch.func.functional_call(model, {name: w}, (IDS, VALID_LEN)),
            weight,
            fast_mode=True,
        )


def test_copies_files_types_and_compiling():
    model = encoder()
    wanted, _ = model(IDS, VALID_LEN)
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert torch.equal(other(IDS, VALID_LEN)[0], wanted)
    fresh = ConvEncoder(10, 6, 8, 3, max_steps=12)
    fresh.load_state_dict(model.state_dict())
    assert torch.equal(fresh(IDS, VALID_LEN)[0], wanted)
    compiled = torch.compile(model, backend="eager")
    torch.testing.assert_close(compiled(IDS, VALID_LEN)[0], wanted, rtol=0, atol=1e-6)
    for dtype in (torch.float64, torch.bfloat16):
        outputs, state = encoder().to(dtype)(IDS, VALID_LEN)
        assert outputs.dtype == state.dtype == dtype


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: encoder(kernel_size=2), "kernel_size is 2"),
        (lambda: encoder(cell="gated"), "cell is 'gated'"),
        (lambda: encoder()(torch.zeros(1, 13, dtype=torch.int64)), "X has 13 steps"),
        (lambda: encoder()(IDS + 4), "expected ids from 0 to 9"),
        (lambda: encoder()(IDS.float()), "dtype"),
        (lambda: encoder()(IDS, torch.tensor([5, 0, 3])), "valid_len contains 0"),
        (lambda: encoder()(IDS[:0]), "none of them 0"),
    ],
)
def test_errors(wrong, message):
    with pytest.raises((ValueError, TypeError), match=message):
        wrong()


PAIRS = [
    (kind, decoder, cell)
    for kind in (ConvEncoder, Seq2SeqEncoder)
    for decoder in (AttentionDecoder, Seq2SeqDecoder)
    for cell in ("gru", "lstm", "rnn")
]


@pytest.mark.parametrize(("kind", "decoder", "cell"), PAIRS)
def test_encoder_and_decoder_of_different_kinds(kind, decoder, cell):
    data = PigLatin(["machine", "learning", "apple", "queen"])
    torch.manual_seed(0)
    size = len(data.vocab)
    model = EncoderDecoder(kind(size, 12, 16, 1, cell=cell), decoder(size, 12, 16, 1, cell=cell))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    losses = []
    enc_X, targets, valid_len = next(iter(data.batches(4)))
    for _ in range(12):
        optimizer.zero_grad()
        logits = model(enc_X, teacher_forcing(targets, data.vocab.bos), valid_len)
        loss = masked_cross_entropy(logits, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] - 0.2
    decoded = greedy(model, enc_X, valid_len, max_steps=6)
    assert [greedy(model, enc_X[i : i + 1, :n], valid_len[i : i + 1], max_steps=6)[0]
            for i, n in enumerate(valid_len.tolist())] == decoded  # fmt: skip
