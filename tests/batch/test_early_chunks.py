"""Chunks are begun while the file is still being split; whatever becomes of the splitting, nothing shows of it."""

from __future__ import annotations

import io
import os
import signal
import time
from multiprocessing import active_children

import pytest
from python_calamine import CalamineWorkbook

from service.batch.chunks import Outcome
from service.batch.jobs import ChunkJob, SplitJob
from service.batch.parts import Made, entries_of
from service.batch.splitting import Chunk, Limits, Split
from service.batch.taken import Taken
from service.batch.wishes import Wishes
from service.batch.workbook import write_workbook
from service.bootstrap import build_pipeline
from service.config import Settings
from tests.batch.seasons import SLUG, desk_at, expected, papers_in, payload, receive, season, work, write_lines
from tests.workbooks import filled, shape

pytestmark = pytest.mark.usefixtures("alone")

FIRST, SECOND = Chunk(1, 1, 0, 10), Chunk(2, 11, 5000, 10)


@pytest.fixture
def taken(tmp_path):
    desk = desk_at(tmp_path / "data")
    batch = receive(desk, write_lines(tmp_path / "season.jsonl", season(20)))
    taken = Taken(batch, desk.means, desk.folder(batch.id).lock())
    assert isinstance(taken.take_job(0), SplitJob)
    yield taken
    taken.release()
    desk.close()


def made(job):
    return Outcome(10, 0, 10, 1, "", ())


def test_what_is_cut_can_be_begun_before_the_splitting_is_over(taken):
    assert taken.take_job(0) is None
    taken.cut(FIRST)
    job = taken.take_job(0)

    assert isinstance(job, ChunkJob)
    assert (job.number, job.early) == (1, True)
    assert taken.take_job(0) is None


def test_what_is_begun_or_made_early_is_not_begun_again_when_the_chunks_are_known(taken):
    taken.cut(FIRST)
    taken.cut(SECOND)
    first, second = taken.take_job(0), taken.take_job(0)
    taken.keep(first, made(first))
    taken.landed(first)
    taken._means.ledger.split(taken.batch.id, Split(30, "", (FIRST, SECOND, Chunk(3, 21, 9000, 10))))
    taken.refresh()

    assert taken.made_early() == [(first, made(first))]
    assert [job.number for job in (taken.take_job(0),)] == [3]
    assert taken.take_job(0) is None, "chunk 2 is still at work"
    taken.landed(second)
    taken.put_back(second)
    assert taken.take_job(0).number == 2


def test_what_was_cut_and_not_begun_is_begun_once(taken):
    taken.cut(FIRST)
    taken.cut(SECOND)
    taken._means.ledger.split(taken.batch.id, Split(20, "", (FIRST, SECOND)))
    taken.refresh()
    begun = [taken.take_job(0) for _ in range(4)]

    assert [(job.number, job.early) for job in begun if job] == [(1, False), (2, False)]


def test_where_the_splitting_fails_all_is_done_anew(taken):
    split_job = SplitJob("", taken.folder.path, None, "", Wishes(), taken.batch.day, 1, Limits())
    taken.cut(FIRST)
    taken.cut(SECOND)
    early = taken.take_job(0)
    assert taken.broke(split_job, 0)
    taken.landed(split_job)

    assert taken.take_job(0) is None, "a chunk still reads the rows that are to be written anew"
    taken.keep(early, made(early))
    taken.landed(early)
    assert isinstance(taken.take_job(0), SplitJob)
    assert taken.made_early() == []


def test_a_chunk_that_broke_early_waits_for_the_splitting(taken):
    taken.cut(FIRST)
    job = taken.take_job(0)
    assert taken.broke(job, 0)
    taken.landed(job)

    assert taken.take_job(0) is None
    assert len(taken.waiting) == 0


class Slow(dict):
    """Types that take their time to be found, so that a short file is split for long."""

    def get(self, *key):
        time.sleep(0.02)
        return super().get(*key)


def slow_to_split():
    built = build_pipeline(Settings())
    built.types = Slow(built.types)
    return built


@pytest.fixture
def is_early():
    """Whether a part has appeared while the ledger still says that the file is being split; remembered."""
    seen = []

    def look(desk, batch):
        parts = list(desk.folder(batch.id).parts.glob("*.part"))
        if parts and desk.means.ledger.get(batch.id).state == "splitting":
            seen.append(parts)
        return bool(seen)

    yield look
    assert seen, "no chunk was made early: the test shows nothing"


@pytest.mark.long
def test_a_splitting_child_that_is_killed_costs_nothing(tmp_path, is_early):
    payloads = season(100)
    desk = desk_at(tmp_path / "data", slow_to_split, limits=Limits(rows=5))
    batch = receive(desk, write_lines(tmp_path / "season.jsonl", payloads))
    killed = []

    def kill_who_splits():
        if is_early(desk, batch) and not killed:
            killed.extend(child.pid for child in active_children())
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    work(desk, batch, meanwhile=kill_who_splits)
    papers, _ = expected(payloads)

    assert desk.means.ledger.get(batch.id).state == "done"
    assert papers_in(desk.folder(batch.id).archive) == papers
    desk.close()


def test_what_was_made_before_a_fault_of_the_file_was_found_is_no_paper(tmp_path, is_early):
    file = tmp_path / "sổ.xlsx"
    rows = [payload(n, number=n) for n in range(1, 40)]
    file.write_bytes(write_workbook(shape(SLUG), [(f"{n:02d}", each) for n, each in enumerate(rows, start=1)]))
    lonely = {"Mã": "77", "Họ và tên": "Lạc Loài", "Chính thức / dự bị": "Chính thức"}
    file.write_bytes(with_member(file.read_bytes(), lonely))
    desk = desk_at(tmp_path / "data", slow_to_split, limits=Limits(rows=2))
    batch = receive(desk, file)
    work(desk, batch, meanwhile=lambda: is_early(desk, batch))
    entries = [entry for part in desk.folder(batch.id).parts.glob("*.part") for entry in entries_of(part)]

    assert desk.means.ledger.get(batch.id).state == "failed"
    assert [error.code for error in desk.means.ledger.errors(batch.id)] == ["key.unknown"]
    assert [entry for entry in entries if isinstance(entry, Made)] == []
    desk.close()


def with_member(content, member):
    """The workbook with one row more in the list of members."""
    sheets = {}
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        if name in ("Hướng dẫn", "Lựa chọn", "Chung"):
            continue
        headings, *rows = book.get_sheet_by_name(name).to_python()
        plain = [heading.removesuffix(" *") for heading in headings]
        sheets[name] = [{h: cell for h, cell in zip(plain, row, strict=True) if cell != ""} for row in rows]
    sheets["Danh sách đảng viên"].append(member)
    common = {row[0]: row[1] for row in book.get_sheet_by_name("Chung").to_python()[1:] if row[1] != ""}
    return filled(SLUG, sheets, common=common)
