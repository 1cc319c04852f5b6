"""How much one caller may ask for, how much a worker takes upon itself, and what is said to whoever is over that."""

from __future__ import annotations

import json
import os
import threading
import time

import pytest

from service.access.access import open_access
from service.access.callers import USUAL_SCOPES
from service.batch.capacity import Capacity, Crowd
from service.batch.refusals import NoRoom, QueueFull, TooManyBatches
from service.bootstrap import build_pipeline, open_desk, sample
from service.config import Settings
from service.web import create_app
from service.web.gate import Gate
from service.web.rates import Rates
from tests.batch.seasons import SLUG, payload
from tests.web.batches.sending import FORM, PATH, form_with, lines, problem

VALIDATE = f"/api/v1/documents/{SLUG}/validate"
PAGE = {"Accept": "text/html"}


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def limited(pipeline, tmp_path):
    """A client of an application with these settings."""

    def limited(**values):
        settings = Settings(data_dir=tmp_path, **values)
        return create_app(pipeline, settings).test_client()

    return limited


class TestRates:
    def test_so_many_are_let_through_at_once_and_then_one_whenever_its_time_has_come(self):
        clock = Clock()
        rates = Rates(clock)

        assert [rates.ask("a", 6).left for _ in range(6)] == [5, 4, 3, 2, 1, 0]
        refused = rates.ask("a", 6)
        assert (refused.allowed, refused.wait) == (False, 10)
        clock.now += 9.9
        assert not rates.ask("a", 6).allowed
        clock.now += 0.1
        assert rates.ask("a", 6).allowed
        assert not rates.ask("a", 6).allowed

    def test_a_refused_request_is_not_counted(self):
        clock = Clock()
        rates = Rates(clock)
        for _ in range(100):
            rates.ask("a", 1)

        clock.now += 60
        assert rates.ask("a", 1).allowed

    def test_each_name_has_its_own(self):
        rates = Rates(Clock())

        assert [rates.ask(name, 1).allowed for name in ("a", "b", "a", "b")] == [True, True, False, False]

    def test_a_flood_of_names_never_lets_a_busy_one_be_forgotten_first(self):
        rates = Rates(Clock())
        for _ in range(600):
            rates.ask("busy", 600)
        for number in range(20_000):
            rates.ask(str(number), 600)

        assert not rates.ask("busy", 600).allowed

    def test_all_processes_count_together_also_when_one_was_killed_at_it(self):
        rates = Rates()
        children = []
        for number in range(4):
            pid = os.fork()
            if pid == 0:
                let_through = sum(rates.ask("a", 100).allowed for _ in range(100))
                if number == 0:
                    rates._lock.acquire()
                    os.kill(os.getpid(), 9)
                os._exit(let_through)
            children.append(pid)
        codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]

        assert sum(code for code in codes if code >= 0) <= 101
        assert not rates.ask("a", 100).allowed


class TestGate:
    def test_lets_so_many_in_and_one_more_when_one_has_left(self):
        gate = Gate(2, patience=0.05)

        assert [gate.enter() for _ in range(3)] == [True, True, False]
        gate.leave()
        assert gate.enter()

    def test_who_waits_is_let_in_when_somebody_leaves(self):
        gate, found = Gate(1, patience=10), []
        gate.enter()
        thread = threading.Thread(target=lambda: found.append(gate.enter()))
        thread.start()
        time.sleep(0.1)
        gate.leave()
        thread.join(5)

        assert found == [True]

    def test_once_nobody_has_left_for_a_while_nobody_waits_any_more(self):
        gate = Gate(1, patience=0.3)
        gate.enter()
        gate.enter()
        began = time.monotonic()

        assert not gate.enter()
        assert time.monotonic() - began < 0.2


