"""What the processes of one run of the service share: a folder of 0700 that goes with it. Nobody's data are in it.

A run that was killed leaves its folder behind; the next one removes it. Who lives is told by a lock, which all
processes of a run have in common, and which the system opens when the last of them is gone.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
import time
from pathlib import Path

from service.web.heartbeat import Heartbeat

try:
    import fcntl
except ImportError:  # Windows has no such service
    fcntl = None  # type: ignore[assignment]

_PREFIX = "vanthu-run-"
_LOCK = "lock"
_SECONDS_OF_A_STRAY = 86_400
"""A folder without a lock, of an earlier version or about to get one: that of a run at work is touched all the time."""


class Run:
    """One run of the service. ``metrics`` is the folder of what its processes count, ``heartbeat`` that of batches."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.metrics = folder / "metrics"
        self.heartbeat = Heartbeat(folder / "batches-alive")
        self._lock: int | None = None

    @classmethod
    def begin(cls) -> Run:
        """A new one, in the folder for temporary files; those of killed ones go. Raises :class:`OSError`."""
        _remove_strays(Path(tempfile.gettempdir()))
        run = cls(Path(tempfile.mkdtemp(prefix=_PREFIX)))
        run._lock = _locked(run.folder)
        run.metrics.mkdir(mode=0o700)
        run.heartbeat.give()
        return run

    def end(self) -> None:
        """Wipe the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _locked(folder: Path) -> int | None:
    """The lock, which gets its name when it is locked: so nobody ever finds it open in a run that is beginning."""
    if fcntl is None:
        return None
    unnamed = folder / f"{_LOCK}.tmp"
    lock = os.open(unnamed, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    unnamed.rename(folder / _LOCK)
    return lock


def _remove_strays(parent: Path) -> None:
    for folder in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # it is gone, or not ours to look into
            if _is_ours(folder) and _has_ended(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    about = folder.lstat()
    return fcntl is not None and stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid()


def _has_ended(folder: Path) -> bool:
    """Whether no process has the lock."""
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        touched = max(each.lstat().st_mtime for each in (folder, *folder.iterdir()))
        return time.time() - touched > _SECONDS_OF_A_STRAY
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True
