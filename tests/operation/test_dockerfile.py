"""The steps of the Dockerfile, done in a clean folder: the same commands over the same files, without a container.

What needs root or another base image (users, owners, the Python of the image) is not done here.
"""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]

pytestmark = pytest.mark.long


def instructions() -> list[tuple[str, str]]:
    """Names and arguments, lines that go on joined."""
    text = re.sub(r"\\\n\s*", "", (CHECKOUT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2].strip()) for line in lines]


def stage(number: int) -> list[tuple[str, str]]:
    starts = [at for at, (name, _) in enumerate(instructions()) if name == "FROM"] + [len(instructions())]
    return instructions()[starts[number] + 1 : starts[number + 1]]


def context(folder: Path) -> Path:
    """The files that .dockerignore lets through: it forbids all and allows some."""
    rules = [line for line in (CHECKOUT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert rules[0] == "*"
    allowed = [rule[1:] for rule in rules if rule.startswith("!")]
    forbidden = [rule.removeprefix("**/") for rule in rules[1:] if not rule.startswith("!")]
    for name in allowed:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, target, ignore=shutil.ignore_patterns(*forbidden))
        else:
            shutil.copyfile(CHECKOUT / name, target)
    assert not any(fnmatch.fnmatch(path.name, name) for path in folder.rglob("*") for name in forbidden)
    return folder


def moved(text: str, root: Path) -> str:
    """Paths of the image as they are below ``root``, and its Python as the one that runs this."""
    text = re.sub(r"(?<![\w.])/(opt/venv|app|data)\b", rf"{root}/\1", text)
    return re.sub(r"^python ", f"{sys.executable} ", text)


@pytest.fixture(scope="module")
def image(tmp_path_factory) -> Path:
    """What the first stage leaves."""
    root = tmp_path_factory.mktemp("image")
    files, place = context(root / "context"), root
    for name, arguments in stage(0):
        if name == "WORKDIR":
            place = Path(moved(arguments, root))
            place.mkdir(parents=True, exist_ok=True)
        elif name == "COPY":
            source, target = arguments.split()
            if (files / source).is_dir():
                shutil.copytree(files / source, place / target, dirs_exist_ok=True)
            else:
                (place / target).mkdir(parents=True, exist_ok=True)
                shutil.copy(files / source, place / target)
        elif name == "RUN":
            done = subprocess.run(
                moved(arguments, root), shell=True, cwd=place, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{arguments}: {done.stderr}"
        else:
            raise AssertionError(f"{name}: this test does not know that instruction")
    return root


def test_every_step_succeeds_and_the_service_answers_its_health_check(image, tmp_path):
    last = dict(stage(1))
    (image / "data").mkdir(mode=0o700)
    environment = dict(pair.split("=", 1) for pair in shlex.split(moved(last["ENV"], image)))
    environment["PATH"] = environment["PATH"].replace("$PATH", os.environ["PATH"])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [
        port if part == "8000" else "127.0.0.1" if part == "0.0.0.0" else part for part in json.loads(last["CMD"])
    ]
    health = [part.replace(":8000/", f":{port}/") for part in json.loads(last["HEALTHCHECK"].partition("CMD ")[2])]
    where = {"cwd": image / "app", "env": environment | {"AUTH": "auto"}}
    program = shutil.which(command[0], path=environment["PATH"])
    assert program == str(image / "opt" / "venv" / "bin" / "vanthu")
    service = subprocess.Popen([program, *command[1:]], stderr=subprocess.DEVNULL, **where)
    try:
        checker = shutil.which(health[0], path=environment["PATH"])
        end = time.monotonic() + 60
        while subprocess.run([checker, *health[1:]], stderr=subprocess.DEVNULL, check=False, **where).returncode:
            assert service.poll() is None
            assert time.monotonic() < end
            time.sleep(0.3)
    finally:
        service.send_signal(signal.SIGTERM)
    assert service.wait(timeout=60) == 0
    assert (image / "data" / "ledger.sqlite3").exists()


def test_the_service_runs_as_nobody_else():
    names = [name for name, _ in stage(1)]

    assert names.index("USER") < names.index("CMD")
    assert dict(stage(1))["USER"] == "10001:10001"
