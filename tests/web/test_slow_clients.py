"""Clients that send, or close, as slowly as they can: they cost themselves, and keep no thread from others."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import struct
import threading
import time
from pathlib import Path

import pytest
from gunicorn.http.body import Body, ChunkedReader, LengthReader
from gunicorn.http.errors import LimitRequestHeaders

from service.bootstrap import sample
from service.web.admission import SlowBody
from service.web.connections import MOST_WAITING, SECONDS_FOR_A_HEAD
from service.web.pace import LEAST_BYTES_A_SECOND, MOST_HEAD_BYTES, SECONDS_OF_CREDIT, PacedReader
from service.web.server import SECONDS_OF_SILENCE, THREADS
from tests.batch.seasons import payload
from tests.web.batches.sending import FORM, form_with, lines
from tests.web.batches.sending import PATH as BATCHES
from tests.web.test_refusals import assert_problem
from tests.web.test_server import PATH, SLUG, TYPES, Running, port_of, start

AT_ONCE = 2.0
"""Seconds within which the service answers somebody else, on a machine that does much beside."""
MANY = 3 * THREADS
AT_A_TIME = 32 * 1024
"""What a pair of sockets holds for certain."""
ASKED = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def pair():
    """Two ends of a connection: the client's, and the service's, which waits for a tenth of a second at most."""
    theirs, ours = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, 100_000))
    yield theirs, ours
    theirs.close()
    ours.close()


class Clock:
    """A clock that goes on by ``step`` seconds whenever a piece has been waited for."""

    def __init__(self, step: float) -> None:
        self.step = step
        self.time = 0.0
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        if self.looks % 2 == 0:
            self.time += self.step
        return self.time


def seconds_until_refused(pair, size: int, step: float, most: float = 3600.0) -> float:
    """How long a client is waited for that sends so many bytes every ``step`` seconds; ``most`` where for that long."""
    theirs, ours = pair
    clock = Clock(step)
    reader = PacedReader(ours, clock=clock)
    reader.begin_body()
    with contextlib.suppress(SlowBody):
        while clock.time < most:
            for begin in range(0, size, AT_A_TIME):
                clock.step = 0.0 if begin else step
                theirs.sendall(b"x" * min(AT_A_TIME, size - begin))
                reader.chunk(AT_A_TIME)
    return clock.time


class TestTheBodyOfARequest:
    def test_that_comes_byte_by_byte_is_waited_for_a_minute_at_most(self, pair):
        assert seconds_until_refused(pair, 1, SECONDS_OF_SILENCE - 1) <= SECONDS_OF_CREDIT + SECONDS_OF_SILENCE

    def test_over_a_line_of_64_kib_a_second_is_waited_for_as_long_as_it_takes(self, pair):
        assert seconds_until_refused(pair, 64 * 1024, 1.0) >= 3600

    def test_may_stand_still_now_and_then(self, pair):
        """As where a radio link is lost for twenty seconds, and then carries what it missed."""
        assert seconds_until_refused(pair, 20 * LEAST_BYTES_A_SECOND, 20.0) >= 3600

    def test_gains_no_more_time_by_what_came_at_once_before(self, pair):
        theirs, ours = pair
        clock = Clock(0.0)
        reader = PacedReader(ours, clock=clock)
        reader.begin_body()
        for _ in range(100):
            theirs.sendall(b"x" * AT_A_TIME)
            reader.chunk(AT_A_TIME)

        clock.step = SECONDS_OF_CREDIT + 1
        theirs.sendall(b"x")
        reader.chunk(1)
        theirs.sendall(b"x")
        with pytest.raises(SlowBody):
            reader.chunk(1)

    def test_what_the_service_does_meanwhile_is_not_counted(self, pair):
        theirs, ours = pair
        clock = Clock(0.0)
        reader = PacedReader(ours, clock=clock)
        reader.begin_body()
        for _ in range(100):
            theirs.sendall(b"x")
            assert reader.chunk(1) == b"x"
            clock.time += 60


class TestTheHeadOfARequest:
    def test_is_gathered_until_it_is_whole_and_read_then(self, pair):
        theirs, ours = pair
        reader = PacedReader(ours)
        for piece in (b"GET / HTTP/1.1\r\nHost: a\r", b"\n\r"):
            theirs.sendall(piece)
            assert not reader.gather()
        theirs.sendall(b"\nBODY")

        assert reader.gather()
        assert reader.read() == b"GET / HTTP/1.1\r\nHost: a\r\n\r\nBODY"

    def test_that_will_never_be_one_is_handed_on_at_once(self, pair):
        theirs, ours = pair
        theirs.sendall(b"GET / HTTP/1.1\nHost: a\n")

        assert PacedReader(ours).gather()

    def test_that_has_no_end_is_refused(self, pair):
        theirs, ours = pair
        reader = PacedReader(ours)
        theirs.sendall(b"x" * (MOST_HEAD_BYTES + 1))
        while not reader.gather():
            pass
        reader.read()

        with pytest.raises(LimitRequestHeaders):
            reader.read()

    def test_that_breaks_off_is_told(self, pair):
        theirs, ours = pair
        theirs.close()

        with pytest.raises(EOFError):
            PacedReader(ours).gather()


@pytest.fixture
def slow(pair):
    """What a request is sent with whose body begins so, and then stands still."""
    theirs, ours = pair

    def slow(beginning: bytes, *, chunked: bool = False) -> dict:
        reader = PacedReader(ours, credit=0.3)
        reader.begin_body()
        theirs.sendall(b"ffff\r\n" + beginning if chunked else beginning)
        body = Body(ChunkedReader(None, reader) if chunked else LengthReader(reader, len(beginning) + 1))
        length = {} if chunked else {"CONTENT_LENGTH": str(len(beginning) + 1)}
        encoding = {"HTTP_TRANSFER_ENCODING": "chunked"} if chunked else {}
        return {"environ_overrides": {"wsgi.input": body, "wsgi.input_terminated": True, **length, **encoding}}

    return slow


def files_in(folder: Path) -> set[Path]:
    """But the files of the database and of the audit trail."""
    files = {file for file in folder.rglob("*") if file.is_file() and file.suffix in (".jsonl", ".tmp", "")}
    return {file for file in files if file.parent.name != "audit"}


class TestWhoIsTooSlow:
    @pytest.mark.parametrize("chunked", [False, True])
    def test_with_a_payload_is_told(self, client, slow, chunked):
        response = client.post(PATH, content_type="application/json", **slow(b'{"number": ', chunked=chunked))

        assert "mạng" in assert_problem(response, 408, "slow-body")["detail"]

    def test_with_a_batch_is_told_and_nothing_is_kept(self, client, slow, settings):
        before = files_in(settings.data_folder)
        response = client.post(BATCHES, content_type=FORM, **slow(form_with(lines(payload(1)), type=SLUG)[:-9]))

        assert_problem(response, 408, "slow-body")
        assert files_in(settings.data_folder) == before

    def test_with_a_password_is_told(self, client, slow):
        form = "application/x-www-form-urlencoded"
        response = client.post("/dang-nhap", content_type=form, **slow(b"name=a&password="))

        assert response.status_code == 408


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The service with one worker."""
    messages = tmp_path_factory.mktemp("slow") / "messages"
    process = start(messages, "--port", "0", WORKERS="1")
    server = Running(process, port_of(process, messages), messages)
    yield server
    server.stop()


