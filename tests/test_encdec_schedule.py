import itertools

import pytest
import torch
from torch import nn

from encdec import Trainer
from encdec.schedule import SCHEDULES, warmup_cosine, warmup_inverse_sqrt


@pytest.mark.parametrize("schedule", SCHEDULES.values())
def test_it_rises_then_falls(schedule):
    rates = [schedule(step, 100, 0.1) for step in range(100)]
    assert rates[:10] == pytest.approx([i / 10 for i in range(1, 11)])
    assert max(rates) == 1.0
    assert all(a > b for a, b in itertools.pairwise(rates[10:]))
    assert all(rate > 0 for rate in rates)
    assert schedule(0, 1, 0.0) == 1.0


def test_the_inverse_square_root_halves_after_four_times_as_many_steps():
    rates = [warmup_inverse_sqrt(step, 100, 0.1) for step in range(100)]
    assert rates[39] == pytest.approx(0.5)
    assert rates[89] == pytest.approx(1 / 3)
    assert warmup_cosine(99, 100) < 0.001 < 0.3 < rates[99]


def test_a_trainer_follows_its_schedule():
    seen = []
    model = nn.Linear(1, 1)
    trainer = Trainer(
        model,
        loss=lambda m, b: seen.append(trainer.optimizer.param_groups[0]["lr"]) or m(b[0]).mean(),
        schedule=lambda step, steps, warmup: (step + 1) / steps,
        lr=0.5,
        progress=False,
    )
    trainer.fit([(torch.ones(1, 1), torch.ones(1))], 4)
    assert seen == [0.125, 0.25, 0.375, 0.5]
