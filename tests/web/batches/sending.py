"""What tests of batches send, and what they look at."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from service.batch.desk import Desk
from tests.builders import as_json

PATH = "/api/v1/batches"
BOUNDARY = "limit-of-a-part"
FORM = f"multipart/form-data; boundary={BOUNDARY}"


def lines(*payloads: dict[str, Any]) -> bytes:
    """JSONL."""
    return b"".join(as_json(each) + b"\n" for each in payloads)


def problem(response: Any) -> tuple[int, str]:
    """Status and the end of the type."""
    assert response.mimetype == "application/problem+json"
    return response.status_code, response.json["type"].rpartition(":")[2]


def folder_of(desk: Desk, address: str) -> Path:
    """Where the files of a batch lie."""
    return desk.folder(address.rpartition("/")[2]).path


def member_of(archive: Path, name: str) -> bytes:
    """One file of a ZIP."""
    with zipfile.ZipFile(archive) as opened:
        return opened.read(name)


def form_with(content: bytes, name: str = "a.jsonl", lists: Iterable[tuple[str, bytes]] = (), **fields: str) -> bytes:
    """A form with a file and lists of members, as it goes over the wire."""
    parts = [f'form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in fields.items()]
    files = [("file", name, content), *[("members", *each) for each in lists]]
    parts += [f'form-data; name="{key}"; filename="{called}"\r\n\r\n'.encode() + data for key, called, data in files]
    head = f"--{BOUNDARY}\r\nContent-Disposition: ".encode()
    return b"".join(head + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()
