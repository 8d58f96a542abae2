import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from encdec import Vocabulary, pad_batch

SENTENCES = [["they", "are", "watching", "."], ["they", "are", "here", "."], ["they", "."]]


def test_reserved_first_then_by_frequency_then_by_alphabet():
    vocab = Vocabulary(SENTENCES)
    assert vocab.tokens == [
        *("<pad>", "<bos>", "<eos>", "<unk>"),
        *(".", "they", "are", "here", "watching"),
    ]
    assert (vocab.pad, vocab.bos, vocab.eos, vocab.unk) == (0, 1, 2, 3)
    assert len(vocab) == 9
    assert "here" in vocab
    assert "there" not in vocab


def test_rare_tokens_are_unknown():
    vocab = Vocabulary(SENTENCES, min_freq=2)
    assert vocab.tokens[4:] == [".", "they", "are"]
    assert vocab.encode(["they", "here"]) == [5, 3]
    assert vocab.decode([5, 3]) == ["they", "<unk>"]


def test_ends_on_demand_and_decoding_stops_at_the_end():
    vocab = Vocabulary(["abc"])
    ids = vocab.encode("cab", bos=True, eos=True)
    assert ids == [1, 6, 4, 5, 2]
    assert vocab.decode([*ids, 4, 0]) == ["c", "a", "b"]
    assert vocab.decode(torch.tensor([0, 4, 2])) == ["a"]


def test_a_text_cannot_forge_reserved_tokens():
    vocab = Vocabulary([["<eos>", "a", "<pad>"]])
    assert vocab.tokens == ["<pad>", "<bos>", "<eos>", "<unk>", "a"]
    assert vocab.encode(["<eos>", "<pad>", "a"]) == [3, 3, 4]
    assert "<eos>" not in vocab


@given(st.lists(st.text(max_size=6), max_size=6))
def test_what_is_encoded_is_decoded(texts):
    vocab = Vocabulary(texts)
    for text in texts:
        assert "".join(vocab.decode(vocab.encode(text, bos=True, eos=True))) == text
    assert Vocabulary.from_tokens(vocab.tokens).tokens == vocab.tokens
    assert Vocabulary(reversed(texts)).tokens == vocab.tokens


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="min_freq is 0; expected at least 1"):
        Vocabulary([], min_freq=0)
    with pytest.raises(ValueError, match="ids contains 4; expected ids from 0 to 3"):
        Vocabulary([]).decode([4])
    with pytest.raises(ValueError, match="ids contains -1"):
        Vocabulary([]).decode([-1])


def test_padding():
    ids, valid_len = pad_batch([[5, 6, 7], [8]])
    assert ids.tolist() == [[5, 6, 7], [8, 0, 0]]
    assert valid_len.tolist() == [3, 1]
    assert ids.dtype == valid_len.dtype == torch.int64
    assert pad_batch([[1], [2, 3]], pad=9)[0].tolist() == [[1, 9], [2, 3]]


@pytest.mark.parametrize(
    ("sequences", "message"), [([], "sequences is empty"), ([[1], []], r"sequences\[1\] is empty")]
)
def test_nothing_to_pad(sequences, message):
    with pytest.raises(ValueError, match=message):
        pad_batch(sequences)
