import sys

import pytest
import torch

from encdec import exact_match, token_accuracy
from encdec.extras import require
from encdec.metrics import accuracy, bleu, chrf


def test_exact_match():
    assert exact_match([[1, 2], [3], []], [[1, 2], [4], []]) == pytest.approx(2 / 3)
    assert exact_match(["ab", "cd"], ["ab", "cd"]) == 1
    assert exact_match([[1, 2]], [[1]]) == 0


def test_missing_and_surplus_tokens_are_errors():
    assert token_accuracy([[1, 2, 3]], [[1, 9, 3]]) == pytest.approx(2 / 3)
    assert token_accuracy([[1]], [[1, 2]]) == 0.5
    assert token_accuracy([[1, 2]], [[1]]) == 0.5
    assert token_accuracy([[], [1]], [[], [1]]) == 1
    assert token_accuracy([[]], [[]]) == 1


@pytest.mark.parametrize("metric", [exact_match, token_accuracy])
@pytest.mark.parametrize(("predicted", "expected"), [([], []), ([[1]], []), ([[1]], [[1], [2]])])
def test_what_cannot_be_compared(metric, predicted, expected):
    with pytest.raises(ValueError, match="expected the same number, at least 1"):
        metric(predicted, expected)


def test_accuracy():
    assert accuracy([1, 2, 3, 0], [1, 2, 0, 0]) == 0.75
    assert accuracy(torch.tensor([1, 2]), [1, 0]) == 0.5
    assert accuracy([True], torch.tensor([True])) == 1
    with pytest.raises(TypeError, match=r"predicted has dtype .*; expected classes"):
        accuracy(torch.rand(3), [1, 2, 3])
    with pytest.raises(ValueError, match=r"predicted has shape \(1, 2\); expected \(batch\)"):
        accuracy(torch.tensor([[1, 2]]), [1])
    with pytest.raises(ValueError, match="predicted has 1 classes and expected 0"):
        accuracy([1], [])


# The example of sacrebleu's README, with three references of the same sentences.
SYSTEM = ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."]
REFERENCES = [
    ["The dog bit the man.", "The dog had bit the man."],
    ["It was not unexpected.", "No one was surprised."],
    ["The man bit him first.", "The man had bitten the dog."],
]


def test_bleu_is_sacrebleus():
    assert bleu(SYSTEM, REFERENCES) == pytest.approx(48.53, abs=0.005)
    assert bleu(SYSTEM, SYSTEM) == pytest.approx(100)
    assert bleu(["没有人感到惊讶。"], ["没有人感到惊讶。"], "zh") == pytest.approx(100)
    assert bleu(["没有人感到惊讶。"], ["没有人不惊讶。"], "zh") < 60


def test_references_of_different_number():
    uneven = [REFERENCES[0], REFERENCES[1][0], REFERENCES[2]]
    assert bleu(SYSTEM, [REFERENCES[0][:1], *REFERENCES[1:]]) <= bleu(SYSTEM, REFERENCES)
    assert 0 < bleu(SYSTEM, uneven) <= bleu(SYSTEM, REFERENCES)


def test_chrf():
    assert chrf(SYSTEM, SYSTEM) == pytest.approx(100)
    assert 0 < chrf(SYSTEM, [one[0] for one in REFERENCES]) < chrf(SYSTEM, REFERENCES) < 100
    assert chrf(SYSTEM, REFERENCES, word_order=2) != chrf(SYSTEM, REFERENCES)


@pytest.mark.parametrize("metric", [bleu, chrf])
def test_sentences_that_cannot_be_compared(metric):
    with pytest.raises(ValueError, match="predicted has 1 sentences and references 0; expected"):
        metric(["a"], [])
    with pytest.raises(ValueError, match=r"references\[1\] is empty"):
        metric(["a", "b"], [["a"], []])
    with pytest.raises(TypeError, match="expected as lists of sentences"):
        metric("a", ["b"])


def test_a_missing_library_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sacrebleu", None)
    with pytest.raises(ModuleNotFoundError, match="run: pip install sacrebleu tokenizers"):
        bleu(["a"], ["a"])
    with pytest.raises(ModuleNotFoundError, match="no_such_module is not installed"):
        require("no_such_module", "text")
