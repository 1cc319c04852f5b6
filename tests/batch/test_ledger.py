"""The ledger: states go forward only, chunks count once, and nothing of a payload is in it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from service.batch.chunks import Outcome
from service.batch.keeping import forget_outlived
from service.batch.ledger import open_ledger
from service.batch.ledger.tables import FORWARD
from service.batch.rows import RowError
from service.batch.splitting import Chunk, Split
from service.batch.store import Store
from service.errors import BatchFault, Message
from tests.batch.seasons import desk_at, payload, receive, write_lines

SPLIT = Split(20, "0" * 64, (Chunk(1, 1, 0, 10), Chunk(2, 11, 500, 10)))
ERROR = RowError(12, "/cell_name", "missing", Message("Thiếu", "Missing"))


@pytest.fixture
def desk(tmp_path):
    found = desk_at(tmp_path / "data")
    yield found
    found.close()


@pytest.fixture
def batch(desk, tmp_path):
    return receive(desk, write_lines(tmp_path / "x.jsonl", [payload(1)]))


def test_the_same_order_twice_is_one_batch(desk, batch, tmp_path):
    again = receive(desk, tmp_path / "x.jsonl")
    other = receive(desk, tmp_path / "x.jsonl", first_number=5)

    assert again.id == batch.id != other.id
    assert set(desk.means.store.folders()) == {batch.id, other.id}


def test_states_never_go_back(desk, batch):
    ledger = desk.means.ledger
    for state in ("splitting", "running", "finishing", "done"):
        assert ledger.advance(batch.id, state)
    for state in FORWARD:
        assert ledger.advance(batch.id, state) is (state == "expired")


def test_the_last_chunk_moves_the_batch_on_and_each_counts_once(desk, batch):
    ledger = desk.means.ledger
    ledger.advance(batch.id, "splitting")
    ledger.split(batch.id, SPLIT)
    ledger.chunk_done(batch.id, 1, "000001.part", Outcome(10, 0, 10, 5, "a", ()))
    ledger.chunk_done(batch.id, 1, "000001.part", Outcome(10, 0, 10, 5, "a", ()))
    assert ledger.get(batch.id).state == "running"
    assert ledger.progress(batch.id) == (20, 10, 0, 10, 2, 1)

    for _ in range(2):
        ledger.chunk_done(batch.id, 2, "000002.part", Outcome(9, 1, 9, 5, "b", (ERROR,)))
    assert ledger.get(batch.id).state == "finishing"
    assert ledger.progress(batch.id) == (20, 19, 1, 19, 2, 2)
    assert ledger.errors(batch.id) == [ERROR]


def test_a_cancelled_batch_takes_no_chunk_and_goes_at_once(desk, batch):
    ledger = desk.means.ledger
    ledger.advance(batch.id, "splitting")
    ledger.split(batch.id, SPLIT)
    assert ledger.cancel(batch.id)

    assert not ledger.chunk_done(batch.id, 1, "000001.part", Outcome(10, 0, 10, 5, "a", ()))
    assert ledger.unfinished() == []
    forget_outlived(ledger, desk.means.store)
    assert desk.means.store.folders() == []
    assert ledger.get(batch.id).state == "cancelled"


def test_a_batch_is_wiped_after_its_days_whatever_its_state(desk, batch):
    forget_outlived(desk.means.ledger, desk.means.store, now=batch.expires - 1)
    assert desk.means.store.folders() == [batch.id]

    forget_outlived(desk.means.ledger, desk.means.store, now=batch.expires)
    assert desk.means.store.folders() == []
    assert desk.means.ledger.get(batch.id).state == "expired"


def test_one_that_is_being_worked_on_is_not_wiped(desk, batch):
    with desk.folder(batch.id).lock():
        forget_outlived(desk.means.ledger, desk.means.store, now=batch.expires)

    assert desk.means.ledger.get(batch.id).state == "received"


def test_files_are_for_their_owner_only(desk, batch):
    for path in desk.means.store.root.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_ledger_that_cannot_be_opened_is_told_without_its_address(tmp_path):
    with pytest.raises(BatchFault, match="DATABASE_URL") as raised:
        open_ledger(f"sqlite:///{tmp_path}/nothing/secret.db")
    assert "secret" not in str(raised.value)


def test_a_ledger_is_opened_twice_in_a_row(tmp_path):
    for _ in range(2):
        desk_at(tmp_path).close()


def test_nobody_takes_the_log_of_the_database_away_from_who_has_it_open(desk, batch):
    """SQLite removes it with the last who closes, and knows the others by their locks."""
    Store(desk.means.store.root)
    log = desk.means.store.ledger_file.with_name("ledger.sqlite3-wal")
    assert log.exists()
    other = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); print(c.execute('select state from batch').fetchall())"
    )
    command = [sys.executable, "-c", f"{other}; c.close()", str(desk.means.store.ledger_file)]
    read = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert "received" in read
    assert log.exists()
    desk.means.ledger.advance(batch.id, "splitting")
    assert "splitting" in subprocess.run(command, capture_output=True, text=True, check=True).stdout
