"""The data folder is its owner's alone, whichever command makes it and whatever the umask is."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.batch.store import Store
from service.cli import cli
from service.database.data_folder import see_to_data_folder

PASSWORD = "một mật khẩu đủ dài 7"
FIRST = {
    "a key": (("keys", "create", "a", "--scope", "batch"), ""),
    "a user": (("users", "add", "lan", "--password-stdin"), f"{PASSWORD}\n"),
}


@pytest.fixture(autouse=True)
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def vanthu(data: Path, arguments: tuple[str, ...], given: str) -> None:
    result = CliRunner().invoke(cli, arguments, input=given, env={"DATA_DIR": str(data)})
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("command", FIRST)
def test_whoever_makes_it_first_makes_all_of_it_private(tmp_path, command):
    data = tmp_path / "made" / "by us" / "data"
    vanthu(data, *FIRST[command])

    assert {each.relative_to(tmp_path): mode(each) for each in tmp_path.rglob("*") if each.is_dir()} == {
        Path(name): 0o700
        for name in ("made", "made/by us", "made/by us/data", "made/by us/data/batches", "made/by us/data/audit")
    }
    assert {mode(each) for each in data.rglob("*") if each.is_file()} == {0o600}


@pytest.mark.parametrize("command", FIRST)
def test_one_that_was_made_beforehand_is_closed(tmp_path, command):
    (tmp_path / "data").mkdir(mode=0o755)
    vanthu(tmp_path / "data", *FIRST[command])

    assert mode(tmp_path / "data") == 0o700


def test_one_that_is_open_since_an_earlier_start_is_closed_and_the_log_says_so(tmp_path, caplog):
    Store(tmp_path / "data")
    (tmp_path / "data").chmod(0o750)
    (tmp_path / "data" / "before-restore-1").mkdir()
    (tmp_path / "data" / "a file").write_text("x")
    with caplog.at_level(logging.WARNING):
        Store(tmp_path / "data")

    assert mode(tmp_path / "data") == 0o700
    assert [record.getMessage() for record in caplog.records] == [
        "DATA_DIR was open to others (0750) and is its owner's alone now"
    ]


def test_what_is_private_already_is_told_nothing_of(tmp_path, caplog):
    for _ in range(2):
        see_to_data_folder(tmp_path / "data")

    assert caplog.records == []


@pytest.mark.parametrize(("rights", "folder"), [(0o1777, "batches"), (0o755, "Documents")])
def test_what_was_never_meant_for_the_service_alone_stays(tmp_path, rights, folder):
    """A folder like ``/tmp``, and one like a home: others would be locked out of what is theirs."""
    (tmp_path / "shared" / folder).mkdir(parents=True)
    (tmp_path / "shared").chmod(rights)
    see_to_data_folder(tmp_path / "shared")

    assert mode(tmp_path / "shared") == rights


def test_what_stands_above_it_stays(tmp_path):
    (tmp_path / "above").mkdir(mode=0o755)
    see_to_data_folder(tmp_path / "above" / "data")

    assert mode(tmp_path / "above") == 0o755
