"""One request, one connection, one answer: plain sockets, cheap, with whatever bytes are to be sent."""

from __future__ import annotations

import socket
from typing import NamedTuple

SECONDS_FOR_AN_ANSWER = 60.0
_CHUNK = 1 << 18


class Answer(NamedTuple):
    """What came back, whole. Names of ``headers`` are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def request_of(method: str, path: str, body: bytes = b"", content_type: str = "", **headers: str) -> bytes:
    """The bytes of a request; an underscore in the name of a header stands for a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    given = {"Host": "127.0.0.1", "Connection": "close", "Content-Length": str(len(body))} | named
    if content_type:
        given["Content-Type"] = content_type
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def exchange(port: int, request: bytes, *, breaks_off: bool = False) -> Answer:
    """The answer to ``request``; where it ``breaks_off``, nothing more will be sent.

    Raises OSError where the connection was cut, or nothing came for :data:`SECONDS_FOR_AN_ANSWER`.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS_FOR_AN_ANSWER) as connection:
        connection.sendall(request)
        if breaks_off:
            connection.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: connection.recv(_CHUNK), b""))
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        raise ConnectionResetError("closed before the head of an answer was there")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if len(body) < int(headers.get("content-length", 0)):
        raise ConnectionResetError("closed before the answer was whole")
    return Answer(int(first.split()[1]), headers, body)
