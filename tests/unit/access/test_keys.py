"""Keys of systems: shown once, kept as a hash, valid until they are revoked."""

from __future__ import annotations

import sqlite3

import pytest

from service.access.callers import SCOPES, parse_scopes


def test_who_shows_a_key_is_known_by_it_and_may_do_what_it_allows(access):
    key, shown = access.keys.create("phần mềm nhân sự", ["generate", "check"])
    caller = access.keys.caller(shown)

    assert (caller.id, caller.name) == (f"key:{key.id}", "phần mềm nhân sự")
    assert [scope for scope in SCOPES if caller.may(scope)] == ["generate", "check"]


def test_no_two_keys_are_the_same(access):
    shown = {access.keys.create("x", ["batch"])[1] for _ in range(20)}

    assert len(shown) == 20


def test_nothing_that_is_kept_lets_anybody_in(access, url):
    _, shown = access.keys.create("x", ["batch"])
    secret = shown.split("_", 2)[2]
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        kept = str(connection.execute("SELECT * FROM access_key").fetchall())

    assert secret not in kept
    assert shown not in kept


@pytest.mark.parametrize(
    "spoil",
    [
        lambda shown: shown[:-1] + ("A" if shown[-1] != "A" else "B"),
        lambda shown: shown + "x",
        lambda shown: shown[:-1],
        lambda shown: "vt_00000000" + shown[11:],
        lambda shown: shown.upper(),
        lambda shown: shown[3:],
        lambda shown: "",
        lambda shown: "vt__",
        lambda shown: shown + "\n",
        lambda shown: shown.replace("vt_", "vt_ "),
    ],
)
def test_what_is_not_quite_the_key_is_none(access, spoil):
    _, shown = access.keys.create("x", ["batch"])

    assert access.keys.caller(spoil(shown)) is None


def test_a_revoked_key_is_refused_in_another_process_at_once(access, other_process):
    key, shown = access.keys.create("x", ["batch"])
    assert other_process.keys.caller(shown) is not None

    assert access.keys.revoke(key.id)
    assert other_process.keys.caller(shown) is None
    assert not access.keys.revoke(key.id)


def test_the_list_tells_when_a_key_was_used_to_the_hour(access, clock):
    key, shown = access.keys.create("x", ["batch"])
    assert access.keys.all() == [key]

    access.keys.caller(shown)
    first = access.keys.all()[0].last_used
    clock.wait(600)
    access.keys.caller(shown)
    assert access.keys.all()[0].last_used == first == int(clock() - 600)
    clock.wait(3600)
    access.keys.caller(shown)
    assert access.keys.all()[0].last_used == int(clock())


def test_a_key_is_known_though_another_process_holds_the_database(access, url, clock):
    """Who only reads waits for no writer; that the use cannot be written down now is no reason to refuse."""
    _, shown = access.keys.create("x", ["batch"])
    access.keys.caller(shown)
    with sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert access.keys.caller(shown) is not None
        connection.execute("ROLLBACK")


def test_a_scope_that_there_is_not_is_named():
    with pytest.raises(ValueError, match="everything"):
        parse_scopes("generate, everything")
