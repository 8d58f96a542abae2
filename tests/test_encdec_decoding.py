import pytest
import torch
from torch import nn

from encdec import (
    Decoder,
    Encoder,
    EncoderDecoder,
    Seq2SeqDecoder,
    Seq2SeqEncoder,
    Trainer,
    evaluating,
    greedy,
)


class Same(Encoder):
    def forward(self, X, *args):
        return X


class Script(Decoder):
    """Says the tokens of its input one after the other, whatever it is fed."""

    def init_state(self, enc_outputs, *args):
        self.fed = []
        return enc_outputs, 0

    def forward(self, X, state):
        script, step = state
        self.fed.append(X.squeeze(1).tolist())
        return nn.functional.one_hot(script[:, step : step + 1], 10).float(), (script, step + 1)


SCRIPT = torch.tensor([[5, 6, 2, 9, 9], [7, 2, 8, 9, 9], [4, 5, 6, 2, 9]])


def test_sequences_end_at_eos_and_decoding_when_all_have_ended():
    model = EncoderDecoder(Same(), Script())
    assert greedy(model, SCRIPT, max_steps=5) == [[5, 6], [7], [4, 5, 6]]
    # The second sequence has ended after two steps and left the batch, then the first one.
    assert model.decoder.fed == [[1, 1, 1], [5, 7, 4], [6, 5], [6]]


def test_at_most_max_steps():
    model = EncoderDecoder(Same(), Script())
    assert greedy(model, SCRIPT, max_steps=2) == [[5, 6], [7], [4, 5]]


def test_other_ids_for_begin_and_end():
    model = EncoderDecoder(Same(), Script())
    assert greedy(model, SCRIPT, bos=3, eos=6, max_steps=3) == [[5], [7, 2, 8], [4, 5]]
    assert model.decoder.fed[0] == [3, 3, 3]


def test_takes_the_most_probable_token_given_its_own():
    torch.manual_seed(0)
    model = EncoderDecoder(Seq2SeqEncoder(10, 8, 16, 1), Seq2SeqDecoder(10, 8, 16, 1))
    enc_X, valid_len = torch.tensor([[4, 5, 6], [7, 8, 0]]), torch.tensor([3, 2])
    targets = torch.tensor([[6, 5, 4, 2], [8, 7, 2, 0]])
    Trainer(model, lr=2e-2, progress=False).fit([(enc_X, targets, valid_len)], steps=60)
    ids = greedy(model, enc_X, valid_len, max_steps=6)
    assert ids == [[6, 5, 4], [8, 7]]
    assert greedy(model, enc_X[1:, :2], max_steps=6) == ids[1:]
    dec_X = torch.tensor([[1, *ids[0]]])
    assert model(enc_X[:1], dec_X, valid_len[:1]).argmax(-1).tolist() == [[*ids[0], 2]]


def test_no_gradient_no_dropout_and_every_mode_restored():
    torch.manual_seed(0)
    model = EncoderDecoder(
        Seq2SeqEncoder(10, 8, 16, 2, 0.5), Seq2SeqDecoder(10, 8, 16, 2, 0.5)
    ).train()
    model.encoder.eval()
    seen = []
    model.decoder.register_forward_hook(
        lambda module, args, result: seen.append((module.training, result[0].requires_grad))
    )
    greedy(model, torch.tensor([[4, 5]]), max_steps=2)
    assert set(seen) == {(False, False)}
    assert model.training
    assert model.decoder.rnn.training
    assert not model.encoder.training
    assert not model.encoder.rnn.training


def test_modes_are_restored_after_an_error():
    model = EncoderDecoder(Same(), Script()).train()
    with pytest.raises(ValueError, match="unknown"), evaluating(model):  # noqa: PT012
        assert not model.decoder.training
        raise ValueError("unknown")
    assert model.training
    assert model.decoder.training


def test_zero_steps():
    with pytest.raises(ValueError, match="max_steps is 0"):
        greedy(EncoderDecoder(Same(), Script()), SCRIPT, max_steps=0)


class Swapped(Script):
    """Keeps a state whose batch could be either of two dimensions."""

    def init_state(self, enc_outputs, *args):
        return (*super().init_state(enc_outputs), torch.zeros(3, 3, 2))

    def forward(self, X, state):
        output, parts = super().forward(X, state[:2])
        return output, (*parts, state[2])


def test_ended_sequences_stay_where_the_state_cannot_be_taken_apart():
    model = EncoderDecoder(Same(), Swapped())
    assert greedy(model, SCRIPT, max_steps=5) == [[5, 6], [7], [4, 5, 6]]
    assert [len(fed) for fed in model.decoder.fed] == [3, 3, 3, 3]
