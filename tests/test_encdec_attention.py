import math

import pytest
import torch
from torch import nn
from torch.nn import functional

from encdec import (
    AdditiveAttention,
    AttentionDecoder,
    DotProductAttention,
    MultiHeadAttention,
    Seq2SeqEncoder,
    length_mask,
    masked_softmax,
)
from encdec.attention import additive


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


def test_length_mask():
    mask = length_mask(torch.tensor([1, 3]), 3)
    assert mask.tolist() == [[True, False, False], [True, True, True]]


def test_masked_softmax_is_a_softmax_over_what_is_left():
    scores = torch.tensor([[1.0, 2.0, 3.0]])
    weights = masked_softmax(scores, torch.tensor([[True, True, False]]))
    torch.testing.assert_close(weights[0, :2], scores[0, :2].softmax(0))
    assert weights[0, 2] == 0
    assert torch.equal(masked_softmax(scores), scores.softmax(-1))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.float16, torch.bfloat16])
def test_a_row_without_anything_to_see_is_zero_and_has_a_gradient(dtype):
    scores = torch.randn(2, 3, dtype=dtype, requires_grad=True)
    weights = masked_softmax(scores, torch.tensor([[False] * 3, [True] * 3]))
    assert weights.dtype == dtype
    assert weights[0].tolist() == [0, 0, 0]
    weights.square().sum().backward()
    assert scores.grad.isfinite().all()


@pytest.mark.parametrize("scale", [True, False])
def test_equals_torch(scale):
    attention = DotProductAttention(scale)
    queries, keys, values = torch.randn(2, 3, 8), torch.randn(2, 5, 8), torch.randn(2, 5, 4)
    mask = length_mask(torch.tensor([5, 2]), 5).unsqueeze(1)
    wanted = functional.scaled_dot_product_attention(
        queries, keys, values, attn_mask=mask, scale=1 / math.sqrt(8) if scale else 1.0
    )
    torch.testing.assert_close(attention(queries, keys, values, mask), wanted)


def test_weights_are_kept_on_demand():
    attention = DotProductAttention()
    X = torch.randn(2, 3, 4, requires_grad=True)
    attention(X, X, X)
    assert attention.attention_weights is None
    attention.keep_weights = True
    attention(X, X, X)
    assert attention.attention_weights.shape == (2, 3, 3)
    assert not attention.attention_weights.requires_grad
    torch.testing.assert_close(attention.attention_weights.sum(-1), torch.ones(2, 3))
    attention.keep_weights = False
    attention(X, X, X)
    assert attention.attention_weights is None


def test_widths_that_differ_are_named():
    with pytest.raises(ValueError, match="queries has width 3 and keys 4"):
        DotProductAttention()(torch.zeros(1, 1, 3), torch.zeros(1, 1, 4), torch.zeros(1, 1, 4))


def test_the_decoder_looks_at_real_positions_only():
    encoder, decoder = (
        Seq2SeqEncoder(10, 8, 8, 1, bidirectional=True),
        AttentionDecoder(9, 8, 16, 1),
    )
    valid_len = torch.tensor([4, 2])
    enc_outputs = encoder(torch.tensor([[4, 5, 6, 7], [8, 9, 0, 0]]), valid_len)
    decoder.attention.keep_weights = True
    decoder(torch.tensor([[1, 2, 3], [1, 4, 5]]), decoder.init_state(enc_outputs, valid_len))
    weights = decoder.attention.attention_weights
    assert weights.shape == (2, 3, 4)
    assert not weights[1, :, 2:].any()
    assert (weights[1, :, :2] > 0).all()
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 3))


def test_the_context_depends_on_every_encoder_output():
    encoder, decoder = Seq2SeqEncoder(10, 8, 16, 1), AttentionDecoder(9, 8, 16, 1)
    outputs, state = encoder(torch.tensor([[4, 5, 6]]))
    outputs = outputs.detach().requires_grad_()
    decoder(torch.tensor([[1]]), decoder.init_state((outputs, state)))[0].sum().backward()
    assert outputs.grad.abs().sum(-1).gt(0).all()


def test_wrong_lengths_are_named():
    decoder = AttentionDecoder(9, 8, 16, 1)
    enc_outputs = Seq2SeqEncoder(10, 8, 16, 1)(torch.tensor([[4, 5, 6]]))
    with pytest.raises(ValueError, match="valid_len contains 4; expected lengths from 1 to 3"):
        decoder.init_state(enc_outputs, torch.tensor([4]))


def test_the_query_is_learnt_and_linear():
    decoder = AttentionDecoder(9, 8, 16, 1)
    assert isinstance(decoder.query, nn.Linear)
    assert decoder.query.bias is None


