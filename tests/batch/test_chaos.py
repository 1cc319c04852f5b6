"""kill -9 of children, of the worker and of everything, at random moments: nothing is lost and nothing is doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.batch.seasons import (
    alive,
    desk_at,
    errors_of,
    expected,
    is_over,
    leftovers,
    papers_in,
    processes_of,
    receive,
    season,
    work,
    write_lines,
)

pytestmark = pytest.mark.long

CHECKOUT = Path(__file__).parents[2]


def start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.batch.worker", str(folder), "0.01"], cwd=CHECKOUT)


def gone(pids: set[int]) -> bool:
    """Whether all of them have ended, within half a minute."""
    end = time.monotonic() + 30
    while time.monotonic() < end and any(map(alive, pids)):
        time.sleep(0.05)
    return not any(map(alive, pids))


def torment(folder: Path, rows: list, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    desk = desk_at(folder / "data")
    batch = receive(desk, write_lines(folder / "season.jsonl", rows))
    for _ in range(kills):
        worker = start(desk.means.store.root)
        try:
            begun = desk.means.ledger.progress(batch.id).done
            end = time.monotonic() + 60
            while desk.means.ledger.progress(batch.id).done == begun and not is_over(desk, batch):
                assert time.monotonic() < end, "interrupted work was not taken up again"
                time.sleep(0.05)
            time.sleep(chance.random() * 0.3)
            children = processes_of(worker.pid)
            what = chance.choice(("child", "worker", "everything"))
            victims = sorted(children)[:1] if what == "child" else [worker.pid]
            victims += sorted(children) if what == "everything" else []
            for victim in victims:
                os.kill(victim, signal.SIGKILL)
            if what == "child":
                time.sleep(chance.random())
                children |= processes_of(worker.pid)
        finally:
            worker.kill()
            worker.wait()
        assert gone(children), "an orphan"
    work(desk, batch)
    papers, errors = expected(rows)
    assert papers_in(desk.folder(batch.id).archive) == papers
    assert errors_of(desk, batch) == errors
    assert leftovers(desk.means.store.root) == []


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which processes there are")
class TestKilled:
    def test_at_random_moments_the_batch_ends_as_if_nothing_had_been(self, tmp_path):
        torment(tmp_path, season(100), kills=2, seed=20190416)

    @pytest.mark.long
    @pytest.mark.parametrize("seconds", [3, 20])
    def test_frozen_and_let_go_on_nothing_is_done_twice(self, tmp_path, seconds):
        rows = season(120)
        desk = desk_at(tmp_path / "data")
        batch = receive(desk, write_lines(tmp_path / "season.jsonl", rows))
        worker = start(desk.means.store.root)
        try:
            end = time.monotonic() + 60
            while not desk.means.ledger.progress(batch.id).done:
                assert time.monotonic() < end
                time.sleep(0.05)
            everything = [worker.pid, *processes_of(worker.pid)]
            for sign in (signal.SIGSTOP, signal.SIGCONT):
                for pid in everything:
                    os.kill(pid, sign)
                time.sleep(seconds)
            assert worker.wait(120) == 0
        finally:
            worker.kill()
            worker.wait()
        assert papers_in(desk.folder(batch.id).archive) == expected(rows)[0]
        assert errors_of(desk, batch) == expected(rows)[1]

    @pytest.mark.long
    @pytest.mark.parametrize("seed", range(6))
    def test_again_and_again(self, tmp_path, seed):
        torment(tmp_path, season(600), kills=12, seed=seed)
