"""The archive is begun while the last chunks are made; whatever becomes of either, nothing shows of it."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace
from functools import partial

import pytest

from service.batch.archive import PartOf, finish
from service.batch.chunks import Outcome, Work, render_chunk
from service.batch.jobs import ChunkJob, FinishJob
from service.batch.parts import PartWriter
from service.batch.splitting import Chunk, Limits, Split
from service.batch.supervisor import Supervisor
from service.batch.taken import Taken
from tests.batch.seasons import (
    LONGEST_TEST,
    desk_at,
    expected,
    harmful,
    leftovers,
    papers_in,
    receive,
    season,
    work,
    write_lines,
)
from tests.builders import pipeline

pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture
def taken(tmp_path):
    """A batch of forty chunks, all of them waiting."""
    desk = desk_at(tmp_path / "data")
    batch = receive(desk, write_lines(tmp_path / "season.jsonl", season(1)))
    desk.means.ledger.advance(batch.id, "splitting")
    desk.means.ledger.split(batch.id, Split(40, "", tuple(Chunk(n, n, 0, 1) for n in range(1, 41))))
    taken = Taken(desk.means.ledger.get(batch.id), desk.means, desk.folder(batch.id).lock())
    yield taken
    taken.release()
    desk.close()


def begin(taken, chunks):
    """The jobs of so many chunks; none of them is done."""
    jobs = [taken.take_job(0) for _ in range(chunks)]
    assert all(isinstance(job, ChunkJob) for job in jobs)
    return jobs


def test_it_is_begun_when_others_will_have_made_the_rest_by_the_time_it_is_joined(taken):
    begin(taken, 37)
    assert isinstance(taken.take_job(0, others=1), ChunkJob), "three chunks wait: more than one process makes meanwhile"
    job = taken.take_job(0, others=1)

    assert isinstance(job, FinishJob)
    assert job.early
    assert job.parts == tuple(PartOf(n, None) for n in range(1, 41))


def test_it_is_begun_once(taken):
    begin(taken, 38)
    early = taken.take_job(0, others=1)
    assert isinstance(taken.take_job(0, others=1), ChunkJob)
    taken.landed(early)

    assert taken.take_job(0, others=1).early, "that one broke, or came too early"


def test_a_chunk_that_is_put_back_twice_waits_once(taken):
    """As where the disk is full, and then so is that of the ledger."""
    first, _ = begin(taken, 2)
    taken.put_back(first)
    taken.put_back(first)

    assert [each.number for each in taken.waiting].count(first.number) == 1


def test_a_process_that_is_alone_makes_all_chunks_first(taken):
    begin(taken, 40)

    assert taken.take_job(0, others=0) is None


def test_it_is_not_begun_while_nobody_makes_what_is_left(taken):
    for job in begin(taken, 39):
        taken.landed(job)

    assert isinstance(taken.take_job(0, others=1), ChunkJob)


def test_no_archive_is_made_where_no_paper_may_be(taken):
    begin(taken, 40)
    taken.batch = replace(taken.batch, judge_only=True)

    assert taken.take_job(0, others=1) is None


def test_a_part_that_is_being_made_is_waited_for_and_the_bytes_are_the_same(tmp_path):
    desk = desk_at(tmp_path / "data")
    batch = receive(desk, write_lines(tmp_path / "season.jsonl", season(10)))
    work(desk, batch)
    folder = desk.folder(batch.id)
    folder.make()
    make = partial(render_chunk, pipeline(), Work(folder.rows, 0, 10, batch.day, folder.part(1)))
    make()
    finish(folder, [PartOf(1, folder.part(1).stat().st_size)])
    before = folder.archive.read_bytes()
    folder.part(1).unlink()
    threading.Timer(0.2, make).start()
    waited = []
    finished = finish(folder, [PartOf(1, None)], waited.append)

    assert folder.archive.read_bytes() == before
    assert len(waited) > 2
    assert finished.part_bytes == folder.part(1).stat().st_size


@pytest.fixture
def season_of_chunks(tmp_path):
    """A desk whose papers take their time, and a batch of twenty chunks with what is to come of it."""
    payloads = season(60)
    desk = desk_at(tmp_path / "data", partial(harmful, 0.02), limits=Limits(rows=3))
    batch = receive(desk, write_lines(tmp_path / "season.jsonl", payloads))
    yield desk, batch, expected(payloads)[0]
    desk.close()


@pytest.fixture
def worker(monkeypatch):
    """The supervisor at work, whose children a test looks at."""
    workers = []
    begin = Supervisor.run
    monkeypatch.setattr(Supervisor, "run", lambda self, until: (workers.append(self), begin(self, until))[1])
    return lambda: workers[-1]._crew.children


def who_joins(children, *, early=True):
    return [c for c in children if isinstance(c.job, FinishJob) and c.job.early == early]


def test_a_child_that_is_killed_over_it_costs_nothing(season_of_chunks, worker):
    desk, batch, papers = season_of_chunks
    killed = []

    def kill_who_joins():
        for child in who_joins(worker()) if not killed else ():
            killed.append(child.pid)
            os.kill(child.pid, signal.SIGKILL)

    work(desk, batch, meanwhile=kill_who_joins)

    assert killed
    assert desk.means.ledger.get(batch.id).state == "done"
    assert papers_in(desk.folder(batch.id).archive) == papers
    assert leftovers(desk.means.store.root) == []


@pytest.mark.long
def test_a_child_that_is_killed_over_a_chunk_that_it_waits_for_costs_nothing(season_of_chunks, worker):
    desk, batch, papers = season_of_chunks
    killed = []

    def kill_who_makes():
        if who_joins(worker()) and not killed:
            killed.extend(child.pid for child in worker() if isinstance(child.job, ChunkJob))
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    work(desk, batch, meanwhile=kill_who_makes)

    assert killed
    assert desk.means.ledger.get(batch.id).state == "done"
    assert papers_in(desk.folder(batch.id).archive) == papers


@pytest.mark.long
def test_a_batch_that_is_cancelled_meanwhile_leaves_nobody_waiting(season_of_chunks, worker):
    desk, batch, _ = season_of_chunks
    cancelled = []
    end = time.monotonic() + LONGEST_TEST

    def cancelled_and_gone():
        if who_joins(worker()) and not cancelled:
            cancelled.append(desk.means.ledger.cancel(batch.id))
        return time.monotonic() > end or not desk.folder(batch.id).path.exists()

    Supervisor(desk.means).run(until=cancelled_and_gone)

    assert cancelled
    assert desk.means.ledger.get(batch.id).state == "cancelled"
    assert not desk.folder(batch.id).path.exists()


@pytest.mark.long
def test_an_archive_of_a_part_that_was_made_anew_is_joined_again(season_of_chunks, worker):
    """As where its process died after the part had its name, and a row of it turned out deadly."""
    desk, batch, papers = season_of_chunks
    changed = []

    def change_a_part():
        if who_joins(worker()) and not changed:
            changed.append(desk.folder(batch.id).part(1))
            with changed[0].with_suffix(".other").open("wb") as stream:
                other = PartWriter(stream)
                other.add(1, "khác.docx", b"x", ())
                size, sha256 = other.close()
            changed[0].with_suffix(".other").replace(changed[0])
            desk.means.ledger.chunk_done(batch.id, 1, changed[0].name, Outcome(1, 0, 1, size, sha256, ()))

    work(desk, batch, meanwhile=change_a_part)
    found = papers_in(desk.folder(batch.id).archive)

    assert changed
    assert "khác.docx" in found
    assert len(found) == len(papers) - 2
