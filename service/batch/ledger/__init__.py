"""The ledger: what batches there are, what is done of each, what was wrong. It is the truth; no payload is in it."""

from __future__ import annotations

from collections.abc import Callable

from service.batch.ledger.ledger import Ledger
from service.batch.ledger.records import Batch, Ended, Order, PlacedError, Progress, Waiting
from service.batch.ledger.tables import OPEN_STATES, State
from service.batch.refusals import LedgerBusy
from service.database.engine import open_engine
from service.database.faults import DatabaseBusy, DatabaseFault
from service.errors import BatchFault

__all__ = [
    "OPEN_STATES",
    "Batch",
    "Ended",
    "Ledger",
    "Order",
    "PlacedError",
    "Progress",
    "State",
    "Waiting",
    "open_ledger",
]


def open_ledger(url: str, wait_seconds: float = 30.0, told: Callable[[Ended], object] = lambda ended: None) -> Ledger:
    """The ledger at a database URL, brought to the newest form. Raises :class:`service.errors.BatchFault`.

    ``wait_seconds`` is how long to wait for another process that writes to SQLite. To be called once, before any
    process is started that does so too. ``told`` hears of each batch that is done, failed or expired.
    """
    try:
        return Ledger(open_engine(url, int(wait_seconds * 1000)), told)
    except DatabaseBusy as busy:
        raise LedgerBusy(str(busy)) from None
    except DatabaseFault as fault:
        raise BatchFault(str(fault)) from None
