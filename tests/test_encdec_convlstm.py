import copy
import pickle

import pytest
import torch
from torch import nn

from encdec import EncoderDecoder
from encdec.convlstm import (
    ConvLSTMCell,
    ConvLSTMDecoder,
    ConvLSTMEncoder,
    f1_score,
    late_frames,
    predict_frames,
)
from encdec.data.moving import PARTS, Films, bouncing_balls, draw_films, part_of, reflect
from encdec.tasks.next_frame import NextFrame, copy_last, keep_moving


def model(num_layers=2):
    torch.manual_seed(0)
    return EncoderDecoder(
        ConvLSTMEncoder(2, 3, num_layers), ConvLSTMDecoder(2, 3, num_layers)
    ).eval()


FRAMES = torch.rand(3, 4, 2, 5, 6, generator=torch.Generator().manual_seed(0))


def test_on_one_pixel_it_is_an_lstm():
    torch.manual_seed(0)
    cell, reference = ConvLSTMCell(3, 4, kernel_size=1), nn.LSTMCell(3, 4)
    with torch.no_grad():
        weight = cell.gates.weight[:, :, 0, 0]
        i, f, g, o = (torch.arange(4) + 4 * k for k in (0, 1, 2, 3))
        order = torch.cat((i, f, g, o))
        reference.weight_ih.copy_(weight[order, :3])
        reference.weight_hh.copy_(weight[order, 3:])
        reference.bias_ih.copy_(cell.gates.bias[order])
        reference.bias_hh.zero_()
    x, state, wanted = torch.randn(2, 3, 1, 1), None, None
    for _ in range(3):
        state = cell(x, state)
        wanted = reference(x[..., 0, 0], wanted)
        for ours, theirs in zip(state, wanted, strict=True):
            torch.testing.assert_close(ours[..., 0, 0], theirs, rtol=0, atol=1e-6)


def test_shapes_and_one_call_against_many():
    net = model()
    outputs, state = net.encoder(FRAMES)
    assert outputs.shape == (3, 4, 3, 5, 6)
    assert [part.shape for layer in state for part in layer] == [(3, 3, 5, 6)] * 4
    logits, last = net.decoder(FRAMES, state)
    assert logits.shape == FRAMES.shape
    for t in range(4):
        one, state = net.decoder(FRAMES[:, t : t + 1], state)
        torch.testing.assert_close(one, logits[:, t : t + 1], rtol=0, atol=1e-6)
    torch.testing.assert_close(state, last, rtol=0, atol=1e-6)
    torch.testing.assert_close(net(FRAMES, FRAMES), logits, rtol=0, atol=1e-6)


def test_rows_and_the_future_change_nothing():
    net = model()
    logits = net(FRAMES, FRAMES)
    order = torch.tensor([2, 0])
    torch.testing.assert_close(net(FRAMES[order], FRAMES[order]), logits[order], rtol=0, atol=1e-6)
    state = net.decoder.select_state(net.encoder(FRAMES)[1], order)
    torch.testing.assert_close(net.decoder(FRAMES[order], state)[0], logits[order])
    changed = FRAMES.clone()
    changed[:, 2:] = 0.5
    torch.testing.assert_close(net(FRAMES, changed)[:, :2], logits[:, :2])


def test_predicts_from_its_own_guesses():
    net = model()
    guesses = predict_frames(net, FRAMES, 3)
    assert guesses.shape == (3, 3, 2, 5, 6)
    read = torch.cat((FRAMES[:, -1:], guesses[:, :-1]), dim=1)
    torch.testing.assert_close(net(FRAMES, read).sigmoid(), guesses, rtol=0, atol=1e-6)
    late = late_frames(FRAMES, guesses)
    assert torch.equal(late, read)


