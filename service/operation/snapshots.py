"""Copies of a SQLite database that others are writing to, and what can be told from a copy."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from service.batch.ledger import open_ledger
from service.config import Settings
from service.errors import BatchFault

_MAGIC = b"SQLite format 3\0"
_WAIT_SECONDS = 30.0
_SECONDS_OF_A_STRAY = 86_400
LEDGER = "ledger.sqlite3"
SIDE_FILES = ("-wal", "-shm", "-journal")
"""How the names of the files end that SQLite keeps beside a database in use; a copy needs none."""
WORKING = ".working-"
"""How the name of a folder begins that a backup or the doctor works in, within the data folder."""


def database_file(settings: Settings) -> Path | None:
    """The file of the database; None where ``DATABASE_URL`` names another kind of database."""
    if settings.database_url is None:
        return settings.data_folder / LEDGER
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        return None
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if is_file else None


def is_database(file: Path) -> bool:
    """Whether the file is one of SQLite. An empty one is: SQLite makes it so. Raises :class:`OSError`."""
    with file.open("rb") as stream:
        start = stream.read(len(_MAGIC))
    return start == _MAGIC or (not start and file.name == LEDGER)


def snapshot(database: Path, copy: Path) -> None:
    """Write into ``copy`` how the database stands at one moment, whoever is writing to it.

    Raises :class:`BatchFault` where it cannot be read, :class:`OSError` where ``copy`` cannot be written.
    """
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    there = f"{database.resolve().as_uri()}?mode=rw"  # never made anew where it is missing
    try:
        with (
            contextlib.closing(sqlite3.connect(there, timeout=_WAIT_SECONDS, uri=True)) as source,
            contextlib.closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)  # in one step, which is one moment, and in WAL mode no writer waits for it
    except sqlite3.Error as failure:
        if "full" in str(failure):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from None
        raise BatchFault(f"the database {database.name} cannot be read: {type(failure).__name__}") from None


def is_whole(copy: Path) -> bool:
    """Whether SQLite finds nothing wrong in a copy that nobody else uses."""
    try:
        with contextlib.closing(sqlite3.connect(copy)) as opened:
            found: list[tuple[str]] = opened.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.Error:
        return False
    return found == [("ok",)]


def form_of(copy: Path) -> str:
    """The form (the last migration) that a copy has; "" before the first one."""
    with contextlib.closing(sqlite3.connect(copy)) as opened:
        try:
            found = opened.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return ""
    return str(found[0]) if found else ""


def form_after_start(copy: Path) -> str:
    """The form that the program brings a copy to when it opens it. The copy is changed.

    Raises :class:`OurFault` where the program cannot use it, as where it is of a newer program.
    """
    open_ledger(f"sqlite:///{copy}").close()
    return form_of(copy)


@contextlib.contextmanager
def working_folder(parent: Path) -> Iterator[Path]:
    """A folder of 0700 within the data folder, which is removed in the end, as are strays of those that were killed.

    Raises :class:`OSError`.
    """
    for stray in parent.glob(f"{WORKING}*"):
        with contextlib.suppress(OSError):
            if time.time() - stray.stat().st_mtime > _SECONDS_OF_A_STRAY:
                shutil.rmtree(stray, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=WORKING, dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
