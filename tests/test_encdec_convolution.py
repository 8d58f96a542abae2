import copy
import io
import pickle

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional

from encdec.convolution import (
    PADDING_MODES,
    Conv2d,
    conv2d,
    conv_output_size,
    correlate2d,
    pad_images,
    padded_positions,
)

PAIRS = st.tuples(st.integers(1, 3), st.integers(1, 3))


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


def test_the_worked_example():
    X = torch.tensor(
        [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
    )
    K = torch.tensor([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
    assert correlate2d(X, K).tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]


@pytest.mark.parametrize(("n", "m", "i", "j"), [(5, 5, 3, 3), (4, 6, 1, 2), (3, 3, 3, 3)])
def test_correlation_equals_torch_and_has_the_size_of_the_formula(n, m, i, j):
    X, K = torch.randn(n, m, dtype=torch.float64), torch.randn(i, j, dtype=torch.float64)
    Y = correlate2d(X, K)
    assert Y.shape == (n - i + 1, m - j + 1)
    torch.testing.assert_close(Y, functional.conv2d(X[None, None], K[None, None])[0, 0])


def test_a_turned_kernel_gives_the_convolution_of_mathematics():
    X, K = torch.randn(1, 6), torch.randn(1, 3)
    wanted = [sum(X[0, t - s] * K[0, s] for s in range(3)) for t in range(2, 6)]
    torch.testing.assert_close(correlate2d(X, K.flip(0, 1))[0], torch.stack(wanted))


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize("mode", PADDING_MODES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_equals_torch_for_all_parameters(mode, data):
    groups = data.draw(st.integers(1, 3))
    channels, kernels = groups * data.draw(st.integers(1, 2)), groups * data.draw(st.integers(1, 2))
    size, dilation = data.draw(PAIRS), data.draw(PAIRS)
    padding = data.draw(st.sampled_from(["same", "valid", 0, 1, (2, 1)]))
    stride = (1, 1) if padding == "same" else data.draw(PAIRS)
    image = data.draw(st.tuples(st.integers(5, 8), st.integers(5, 8)))
    bias = data.draw(st.booleans())
    options = (channels, kernels, size, stride, padding, dilation, groups, bias, mode)
    theirs, ours = nn.Conv2d(*options), Conv2d(*options)
    ours.load_state_dict(theirs.state_dict())
    X = torch.randn(2, channels, *image)
    try:
        wanted = theirs(X)
    except RuntimeError:  # the kernel doesn't fit
        assume(False)
    torch.testing.assert_close(ours(X), wanted, rtol=1e-5, atol=1e-6)


def test_equals_the_functional_form_in_float64():
    X, weight, bias = (torch.randn(*shape).double() for shape in ((2, 4, 9, 8), (6, 2, 3, 2), (6,)))
    wanted = functional.conv2d(X, weight, bias, (2, 1), (1, 2), (1, 2), 2)
    torch.testing.assert_close(
        conv2d(X, weight, bias, (2, 1), (1, 2), (1, 2), 2), wanted, rtol=0, atol=1e-12
    )


@pytest.mark.parametrize("mode", PADDING_MODES)
def test_gradients(mode):
    X, weight, bias = (
        torch.randn(*shape, dtype=torch.float64, requires_grad=True)
        for shape in ((1, 2, 4, 5), (2, 1, 2, 3), (2,))
    )
    assert torch.autograd.gradcheck(
        lambda *inputs: conv2d(*inputs, (1, 2), 1, 1, 2, mode), (X, weight, bias)
    )


def test_gradients_of_the_correlation():
    X, K = (torch.randn(n, 3, dtype=torch.float64, requires_grad=True) for n in (4, 2))
    assert torch.autograd.gradcheck(correlate2d, (X, K))


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [
        ("circular", [2, 3, 0, 1, 2, 3, 0, 1]),
        ("reflect", [2, 1, 0, 1, 2, 3, 2, 1]),
        ("replicate", [0, 0, 0, 1, 2, 3, 3, 3]),
    ],
)
def test_what_the_padding_modes_put_where(mode, wanted):
    assert padded_positions(4, 2, 2, mode).tolist() == wanted


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
@pytest.mark.parametrize("sides", [(0, 0, 0, 0), (1, 2, 0, 1), (2, 2, 2, 2)])
def test_padding_equals_torch(mode, sides):
    X = torch.randn(2, 1, 3, 4)
    up, down, left, right = sides
    wanted = functional.pad(X, (left, right, up, down), mode)
    assert torch.equal(pad_images(X, (up, down), (left, right), mode), wanted)


@given(st.integers(1, 9), st.integers(1, 4), PAIRS, st.integers(0, 2))
def test_the_formula_tells_the_size(size, kernel, steps, padding):
    stride, dilation = steps
    conv = nn.Conv1d(1, 1, kernel, stride, padding, dilation)
    if dilation * (kernel - 1) + 1 > size + 2 * padding:
        with pytest.raises(ValueError, match="expected at most"):
            conv_output_size(size, kernel, stride, padding, dilation)
    else:
        wanted = conv(torch.zeros(1, 1, size)).shape[2]
        assert conv_output_size(size, kernel, stride, padding, dilation) == wanted


def test_starts_like_torch_and_exchanges_weights_with_it():
    torch.manual_seed(1)
    theirs = nn.Conv2d(2, 4, 3, groups=2)
    torch.manual_seed(1)
    ours = Conv2d(2, 4, 3, groups=2)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    torch.testing.assert_close(ours.weight, theirs.weight)
    torch.testing.assert_close(ours.bias, theirs.bias)
    theirs.load_state_dict(ours.state_dict())
    assert list(Conv2d(1, 1, 1, bias=False).state_dict()) == ["weight"]


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_other_types(dtype):
    conv, X = Conv2d(2, 3, 3, dtype=dtype), torch.randn(2, 2, 5, 5, dtype=dtype)
    assert conv(X).dtype == dtype
    wanted = functional.conv2d(X.double(), conv.weight.double(), conv.bias.double())
    torch.testing.assert_close(conv(X).double(), wanted, rtol=0, atol=3e-2)


def test_copies_pickles_and_compiles():
    conv, X = Conv2d(2, 3, 3, padding=1, padding_mode="circular"), torch.randn(2, 2, 5, 5)
    wanted = conv(X)
    assert torch.equal(copy.deepcopy(conv)(X), wanted)
    assert torch.equal(pickle.loads(pickle.dumps(conv))(X), wanted)
    file = io.BytesIO()
    torch.save(conv.state_dict(), file)
    file.seek(0)
    other = Conv2d(2, 3, 3, padding=1, padding_mode="circular")
    other.load_state_dict(torch.load(file))
    assert torch.equal(other(X), wanted)
    torch.testing.assert_close(torch.compile(conv, backend="eager")(X), wanted)


def test_an_image_of_the_batch_does_not_touch_another():
    conv, X = Conv2d(2, 3, 3, padding=1, padding_mode="reflect"), torch.randn(3, 2, 5, 5)
    torch.testing.assert_close(conv(X)[1:2], conv(X[1:2]))


X, W = torch.zeros(1, 4, 5, 5), torch.zeros(6, 4, 3, 3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: correlate2d(torch.zeros(2, 2), torch.zeros(3, 1)), r"K has shape \(3, 1\)"),
        (lambda: correlate2d(X, W), "X has shape"),
        (lambda: conv2d(X[0], W), r"expected \(batch, channels, height, width\)"),
        (lambda: conv2d(X[:0], W), "none of them 0"),
        (lambda: conv2d(X.long(), W), "X has dtype torch.int64"),
        (lambda: conv2d(X[:, :3], W), "X has 3 channels; expected 4"),
        (lambda: conv2d(X, W, groups=2), "X has 4 channels; expected 8"),
        (lambda: conv2d(X, W[:, :1], groups=4), "weight has 6 kernels; expected a multiple of 4"),
        (lambda: conv2d(X, W.double()), "weight has dtype torch.float64"),
        (lambda: conv2d(X, W, torch.zeros(5)), r"bias has shape \(5,\); expected \(6,\)"),
        (lambda: conv2d(X, W, stride=0), "stride is 0; expected at least 1"),
        (lambda: conv2d(X, W, padding=-1), "padding is -1; expected at least 0"),
        (lambda: conv2d(X, W, padding=(1, 1, 1)), r"padding is \(1, 1, 1\)"),
        (lambda: conv2d(X, W, padding="full"), "padding is 'full'"),
        (lambda: conv2d(X, W, stride=2, padding="same"), r"stride is \(2, 2\); expected 1"),
        (lambda: conv2d(X, W, padding_mode="mirror"), "padding_mode is 'mirror'"),
        (
            lambda: conv2d(X, W, padding=5, padding_mode="reflect"),
            "padding is 5; expected at most 4",
        ),
        (lambda: conv2d(X, W, dilation=3), "kernel_size is 3, with dilation 3 it spans 7"),
        (lambda: conv_output_size(0, 1), "size is 0"),
        (lambda: Conv2d(3, 4, 3, groups=2), "in_channels is 3; expected a multiple of groups, 2"),
        (lambda: Conv2d(2, 2, 2, groups=0), "groups is 0; expected at least 1"),
        (lambda: Conv2d(2, 2, 2.0), "kernel_size is 2.0; expected a whole number"),
        (lambda: Conv2d(2, 2, 2, padding="all"), "padding is 'all'"),
    ],
)
def test_errors_name_argument_value_and_expectation(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()
