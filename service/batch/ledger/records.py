"""What the ledger takes and tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from service.batch.ledger.tables import OPEN_STATES, State
from service.batch.rows import RowError
from service.errors import Message


class Order(NamedTuple):
    """What is asked for. ``key`` names the order: an owner's second one with it is the first; none has no second.

    ``asked`` is the SHA-256 of all that the caller asked for, ``retry_of`` the batch of which this is the rest.
    """

    owner: str
    slug: str
    key: str | None
    source: str
    input_sha256: str
    template_hash: str
    options: dict[str, Any]
    days: int
    asked: str = ""
    retry_of: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it stands; times are seconds since 1970.

    ``trouble`` is "disk-full" while there is no room, and in a batch that failed "refused" (the caller's fault),
    "stopped" (at an error, as asked for), "changed" or "broken". ``judge_only``: there are faults that belong to no
    paper, so that none is made. ``begun`` is when its first chunk could be made, ``updated`` when it came into its
    state, ``ended`` when it was over.
    """

    id: str
    owner: str
    slug: str
    source: str
    template_hash: str
    options: dict[str, Any]
    state: State
    trouble: str
    reason: Message
    rows_total: int | None
    created: int
    updated: int
    expires: int
    judge_only: bool
    asked: str
    retry_of: str | None
    begun: int | None
    ended: int | None

    @property
    def is_open(self) -> bool:
        """Whether something is left to be done."""
        return self.state in OPEN_STATES

    @property
    def day(self) -> date:
        """The day that drafts are judged by."""
        return datetime.fromtimestamp(self.created, UTC).astimezone().date()


class Progress(NamedTuple):
    """How far a batch is: rows in all, made and failed; papers made, companions too; chunks in all and done."""

    rows: int
    ok: int
    failed: int
    papers: int
    chunks: int
    done: int


class Pending(NamedTuple):
    """A chunk that is not done."""

    number: int
    offset: int
    rows: int
    attempts: int


class DonePart(NamedTuple):
    """A chunk that is done, and the size of its part in bytes."""

    number: int
    size: int


class Waiting(NamedTuple):
    """An unfinished batch: its state, when it was received (seconds since 1970), its rows that are not done yet."""

    state: State
    created: int
    rows: int


class Ended(NamedTuple):
    """A batch that came to its end: done, failed or expired; of one that expired nothing is counted any more."""

    batch: Batch
    progress: Progress


class PlacedError(NamedTuple):
    """An error of a row, and which one of it this is, from 1."""

    position: int
    error: RowError
