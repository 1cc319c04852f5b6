"""``/readyz`` says what the service cannot do, and ``/healthz`` only that it answers."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from service.audit import Deed, Trail
from service.web import create_app
from service.web.heartbeat import SECONDS_ALIVE, Heartbeat
from service.web.readiness import Readiness, checks_for
from service.web.running import Run
from tests.batch.seasons import desk_at


@pytest.fixture
def own(settings, tmp_path):
    return settings.model_copy(update={"data_dir": tmp_path / "data", "min_free_mib": 0})


@pytest.fixture
def ask(pipeline, own, tmp_path):
    """Asks an application with these changes for status and answer."""
    desk = desk_at(own.data_dir, processes=1)

    def ask(run=None, desk=lambda: desk, **changed):
        app = create_app(pipeline, own.model_copy(update=changed), desk, run=run)
        response = app.test_client().get("/readyz")
        assert response.headers["Cache-Control"] == "no-store"
        return response.status_code, response.json

    yield ask
    desk.close()


def test_a_service_where_all_is_well_is_ready(ask):
    assert ask() == (200, {"status": "ok"})


def test_a_ledger_that_does_not_answer(ask):
    def broken():
        raise OSError("a secret of the system")

    assert ask(desk=broken) == (503, {"status": "unready", "failed": ["ledger"]})


def test_a_database_that_was_damaged_while_it_was_in_use(ask, own):
    assert ask()[0] == 200
    for file in own.data_dir.glob("ledger.sqlite3*"):
        file.write_bytes(b"no database" * 1000)

    status, told = ask(desk=lambda: desk_at(own.data_dir, processes=1))
    assert (status, {"ledger", "access"} <= set(told["failed"])) == (503, True)


def test_a_disk_without_room(ask):
    assert ask(min_free_mib=10**9) == (503, {"status": "unready", "failed": ["room"]})


def test_an_audit_trail_that_cannot_be_written(ask, own):
    (own.data_dir / "audit").write_text("no folder")

    assert ask() == (503, {"status": "unready", "failed": ["audit"]})


def test_an_audit_trail_whose_end_is_damaged_lets_no_paper_be_made_and_is_told(ask, own):
    Trail(own.data_dir).write(Deed("started"))
    (file,) = (own.data_dir / "audit").glob("*.jsonl")
    assert ask()[0] == 200
    file.write_bytes(file.read_bytes() + b"junk\n")

    assert ask() == (503, {"status": "unready", "failed": ["audit"]})


def test_on_a_disk_that_is_wholly_full_the_trail_cannot_be_written_either(pipeline, own, tmp_path):
    """Where processes are shown as files there is no room at all."""
    trail, full = Trail(tmp_path, 24), own.model_copy(update={"data_dir": Path("/proc")})
    here, there = (checks_for(pipeline, each, None, None, trail, None)["audit"] for each in (own, full))
    own.data_dir.mkdir()

    assert (here(), there()) == (True, False)


class TestTheProcessOfBatches:
    @pytest.fixture
    def run(self, tmp_path):
        run = Run(tmp_path)
        run.metrics.mkdir()
        return SimpleNamespace(metrics=None, heartbeat=run.heartbeat, file=tmp_path / "batches-alive")

    def test_one_that_gave_a_sign_is_alive(self, ask, run):
        run.heartbeat.give()

        assert ask(run) == (200, {"status": "ok"})

    def test_one_that_never_did_is_not(self, ask, run):
        assert ask(run) == (503, {"status": "unready", "failed": ["batch_process"]})

    def test_one_that_has_been_silent_for_long_is_not(self, ask, run):
        run.heartbeat.give()
        before = time.time() - SECONDS_ALIVE - 5
        os.utime(run.file, (before, before))

        assert ask(run) == (503, {"status": "unready", "failed": ["batch_process"]})

    def test_a_sign_that_cannot_be_given_stops_nobody(self, tmp_path):
        Heartbeat(tmp_path / "nowhere" / "x").give()


class TestAskingOften:
    def test_the_checks_are_made_once_a_second(self):
        made, now = [], [0.0]
        readiness = Readiness({"x": lambda: bool(made.append(1))}, clock=lambda: now[0])

        assert [readiness.failed() for _ in range(5)] == [["x"]] * 5
        assert len(made) == 1
        now[0] = 1.0
        readiness.failed()
        assert len(made) == 2

    def test_a_check_that_breaks_off_has_failed(self):
        assert Readiness({"x": lambda: bool(1 // 0), "y": lambda: True}).failed() == ["x"]


def test_healthz_says_only_that_it_answers(pipeline, own):
    def broken():
        raise OSError

    client = create_app(pipeline, own, broken, broken).test_client()

    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 503)


@pytest.mark.long
def test_a_batch_process_that_is_stopped_is_told(tmp_path):
    from tests.cli.test_serving import children_of, wait_until
    from tests.web.test_server import Running, port_of, start

    process = start(tmp_path / "messages", "--port", "0", WORKERS="1", BATCH_PROCESSES="1", MIN_FREE_MIB="0")
    running = Running(process, port_of(process, tmp_path / "messages"), tmp_path / "messages")
    wait_until(lambda: len(children_of(process.pid)) == 2)
    assert running.ask("GET", "/readyz")[0] == 200
    batches = children_of(process.pid)[1]
    os.kill(batches, signal.SIGSTOP)
    end = time.monotonic() + SECONDS_ALIVE + 20
    while running.ask("GET", "/readyz")[0] == 200:
        assert time.monotonic() < end
        time.sleep(0.5)
    assert b"batch_process" in running.ask("GET", "/readyz")[2]
    os.kill(batches, signal.SIGCONT)
    wait_until(lambda: running.ask("GET", "/readyz")[0] == 200)
    assert running.stop() == 0
