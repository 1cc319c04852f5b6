"""Which batch this process is at work on, for whoever writes its log."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

_BATCH: ContextVar[str] = ContextVar("batch", default="")


def batch_at_work() -> str:
    """The id of the batch, "" where there is none."""
    return _BATCH.get()


@contextlib.contextmanager
def at_work_on(batch: str) -> Iterator[None]:
    """Until the end this process is at work on a batch."""
    token = _BATCH.set(batch)
    try:
        yield
    finally:
        _BATCH.reset(token)