class TestRequests:
    def test_beyond_the_rate_a_program_is_told_when_to_come_again(self, limited):
        client = limited(local_requests_per_minute=2)
        answers = [client.post(VALIDATE, json={}) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert problem(answers[2]) == (429, "too-many-requests")
        assert 1 <= int(answers[2].headers["Retry-After"]) <= 30
        assert answers[0].headers["RateLimit-Policy"] == '"requests";q=2;w=60'
        assert answers[0].headers["RateLimit"].startswith('"requests";r=1;t=')
        assert answers[2].headers["RateLimit"].startswith('"requests";r=0;t=')

    def test_a_browser_is_shown_a_page(self, limited):
        client = limited(local_requests_per_minute=1)
        client.post("/kiem-tra", headers=PAGE)
        answer = client.post("/kiem-tra", headers=PAGE)

        assert (answer.status_code, answer.mimetype) == (429, "text/html")
        assert "Gửi quá nhiều yêu cầu" in answer.text
        assert answer.headers["Retry-After"]

    def test_reading_is_not_counted(self, limited):
        client = limited(local_requests_per_minute=1)
        client.post(VALIDATE, json={})

        assert {client.get(path).status_code for path in ("/", "/healthz", "/api/v1/types", PATH)} == {200}

    def test_on_this_machine_nothing_is_limited_unless_that_is_set(self, limited):
        client = limited()

        assert {client.post(VALIDATE, json={}).status_code for _ in range(50)} == {200}

    def test_each_key_has_its_own_rate_whatever_address_it_comes_from(self, limited, tmp_path):
        client = limited(auth="required", requests_per_minute=2)
        access = open_access(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
        keys = [access.keys.create(name, frozenset(USUAL_SCOPES))[1] for name in ("a", "b")]

        def ask(key: str, address: str) -> int:
            headers = {"Authorization": f"Bearer {key}"}
            return client.post(VALIDATE, json={}, headers=headers, environ_base={"REMOTE_ADDR": address}).status_code

        assert [ask(keys[0], f"192.0.2.{n}") for n in range(3)] == [200, 200, 429]
        assert ask(keys[1], "192.0.2.1") == 200

    def test_tries_to_sign_in_are_counted_by_the_address_that_the_proxy_tells(self, limited):
        client = limited(auth="required", sign_ins_per_minute=2, trusted_proxies=("10.0.0.1",))

        def attempt(address: str, peer: str = "10.0.0.1") -> int:
            headers = {"X-Forwarded-For": address, "X-Forwarded-Host": "localhost"}
            form = {"name": "a", "password": "b"}
            return client.post("/dang-nhap", data=form, headers=headers, environ_base={"REMOTE_ADDR": peer}).status_code

        assert [attempt("192.0.2.1") for _ in range(3)] == [422, 422, 429]
        assert attempt("192.0.2.2") == 422
        assert attempt("192.0.2.9", peer="192.0.2.1") == 429  # nobody trusts what it says about itself

    def test_an_ipv6_network_is_one_address(self, limited):
        client = limited(sign_ins_per_minute=1, auth="required")
        codes = [
            client.post("/dang-nhap", data={}, environ_base={"REMOTE_ADDR": f"2001:db8::{n}"}).status_code
            for n in range(2)
        ]

        assert codes == [422, 429]


class TestBatches:
    @pytest.fixture
    def hand_in(self, limited):
        def hand_in(client, *payloads, key: str | None = None):
            headers = {"Idempotency-Key": key} if key else {}
            rows = lines(*(payloads or (payload(1),)))
            return client.post(PATH, data=form_with(rows, type=SLUG), content_type=FORM, headers=headers)

        return hand_in

    def test_an_owner_has_so_many_unfinished_ones(self, limited, hand_in):
        client = limited(max_open_batches=2)
        answers = [hand_in(client, key=f'"{n}"') for n in range(3)]

        assert [answer.status_code for answer in answers] == [202, 202, 429]
        assert problem(answers[2]) == (429, "too-many-batches")
        assert answers[2].headers["Retry-After"]
        assert len(client.get(PATH).json["batches"]) == 2
        assert hand_in(client, key='"0"').status_code == 202  # what was accepted is answered as before

    def test_one_that_was_cancelled_makes_room(self, limited, hand_in):
        client = limited(max_open_batches=1)
        first = hand_in(client).json["links"]["cancel"]
        client.post(first)

        assert hand_in(client).status_code == 202

    def test_all_together_have_so_many(self, limited, hand_in, tmp_path):
        client = limited(max_queued_batches=1)
        hand_in(client)
        answer = hand_in(client)

        assert problem(answer) == (503, "queue-full")
        assert answer.headers["Retry-After"] == "300"
        assert len(list((tmp_path / "batches").iterdir())) == 1

    def test_without_room_for_what_will_be_made_nothing_is_kept(self, limited, hand_in, tmp_path):
        answer = hand_in(limited(min_free_mib=1_000_000))

        assert problem(answer) == (507, "no-room")
        assert answer.headers["Retry-After"]
        assert list((tmp_path / "batches").iterdir()) == []

    def test_a_file_of_more_papers_than_one_batch_may_have_is_refused(self, limited):
        client = limited(max_rows=2)
        rows = lines(*map(payload, range(1, 4)))
        answer = client.post(PATH, data=form_with(rows, type=SLUG, dry_run="true"), content_type=FORM)

        assert answer.status_code == 422
        assert "MAX_ROWS" in answer.json["detail"]


class TestCapacity:
    @pytest.mark.parametrize(
        ("crowd", "refusal"),
        [(Crowd(3, 3, 0), TooManyBatches), (Crowd(1, 6, 0), QueueFull), (Crowd(1, 1, 101), QueueFull)],
    )
    def test_each_bound_is_kept(self, crowd, refusal):
        with pytest.raises(refusal):
            Capacity(own=2, all=5, rows=100).check_crowd(crowd)

    def test_at_the_bound_all_is_well(self):
        Capacity(own=2, all=5, rows=100).check_crowd(Crowd(2, 5, 100))
        Capacity().check_crowd(Crowd(10**6, 10**6, 10**9))

    def test_an_upload_is_measured_against_the_free_room_before_it_comes(self, tmp_path):
        capacity = Capacity(free_bytes=100, free=lambda folder: 1000)
        capacity.check_room(tmp_path, 900)

        with pytest.raises(NoRoom):
            capacity.check_room(tmp_path, 901)

    def test_what_is_packed_takes_more_room_when_it_is_made(self, tmp_path):
        capacity = Capacity(free_bytes=100, free=lambda folder: 10_000)
        (tmp_path / "source.jsonl").write_bytes(b"x" * 500)
        capacity.check_room_to_make(tmp_path)
        (tmp_path / "source.jsonl").rename(tmp_path / "source.xlsx")

        with pytest.raises(NoRoom):
            capacity.check_room_to_make(tmp_path)


@pytest.mark.long
def test_many_at_a_time_are_not_more_than_one_after_another(pipeline, tmp_path):
    """Two processes that hand in at the same moment see each other's batches."""
    settings = Settings(data_dir=tmp_path, max_open_batches=5)
    open_desk(settings).close()
    source = lines(payload(1))
    children = []
    for _ in range(4):
        pid = os.fork()
        if pid == 0:
            desk, accepted = open_desk(settings), 0
            for _ in range(4):
                client = create_app(pipeline, settings, lambda desk=desk: desk).test_client()
                answer = client.post(PATH, data=form_with(source, type=SLUG), content_type=FORM)
                accepted += answer.status_code == 202
            os._exit(accepted)
        children.append(pid)
    accepted = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]

    assert sum(accepted) == 5


def test_while_a_worker_is_busy_with_all_it_does_at_a_time_light_requests_are_answered(pipeline, tmp_path):
    """Heavy ones are told to come again, once nothing has been finished for a while."""
    begun, go_on = threading.Semaphore(0), threading.Event()

    class Slow(type(pipeline.checker)):
        def check(self, *arguments, **named):
            begun.release()
            go_on.wait(60)
            return super().check(*arguments, **named)

    slow = build_pipeline(Settings())
    slow.checker = Slow.__new__(Slow)
    slow.checker.__dict__.update(pipeline.checker.__dict__)
    app = create_app(slow, Settings(data_dir=tmp_path))
    paper = pipeline.produce(SLUG, sample(pipeline.types[SLUG])).content
    body = {"data": paper, "content_type": "application/octet-stream"}
    threads = [threading.Thread(target=lambda: app.test_client().post("/api/v1/checks", **body)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert begun.acquire(timeout=30)

    answer = app.test_client().post("/api/v1/checks", **body)
    light = app.test_client().get("/healthz")
    go_on.set()
    for thread in threads:
        thread.join()

    assert problem(answer) == (503, "overloaded")
    assert (answer.headers["Retry-After"], light.status_code) == ("5", 200)
    assert app.test_client().post("/api/v1/checks", **body).status_code == 200


def test_no_limit_is_told_to_nobody_who_is_not_counted(client):
    assert "RateLimit" not in client.get("/healthz").headers
    assert json.loads(client.get("/healthz").data)["status"] == "ok"
