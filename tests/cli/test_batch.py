"""``vanthu batch``: exit codes, what is told, and going on after kill -9."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.batch.supervisor import Supervisor
from service.batch.wishes import Wishes
from service.cli import cli
from service.cli.auditing import command_caller
from service.cli.batch import OWNER
from tests.batch.seasons import SLUG, TYPE, desk_at, expected, leftovers, papers_in, payload, season, write_lines


def vanthu(data: Path, *arguments: object) -> Result:
    environment = {"DATA_DIR": str(data), "BATCH_PROCESSES": "1"}
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], env=environment)


@pytest.fixture
def data(tmp_path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def bad(tmp_path) -> Path:
    return write_lines(tmp_path / "bad.jsonl", [payload(1), payload(2, cell_name=None), payload(1)])


def test_all_made_is_done_and_nothing_is_kept(tmp_path, data):
    rows = [payload(1), payload(2)]
    result = vanthu(data, "batch", SLUG, write_lines(tmp_path / "x.jsonl", rows), "-o", tmp_path / "out.zip")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{tmp_path}/out.zip: đã lập 2 văn bản, 0 dòng có lỗi.\n"
    assert papers_in(tmp_path / "out.zip") == expected(rows)[0]
    assert list((data / "batches").iterdir()) == []


def test_rows_that_fail_are_told_where_they_stand(tmp_path, data, bad):
    result = vanthu(data, "batch", SLUG, bad, "-o", tmp_path / "out.zip")

    assert result.exit_code == 1
    first, second, last = result.stderr.splitlines()
    assert first.startswith("lỗi: dòng 2: /cell_name: ")
    assert first.endswith("]")
    assert second.startswith("lỗi: dòng 3: /number: Số 1 đã dùng cho văn bản ở dòng 1 ")
    assert last == f"{tmp_path}/out.zip: đã lập 1 văn bản, 2 dòng có lỗi."
    assert len(papers_in(tmp_path / "out.zip")) == 1


def test_no_zip_is_written_where_errors_are_to_stop_it(tmp_path, data, bad):
    result = vanthu(data, "--lang", "en", "batch", SLUG, bad, "-o", tmp_path / "out.zip", "--on-error", "stop")

    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "No ZIP was written. Stopped at the first row with an error."
    assert not (tmp_path / "out.zip").exists()


def test_numbers_are_given_from_the_one_asked_for(tmp_path, data):
    rows = [{key: value for key, value in payload(n).items() if key != "number"} for n in (1, 2)]
    file = write_lines(tmp_path / "x.jsonl", rows)
    vanthu(data, "batch", SLUG, file, "-o", tmp_path / "out.zip", "--number-from", 41, "--pattern", "{number}")

    assert list(papers_in(tmp_path / "out.zip")) == ["41.docx", "42.docx"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["no-such-type", "bad.jsonl", "-o", "out.zip"], "Không có loại văn bản này"),
        ([SLUG, "nothing.jsonl", "-o", "out.zip"], "không có tệp hoặc thư mục này"),
        ([SLUG, "bad.jsonl", "-o", "nowhere/out.zip"], "không có thư mục này"),
        ([SLUG, "bad.jsonl", "-o", "bad.jsonl"], "chính là tệp dữ liệu"),
        ([SLUG, "bad.jsonl", "-o", "out.zip", "--pattern", "{cellname}"], "có phải {cell_name}?"),
        ([SLUG, "empty.jsonl", "-o", "out.zip"], "không có văn bản nào"),
        ([SLUG, "bad.docx", "-o", "out.zip"], ".jsonl"),
    ],
)
def test_bad_input_is_told_and_leaves_nothing(tmp_path, data, bad, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "bad.docx").touch()
    result = vanthu(data, "batch", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert not (data / "batches").exists() or list((data / "batches").iterdir()) == []


def test_killed_and_started_again_it_goes_on_where_it_was(tmp_path, data):
    rows = season(600, every_bad=200)
    write_lines(tmp_path / "x.jsonl", rows)
    command = [
        sys.executable,
        "-m",
        "service",
        "batch",
        SLUG,
        str(tmp_path / "x.jsonl"),
        "-o",
        str(tmp_path / "out.zip"),
    ]
    environment = {**os.environ, "DATA_DIR": str(data), "PYTHONPATH": str(Path(__file__).parents[2])}
    killed = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    ledger = desk_at(data).means.ledger
    while not (done := [part for batch in ledger.unfinished() for part in ledger.parts(batch.id)]):
        assert time.monotonic() < end
        assert killed.poll() is None
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    part = next(data.rglob(f"{done[0].number:06d}.part"))
    made = part.stat()

    second = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    again = made
    while second.poll() is None:
        with contextlib.suppress(FileNotFoundError):  # it is in the archive by now
            again = part.stat()
        time.sleep(0.02)

    assert second.returncode == 1
    assert (again.st_ino, again.st_mtime_ns) == (made.st_ino, made.st_mtime_ns), "a chunk was made again"
    assert papers_in(tmp_path / "out.zip") == expected(rows)[0]
    assert leftovers(data) == []


@pytest.mark.parametrize("owner", [OWNER, f"{OWNER}:root", command_caller()])
def test_the_service_leaves_batches_of_the_command_to_it(tmp_path, owner):
    file = write_lines(tmp_path / "x.jsonl", [payload(1)])
    with contextlib.closing(desk_at(tmp_path / "data", processes=1)) as desk:
        left = desk.receive(file, TYPE, Wishes(), owner)
        made = desk.receive(file, TYPE, Wishes(), f"key:{OWNER}")
        ledger = desk.means.ledger
        worker = Supervisor(replace(desk.means, leaves=frozenset({OWNER})))
        worker.run(until=lambda: ledger.get(made.id).state == "done")

        assert ledger.get(left.id).state == "received"
