"""A training that stops and goes on ends where one in one go ends, bit for bit."""

import copy
import random
import signal

import pytest
import torch
from torch import nn

from encdec import EncoderDecoder, Seq2SeqDecoder, Seq2SeqEncoder, Trainer
from encdec.checkpoint import load_checkpoint, load_weights, save_checkpoint
from encdec.data import Batches
from encdec.order import Stream, repeat
from encdec.schedule import warmup_inverse_sqrt
from encdec.stopping import EarlyStopping

SEQUENCES = [[random.Random(n).randint(4, 9) for _ in range(n % 4 + 1)] for n in range(13)]


def build():
    torch.manual_seed(0)
    random.seed(0)
    sizes = (10, 4, 6, 2, 0.5)  # dropout between two layers
    return EncoderDecoder(Seq2SeqEncoder(*sizes), Seq2SeqDecoder(*sizes))


def new_batches(cls=Batches):
    return cls(SEQUENCES, SEQUENCES, batch_size=3, seed=7)  # 5 batches a pass


class Uncounted(Batches):
    """Counts its passes where nobody sees it; the last ones are longer."""

    @property
    def passes(self):
        return "hidden"

    @passes.setter
    def passes(self, value):
        pass

    def __iter__(self):
        self.number = getattr(self, "number", 0) + 1
        order = list(SEQUENCES)
        random.Random(self.number).shuffle(order)
        yield from Batches(order[self.number :], order[self.number :], 3)


def noisy(model, batch):
    """A loss that draws random numbers of both kinds."""
    enc_X, targets, valid_len = batch
    dec_X = targets.masked_fill(torch.rand(targets.shape) < random.random(), 3)
    return model(enc_X, dec_X, valid_len).logsumexp(-1).mean()


def same(one, other):
    pairs = zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


def save_to(path, trainer):
    return lambda: save_checkpoint(path, trainer.model, task="t", settings={}, trainer=trainer)


def load_from(path, **settings):
    torch.manual_seed(99)
    random.seed(99)
    found = load_checkpoint(path)
    model = build()
    load_weights(model, found.weights, path)
    trainer = Trainer(model, progress=False, **settings)
    trainer.load_state_dict(found.training)
    torch.manual_seed(99)
    random.seed(99)
    return trainer


@pytest.mark.parametrize("cls", [Batches, Uncounted])
@pytest.mark.parametrize("loss", [None, noisy])
def test_ten_and_ten_steps_are_twenty(tmp_path, cls, loss):
    whole = Trainer(build(), loss=loss, progress=False)
    losses = whole.fit(new_batches(cls), 20)
    first = Trainer(build(), loss=loss, progress=False)
    save = save_to(tmp_path / "model", first)

    def stop():
        save()
        raise StopIteration

    with pytest.raises(StopIteration):
        first.fit(new_batches(cls), 20, save=stop, save_every=10)
    second = load_from(tmp_path / "model", loss=loss)
    assert second.steps_done == 10
    assert second.fit(new_batches(cls), 20) == losses
    assert same(second.model, whole.model)
    assert not same(first.model, whole.model)


def test_saving_changes_nothing(tmp_path):
    plain, saving = Trainer(build(), progress=False), Trainer(build(), progress=False)
    build()
    torch.manual_seed(1)
    losses = plain.fit(new_batches(), 6)
    torch.manual_seed(1)
    assert (
        saving.fit(new_batches(), 6, save=save_to(tmp_path / "m", saving), save_every=1) == losses
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_training_goes_on(tmp_path, number):
    class Interrupted(Batches):
        def __iter__(self):
            for i, batch in enumerate(super().__iter__()):
                if self.passes == 2 and i == 1:
                    signal.raise_signal(number)  # in the middle of step 7
                yield batch

    whole = Trainer(build(), progress=False)
    losses = whole.fit(new_batches(), 12)
    first = Trainer(build(), progress=False)
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt):
        first.fit(new_batches(Interrupted), 12, save=save_to(tmp_path / "model", first))
    assert signal.getsignal(number) is before
    assert first.steps_done == 7
    second = load_from(tmp_path / "model")
    assert second.fit(new_batches(), 12) == losses
    assert same(second.model, whole.model)


def test_a_second_interruption_does_not_wait():
    def loss(model, batch):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        raise AssertionError

    trainer = Trainer(build(), loss=loss, progress=False)
    with pytest.raises(KeyboardInterrupt):
        trainer.fit(new_batches(), 3)
    assert trainer.steps_done == 0
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_programs_own_handler_stays(monkeypatch):
    seen = []
    before = signal.signal(signal.SIGINT, lambda *_: seen.append(1))
    try:
        Trainer(
            build(), loss=lambda m, b: signal.raise_signal(signal.SIGINT) or m(*b[:2]).mean()
        ).fit(new_batches(), 2)
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen == [1, 1]


