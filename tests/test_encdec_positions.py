import math

import pytest
import torch

from encdec import Rotary, Sinusoidal


def test_sinusoidal_is_the_papers_formula():
    pattern = Sinusoidal(6)(torch.zeros(1, 5, 6))[0]
    for position in range(5):
        for i in range(3):
            angle = position / 10_000 ** (2 * i / 6)
            assert pattern[position, 2 * i].item() == pytest.approx(math.sin(angle), abs=1e-6)
            assert pattern[position, 2 * i + 1].item() == pytest.approx(math.cos(angle), abs=1e-6)


@pytest.mark.parametrize("kind", [Sinusoidal, Rotary])
def test_may_start_anywhere_and_go_beyond_what_was_seen(kind):
    torch.manual_seed(0)
    X = torch.randn(2, 300, 8)
    whole = kind(8)(X)
    module = kind(8)
    for start, end in ((0, 3), (3, 4), (4, 200), (200, 300)):
        torch.testing.assert_close(module(X[:, start:end], start), whole[:, start:end])


def test_rotary_keeps_lengths_and_depends_on_the_distance_alone():
    torch.manual_seed(0)
    rotary, query, key = Rotary(8), torch.randn(1, 1, 8), torch.randn(1, 1, 8)
    torch.testing.assert_close(rotary(query, 7).norm(), query.norm())

    def product(at, other):
        return (rotary(query, at) * rotary(key, other)).sum()

    torch.testing.assert_close(product(3, 1), product(43, 41))
    assert not torch.isclose(product(3, 1), product(4, 1))


def test_rotary_gives_neighbours_one_position():
    X = torch.ones(1, 6, 4)
    turned = Rotary(4)(X, 5, beams=3)
    assert torch.equal(turned[:, 0], turned[:, 2])
    torch.testing.assert_close(turned[:, ::3], Rotary(4)(X[:, :2], 5))


@pytest.mark.parametrize("kind", [Sinusoidal, Rotary])
def test_the_table_is_no_part_of_the_state_and_follows_the_type(kind):
    module = kind(4)
    module(torch.zeros(1, 3, 4))
    assert not module.state_dict()
    assert module.to(torch.bfloat16)(torch.zeros(1, 3, 4, dtype=torch.bfloat16)).dtype == (
        torch.bfloat16
    )


@pytest.mark.parametrize("kind", [Sinusoidal, Rotary])
def test_an_odd_size_is_named(kind):
    with pytest.raises(ValueError, match="size is 5; expected an even number"):
        kind(5)
