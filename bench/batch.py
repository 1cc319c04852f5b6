"""A whole batch against a bare pool of processes that makes the same papers and keeps nothing of them."""

from __future__ import annotations

import json
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from service.batch.desk import Desk
from service.batch.dispatch import Means
from service.batch.ledger import open_ledger
from service.batch.store import Store
from service.batch.supervisor import Supervisor
from service.batch.wishes import Wishes
from service.bootstrap import build_pipeline, sample
from service.config import Settings
from service.documents import discover_types
from service.pipeline import Pipeline

SLUG = "cell-establishment-decision"
TYPE = discover_types()[SLUG]
PROCESSES = 2
_ROWS_AT_ONCE = 250
LIMIT = 8 * 1024 * 1024
_WARM_UP = 300

_pipeline: Pipeline | None = None


def measure_batch(papers: int, runs: int) -> dict[str, Any]:
    """Papers in a second of the batch, whole, and of the bare pool; they take turns, both with processes warmed up."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "season.jsonl"
        source.write_bytes(b"".join(payload(number) + b"\n" for number in range(papers)))
        ours, bare = [], []
        for turn in range(runs):
            bare.append(_bare(source, papers))
            ours.append(_ours(source, papers, Path(folder) / str(turn)))
    return {
        "papers": papers,
        "processes": PROCESSES,
        "docs_per_second": round(papers / median(ours)),
        "bare_docs_per_second": round(papers / median(bare)),
        "ratio_to_bare_pool": round(median(bare) / median(ours), 3),
    }


def payload(number: int) -> bytes:
    """A decision of one page like no other."""
    payload = json.loads(sample(TYPE))
    payload |= {"number": number + 1, "cell_name": f"Chi bộ xóm {number + 1}"}
    return json.dumps(payload, ensure_ascii=False).encode()


def _bare(source: Path, papers: int) -> float:
    """Seconds in which a pool validates, prints and renders in memory; each process has read the payloads before."""
    context = get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=_load, initargs=(source,)) as pool:
        list(pool.map(_make, [(0, _WARM_UP)] * PROCESSES * 2))
        begun = time.perf_counter()
        ranges = [(start, min(start + _ROWS_AT_ONCE, papers)) for start in range(0, papers, _ROWS_AT_ONCE)]
        made = sum(pool.map(_make, ranges))
        seconds = time.perf_counter() - begun
    assert made == papers
    return seconds


def _load(source: Path) -> None:
    global _pipeline, _payloads  # a process of the pool has nothing else to keep it in
    _pipeline, _payloads = build_pipeline(Settings()), source.read_bytes().splitlines()


_payloads: list[bytes] = []


def _make(span: tuple[int, int]) -> int:
    assert _pipeline
    return sum(bool(_pipeline.produce(SLUG, payload).content) for payload in _payloads[slice(*span)])


def _ours(source: Path, papers: int, folder: Path) -> float:
    """Seconds from the file to the finished ZIP: receiving, splitting, ledger, parts, lists, archive."""
    store = Store(folder)
    build = partial(build_pipeline, Settings())
    ledger = open_ledger(f"sqlite:///{store.ledger_file}")
    desk = Desk(Means(store, ledger, build, "bench", PROCESSES, LIMIT), days=1)
    warm = source.with_name("warm.jsonl")
    warm.write_bytes(b"".join(source.read_bytes().splitlines(keepends=True)[: _WARM_UP * PROCESSES * 2]))
    batch = desk.receive(warm, TYPE, Wishes(), "warming up")
    begun = 0.0

    def is_over() -> bool:
        nonlocal begun, batch
        state = ledger.get(batch.id).state
        assert state not in ("failed", "cancelled"), state
        if state != "done":
            return False
        if begun:
            return True
        begun = time.perf_counter()
        batch = desk.receive(source, TYPE, Wishes(), "bench")
        return False

    Supervisor(desk.means).run(until=is_over)
    seconds = time.perf_counter() - begun
    assert ledger.progress(batch.id).ok == papers
    desk.close()
    return seconds
