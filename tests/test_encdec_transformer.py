import copy
import pickle

import pytest
import torch
from torch import nn
from torch.export import Dim, export

from encdec import (
    AttentionDecoder,
    EncoderDecoder,
    Seq2SeqDecoder,
    Seq2SeqEncoder,
    TransformerDecoder,
    TransformerEncoder,
    greedy,
    masked_cross_entropy,
    teacher_forcing,
)
from encdec.cache import LayerCache
from encdec.transformer import TransformerDecoderLayer, TransformerEncoderLayer

SIZES = {"vocab_size": 20, "num_hiddens": 16, "ffn_hiddens": 32, "num_heads": 4, "num_layers": 2}
POSITIONS = ["sinusoidal", "rotary"]
ENC_X = torch.tensor([[4, 5, 6, 7, 8], [9, 8, 7, 0, 0], [5, 0, 0, 0, 0]])
VALID_LEN = torch.tensor([5, 3, 1])
DEC_X = torch.tensor([[1, 5, 6, 7], [1, 8, 9, 9], [1, 4, 4, 4]])


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


def make(positions="sinusoidal", **settings):
    settings = SIZES | {"positions": positions} | settings
    return EncoderDecoder(TransformerEncoder(**settings), TransformerDecoder(**settings)).double()


def stepwise(decoder, X, state, width=1):
    outputs = []
    for part in X.split(width, dim=1):
        output, state = decoder(part, state)
        outputs.append(output)
    return torch.cat(outputs, dim=1), state


@pytest.mark.parametrize("positions", POSITIONS)
def test_shapes(positions):
    model = make(positions)
    outputs = model.encoder(ENC_X, VALID_LEN)
    assert outputs.shape == (3, 5, 16)
    assert not outputs[1, 3:].any()
    assert model(ENC_X, DEC_X, VALID_LEN).shape == (3, 4, 20)


@pytest.mark.parametrize("grad", [True, False])
@pytest.mark.parametrize("width", [1, 3])
@pytest.mark.parametrize("positions", POSITIONS)
def test_cached_steps_equal_all_steps_at_once(positions, width, grad):
    model = make(positions)
    with torch.set_grad_enabled(grad):
        state = model.decoder.init_state(model.encoder(ENC_X, VALID_LEN), VALID_LEN)
        outputs, _ = stepwise(model.decoder, DEC_X, state, width)
        torch.testing.assert_close(outputs, model(ENC_X, DEC_X, VALID_LEN), atol=1e-9, rtol=0)


@torch.no_grad()
def test_a_state_can_be_gone_on_from_twice():
    model = make()
    state = model.decoder.init_state(model.encoder(ENC_X, VALID_LEN), VALID_LEN)
    _, state = stepwise(model.decoder, DEC_X[:, :2], state)
    one, _ = stepwise(model.decoder, DEC_X[:, 2:], state)
    stepwise(model.decoder, 0 * DEC_X[:, 2:] + 3, state)
    again, _ = stepwise(model.decoder, DEC_X[:, 2:], state)
    assert torch.equal(one, again)


@pytest.mark.parametrize("positions", POSITIONS)
def test_padding_and_batch_order_change_nothing(positions):
    model = make(positions)
    together = model(ENC_X, DEC_X, VALID_LEN)
    for row, length in enumerate(VALID_LEN):
        alone = model(ENC_X[row : row + 1, :length], DEC_X[row : row + 1])
        torch.testing.assert_close(together[row : row + 1], alone, atol=1e-9, rtol=0)
    order = torch.tensor([2, 0, 1])
    mixed = model(ENC_X[order], DEC_X[order], VALID_LEN[order])
    torch.testing.assert_close(mixed, together[order], atol=1e-9, rtol=0)


@pytest.mark.parametrize("positions", POSITIONS)
def test_no_token_sees_the_future_and_the_order_counts(positions):
    model = make(positions)
    changed = DEC_X.clone()
    changed[:, 3] = 11
    before, after = model(ENC_X, DEC_X), model(ENC_X, changed)
    torch.testing.assert_close(before[:, :3], after[:, :3])
    assert not torch.allclose(before[:, 3], after[:, 3])
    turned = model.encoder(ENC_X[:1].flip(1)).flip(1)
    assert not torch.allclose(turned, model.encoder(ENC_X[:1]), atol=1e-3)