def test_additive_attention_is_bahdanaus_equation():
    attention = AdditiveAttention(3, 4, 5)
    queries, keys, values = torch.randn(2, 3, 3), torch.randn(2, 6, 4), torch.randn(2, 6, 7)
    mask = length_mask(torch.tensor([6, 2]), 6).unsqueeze(1)
    attention.keep_weights = True
    context = attention(queries, keys, values, mask)
    hidden = torch.tanh(attention.W_q.weight @ queries[1, 2] + attention.W_k.weight @ keys[1, 1])
    other = torch.tanh(attention.W_q.weight @ queries[1, 2] + attention.W_k.weight @ keys[1, 0])
    scores = torch.stack([attention.v.weight[0] @ other, attention.v.weight[0] @ hidden])
    weights = attention.attention_weights[1, 2]
    torch.testing.assert_close(weights, torch.cat((scores.softmax(0), torch.zeros(4))))
    torch.testing.assert_close(context[1, 2], weights @ values[1])


@pytest.mark.parametrize("score", ["general", "dot", "additive"])
def test_scores_of_the_decoder(score):
    decoder = AttentionDecoder(9, 8, 16, 1, score=score)
    enc_outputs = Seq2SeqEncoder(10, 8, 16, 1)(torch.tensor([[4, 5, 6]]))
    decoder.attention.keep_weights = True
    decoder(torch.tensor([[1, 2]]), decoder.init_state(enc_outputs))
    torch.testing.assert_close(decoder.attention.attention_weights.sum(-1), torch.ones(1, 2))
    with pytest.raises(ValueError, match="score is 'sharp'; expected one of 'general'"):
        AttentionDecoder(9, 8, 16, 1, score="sharp")


def _as_torch(attention):
    """Return torch's module with the same weights."""
    other = nn.MultiheadAttention(attention.num_hiddens, attention.num_heads, batch_first=True)
    with torch.no_grad():
        other.in_proj_weight.copy_(attention.query_key_value.weight)
        other.in_proj_bias.copy_(attention.query_key_value.bias)
    other.out_proj.load_state_dict(attention.output.state_dict())
    return other.to(attention.output.weight.dtype)


@pytest.mark.parametrize("masked", [True, False])
def test_multi_head_attention_equals_torch(masked):
    attention = MultiHeadAttention(16, 4).double()
    queries, memory = torch.randn(2, 3, 16).double(), torch.randn(2, 5, 16).double()
    mask = length_mask(torch.tensor([5, 2]), 5) if masked else None
    attention.keep_weights = True
    output = attention(queries, memory, mask[:, None, None] if masked else None)
    wanted, weights = _as_torch(attention)(
        queries,
        memory,
        memory,
        key_padding_mask=~mask if masked else None,
        average_attn_weights=False,
    )
    torch.testing.assert_close(output, wanted, atol=1e-6, rtol=0)
    torch.testing.assert_close(attention.attention_weights, weights, atol=1e-6, rtol=0)
    attention.keep_weights = False
    attention(queries)
    assert attention.attention_weights is None


def test_queries_keys_and_values_are_the_same_together_and_apart():
    attention, X = MultiHeadAttention(8, 2), torch.randn(3, 4, 8)
    together = attention.queries_keys_values(X)
    for part, alone in zip(
        together, (attention.queries(X), *attention.keys_values(X)), strict=True
    ):
        assert part.shape == (3, 2, 4, 4)
        torch.testing.assert_close(part, alone, atol=1e-6, rtol=0)


def test_multi_head_attention_takes_an_additive_mask():
    attention = MultiHeadAttention(8, 2).double()
    attention.keep_weights = True
    X, mask = torch.randn(3, 4, 8).double(), length_mask(torch.tensor([4, 2, 1]), 4)[:, None, None]
    wanted, weights = attention(X, mask=mask), attention.attention_weights
    assert additive(mask, X).dtype == X.dtype
    torch.testing.assert_close(attention(X, mask=additive(mask, X)), wanted)
    torch.testing.assert_close(attention.attention_weights, weights)


def test_multi_head_attention_to_itself_is_causal_on_demand():
    attention = MultiHeadAttention(8, 2)
    attention.keep_weights = True
    X = torch.randn(1, 4, 8)
    attention.attend(*attention.queries_keys_values(X), causal=True)
    weights = attention.attention_weights
    assert torch.equal(weights, weights.tril())
    torch.testing.assert_close(weights.sum(-1), torch.ones(1, 2, 4))


@pytest.mark.parametrize(
    "module", [AdditiveAttention(3, 3, 4), DotProductAttention(), MultiHeadAttention(3, 1)]
)
def test_gradients(module):
    module = module.double()
    X, Y = (torch.randn(1, n, 3).double().requires_grad_() for n in (2, 4))
    if isinstance(module, MultiHeadAttention):
        assert torch.autograd.gradcheck(module, (X, Y))
    else:
        assert torch.autograd.gradcheck(module, (X, Y, Y))


def test_wrong_heads_and_widths_are_named():
    with pytest.raises(ValueError, match="num_hiddens is 10; expected a multiple of num_heads, 4"):
        MultiHeadAttention(10, 4)
    with pytest.raises(ValueError, match="queries has 6 features; expected 8"):
        MultiHeadAttention(8, 2)(torch.zeros(1, 2, 6))
    with pytest.raises(ValueError, match="memory has 6 features; expected 8"):
        MultiHeadAttention(8, 2)(torch.zeros(1, 2, 8), torch.zeros(1, 2, 6))
