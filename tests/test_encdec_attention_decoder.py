"""The state of the attention decoder: what beams share is the same as copies of it."""

import pytest
import torch
from torch.export import Dim, export

import encdec
from encdec import AttentionDecoder, Decoder, EncoderDecoder, Seq2SeqEncoder
from encdec.states import select_hidden

X = torch.arange(9 * 7).view(9, 7) * 7 % 17 + 3
LENGTHS = torch.tensor([7, 3, 5, 1, 7, 2, 3, 4, 5])


class Copying(Decoder):
    """Passes all on to a decoder, but copies its state for every beam."""

    def __init__(self, decoder):
        super().__init__()
        self.decoder = decoder

    def init_state(self, enc_outputs, *args):
        return self.decoder.init_state(enc_outputs, *args)

    def forward(self, X, state):
        return self.decoder(X, state)

    def select_state(self, state, rows):
        hidden, *rest = state
        copies = (None if part is None else part[rows] for part in rest)
        return select_hidden(hidden, rows), *copies


def model(cell, score):
    torch.manual_seed(0)
    sizes = (20, 16, 32, 2)
    decoder = AttentionDecoder(*sizes, cell=cell, score=score)
    made = EncoderDecoder(Seq2SeqEncoder(*sizes, cell=cell), decoder).double()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.mul_(4)  # so that tokens differ much in probability
    return made


@pytest.mark.parametrize("cell", ["gru", "lstm"])
@pytest.mark.parametrize("score", ["general", "additive"])
@pytest.mark.parametrize("args", [(X,), (X, LENGTHS)])
def test_beams_that_share_the_memory_find_what_copies_find(cell, score, args):
    sharing = model(cell, score)
    copying = EncoderDecoder(sharing.encoder, Copying(sharing.decoder))
    lengths = set()
    for eos in range(2, 20):
        options = {"beams": 3, "max_steps": 9, "eos": eos}
        found = encdec.beam_search(sharing, *args, **options)
        assert found == encdec.beam_search(copying, *args, **options)
        lengths |= {len(ids) for ids in found}
    assert len(lengths) > 1  # some sentences left before the others


def test_memory_is_kept_once_for_all_beams():
    decoder = model("gru", "additive").decoder
    outputs, hidden = torch.randn(4, 7, 32).double(), torch.randn(2, 4, 32).double()
    state = decoder.init_state((outputs, hidden))
    state = decoder.select_beams(state, torch.arange(4).unsqueeze(1).expand(-1, 3))
    logits, state = decoder(torch.full((12, 1), 5), state)
    assert logits.shape == (12, 1, 20)
    assert len(state[1]) == len(state[2]) == 4
    assert state[2] is outputs
    last = decoder.select_state(state, torch.tensor([11, 0]))
    assert [part.shape[0] for part in last[1:3]] == [2, 2]
    torch.testing.assert_close(last[2], outputs[[3, 0]])


def test_a_step_is_exported_for_any_batch():
    class Step(torch.nn.Module):
        def __init__(self, decoder):
            super().__init__()
            self.decoder = decoder

        def forward(self, token, *state):
            return self.decoder(token, state)[0]

    pair = model("gru", "general").eval()
    state = pair.decoder.init_state(pair.encoder(X, LENGTHS), LENGTHS)
    rows, steps = Dim("rows", min=2, max=60), Dim("steps", min=2, max=60)
    shapes = ({0: rows}, ({1: rows}, {0: rows, 1: steps}, {0: rows, 1: steps}, {0: rows, 2: steps}))
    program = export(Step(pair.decoder), (X[:, :1], *state), dynamic_shapes=shapes).module()
    lengths = LENGTHS[1:5].clamp(max=5)
    fewer = pair.decoder.init_state(pair.encoder(X[1:5, :5], lengths), lengths)
    torch.testing.assert_close(program(X[1:5, :1], *fewer), pair.decoder(X[1:5, :1], fewer)[0])
