"""The processes of a running service, by what they do, and their memory; from /proc."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import NamedTuple

SECONDS_BETWEEN_SAMPLES = 1.0
_KIB_OF_A_PAGE = os.sysconf("SC_PAGE_SIZE") // 1024


class Roles(NamedTuple):
    """Numbers of processes: the web server, its workers, the worker of batches, those who make its papers.

    Empty where there is none at the moment.
    """

    web: list[int]
    workers: list[int]
    batches: list[int]
    makers: list[int]


class _Entry(NamedTuple):
    pid: int
    parent: int
    started: int


def roles_below(watch: int) -> Roles:
    """The processes of the ``vanthu serve`` with this number; those that have ended are left out.

    The web server is what it started first, and holds as long as nobody kills that one.
    """
    entries = _living()
    direct = _children(entries, watch)
    web, batches = direct[:1], direct[1:]
    makers = [pid for each in batches for pid in _children(entries, each) if b"spawn_main" in _command(pid)]
    return Roles(web, [pid for each in web for pid in _children(entries, each)], batches, makers)


def _children(entries: list[_Entry], parent: int) -> list[int]:
    found = sorted((each.started, each.pid) for each in entries if each.parent == parent)
    return [pid for _, pid in found]


def _living() -> list[_Entry]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                found.append(_Entry(int(folder.name), int(fields[1]), int(fields[19])))
    return found


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def resident_kib(pid: int) -> int:
    """Resident memory; 0 where the process has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _KIB_OF_A_PAGE
    except OSError:
        return 0


class Sample(NamedTuple):
    """What one process had at a moment of the monotonic clock."""

    role: str
    pid: int
    moment: float
    kib: int


class MemoryWatch(threading.Thread):
    """Samples the memory of every process of a service, once a second, until it is told to stop."""

    def __init__(self, watch: int) -> None:
        super().__init__(daemon=True)
        self._watch = watch
        self._stop_asked = threading.Event()
        self.samples: list[Sample] = []

    def run(self) -> None:
        """Sample."""
        while not self._stop_asked.wait(SECONDS_BETWEEN_SAMPLES):
            now = time.monotonic()
            for role, pids in roles_below(self._watch)._asdict().items():
                measured = ((pid, resident_kib(pid)) for pid in pids)
                self.samples += [Sample(role, pid, now, kib) for pid, kib in measured if kib]

    def stop(self) -> None:
        """No more."""
        self._stop_asked.set()
        self.join()
