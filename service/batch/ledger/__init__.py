"""The ledger: what batches there are, what is done of each, what was wrong. It is the truth; no payload is in it."""

from service.batch.ledger.engine import open_engine
from service.batch.ledger.ledger import Batch, Ledger, Order, Progress
from service.batch.ledger.tables import OPEN_STATES, State

__all__ = ["OPEN_STATES", "Batch", "Ledger", "Order", "Progress", "State", "open_engine", "open_ledger"]


def open_ledger(url: str) -> Ledger:
    """The ledger at a database URL, brought to the newest form. Raises :class:`service.errors.BatchFault`.

    To be called once, before any process is started.
    """
    return Ledger(open_engine(url))
