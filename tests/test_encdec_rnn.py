import pytest
import torch
from torch import nn

from encdec import AttentionDecoder, RNNEncoder, Seq2SeqDecoder, Seq2SeqEncoder, init_seq2seq
from encdec.rnn import CELLS, recurrent, run_recurrent

IDS = torch.tensor([[4, 5, 6, 7, 8], [9, 3, 0, 0, 0], [2, 2, 2, 0, 0]])
VALID_LEN = torch.tensor([5, 2, 3])


def parts(state):
    return state if isinstance(state, tuple) else (state,)


def test_the_figures_of_the_chapter():
    encoder = Seq2SeqEncoder(10, 8, 16, 2)
    outputs, state = encoder(torch.zeros(4, 9, dtype=torch.int64))
    assert outputs.shape == (4, 9, 16)
    assert state.shape == (2, 4, 16)


def test_the_smallest_encoder():
    outputs, state = RNNEncoder(10, 20)(torch.randn(5, 3, 10))
    assert outputs.shape == (5, 3, 20)
    assert state.shape == (1, 5, 20)


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize(
    ("cell", "reference"), [("rnn", nn.RNN), ("gru", nn.GRU), ("lstm", nn.LSTM)]
)
def test_equals_torch_sequence_by_sequence(cell, reference, bidirectional):
    torch.manual_seed(0)
    encoder = Seq2SeqEncoder(10, 8, 16, 2, cell=cell, bidirectional=bidirectional)
    rnn = reference(8, 16, 2, batch_first=True, bidirectional=bidirectional)
    rnn.load_state_dict(encoder.rnn.state_dict())
    outputs, state = encoder(IDS, VALID_LEN)
    for i, steps in enumerate(VALID_LEN.tolist()):
        wanted, wanted_state = rnn(encoder.embedding(IDS[i : i + 1, :steps]))
        torch.testing.assert_close(outputs[i, :steps], wanted[0], rtol=0, atol=1e-6)
        assert not outputs[i, steps:].any()
        for ours, theirs in zip(parts(state), parts(wanted_state), strict=True):
            directions = 1 + bidirectional
            by_layer = theirs.reshape(2, directions, 16).reshape(2, directions * 16)
            torch.testing.assert_close(ours[:, i], by_layer, rtol=0, atol=1e-6)


@pytest.mark.parametrize("cell", CELLS)
def test_features_equal_torch(cell):
    torch.manual_seed(0)
    encoder = RNNEncoder(6, 7, cell, num_layers=2)
    X = torch.randn(3, 5, 6)
    outputs, state = encoder(X)
    wanted, wanted_state = encoder.rnn(X)
    assert torch.equal(outputs, wanted)
    for ours, theirs in zip(parts(state), parts(wanted_state), strict=True):
        assert torch.equal(ours, theirs)
    changed = X.clone()
    changed[1, 2:] = 99.0
    torch.testing.assert_close(encoder(changed, VALID_LEN)[0], encoder(X, VALID_LEN)[0])


def test_full_lengths_equal_no_lengths():
    torch.manual_seed(0)
    encoder = Seq2SeqEncoder(10, 8, 16, 2, bidirectional=True)
    for ours, theirs in zip(encoder(IDS, torch.tensor([5, 5, 5])), encoder(IDS), strict=True):
        torch.testing.assert_close(ours, theirs)


def test_the_last_output_is_the_last_layers_state():
    torch.manual_seed(0)
    outputs, state = Seq2SeqEncoder(10, 8, 16, 2)(IDS, VALID_LEN)
    torch.testing.assert_close(outputs[torch.arange(3), VALID_LEN - 1], state[-1])


def test_dropout_is_dropout_and_acts_in_training_only():
    torch.manual_seed(0)
    encoder = Seq2SeqEncoder(10, 8, 16, 2, 0.5)
    assert encoder.rnn.dropout == 0.5
    assert encoder.rnn.bias is True
    assert not torch.equal(encoder(IDS)[0], encoder(IDS)[0])
    encoder.eval()
    assert torch.equal(encoder(IDS)[0], encoder(IDS)[0])


@pytest.mark.parametrize(
    "module", [nn.Linear(30, 50), nn.GRU(30, 50, 2), nn.LSTM(30, 50), nn.GRUCell(30, 50)]
)
def test_xavier_changes_every_matrix_and_no_bias(module):
    torch.manual_seed(0)
    for parameter in module.parameters():
        nn.init.constant_(parameter, 7.0)
    module.apply(init_seq2seq)
    for name, parameter in module.named_parameters():
        if "weight" in name:
            bound = (6 / sum(parameter.shape)) ** 0.5
            assert parameter.abs().max() <= bound
            assert parameter.std().item() == pytest.approx(bound / 3**0.5, rel=0.1)
        else:
            assert (parameter == 7.0).all()


