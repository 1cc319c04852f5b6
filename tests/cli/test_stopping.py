"""``vanthu serve`` that is asked to end: requests are finished, batches parked, and nothing is done twice or lost."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import time
from functools import partial

import pytest

from service.audit.reading import entries
from service.batch.jobs import ChunkJob
from service.batch.supervisor import Supervisor
from service.bootstrap import sample
from tests.batch.seasons import SLUG, TYPE, desk_at, harmful, json_lines, payload, receive, season, write_lines
from tests.cli.test_serving import children_of, family_of, is_alive, wait_until
from tests.trying import others_long
from tests.web.batches.sending import FORM, PATH, form_with, lines
from tests.web.test_server import Running, port_of, start


@pytest.fixture
def served(tmp_path):
    found = serve(tmp_path)
    yield found
    if found.process.poll() is None:
        found.stop()


def serve(folder) -> Running:
    messages = folder / "messages"
    process = start(messages, "--port", "0", WORKERS="1", BATCH_PROCESSES="1", MIN_FREE_MIB="0")
    return Running(process, port_of(process, messages), messages)


def test_a_request_under_way_is_finished(served):
    body = sample(TYPE)
    head = (
        f"POST /api/v1/documents/{SLUG} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(head.encode() + body[:100])
        time.sleep(1)  # the worker is reading
        served.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        connection.sendall(body[100:])
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert (response.status, response.read(2)) == (200, b"PK")

    assert served.process.wait(timeout=60) == 0
    assert [line["act"] for line in entries(served.messages.parent / "data")] == ["started", "paper.made", "stopped"]


def test_while_a_request_is_being_finished_nobody_new_can_connect(served):
    """Neither taken and left alone, nor taken and reset: whoever comes is refused at once, and asks elsewhere."""
    wait_until(lambda: len(family_of(served.process.pid)) >= 4)  # whoever could have the socket is there
    body = form_with(lines(payload(1)), type=SLUG, name="mùa.jsonl")
    head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(head.encode() + body[:100])
        time.sleep(1)  # the worker is reading
        served.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        began = time.monotonic()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", served.port), timeout=10)
        assert time.monotonic() - began < 1
        connection.sendall(body[100:])
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert response.status == 202

    assert served.process.wait(timeout=60) == 0


def test_a_web_server_that_was_killed_is_reached_at_the_same_address_and_lets_go_of_it_too(served):
    wait_until(lambda: len(children_of(served.process.pid)) == 2)
    os.kill(children_of(served.process.pid)[0], signal.SIGKILL)
    wait_until(lambda: served.messages.read_text().count("Listening at") == 2)
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\n")
        time.sleep(0.5)  # its head is waited for
        served.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", served.port), timeout=10)
        connection.sendall(b"Host: localhost\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize("all_at_once", others_long([False, True], False), ids=["the command", "every process"])
def test_a_batch_is_parked_and_goes_on_after_the_next_start(tmp_path, all_at_once):
    running = serve(tmp_path)
    wait_until(lambda: len(family_of(running.process.pid)) >= 4)
    rows = lines(*[payload(n) for n in range(1, 801)])
    address = running.ask("POST", PATH, form_with(rows, type=SLUG), {"Content-Type": FORM})[1]["Location"]
    wait_until(lambda: list((tmp_path / "data").glob("batches/*/parts/*.part")) != [])
    family = family_of(running.process.pid)
    for pid in family if all_at_once else ():
        os.kill(pid, signal.SIGTERM)
    assert running.stop() == 0
    wait_until(lambda: not any(map(is_alive, family)))
    assert list((tmp_path / "data").glob("batches/*/**/*.tmp")) == []

    running = serve(tmp_path)
    try:
        end = time.monotonic() + 90
        while (batch := json.loads(running.ask("GET", address)[2]))["ended"] is None:
            assert time.monotonic() < end, batch
            time.sleep(0.3)
        assert (batch["state"], batch["papers"], batch["failed"]) == ("done", 800, 0)
    finally:
        running.stop()
    acts = [line["act"] for line in entries(tmp_path / "data")]
    assert acts.count("batch.done") == 1


class TestASupervisorThatIsToEnd:
    """Each row takes 0.1 seconds, a chunk has ten."""

    @pytest.fixture
    def desk(self, tmp_path):
        found = desk_at(tmp_path / "data", partial(harmful, 0.1), processes=1, grace=20.0)
        yield found
        found.close()

    def test_waits_for_the_chunk_that_is_being_made_and_begins_no_other(self, desk, tmp_path):
        batch = receive(desk, write_lines(tmp_path / "rows.jsonl", season(40, every_bad=99)))
        ledger = desk.means.ledger

        def chunk_is_being_made() -> bool:
            at_work = any(isinstance(child.job, ChunkJob) for child in supervisor._crew.children)
            return (at_work and ledger.get(batch.id).state == "running") or ledger.get(batch.id).ended is not None

        supervisor = Supervisor(desk.means)
        supervisor.run(chunk_is_being_made)

        progress = ledger.progress(batch.id)
        assert 1 <= progress.done < progress.chunks == 4
        assert [each.attempts for each in ledger.pending(batch.id)] == [0] * (4 - progress.done)
        assert len(json_lines(desk.folder(batch.id).rows)) == 40

    def test_does_not_wait_for_longer_than_it_may(self, tmp_path):
        desk = desk_at(tmp_path / "data", partial(harmful, 5.0), processes=1, grace=1.0)
        batch = receive(desk, write_lines(tmp_path / "rows.jsonl", season(10, every_bad=99)))
        stopped = []

        def chunk_is_being_made() -> bool:
            made = any(child.job is not None for child in supervisor._crew.children)
            if made and desk.means.ledger.get(batch.id).state == "running":
                stopped.append(time.monotonic())
            return bool(stopped) or desk.means.ledger.get(batch.id).ended is not None

        supervisor = Supervisor(desk.means)
        supervisor.run(chunk_is_being_made)

        assert time.monotonic() - stopped[0] < 30  # the chunk takes fifty seconds
        assert [each.attempts for each in desk.means.ledger.pending(batch.id)] == [0]
        desk.close()


def test_one_that_does_not_end_is_killed(tmp_path, monkeypatch):
    """The web server is stopped so that it hears no signal."""
    from service.cli import serving

    monkeypatch.setattr(serving, "MOST_SECONDS_TO_END", 1)
    deaf = partial(time.sleep, 600)

    def never_ends() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        deaf()

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)}
    pid = os.fork()
    if pid == 0:
        os._exit(serving.Watch({"web": never_ends}, leader="web").run())
    wait_until(lambda: children_of(pid) != [])
    time.sleep(0.5)
    os.kill(pid, signal.SIGTERM)
    began = time.monotonic()
    os.waitpid(pid, 0)
    assert time.monotonic() - began < 60  # it would sleep for ten times as long
    assert {number: signal.getsignal(number) for number in before} == before
