import pytest

from encdec import exact_match, token_accuracy


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
