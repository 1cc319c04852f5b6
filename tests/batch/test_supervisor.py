"""Whole batches, with processes that are killed, frozen, cancelled and that run out of room."""

from __future__ import annotations

import csv
import io
import os
import resource
import signal
import time
import zipfile
from functools import partial
from multiprocessing import active_children

import pytest
from python_calamine import CalamineWorkbook

from service.batch.chunks import Work, render_chunk
from service.batch.supervisor import Supervisor
from tests.batch.seasons import (
    LONGEST_TEST,
    desk_at,
    errors_of,
    harmful,
    is_over,
    leftovers,
    papers_in,
    payload,
    receive,
    small_season,
    work,
    write_lines,
)
from tests.builders import pipeline

pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture
def source(tmp_path):
    return write_lines(tmp_path / "season.jsonl", small_season()[0])


def check(desk, batch):
    """Exactly the expected papers and errors, and nothing left lying about."""
    _, papers, errors = small_season()
    assert desk.means.ledger.get(batch.id).state == "done"
    assert papers_in(desk.folder(batch.id).archive) == papers
    assert errors_of(desk, batch) == errors
    assert leftovers(desk.means.store.root) == []
    assert active_children() == []


def test_every_row_is_a_paper_or_an_error(tmp_path, source):
    desk = desk_at(tmp_path / "data")
    batch = receive(desk, source)
    work(desk, batch)

    check(desk, batch)
    with zipfile.ZipFile(desk.folder(batch.id).archive) as archive:
        lists = [name for name in archive.namelist() if not name.endswith(".docx")]
        manifest = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
    assert lists == ["manifest.csv", "manifest.xlsx", "errors.csv", "errors.xlsx", "errors.jsonl"]
    assert [line["Tệp"] for line in manifest] == list(small_season()[1])
    assert (manifest[0]["Số"], manifest[0]["Ký hiệu"]) == ("01", "QĐ/ĐU")


def test_a_chunk_again_gives_the_same_bytes(tmp_path, source):
    desk = desk_at(tmp_path / "data")
    batch = receive(desk, source)
    work(desk, batch)
    parts = []
    for name in ("a.part", "b.part"):
        made = Work(desk.folder(batch.id).rows, 0, 10, batch.day, tmp_path / name)
        render_chunk(pipeline(), made)
        parts.append((tmp_path / name).read_bytes())

    assert parts[0] == parts[1]


def test_a_child_killed_in_mid_chunk_costs_nothing(tmp_path, source):
    desk = desk_at(tmp_path / "data", partial(harmful, 0.02))
    batch = receive(desk, source)
    killed: list[int] = []

    def kill_once_it_works():
        if len(killed) < 2 and desk.means.ledger.progress(batch.id).done > len(killed):
            victim = active_children()[0].pid
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    work(desk, batch, meanwhile=kill_once_it_works)

    assert len(killed) == 2
    check(desk, batch)


def test_a_deadly_row_is_reported_and_its_neighbours_are_made(tmp_path):
    rows = [payload(n, **({"client_ref": "deadly"} if n == 5 else {})) for n in range(1, 15)]
    desk = desk_at(tmp_path / "data", harmful, processes=1)
    batch = receive(desk, write_lines(tmp_path / "x.jsonl", rows))
    work(desk, batch)

    assert errors_of(desk, batch) == [(5, "", "row.fatal")]
    assert len(papers_in(desk.folder(batch.id).archive)) == 13


@pytest.mark.long
def test_a_frozen_child_is_replaced(tmp_path, source):
    desk = desk_at(tmp_path / "data", partial(harmful, 0.02), patience=4)
    batch = receive(desk, source)
    frozen: list[int] = []

    def freeze():
        if not frozen and desk.means.ledger.progress(batch.id).done:
            frozen.append(active_children()[0].pid)
            os.kill(frozen[0], signal.SIGSTOP)

    work(desk, batch, meanwhile=freeze)

    check(desk, batch)


def test_a_small_batch_overtakes_a_big_one(tmp_path):
    desk = desk_at(tmp_path / "data", partial(harmful, 0.01), processes=1)
    big = receive(desk, write_lines(tmp_path / "big.jsonl", [payload(n) for n in range(1, 101)]))
    small = receive(desk, write_lines(tmp_path / "small.jsonl", [payload(1)]))
    work(desk, small)

    assert desk.means.ledger.get(big.id).state == "running"
    assert desk.means.ledger.progress(big.id).done < 10


