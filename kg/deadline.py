"""A limit on the time that a piece of work in this process may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN = 1.0  # seconds after which it is said again to a library that swallowed it


class TookTooLong(BaseException):
    """The time is up. Not an Exception: libraries that answer every error of their own would swallow it."""


@contextmanager
def deadline(seconds: float | None) -> Iterator[None]:
    """Raises TookTooLong inside the block once `seconds` have passed; without a limit for None, and where only the main thread can have one."""
    if seconds is None or threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise TookTooLong
