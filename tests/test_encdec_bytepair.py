"""Byte pairs: any text comes back, and the vocabulary is plain data."""

import copy
import pickle
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encdec.bytepair import BytePairVocabulary
from encdec.data.parallel import load_parallel
from encdec.vocabulary import RESERVED

PAIRS = load_parallel("pt")[:400] + load_parallel("zh")[:400]
TEXTS = [text for pair in PAIRS for text in pair]
VOCAB = BytePairVocabulary(TEXTS, 600)


def test_ids_are_reserved_then_bytes_then_merges() -> None:
    assert VOCAB.tokens[:4] == list(RESERVED)
    assert (VOCAB.pad, VOCAB.bos, VOCAB.eos, VOCAB.unk) == (0, 1, 2, 3)
    assert len(VOCAB) == len(VOCAB.tokens) == len(set(VOCAB.tokens)) == 600
    assert len(VOCAB.merges) == 600 - 260
    assert VOCAB.tokens[260] == "".join(VOCAB.merges[0])


@settings(deadline=None)
@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    ids = VOCAB.encode(text)
    assert VOCAB.decode(ids) == text
    assert VOCAB.unk not in ids
    assert len(ids) <= len(text.encode())


@pytest.mark.parametrize(
    "text", ["", " ", "  They are \t watching .\n", "Eles estão.", "他们在看。", "🙂 é"]
)
def test_some_texts_come_back(text: str) -> None:
    assert VOCAB.decode(VOCAB.encode(text)) == text
    assert VOCAB.encode_all([text], eos=True) == [VOCAB.encode(text, eos=True)]


def test_frequent_words_are_shorter_than_rare_ones() -> None:
    assert len(VOCAB.encode("Add the")) < len("Add the")
    assert "".join(VOCAB.pieces("Adicionar")) == "Adicionar"
    assert len(VOCAB.encode("qzxqzx")) == 6


@pytest.mark.parametrize("token", RESERVED)
def test_a_text_cannot_forge_a_reserved_token(token: str) -> None:
    ids = VOCAB.encode(f"a {token} b")
    assert min(ids) > 3
    assert VOCAB.decode(ids) == f"a {token} b"
    assert token not in VOCAB


def test_marks_are_added_on_demand_and_dropped_again() -> None:
    ids = VOCAB.encode("Add", bos=True, eos=True)
    assert ids == [1, *VOCAB.encode("Add"), 2]
    assert VOCAB.decode([*ids, *VOCAB.encode("more"), 0, 0]) == "Add"
    assert VOCAB.decode([3, *VOCAB.encode("Add")]) == "Add"


def test_the_same_vocabulary_from_its_merges() -> None:
    lists = [list(pair) for pair in VOCAB.merges]  # as JSON keeps them
    for other in (
        BytePairVocabulary.from_merges(lists),
        pickle.loads(pickle.dumps(VOCAB)),
        copy.deepcopy(VOCAB),
        BytePairVocabulary(TEXTS, 600),
    ):
        assert other.tokens == VOCAB.tokens
        assert other.merges == VOCAB.merges
        assert [other.encode(text) for text in TEXTS] == [VOCAB.encode(text) for text in TEXTS]


def test_few_texts_give_fewer_ids() -> None:
    vocab = BytePairVocabulary(["abab abab"], 1000)
    assert 260 < len(vocab) < 270
    assert len(BytePairVocabulary([], 260)) == 260


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="size is 259; expected at least 260"):
        BytePairVocabulary(TEXTS, 259)
    with pytest.raises(ValueError, match="min_freq is 0"):
        BytePairVocabulary(TEXTS, 300, 0)
    with pytest.raises(TypeError, match="text is of type list; expected one string"):
        VOCAB.encode(["a"])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="ids contains 600; expected ids from 0 to 599"):
        VOCAB.decode([5, 600])
    with pytest.raises(ValueError, match="ids contains -1"):
        VOCAB.decode([-1])
    with pytest.raises(
        ValueError, match=r"merges contains \('xy', 'z'\); expected two known pieces"
    ):
        BytePairVocabulary.from_merges([("xy", "z")])


def test_without_the_library_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(ImportError, match="pip install sacrebleu tokenizers"):
        BytePairVocabulary(TEXTS)
