"""Batches of the running service: what its log says, and connections that are slow or break off."""

from __future__ import annotations

import http.client
import json
import os
import socket
import time
from pathlib import Path

import pytest

from tests.batch.seasons import SLUG, papers_in, payload
from tests.web.batches.sending import BOUNDARY, FORM, PATH, form_with, lines
from tests.web.test_server import Running, port_of, start

SECRET = "Nguyen-Van-Secret"
HEADERS = {"Content-Type": FORM}
MIB = 1024 * 1024
SECONDS_OF_A_DEAD_WORKER = 30


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The service with one web worker, so that one that dies is missed."""
    messages = tmp_path_factory.mktemp("server") / "messages"
    process = start(messages, "--port", "0", WORKERS="1", BATCH_PROCESSES="1", LOG_LEVEL="debug")
    server = Running(process, port_of(process, messages), messages)
    yield server
    server.stop()


def folders(running: Running) -> list[Path]:
    return list((running.messages.parent / "data" / "batches").iterdir())


def answer(running: Running, method: str, address: str) -> dict:
    status, _, content = running.ask(method, address)
    assert status in (200, 202), content
    return json.loads(content)


def done(running: Running, content: bytes, **headers: str) -> str:
    """The address of a batch that has been made of a form."""
    status, found, _ = running.ask("POST", PATH, content, HEADERS | headers)
    assert status == 202
    end = time.monotonic() + 60
    while (batch := answer(running, "GET", found["Location"]))["ended"] is None:
        assert time.monotonic() < end, batch
        time.sleep(0.1)
    assert batch["trouble"] in (None, "refused"), batch
    return found["Location"]


@pytest.mark.long
def test_nothing_of_what_was_sent_is_logged(running):
    rows = lines(payload(1, client_ref=SECRET), payload(2, cell_name=None, client_ref=SECRET), {SECRET: [SECRET]})
    form = form_with(rows, f"{SECRET}.jsonl", [(f"{SECRET}.csv", SECRET.encode())], type=SLUG, pattern=SECRET)
    address = done(running, form, **{"Idempotency-Key": f'"{SECRET}"'})
    form = form_with(rows, f"{SECRET}.jsonl", type=SLUG, pattern=f"{SECRET} {{row}}")
    address = done(running, form, **{"Idempotency-Key": f'"{SECRET}-2"'})
    assert answer(running, "GET", f"{address}/errors?after=1.{len(SECRET)}")["errors"]
    for wrong in (
        form_with(rows, f"{SECRET}.{SECRET}", type=SECRET, **{SECRET: SECRET}),
        form_with(rows, f"{SECRET}.jsonl", type=SLUG, pattern=f"{{{SECRET}}}"),
        form_with(rows, f"{SECRET}.xlsx", type=SLUG, dry_run="true"),
        f"--{BOUNDARY}\r\nContent-Disposition: {SECRET}\r\n\r\n{SECRET}".encode(),
    ):
        assert running.ask("POST", PATH, wrong, HEADERS | {"Idempotency-Key": f'"{SECRET}-2"'})[0] in (400, 422)
    assert running.ask("GET", f"{address}/archive", headers={"Range": f"bytes=0-99;{SECRET}"})[0] == 200
    assert running.ask("GET", f"{PATH}?after={SECRET}")[0] == 422

    log = running.messages.read_text()
    assert (SECRET in log, "Chi bộ xóm" in log) == (False, False)
    assert f'"path": "{PATH}"' in log


def test_an_upload_that_breaks_off_leaves_nothing_and_its_worker_lives(running):
    before = folders(running)
    whole = form_with(b" " * 3 * MIB, type=SLUG)
    head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: {len(whole)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", running.port)) as connection:
        connection.sendall(head.encode() + whole[: 2 * MIB])
        end = time.monotonic() + 10
        while len(folders(running)) == len(before):
            assert time.monotonic() < end, "the upload is not seen on the disk"
            time.sleep(0.02)

    assert running.ask("GET", "/healthz")[0] == 200
    end = time.monotonic() + 10
    while folders(running) != before:
        assert time.monotonic() < end, "something is left of the upload"
        time.sleep(0.02)
    assert running.messages.read_text().count("Booting worker with pid") == 1


@pytest.mark.long
def test_a_slow_download_is_not_cut(running):
    """64 MiB at a rate by which they take half as long again as a silent worker is given."""
    address = done(running, form_with(lines(payload(1)), type=SLUG))
    archive = running.messages.parent / "data" / "batches" / address.rpartition("/")[2] / "papers.zip"
    archive.write_bytes(os.urandom(64 * MIB))
    seconds, began, received = 1.5 * SECONDS_OF_A_DEAD_WORKER, time.monotonic(), 0
    with socket.create_connection(("127.0.0.1", running.port)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        connection.sendall(f"GET {address}/archive HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        while piece := connection.recv(256 * 1024):
            received += len(piece)
            time.sleep(max(0.0, began + seconds * received / (64 * MIB) - time.monotonic()))

    assert received > 64 * MIB
    assert time.monotonic() - began > SECONDS_OF_A_DEAD_WORKER + 10
    assert running.messages.read_text().count("Booting worker with pid") == 1


@pytest.mark.long
def test_a_slow_upload_is_not_cut(running):
    source = lines(payload(1)) + b" " * 8 * MIB
    whole = form_with(source, type=SLUG)
    head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: {len(whole)}\r\n\r\n"
    seconds, pieces = 1.5 * SECONDS_OF_A_DEAD_WORKER, 90
    with socket.create_connection(("127.0.0.1", running.port), timeout=30) as connection:
        connection.sendall(head.encode())
        for at in range(pieces):
            connection.sendall(whole[len(whole) * at // pieces : len(whole) * (at + 1) // pieces])
            time.sleep(seconds / pieces)
        answered = connection.recv(65536)

    assert answered.startswith(b"HTTP/1.1 202 ")
    assert running.messages.read_text().count("Booting worker with pid") == 1


@pytest.mark.long
def test_a_long_dry_run_is_not_cut_and_tells_how_far_it_judged(running):
    rows = lines(*[payload(n) for n in range(1, 1001)]) * 110
    began = time.monotonic()
    form = form_with(rows, type=SLUG, dry_run="true", companions="true")
    status, _, content = asked_patiently(running, form)

    found = json.loads(content)
    assert status == 200
    assert (found["rows"], 0 < found["checked"] <= 2000) == (110_000, True)
    assert running.messages.read_text().count("Booting worker with pid") == 1
    assert time.monotonic() - began < 200


def asked_patiently(running: Running, form: bytes):
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=250)
    connection.request("POST", PATH, form, HEADERS)
    response = connection.getresponse()
    return response.status, response.headers, response.read()


def test_a_batch_goes_over_the_wire_and_comes_back(running, tmp_path):
    address = done(running, form_with(lines(payload(1), payload(2)), type=SLUG))
    status, headers, content = running.ask("GET", f"{address}/archive")
    (tmp_path / "papers.zip").write_bytes(content)

    assert (status, headers["Content-Length"]) == (200, str(len(content)))
    assert len(papers_in(tmp_path / "papers.zip")) == 2
    assert running.ask("HEAD", f"{address}/archive")[2] == b""
    assert running.ask("DELETE", address)[0] == 204
