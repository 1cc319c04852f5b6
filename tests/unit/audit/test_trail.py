"""The audit trail: a chain that whole processes append to together, and that tells where it was tampered with."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from service.audit import AuditFault, Deed, Trail
from service.audit.acts import LONGEST_TEXT
from service.audit.reading import entries, verify
from service.audit.trail import LONGEST_LINE

PAPER = Deed("paper.made", "key:0a1b2c3d", "10.1.2.3", type="transfer-decision", count=1, request="r-1")


def lines_of(file: Path) -> list[bytes]:
    return file.read_bytes().splitlines()


def november(trail: Trail) -> Path:
    return trail.folder / "2026-11.jsonl"


class TestWriting:
    def test_a_line_says_who_did_what_when_from_where_with_what_outcome(self, trail):
        trail.write(PAPER)

        assert json.loads(november(trail).read_bytes()) == {
            "n": 1,
            "time": "2026-11-25T08:30:00.000Z",
            "act": "paper.made",
            "who": "key:0a1b2c3d",
            "from": "10.1.2.3",
            "type": "transfer-decision",
            "count": 1,
            "request": "r-1",
            "result": "ok",
            "before": "0" * 64,
        }

    def test_what_is_not_known_is_not_there(self, trail):
        trail.write(Deed("started"))

        assert json.loads(november(trail).read_bytes()).keys() == {"n", "time", "act", "result", "before"}

    def test_folder_and_files_are_for_their_owner_alone(self, trail):
        before = os.umask(0)
        try:
            trail.write(PAPER)
        finally:
            os.umask(before)

        assert stat.S_IMODE(trail.folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in trail.folder.iterdir()} == {0o600}

    def test_long_texts_are_cut_so_that_every_line_is_short(self, trail):
        trail.write(Deed("paper.made", *["ữ" * 10_000] * 4, code="x" * 999, request="ữ" * 999, batch="b" * 999))

        assert len(november(trail).read_bytes()) < LONGEST_LINE
        assert len(next(entries(trail.folder.parent))["who"]) == LONGEST_TEXT
        trail.write(PAPER)
        assert verify(trail.folder.parent).lines == 2

    def test_processes_write_together_and_the_chain_holds(self, tmp_path):
        context = multiprocessing.get_context("fork")
        writers = [context.Process(target=write_many, args=(tmp_path, 50)) for _ in range(4)]
        for each in writers:
            each.start()
        for each in writers:
            each.join(60)

        found = verify(tmp_path)
        assert (found.lines, found.head.number, found.broken) == (200, 200, None)

    def test_threads_write_together_and_each_is_told_its_own_line(self, trail):
        with ThreadPoolExecutor(16) as pool:
            heads = list(pool.map(lambda n: trail.write(replace(PAPER, request=f"r-{n}")), range(300)))
        written = [json.loads(line) for line in lines_of(november(trail))]

        assert sorted(head.number for head in heads) == list(range(1, 301))
        assert {written[head.number - 1]["request"]: head for head in heads}.keys() == {f"r-{n}" for n in range(300)}
        assert [written[head.number - 1]["request"] for head in heads] == [f"r-{n}" for n in range(300)]
        assert verify(trail.folder.parent).broken is None

    def test_where_no_line_can_be_written_each_thread_is_told(self, trail):
        trail.write(PAPER)
        november(trail).unlink()
        november(trail).mkdir()
        with ThreadPoolExecutor(8) as pool:
            told = [pool.submit(trail.write, PAPER).exception() for _ in range(40)]

        assert {type(each) for each in told} == {AuditFault}

    def test_a_writer_that_is_killed_leaves_a_chain_that_holds(self, tmp_path):
        context = multiprocessing.get_context("fork")
        for _ in range(5):
            writer = context.Process(target=write_many, args=(tmp_path, 100_000))
            writer.start()
            time.sleep(0.15)
            os.kill(writer.pid, signal.SIGKILL)
            writer.join()
        Trail(tmp_path).write(PAPER)

        found = verify(tmp_path)
        assert found.lines > 5
        assert found.broken is None

    def test_a_line_for_a_paper_takes_less_than_a_millisecond(self, tmp_path):
        trail, taken = Trail(tmp_path), []
        for _ in range(300):
            began = time.perf_counter()
            trail.write(PAPER)
            taken.append(time.perf_counter() - began)

        assert sorted(taken)[len(taken) // 2] < 0.001

    def test_a_line_that_a_power_cut_left_is_cut_off_and_told_of(self, trail):
        trail.write(PAPER)
        with november(trail).open("ab") as stream:
            stream.write(b'{"act":"paper.ma')

        trail.write(PAPER)

        assert [each["act"] for each in entries(trail.folder.parent)] == ["paper.made", "trail.mended", "paper.made"]
        assert verify(trail.folder.parent).broken is None

    def test_where_the_first_line_of_a_month_was_left_unfinished_the_chain_goes_on(self, trail, clock):
        trail.write(PAPER)
        clock.now = clock.now.replace(month=12)
        (trail.folder / "2026-12.jsonl").write_bytes(b'{"act":')

        assert trail.write(PAPER).number == 3
        assert verify(trail.folder.parent).broken is None

    def test_where_there_is_no_room_nothing_is_written_and_that_is_told(self, tmp_path):
        trail = Trail(tmp_path)
        trail.write(PAPER)
        file = next(trail.folder.glob("*.jsonl"))
        size = file.stat().st_size
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, limits[1]))
        try:
            with pytest.raises(AuditFault):
                trail.write(PAPER)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, before)

        assert file.stat().st_size == size
        assert trail.write(PAPER).number == 2

    def test_a_folder_that_cannot_be_made_is_told(self, tmp_path):
        (tmp_path / "audit").write_text("no folder")

        with pytest.raises(AuditFault, match="audit trail"):
            Trail(tmp_path).write(PAPER)
        with pytest.raises(AuditFault):
            Trail(tmp_path).check()

    def test_a_trail_whose_end_is_damaged_takes_no_more_lines(self, trail):
        trail.write(PAPER)
        with november(trail).open("ab") as stream:
            stream.write(b"no line\n")

        with pytest.raises(AuditFault, match="audit verify"):
            trail.write(PAPER)


class TestMonths:
    def test_each_month_has_its_file_and_the_chain_goes_through_all(self, trail, clock):
        for month in (10, 11, 12):
            clock.now = clock.now.replace(month=month)
            trail.write(PAPER)

        assert [file.name for file in sorted(trail.folder.glob("*.jsonl"))] == [
            "2026-10.jsonl", "2026-11.jsonl", "2026-12.jsonl",
        ]  # fmt: skip
        assert verify(trail.folder.parent).lines == 3

    def test_a_clock_that_is_put_back_does_not_part_the_trail(self, trail, clock):
        trail.write(PAPER)
        clock.now = clock.now.replace(month=3)
        trail.write(PAPER)

        assert len(lines_of(november(trail))) == 2

    def test_what_has_outlived_its_months_goes_and_the_rest_still_holds(self, tmp_path, clock):
        trail = Trail(tmp_path, months=2, clock=clock)
        for month in (8, 9, 10, 11):
            clock.now = clock.now.replace(month=month)
            trail.write(PAPER)

        found = verify(tmp_path)
        assert sorted(file.name for file in trail.folder.glob("*.jsonl")) == ["2026-10.jsonl", "2026-11.jsonl"]
        assert found.broken is None
        assert found.first > 1

    def test_what_was_dropped_is_told_by_the_line_that_was_the_last_of_it(self, tmp_path, clock):
        trail = Trail(tmp_path, months=2, clock=clock)
        heads = []
        for month in (9, 10, 11):
            clock.now = clock.now.replace(month=month)
            heads.append(trail.write(PAPER))

        told = [(each["n"], each["count"], each["dropped"]) for each in entries(tmp_path) if "dropped" in each]
        assert told == [(3, 1, str(heads[0]))]

    def test_a_damaged_file_that_has_outlived_its_months_keeps_nobody_from_writing(self, tmp_path, clock):
        trail = Trail(tmp_path, months=2, clock=clock)
        for month in (9, 10):
            clock.now = clock.now.replace(month=month)
            trail.write(PAPER)
        (trail.folder / "2026-09.jsonl").write_bytes(b"no line\n")
        clock.now = clock.now.replace(month=11)

        assert trail.write(PAPER).number == 4
        found = verify(tmp_path).broken
        assert found is not None
        assert "cannot be verified" in found.message.en


def test_the_lines_of_somebody_from_some_moment_on(trail, tmp_path, clock):
    trail.write(PAPER)
    trail.write(Deed("user.added", "command:root", about="user:lan#0a1b2c3d"))
    clock.now = clock.now.replace(month=12)
    trail.write(Deed("signed-in", "user:lan#0a1b2c3d"))

    assert [each["act"] for each in entries(tmp_path, who="user:lan#0a1b2c3d")] == ["user.added", "signed-in"]
    assert [each["act"] for each in entries(tmp_path, since="2026-12")] == ["signed-in"]
    assert len(list(entries(tmp_path, since="2026-11-25T08:30"))) == 3


def write_many(data: Path, count: int) -> None:
    trail = Trail(data)
    for _ in range(count):
        trail.write(PAPER)