def _load_attention(theirs, ours):
    theirs.in_proj_weight.copy_(ours.query_key_value.weight)
    theirs.in_proj_bias.copy_(ours.query_key_value.bias)
    theirs.out_proj.load_state_dict(ours.output.state_dict())


def _load_rest(theirs, ours, norms):
    for name in norms:
        getattr(theirs, name).load_state_dict(getattr(ours, name).state_dict())
    theirs.linear1.load_state_dict(ours.ffn[0].state_dict())
    theirs.linear2.load_state_dict(ours.ffn[3].state_dict())


@torch.no_grad()
def test_the_encoder_layer_equals_torch():
    ours = TransformerEncoderLayer(16, 32, 4).double()
    theirs = nn.TransformerEncoderLayer(16, 4, 32, 0.0, batch_first=True, norm_first=True).double()
    _load_attention(theirs.self_attn, ours.attention)
    _load_rest(theirs, ours, ("norm1", "norm2"))
    X, real = torch.randn(3, 5, 16).double(), torch.arange(5) < VALID_LEN.unsqueeze(1)
    theirs.train()  # not the fast path, which fills padding with zeros
    wanted = theirs(X, src_key_padding_mask=~real)
    torch.testing.assert_close(ours(X, real[:, None, None])[real], wanted[real], atol=1e-6, rtol=0)


@torch.no_grad()
def test_the_decoder_layer_equals_torch():
    ours = TransformerDecoderLayer(16, 32, 4).double()
    theirs = nn.TransformerDecoderLayer(16, 4, 32, 0.0, batch_first=True, norm_first=True).double()
    _load_attention(theirs.self_attn, ours.attention)
    _load_attention(theirs.multihead_attn, ours.cross_attention)
    _load_rest(theirs, ours, ("norm1", "norm2", "norm3"))
    X, memory = torch.randn(3, 4, 16).double(), torch.randn(3, 5, 16).double()
    real = torch.arange(5) < VALID_LEN.unsqueeze(1)
    future = nn.Transformer.generate_square_subsequent_mask(4, dtype=torch.float64)
    wanted = theirs(X, memory, tgt_mask=future, memory_key_padding_mask=~real)
    cache = LayerCache(ours.cross_attention.keys_values(memory))
    output, _ = ours(X, cache, memory_mask=real[:, None, None])
    torch.testing.assert_close(output, wanted, atol=1e-6, rtol=0)


def test_encoders_and_decoders_of_any_kind_fit_together():
    recurrent = {"vocab_size": 20, "embed_size": 8, "num_hiddens": 16, "num_layers": 1}
    encoders = [TransformerEncoder(**SIZES), Seq2SeqEncoder(**recurrent)]
    kinds = [AttentionDecoder, Seq2SeqDecoder]
    decoders = [TransformerDecoder(**SIZES), *(kind(**recurrent) for kind in kinds)]
    for encoder in encoders:
        for decoder in decoders:
            model = EncoderDecoder(encoder, decoder)
            assert model(ENC_X, DEC_X, VALID_LEN).shape == (3, 4, 20)
            together = greedy(model, ENC_X, VALID_LEN, max_steps=6)
            alone = greedy(model, ENC_X[1:2, :3], VALID_LEN[1:2], max_steps=6)
            assert together[1:2] == alone


def test_learns_to_copy():
    model = make().float()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    targets = torch.cat((ENC_X, torch.full((3, 1), 2)), dim=1)
    for _ in range(60):
        optimizer.zero_grad()
        logits = model(ENC_X, teacher_forcing(targets, 1), VALID_LEN)
        masked_cross_entropy(logits, targets, pad=0).backward()
        optimizer.step()
    assert greedy(model, ENC_X, VALID_LEN, max_steps=7)[0][:3] == [4, 5, 6]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
