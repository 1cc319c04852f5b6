"""The service as it is run: gunicorn on a free port of the loopback, ended by its process id."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.bootstrap import sample
from service.documents import discover_types

CHECKOUT = Path(__file__).parents[2]
TYPES = discover_types()
SLUG = min(TYPES)
SECRET = "Nguyen-Van-Secret"


@dataclass
class Running:
    """The process, its port, and the file that its messages go to."""

    process: subprocess.Popen
    port: int
    messages: Path

    def ask(self, method: str, address: str, body=None, headers=(), *, chunked: bool = False):
        """Status, headers and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, address, body, dict(headers), encode_chunked=chunked)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response.status, response.headers, content

    def send_raw(self, data: bytes) -> bytes:
        """All that is answered to bytes that need not be HTTP."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def stop(self) -> int:
        """Ask the process to end; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


def start(messages: Path, *arguments: str, **environment: str) -> subprocess.Popen:
    """``python -m service serve`` with its messages in a file."""
    with messages.open("wb") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "service", "serve", *arguments],
            cwd=CHECKOUT,
            env={**os.environ, "DATA_DIR": str(messages.parent / "data"), **environment},
            stdout=stream,
            stderr=stream,
        )


def port_of(process: subprocess.Popen, messages: Path) -> int:
    """The port, once it listens."""
    for _ in range(300):
        if found := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", messages.read_text()):
            return int(found.group(1))
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(messages.read_text())


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The service with a limit of 1 MiB, for all tests here."""
    messages = tmp_path_factory.mktemp("server") / "messages"
    process = start(messages, "--port", "0", MAX_BODY_MIB="1", WORKERS="1", LOG_LEVEL="debug")
    server = Running(process, port_of(process, messages), messages)
    yield server
    server.stop()


JSON = {"Content-Type": "application/json"}
PATH = f"/api/v1/documents/{SLUG}"


def test_a_paper_is_made(running):
    status, headers, content = running.ask("POST", PATH, sample(TYPES[SLUG]), JSON)

    assert (status, content[:2]) == (200, b"PK")
    assert headers["Content-Length"] == str(len(content))
    assert headers.get_all("Date") is not None
    assert len(headers.get_all("Date")) == 1


def test_a_payload_sent_in_chunks_is_read_whole(running):
    status, _, _ = running.ask(
        "POST", PATH, iter([sample(TYPES[SLUG])[:100], sample(TYPES[SLUG])[100:]]), JSON, chunked=True
    )

    assert status == 200


def test_a_body_over_the_limit_is_heard_out_and_refused(running):
    status, headers, _ = running.ask("POST", PATH, b" " * 20_000_000, JSON)

    assert (status, headers["Content-Type"]) == (413, "application/problem+json")


def test_a_body_over_the_limit_in_chunks_is_refused_and_not_cut(running):
    whole_at_the_limit = b"{}".ljust(1024 * 1024)
    status, headers, _ = running.ask("POST", PATH, iter([whole_at_the_limit, b"garbage"]), JSON, chunked=True)

    assert (status, headers["Content-Type"]) == (413, "application/problem+json")


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 50\r\n\r\n{}",
        b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n" + SECRET.encode() + b"\r\n\r\n",
    ],
)
def test_a_request_that_breaks_off_is_refused(running, rest):
    answer = running.send_raw(
        f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n".encode() + rest
    )

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"urn:vanthu:problem:bad-request" in answer


@pytest.mark.parametrize(
    "headers",
    [
        "Host: a\r\nContent-Length: x",
        "Host: a\r\nContent-Length: -1",
        "Host: a\r\nContent-Length: 2\r\nContent-Length: 3",
        "Host: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked",
        "Host: a\r\nHost: b",
        "Host: a\r\nno colon",
    ],
)
def test_a_malformed_request_is_refused_and_its_worker_lives(running, headers):
    """The service has one worker; when it dies another is started, and says so."""
    answer = running.send_raw(f"POST / HTTP/1.1\r\n{headers}\r\n\r\n".encode())

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert running.ask("GET", "/healthz")[0] == 200
    assert running.messages.read_text().count("Booting worker with pid") == 1


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("http://evil.example/metrics", 400), ("http://127.0.0.1.evil.example/metrics", 400),
        ("HTTPS://evil.example/metrics", 400), ("http://127.0.0.1@evil.example/metrics", 400), ("http:///metrics", 400),
        ("http://evil.example/healthz", 400), ("http://127.0.0.1/metrics", 200), ("HTTP://127.0.0.1/metrics?x", 200),
        ("/metrics", 200),
    ],
)  # fmt: skip
def test_a_target_that_names_another_host_is_refused_and_nothing_told(running, target, status):
    """The authority of the target goes before Host, by which it is judged who asks (RFC 9112)."""
    answer = running.send_raw(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())

    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert (b"vanthu_requests_total" in answer) == (status == 200)


def test_an_address_of_any_length_does_no_harm(running):
    answer = running.send_raw(b"GET /" + b"x" * 10_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 414 ")
    assert running.ask("GET", "/healthz")[0] == 200


def test_the_log_has_a_line_for_each_request_and_no_value_of_any(running):
    secret = json.dumps({"subject": SECRET, SECRET: SECRET})
    running.ask("POST", f"{PATH}?name={SECRET}", secret, {**JSON, "X-Request-Id": "r-77", "X-Name": SECRET})
    running.ask("POST", PATH, secret[:-1], {**JSON, "Referer": f"http://localhost/{SECRET}", "User-Agent": SECRET})
    running.send_raw(secret.encode() + b"\r\n\r\n")
    running.send_raw(secret.encode())

    lines = [json.loads(line) for line in running.messages.read_text().splitlines()]
    mine = next(line for line in lines if line.get("request_id") == "r-77")
    assert (mine["logger"], mine["method"], mine["path"], mine["status"]) == ("gunicorn.access", "POST", PATH, 422)
    assert SECRET not in running.messages.read_text()


def test_sigterm_ends_it_in_order(tmp_path):
    process = start(tmp_path / "messages", "--port", "0", WORKERS="2")
    server = Running(process, port_of(process, tmp_path / "messages"), tmp_path / "messages")
    assert server.ask("GET", "/readyz")[0] == 200

    assert server.stop() == 0


def test_a_port_that_is_taken_stops_the_start(running, tmp_path):
    process = start(tmp_path / "messages", "--port", str(running.port))

    assert process.wait(timeout=30) == 3
    message = (tmp_path / "messages").read_text()
    assert message.endswith(f"--host 127.0.0.1 --port {running.port}: cannot listen there: Address already in use\n")


def test_a_setting_that_cannot_work_stops_the_start(tmp_path):
    process = start(tmp_path / "messages", WORKERS="none", MAX_BODY_MIB="0", TEMPLATES_DIR="nowhere")

    assert process.wait(timeout=30) == 3
    message = (tmp_path / "messages").read_text()
    assert "WORKERS" in message
    assert "MAX_BODY_MIB" in message


def test_a_template_that_cannot_work_stops_the_start(tmp_path):
    (tmp_path / f"{TYPES[SLUG].template_names[0]}.docx").write_bytes(b"no DOCX")
    process = start(tmp_path / "messages", TEMPLATES_DIR=str(tmp_path))

    assert process.wait(timeout=30) == 3
    assert f"{SLUG}.docx" in (tmp_path / "messages").read_text()
