"""The service under load while its processes are killed: a short form of ``make endurance``, without any timing.

And that the run would notice: answers that are wrong, papers that are missing, connections that nobody killed.
"""

from __future__ import annotations

import io
import json
import random
import socket
import sys
import time
import zipfile

import pytest

from bench.endurance.clients import CUT, Crowd, Exchange, run_clients
from bench.endurance.figures import memory
from bench.endurance.killing import Kill
from bench.endurance.processes import Sample
from bench.endurance.report import has_held, write_report
from bench.endurance.run import Plan, endure, faults_of
from bench.endurance.seasons import season
from bench.endurance.traffic import PATHS, Traffic, fault_of_docx, has_status, is_docx, load_samples
from bench.endurance.wire import Answer

KILL = Kill("web worker", 10.0, 10.1, 0.5)
PROBLEM = {"content-type": "application/problem+json"}
REQUESTS_OF_A_WORKER = 150
"""So few, that workers are replaced as they grow old, too, over and over."""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which processes there are")
def test_nothing_is_lost_and_nothing_fails_while_processes_are_killed():
    plan = Plan(minutes=0.5, clients=10, processes=2, large_batch=300, max_requests=REQUESTS_OF_A_WORKER)

    measured = endure(plan)

    assert measured["faults"] == {}
    assert [each["what"] for each in measured["kills"]] == [
        *("web worker", "web worker", "process that makes papers", "worker of batches")
    ]
    assert all(each["replaced_after_s"] is not None for each in measured["kills"])
    assert measured["batches"]["papers"] >= 250, "the large batch alone has so many"
    asked = measured["requests"]["ours"]
    assert {"paper S", "paper M", "check", "batch: hand in", "batch: fetch"} <= asked.keys()
    assert sum(kind.startswith("bad") for kind in asked) == 7
    assert has_held(measured)
    assert "# Under load" in write_report(measured)


def _zip(*papers: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number, paper in enumerate(papers):
            archive.writestr(f"{number}.docx", paper)
    return stream.getvalue()


def _docx(text: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", f"<a>{text}</a>")
    return stream.getvalue()


def test_an_answer_of_another_status_is_told_by_its_problem():
    answer = Answer(503, PROBLEM, json.dumps({"type": "urn:vanthu:problem:overloaded"}).encode())

    assert is_docx(answer) == "503 overloaded instead of 200"
    assert has_status(422)(answer) == "503 overloaded instead of 422"
    assert has_status(503)(answer) == ""


@pytest.mark.parametrize("content", [b"", b"PK", _docx("x")[:-30], _zip(b"")])
def test_a_paper_that_is_not_whole_is_noticed(content):
    assert fault_of_docx(_docx("x")) == ""
    assert fault_of_docx(content) != ""


@pytest.mark.parametrize(
    "papers",
    [
        pytest.param([_docx("1"), _docx("2")], id="one is missing"),
        pytest.param([_docx("1"), _docx("2"), _docx("2")], id="one is there twice"),
        pytest.param([_docx("1"), _docx("2"), b"x"], id="one is no DOCX"),
    ],
)
def test_an_archive_that_is_not_whole_is_noticed(papers):
    three = season("key", 3)

    assert three.fault_of_archive(Answer(200, {}, _zip(_docx("1"), _docx("2"), _docx("3")))) == ""
    assert three.fault_of_archive(Answer(200, {}, _zip(*papers))) != ""
    assert three.fault_of_archive(Answer(200, {}, b"x")) != ""
    assert three.fault_of_archive(Answer(404, {}, b"")) != ""


def test_a_batch_that_ended_otherwise_is_noticed():
    six = season("key", 6)
    told = {"state": "done", "rows": 6, "done": 6, "failed": 1, "papers": 5}

    assert six.fault_of(told) == ""
    for wrong in ({"state": "failed"}, {"papers": 4}, {"failed": 2}):
        assert six.fault_of(told | wrong) != ""


@pytest.mark.parametrize(
    ("application", "began", "ended", "is_a_fault"),
    [
        pytest.param("ours", 9.5, 10.2, False, id="under way when its worker was killed"),
        pytest.param("ours", 10.2, 10.3, True, id="begun afterwards"),
        pytest.param("ours", 9.0, 9.9, True, id="cut before"),
        pytest.param("ours", 9.5, 40.0, True, id="noticed much later"),
        pytest.param("echo", 9.5, 10.2, True, id="of the other application"),
    ],
)
def test_only_what_a_kill_explains_is_borne(application, began, ended, is_a_fault):
    cut = Exchange(application, "paper S", began, ended, f"{CUT}ConnectionResetError")

    assert bool(faults_of([cut], [KILL])) == is_a_fault
    assert faults_of([cut], [KILL._replace(what="worker of batches")])
    assert faults_of([cut._replace(fault="500 internal-error instead of 200")], [KILL])


def test_a_connection_that_is_cut_without_end_is_given_up(unused_port, monkeypatch):
    monkeypatch.setattr("bench.endurance.clients.SECONDS_OF_RETRYING", 0.3)

    crowd = Crowd(0, 1, {"ours": unused_port}, {"x": b""}, 0.0, _soon())
    done = run_clients(crowd)

    assert any("given up" in each.fault for each in done.exchanges)
    assert all(each.fault for each in done.exchanges)


def _soon() -> float:
    return time.monotonic() + 0.2


@pytest.fixture
def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def test_both_are_asked_the_same_but_for_the_address():
    samples = {each.name: b"PK" for each in load_samples()}
    asked = {name: Traffic(name, samples, 0.1, random.Random(1)) for name in PATHS}

    for _ in range(300):
        ours, echo = (asked[name].next() for name in ("ours", "echo"))
        assert ours.kind == echo.kind
        assert ours.request.replace(PATHS["ours"].encode(), PATHS["echo"].encode()) == echo.request


def test_memory_that_grows_is_told_and_who_came_late_is_not_judged():
    def samples(pid: int, seconds: range, kib_a_second: int) -> list[Sample]:
        return [Sample("workers", pid, float(at), 100_000 + kib_a_second * at) for at in seconds]

    found = memory(samples(1, range(90), 0) + samples(2, range(90), 1000) + samples(3, range(70, 90), 0), 0.0, 90.0)

    flat, growing, late = (each["growth_percent"] for each in found)
    assert (flat, late) == (0.0, None)
    assert growing == pytest.approx(100 * 30 / 144.5, abs=1)
