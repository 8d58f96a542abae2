import pytest

from encdec.data.parts import Parts, split_by

WORDS = ["ab", "ba", "cd", "dc", "ef", "fe", "gh", "ij", "kl", "mn"]


def letters(word):
    return "".join(sorted(word))


@pytest.mark.parametrize("seed", range(10))
def test_no_key_is_in_two_parts(seed):
    parts = split_by(WORDS, letters, 2, 3, seed=seed)
    assert sorted(word for part in parts for word in part) == WORDS
    assert len(parts.validation) in (2, 3)
    assert len(parts.test) in (3, 4)
    keys = [set(map(letters, part)) for part in parts]
    assert sum(map(len, keys)) == len(set(map(letters, WORDS)))


def test_follows_from_the_seed():
    assert split_by(WORDS, letters, 2, 2) == split_by(WORDS, letters, 2, 2)
    assert split_by(WORDS, letters, 2, 2) != split_by(WORDS, letters, 2, 2, seed=1)
    assert Parts._fields == ("train", "validation", "test")


@pytest.mark.parametrize(
    ("sizes", "message"),
    [((0, 2), "validation is 0"), ((2, 0), "test is 0"), ((5, 5), "expected some of the 10 items")],
)
def test_errors(sizes, message):
    with pytest.raises(ValueError, match=message):
        split_by(WORDS, letters, *sizes)
