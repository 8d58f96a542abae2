"""Doing the same for several languages at the same time."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

Result = TypeVar("Result")

_work: Callable[[str], Any] | None = None  # what the processes do; they are forked with it


def each(work: Callable[[str], Result], codes: Sequence[str], *, apart: bool) -> Iterator[Result]:
    """Yield what is done for each language, in order.

    Args:
        work: what is done; its result is pickled if it comes from another process.
        codes: the languages.
        apart: whether to give each language a process, where processes can be forked: they know
            what this one has read. The results are the same.

    """
    global _work
    processes = min(len(codes), os.cpu_count() or 1)
    if not apart or processes < 2 or not sys.platform.startswith("linux"):
        yield from map(work, codes)
        return
    _work = work
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            yield from pool.imap(_one, codes)
    finally:
        _work = None


def _one(code: str) -> Any:
    assert _work is not None  # the process was forked with it
    return _work(code)
