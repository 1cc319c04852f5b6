"""``vanthu serve`` watches its web server and its worker of batches: what is killed comes back, nothing is left."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.batch.seasons import SLUG, payload
from tests.web.batches.sending import FORM, PATH, form_with, lines
from tests.web.test_server import Running, port_of, start

SECONDS = 60.0


def children_of(pid: int) -> list[int]:
    """Direct children, the oldest first: the web server, then the worker of batches."""
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return sorted(map(int, listed.split()))


def family_of(pid: int) -> set[int]:
    """All who descend from a process."""
    children = children_of(pid)
    return set(children).union(*map(family_of, children)) if children else set()


def wait_until(holds: Callable[[], bool]) -> None:
    """Until it holds."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.1)


def is_alive(pid: int) -> bool:
    """Whether there is such a process that is not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def served(tmp_path):
    process = start(tmp_path / "messages", "--port", "0", WORKERS="1", BATCH_PROCESSES="1")
    running = Running(process, port_of(process, tmp_path / "messages"), tmp_path / "messages")
    wait_until(lambda: len(children_of(process.pid)) == 2)
    yield running
    if process.poll() is None:
        running.stop()


@pytest.mark.parametrize("which", [0, 1], ids=["web", "batches"])
def test_a_process_that_is_killed_is_started_again(served, which):
    before = children_of(served.process.pid)
    os.kill(before[which], signal.SIGKILL)

    wait_until(lambda: len(set(children_of(served.process.pid)) - set(before)) == 1)
    if which == 0:
        wait_until(lambda: served.messages.read_text().count("Listening at") == 2)
    assert before[1 - which] in children_of(served.process.pid)
    assert served.ask("GET", "/healthz")[0] == 200


def test_what_is_handed_in_when_the_worker_of_batches_has_ended_in_order_is_made(served):
    """Whoever ends in order closes the database, and must not take its log away from those who have it open."""
    assert served.ask("GET", PATH)[0] == 200
    assert served.ask("GET", PATH, headers={"Authorization": "Bearer vt_khong-co"})[0] == 401
    worker = children_of(served.process.pid)[1]
    wait_until(lambda: children_of(worker) != [])
    os.kill(worker, signal.SIGTERM)
    wait_until(lambda: len(found := children_of(served.process.pid)) == 2 and worker not in found)
    sent = form_with(lines(payload(1)), type=SLUG)
    status, found, _ = served.ask("POST", PATH, sent, {"Content-Type": FORM})

    assert status == 202
    wait_until(lambda: json.loads(served.ask("GET", dict(found)["Location"])[2])["state"] == "done")


@pytest.mark.long
def test_nothing_is_left_when_the_command_is_killed(served):
    wait_until(lambda: len(family_of(served.process.pid)) >= 4)  # a web worker, and one who makes papers
    family = family_of(served.process.pid)
    served.process.kill()
    served.process.wait()

    wait_until(lambda: not any(map(is_alive, family)))


def test_nothing_is_left_when_the_command_ends_in_order(served):
    wait_until(lambda: len(family_of(served.process.pid)) >= 4)
    family = family_of(served.process.pid)

    assert served.stop() == 0
    wait_until(lambda: not any(map(is_alive, family)))


def test_the_worker_of_batches_has_no_socket_that_listens(served):
    """It would go on taking connections that nobody answers."""
    wait_until(lambda: len(family_of(served.process.pid)) >= 4)
    web, batches = children_of(served.process.pid)
    listening = listening_sockets()

    assert sockets_of(served.process.pid) & listening
    assert sockets_of(web) & listening
    assert [pid for pid in (batches, *family_of(batches)) if sockets_of(pid) & listening] == []


def listening_sockets() -> set[str]:
    """The inodes of all sockets that listen on an address of IPv4."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {row[9] for row in rows if row[3] == "0A"}


def sockets_of(pid: int) -> set[str]:
    """The inodes of the sockets that a process has."""
    found = set()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # it was closed a moment ago
            found.add(file.readlink().name.removeprefix("socket:[").rstrip("]"))
    return found


def test_at_another_address_of_the_loopback_nobody_need_sign_in_either(tmp_path):
    """It starts without any user, so whoever opens that address in a browser must be let in, and may send."""
    process = start(tmp_path / "messages", "--host", "127.0.0.2", "--port", "0", WORKERS="1", BATCH_PROCESSES="1")
    where = re.compile(r"http://(127\.0\.0\.2:\d+)")
    wait_until(lambda: where.search((tmp_path / "messages").read_text()) is not None)
    found = where.search((tmp_path / "messages").read_text())
    try:
        with urllib.request.urlopen(f"http://{found[1]}/soan", timeout=30) as page:
            assert page.url.endswith("/soan")
        headers = {"Content-Type": "application/json", "Origin": f"http://{found[1]}"}
        address = f"http://{found[1]}/api/v1/documents/{SLUG}/validate"
        with urllib.request.urlopen(urllib.request.Request(address, b"{}", headers), timeout=30) as answer:
            assert answer.status == 200
    finally:
        process.terminate()
        assert process.wait(timeout=60) == 0


def test_a_folder_that_cannot_hold_batches_stops_the_start(tmp_path):
    (tmp_path / "file").write_text("no folder")
    process = start(tmp_path / "messages", DATA_DIR=str(tmp_path / "file"))

    assert process.wait(timeout=30) == 3
    assert "DATA_DIR" in (tmp_path / "messages").read_text()
