"""What a process may take of the machine, and that it leaves nothing of its memory behind.

Only what is told as the usual limit is lowered, never what it may be raised to: a child may have other bounds.
"""

from __future__ import annotations

import contextlib
import resource

_MIB = 1 << 20
_USUAL_MIB = 512
_TIMES_A_PAYLOAD = 64


def leave_no_core() -> None:
    """Where this process or a child of it crashes, its memory is not written to the disk: payloads are in it."""
    with contextlib.suppress(ValueError, OSError):  # the machine does not know of such files
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def memory_to_make_papers(most_bytes: int) -> int:
    """Bytes of memory that a process which makes papers may take, of payloads of so many bytes at most.

    Measured: 95 MiB over 40,000 papers, or with files to be printed; 180 MiB over the largest payloads of 8 MiB, 20
    times their size beyond what is usual. So much more is allowed that only a fault or a row made for it comes near: it
    costs a row, and not the machine.
    """
    return _USUAL_MIB * _MIB + _TIMES_A_PAYLOAD * most_bytes


def take_no_more_than(memory: int) -> None:
    """Bytes of memory of its own that this process may take; what it maps of files is not counted. Children inherit it.

    Beyond it Python raises :class:`MemoryError`, and libraries that are not Python end the process.
    """
    with contextlib.suppress(ValueError, OSError):  # the machine allows less already
        resource.setrlimit(resource.RLIMIT_DATA, (memory, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def have_bounds_of_its_own() -> None:
    """Take away from this process the limit of memory that it inherited; it is to have another."""
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
