import copy
import itertools

import pytest
import torch
from torch import nn

from encdec import (
    EncoderDecoder,
    Seq2SeqDecoder,
    Seq2SeqEncoder,
    Trainer,
    forward_with_state,
    masked_cross_entropy,
    teacher_forcing,
    warmup_cosine,
)
from encdec.training import repeat

ENC_X = torch.tensor([[4, 5, 6], [7, 8, 0]])
TARGETS = torch.tensor([[6, 5, 4, 2], [8, 7, 2, 0]])
BATCH = (ENC_X, TARGETS, torch.tensor([3, 2]))


def build():
    torch.manual_seed(0)
    return EncoderDecoder(Seq2SeqEncoder(10, 8, 16, 1), Seq2SeqDecoder(10, 8, 16, 1))


def test_teacher_forcing_shifts_by_one():
    assert teacher_forcing(TARGETS, 1).tolist() == [[1, 6, 5, 4], [1, 8, 7, 2]]


def test_the_learning_rate_rises_then_falls():
    rates = [warmup_cosine(step, 100) for step in range(100)]
    assert rates[:10] == pytest.approx([i / 10 for i in range(1, 11)])
    assert rates[10] == 1.0
    assert all(a > b for a, b in itertools.pairwise(rates[10:]))
    assert rates[55] == pytest.approx(0.5)
    assert 0 < rates[-1] < 0.001
    assert warmup_cosine(0, 1, 0.0) == 1.0


def test_it_learns_by_heart():
    trainer = Trainer(build(), lr=2e-2, progress=False)
    losses = trainer.fit([BATCH], steps=60)
    assert len(losses) == 60
    assert losses[0] > 1.5
    assert losses[-1] < 0.1
    model = trainer.model
    assert torch.equal(
        model(ENC_X, teacher_forcing(TARGETS, 1), BATCH[2]).argmax(-1)[TARGETS != 0],
        TARGETS[TARGETS != 0],
    )


def test_a_seed_fixes_the_result():
    runs = [Trainer(build(), progress=False).fit([BATCH], steps=3) for _ in range(2)]
    assert runs[0] == runs[1]


def test_a_model_in_another_dialect_learns_the_same():
    class ReturnsState(nn.Module):
        def __init__(self, model):
            super().__init__()
            self.encoder, self.decoder = model.encoder, model.decoder

        def forward(self, enc_X, dec_X, *args):
            return forward_with_state(self, enc_X, dec_X, *args)

    model = build()
    foreign = ReturnsState(copy.deepcopy(model))
    ours = Trainer(model, progress=False).fit([BATCH], steps=3)
    assert ours == Trainer(foreign, progress=False).fit([BATCH], steps=3)


def test_every_step_is_adamw_on_clipped_gradients():
    model = build()
    twin = copy.deepcopy(model)
    Trainer(model, lr=1e-2, clip=0.5, progress=False).fit([BATCH], steps=5)
    optimizer = torch.optim.AdamW(twin.parameters(), lr=1e-2, betas=(0.9, 0.98))
    loss = Trainer(twin, progress=False).loss
    for step in range(5):
        optimizer.param_groups[0]["lr"] = 1e-2 * warmup_cosine(step, 5)
        optimizer.zero_grad()
        loss(BATCH).backward()
        assert nn.utils.clip_grad_norm_(twin.parameters(), 0.5) > 0.5
        optimizer.step()
    for ours, theirs in zip(model.parameters(), twin.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs)


@pytest.mark.parametrize("training", [True, False])
def test_the_mode_is_restored_and_training_trains(training):
    model, seen = build(), []
    model.register_forward_pre_hook(lambda module, args: seen.append(module.training))
    model.train(training)
    trainer = Trainer(model, progress=False)
    trainer.fit([BATCH], steps=1)
    with pytest.raises(TypeError, match="batches yielded a Tensor; expected"):
        trainer.fit([ENC_X], steps=1)
    assert seen == [True]
    assert model.training is training


