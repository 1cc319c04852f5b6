"""Users sign in by name and password; whoever guesses is slowed down, and learns of no user whether there is one."""

from __future__ import annotations

import sqlite3
import time

import pytest

from service.access.attempts import network_of
from service.access.refusals import LockedOut, UnfitName, UnfitPassword, WrongCredentials

PASSWORD = "một câu ngắn dễ nhớ"
HERE, ELSEWHERE = "10.0.0.1", "10.9.9.9"


@pytest.fixture
def lan(access):
    return access.users.add("lan", PASSWORD, ["generate"])


def fail(access, name: str = "lan", address: str = HERE, times: int = 1) -> None:
    """Guess wrongly, and be told so."""
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            access.users.sign_in(name, "không phải", address)


def seconds_locked(access, name: str = "lan", address: str = HERE) -> int:
    """How long the next try has to wait."""
    with pytest.raises(LockedOut) as refused:
        access.users.sign_in(name, PASSWORD, address)
    return refused.value.seconds


def test_who_knows_the_password_is_let_in(access, lan):
    assert access.users.sign_in("lan", PASSWORD, HERE).caller == lan.caller


def test_a_name_is_the_same_in_capitals_and_a_password_however_it_is_composed(access, lan):
    decomposed = "mo\u0323\u0302t ca\u0302u nga\u0306\u0301n de\u0302\u0303 nho\u031b\u0301"

    assert access.users.sign_in(" Lan ", decomposed, HERE).name == "lan"


@pytest.mark.parametrize("password", ["", "sai", PASSWORD.upper(), PASSWORD + " ", "x" * 100_000, "\ud800"])
def test_any_other_password_is_refused(access, lan, password):
    with pytest.raises(WrongCredentials):
        access.users.sign_in("lan", password, HERE)


def test_a_password_is_kept_as_argon2id_only(access, lan, url):
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        (kept,) = connection.execute("SELECT password FROM access_user").fetchone()

    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_a_disabled_user_is_told_no_more_than_a_wrong_password(access, lan):
    access.users.disable("lan")
    with pytest.raises(WrongCredentials):
        access.users.sign_in("lan", PASSWORD, HERE)

    access.users.enable("lan")
    assert access.users.sign_in("lan", PASSWORD, HERE).name == "lan"


def test_a_later_user_of_the_same_name_is_somebody_else(access, lan):
    access.users.remove("lan")
    again = access.users.add("lan", PASSWORD, ["generate"])

    assert again.caller.id != lan.caller.id


@pytest.mark.parametrize("name", ["", "a", "lan anh", "-lan", "lân", "a" * 65, "la\nn", "lan#1", "../x"])
def test_a_name_that_could_be_mistaken_is_refused(access, name):
    with pytest.raises(UnfitName):
        access.users.add(name, PASSWORD, ["generate"])


def test_there_are_no_two_users_of_a_name(access, lan):
    with pytest.raises(UnfitName):
        access.users.add("LAN", PASSWORD, ["generate"])


@pytest.mark.parametrize(
    ("password", "name"),
    [
        ("ngắn quá", "lan"),
        ("x" * 257, "lan"),
        ("nguyenvanhung", "nguyenvanhung"),
        ("Nguyenvanhung1", "nguyenvanhung"),
        ("matkhau123456", "lan"),
        ("MatKhau123456", "lan"),
        ("aaaaaaaaaaaaaaa", "lan"),
        ("abcabcabcabcabc", "lan"),
        ("abcdefghijklmnop", "lan"),
        ("9876543210987", "lan"),
        ("mật khẩu\x00dài hơn", "lan"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(access, password, name):
    with pytest.raises(UnfitPassword):
        access.users.add(name, password, ["generate"])


class TestGuessing:
    def test_after_five_failures_the_name_is_locked_from_there_even_for_the_right_password(self, access, lan):
        fail(access, times=5)

        assert seconds_locked(access) == 60

    def test_a_name_that_nobody_has_is_locked_the_same(self, access):
        fail(access, "nobody", times=5)

        assert seconds_locked(access, "nobody") == 60

    def test_each_further_failure_locks_for_twice_as_long_an_hour_at_most(self, access, lan, clock):
        fail(access, times=5)
        waits = []
        for _ in range(8):
            waits.append(seconds_locked(access))
            clock.wait(waits[-1])
            fail(access)

        assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]

    def test_the_clerk_at_another_desk_is_not_locked_out(self, access, lan):
        fail(access, times=5, address=ELSEWHERE)

        assert access.users.sign_in("lan", PASSWORD, HERE).name == "lan"

    def test_the_right_password_begins_anew(self, access, lan):
        for _ in range(3):
            fail(access, times=4)
            access.users.sign_in("lan", PASSWORD, HERE)

    def test_many_at_once_are_no_more_than_one_after_another(self, access, lan):
        """A try counts before its outcome is known."""
        for _ in range(5):
            access.attempts.begin("lan", HERE)
        with pytest.raises(LockedOut):
            access.attempts.begin("lan", HERE)

    def test_an_address_that_tries_many_names_is_locked_but_not_for_who_is_known_there(self, access, lan):
        access.users.sign_in("lan", PASSWORD, HERE)
        for number in range(30):
            access.attempts.begin(f"name{number}", HERE)

        with pytest.raises(LockedOut):
            access.attempts.begin("another", HERE)
        assert access.users.sign_in("lan", PASSWORD, HERE).name == "lan"
        access.attempts.begin("another", ELSEWHERE)

    def test_a_name_tried_from_everywhere_is_locked_but_not_where_it_is_known(self, access, lan, clock):
        access.users.sign_in("lan", PASSWORD, HERE)
        for number in range(25):
            for _ in range(4):
                access.attempts.begin("lan", f"172.16.0.{number}")

        assert seconds_locked(access, address=ELSEWHERE) > 3600
        assert access.users.sign_in("lan", PASSWORD, HERE).name == "lan"

    def test_the_operator_unlocks(self, access, lan):
        fail(access, times=5)
        assert access.attempts.locked_until("lan") > 0
        access.users.unlock("lan")

        assert access.users.sign_in("lan", PASSWORD, HERE).name == "lan"

    def test_what_was_typed_as_a_name_is_not_kept(self, access, url):
        """It may be a password, typed into the wrong field."""
        fail(access, "mat-khau-cua-toi")
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            kept = str(connection.execute("SELECT * FROM access_attempt").fetchall())

        assert "mat-khau-cua-toi" not in kept

    def test_old_tries_do_not_pile_up(self, access, url, clock):
        for number in range(10):
            access.attempts.begin(f"name{number}", HERE)
        clock.wait(90_000)
        access.attempts.begin("last", HERE)
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            assert connection.execute("SELECT count(*) FROM access_attempt").fetchone() == (1,)

    def test_time_tells_not_whether_there_is_such_a_user(self, access, lan):
        """The processor's own time, for the machine may be busy; without the dummy it differs a hundredfold."""

        def spent(name: str) -> float:
            took = []
            for number in range(3):
                before = time.process_time()
                fail(access, name, f"10.1.{number}.1")
                took.append(time.process_time() - before)
            return min(took)

        known, unknown = spent("lan"), spent("nobody")
        assert max(known, unknown) < 2 * min(known, unknown)


def test_of_ipv6_the_network_counts():
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:10.0.0.1") == "10.0.0.1"
    assert network_of("unknown") == "?"
