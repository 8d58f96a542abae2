"""The handwritten digits."""

import sys

import pytest
import torch

from encdec.data.digits import load_digits, resize, split_images


def test_images_are_from_0_to_1_with_a_class_each() -> None:
    images, classes = load_digits()
    assert images.shape == (1797, 1, 8, 8)
    assert images.dtype == torch.float32
    assert (images.min(), images.max()) == (0, 1)
    assert classes.shape == (1797,)
    assert classes.dtype == torch.int64
    assert classes[:5].tolist() == [0, 1, 2, 3, 4]
    assert sorted(set(classes.tolist())) == list(range(10))
    first = images[0, 0]  # a nought: ink around, paper in the middle
    assert first[3:5, 3:5].mean() < 0.2 < first[3, [1, 5]].mean()


@pytest.mark.parametrize("size", [28, 16, 4])
def test_another_size_keeps_range_and_brightness(size: int) -> None:
    images, _ = load_digits(size)
    assert images.shape == (1797, 1, size, size)
    assert 0 <= images.min() <= images.max() <= 1 + 1e-6
    small, _ = load_digits()
    assert (images.mean(dim=(1, 2, 3)) - small.mean(dim=(1, 2, 3))).abs().max() < 0.03


def test_resizing_to_the_same_size_changes_nothing() -> None:
    images = torch.rand(3, 2, 5, 5, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(resize(images, 5), images)


def test_the_split_is_seeded_and_loses_nothing() -> None:
    images, classes = load_digits()
    (train, train_classes), (test, test_classes) = split_images(images, classes)
    assert (len(train), len(test)) == (1437, 360)
    both = torch.cat((train_classes, test_classes)).bincount()
    assert torch.equal(both, classes.bincount())
    again = split_images(images, classes)
    assert torch.equal(again[1][0], test)
    assert not torch.equal(split_images(images, classes, seed=1)[1][0], test)
    numbers = torch.arange(10)
    (left, _), (right, same) = split_images(numbers, numbers, 3)
    assert sorted([*left.tolist(), *right.tolist()]) == list(range(10))
    assert torch.equal(right, same)


def test_wrong_arguments_are_named() -> None:
    images, classes = torch.zeros(4, 1, 8, 8), torch.zeros(4)
    with pytest.raises(ValueError, match="size is 0; expected at least 1"):
        load_digits(0)
    with pytest.raises(ValueError, match="held_out is 4; expected 1 to 3"):
        split_images(images, classes, 4)
    with pytest.raises(ValueError, match="images has 4 and classes 3 entries"):
        split_images(images, classes[:3])


def test_without_the_library_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(ImportError, match="pip install scikit-learn"):
        load_digits()
