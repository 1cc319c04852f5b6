"""How often somebody may ask, counted over all worker processes.

The counts lie in a table of memory that is shared by the processes forked after it was made. Each place of it holds the
hash of a name and the moment at which its requests will have been used up evenly (the generic cell rate algorithm): 16
bytes for each caller, whatever the limit. The lock is one that the kernel gives back where its process is killed.
"""

from __future__ import annotations

import fcntl
import hashlib
import math
import mmap
import os
import secrets
import struct
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

SECONDS = 60
"""All rates are requests in so many seconds; so many may come at once."""
_PLACE = struct.Struct("<8sd")
_PLACES_OF_A_NAME = 8
_ROWS = 8192


class Verdict(NamedTuple):
    """What became of a request: whether it is let through, of ``most`` how many are left, and seconds to wait.

    ``wait`` is when the next request is let through where this one is not, else when all ``most`` are there again.
    """

    allowed: bool
    most: int
    left: int
    wait: int


class Rates:
    """Counts of requests by name. To be made before the processes that share it. ``clock`` gives seconds.

    Where a great many names come within a minute, those that asked least are forgotten first.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock  # CLOCK_MONOTONIC is one for all processes of the machine
        self._salt = secrets.token_bytes(16)
        size = _ROWS * _PLACES_OF_A_NAME * _PLACE.size
        self._file, path = tempfile.mkstemp()
        os.unlink(path)  # noqa: PTH108  # nobody else is to find it; it lasts as long as it is open
        weakref.finalize(self, os.close, self._file)
        os.truncate(self._file, size)
        self._table = mmap.mmap(self._file, size)
        self._lock = threading.Lock()  # the other one is for processes, and lets all threads of one in

    def ask(self, name: str, most: int) -> Verdict:
        """Count a request of ``name``, of whom ``most`` are let through in :data:`SECONDS`."""
        digest = hashlib.blake2b(name.encode(errors="replace"), digest_size=12, key=self._salt).digest()
        row = int.from_bytes(digest[8:], "big") % _ROWS
        apart, now = SECONDS / most, self._clock()
        with self._alone():
            place, used_up = self._find(row, digest[:8], now)
            used_up = max(used_up, now)
            ahead = used_up - now
            if ahead > SECONDS - apart + 1e-6:
                return Verdict(False, most, 0, max(1, math.ceil(ahead + apart - SECONDS)))
            _PLACE.pack_into(self._table, place, digest[:8], used_up + apart)
        return Verdict(True, most, int((SECONDS - ahead - apart) / apart + 1e-6), math.ceil(ahead + apart))

    def _find(self, row: int, mark: bytes, now: float) -> tuple[int, float]:
        """The place of a name, and the moment that stands there; a place to be taken where it has none."""
        found: tuple[float, int] | None = None
        for number in range(_PLACES_OF_A_NAME):
            place = (row * _PLACES_OF_A_NAME + number) * _PLACE.size
            known, used_up = _PLACE.unpack_from(self._table, place)
            if known == mark:
                return place, used_up
            if found is None or used_up < found[0]:
                found = (used_up, place)
        return (found[1] if found else 0), now

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)
