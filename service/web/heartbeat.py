"""A sign of life that one process gives and another looks for: a file that is touched."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

_SECONDS_BETWEEN = 2.0
SECONDS_ALIVE = 30.0
"""For so long after its last sign a process counts as alive: it may be starting."""


class Heartbeat:
    """The sign of one process, in ``file``."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._given = float("-inf")

    def give(self) -> None:
        """Give the sign, at most every two seconds; a disk that is full is no reason to stop."""
        now = time.monotonic()
        if now - self._given >= _SECONDS_BETWEEN:
            self._given = now
            with contextlib.suppress(OSError):
                os.close(os.open(self._file, os.O_CREAT | os.O_WRONLY, 0o600))
                os.utime(self._file)

    def silence(self) -> float:
        """Seconds since the last sign; infinite where there was none."""
        try:
            return max(0.0, time.time() - self._file.stat().st_mtime)
        except OSError:
            return float("inf")
