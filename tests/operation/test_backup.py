"""A backup taken while batches are made, put back elsewhere, goes on to the same papers."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import cli
from service.config import Settings
from service.operation.backup import back_up
from service.operation.restoring import restore
from service.operation.snapshots import snapshot
from tests.batch.seasons import (
    SLUG,
    desk_at,
    errors_of,
    expected,
    harmful,
    papers_in,
    payload,
    receive,
    season,
    small_season,
    work,
    write_lines,
)

CHECKOUT = Path(__file__).parents[2]


def vanthu(data: Path, *arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], env={"DATA_DIR": str(data)})


def start(data: Path, *arguments: object, **more: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DATA_DIR": str(data), "PYTHONPATH": str(CHECKOUT), "BATCH_PROCESSES": "2"}
    command = [sys.executable, "-m", "service", *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, **more)


def backed_up(data: Path) -> io.BytesIO:
    stream = io.BytesIO()
    back_up(Settings(data_dir=data), stream)
    stream.seek(0)
    return stream


def put_back(stream: io.BytesIO, data: Path):
    return restore(Settings(data_dir=data), stream, move_aside=False)


def members_of(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        assert all(member.isreg() and member.mode == 0o600 for member in opened)
        return {member.name: opened.extractfile(member).read() for member in opened}


@pytest.fixture
def data(tmp_path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def finished(tmp_path, data):
    """A desk with a batch that is done."""
    desk = desk_at(data, processes=1)
    batch = receive(desk, write_lines(tmp_path / "season.jsonl", [payload(1), payload(2, cell_name=None)]))
    work(desk, batch)
    yield desk, batch
    desk.close()


@pytest.mark.long
def test_a_batch_backed_up_in_mid_work_is_finished_elsewhere_with_the_same_bytes(tmp_path, data):
    desk = desk_at(data, partial(harmful, 0.02))
    batch = receive(desk, write_lines(tmp_path / "season.jsonl", small_season()[0]))
    taken: list[io.BytesIO] = []

    def take_once_it_works():
        if not taken and desk.means.ledger.progress(batch.id).done >= 2:
            taken.append(backed_up(data))

    work(desk, batch, meanwhile=take_once_it_works)
    told = put_back(taken[0], tmp_path / "elsewhere")
    elsewhere = desk_at(tmp_path / "elsewhere")
    before = elsewhere.means.ledger.progress(batch.id)

    assert (told.batches, told.unfinished) == (1, 1)
    assert not told.goes_on, "it was begun by a program with another fingerprint, that of tests"
    assert 2 <= before.done < before.chunks, "the backup was not taken in mid-work"
    work(elsewhere, batch)
    assert elsewhere.folder(batch.id).archive.read_bytes() == desk.folder(batch.id).archive.read_bytes()
    assert papers_in(elsewhere.folder(batch.id).archive) == small_season()[1]
    assert errors_of(elsewhere, batch) == small_season()[2]


@pytest.mark.long
def test_parts_that_went_into_the_archive_after_the_ledger_was_copied_are_made_again(tmp_path, data):
    desk = desk_at(data, partial(harmful, 0.02))
    batch = receive(desk, write_lines(tmp_path / "season.jsonl", small_season()[0]))

    def copy_ledger():
        if not (tmp_path / "then").exists() and desk.means.ledger.progress(batch.id).done >= 2:
            snapshot(data / "ledger.sqlite3", tmp_path / "then")

    work(desk, batch, meanwhile=copy_ledger)
    archive = desk.folder(batch.id).archive.read_bytes()
    desk.close()
    (tmp_path / "then").replace(data / "ledger.sqlite3")
    assert not desk.folder(batch.id).parts.exists()
    put_back(backed_up(data), tmp_path / "elsewhere")
    again = desk_at(tmp_path / "elsewhere")
    again.folder(batch.id).archive.unlink()

    assert again.means.ledger.progress(batch.id).done >= 2
    assert work(again, batch)[0].state == "done"
    assert again.folder(batch.id).archive.read_bytes() == archive


class Meddling(io.BytesIO):
    """A file during whose writing something else happens: when files of batches are being written."""

    def __init__(self, happens) -> None:
        super().__init__()
        self._happens = happens

    def write(self, data) -> int:
        if self.tell() > 1000 and self._happens is not None:
            happens, self._happens = self._happens, None
            happens()
        return super().write(data)


def test_a_batch_deleted_while_it_is_copied_is_forgotten_in_the_backup(tmp_path, data, finished):
    desk, batch = finished
    other = receive(desk, write_lines(tmp_path / "other.jsonl", [payload(1)]))
    stream = Meddling(lambda: desk.delete(batch))
    back_up(Settings(data_dir=data), stream)
    assert not desk.folder(batch.id).path.exists()
    stream.seek(0)
    told = put_back(stream, tmp_path / "elsewhere")
    elsewhere = desk_at(tmp_path / "elsewhere")

    assert told.batches == 1
    assert elsewhere.means.ledger.get(batch.id).state == "expired"
    assert not elsewhere.folder(batch.id).path.exists(), "what had been copied of it is wiped at the start"
    work(elsewhere, other)
    assert papers_in(elsewhere.folder(other.id).archive) == expected([payload(1)])[0]


def test_the_file_is_for_its_owner_alone_and_tells_its_own_checksums(tmp_path, data, finished):
    result = vanthu(data, "backup", tmp_path / "backup.tar.gz")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 lô, trong đó 0 lô chưa làm xong" in result.stderr
    assert (tmp_path / "backup.tar.gz").stat().st_mode & 0o777 == 0o600
    members = members_of((tmp_path / "backup.tar.gz").read_bytes())
    sums = dict(reversed(line.split("  ", 1)) for line in members.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    assert f"batches/{finished[1].id}/papers.zip" in members
    assert [name for name in members if name.endswith(("lock", ".tmp", "-wal", "-shm"))] == []


def test_all_else_in_the_data_folder_is_copied_too(tmp_path, data, finished):
    (data / "audit").mkdir()
    (data / "audit" / "2026.jsonl").write_text('{"n": 1}\n{"n": 2}\n{"n": ')
    (data / "secret.key").write_bytes(b"\x00key")
    (data / "link").symlink_to("/etc/hostname")
    (data / "half.tmp").write_text("nobody goes on with it")
    keeping = sqlite3.connect(data / "keys.sqlite3")
    keeping.execute("PRAGMA journal_mode = WAL")
    keeping.execute("CREATE TABLE key AS SELECT 7 AS number")
    keeping.commit()
    told = back_up(Settings(data_dir=data), stream := io.BytesIO())
    keeping.close()
    stream.seek(0)
    put_back(stream, tmp_path / "elsewhere")
    elsewhere = tmp_path / "elsewhere"

    assert told.left_out == 1
    assert (elsewhere / "audit" / "2026.jsonl").read_text() == '{"n": 1}\n{"n": 2}\n', "a line is whole or not there"
    assert (elsewhere / "secret.key").read_bytes() == b"\x00key"
    with contextlib.closing(sqlite3.connect(elsewhere / "keys.sqlite3")) as kept:
        assert kept.execute("SELECT number FROM key").fetchall() == [(7,)]
    assert sorted(file.name for file in elsewhere.iterdir()) == sorted(
        ["audit", "secret.key", "keys.sqlite3", "batches", "ledger.sqlite3"]
    )
    modes = {path.stat().st_mode & 0o777 for path in elsewhere.rglob("*") if path.is_file()}
    assert modes == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (elsewhere, *elsewhere.rglob("*")) if path.is_dir()} == {0o700}


@pytest.mark.parametrize(
    ("name", "says"),
    [("backup.zip", ".tar.gz"), ("data/backup.tar.gz", "trong chính thư mục"), ("no/backup.tar.gz", "không có tệp")],
)
def test_a_place_that_will_not_do_is_refused(tmp_path, data, finished, name, says):
    result = vanthu(data, "backup", tmp_path / name)

    assert result.exit_code == 2
    assert says in result.stderr


def test_nothing_is_left_where_there_is_no_room(tmp_path, data, finished):
    (data / "big").write_bytes(os.urandom(1 << 20))
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (500_000, 500_000))
    out = tmp_path / "out"
    out.mkdir()
    process = start(data, "backup", out / "backup.tar.gz", preexec_fn=limit)

    assert process.communicate()[1].decode().startswith("Không đọc hoặc ghi được")
    assert process.returncode == 2
    assert list(out.iterdir()) == []
    assert list(data.glob(".working-*")) == []


@pytest.mark.long
def test_nothing_is_left_when_it_is_ended(tmp_path, data, finished):
    (data / "big").write_bytes(os.urandom(1 << 20))
    process = start(data, "backup", "-", stdout=subprocess.PIPE)
    end = time.monotonic() + 30
    while not list(data.glob(".working-*")):
        assert time.monotonic() < end
        time.sleep(0.02)
    time.sleep(0.5)  # nobody reads what it writes: it waits
    process.send_signal(signal.SIGTERM)
    process.communicate()

    assert process.returncode == 130
    assert list(data.glob(".working-*")) == []


@pytest.mark.long
def test_a_command_killed_goes_on_from_its_backup_elsewhere(tmp_path, data):
    rows = season(600, every_bad=200)
    file = write_lines(tmp_path / "x.jsonl", rows)
    killed = start(data, "batch", SLUG, file, "-o", tmp_path / "out.zip")
    ledger = desk_at(data).means.ledger
    end = time.monotonic() + 60
    while not any(ledger.parts(batch.id) for batch in ledger.unfinished()):
        assert time.monotonic() < end
        time.sleep(0.05)
    (tmp_path / "backup.tar.gz").write_bytes(backed_up(data).getvalue())
    killed.kill()
    killed.communicate()
    ledger.close()
    restored = vanthu(tmp_path / "elsewhere", "restore", tmp_path / "backup.tar.gz")
    again = start(tmp_path / "elsewhere", "batch", SLUG, file, "-o", tmp_path / "out.zip")

    assert "1 lô chưa xong được làm tiếp" in restored.stderr
    again.communicate()
    assert again.returncode == 1
    assert papers_in(tmp_path / "out.zip") == expected(rows)[0]


def test_another_users_data_are_left_alone(tmp_path):
    folder = Path("/usr")  # for root this is its own
    if os.geteuid() == 0:
        folder = tmp_path / "theirs"
        folder.mkdir()
        os.chown(folder, 12345, 12345)
    for command in (["backup", tmp_path / "b.tar.gz"], ["restore", "--move-aside", os.devnull]):
        result = vanthu(folder, *command)
        assert result.exit_code == 2
        assert "thuộc người dùng khác" in result.stderr


def test_a_database_elsewhere_is_backed_up_by_its_own_means(tmp_path, data, finished, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/elsewhere.sqlite3")
    result = vanthu(data, "backup", tmp_path / "b.tar.gz")

    assert result.exit_code == 2
    assert "DATABASE_URL" in result.stderr


def test_what_begins_the_backup_says_what_it_is(data, finished):
    members = members_of(backed_up(data).getvalue())
    head = json.loads(members["backup.json"])

    assert next(iter(members)) == "backup.json"
    assert list(members)[-2:] == ["ledger.sqlite3", "SHA256SUMS"]
    assert (head["format"], head["version"]) == (1, version("vanthu"))
    assert gzip.decompress(backed_up(data).getvalue())
