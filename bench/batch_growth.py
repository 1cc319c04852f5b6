"""Does a paper of a big batch cost more than one of a small batch, and how much memory does each process take?"""

from __future__ import annotations

import tempfile
import time
from functools import partial
from multiprocessing import active_children
from os import getpid
from pathlib import Path
from statistics import median
from typing import Any

from bench.batch import LIMIT, PROCESSES, TYPE, payload
from service.batch.desk import Desk
from service.batch.dispatch import Means
from service.batch.ledger import open_ledger
from service.batch.store import Store
from service.batch.supervisor import Supervisor
from service.batch.wishes import Wishes
from service.bootstrap import build_pipeline
from service.config import Settings

SMALL = 1_000
OVERTAKING = 100


def measure_growth(papers: int, turns: int) -> dict[str, Any]:
    """Seconds a paper in one batch of ``papers`` and in batches of a thousand before and after it, same processes."""
    with tempfile.TemporaryDirectory() as folder:
        season = _Season(Path(folder), papers, turns)
        Supervisor(season.desk.means).run(until=season.is_over)
        season.desk.close()
    small = median(season.seconds[SMALL]) / SMALL
    return {
        "papers": papers,
        "docs_per_second": round(papers / season.seconds[papers][0]),
        "cost_growth_100k_vs_1k": round(season.seconds[papers][0] / papers / small, 3),
        "most_memory_mib": round(season.most_memory / 1024, 1),
        "overtaking_rows": OVERTAKING,
        "done_of_big_meanwhile": season.done_of_big_meanwhile,
    }


class _Season:
    """Batches one after the other: some small ones, the big one, as many small ones again."""

    def __init__(self, folder: Path, papers: int, turns: int) -> None:
        self._folder = folder
        self._papers = papers
        self._left = [SMALL] * (turns + 1) + [papers] + [SMALL] * turns
        self.seconds: dict[int, list[float]] = {SMALL: [], papers: []}
        self.most_memory = 0
        self.done_of_big_meanwhile: int | None = None
        store = Store(folder / "data")
        ledger = open_ledger(f"sqlite:///{store.ledger_file}")
        build = partial(build_pipeline, Settings())
        self.desk = Desk(Means(store, ledger, build, "bench", PROCESSES, LIMIT), days=1)
        self._size, self._is_warm = 0, False
        self._begun = 0.0
        self._overtaking: tuple[str, int] | None = None

    def is_over(self) -> bool:
        """Asked several times a second: starts the next batch where one is done."""
        ledger = self.desk.means.ledger
        if self._size:
            state = ledger.get(self._batch.id).state
            assert state not in ("failed", "cancelled"), state
            self.most_memory = max(self.most_memory, *map(_most_kib, [getpid(), *_pids()]))
            if self._size > SMALL:
                self._overtake()
            if state != "done":
                return False
            if self._is_warm:
                self.seconds[self._size].append(time.perf_counter() - self._begun)
            self._is_warm = True
            self.desk.forget(self._batch)
        if not self._left:
            return True
        self._begin(self._left.pop(0))
        return False

    def _begin(self, size: int) -> None:
        file = self._folder / "season.jsonl"
        with file.open("wb") as stream:
            for number in range(size):
                stream.write(payload(number) + b"\n")
        self._size, self._begun = size, time.perf_counter()
        self._batch = self.desk.receive(file, TYPE, Wishes(), f"bench {len(self._left)}")

    def _overtake(self) -> None:
        """Bring in a small batch when a third of the big one is done; how far is that when the small one is done?"""
        ledger = self.desk.means.ledger
        done = ledger.progress(self._batch.id).ok
        if self._overtaking is None:
            if done > self._papers / 3:
                file = self._folder / "small.jsonl"
                file.write_bytes(b"".join(payload(number) + b"\n" for number in range(OVERTAKING)))
                self._overtaking = self.desk.receive(file, TYPE, Wishes(), "overtaking").id, done
        elif self.done_of_big_meanwhile is None and ledger.get(self._overtaking[0]).state == "done":
            self.done_of_big_meanwhile = done - self._overtaking[1]


def _pids() -> list[int]:
    return [child.pid for child in active_children() if child.pid]


def _most_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
