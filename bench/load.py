"""A cheap HTTP client for measuring: plain sockets, one connection for each request."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

CLIENTS = 8
_CHUNK = 1 << 18


class Window(NamedTuple):
    """What came of one window: answers per second, and the milliseconds of each."""

    per_second: float
    milliseconds: list[float]


def run_window(port: int, path: str, body: bytes, seconds: float) -> Window:
    """Let :data:`CLIENTS` clients ask as fast as they are answered. Raises ValueError for an answer other than 200."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    request = f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        answered = clients.map(lambda _: _ask_until(port, request, start + seconds), range(CLIENTS))
        milliseconds = [each for client in answered for each in client]
    return Window(len(milliseconds) / (time.perf_counter() - start), milliseconds)


def _ask_until(port: int, request: bytes, end: float) -> list[float]:
    times = []
    begun = time.perf_counter()
    while begun < end:
        _ask(port, request)
        done = time.perf_counter()
        times.append((done - begun) * 1000)
        begun = done
    return times


def _ask(port: int, request: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        first = received = connection.recv(_CHUNK)
        while received:
            received = connection.recv(_CHUNK)
    if not first.startswith(b"HTTP/1.1 200 "):
        raise ValueError(f"answered: {first[:200]!r}")