@pytest.mark.parametrize("kind", [Seq2SeqEncoder, Seq2SeqDecoder, AttentionDecoder])
def test_encoders_and_decoders_start_from_xavier(kind):
    torch.manual_seed(0)
    module = kind(10, 8, 64, 2)
    for name, parameter in module.named_parameters():
        if "weight" in name and "embedding" not in name:
            std = (2 / sum(parameter.shape)) ** 0.5
            assert parameter.std().item() == pytest.approx(std, rel=0.1), name


def test_embeddings_are_left_alone():
    embedding = nn.Embedding(5, 3)
    before = embedding.weight.clone()
    init_seq2seq(embedding)
    assert torch.equal(embedding.weight, before)


def test_run_recurrent_joins_both_directions_of_a_layer():
    torch.manual_seed(0)
    rnn = recurrent("gru", 4, 3, bidirectional=True)
    outputs, state = run_recurrent(rnn, torch.randn(2, 5, 4))
    torch.testing.assert_close(state[0], torch.cat((outputs[:, -1, :3], outputs[:, 0, 3:]), -1))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((IDS.float(),), TypeError, "X has dtype torch.float32; expected integers"),
        (([[1, 2]],), TypeError, "X is of type list; expected a tensor (batch, steps)"),
        ((IDS[0],), ValueError, "X has shape (5,); expected (batch, steps)"),
        ((IDS[:0],), ValueError, "X has shape (0, 5); expected (batch, steps) with none"),
        ((IDS[:, :0],), ValueError, "X has shape (3, 0); expected (batch, steps) with none"),
        ((IDS + 1,), ValueError, "X contains the id 10; expected ids from 0 to 9"),
        ((IDS - 1,), ValueError, "X contains the id -1; expected ids from 0 to 9"),
        ((IDS, torch.tensor([5, 2])), ValueError, "valid_len has shape (2,)"),
        ((IDS, torch.tensor([[5, 2, 3]])), ValueError, "valid_len has shape (1, 3)"),
        ((IDS, torch.tensor([5, 0, 3])), ValueError, "valid_len contains 0"),
        ((IDS, torch.tensor([6, 2, 3])), ValueError, "valid_len contains 6; expected lengths"),
        ((IDS, torch.tensor([5.0, 2.0, 3.0])), TypeError, "valid_len has dtype torch.float32"),
        ((IDS, [5, 2, 3]), TypeError, "valid_len is of type list"),
    ],
)
def test_wrong_input_is_named(arguments, error, message):
    with pytest.raises(error) as caught:
        Seq2SeqEncoder(10, 8, 16, 2)(*arguments)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("X", "error", "message"),
    [
        (torch.zeros(5, 3, 9), ValueError, "X has 9 features; expected 10"),
        (torch.zeros(5, 10), ValueError, "expected (batch, steps, features)"),
        (torch.zeros(5, 3, 10, dtype=torch.int64), TypeError, "expected real numbers"),
    ],
)
def test_wrong_features_are_named(X, error, message):
    with pytest.raises(error) as caught:
        RNNEncoder(10, 20)(X)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"cell": "gpu"}, ValueError, "cell is 'gpu'; expected one of 'rnn', 'gru', 'lstm'"),
        ({"vocab_size": 0}, ValueError, "vocab_size is 0; expected at least 1"),
        ({"num_layers": 0}, ValueError, "num_layers is 0; expected at least 1"),
        ({"num_hiddens": 1.5}, TypeError, "num_hiddens is 1.5; expected a whole number"),
        ({"dropout": 1.0}, ValueError, "dropout is 1.0; expected a number from 0"),
    ],
)
def test_wrong_settings_are_named(settings, error, message):
    good = {"vocab_size": 10, "embed_size": 8, "num_hiddens": 16, "num_layers": 2}
    with pytest.raises(error) as caught:
        Seq2SeqEncoder(**good | settings)
    assert message in str(caught.value)


def test_compiles_to_one_graph_with_the_same_result():
    torch.manual_seed(0)
    encoder = Seq2SeqEncoder(10, 8, 16, 1).eval()
    compiled = torch.compile(encoder, backend="eager")
    torch.testing.assert_close(compiled(IDS)[0], encoder(IDS)[0])