def test_gradients():
    net = model(1).double()
    seen, known = FRAMES[:1, :2, :, :3, :3].double(), FRAMES[:1, 2:, :, :3, :3].double()
    assert torch.autograd.gradcheck(net, (seen.requires_grad_(), known), fast_mode=True)
    name = "encoder.rnn.cells.0.gates.weight"
    assert torch.autograd.gradcheck(
        lambda w: torch.func.functional_call(net, {name: w}, (seen, known)),
        net.get_parameter(name),
        fast_mode=True,
    )


def test_copies_files_types_and_compiling():
    net = model()
    wanted = net(FRAMES, FRAMES)
    for other in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert torch.equal(other(FRAMES, FRAMES), wanted)
    fresh = EncoderDecoder(ConvLSTMEncoder(2, 3, 2), ConvLSTMDecoder(2, 3, 2))
    fresh.load_state_dict(net.state_dict())
    assert torch.equal(fresh(FRAMES, FRAMES), wanted)
    compiled = torch.compile(net.encoder, backend="eager")
    torch.testing.assert_close(compiled(FRAMES)[0], net.encoder(FRAMES)[0], rtol=0, atol=1e-6)
    for dtype in (torch.float64, torch.bfloat16):
        assert model().to(dtype)(FRAMES.to(dtype), FRAMES.to(dtype)).dtype == dtype


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: ConvLSTMCell(1, 2, 4), "kernel_size is 4"),
        (lambda: ConvLSTMEncoder(1, 2, 0), "num_layers is 0"),
        (lambda: model().encoder(FRAMES[:, :, :1]), "X has 1 channels; expected 2"),
        (lambda: model().encoder(FRAMES[0]), "batch, steps, channels"),
        (lambda: model().encoder(FRAMES.long()), "dtype"),
        (lambda: model().encoder(FRAMES[:0]), "none of them 0"),
        (lambda: model().decoder(FRAMES, None), "state is None"),
        (lambda: model().decoder.init_state(FRAMES), "enc_outputs is of type Tensor"),
        (lambda: model().decoder.init_state(model(1).encoder(FRAMES)), r"\[3\] channels"),
        (lambda: model().decoder(FRAMES[:2], model().encoder(FRAMES)[1]), "the same batch"),
        (lambda: predict_frames(model(), FRAMES, 0), "steps is 0"),
        (lambda: f1_score(FRAMES, FRAMES[:1]), "predicted has shape"),
        (lambda: bouncing_balls(1, 1, size=5), "size is 5"),
        (lambda: bouncing_balls(0, 1), "number is 0"),
        (lambda: draw_films(0, 1, 1), "number is 0"),
        (lambda: draw_films(1, 0, 1), "seen is 0"),
        (lambda: draw_films(1, 1, 0), "ahead is 0"),
        (lambda: draw_films(1, 1, 1, part="tests"), "part is 'tests'"),
        (lambda: draw_films(1, 1, 1, part="test", size=6, balls=1), "hardly any films"),
    ],
)
def test_errors(wrong, message):
    with pytest.raises((ValueError, TypeError), match=message):
        wrong()


def test_balls_move_in_straight_lines_between_the_walls():
    assert reflect(torch.arange(-3, 9), 0, 4).tolist() == [3, 2, 1, 0, 1, 2, 3, 4, 3, 2, 1, 0]
    films = bouncing_balls(20, 9, size=10, balls=1)
    assert films.shape == (20, 9, 1, 10, 10)
    assert set(films.unique().tolist()) == {0.0, 1.0}
    assert films.sum(dim=(2, 3, 4)).eq(13).all()  # a whole ball in each frame
    assert not (films[:, 1:] == films[:, :-1]).flatten(2).all(dim=2).any()
    places = torch.arange(10.0)
    rows = (films * places.view(-1, 1)).sum(dim=(2, 3, 4)) / 13
    bends = rows[:, 2:] - 2 * rows[:, 1:-1] + rows[:, :-2]
    inside = (rows[:, 1:-1] > 2) & (rows[:, 1:-1] < 7)
    assert bends[inside].abs().max() < 1e-5
    assert torch.equal(films, bouncing_balls(20, 9, size=10, balls=1))


