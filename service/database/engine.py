"""Opening the database, and bringing it to its newest form."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, NullPool, column, create_engine, event, inspect, select, table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from service.database.faults import DatabaseBusy, DatabaseFault

_MIGRATIONS = Path(__file__).parent / "migrations"
_READING = "vanthu_reading"
_FORM = "alembic_version"
_OF_EVERY_FORM = "batch"
"""A table that has been there from the first form on."""


def open_engine(url: str, wait_ms: int) -> Engine:
    """The database at ``url``, migrated.

    Raises :class:`DatabaseFault` where it cannot be opened, is newer than this or another program's, which is left as
    it is; and of these :class:`DatabaseBusy` where another process holds it for longer than ``wait_ms``.
    """
    try:
        _refuse_strange(url, wait_ms)
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


def _refuse_strange(url: str, wait_ms: int) -> None:
    """Look before anything is written, be it a mode of SQLite. Raises :class:`DatabaseFault`."""
    waiting = {"timeout": wait_ms / 1000} if make_url(url).get_backend_name() == "sqlite" else {}
    engine = create_engine(url, poolclass=NullPool, connect_args=waiting)
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        forms: set[str] = set()
        if _FORM in tables:
            forms |= set(connection.execute(select(column("version_num")).select_from(table(_FORM))).scalars())
    is_ours = _OF_EVERY_FORM in tables if forms else tables <= {_FORM}
    if not is_ours:
        raise DatabaseFault(
            "the database (DATA_DIR, DATABASE_URL) is of another program and was left as it is: name one of its own"
        )
    script = ScriptDirectory.from_config(_config())
    if unknown := forms - {each.revision for each in script.walk_revisions()}:
        raise DatabaseFault(
            f"the database (DATA_DIR, DATABASE_URL) is of a newer program and was left as it is: its form is "
            f"{', '.join(sorted(unknown))}, this program knows them up to {script.get_current_head()}. Install the "
            "newer version again, or restore the backup that was made before it: vanthu restore FILE --move-aside"
        )


def _migrate(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS.as_posix().replace("%", "%%"))
    return config
