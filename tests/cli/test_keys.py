"""``vanthu keys``: a key is printed once, listed without what makes it valid, and revoked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.bootstrap import open_access
from service.cli import cli
from service.config import Settings

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def vanthu(tmp_path):
    """Calls the command in this process over a data folder of its own; ``given`` is what is typed or piped in."""

    def vanthu(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess:
        result = CliRunner().invoke(cli, arguments, input=given, env={"DATA_DIR": str(tmp_path / "data")})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout_bytes, result.stderr_bytes)

    return vanthu


@pytest.fixture
def started(tmp_path):
    """The same in a process of its own, as it is typed."""

    def started(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "service", *arguments],
            cwd=CHECKOUT,
            env={**os.environ, "DATA_DIR": str(tmp_path / "data")},
            input=given,
            capture_output=True,
            check=False,
        )

    return started


@pytest.fixture
def access(tmp_path):
    found = open_access(Settings(data_dir=tmp_path / "data"))
    yield found
    found.close()


def test_a_key_is_printed_alone_and_lets_a_system_in(started, access):
    made = started("keys", "create", "phần mềm nhân sự", "--scope", "generate", "--scope", "batch")
    key = made.stdout.decode().strip()

    assert (made.returncode, len(made.stdout.splitlines())) == (0, 1)
    assert access.keys.caller(key).scopes == frozenset({"generate", "batch"})
    assert key not in made.stderr.decode()
    assert "chỉ hiện lần này" in made.stderr.decode()


def test_the_list_tells_all_but_the_secret(vanthu, access):
    key, shown = access.keys.create("nhân sự", ["check"])
    listed = vanthu("--lang", "en", "keys", "list").stdout.decode()

    assert re.search(rf"^{key.id} +nhân sự +check +20\d\d-\d\d-\d\d \d\d:\d\d +- +-$", listed, re.MULTILINE)
    assert shown.split("_", 2)[2] not in listed


def test_a_revoked_key_lets_nobody_in_and_cannot_be_revoked_again(vanthu, access):
    key, shown = access.keys.create("x", ["check"])

    assert vanthu("keys", "revoke", key.id).returncode == 0
    assert access.keys.caller(shown) is None
    again = vanthu("keys", "revoke", key.id)
    assert (again.returncode, key.id in again.stderr.decode()) == (2, True)


@pytest.mark.parametrize(
    "arguments", [("create", "x"), ("create", "x", "--scope", "all"), ("create", " ", "--scope", "check"),
                  ("create", "a\nb", "--scope", "check"), ("create", "x" * 101, "--scope", "check")],
)  # fmt: skip
def test_a_key_that_cannot_be_is_not_made(vanthu, access, arguments):
    assert vanthu("keys", *arguments).returncode == 2
    assert access.keys.all() == []


def test_a_database_that_cannot_be_used_is_our_fault(vanthu, tmp_path):
    (tmp_path / "data").write_text("no folder")
    refused = vanthu("keys", "list")

    assert (refused.returncode, b"DATA_DIR" in refused.stderr) == (3, True)
