"""The process that makes batches waits where the database cannot be used, and goes on when it can."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from types import SimpleNamespace

import pytest

from service.bootstrap import open_desk
from service.cli import serving
from service.config import Settings
from service.web.heartbeat import SECONDS_ALIVE, Heartbeat
from tests.batch.seasons import payload, receive, write_lines

SECONDS = 60.0
UNLIMITED = resource.RLIM_INFINITY


@pytest.fixture
def settings(tmp_path):
    own = Settings(data_dir=tmp_path / "data", batch_processes=1, min_free_mib=0)
    open_desk(own).close()  # as the command does before it has anybody make batches
    return own


@pytest.fixture
def waiting(settings, tmp_path, monkeypatch):
    """The process, started where no file can grow: that stands for a full disk. And its heartbeat, and what it logs."""
    monkeypatch.setattr(serving, "_SECONDS_BETWEEN_TRIES", 0.3)
    heartbeat, told = Heartbeat(tmp_path / "alive"), tmp_path / "told"
    to_read, to_write = os.pipe()
    pid = os.fork()
    if pid == 0:
        sys.stderr = os.fdopen(to_write, "w", buffering=1)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, UNLIMITED))
        try:
            serving.make_batches(settings, SimpleNamespace(metrics=None, heartbeat=heartbeat))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(to_write)
    os.set_blocking(to_read, False)

    def logged() -> list[dict]:
        """All lines so far."""
        try:
            with told.open("ab") as stream:
                stream.write(os.read(to_read, 1 << 20))
        except BlockingIOError:
            pass
        return [json.loads(line) for line in told.read_text().splitlines()]

    yield SimpleNamespace(pid=pid, heartbeat=heartbeat, logged=logged)
    os.close(to_read)
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except ProcessLookupError:
        pass


def until(holds) -> None:
    """Until it holds."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.1)


def test_a_full_disk_at_its_start_is_waited_for_and_told_once(waiting, settings, tmp_path):
    until(lambda: waiting.logged() != [])
    time.sleep(2)

    assert os.waitpid(waiting.pid, os.WNOHANG) == (0, 0), "it is still there"
    (line,) = waiting.logged()
    assert (line["level"], "batches wait" in line["message"]) == ("error", True)
    assert waiting.heartbeat.silence() > SECONDS_ALIVE, "it is not taken for one that can make papers"

    resource.prlimit(waiting.pid, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
    desk = open_desk(settings)
    batch = receive(desk, write_lines(tmp_path / "rows.jsonl", [payload(1)]))
    until(lambda: desk.means.ledger.get(batch.id).ended is not None)
    assert desk.means.ledger.get(batch.id).state == "done"
    assert waiting.heartbeat.silence() < SECONDS_ALIVE
    desk.close()
    os.kill(waiting.pid, signal.SIGTERM)
    assert os.waitstatus_to_exitcode(os.waitpid(waiting.pid, 0)[1]) == 0


def test_whoever_waits_can_be_ended(waiting):
    until(lambda: waiting.logged() != [])
    os.kill(waiting.pid, signal.SIGTERM)
    began = time.monotonic()

    assert os.waitstatus_to_exitcode(os.waitpid(waiting.pid, 0)[1]) == 0
    assert time.monotonic() - began < 5
