"""A process that is to end with the one that started it, whatever ends that."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int, how: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel end this process with the thread that started it, and end now where that is over already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, how)
    end_if_orphaned(parent)


def end_if_orphaned(parent: int) -> None:
    """End now where the process of this number is not the parent any more."""
    if hasattr(os, "getppid") and os.getppid() != parent:
        os._exit(1)


__all__ = ["end_if_orphaned", "end_with_parent"]
