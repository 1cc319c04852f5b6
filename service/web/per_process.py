"""What holds connections is opened once in each process: they must not cross the fork that makes the workers."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Opened = TypeVar("Opened")


class OncePerProcess(Generic[Opened]):
    """Opens something when it is first asked for in this process, and gives the same from then on."""

    def __init__(self, open_it: Callable[[], Opened]) -> None:
        self._open = open_it
        self._lock = threading.Lock()
        self._process = 0

    def __call__(self) -> Opened:
        """That of this process. Raises what opening it raises."""
        with self._lock:
            if self._process != os.getpid():
                self._opened = self._open()
                self._process = os.getpid()
            return self._opened