def test_a_cancelled_batch_begins_no_chunk_more(tmp_path):
    desk = desk_at(tmp_path / "data", partial(harmful, 0.01), processes=1)
    batch = receive(desk, write_lines(tmp_path / "x.jsonl", [payload(n) for n in range(1, 201)]))
    seen: list[int] = []

    def cancel():
        done = desk.means.ledger.progress(batch.id).done
        if done and not seen:
            desk.means.ledger.cancel(batch.id)
            seen.append(done)

    work(desk, batch, meanwhile=cancel)

    assert desk.means.ledger.get(batch.id).state == "cancelled"
    assert desk.means.ledger.progress(batch.id).done <= seen[0] + 1


def test_a_full_disk_is_a_state_and_goes_on_later(tmp_path, source):
    """The largest file that a process may write stands for the room on the disk."""
    desk = desk_at(tmp_path / "data", partial(_in_little_room, tmp_path / "room"), processes=1)
    batch = receive(desk, source)
    troubles: list[str] = []

    def make_room():
        trouble = desk.means.ledger.get(batch.id).trouble
        if trouble and not troubles:
            (tmp_path / "room").touch()
            active_children()[0].kill()  # the next one finds room
        troubles.extend([trouble] if trouble else [])

    work(desk, batch, meanwhile=make_room)

    assert set(troubles) == {"disk-full"}
    check(desk, batch)


def _in_little_room(room):
    if not room.exists():
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))
    return harmful()


def test_an_error_ends_the_batch_where_asked_for(tmp_path, source):
    desk = desk_at(tmp_path / "data")
    batch = receive(desk, source, on_error="stop")
    (after,) = work(desk, batch)

    assert (after.state, after.trouble) == ("failed", "stopped")
    assert not desk.folder(batch.id).archive.exists()


def test_another_program_does_not_go_on_with_a_batch(tmp_path, source):
    batch = receive(desk_at(tmp_path / "data"), source)
    (after,) = work(desk_at(tmp_path / "data"), batch)
    assert after.state == "done"

    other = receive(desk_at(tmp_path / "other"), source)
    desk = desk_at(tmp_path / "other")
    object.__setattr__(desk.means, "fingerprint", "another")
    (after,) = work(desk, other)
    assert (after.state, after.trouble) == ("failed", "changed")


def test_a_file_to_mend_goes_with_the_papers(tmp_path, source):
    desk = desk_at(tmp_path / "data", mending=_failed_rows)
    batch = receive(desk, source)
    work(desk, batch)

    with zipfile.ZipFile(desk.folder(batch.id).archive) as archive:
        assert archive.read("sửa lại.txt").decode() == "7 14 21 28 35 42 49 56"


def _failed_rows(folder, rows, into):
    (into / "sửa lại.txt").write_text(" ".join(map(str, rows)))
    return [into / "sửa lại.txt"]


def test_formulas_are_text_in_the_lists(tmp_path):
    rows = [payload(1, client_ref="=1+1"), payload(2, client_ref="@x")]
    desk = desk_at(tmp_path / "data")
    batch = receive(desk, write_lines(tmp_path / "x.jsonl", rows))
    work(desk, batch)

    with zipfile.ZipFile(desk.folder(batch.id).archive) as archive:
        lines = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(archive.read("manifest.xlsx"))).get_sheet_by_index(0)
    assert [line["Mã của hệ thống gửi"] for line in lines] == ["'=1+1", "'@x"]
    assert [[row[1], row[10]] for row in sheet.to_python()[1:]] == [["01", "=1+1"], ["02", "@x"]]


@pytest.mark.long
def test_a_pause_of_the_worker_blames_nobody(tmp_path, source):
    """As SIGSTOP and SIGCONT would: its clock has gone on, the children have worked."""
    desk = desk_at(tmp_path / "data", partial(harmful, 0.02), patience=3)
    batch = receive(desk, source)
    paused: list[set[int]] = []

    def pause():
        if not paused and desk.means.ledger.progress(batch.id).done:
            paused.append({child.pid for child in active_children()})
            time.sleep(5)
            paused.append({child.pid for child in active_children()})

    work(desk, batch, meanwhile=pause)

    assert paused[0] == paused[1]
    check(desk, batch)


def test_a_supervisor_knows_that_another_process_is_at_its_batch(tmp_path):
    desk = desk_at(tmp_path / "data")
    batch = receive(desk, write_lines(tmp_path / "x.jsonl", [payload(1)]))
    other, supervisor = desk.folder(batch.id).lock(), Supervisor(desk.means)
    end = time.monotonic() + LONGEST_TEST
    supervisor.run(lambda: supervisor.is_kept_out or time.monotonic() > end)
    was_kept_out = supervisor.is_kept_out
    other.close()
    supervisor = Supervisor(desk.means)
    supervisor.run(lambda: is_over(desk, batch) or time.monotonic() > end)

    assert was_kept_out
    assert not supervisor.is_kept_out
    assert desk.means.ledger.get(batch.id).state == "done"