def test_batches_are_gone_through_again():
    assert list(repeat("abc", 7)) == list("abcabca")
    assert list(repeat(iter("abc"), 3)) == list("abc")


@pytest.mark.parametrize("batches", [[], iter([BATCH])])
def test_too_few_batches(batches):
    with pytest.raises(ValueError, match=r"batches ended after \d of 5 steps"):
        Trainer(build(), progress=False).fit(batches, steps=5)


def test_a_loss_that_is_no_number_stops_the_training():
    model = build()
    nn.init.constant_(model.decoder.dense.bias, float("nan"))
    with pytest.raises(FloatingPointError, match="the loss is nan"):
        Trainer(model, progress=False).fit([BATCH], steps=2)


def test_the_progress_bar(capsys):
    Trainer(build()).fit([BATCH], steps=2)
    assert capsys.readouterr() == ("", "")  # no terminal, no bar
    Trainer(build(), progress=True).fit([BATCH], steps=2)
    out, err = capsys.readouterr()
    assert out == ""
    assert "2/2" in err
    assert "loss=" in err


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"lr": 0}, "lr is 0; expected a number greater than 0"),
        ({"clip": -1.0}, "clip is -1.0"),
        ({"warmup": 1.0}, "warmup is 1.0"),
        ({"precision": "float16"}, "precision is 'float16'; expected one of 'float32', 'bfloat16'"),
        ({"label_smoothing": -0.1}, "label_smoothing is -0.1"),
        ({"label_smoothing": 0.1, "loss": max}, "label_smoothing is 0.1 and loss is given"),
    ],
)
def test_wrong_settings_are_named(settings, message):
    with pytest.raises(ValueError, match=message):
        Trainer(build(), **settings)


def test_zero_steps():
    with pytest.raises(ValueError, match="steps is 0; expected at least 1"):
        Trainer(build(), progress=False).fit([BATCH], steps=0)


def test_label_smoothing_is_passed_on():
    model = build()
    smooth = Trainer(model, label_smoothing=0.1, progress=False).loss(BATCH)
    logits = model(ENC_X, teacher_forcing(TARGETS, 1), BATCH[2])
    torch.testing.assert_close(smooth, masked_cross_entropy(logits, TARGETS, label_smoothing=0.1))
    assert smooth != Trainer(model, progress=False).loss(BATCH)


def test_bfloat16_computes_in_sixteen_bits_and_keeps_the_weights():
    seen = []

    def loss(model, batch):
        logits = model(batch[0], teacher_forcing(batch[1], 1), batch[2])
        seen.append(logits.dtype)
        return masked_cross_entropy(logits, batch[1])

    trainer = Trainer(build(), loss=loss, precision="bfloat16", lr=2e-2, progress=False)
    losses = trainer.fit([BATCH], steps=60)
    assert set(seen) == {torch.bfloat16}
    assert losses[-1] < 0.2 < losses[0]
    assert {p.dtype for p in trainer.model.parameters()} == {torch.float32}


def test_float64_models_learn():
    losses = Trainer(build().double(), lr=2e-2, progress=False).fit([BATCH], steps=60)
    assert losses[-1] < 0.1


def test_a_compiled_model_learns_the_same():
    model = build()
    twin = copy.deepcopy(model)
    ours = Trainer(model, progress=False).fit([BATCH], steps=3)
    compiled = torch.compile(twin, backend="eager")
    assert Trainer(compiled, progress=False).fit([BATCH], steps=3) == pytest.approx(ours)
    torch.testing.assert_close(model.state_dict(), twin.state_dict())


def test_losses_are_looked_at_late_where_looking_is_slow(monkeypatch):
    trainer = Trainer(build(), progress=False)
    wanted = Trainer(build(), progress=False).fit([BATCH], steps=25)
    monkeypatch.setattr("encdec.training.looks_are_free", lambda device: False)
    assert trainer.fit([BATCH], steps=25) == wanted
    nn.init.constant_(trainer.model.decoder.dense.bias, float("nan"))
    with pytest.raises(FloatingPointError, match="the loss is nan"):
        trainer.fit([BATCH], steps=25)
