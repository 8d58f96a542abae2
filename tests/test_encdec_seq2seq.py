import pytest
import torch

from encdec import AttentionDecoder, Seq2SeqDecoder, Seq2SeqEncoder

IDS = torch.tensor([[4, 5, 6, 7, 8], [9, 3, 0, 0, 0]])
VALID_LEN = torch.tensor([5, 2])
DEC_X = torch.tensor([[1, 4, 5, 6], [1, 7, 8, 9]])


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("kind", [Seq2SeqDecoder, AttentionDecoder])
def test_step_by_step_equals_all_at_once(kind, cell, bidirectional):
    encoder = Seq2SeqEncoder(10, 8, 16, 2, cell=cell, bidirectional=bidirectional)
    decoder = kind(12, 8, 32 if bidirectional else 16, 2, cell=cell)
    start = decoder.init_state(encoder(IDS, VALID_LEN), VALID_LEN)
    logits, end = decoder(DEC_X, start)
    assert logits.shape == (2, 4, 12)
    state, steps = start, []
    for step in range(4):
        output, state = decoder(DEC_X[:, step : step + 1], state)
        steps.append(output)
    torch.testing.assert_close(torch.cat(steps, dim=1), logits)
    torch.testing.assert_close(state, end)


def test_the_context_is_the_last_layers_state_and_reaches_every_step():
    encoder, decoder = Seq2SeqEncoder(10, 8, 16, 2), Seq2SeqDecoder(10, 8, 16, 2)
    enc_outputs = encoder(IDS, VALID_LEN)
    hidden, context = decoder.init_state(enc_outputs, VALID_LEN)
    assert torch.equal(hidden, enc_outputs[1])
    assert torch.equal(context, enc_outputs[1][-1])
    seen = []
    decoder.rnn.register_forward_pre_hook(lambda module, inputs: seen.append(inputs[0]))
    decoder(DEC_X, (hidden, context))
    assert torch.equal(seen[0][:, :, 8:], context[:, None].expand(2, 4, 16))
    assert torch.equal(seen[0][:, :, :8], decoder.embedding(DEC_X))


def test_later_inputs_do_not_change_earlier_outputs():
    encoder, decoder = Seq2SeqEncoder(10, 8, 16, 1), Seq2SeqDecoder(10, 8, 16, 1)
    state = decoder.init_state(encoder(IDS))
    changed = DEC_X.clone()
    changed[:, 2:] = 0
    before, after = decoder(DEC_X, state)[0], decoder(changed, state)[0]
    torch.testing.assert_close(before[:, :2], after[:, :2])
    assert not torch.allclose(before[:, 2:], after[:, 2:])


@pytest.mark.parametrize("kind", [Seq2SeqDecoder, AttentionDecoder])
@pytest.mark.parametrize(
    ("encoder", "error", "message"),
    [
        (
            {"num_layers": 1},
            ValueError,
            "a state of 1 layers; expected 2, the decoder's num_layers",
        ),
        ({"num_hiddens": 20}, ValueError, "a state of width 20; expected 16"),
        ({"bidirectional": True}, ValueError, "width 32; expected 16"),
        ({"cell": "lstm"}, TypeError, "expected one tensor, not an LSTM's"),
    ],
)
def test_an_encoder_that_does_not_fit_is_named(kind, encoder, error, message):
    settings = {"vocab_size": 10, "embed_size": 8, "num_hiddens": 16, "num_layers": 2}
    enc_outputs = Seq2SeqEncoder(**settings | encoder)(IDS)
    with pytest.raises(error) as caught:
        kind(10, 8, 16, 2).init_state(enc_outputs)
    assert message in str(caught.value)


def test_an_lstm_decoder_wants_an_lstm():
    enc_outputs = Seq2SeqEncoder(10, 8, 16, 2, cell="gru")(IDS)
    with pytest.raises(TypeError, match="expected a pair"):
        Seq2SeqDecoder(10, 8, 16, 2, cell="lstm").init_state(enc_outputs)


@pytest.mark.parametrize("kind", [Seq2SeqDecoder, AttentionDecoder])
def test_wrong_calls_are_named(kind):
    decoder = kind(10, 8, 16, 2)
    state = decoder.init_state(Seq2SeqEncoder(10, 8, 16, 2)(IDS))
    with pytest.raises(ValueError, match="state is None; expected the result of init_state"):
        decoder(DEC_X, None)
    with pytest.raises(TypeError, match="state is of type Tensor; expected the tuple"):
        decoder(DEC_X, state[0])
    with pytest.raises(ValueError, match="X has a batch of 1, state one of 2"):
        decoder(DEC_X[:1], state)
    with pytest.raises(ValueError, match="X contains the id 10"):
        decoder(DEC_X + 1, state)
    with pytest.raises(TypeError, match=r"X has dtype torch\.float32"):
        decoder(DEC_X.float(), state)
    with pytest.raises(TypeError, match="enc_outputs is of type list; expected the pair"):
        decoder.init_state([torch.zeros(2, 2, 16)])
    with pytest.raises(ValueError, match="a state of width 8; expected 16"):
        decoder.init_state(torch.zeros(2, 2, 8))


@pytest.mark.parametrize("cell", ["gru", "lstm"])
@pytest.mark.parametrize("kind", [Seq2SeqDecoder, AttentionDecoder])
def test_starts_from_the_mean_of_outputs_without_a_state(kind, cell):
    outputs, valid_len = torch.randn(2, 3, 16), torch.tensor([3, 1])
    hidden = kind(10, 8, 16, 2, cell=cell).init_state(outputs, valid_len)[0]
    hidden = hidden[0] if cell == "lstm" else hidden
    wanted = torch.stack((outputs[0].mean(0), outputs[1, 0]))
    torch.testing.assert_close(hidden, wanted.expand(2, -1, -1))
