import itertools

import pytest
import torch
from torch import nn

from encdec import (
    AttentionDecoder,
    Decoder,
    Encoder,
    EncoderDecoder,
    Seq2SeqDecoder,
    Seq2SeqEncoder,
    TransformerDecoder,
    TransformerEncoder,
    beam_hypotheses,
    beam_search,
    greedy,
)
from encdec.beam import top_k, top_log_probabilities

VOCAB, BOS, EOS = 7, 1, 2
ENC_X = torch.tensor([[4, 5, 6, 3], [6, 5, 0, 0], [3, 3, 4, 0], [5, 0, 0, 0], [4, 6, 6, 6]])
VALID_LEN = torch.tensor([4, 2, 3, 1, 4])
RECURRENT = {"vocab_size": VOCAB, "embed_size": 8, "num_hiddens": 12, "num_layers": 2}
ATTENTIVE = {"vocab_size": VOCAB, "num_hiddens": 12, "ffn_hiddens": 16, "num_heads": 2}
ATTENTIVE |= {"num_layers": 2}


class Bare(Decoder):
    """Says nothing of how its state is put together; the batch is the second dimension."""

    def __init__(self, decoder):
        super().__init__()
        self.decoder = decoder

    def init_state(self, enc_outputs, *args):
        return list(self.decoder.init_state(enc_outputs, *args))

    def forward(self, X, state):
        output, state = self.decoder(X, tuple(state))
        return output, list(state)


def make(kind):
    torch.manual_seed(3)
    decoders = {
        "rnn": lambda: Seq2SeqDecoder(**RECURRENT),
        "lstm": lambda: Seq2SeqDecoder(**RECURRENT, cell="lstm"),
        "attention": lambda: AttentionDecoder(**RECURRENT),
        "bare": lambda: Bare(AttentionDecoder(**RECURRENT)),
        "sinusoidal": lambda: TransformerDecoder(**ATTENTIVE),
        "rotary": lambda: TransformerDecoder(**ATTENTIVE, positions="rotary"),
    }
    if kind in ("sinusoidal", "rotary"):
        encoder = TransformerEncoder(**ATTENTIVE, positions=kind)
    else:
        encoder = Seq2SeqEncoder(**RECURRENT, cell="lstm" if kind == "lstm" else "gru")
    model = EncoderDecoder(encoder, decoders[kind]())
    for parameter in model.parameters():  # bolder opinions than those of a new model
        nn.init.normal_(parameter, std=0.7)
    return model.double().eval()


KINDS = ["rnn", "lstm", "attention", "bare", "sinusoidal", "rotary"]


@torch.no_grad()
def log_probability(model, row, ids, length_penalty):
    """Score one ready sequence, without search."""
    source, length = ENC_X[row : row + 1], VALID_LEN[row : row + 1]
    dec_X = torch.tensor([[BOS, *ids[:-1]]])
    logs = model(source, dec_X, length).log_softmax(-1)[0]
    total = sum(logs[step, token].item() for step, token in enumerate(ids))
    return total / len(ids) ** length_penalty


@torch.no_grad()
def simple_beam_search(model, row, beams, length_penalty, max_steps):
    """Search for one sentence, with lists and without any cache."""
    running, ended = [((), 0.0)], []
    for step in range(max_steps):
        tried = []
        for ids, score in running:
            dec_X = torch.tensor([[BOS, *ids]])
            logits = model(ENC_X[row : row + 1], dec_X, VALID_LEN[row : row + 1])
            logs = logits[0, -1].log_softmax(-1).tolist()
            tried += [((*ids, token), score + log) for token, log in enumerate(logs)]
        tried = sorted(tried, key=lambda pair: -pair[1])[: 2 * beams]
        for ids, score in tried[:beams]:
            if ids[-1] == EOS:
                ended.append((ids[:-1], score / (step + 1) ** length_penalty))
        running = [pair for pair in tried if pair[0][-1] != EOS][:beams]
        if len(ended) >= beams:
            break
    else:
        ended += [(ids, score / max_steps**length_penalty) for ids, score in running]
    return sorted(ended, key=lambda pair: -pair[1])[:beams]


@pytest.mark.parametrize("kind", KINDS)
def test_one_beam_is_greedy(kind):
    model = make(kind)
    for max_steps in (1, 4, 12):
        wanted = greedy(model, ENC_X, VALID_LEN, max_steps=max_steps)
        assert beam_search(model, ENC_X, VALID_LEN, beams=1, max_steps=max_steps) == wanted


