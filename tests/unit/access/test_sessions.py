"""Sessions: over when nobody works, in any case after 12 hours, and at once where they are ended."""

from __future__ import annotations

import sqlite3

import pytest

from service.access.callers import Caller

PASSWORD = "một câu ngắn dễ nhớ"
HOUR = 3600


@pytest.fixture
def lan(access):
    return access.users.add("lan", PASSWORD, ["generate"])


@pytest.fixture
def token(access, lan):
    return access.sessions.begin(lan.caller, lan.name)


def test_who_shows_the_token_is_the_user(access, lan, token):
    caller = access.sessions.caller(token)

    assert (caller.id, caller.name, caller.scopes) == (lan.caller.id, "lan", frozenset({"generate"}))


@pytest.mark.parametrize("shown", ["", "x", "x" * 43, "\ud800"])
def test_any_other_token_is_nobodys(access, token, shown):
    assert access.sessions.caller(shown) is None


def test_the_token_is_not_kept(access, token, url):
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        assert token not in str(connection.execute("SELECT * FROM access_session").fetchall())


def test_it_is_over_after_half_an_hour_without_a_request(access, token, clock):
    clock.wait(1799)
    assert access.sessions.caller(token) is not None
    clock.wait(1799)
    assert access.sessions.caller(token) is not None
    clock.wait(1800)
    assert access.sessions.caller(token) is None


def test_a_page_that_asks_by_itself_does_not_keep_it_going(access, token, clock):
    for _ in range(3):
        clock.wait(500)
        assert access.sessions.caller(token, is_active=False) is not None
    clock.wait(300)
    assert access.sessions.caller(token, is_active=False) is None


def test_it_is_over_after_twelve_hours_however_busy(access, token, clock):
    for _ in range(47):
        clock.wait(HOUR / 4)
        assert access.sessions.caller(token) is not None
    clock.wait(HOUR / 4)
    assert access.sessions.caller(token) is None


@pytest.mark.parametrize(
    "end",
    [
        lambda access, token: access.sessions.end(token),
        lambda access, token: access.users.disable("lan"),
        lambda access, token: access.users.set_password("lan", "một câu khác hẳn rồi"),
        lambda access, token: access.users.remove("lan"),
    ],
    ids=["signed-out", "disabled", "password", "removed"],
)
def test_where_it_is_ended_it_is_over_in_every_process_at_once(access, other_process, token, end):
    assert other_process.sessions.caller(token) is not None
    end(access, token)

    assert other_process.sessions.caller(token) is None
    access.users.enable("lan") if access.users.all() else access.users.add("lan", PASSWORD, ["admin"])
    assert access.sessions.caller(token) is None


def test_who_came_from_the_provider_may_do_what_the_settings_say(access):
    token = access.sessions.begin(Caller("oidc:7", "Lan", frozenset()), None)

    assert access.sessions.caller(token).scopes == frozenset({"generate", "batch", "check"})


def test_what_is_over_does_not_pile_up(access, lan, token, clock, url):
    clock.wait(13 * HOUR)
    access.sessions.begin(lan.caller, lan.name)
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        assert connection.execute("SELECT count(*) FROM access_session").fetchone() == (1,)


def test_one_that_was_begun_while_the_user_was_shut_out_lets_nobody_in(access, lan):
    """Between the password and the session somebody may have been disabled, or removed and added anew."""
    access.users.disable("lan")
    token = access.sessions.begin(lan.caller, lan.name)
    assert access.sessions.caller(token) is None

    access.users.remove("lan")
    access.users.add("lan", PASSWORD, ["admin"])
    assert access.sessions.caller(access.sessions.begin(lan.caller, lan.name)) is None