@pytest.fixture
def held(running):
    """Opens so many connections, sends something on each and keeps them open."""
    with contextlib.ExitStack() as connections:

        def held(count: int, data: bytes) -> list[socket.socket]:
            made = [connections.enter_context(connect(running)) for _ in range(count)]
            for each in made:
                with contextlib.suppress(ConnectionError):
                    each.sendall(data)
            time.sleep(0.5)
            return made

        yield held


def connect(running) -> socket.socket:
    return socket.create_connection(("127.0.0.1", running.port), timeout=90)


def seconds_for_another(running) -> float:
    began = time.monotonic()
    assert running.ask("GET", "/healthz")[0] == 200
    return time.monotonic() - began


class TestOthersAreAnswered:
    @pytest.mark.parametrize("data", [b"", b"GET /healthz HTTP/1.1\r\nHost: loc"], ids=["nothing", "half a head"])
    def test_while_many_send(self, running, held, data):
        held(MANY, data)

        assert seconds_for_another(running) < AT_ONCE

    def test_while_many_do_not_close_when_they_have_their_answer(self, running, held):
        held(MANY, ASKED)

        assert seconds_for_another(running) < AT_ONCE

    def test_while_more_wait_than_a_worker_takes(self, running, held):
        """The oldest go."""
        first, *_ = held(MOST_WAITING + 5, b"GET / HTTP/1.1\r\n")

        assert seconds_for_another(running) < AT_ONCE
        assert first.recv(1) == b""


