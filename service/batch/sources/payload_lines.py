"""JSONL, read as a stream: a payload a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from service.batch.rows import Row
from service.errors import Finding, Message

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LONGEST_TAKEN = 1 << 20


def payload_lines(file: Path, slug: str, max_bytes: int) -> Iterator[Row]:
    """A payload a line; blank lines are passed over, but counted, so that a row is found by its number."""
    with file.open("rb") as stream:
        for number, line in enumerate(_lines(stream, max_bytes), start=1):
            if line is None:
                yield Row(number, slug, b"null", faults=(too_long(max_bytes),))
                continue
            payload = line.removeprefix(_BYTE_ORDER_MARK).strip() if number == 1 else line.strip()
            if payload:
                yield Row(number, slug, payload)


def _lines(stream: BinaryIO, max_bytes: int) -> Iterator[bytes | None]:
    """Each line, or None for one that is longer than ``max_bytes``; no more than one is in memory."""
    while line := stream.readline(max_bytes + 2):
        if line.endswith(b"\n") or len(line) <= max_bytes:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_LONGEST_TAKEN)
        yield None


def too_long(max_bytes: int) -> Finding:
    """The fault of a paper whose payload has more bytes."""
    mib = max_bytes // (1024 * 1024)
    return Finding(
        "",
        "row.too-long",
        Message(
            f"Dữ liệu của một văn bản lớn hơn {mib} MiB (giới hạn MAX_BODY_MIB); hãy chia nhỏ.",
            f"The payload of one paper is larger than {mib} MiB (the limit MAX_BODY_MIB); make it smaller.",
        ),
    )
