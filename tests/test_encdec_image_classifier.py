import copy
import pickle

import pytest
import torch
from torch.nn import functional

from encdec.convolution import conv2d
from encdec.data.images import ImageBatches, shifted
from encdec.image_classifier import ImageClassifier
from encdec.pooling import max_pool2d


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


def test_28_pixels_give_676_numbers():
    model = ImageClassifier()
    assert model.num_features == 4 * 13 * 13 == 676
    assert model.features(torch.zeros(1, 1, 28, 28)).shape == (1, 4, 13, 13)
    assert model(torch.zeros(2, 1, 28, 28)).shape == (2, 10)
    sizes = [tuple(p.shape) for p in model.parameters() if p.dim() > 1]
    assert sizes == [(4, 1, 3, 3), (64, 676), (10, 64)]


@pytest.mark.parametrize("size", [8, 9, (8, 11), 32])
def test_other_sizes(size):
    model = ImageClassifier(size, 3, in_channels=2, channels=5, kernel_size=2, pool_size=3)
    X = torch.randn(2, 2, *model.image_size)
    assert model(X).shape == (2, 3)
    assert model.features(X).flatten(1).shape[1] == model.num_features


def test_is_made_of_what_the_package_computes_itself():
    model, X = ImageClassifier(8), torch.randn(3, 1, 8, 8)
    conv, first, last = model.features[0], model.classify[1], model.classify[3]
    Y = max_pool2d(conv2d(X, conv.weight, conv.bias).relu(), 2).flatten(1)
    wanted = last(first(Y).relu())
    torch.testing.assert_close(model(X), wanted, rtol=1e-5, atol=1e-6)


def test_learns():
    model, X, y = ImageClassifier(8), torch.randn(8, 1, 8, 8), torch.arange(8)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(60):
        optimizer.zero_grad()
        functional.cross_entropy(model(X), y).backward()
        optimizer.step()
    assert torch.equal(model(X).argmax(1), y)


def test_gradients():
    model, X = ImageClassifier(4, 2, num_hiddens=3).double(), torch.randn(1, 1, 4, 4).double()
    assert torch.autograd.gradcheck(model, X.requires_grad_())


def test_copies_pickles_compiles_and_other_types():
    model, X = ImageClassifier(8), torch.randn(2, 1, 8, 8)
    wanted = model(X)
    assert torch.equal(copy.deepcopy(model)(X), wanted)
    assert torch.equal(pickle.loads(pickle.dumps(model))(X), wanted)
    other = ImageClassifier(8)
    other.load_state_dict(model.state_dict())
    assert torch.equal(other(X), wanted)
    torch.testing.assert_close(torch.compile(model, backend="eager")(X), wanted)
    torch.testing.assert_close(model(X)[1:], model(X[1:]))
    assert model.bfloat16()(X.bfloat16()).dtype == torch.bfloat16


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ImageClassifier()(torch.zeros(2, 1, 8, 8)), "images of 8 × 8 pixels; expected 28"),
        (lambda: ImageClassifier()(torch.zeros(2, 3, 28, 28)), "X has 3 channels; expected 1"),
        (lambda: ImageClassifier()(torch.zeros(28, 28)), r"X has shape \(28, 28\); expected"),
        (lambda: ImageClassifier()(torch.zeros(0, 1, 28, 28)), "none of them 0"),
        (lambda: ImageClassifier()(torch.zeros(1, 1, 28, 28).byte()), "X has dtype torch.uint8"),
        (lambda: ImageClassifier(2), "kernel_size is 3"),
        (lambda: ImageClassifier(3), "kernel_size is 2"),
        (lambda: ImageClassifier((8, 8, 8)), r"image_size is \(8, 8, 8\)"),
        (lambda: ImageClassifier(8, 0), "num_classes is 0"),
        (lambda: ImageBatches(torch.zeros(2, 1, 8, 8), torch.zeros(3)), "images has 2 rows"),
        (lambda: shifted(torch.zeros(2, 1, 8, 8), -1), "most is -1"),
    ],
)
def test_errors_name_argument_value_and_expectation(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()


def test_images_move_as_a_whole():
    X = torch.zeros(50, 2, 7, 8)
    X[:, 0, 3, 4], X[:, 1, 2, 4] = 1, 2
    Y = shifted(X, 2)
    place = Y.flatten(2).argmax(2)
    assert (place[:, 0] - place[:, 1] == 8).all()
    rows, columns = place[:, 0] // 8, place[:, 0] % 8
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (1, 5, 2, 6)
    assert torch.equal(shifted(X, 0), X)


def test_batches_go_through_all_images_in_a_new_order():
    images = torch.arange(10.0).reshape(10, 1, 1, 1).expand(10, 1, 3, 3)
    batches = ImageBatches(images, torch.arange(10), 4, seed=1)
    first, second = list(batches), list(batches)
    assert [len(y) for _, y in first] == [4, 4, 2]
    assert len(batches) == 3
    orders = [torch.cat([y for _, y in one]) for one in (first, second)]
    assert orders[0].tolist() != orders[1].tolist()
    assert sorted(orders[0].tolist()) == sorted(orders[1].tolist()) == list(range(10))
    assert all((X[:, 0, 0, 0] == y).all() for X, y in first)
    again = list(ImageBatches(images, torch.arange(10), 4, seed=1))
    assert torch.equal(torch.cat([y for _, y in again]), orders[0])
