"""From a file to the rows of a batch, streamed. One function, :func:`rows_of`, knows which kinds of file there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from service.batch.rows import Row
from service.errors import Finding, Message, RefusedBatch

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LONGEST_TAKEN = 1 << 20


def rows_of(file: Path, slug: str, *, max_bytes: int) -> Iterator[Row]:
    """The rows of ``file`` in its order; a payload of more than ``max_bytes`` is a fault of its row.

    Raises :class:`RefusedBatch` where the kind of file is not known, :class:`OSError` where it cannot be read.
    """
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(_READERS))
        raise RefusedBatch(
            Message(
                f"Chưa đọc được loại tệp {file.suffix or '(không có đuôi)'}; hãy dùng tệp {known}.",
                f"Files of the kind {file.suffix or '(no ending)'} cannot be read; use {known}.",
            )
        )
    return reader(file, slug, max_bytes)


def _json_lines(file: Path, slug: str, max_bytes: int) -> Iterator[Row]:
    """A payload a line; blank lines are passed over, but counted, so that a row is found by its number."""
    with file.open("rb") as stream:
        for number, line in enumerate(_lines(stream, max_bytes), start=1):
            if line is None:
                yield Row(number, slug, b"null", faults=(_too_long(max_bytes),))
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


def _too_long(max_bytes: int) -> Finding:
    mib = max_bytes // (1024 * 1024)
    return Finding(
        "",
        "row.too-long",
        Message(
            f"Dữ liệu của một văn bản lớn hơn {mib} MiB (giới hạn MAX_BODY_MIB); hãy chia nhỏ.",
            f"The payload of one paper is larger than {mib} MiB (the limit MAX_BODY_MIB); make it smaller.",
        ),
    )


_READERS: dict[str, Callable[[Path, str, int], Iterator[Row]]] = {".jsonl": _json_lines, ".ndjson": _json_lines}
