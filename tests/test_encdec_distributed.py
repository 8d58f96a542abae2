"""Two processes take the steps that one process takes with the whole batch."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from encdec import Trainer
from encdec.distributed import ONE_PROCESS, Processes, processes

SCRIPT = Path(__file__).parent / "two_processes.py"
sys.path.insert(0, str(SCRIPT.parent))

from two_processes import build, new_batches  # noqa: E402


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """What both processes found, and their folder: started as torchrun does it."""
    folder = tmp_path_factory.mktemp("two")
    common = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free_port()), "WORLD_SIZE": "2"}
    started = [
        subprocess.Popen(
            [sys.executable, str(SCRIPT), str(folder)],
            env=os.environ | common | {"RANK": str(rank), "LOCAL_RANK": str(rank)},
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    errors = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0], errors
    return [torch.load(folder / f"results{rank}") for rank in range(2)], folder


def test_two_processes_are_one(results):
    model = build()
    losses = Trainer(model, lr=1e-2, progress=False).fit(new_batches(), 10)
    found = results[0][0]["plain"]
    for name, value in model.state_dict().items():
        torch.testing.assert_close(found["weights"][name], value, rtol=0, atol=1e-9)
    assert found["losses"] == pytest.approx(losses, abs=1e-9)


@pytest.mark.parametrize("part", ["plain", "whole", "interrupted"])
def test_they_stay_equal(results, part):
    one, other = (result[part] for result in results[0])
    assert one["losses"] == other["losses"]
    for name, value in one["weights"].items():
        assert torch.equal(value, other["weights"][name])


def test_an_interruption_of_one_stops_all_and_they_go_on(results):
    for result in results[0]:
        assert result["interrupted"]["stopped"] == 3
        assert result["interrupted"]["losses"] == result["whole"]["losses"]
        for name, value in result["whole"]["weights"].items():
            assert torch.equal(value, result["interrupted"]["weights"][name])


def test_the_first_one_evaluates_writes_and_prints(results):
    (one, other), folder = results
    assert one["plain"]["history"] == other["plain"]["history"] == [(5, 1.0), (10, 2.0)]
    assert (folder / "model0").exists()
    assert not (folder / "model1").exists()
    assert "10/10" in one["plain"]["shown"]
    assert other["plain"]["shown"] == ""


def test_a_loss_that_is_no_number_stops_all(results):
    for result in results[0]:
        assert result["not a number"] == "the loss is nan; try an lr below 0.003"


def test_one_process_needs_nothing(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    with processes() as group:
        assert (group.rank, group.size, group.is_first) == (0, 1, True)
        assert not torch.distributed.is_initialized()
        model = nn.Linear(1, 1)
        assert group.wrap(model) is model
        batch = (torch.ones(3, 1), torch.ones(3))
        assert group.share(batch) == (batch, True)
        assert group.total(torch.tensor(3)) == 3
        assert group.any(True) is True
        assert group.gather("a") == ["a"]
        assert group.from_first("a") == "a"


def test_shares_are_all_rows_once():
    batch = (torch.arange(5).unsqueeze(1), torch.arange(5))
    shares = [Processes(rank, 3).share(batch) for rank in range(3)]
    assert [rows[1].tolist() for rows, _ in shares] == [[0, 3], [1, 4], [2]]
    assert all(counts for _, counts in shares)
    single = [Processes(rank, 3).share([part[:1] for part in batch]) for rank in range(3)]
    assert [(rows[1].tolist(), counts) for rows, counts in single] == [
        ([0], True),
        ([0], False),
        ([0], False),
    ]
    assert ONE_PROCESS.size == 1
