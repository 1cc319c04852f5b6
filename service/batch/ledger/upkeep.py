"""What whoever watches the operation asks of the ledger, and wiping traces. Asking waits for no writer."""

from __future__ import annotations

import contextlib
import sqlite3

from sqlalchemy import Engine, func, select

from service.batch.ledger.records import Waiting
from service.batch.ledger.tables import BATCH, CHUNK, OPEN_STATES
from service.database.engine import reading


def check(engine: Engine) -> None:
    """Ask for next to nothing. Raises :class:`service.database.faults.DatabaseBusy`, :class:`SQLAlchemyError`."""
    with reading(engine) as connection:
        connection.execute(select(BATCH.c.id).limit(1)).first()


def waiting(engine: Engine) -> list[Waiting]:
    """What is unfinished. Raises as :func:`check`."""
    chunks = select(CHUNK.c.batch, func.sum(CHUNK.c.rows).label("rows")).where(CHUNK.c.state == "done")
    done = chunks.group_by(CHUNK.c.batch).subquery()
    left = func.coalesce(BATCH.c.rows_total, 0) - func.coalesce(done.c.rows, 0)
    wanted = select(BATCH.c.state, BATCH.c.created, left).outerjoin(done, done.c.batch == BATCH.c.id)
    with reading(engine) as connection:
        return [Waiting(*row) for row in connection.execute(wanted.where(BATCH.c.state.in_(OPEN_STATES)))]


def counts(engine: Engine) -> dict[str, int]:
    """How many batches there are in each state. Raises as :func:`check`."""
    with reading(engine) as connection:
        found = connection.execute(select(BATCH.c.state, func.count()).group_by(BATCH.c.state))
        return {str(state): int(number) for state, number in found}


def wipe_traces(engine: Engine) -> None:
    """Empty SQLite's log beside the database, in which what was deleted stands until it is written over.

    Where somebody is reading at this moment, the next batch that goes has it done.
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        with contextlib.suppress(sqlite3.OperationalError):
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()