def test_the_next_fit_starts_anew():
    trainer = Trainer(build(), progress=False)
    trainer.fit(new_batches(), 3)
    twin = copy.deepcopy(trainer.model)
    state = copy.deepcopy(trainer.optimizer.state_dict())
    torch.manual_seed(3)
    losses = trainer.fit(new_batches(), 4)
    assert len(losses) == trainer.steps_done == 4
    other = Trainer(twin, progress=False)
    other.optimizer.load_state_dict(state)
    torch.manual_seed(3)
    assert other.fit(new_batches(), 4) == losses


def test_more_steps_than_planned(tmp_path):
    settings = {"schedule": warmup_inverse_sqrt, "warmup": 0.0}
    whole = Trainer(build(), progress=False, **settings)
    losses = whole.fit(new_batches(), 8)
    first = Trainer(build(), progress=False, **settings)
    first.fit(new_batches(), 5)
    save_to(tmp_path / "model", first)()
    second = load_from(tmp_path / "model", **settings)
    assert second.fit(new_batches(), 8) == losses  # this schedule knows no last step
    assert same(second.model, whole.model)


def rising_and_falling(figures):
    figures = iter(figures)
    return lambda model: {"figure": next(figures), "other": 9.0}


def test_early_stopping_keeps_the_best(tmp_path):
    weights = []
    trainer = Trainer(build(), progress=False)
    stopping = EarlyStopping(rising_and_falling([0.1, 0.5, 0.4, 0.5, 0.9]), every=2, patience=2)
    original = stopping.update

    def update(model, *args):
        weights.append(copy.deepcopy(model))
        return original(model, *args)

    stopping.update = update
    losses = trainer.fit(new_batches(), 20, stopping=stopping)
    assert len(losses) == 8
    assert stopping.history == [(2, 0.1), (4, 0.5), (6, 0.4), (8, 0.5)]
    assert (stopping.best, stopping.best_step) == (0.5, 4)
    assert stopping.exhausted
    assert same(trainer.model, weights[1])
    assert not same(trainer.model, weights[3])
    save_to(tmp_path / "model", trainer)()
    again = load_from(tmp_path / "model")
    over = EarlyStopping(rising_and_falling([]), every=2, patience=2)
    assert again.fit(new_batches(), 20, stopping=over) == losses  # it stays stopped
    assert same(again.model, trainer.model)


def test_early_stopping_resumes(tmp_path):
    figures = [0.1, 0.5, 0.4, 0.3, 0.2]
    whole = Trainer(build(), progress=False)
    whole.fit(new_batches(), 10, stopping=EarlyStopping(rising_and_falling(figures), every=2))
    first = Trainer(build(), progress=False)
    stopping = EarlyStopping(rising_and_falling(figures), every=2)

    def stop():
        save_to(tmp_path / "model", first)()
        raise StopIteration

    with pytest.raises(StopIteration):
        first.fit(new_batches(), 10, stopping=stopping, save=stop, save_every=6)
    second = load_from(tmp_path / "model")
    stopping = EarlyStopping(rising_and_falling(figures[3:]), every=2)
    second.fit(new_batches(), 10, stopping=stopping)
    assert [figure for _, figure in stopping.history] == figures
    assert same(second.model, whole.model)


def test_evaluation_is_in_evaluation_mode_and_at_the_end():
    seen = []

    def evaluate(model):
        seen.append((model.training, torch.is_grad_enabled()))
        return float("nan")

    stopping = EarlyStopping(evaluate, every=2, patience=None)
    model = build()
    Trainer(model, progress=False).fit(new_batches(), 5, stopping=stopping)
    assert seen == [(False, False)] * 3  # after 2, 4 and 5 steps
    assert stopping.best_weights == {}
    assert not stopping.exhausted


@pytest.mark.parametrize("wrong", [{"every": 0}, {"patience": 0}])
def test_wrong_settings_of_early_stopping(wrong):
    with pytest.raises(ValueError, match="is 0; expected at least 1"):
        EarlyStopping(lambda model: 0.0, **wrong)


def test_a_stream_knows_its_position():
    stream = Stream(new_batches())
    assert stream.position == (0, 0)
    taken = [next(stream) for _ in range(12)]
    assert stream.position == (2, 2)
    for position, step in (((0, 0), 0), ((0, 5), 5), ((1, 0), 5), ((2, 1), 11)):
        again = next(Stream(new_batches(), position))
        assert all(torch.equal(a, b) for a, b in zip(again, taken[step], strict=True))
    assert list(repeat([1, 2, 3], 7, 4)) == [1, 2, 3]
    assert list(repeat(Stream([1, 2, 3], (5, 2)), 2)) == [3, 1]
    with pytest.raises(ValueError, match="batches ended after 4 of 5 steps"):
        list(repeat([], 5, 4))


def test_a_stream_begins_with_the_next_pass():
    batches = new_batches()
    list(batches)
    assert Stream(batches).position == (1, 0)


def test_a_model_without_a_decoder():
    torch.manual_seed(0)
    model = nn.Linear(2, 1)
    X = torch.randn(16, 2)
    batch = (X, X.sum(1, keepdim=True))

    def loss(model, batch):
        return nn.functional.mse_loss(model(batch[0]), batch[1])

    losses = Trainer(model, loss=loss, lr=0.1, progress=False).fit([batch], 100)
    assert losses[-1] < 1e-3 < losses[0]
