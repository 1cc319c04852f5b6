"""Batches for tests: rows, what must become of them, and pipelines in which a row does harm."""

from __future__ import annotations

import json
import os
import signal
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from service.batch.desk import Desk
from service.batch.dispatch import Means
from service.batch.ledger import Batch, open_ledger
from service.batch.splitting import Limits
from service.batch.store import Store
from service.batch.supervisor import Supervisor
from service.batch.wishes import Wishes
from service.bootstrap import build_pipeline
from service.config import Settings
from service.documents import discover_types
from service.documents._findings import Rule
from service.pipeline import Pipeline
from tests.builders import as_json, pipeline, sample

SLUG = "cell-establishment-decision"
TYPE = discover_types()[SLUG]
PATIENCE = 60.0
LONGEST_TEST = 120.0


def payload(n: int, /, **fields: Any) -> dict[str, Any]:
    """A decision that conforms, like no other; with ``cell_name=None`` it has an error."""
    return {**sample(SLUG), "number": n, "cell_name": f"Chi bộ xóm {n}", **fields}


def season(count: int, every_bad: int = 7) -> list[dict[str, Any]]:
    """So many payloads, some with an error."""
    return [payload(n, **({"cell_name": None} if n % every_bad == 0 else {})) for n in range(1, count + 1)]


def write_lines(file: Path, payloads: list[dict[str, Any]]) -> Path:
    """A payload a line."""
    file.write_bytes(b"".join(as_json(each) + b"\n" for each in payloads))
    return file


def expected(payloads: list[dict[str, Any]]) -> tuple[dict[str, bytes], list[tuple[int, str, str]]]:
    """Papers by their contents' names, and errors as row, pointer and code, made one by one without any batch."""
    papers, errors = {}, []
    for row, each in enumerate(payloads, start=1):
        verdict = pipeline().validate(SLUG, as_json(each))
        if verdict.valid:
            issuer = pipeline().issuer_of(each).name
            name = f"{issuer}/{each['number']:02d}-QĐ-ĐU {each['cell_name']}.docx"
            papers[name] = pipeline().produce(SLUG, as_json(each)).content
        errors += [(row, finding.pointer, finding.code) for finding in verdict.errors]
    return papers, errors


def papers_in(archive: Path) -> dict[str, bytes]:
    """The members of a ZIP but its lists; each is read whole, so that its checksum is tried."""
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        assert len(names) == len(set(names)), "a name stands twice"
        return {name: opened.read(name) for name in names if name.endswith(".docx")}


def desk_at(folder: Path, build: Callable[[], Pipeline] | None = None, **means: Any) -> Desk:
    """A desk whose chunks are small."""
    store = Store(folder)
    settings: dict[str, Any] = {"processes": 2, "limits": Limits(rows=10), "patience": PATIENCE, **means}
    ledger = open_ledger(f"sqlite:///{store.ledger_file}")
    built = build or partial(build_pipeline, Settings())
    return Desk(Means(store, ledger, built, "the same", max_bytes=1 << 20, **settings), days=30)


def receive(desk: Desk, file: Path, **wishes: Any) -> Batch:
    """Hand a file in."""
    return desk.receive(file, TYPE, Wishes(**wishes), "tester")


def work(desk: Desk, *batches: Batch, meanwhile: Callable[[], object] = lambda: None) -> list[Batch]:
    """Run a supervisor until the batches are over; as they stand then."""
    end = time.monotonic() + LONGEST_TEST

    def over() -> bool:
        meanwhile()
        assert time.monotonic() < end, [desk.means.ledger.get(b.id) for b in batches]
        return all(is_over(desk, batch) for batch in batches)

    Supervisor(desk.means).run(over)
    return [desk.means.ledger.get(batch.id) for batch in batches]


def is_over(desk: Desk, batch: Batch) -> bool:
    """Whether nothing more is done for it."""
    return desk.means.ledger.get(batch.id).state in ("done", "failed", "cancelled", "expired")


def errors_of(desk: Desk, batch: Batch) -> list[tuple[int, str, str]]:
    """Row, pointer, code."""
    return [(error.row, error.pointer, error.code) for error in desk.means.ledger.errors(batch.id)]


def leftovers(folder: Path) -> list[Path]:
    """Files that nobody goes on with."""
    return [*folder.rglob("*.tmp"), *folder.rglob("work")]


def harmful(slow: float = 0.0) -> Pipeline:
    """A pipeline with a rule that takes ``slow`` seconds, and kills its process over the ``client_ref`` "deadly"."""
    built = build_pipeline(Settings())

    def judge(document: Any, _circumstances: object) -> Iterator[Any]:
        time.sleep(slow)
        if document.client_ref == "deadly":
            os.kill(os.getpid(), signal.SIGKILL)
        return iter(())

    harmed = replace(built.types[SLUG], rules=(*built.types[SLUG].rules, Rule((), judge)))
    built.types = {**built.types, SLUG: harmed}
    return built


@cache
def small_season() -> tuple[list[dict[str, Any]], dict[str, bytes], list[tuple[int, str, str]]]:
    """Sixty rows, their papers and their errors."""
    rows = season(60)
    return rows, *expected(rows)


def processes_of(parent: int) -> set[int]:
    """The children of a process, as the kernel knows them."""
    file = Path(f"/proc/{parent}/task/{parent}/children")
    try:
        return {int(pid) for pid in file.read_text().split()}
    except OSError:
        return set()


def alive(pid: int) -> bool:
    """Whether there is such a process, and not only its entry."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def json_lines(file: Path) -> list[dict[str, Any]]:
    """The values of a JSONL file."""
    return [json.loads(line) for line in file.read_bytes().splitlines()]
