import re
import string

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from encdec.data import Batches, PigLatin, load_words, map_words, pig_latin, split, words_of


@pytest.mark.parametrize(
    ("english", "latin"),
    [
        ("machine learning", "achine-may earning-lay"),
        ("apple", "apple-way"),
        ("street", "eet-stray"),
        ("quick", "ick-quay"),
        ("square", "are-squay"),
        ("equal", "equal-way"),
        ("yellow", "ellow-yay"),
        ("rhythm", "ythm-rhay"),
        ("by", "y-bay"),
        ("yttrium", "ium-yttray"),
        ("a", "a-way"),
        ("hmm", "hmm-way"),
        ("q", "q-way"),
        ("qatar", "atar-qay"),
        ("don't", "on-day't"),
        ("Hello, World!", "Ello-hay, Orld-way!"),
        ("3 pigs_ok\n", "3 igs-pay_ok-way\n"),
        ("'hello' 7up o’clocks", "'ello-hay' 7up-way o-way’clocks"),
        ("", ""),
    ],
)
def test_the_rule(english, latin):
    assert pig_latin(english) == latin


@given(st.from_regex("[a-z]{1,12}", fullmatch=True))
def test_letters_are_moved_and_none_is_lost(word):
    body, tail = pig_latin(word).split("-")
    if tail == "way" and body == word:
        return
    assert tail.endswith("ay")
    assert tail[:-2] + body == word
    assert body[0] in "aeiouy"


@given(st.text())
def test_words_that_are_not_changed_stay_as_they_were_written(text):
    assert map_words(text, str) == text


@given(st.text(string.printable + "éßÉ’你"))
def test_everything_between_words_is_kept(text):
    def between(text):
        return re.sub(r"[^\W\d_]+", "", text.replace("-", ""))

    assert between(pig_latin(text)) == between(text)


def test_words_of():
    assert words_of("Don't STOP, café 7") == ["don", "stop", "café"]


def test_the_word_list():
    words = load_words()
    assert len(words) == len(set(words)) == 11_000
    assert words == sorted(words)
    assert all(re.fullmatch("[a-z]{1,12}", word) for word in words)
    assert [word for word in words if len(word) == 1] == ["a", "i"]
    assert not {"xvi", "iii", "viii", "clxvi"} & set(words)
    assert {"the", "and", "of"} <= set(words)


def test_the_split():
    words = load_words()
    train, test = split(words)
    assert (len(train), len(test)) == (10_000, 1_000)
    assert sorted(train + test) == words
    assert split(words) == (train, test)
    assert split(words, seed=1)[1] != test
    assert split(["a", "b", "c"], held_out=1, seed=3)[0] != []


@pytest.mark.parametrize("held_out", [0, 3, -1])
def test_a_split_that_leaves_nothing(held_out):
    with pytest.raises(ValueError, match=f"held_out is {held_out}; expected 1 to 2"):
        split(["a", "b", "c"], held_out)


def test_pig_latin_batches():
    data = PigLatin(["machine", "apple", "by"])
    assert len(data) == 3
    assert data.translations == ["achine-may", "apple-way", "y-bay"]
    pairs = set()
    for enc_X, targets, valid_len in data.batches(batch_size=2):
        for row, target, length in zip(enc_X, targets, valid_len, strict=True):
            assert data.vocab.eos in target
            word = "".join(data.vocab.decode(row))
            assert len(word) == length
            pairs.add((word, "".join(data.vocab.decode(target))))
    assert pairs == set(zip(data.words, data.translations, strict=True))


def test_a_vocabulary_can_be_shared():
    vocab = PigLatin(["cat"]).vocab
    assert PigLatin(["act"], vocab).vocab is vocab
    with pytest.raises(ValueError, match="words is empty"):
        PigLatin([])


def test_batches_are_complete_shuffled_and_repeatable():
    sources = [[4 + i] * (1 + i % 3) for i in range(10)]
    targets = [[40 + i, 2] for i in range(10)]

    def run():
        batches = Batches(sources, targets, 4, seed=1)
        assert len(batches) == 3
        return [[row[0].item() for X, _, _ in batches for row in X] for _ in range(2)]

    first, second = run()
    assert sorted(first) == sorted(second) == [4 + i for i in range(10)]
    assert first != second
    assert run() == [first, second]
    for enc_X, wanted, valid_len in Batches(sources, targets, 4):
        assert enc_X.dtype == torch.int64
        assert torch.equal((enc_X != 0).sum(1), valid_len)
        assert torch.equal(enc_X[:, 0] + 36, wanted[:, 0])


def test_wrong_batches_are_named():
    with pytest.raises(ValueError, match="sources has 1 sequences and targets 2"):
        Batches([[1]], [[1], [2]])
    with pytest.raises(ValueError, match="sources has 0 sequences"):
        Batches([], [])
    with pytest.raises(ValueError, match="batch_size is 0"):
        Batches([[1]], [[1]], 0)
