"""Who waits for whom: a small batch is not held up by archives of large ones, and nobody works on what is over."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from service.batch import taken
from service.batch.supervisor import Supervisor
from tests.batch.seasons import LONGEST_TEST, desk_at, is_over, payload, receive, season, work, write_lines

pytestmark = pytest.mark.long

JOINING, LET_GO_ON = "joining", "let go on"


def mend_when_let(_folder, _failed, work_folder):
    """An archive with rows that failed says that it is being joined, and is not done before the test lets it go on."""
    root, end = Path(work_folder).parents[2], time.monotonic() + LONGEST_TEST / 2
    (root / JOINING).touch()
    while not (root / LET_GO_ON).exists() and time.monotonic() < end:
        time.sleep(0.05)
    return ()


def mend_for_ever(_folder, _failed, work_folder):
    """It tells who joins."""
    (Path(work_folder).parents[2] / "pid").write_text(str(os.getpid()))
    time.sleep(LONGEST_TEST)
    return ()


def test_a_small_batch_is_done_while_large_archives_are_joined(tmp_path, monkeypatch):
    monkeypatch.setattr(taken, "SOON_JOINED_BYTES", 50_000)
    desk = desk_at(tmp_path / "data", mending=mend_when_let, patience=LONGEST_TEST)
    root = desk.means.store.root
    large = [
        receive(desk, write_lines(tmp_path / f"{name}.jsonl", season(count))) for name, count in (("a", 14), ("b", 15))
    ]
    ended, small, jobs_given = [], [], []

    def hand_in_when_one_is_joined_and_the_other_would_be():
        states = [desk.means.ledger.get(batch.id).state for batch in large]
        if states == ["finishing"] * 2 and (root / JOINING).exists():
            jobs_given.append(True)  # between one call and the next, to every child that is idle
        if len(jobs_given) > 3 and not small:
            small.append(receive(desk, write_lines(tmp_path / "c.jsonl", [payload(1)])))
        ended.extend(batch for batch in (*large, *small) if batch not in ended and is_over(desk, batch))
        if small and small[0] in ended:
            (root / LET_GO_ON).touch()

    work(desk, *large, meanwhile=hand_in_when_one_is_joined_and_the_other_would_be)

    assert ended[0] == small[0]
    desk.close()


def test_with_one_process_an_archive_is_joined_at_last(tmp_path, monkeypatch):
    monkeypatch.setattr(taken, "SOON_JOINED_BYTES", 0)
    desk = desk_at(tmp_path / "data", processes=1)
    batches = [
        receive(desk, write_lines(tmp_path / f"{name}.jsonl", season(count))) for name, count in (("a", 12), ("b", 13))
    ]

    assert [batch.state for batch in work(desk, *batches)] == ["done", "done"]
    desk.close()


def test_a_child_that_joins_what_was_cancelled_is_ended(tmp_path):
    desk = desk_at(tmp_path / "data", mending=mend_for_ever)
    batch = receive(desk, write_lines(tmp_path / "a.jsonl", season(14)))
    told = desk.means.store.root / "pid"
    cancelled = []
    end = time.monotonic() + LONGEST_TEST / 2

    def is_ended():
        assert time.monotonic() < end
        if told.exists() and told.read_text() and not cancelled:
            cancelled.append(desk.cancel(desk.means.ledger.get(batch.id)))
        return cancelled and not is_alive(int(told.read_text()))

    Supervisor(desk.means).run(is_ended)

    assert desk.means.ledger.get(batch.id).state == "cancelled"
    assert not desk.folder(batch.id).archive.exists()
    desk.close()


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
