"""Data folders as earlier programs left them: a database migrated no further than they went, filled by plain SQL."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import service.database
from service.batch.chunks import Work, render_chunk
from service.batch.store import BatchFolder, Store
from tests.batch.seasons import SLUG, desk_at, payload, receive, work, write_lines
from tests.builders import pipeline

MIGRATIONS = Path(service.database.__file__).parent / "migrations"
OWNER = "http"
OTHER_PROGRAM = "0" * 64
ROWS = [payload(n, **({"cell_name": None} if n == 3 else {})) for n in range(1, 15)]
"""Two chunks; row 3 has an error."""
DONE, RUNNING, CHANGED, RECEIVED, FAILED, CANCELLED, EXPIRED = (digit * 32 for digit in "1234567")
_OPTIONS = '{"on_error": "skip", "first_number": null, "pattern": "{issuer}/{number}-{symbol} {cell_name}"}'
_REASONS = {
    FAILED: ("broken", "Chương trình dừng đột ngột.", "The program broke off."),
    CANCELLED: ("", "Đã hủy.", "Cancelled."),
}


def migrate(database: Path, revision: str) -> None:
    """Bring a database to the form of ``revision`` and no further."""
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        config = Config()
        config.set_main_option("script_location", MIGRATIONS.as_posix())
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def rows_of(database: Path) -> dict[str, list[dict[str, Any]]]:
    """All that is in a database, by table; each row by the names of its columns."""
    with closing(sqlite3.connect(database)) as opened:
        opened.row_factory = sqlite3.Row
        named = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        return {name: [dict(row) for row in opened.execute(f"SELECT * FROM {name}")] for (name,) in named}


def make_older_data(root: Path, revision: str, program: str) -> None:
    """A data folder in the form of ``revision`` with a batch in each state; ``program`` is the fingerprint of one.

    Files and figures are those of a batch that was really made.
    """
    store = Store(root)
    migrate(store.ledger_file, revision)
    made = _Made(root.with_name("workshop"))
    with closing(sqlite3.connect(store.ledger_file)) as opened, opened:
        for batch, state, template_hash in (
            (DONE, "done", OTHER_PROGRAM),
            (RUNNING, "running", program),
            (CHANGED, "running", OTHER_PROGRAM),
            (RECEIVED, "received", program),
            (FAILED, "failed", OTHER_PROGRAM),
            (CANCELLED, "cancelled", OTHER_PROGRAM),
            (EXPIRED, "expired", OTHER_PROGRAM),
        ):
            row = _batch(batch, state, template_hash, made.batch)
            _insert(opened, "batch", row if revision == "0001" else {**row, **_times(row)})
            made.put_files(store.folder(batch), state)
            for table, values in made.told(batch, state):
                if revision == "0001":
                    values.pop("papers", None)
                _insert(opened, table, values)


def _times(row: dict[str, Any]) -> dict[str, int | None]:
    """What is noted from 0002 on."""
    is_read, is_over = row["rows_total"] is not None, row["state"] in ("done", "failed", "cancelled")
    return {"begun": row["created"] + 60 if is_read else None, "ended": row["updated"] if is_over else None}


def _batch(batch: str, state: str, template_hash: str, made: dict[str, Any]) -> dict[str, Any]:
    """A row as every program since the first one wrote it; what came later has its default."""
    now = int(time.time())
    trouble, vi, en = _REASONS.get(batch, ("", "", ""))
    is_read = state not in ("received", "expired")
    return {
        "id": batch,
        "owner": OWNER,
        "slug": SLUG,
        "key": None if state == "expired" else f"key of {batch}",
        "source": "" if state == "expired" else made["source"],
        "input_sha256": made["input_sha256"],
        "template_hash": template_hash,
        "options": "{}" if state == "expired" else _OPTIONS,
        "state": state,
        "trouble": trouble,
        "reason_vi": vi,
        "reason_en": en,
        "rows_total": made["rows_total"] if is_read else None,
        "rows_sha256": made["rows_sha256"] if is_read else None,
        "created": now - 3600 + int(batch[0]),
        "updated": now - 1800,
        "expires": now + (-60 if state == "expired" else 86_400 * 30),
    }


class _Made:
    """A batch that was made: what the tables say of it, and its files."""

    def __init__(self, folder: Path) -> None:
        desk = desk_at(folder)
        batch = receive(desk, write_lines(folder / "x.jsonl", ROWS))
        work(desk, batch)
        desk.close()
        tables = rows_of(folder / "ledger.sqlite3")
        (self.batch,) = tables["batch"]
        self._chunks, self._errors = tables["chunk"], tables["row_error"]
        self._folder, self._day = desk.folder(batch.id), batch.day

    def told(self, batch: str, state: str) -> list[tuple[str, dict[str, Any]]]:
        """Chunks and errors of a batch: of one that runs, only the first chunk is done."""
        if state in ("received", "expired"):
            return []
        is_whole = state == "done"
        chunks = [{**chunk, "batch": batch} for chunk in self._chunks if is_whole or chunk["number"] == 1]
        rest = [] if is_whole else [chunk for chunk in self._chunks if chunk["number"] != 1]
        nothing = {"state": "pending", "ok": 0, "failed": 0, "papers": 0}
        nothing |= dict.fromkeys(("part_name", "part_bytes", "part_sha256"))
        chunks += [{**chunk, "batch": batch, **nothing} for chunk in rest]
        return [*(("chunk", each) for each in chunks), *(("row_error", {**e, "batch": batch}) for e in self._errors)]

    def put_files(self, folder: BatchFolder, state: str) -> None:
        """What lies on the disk for a batch in that state."""
        if state in ("cancelled", "expired"):
            return
        folder.make()
        shutil.copy(self._folder.path / self.batch["source"], folder.path)
        if state != "received":
            shutil.copy(self._folder.rows, folder.path)
        if state == "done":
            shutil.copy(self._folder.archive, folder.path)
            folder.drop_parts()
        elif state == "running":
            first = self._chunks[0]
            render_chunk(pipeline(), Work(folder.rows, first["offset"], first["rows"], self._day, folder.part(1)))
        for file in folder.path.rglob("*"):
            file.chmod(0o700 if file.is_dir() else 0o600)


def _insert(opened: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    opened.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(values.values()))