@pytest.mark.parametrize("length_penalty", [0.0, 1.0])
@pytest.mark.parametrize("beams", [2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_equals_a_simple_search_of_each_sentence(kind, beams, length_penalty):
    model = make(kind)
    found = beam_hypotheses(
        model, ENC_X, VALID_LEN, beams=beams, length_penalty=length_penalty, max_steps=7
    )
    for row, hypotheses in enumerate(found):
        wanted = simple_beam_search(model, row, beams, length_penalty, max_steps=7)
        assert [tuple(hypothesis.ids) for hypothesis in hypotheses] == [ids for ids, _ in wanted]
        scores = [hypothesis.score for hypothesis in hypotheses]
        assert scores == pytest.approx([score for _, score in wanted], abs=1e-4)


def test_scores_are_those_of_the_model():
    model = make("sinusoidal")
    for row, hypotheses in enumerate(beam_hypotheses(model, ENC_X, VALID_LEN, max_steps=6)):
        for ids, score in hypotheses:
            ready = [*ids, EOS] if len(ids) < 6 else ids
            assert score == pytest.approx(log_probability(model, row, ready, 1.0), abs=1e-4)


def test_enough_beams_find_the_very_best():
    model = make("attention")
    tokens = [token for token in range(VOCAB) if token != EOS]
    every = [(*ids, EOS) for n in range(3) for ids in itertools.product(tokens, repeat=n)]
    every += list(itertools.product(tokens, repeat=3))
    for row in range(3):
        best = max(every, key=lambda ids: log_probability(model, row, ids, 0.0))
        found = beam_search(
            model,
            ENC_X[row : row + 1],
            VALID_LEN[row : row + 1],
            beams=300,
            length_penalty=0.0,
            max_steps=3,
        )
        assert found == [[token for token in best if token != EOS]]


def test_hypotheses_are_ordered_different_and_as_many_as_beams():
    for hypotheses in beam_hypotheses(make("rotary"), ENC_X, VALID_LEN, beams=4, max_steps=8):
        scores = [hypothesis.score for hypothesis in hypotheses]
        assert scores == sorted(scores, reverse=True)
        assert len({tuple(hypothesis.ids) for hypothesis in hypotheses}) == 4
        assert not any(EOS in hypothesis.ids for hypothesis in hypotheses)


@pytest.mark.parametrize("kind", KINDS)
def test_padding_and_batch_order_change_nothing(kind):
    model, order = make(kind), torch.tensor([3, 1, 4, 0, 2])
    together = beam_search(model, ENC_X, VALID_LEN, beams=3, max_steps=8)
    mixed = beam_search(model, ENC_X[order], VALID_LEN[order], beams=3, max_steps=8)
    assert mixed == [together[row] for row in order]
    for row, length in enumerate(VALID_LEN if kind != "bare" else ()):
        alone = beam_search(model, ENC_X[row : row + 1, :length], beams=3, max_steps=8)
        assert alone == together[row : row + 1]


class Certain(Encoder, Decoder):
    """Writes its input again, each token with probability one."""

    def forward(self, X, state=None):
        if not isinstance(state, tuple):
            return X
        script, step = state
        logits = torch.full((X.shape[0], 1, 10), -50.0)
        return logits.scatter(2, script[:, step].view(-1, 1, 1), 50.0), (script, step + 1)

    def init_state(self, enc_outputs, *args):
        return enc_outputs, 0


def test_fewer_tokens_than_beams_and_states_that_hold_numbers():
    module = Certain()
    script = torch.tensor([[5, 6, EOS, 0], [7, EOS, 0, 0], [3, 4, 5, 6]])
    found = beam_search(EncoderDecoder(module, module), script, beams=12, max_steps=4)
    assert [ids[:1] for ids in found] == [[5], [7], [3]]
    assert found[2] == [3, 4, 5, 6]


@pytest.mark.parametrize(("rows", "columns", "k"), [(3, 1000, 4), (2, 900, 2), (1, 50, 8)])
def test_top_k_equals_torch(rows, columns, k):
    torch.manual_seed(0)
    X = torch.randn(rows, columns)
    for ours, theirs in zip(top_k(X, k), X.topk(k), strict=True):
        assert torch.equal(ours, theirs)


def test_top_log_probabilities():
    logits = torch.randn(2, 1000).bfloat16()
    values, tokens = top_log_probabilities(logits, 3)
    wanted = logits.float().log_softmax(-1)
    torch.testing.assert_close(values, wanted.gather(1, tokens))
    torch.testing.assert_close(values, wanted.topk(3).values)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"beams": 0, "max_steps": 3}, "beams is 0; expected at least 1"),
        ({"max_steps": 0}, "max_steps is 0; expected at least 1"),
    ],
)
def test_wrong_settings_are_named(settings, message):
    with pytest.raises(ValueError, match=message):
        beam_search(make("rnn"), ENC_X, **settings)


def test_the_mode_of_the_model_comes_back():
    model = make("rnn").train()
    beam_search(model, ENC_X, VALID_LEN, max_steps=2)
    assert all(module.training for module in model.modules())
