"""``vanthu users``, and a service that does not start where nobody could use it."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time

import pytest

from service.access.callers import Caller
from service.access.refusals import LockedOut, WrongCredentials
from tests.cli.test_keys import CHECKOUT, access, started, vanthu
from tests.trying import others_long

__all__ = ["access", "started", "vanthu"]  # fixtures

PASSWORD = "một câu ngắn dễ nhớ"
HERE = "10.0.0.1"


@pytest.fixture
def lan(vanthu):
    """A user."""
    assert vanthu("users", "add", "lan", "--password-stdin", given=f"{PASSWORD}\n".encode()).returncode == 0
    return "lan"


def test_a_user_is_added_with_the_password_from_standard_input(started, access):
    added = started("users", "add", "Lan", "--scope", "check", "--password-stdin", given=f"{PASSWORD}\r\nmore".encode())

    assert added.returncode == 0
    assert access.users.sign_in("lan", PASSWORD, HERE).scopes == frozenset({"check"})
    assert PASSWORD not in (added.stdout + added.stderr).decode()


def test_without_scopes_a_user_may_do_what_clerks_do(lan, access):
    assert access.users.get(lan).scopes == frozenset({"generate", "batch", "check"})


def test_on_a_terminal_the_password_is_asked_for_twice_and_not_shown(tmp_path, access):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "users", "add", "lan"],
        cwd=CHECKOUT,
        env={**os.environ, "DATA_DIR": str(tmp_path / "data")},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = ""
    for expected in ("Mật khẩu", "Ghi lại lần nữa"):
        end = time.monotonic() + 60
        while expected not in shown and time.monotonic() < end:
            shown += os.read(ours, 1000).decode(errors="replace")
        time.sleep(0.3)  # until the terminal is silent
        os.write(ours, f"{PASSWORD}\n".encode())
    assert process.wait(timeout=60) == 0
    os.close(ours)

    assert PASSWORD not in shown
    assert access.users.sign_in("lan", PASSWORD, HERE).name == "lan"


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        (("add", "hoa", "--password-stdin"), b"ngan qua"),
        (("add", "hoa", "--password-stdin"), b""),
        (("add", "hoa", "--password-stdin"), b"\xff\xfe\xfd" * 5),
        (("add", "hoa"), b"mot cau ngan de nho\nmot cau ngan de nho\n"),
        (("add", "hoa anh", "--password-stdin"), PASSWORD.encode()),
        (("add", "lan", "--password-stdin"), PASSWORD.encode()),
        (("password", "nobody", "--password-stdin"), PASSWORD.encode()),
        (("disable", "nobody"), b""),
        (("unlock", "nobody"), b""),
    ],
)
def test_what_cannot_be_done_is_told_and_not_done(vanthu, lan, access, arguments, given):
    refused = vanthu("users", *arguments, given=given)

    assert (refused.returncode, refused.stdout) == (2, b"")
    assert refused.stderr
    assert [user.name for user in access.users.all()] == [lan]


def test_the_list_tells_who_there_is_and_how_they_stand(vanthu, lan, access):
    for _ in range(5):
        access.attempts.begin(lan, HERE)
    access.users.disable(lan)
    listed = vanthu("users", "list").stdout.decode()

    assert re.search(r"^lan +generate batch check +20\S+ \d\d:\d\d +- +20\S+ \d\d:\d\d +20\S+ \d\d:\d\d$", listed, re.M)
    assert "argon2" not in listed


def test_a_new_password_signs_out(vanthu, lan, access):
    token = access.sessions.begin(access.users.get(lan).caller, lan)
    new = "một câu khác hẳn rồi"
    assert vanthu("users", "password", lan, "--password-stdin", given=new.encode()).returncode == 0

    assert access.sessions.caller(token) is None
    assert access.users.sign_in(lan, new, HERE)


def test_a_user_is_disabled_enabled_unlocked_and_removed(vanthu, lan, access):
    assert vanthu("users", "disable", lan).returncode == 0
    with pytest.raises(WrongCredentials):
        access.users.sign_in(lan, PASSWORD, HERE)
    assert vanthu("users", "enable", lan).returncode == 0
    for _ in range(4):
        access.attempts.begin(lan, HERE)
    with pytest.raises(LockedOut):
        access.users.sign_in(lan, PASSWORD, HERE)
    assert vanthu("users", "unlock", lan).returncode == 0
    assert access.users.sign_in(lan, PASSWORD, HERE)
    assert vanthu("users", "remove", lan).returncode == 0
    assert access.users.all() == []


def test_what_a_user_may_do_is_changed_at_once(vanthu, lan, access):
    token = access.sessions.begin(access.users.get(lan).caller, lan)
    assert vanthu("users", "allow", lan, "--scope", "check").returncode == 0

    assert access.sessions.caller(token).scopes == frozenset({"check"})


def test_everybody_is_signed_out(vanthu, lan, access):
    token = access.sessions.begin(access.users.get(lan).caller, lan)
    others = access.sessions.begin(Caller("oidc:7", "Hoa", frozenset()))
    assert b"2" in vanthu("users", "sign-out").stderr

    assert (access.sessions.caller(token), access.sessions.caller(others)) == (None, None)


class TestServing:
    def start(self, tmp_path, *arguments: str, **environment: str) -> tuple[subprocess.Popen, object]:
        """``vanthu serve``, and the file that its messages go to."""
        messages = tmp_path / "messages"
        with messages.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "service", "serve", "--port", "0", *arguments],
                cwd=CHECKOUT,
                env={**os.environ, "DATA_DIR": str(tmp_path / "data"), "WORKERS": "1", **environment},
                stdout=stream,
                stderr=stream,
            )
        return process, messages

    def listening(self, process: subprocess.Popen, messages) -> str:
        """Its messages, once it listens."""
        end = time.monotonic() + 90
        while "Listening at" not in messages.read_text() and process.poll() is None and time.monotonic() < end:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        return messages.read_text()

    @pytest.mark.parametrize("host", others_long(["0.0.0.0", "127.0.0.1"], "0.0.0.0"))
    def test_where_nobody_could_come_in_it_does_not_start_and_says_what_to_do(self, tmp_path, host):
        """It refuses before it listens: on the address of every network nothing is ever opened."""
        required = {} if host == "0.0.0.0" else {"AUTH": "required"}
        process, messages = self.start(tmp_path, "--host", host, **required)

        assert process.wait(timeout=90) == 3
        assert "vanthu users add" in messages.read_text()
        assert "Listening" not in messages.read_text()

    @pytest.mark.long
    def test_with_a_key_or_a_user_it_starts(self, tmp_path, lan):
        assert "Listening at" in self.listening(*self.start(tmp_path, AUTH="required"))

    @pytest.mark.long
    def test_a_first_user_is_made_on_the_first_start_only(self, tmp_path, access):
        file = tmp_path / "password"
        file.write_text(f"{PASSWORD}\n")
        settings = {"AUTH": "required", "FIRST_USER": "quantri", "FIRST_PASSWORD_FILE": str(file)}
        text = self.listening(*self.start(tmp_path, **settings))
        first = access.users.sign_in("quantri", PASSWORD, HERE)
        file.unlink()
        text += self.listening(*self.start(tmp_path, **settings))

        assert "Listening at" in text
        assert PASSWORD not in text
        assert first.scopes == frozenset({"generate", "batch", "check", "admin"})
        assert [user.id for user in access.users.all()] == [first.id]

    @pytest.mark.parametrize("password", others_long([None, "ngắn"], None))
    def test_a_first_password_that_cannot_be_stops_the_start(self, tmp_path, password):
        file = tmp_path / "password"
        if password:
            file.write_text(password)
        process, messages = self.start(tmp_path, FIRST_USER="quantri", FIRST_PASSWORD_FILE=str(file))

        assert process.wait(timeout=90) == 3
        assert "FIRST_PASSWORD_FILE" in messages.read_text()
