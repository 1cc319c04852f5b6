"""The service as it is run: workers that are replaced under load, uploads of any size, requests made up at random."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections import Counter
from pathlib import Path

import pytest

from service.bootstrap import sample
from service.documents import discover_types
from tests.batch.seasons import SLUG
from tests.hostile.fuzzing import fuzz_interface, served
from tests.web.batches.sending import BOUNDARY, FORM, PATH
from tests.web.test_server import JSON, Running

MIB = 1024 * 1024
SECONDS = 60.0


def memory_of(process: int) -> int:
    """The most that a process has had in memory, in MiB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    assert found
    return int(found[1]) // 1024


def workers(running: Running) -> list[int]:
    """Every web worker that there has been."""
    return [int(pid) for pid in re.findall(r"Booting worker with pid: (\d+)", running.messages.read_text())]


@pytest.mark.long
def test_no_request_is_lost_while_workers_are_replaced(tmp_path):
    body, found, lock = sample(discover_types()[SLUG]), Counter[object](), threading.Lock()

    def ask(running: Running) -> None:
        for _ in range(200):
            try:
                answer: object = running.ask("POST", f"/api/v1/documents/{SLUG}", body, JSON)[0]
            except (OSError, http.client.HTTPException) as failure:
                answer = type(failure).__name__
            with lock:
                found[answer] += 1

    with served(tmp_path, MAX_REQUESTS="100") as running:
        threads = [threading.Thread(target=ask, args=(running,)) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        begun = workers(running)

    assert found == {200: 2400}
    assert len(begun) >= 12


@pytest.mark.long
def test_an_upload_of_200_mib_takes_no_more_memory_than_a_small_one(tmp_path):
    payload = json.dumps(json.loads(sample(discover_types()[SLUG]))).encode() + b"\n"
    piece = payload * (MIB // len(payload))

    def upload(running: Running, mib: int) -> int:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="type"\r\n\r\n{SLUG}\r\n'
        head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n'
        parts = [head.encode(), *[piece] * mib, f"\r\n--{BOUNDARY}--\r\n".encode()]
        status, _, content = running.ask("POST", PATH, iter(parts), {"Content-Type": FORM}, chunked=True)
        assert status == 202, content
        running.ask("POST", json.loads(content)["links"]["cancel"])
        return max(memory_of(pid) for pid in workers(running))

    with served(tmp_path) as running:
        small = [upload(running, 1) for _ in range(6)][-1]
        large = upload(running, 200)

    assert large - small < 20


@pytest.mark.long
def test_requests_made_up_from_the_description_find_no_fault_of_ours(tmp_path):
    """``make fuzz`` does the same for longer."""
    with served(tmp_path) as running:
        found = fuzz_interface(running, SECONDS)

    assert found.faults == {}
    assert found.answers.total() > 200
