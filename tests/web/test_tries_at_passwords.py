"""How often a password may be tried, at the page to sign in and at that of the account, and how many at a time."""

from __future__ import annotations

import contextlib
import threading
import time

import pytest

from service.access import passwords
from service.access.access import open_access
from service.access.callers import USUAL_SCOPES
from service.config import Settings
from service.web import create_app
from service.web.limits import CHANGES_PER_MINUTE

PAGE = {"Accept": "text/html"}


@pytest.fixture
def signed_in(pipeline, tmp_path):
    """A browser in which a clerk is signed in, with so many tries a minute, and what posts her form."""

    def signed_in(**values):
        client = create_app(pipeline, Settings(data_dir=tmp_path, auth="required", **values)).test_client()
        with contextlib.closing(open_access(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")) as access:
            user = access.users.add("lan", "một câu ngắn dễ nhớ", USUAL_SCOPES)
            client.set_cookie("vanthu", access.sessions.begin(user.caller, user.name))

        def change(address: str = "192.0.2.1"):
            form = {"password": "x", "new": "ngắn", "repeated": "ngắn"}
            return client.post("/tai-khoan", data=form, environ_base={"REMOTE_ADDR": address}, headers=PAGE)

        return client, change

    return signed_in


def test_a_try_to_change_a_password_is_one_to_sign_in(signed_in):
    client, change = signed_in(sign_ins_per_minute=2)
    answers = [change() for _ in range(3)]
    sign_in = client.post("/dang-nhap", data={}, environ_base={"REMOTE_ADDR": "192.0.2.1"})

    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert answers[2].headers["Retry-After"]
    assert (sign_in.status_code, change("192.0.2.2").status_code) == (429, 422)


def test_a_user_has_so_many_of_them_from_wherever(signed_in):
    _, change = signed_in(sign_ins_per_minute=1000)
    codes = [change(f"192.0.2.{number}").status_code for number in range(CHANGES_PER_MINUTE + 1)]

    assert codes == [422] * CHANGES_PER_MINUTE + [429]


def test_who_only_looks_at_the_account_is_not_counted(signed_in):
    client, _ = signed_in(sign_ins_per_minute=1)

    assert {client.get("/tai-khoan").status_code for _ in range(5)} == {200}


def test_of_many_passwords_at_a_time_few_hold_a_thread(pipeline, tmp_path):
    """One is looked at, two wait; the others are sent away at once, so that pages and papers have their threads."""
    settings = Settings(data_dir=tmp_path, auth="required", sign_ins_per_minute=0)
    app = create_app(pipeline, settings)
    assert app.test_client().post("/dang-nhap", data={"name": "a", "password": "b"}).status_code == 422
    codes: list[tuple[int, str | None]] = []
    start = threading.Barrier(12)

    def attempt(number: int) -> None:
        client = app.test_client()
        start.wait()
        answer = client.post("/dang-nhap", data={"name": f"a{number}", "password": "b"})
        codes.append((answer.status_code, answer.headers.get("Retry-After")))

    with passwords._ONE_AT_A_TIME:  # somebody's password takes its time
        threads = [threading.Thread(target=attempt, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        end = time.monotonic() + 20
        while len(codes) < 9 and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(0.2)
        assert codes == [(503, "5")] * 9
    for thread in threads:
        thread.join()

    assert sorted(codes) == [(422, None)] * 3 + [(503, "5")] * 9
    assert app.test_client().post("/dang-nhap", data={"name": "z", "password": "b"}).status_code == 422