def test_films_follow_from_the_seed():
    one, other = Films(4, number=3, seed=1), Films(4, number=3, seed=1)
    first = list(one)
    assert len(one) == len(first) == 3
    for left, right in zip(first, other, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(left, right, strict=True))
    assert not torch.equal(first[0][0], next(iter(one))[0])


def bytes_of(films):
    return {bytes(film.byte().flatten().tolist()) for film in films}


@pytest.mark.parametrize("balls", [1, 2])
def test_no_training_film_begins_as_one_to_test_with(balls):
    task = NextFrame(size=8, balls=balls, seen=3, ahead=2)
    trained = [seen for seen, _ in task.batches(64, 0)] + [seen for seen, _ in task.batches(64, 1)]
    train = bytes_of(torch.cat(trained))
    test, validation = (bytes_of(task.films(part)[0]) for part in ("test", "validation"))
    assert len(train) > 50
    assert min(len(test), len(validation)) > 5
    assert not train & test
    assert not train & validation
    assert not test & validation


def test_films_that_begin_alike_are_in_one_part():
    films = bouncing_balls(3000, 4, size=7, balls=1)
    parts = part_of(films[:, :3])
    by_beginning = {}
    for film, part in zip(films[:, :3], parts.tolist(), strict=True):
        by_beginning.setdefault(bytes(film.byte().flatten().tolist()), set()).add(part)
    assert 10 < len(by_beginning) < 100
    assert all(len(found) == 1 for found in by_beginning.values())
    assert torch.equal(parts, part_of(films[:, :3].clone()))
    shares = part_of(bouncing_balls(5000, 3)).bincount(minlength=10) / 5000
    assert 0.08 < shares.min() < shares.max() < 0.12
    assert sorted(i for part in PARTS.values() for i in part) == list(range(10))


def test_films_of_a_part_follow_from_the_seed():
    seen, ahead = draw_films(7, 3, 2, part="test", seed=4)
    assert seen.shape == (7, 3, 1, 12, 12)
    assert ahead.shape == (7, 2, 1, 12, 12)
    assert torch.equal(seen, draw_films(7, 3, 2, part="test", seed=4)[0])
    assert not torch.equal(seen, draw_films(7, 3, 2, part="test", seed=5)[0])


def test_guesses_without_learning():
    line = torch.zeros(1, 2, 1, 1, 4)
    line[0, 0, 0, 0, 0] = line[0, 1, 0, 0, 1] = 1.0
    assert copy_last(line, 2).flatten().tolist() == [0, 1, 0, 0] * 2
    assert keep_moving(line, 2).flatten().tolist() == [0, 0, 1, 0, 0, 0, 0, 1]
    still = FRAMES[:, :1].expand(-1, 3, -1, -1, -1)
    assert torch.equal(keep_moving(still, 2), copy_last(still, 2))


def test_f1():
    real = torch.tensor([1.0, 1.0, 0.0, 0.0])
    assert f1_score(real, real) == 1.0
    assert f1_score(1 - real, real) == 0.0
    assert f1_score(torch.tensor([1.0, 0.0, 0.0, 0.0]), real) == pytest.approx(2 / 3)
    assert f1_score(0 * real, 0 * real) == 1.0


def test_the_task_learns_and_is_restored():
    task = NextFrame(width=4, size=8, balls=1, seen=3, ahead=2)
    torch.manual_seed(0)
    net = task.build()
    optimizer = torch.optim.AdamW(net.parameters(), lr=2e-2)
    losses = []
    for batch in list(task.batches(8, 0))[:30]:
        optimizer.zero_grad()
        loss = task.loss(net, batch)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.8 * losses[0]
    figures = task.evaluate(net)
    assert next(iter(figures)) == "next"
    assert 0 < figures["next by copying"] < 1
    assert figures.keys() == task.validate(net).keys()
    assert figures != task.validate(net)
    other = NextFrame(**task.settings())
    again = other.build()
    again.load_state_dict(net.state_dict())
    assert other.evaluate(again) == figures