class TestASlowHead:
    def test_is_answered_when_it_is_whole(self, running):
        with connect(running) as client:
            for n in range(0, len(ASKED), 5):
                client.sendall(ASKED[n : n + 5])
                time.sleep(0.02)

            assert client.recv(100).startswith(b"HTTP/1.1 200 ")

    def test_that_is_too_large_is_refused(self, running):
        fields = b"".join(b"X-%d: %s\r\n" % (n, b"x" * 8000) for n in range(12))

        assert running.send_raw(ASKED[:-2] + fields + b"\r\n").startswith(b"HTTP/1.1 431 ")

    @pytest.mark.long
    def test_is_not_waited_for_without_end(self, running, held):
        began = time.monotonic()
        (client,) = held(1, ASKED[:20])
        with contextlib.suppress(ConnectionError):
            while time.monotonic() < began + 60 and not seems_closed(client):
                client.sendall(b"x")
                time.sleep(0.5)

        assert time.monotonic() - began < SECONDS_FOR_A_HEAD + 5


def seems_closed(client: socket.socket) -> bool:
    client.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        return client.recv(1) == b""
    return False


@pytest.mark.long
def test_a_slow_body_is_refused_within_a_minute(running, held):
    head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n"
    began = time.monotonic()
    (client,) = held(1, head.encode())
    ended = threading.Event()

    def trickle():
        while not ended.wait(8):
            with contextlib.suppress(OSError):
                client.sendall(b" ")

    sender = threading.Thread(target=trickle)
    sender.start()
    answer = b"".join(iter(lambda: client.recv(65536), b""))
    ended.set()
    sender.join()

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["type"] == "urn:vanthu:problem:slow-body"
    assert time.monotonic() - began < 60


def test_a_body_over_a_slow_line_is_taken(running):
    """In pieces, with pauses; more slowly than any office's line as a whole, but not for long."""
    body = sample(TYPES[SLUG])
    pieces = [body[n : n + 200] for n in range(0, len(body), 200)]

    def paused():
        for piece in pieces:
            time.sleep(0.05)
            yield piece

    status, _, _ = running.ask("POST", PATH, paused(), {"Content-Type": "application/json"}, chunked=True)

    assert status == 200


@pytest.mark.long
def test_the_service_ends_in_order_while_clients_are_slow(tmp_path):
    process = start(tmp_path / "messages", "--port", "0", WORKERS="1")
    server = Running(process, port_of(process, tmp_path / "messages"), tmp_path / "messages")
    with connect(server) as silent, connect(server) as half:
        half.sendall(ASKED[:20])
        time.sleep(0.5)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=60) == 0
        assert time.monotonic() - began < SECONDS_FOR_A_HEAD - 3
        assert silent.recv(1) == b""
