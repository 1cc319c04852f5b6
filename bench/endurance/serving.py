"""Both applications as processes of their own, on free ports of 127.0.0.1, each with a data folder of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.endurance.traffic import MAX_BODY_MIB
from service.config import ROOT, Settings

_SECONDS_TO_START = 120
_SECONDS_TO_END = 60
_LISTENING = re.compile(r"Listening at: http://127\.0\.0\.1:([0-9]+)")
_OF_A_KILL = re.compile(r"^the process of batches ended \(-9\)|was sent SIGKILL|^a process ended over a ")
COMMANDS = {
    "ours": ["service", "serve", "--host", "127.0.0.1", "--port", "0"],
    "echo": ["bench.echo_app", "--port", "0"],
}


class Server(NamedTuple):
    """A process that serves, its port, and the file that its log goes to."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path


@contextmanager
def served(name: str, folder: Path, workers: int, max_requests: int) -> Iterator[Server]:
    """``ours`` or ``echo`` with so many workers, for as long as the block lasts.

    Raises RuntimeError where it does not start, or does not end in order.
    """
    log = folder / f"{name}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", *COMMANDS[name]],
            cwd=ROOT,
            env=_environment(folder / f"{name}-data", workers, max_requests),
            stdout=stream,
            stderr=stream,
        )
    try:
        yield Server(process, _port(process, log), log)
    finally:
        process.terminate()
        try:
            code = process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            code = -1
    if code != 0:
        raise RuntimeError(f"{name} ended with {code}")


def _environment(data: Path, workers: int, max_requests: int) -> dict[str, str]:
    """All clients are one caller here, so nothing may be limited for each caller; nothing else of ours is set."""
    names = {name.upper() for name in Settings.model_fields}
    inherited = {name: value for name, value in os.environ.items() if name.upper() not in names}
    own: dict[str, object] = {
        "DATA_DIR": data,
        "WORKERS": workers,
        "MAX_REQUESTS": max_requests,
        "MAX_BODY_MIB": MAX_BODY_MIB,
        "REQUESTS_PER_MINUTE": 0,
        "LOCAL_REQUESTS_PER_MINUTE": 0,
        "MAX_OPEN_BATCHES": 0,
    }
    return inherited | {name: str(value) for name, value in own.items()}


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    end = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        if found := _LISTENING.search(log.read_text()):
            return int(found[1])
        time.sleep(0.1)
    raise RuntimeError(f"{log.stem} does not start: {log.read_text()[-2000:]}")


def complaints(log: Path) -> dict[str, int]:
    """How often the service logged what is neither a request nor due to our killing, by level and message."""
    found: dict[str, int] = {}
    for line in log.read_text().splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            told = {"level": "no JSON", "message": line[:80]}
        level, message = str(told.get("level", "")).lower(), str(told.get("message", ""))
        if level in ("error", "critical", "no json") and not _OF_A_KILL.search(message):
            kind = re.sub("[0-9]+", "N", f"{level}: {message} {told.get('exception', '')}").strip()
            found[kind] = found.get(kind, 0) + 1
    return found
