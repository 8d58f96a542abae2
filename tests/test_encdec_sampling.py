import pytest
import torch

from encdec import EncoderDecoder, Seq2SeqDecoder, Seq2SeqEncoder, greedy, sample
from encdec.decoding import sampling_probabilities

LOGITS = torch.tensor([[0.0, 1.0, 2.0, 3.0], [5.0, 0.0, 0.0, 0.0]])
ENC_X = torch.tensor([[4, 5, 6], [7, 8, 4]])


def model():
    torch.manual_seed(0)
    return EncoderDecoder(Seq2SeqEncoder(10, 8, 16, 1), Seq2SeqDecoder(10, 8, 16, 1))


def test_probabilities_are_a_softmax():
    torch.testing.assert_close(sampling_probabilities(LOGITS), LOGITS.softmax(-1))
    torch.testing.assert_close(sampling_probabilities(LOGITS, 2.0), (LOGITS / 2).softmax(-1))


def test_top_k_keeps_the_k_most_probable():
    probabilities = sampling_probabilities(LOGITS, top_k=2)
    torch.testing.assert_close(probabilities[0, 2:], LOGITS[0, 2:].softmax(-1))
    assert probabilities[0, :2].tolist() == [0, 0]
    torch.testing.assert_close(sampling_probabilities(LOGITS, top_k=9), LOGITS.softmax(-1))


def test_top_p_keeps_the_fewest_tokens_that_reach_p():
    # softmax of the first row: 0.03, 0.09, 0.24, 0.64
    for top_p, kept in ((0.5, 1), (0.7, 2), (0.9, 3), (1.0, 4)):
        assert sampling_probabilities(LOGITS, top_p=top_p)[0].count_nonzero() == kept
    assert sampling_probabilities(LOGITS, top_p=0.5)[1].tolist() == [1, 0, 0, 0]
    torch.testing.assert_close(sampling_probabilities(LOGITS, top_p=0.7).sum(-1), torch.ones(2))


def test_one_candidate_is_greedy():
    wanted = greedy(model(), ENC_X, max_steps=6)
    assert sample(model(), ENC_X, top_k=1, max_steps=6) == wanted
    assert sample(model(), ENC_X, top_p=1e-6, max_steps=6) == wanted
    assert sample(model(), ENC_X, temperature=1e-4, max_steps=6) == wanted


def test_draws_by_probability_and_repeats_with_a_seed():
    many = ENC_X[:1].expand(2000, -1)
    made = model()
    made.eval()
    state = made.decoder.init_state(made.encoder(ENC_X[:1]))
    wanted = made.decoder(torch.tensor([[1]]), state)[0][0, 0].softmax(-1)
    draw = [
        sample(made, many, max_steps=1, generator=torch.Generator().manual_seed(seed))
        for seed in (5, 5, 6)
    ]
    assert draw[0] == draw[1] != draw[2]
    counts = torch.zeros(10)
    for ids in draw[0]:
        counts[ids[0] if ids else 2] += 1
    torch.testing.assert_close(counts / 2000, wanted, atol=0.04, rtol=0)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"temperature": 0.0}, r"temperature is 0\.0; expected a number greater than 0"),
        ({"top_k": 0}, "top_k is 0; expected at least 1"),
        ({"top_p": 0.0}, r"top_p is 0\.0; expected a number above 0"),
        ({"top_p": 1.1}, r"top_p is 1\.1; expected a number above 0"),
    ],
)
def test_wrong_settings_are_named(settings, message):
    with pytest.raises(ValueError, match=message):
        sample(model(), ENC_X, max_steps=3, **settings)
