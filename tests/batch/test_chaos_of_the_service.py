"""The running service under kill -9: web server, worker, those who make papers, the command itself, everything."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import sys
import time
import uuid
from pathlib import Path

import pytest

from tests.batch.seasons import SLUG, alive, expected, leftovers, papers_in, season
from tests.builders import as_json
from tests.cli.test_serving import children_of, family_of
from tests.web.test_server import Running, port_of, start

BATCHES = "/api/v1/batches"
SECONDS_TO_GO_ON = 60.0
SECONDS_IN_ALL = 150.0
BOUNDARY = "--of-a-season"


def form(source: bytes, **fields: str) -> bytes:
    """multipart/form-data with a JSONL file."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    head = b'Content-Disposition: form-data; name="file"; filename="x.jsonl"\r\nContent-Type: application/jsonl\r\n\r\n'
    parts.append(head + source)
    lines = [b"--%b\r\n%b\r\n" % (BOUNDARY.encode(), part) for part in parts]
    return b"".join(lines) + b"--%b--\r\n" % BOUNDARY.encode()


class Service:
    """The service in a folder of its own; it can be killed and started again, on the same data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runs = 0
        self.family: set[int] = set()
        self.start()

    def start(self) -> None:
        """Once more."""
        self._runs += 1
        messages = self._folder / f"messages-{self._runs}"
        process = start(messages, "--port", "0", WORKERS="1", BATCH_PROCESSES="2", DATA_DIR=str(self.data))
        self.running = Running(process, port_of(process, messages), messages)

    @property
    def data(self) -> Path:
        return self._folder / "data"

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, dict, bytes]:
        """The answer, asked for again while nobody answers: the web server may just have been killed."""
        end = time.monotonic() + SECONDS_TO_GO_ON
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        while True:
            try:
                status, found, content = self.running.ask(method, path, body, named)
                return status, dict(found), content
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < end, "the service does not come back"
                time.sleep(0.2)

    def kill(self, what: str, chance: random.Random) -> None:
        """Kill -9 of one kind of process."""
        watch = self.running.process.pid
        family = family_of(watch)
        self.family |= family
        direct = children_of(watch)
        by_kind = {"web": direct[:1], "worker": direct[1:], "everything": [watch, *family], "watch": [watch]}
        below = sorted(family - set(direct))
        for victim in by_kind.get(what) or [chance.choice(below or direct)]:
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if what in ("everything", "watch"):
            self.running.process.wait()
            end = time.monotonic() + 30
            while any(map(alive, family)):
                assert time.monotonic() < end, "an orphan"
                time.sleep(0.1)
            self.start()


def torment(folder: Path, rows: list, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    service = Service(folder)
    try:
        source = b"".join(as_json(row) + b"\n" for row in rows)
        head = {"Content_Type": f"multipart/form-data; boundary={BOUNDARY}", "Idempotency_Key": str(uuid.uuid4())}
        status, found, _ = service.ask("POST", BATCHES, form(source, type=SLUG), **head)
        assert status == 202
        address = found["Location"]
        for _ in range(kills):
            service.kill(chance.choice(("web", "worker", "below", "watch", "everything")), chance)
            again, found, _ = service.ask("POST", BATCHES, form(source, type=SLUG), **head)
            assert (again, found["Location"]) == (202, address)
            goes_on(service, address)
            time.sleep(chance.random() * 0.3)
        batch = finished(service, address)
        papers, errors = expected(rows)
        assert (batch["papers"], batch["failed"]) == (len(papers), len({row for row, _, _ in errors}))
        status, _, content = service.ask("GET", f"{address}/archive")
        (folder / "papers.zip").write_bytes(content)
        assert (status, papers_in(folder / "papers.zip")) == (200, papers)
        told = json.loads(service.ask("GET", f"{address}/errors?limit=1000")[2])["errors"]
        assert [(error["row"], error["pointer"], error["code"]) for error in told] == errors
        assert leftovers(service.data) == []
    finally:
        service.running.stop()


def goes_on(service: Service, address: str) -> None:
    """Before long more is done than before, or all is."""
    before = json.loads(service.ask("GET", address)[2])
    end = time.monotonic() + SECONDS_TO_GO_ON
    while True:
        batch = json.loads(service.ask("GET", address)[2])
        if batch["state"] == "done" or batch["done"] > before["done"]:
            return
        assert time.monotonic() < end, batch
        time.sleep(0.1)


def finished(service: Service, address: str) -> dict:
    """The batch when it is done."""
    end = time.monotonic() + SECONDS_IN_ALL
    while (batch := json.loads(service.ask("GET", address)[2]))["state"] != "done":
        assert time.monotonic() < end, batch
        assert batch["state"] not in ("failed", "cancelled"), batch
        time.sleep(0.2)
    return batch


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which processes there are")
@pytest.mark.parametrize("seed", range(3))
def test_the_zip_is_as_if_nothing_had_been(tmp_path, seed):
    torment(tmp_path, season(3000), kills=6, seed=seed)
