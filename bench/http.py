"""Our endpoint beside one that only validates and echoes: the same server, the same clients, in alternating windows."""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from bench.cases import Case
from bench.load import CLIENTS, Window, run_window
from bench.measuring import median, percentile
from service.config import ROOT
from service.web.openapi import API

WORKERS = 2
_START_SECONDS = 30


def measure_http(case: Case, windows: int, seconds: float) -> dict[str, Any]:
    """Throughput and latency of both endpoints over ``windows`` windows each; a first one of both is not counted."""
    slug = case.document_type.slug
    paths = {"ours": f"{API}/documents/{slug}", "echo": f"/bench/echo/{slug}"}
    measured: dict[str, list[Window]] = {name: [] for name in paths}
    spawn = multiprocessing.get_context("spawn")
    with _server() as port, ProcessPoolExecutor(1, mp_context=spawn) as client:
        for number in range(windows + 1):
            for name, path in paths.items():
                window = client.submit(run_window, port, path, case.payload, seconds).result()
                if number:
                    measured[name].append(window)
    throughput = {name: median([each.per_second for each in found]) for name, found in measured.items()}
    latency = {name: sorted(ms for each in found for ms in each.milliseconds) for name, found in measured.items()}
    return {
        "about": f"{case.about}; gunicorn, {WORKERS} workers, {CLIENTS} clients, a connection for each request",
        "requests": {name: len(times) for name, times in latency.items()},
        "per_second": {name: round(value, 1) for name, value in throughput.items()},
        "p50_ms": {name: round(median(times), 3) for name, times in latency.items()},
        "p95_ms": {name: round(percentile(times, 0.95), 3) for name, times in latency.items()},
        "ratio_to_echo": round(throughput["ours"] / throughput["echo"], 3),
        "p50_ratio_to_echo": round(median(latency["ours"]) / median(latency["echo"]), 3),
    }


@contextmanager
def _server() -> Iterator[int]:
    """The port of a server that runs as long as the block does."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "bench.echo_app", "--port", str(port)]
    environment = os.environ | {"WORKERS": str(WORKERS)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    end = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return