@pytest.mark.parametrize("positions", POSITIONS)
def test_types(positions, dtype):
    model = make(positions).to(dtype)
    state = model.decoder.init_state(model.encoder(ENC_X, VALID_LEN), VALID_LEN)
    outputs, _ = stepwise(model.decoder, DEC_X, state)
    assert outputs.dtype == dtype
    assert outputs.isfinite().all()


def test_is_copied_pickled_compiled_and_restored():
    model = make().eval()
    wanted = model(ENC_X, DEC_X, VALID_LEN)
    assert torch.equal(copy.deepcopy(model)(ENC_X, DEC_X, VALID_LEN), wanted)
    assert torch.equal(pickle.loads(pickle.dumps(model))(ENC_X, DEC_X, VALID_LEN), wanted)
    other = make().eval()
    other.load_state_dict(model.state_dict())
    assert torch.equal(other(ENC_X, DEC_X, VALID_LEN), wanted)
    compiled = torch.compile(model, backend="eager")
    torch.testing.assert_close(compiled(ENC_X, DEC_X, VALID_LEN), wanted)


@pytest.mark.parametrize("positions", POSITIONS)
def test_is_exported_as_a_whole(positions):
    model = make(positions).eval()
    rows, steps, targets = (Dim(name, min=2, max=60) for name in ("rows", "steps", "targets"))
    shapes = ({0: rows, 1: steps}, {0: rows, 1: targets}, ({0: rows},))
    program = export(model, (ENC_X, DEC_X, VALID_LEN), dynamic_shapes=shapes).module()
    enc_X, dec_X, valid_len = ENC_X.repeat(2, 2), DEC_X.repeat(2, 3), 2 * VALID_LEN.repeat(2)
    torch.testing.assert_close(program(enc_X, dec_X, valid_len), model(enc_X, dec_X, valid_len))


def test_weights_of_the_cross_attention_can_be_read():
    model = make()
    attention = model.decoder.layers[-1].cross_attention
    attention.keep_weights = True
    model(ENC_X, DEC_X, VALID_LEN)
    assert attention.attention_weights.shape == (3, 4, 4, 5)
    assert not attention.attention_weights[1, :, :, 3:].any()


def test_dropout_acts_in_training_alone():
    model = make(dropout=0.5)
    assert not torch.equal(model(ENC_X, DEC_X), model(ENC_X, DEC_X))
    model.eval()
    assert torch.equal(model(ENC_X, DEC_X), model(ENC_X, DEC_X))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"positions": "learned"}, "positions is 'learned'; expected one of 'sinusoidal'"),
        ({"num_heads": 3}, "num_hiddens is 16; expected a multiple of num_heads, 3"),
        ({"dropout": 1.0}, r"dropout is 1\.0; expected a number from 0"),
        ({"num_layers": 0}, "num_layers is 0; expected at least 1"),
        ({"ffn_hiddens": 0}, "ffn_hiddens is 0; expected at least 1"),
    ],
)
@pytest.mark.parametrize("kind", [TransformerEncoder, TransformerDecoder])
def test_wrong_settings_are_named(kind, settings, message):
    with pytest.raises(ValueError, match=message):
        kind(**SIZES | settings)


def test_wrong_calls_are_named():
    model = make()
    decoder, state = model.decoder, model.decoder.init_state(model.encoder(ENC_X))
    with pytest.raises(TypeError, match="state is of type NoneType; expected the result of init"):
        decoder(DEC_X, None)
    with pytest.raises(ValueError, match="X has a batch of 2, state one of 3"):
        decoder(DEC_X[:2], state)
    with pytest.raises(ValueError, match="X contains the id 20; expected ids from 0 to 19"):
        decoder(DEC_X + 11, state)
    with pytest.raises(ValueError, match="enc_outputs has 3 features; expected 16"):
        decoder.init_state(torch.zeros(2, 2, 3))
    with pytest.raises(ValueError, match="valid_len contains 6; expected lengths from 1 to 5"):
        decoder.init_state(model.encoder(ENC_X), torch.tensor([6, 1, 1]))
    with pytest.raises(TypeError, match=r"X has dtype torch\.float32; expected integers"):
        model.encoder(ENC_X.float())
