"""Two contestants that take turns, each in a process of its own.

In one process the libraries would disturb each other: OpenMP lets no thread wait busily as soon
as all pools together have more threads than the machine has cores. A pool of two threads for
PyTorch and one for ctranslate2 slow down both, by nearly half on two cores.
"""

import argparse
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

import torch
from contest import SMOKE, Builder, Sizes, check, random_batch

CLOCKS: dict[str, Callable[[], float]] = {"wall": time.perf_counter, "cpu": time.process_time}


class Player:
    """A contestant in a process of its own, which waits asleep while it is not its turn."""

    def __init__(self, build: Builder, options: argparse.Namespace) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, other = context.Pipe()
        self._process = context.Process(target=_play, args=(other, build, options), daemon=True)
        self._process.start()
        other.close()
        self.parameters: int
        self.tasks: tuple[str, ...]
        self.parameters, self.tasks = self._receive()

    def run(self, task: str) -> float:
        """Do the task once and return its time in milliseconds."""
        self._connection.send(task)
        milliseconds: float = self._receive()
        return milliseconds

    def _receive(self) -> Any:
        answer = self._connection.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def __enter__(self) -> "Player":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.join()


def take_turns(
    players: tuple[Player, Player], task: str, options: argparse.Namespace
) -> tuple[list[float], list[float]]:
    """Let both do the task once to warm up, then time them in turns, A B A B …"""
    started = time.perf_counter()
    for player in players:
        player.run(task)
    slow = time.perf_counter() - started > options.patience
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(1 if slow else options.repeat):
        for player, found in zip(players, times, strict=True):
            found.append(player.run(task))
    return times


def _play(connection: Connection, build: Builder, options: argparse.Namespace) -> None:
    """Build the contestant, then do each task that is asked for, and check that it was done."""
    try:
        torch.set_num_threads(options.threads)
        torch.manual_seed(0)
        sizes = SMOKE if options.smoke else Sizes()
        contestant = build(sizes, random_batch(sizes))
        connection.send((contestant.parameters, tuple(contestant.programs)))
        clock, checked = CLOCKS[options.clock], set[str]()
        while True:
            task = connection.recv()
            start = clock()
            result = contestant.programs[task]()
            milliseconds = round(1000 * (clock() - start), 2)
            if task not in checked:
                check(task, result, sizes)
                checked.add(task)
            connection.send(milliseconds)
    except EOFError:  # the benchmark has ended
        return
    except Exception as error:
        connection.send(RuntimeError(f"{type(error).__name__}: {error}"))
