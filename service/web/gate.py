"""How much heavy work one worker does at a time: a thread is always left for what is light."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

PATIENCE = 2.0
"""Seconds for which a worker may have finished nothing before it sends further work away."""


class Gate:
    """Lets so many threads of a process in; others wait until one comes out.

    But not without end: where nobody has come out for ``patience`` seconds, who comes is sent away at once. So a worker
    that is quick has a queue, and one that is stuck has none. ``clock`` gives seconds.
    """

    def __init__(self, width: int, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic) -> None:
        self._width = width
        self._patience = patience
        self._clock = clock
        self._condition = threading.Condition()
        self._inside = 0
        self._moved = 0.0

    def enter(self) -> bool:
        """Whether the thread was let in; then it is to :meth:`leave`."""
        with self._condition:
            if self._inside < self._width:
                self._moved = self._clock()
            while self._inside >= self._width:
                rest = self._moved + self._patience - self._clock()
                if rest <= 0:
                    return False
                self._condition.wait(rest)
            self._inside += 1
            return True

    def leave(self) -> None:
        """Come out."""
        with self._condition:
            self._inside -= 1
            self._moved = self._clock()
            self._condition.notify()
