"""How far a batch is, how fast it goes and how long it will still take."""

from __future__ import annotations

import math
from typing import NamedTuple

from service.batch.ledger import Batch, Progress

_LEAST_JOINED = 0.05
"""With less of the archive written, nobody can tell how long the rest takes."""


class Account(NamedTuple):
    """``rows`` is None until the file has been split; ``rate`` is in rows a second, ``seconds_left`` an estimate."""

    batch: Batch
    progress: Progress
    rows: int | None
    rate: float | None
    seconds_left: int | None

    @property
    def can_be_retried(self) -> bool:
        """Whether rows of it became no paper, and may yet."""
        return is_retriable(self.batch, self.progress)


def account_of(batch: Batch, progress: Progress, now: float, joined: float = 0.0) -> Account:
    """The account at the moment ``now``, in seconds since 1970; of the archive the part ``joined`` is written, of 1."""
    done = progress.ok + progress.failed
    passed = (batch.ended or now) - batch.begun if batch.begun is not None else 0
    rate = done / passed if done and passed > 0 else None
    left = None
    if rate and batch.state == "running":
        left = math.ceil((progress.rows - done) / rate)
    elif batch.state == "finishing" and joined >= _LEAST_JOINED:
        left = math.ceil((now - batch.updated) * (1 - min(joined, 1.0)) / joined)
    return Account(batch, progress, batch.rows_total, rate, left)


def is_retriable(batch: Batch, progress: Progress) -> bool:
    """A batch that is done, with rows that failed; or one that failed after its rows had been read."""
    if batch.state == "done":
        return progress.failed > 0
    return batch.state == "failed" and (batch.rows_total is not None or batch.trouble in ("changed", "broken"))
