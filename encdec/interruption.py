"""Ctrl-C that waits for the end of a step, so that what is saved is whole.

An exception in the middle of an optimizer's step leaves some weights new and some old. Here the
signal is only noted, and the training stops where it can go on later.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

#: The signals that ask a training to stop: Ctrl-C, and what ``kill`` and job queues send.
SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def noted_signals(*, impatient: bool = True) -> Iterator[Callable[[], bool]]:
    """Note Ctrl-C and SIGTERM instead of stopping at once; yield a function that tells of it.

    impatient: a second Ctrl-C raises KeyboardInterrupt at once. Signals that the program handles
    in its own way, and threads other than the main one, are left alone.
    """
    noted: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        noted.append(number)
        if impatient and noted.count(signal.SIGINT) > 1:
            raise KeyboardInterrupt

    before = {}
    if threading.current_thread() is threading.main_thread():
        usual = (signal.SIG_DFL, signal.default_int_handler)
        before = {s: signal.getsignal(s) for s in SIGNALS if signal.getsignal(s) in usual}
    try:
        for number in before:
            signal.signal(number, note)
        yield lambda: bool(noted)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
