from typing import NamedTuple

import pytest
import torch
from torch import nn

from encdec import (
    AttentionDecoder,
    Seq2SeqDecoder,
    Seq2SeqEncoder,
    TransformerDecoder,
    TransformerEncoder,
    select_state,
)
from encdec.cache import LEAST, Growing
from encdec.states import select_beams

ROWS = torch.tensor([2, 0, 0])


class Pair(NamedTuple):
    left: torch.Tensor
    right: int


def test_a_state_of_unknown_make_is_taken_apart():
    first, second = torch.randn(3, 5), torch.randn(2, 3, 4)
    state = [first, (second, None), {"a": first, "b": 7}, Pair(first, 3), torch.randn(5, 6)]
    chosen = select_state(nn.Identity(), state, ROWS, 3)
    assert torch.equal(chosen[0], first[ROWS])
    assert torch.equal(chosen[1][0], second[:, ROWS])
    assert chosen[1][1] is None
    assert torch.equal(chosen[2]["a"], first[ROWS])
    assert chosen[2]["b"] == 7
    assert isinstance(chosen[3], Pair)
    assert torch.equal(chosen[3].left, first[ROWS])
    assert chosen[4] is state[4]


def test_a_state_that_could_be_read_in_two_ways_is_refused():
    with pytest.raises(ValueError, match=r"shape \(3, 3, 4\) for a batch of 3.*select_state"):
        select_state(nn.Identity(), torch.zeros(3, 3, 4), ROWS, 3)


SIZES = {"vocab_size": 9, "num_hiddens": 8, "ffn_hiddens": 8, "num_heads": 2, "num_layers": 1}
ENC_X, VALID_LEN = torch.tensor([[4, 5, 6], [7, 8, 0], [3, 0, 0]]), torch.tensor([3, 2, 1])
DEC_X = torch.tensor([[1, 5], [1, 6], [1, 7]])
PAIRS = {
    "seq2seq": lambda: (Seq2SeqEncoder(9, 8, 8, 3), Seq2SeqDecoder(9, 8, 8, 3)),
    "lstm": lambda: (
        Seq2SeqEncoder(9, 8, 8, 3, cell="lstm"),
        AttentionDecoder(9, 8, 8, 3, cell="lstm"),
    ),
    "attention": lambda: (Seq2SeqEncoder(9, 8, 8, 3), AttentionDecoder(9, 8, 8, 3)),
    "transformer": lambda: (TransformerEncoder(**SIZES), TransformerDecoder(**SIZES)),
}


@torch.no_grad()
@pytest.mark.parametrize("kind", PAIRS)
def test_a_chosen_row_goes_on_as_before(kind):
    torch.manual_seed(0)
    encoder, decoder = (part.double() for part in PAIRS[kind]())
    _, state = decoder(DEC_X, decoder.init_state(encoder(ENC_X, VALID_LEN), VALID_LEN))
    chosen = select_state(decoder, state, ROWS, 3)
    for _ in range(2):
        wanted, state = decoder(DEC_X[:, 1:], state)
        found, chosen = decoder(DEC_X[ROWS, 1:], chosen)
        torch.testing.assert_close(found, wanted[ROWS])


@torch.no_grad()
@pytest.mark.parametrize("kind", PAIRS)
def test_beams_go_on_as_rows_of_their_own(kind):
    torch.manual_seed(0)
    encoder, decoder = (part.double() for part in PAIRS[kind]())
    _, state = decoder(DEC_X, decoder.init_state(encoder(ENC_X, VALID_LEN), VALID_LEN))
    beams, rows, held = state, state, 3
    choices = [
        [[0, 0], [1, 1], [2, 2]],
        [[1, 0], [3, 3], [4, 5]],
        [[2, 3], [5, 4]],
        [[3, 2], [0, 1]],
    ]
    for choice in map(torch.tensor, choices):
        beams = select_beams(decoder, beams, choice, held)
        rows = select_state(decoder, rows, choice.flatten(), held)
        held = choice.numel()
        X = torch.randint(9, (held, 2))
        (found, beams), (wanted, rows) = decoder(X, beams), decoder(X, rows)
        torch.testing.assert_close(found, wanted)
    beams, rows = (
        select_state(decoder, part, torch.tensor([3, 1]), held) for part in (beams, rows)
    )
    torch.testing.assert_close(decoder(X[:2], beams)[0], decoder(X[:2], rows)[0])


def test_what_grows_keeps_every_version():
    parts = torch.randn(LEAST + 6, 2, 1, 1, 3)  # the buffer is full once
    versions = [Growing(parts[0])]
    for part in parts[1:]:
        versions.append(versions[-1].append(part))
    other = versions[4].append(-parts[5])
    for length, version in enumerate(versions, start=1):
        assert torch.equal(version.tensor, torch.cat(list(parts[:length]), dim=2))
    assert torch.equal(other.tensor[:, :, 5], -parts[5][:, :, 0])
    assert versions[-1]._buffer is versions[-2]._buffer
