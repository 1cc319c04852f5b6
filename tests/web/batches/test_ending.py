"""Cancelling and deleting a batch that a worker, a process of its own, is at."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from tests.batch.seasons import alive, leftovers, papers_in, payload, season
from tests.trying import others_long
from tests.web.batches.sending import PATH, folder_of, lines, problem
from tests.web.test_server import CHECKOUT

SECONDS_A_ROW = "0.1"
SECONDS_TO_STOP = 2.0
SECONDS_TO_WIPE = 30.0


@pytest.fixture
def worker(desk):
    """Starts a worker; it ends when nothing is left to be done."""
    begun = []

    def worker() -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.batch.worker", str(desk.means.store.root), SECONDS_A_ROW]
        begun.append(subprocess.Popen(command, cwd=CHECKOUT))
        return begun[-1]

    yield worker
    for each in begun:
        each.kill()
        each.wait()


def until(holds: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it does not come to hold"
        time.sleep(0.05)


@pytest.mark.parametrize("method", others_long(["cancel", "delete"], "delete"))
def test_a_batch_in_work_is_let_go_of_and_the_other_is_made(client, desk, send, worker, method):
    unwanted = send(lines(*season(400))).headers["Location"]
    wanted = send(lines(*[payload(n) for n in range(1, 41)])).headers["Location"]
    process = worker()
    until(lambda: client.get(unwanted).json["done"] > 0)

    end = client.post(f"{unwanted}/cancel") if method == "cancel" else client.delete(unwanted)
    time.sleep(SECONDS_TO_STOP)
    made = desk.means.ledger.progress(unwanted[-32:]).done

    assert end.status_code == (200 if method == "cancel" else 204)
    until(lambda: not folder_of(desk, unwanted).exists(), SECONDS_TO_WIPE)
    assert desk.means.ledger.progress(unwanted[-32:]).done in (made, 0)
    if method == "cancel":
        about = client.get(unwanted).json
        assert (about["state"], about["links"]["archive"], about["links"]["retry"]) == ("cancelled", None, None)
    else:
        assert problem(client.get(unwanted)) in ((410, "batch-gone"), (404, "unknown-batch"))
    until(lambda: client.get(wanted).json["state"] == "done")
    assert len(papers_in(folder_of(desk, wanted) / "papers.zip")) == 40
    until(lambda: process.poll() is not None)
    assert (process.returncode, leftovers(desk.means.store.root)) == (0, [])
    assert [folder.name for folder in (desk.means.store.root / "batches").iterdir()] == [wanted[-32:]]


@pytest.mark.long
def test_a_deleted_batch_is_in_no_list_even_while_somebody_is_at_it(client, send, worker):
    unwanted = send(lines(*season(400)), key='"k"').headers["Location"]
    process = worker()
    until(lambda: client.get(unwanted).json["done"] > 0)

    assert client.delete(unwanted).status_code == 204
    assert client.get(PATH).json["batches"] == []
    assert client.delete(unwanted).status_code in (404, 410)
    assert send(lines(*season(400)), key='"k"').headers["Location"] != unwanted, "the key is free again"
    assert alive(process.pid)
