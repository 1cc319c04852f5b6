"""Who works on batches. One adapter for one machine: :class:`service.batch.supervisor.Supervisor`.

The ledger is the truth, so an adapter needs to be told nothing: it looks for what is unfinished. Another one, for
several machines, would publish :mod:`service.batch.jobs` to a broker and record the answers as the supervisor does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from service.batch.archive import MendingFile
from service.batch.children import Build
from service.batch.ledger import Ledger
from service.batch.splitting import Limits
from service.batch.store import Store


class Dispatcher(Protocol):
    """Has everything done that the ledger says is unfinished."""

    def run(self, until: Callable[[], bool]) -> None:
        """Work until ``until`` says so; it is asked several times a second.

        Raises :class:`service.errors.BatchFault`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """What a dispatcher works with. ``fingerprint`` names program, templates and settings: others make other papers.

    ``patience`` is how many seconds a process may be silent before it is taken for frozen; ``only`` leaves all other
    batches alone, ``leaves`` those of owners that begin so, up to a colon; ``mending`` writes what a clerk mends and
    sends again, instead of what is usual for its source; ``waits_when_full`` is whether to go on when there is room
    again, or to stop; ``grace`` is for how many seconds to wait in the end for what is being done.
    """

    store: Store
    ledger: Ledger
    build: Build
    fingerprint: str
    processes: int
    max_bytes: int
    limits: Limits = field(default_factory=Limits)
    patience: float = 60.0
    mending: MendingFile | None = None
    only: str | None = None
    leaves: frozenset[str] = frozenset()
    waits_when_full: bool = True
    grace: float = 0.0
