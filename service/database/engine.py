"""Opening the database, and bringing it to its newest form."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from service.database.faults import DatabaseBusy, DatabaseFault

_MIGRATIONS = Path(__file__).parent / "migrations"
_READING = "vanthu_reading"


def open_engine(url: str, wait_ms: int) -> Engine:
    """The database at ``url``, migrated.

    Raises :class:`DatabaseFault` where it cannot be opened or is newer than this, and of these :class:`DatabaseBusy`
    where another process holds it for longer than ``wait_ms``.
    """
    try:
        engine = create_engine(url)
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine, wait_ms)
        with engine.begin() as connection:
            _migrate(connection)
    except (SQLAlchemyError, CommandError, ImportError) as failure:
        if isinstance(failure, OperationalError) and "locked" in str(failure.orig):
            raise DatabaseBusy("the database is held by another process") from None
        kind = type(failure).__name__
        raise DatabaseFault(f"the database (DATA_DIR, DATABASE_URL) cannot be opened: {kind}") from None
    return engine


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads, and waits for no writer. Raises :class:`DatabaseBusy`."""
    with _told(), engine.connect().execution_options(**{_READING: True}) as connection, connection.begin():
        yield connection


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that reads and writes. Raises :class:`DatabaseBusy`."""
    with _told(), engine.begin() as connection:
        yield connection


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OperationalError:
        raise DatabaseBusy("the database cannot be written to or reached now") from None


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
        reads = connection.get_execution_options().get(_READING)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS.as_posix().replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
