import math

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional

from encdec.pooling import avg_pool2d, max_pool2d, pool_output_size


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


FOUR = torch.tensor([[[[1.0, 3, 2, 1], [4, 6, 6, 8], [3, 1, 1, 0], [1, 2, 2, 4]]]])


def test_the_worked_example():
    assert max_pool2d(FOUR, 2)[0, 0].tolist() == [[6, 8], [3, 4]]
    assert avg_pool2d(FOUR, 2)[0, 0].tolist() == [[3.5, 4.25], [1.75, 1.75]]


def test_padding_never_is_the_greatest_but_counts_in_a_mean():
    X = -FOUR
    assert max_pool2d(X, 2, padding=1)[0, 0, 0, 0] == -1
    assert avg_pool2d(X, 2, padding=1)[0, 0, 0, 0] == -0.25
    assert avg_pool2d(X, 2, padding=1, count_include_pad=False)[0, 0, 0, 0] == -1
    assert avg_pool2d(X, 2, padding=1, divisor_override=2)[0, 0, 0, 0] == -0.5


@st.composite
def options(draw, dilated):
    """Parameters, some of them for windows that are larger than the image."""
    pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
    size, stride = draw(pairs), draw(st.one_of(st.none(), pairs))
    dilation = draw(pairs) if dilated else (1, 1)
    padding = tuple(draw(st.integers(0, kernel // 2)) for kernel in size)
    image = draw(st.tuples(st.integers(2, 9), st.integers(2, 9)))
    return image, size, stride, padding, dilation


def same(ours, theirs):
    """Return both results, or None where torch and encdec refuse the parameters."""
    try:
        wanted = theirs()
    except RuntimeError:
        with pytest.raises(ValueError, match="expected at most"):
            ours()
        return None
    return ours(), wanted


@settings(max_examples=150, deadline=None)
@given(options(dilated=True), st.booleans())
def test_max_equals_torch(chosen, ceil_mode):
    image, *rest = chosen
    X = torch.randn(2, 3, *image)
    rest.append(ceil_mode)
    results = same(lambda: max_pool2d(X, *rest), lambda: functional.max_pool2d(X, *rest))
    assert results is None or torch.equal(*results)


@settings(max_examples=150, deadline=None)
@given(
    options(dilated=False),
    st.booleans(),
    st.booleans(),
    st.one_of(st.none(), st.integers(1, 9)),
)
def test_average_equals_torch(chosen, ceil_mode, count_include_pad, divisor):
    image, size, stride, padding, _ = chosen
    X = torch.randn(2, 3, *image)
    rest = (size, stride, padding, ceil_mode, count_include_pad, divisor)
    results = same(lambda: avg_pool2d(X, *rest), lambda: functional.avg_pool2d(X, *rest))
    if results is not None:
        torch.testing.assert_close(*results, rtol=1e-5, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(options(dilated=True), st.booleans())
def test_the_formula_tells_the_size(chosen, ceil_mode):
    image, size, stride, padding, dilation = chosen
    try:
        Y = functional.max_pool2d(torch.zeros(1, 1, *image), *chosen[1:], ceil_mode)
    except RuntimeError:
        assume(False)
    stride = stride or size
    for i in (0, 1):
        one = (image[i], size[i], stride[i], padding[i], dilation[i], ceil_mode)
        assert Y.shape[2 + i] == pool_output_size(*one)


def test_the_gradient_of_a_tie_goes_where_torch_sends_it():
    X = torch.randint(0, 2, (2, 3, 6, 6)).double().requires_grad_()
    weight = torch.randn(2, 3, 3, 3).double()
    (ours,) = torch.autograd.grad((max_pool2d(X, 2) * weight).sum(), X)
    (theirs,) = torch.autograd.grad((functional.max_pool2d(X, 2) * weight).sum(), X)
    assert torch.equal(ours, theirs)


@pytest.mark.parametrize("ceil_mode", [True, False])
def test_gradients(ceil_mode):
    X = torch.randn(1, 2, 5, 4, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda X: max_pool2d(X, 3, 2, 1, 1, ceil_mode), (X,))
    assert torch.autograd.gradcheck(lambda X: avg_pool2d(X, 3, 2, 1, ceil_mode, False), (X,))


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_other_types(dtype):
    X = torch.randn(2, 1, 5, 5).to(dtype)
    assert torch.equal(max_pool2d(X, 2, padding=1), functional.max_pool2d(X, 2, padding=1))
    Y = avg_pool2d(X, 2, padding=1)
    assert Y.dtype == dtype
    torch.testing.assert_close(Y, functional.avg_pool2d(X, 2, padding=1))


def test_not_a_number_and_infinity_come_through():
    X = FOUR.clone()
    X[0, 0, 0, 0], X[0, 0, 2, 2] = math.nan, math.inf
    assert max_pool2d(X, 2)[0, 0, 0, 0].isnan()
    assert max_pool2d(X, 2)[0, 0, 1, 1] == math.inf
    assert torch.equal(
        max_pool2d(torch.full((1, 1, 2, 2), -math.inf), 2), torch.full((1, 1, 1, 1), -math.inf)
    )


def test_compiles():
    pooled = torch.compile(lambda X: max_pool2d(X, 2) - avg_pool2d(X, 2), backend="eager")
    torch.testing.assert_close(pooled(FOUR), max_pool2d(FOUR, 2) - avg_pool2d(FOUR, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: max_pool2d(FOUR[0], 2), r"X has shape \(1, 4, 4\); expected \(batch, channels"),
        (lambda: avg_pool2d(FOUR[:0], 2), "none of them 0"),
        (lambda: max_pool2d(FOUR.int(), 2), "X has dtype torch.int32; expected real numbers"),
        (lambda: max_pool2d(FOUR, 0), "kernel_size is 0; expected at least 1"),
        (lambda: avg_pool2d(FOUR, 5), "kernel_size is 5, with dilation 1 it spans 5 pixels"),
        (lambda: max_pool2d(FOUR, 2, dilation=4), "kernel_size is 2, with dilation 4 it spans 5"),
        (lambda: avg_pool2d(FOUR, 2, stride=(1, 0)), "stride is 0"),
        (
            lambda: max_pool2d(FOUR, 2, padding=2),
            "padding is 2; expected at most 1, half of kernel_size",
        ),
        (lambda: avg_pool2d(FOUR, 2, padding=(0, 1, 1)), r"padding is \(0, 1, 1\)"),
        (lambda: avg_pool2d(FOUR, 2, divisor_override=0), "divisor_override is 0"),
    ],
)
def test_errors_name_argument_value_and_expectation(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()
