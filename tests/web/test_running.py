"""The folder that the processes of a run share goes with the run, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from service.web.running import Run

RUNNING = "import time; from service.web.running import Run; run = Run.begin(); print(run.folder, flush=True); "
SECONDS_OF_A_DAY = 86_400


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def folders(temporary: Path) -> set[str]:
    return {each.name for each in temporary.iterdir()}


def started(temporary: Path, more: str = "time.sleep(60)") -> tuple[subprocess.Popen, Path]:
    """A run in a process of its own, and its folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUNNING + more],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        text=True,
    )
    return process, Path(process.stdout.readline().strip())


def kill(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()
    process.stdout.close()


def test_it_goes_with_a_run_that_ends(temporary):
    run = Run.begin()
    assert folders(temporary) == {run.folder.name}
    run.end()

    assert folders(temporary) == set()


def test_that_of_one_that_was_killed_goes_at_the_next_start(temporary):
    process, folder = started(temporary)
    kill(process)
    assert folder.is_dir()
    run = Run.begin()

    assert folders(temporary) == {run.folder.name}
    run.end()


def test_that_of_one_that_is_alive_stays(temporary):
    process, folder = started(temporary)
    Run.begin().end()

    assert {each.name for each in folder.iterdir()} >= {"metrics", "batches-alive"}
    kill(process)


def test_it_stays_while_a_process_of_the_run_is_left(temporary):
    """The one that began it may be killed before its children."""
    process, folder = started(
        temporary, "import os; child = os.fork(); child and print(child, flush=True); time.sleep(60)"
    )
    child = int(process.stdout.readline())
    assert child > 1
    kill(process)
    Run.begin().end()

    assert folder.is_dir()
    os.kill(child, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while folder.is_dir() and time.monotonic() < deadline:
        Run.begin().end()
    assert not folder.exists()


@pytest.mark.parametrize(("days", "stays"), [(0.5, True), (2, False)])
def test_one_of_an_earlier_version_goes_when_nothing_in_it_was_touched_for_a_day(temporary, days, stays):
    old = temporary / "vanthu-run-old"
    (old / "metrics").mkdir(parents=True)
    (old / "batches-alive").touch()
    touched = time.time() - days * SECONDS_OF_A_DAY
    for each in (old / "metrics", old / "batches-alive", old):
        os.utime(each, (touched, touched))
    Run.begin().end()

    assert old.exists() == stays


def test_what_only_bears_the_name_stays(temporary):
    (temporary / "elsewhere").mkdir()
    (temporary / "vanthu-run-link").symlink_to(temporary / "elsewhere")
    (temporary / "vanthu-run-file").touch()
    if os.geteuid() == 0:
        (temporary / "vanthu-run-other").mkdir()
        os.chown(temporary / "vanthu-run-other", 12345, 12345)
    for each in temporary.iterdir():
        os.utime(each, (0, 0), follow_symlinks=False)
    before = folders(temporary)
    Run.begin().end()

    assert folders(temporary) == before
