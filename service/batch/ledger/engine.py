"""Opening the database of the ledger, and bringing it to its newest form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from service.batch.refusals import LedgerBusy
from service.errors import BatchFault

_MIGRATIONS = Path(__file__).parent / "migrations"


def open_engine(url: str, wait_ms: int) -> Engine:
    """The database at ``url``, migrated.

    Raises :class:`BatchFault` where it cannot be opened or is newer than this, and of these :class:`LedgerBusy` where
    another process holds it for longer than ``wait_ms``.
    """
    try:
        engine = create_engine(url)
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine, wait_ms)
        with engine.begin() as connection:
            _migrate(connection)
    except (SQLAlchemyError, CommandError, ImportError) as failure:
        if isinstance(failure, OperationalError) and "locked" in str(failure.orig):
            raise LedgerBusy("the ledger of batches is held by another process") from None
        kind = type(failure).__name__
        raise BatchFault(f"the ledger of batches (DATA_DIR, DATABASE_URL) cannot be opened: {kind}") from None
    return engine


def _prepare_sqlite(engine: Engine, wait_ms: int) -> None:
    """Readers beside one writer; who writes waits for the other, and takes the lock before reading what it changes."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy begins transactions, below; the driver shall not
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {wait_ms}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS.as_posix().replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
