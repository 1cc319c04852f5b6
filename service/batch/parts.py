"""A part: the papers of one chunk as ZIP records, then an index of what was made and what failed.

``records | index | offset of the index (8 bytes, little-endian) | b"VANTHU-1"``. The index is JSON, one entry a line,
in the order of the rows; a record is the local header and the data of a paper (APPNOTE 4.3.7), ready for any archive.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from pydantic_core import from_json

from service.batch.rows import RowError, errors_as_json, errors_from_json
from service.batch.store import written
from service.package.writing import dos_time, keep, local_header

_FOOTER = struct.Struct("<Q8s")
_MARK = b"VANTHU-1"
STAMP = dos_time(0)
"""All members are dated 1980-01-01: the same rows give the same bytes."""


class Made(NamedTuple):
    """A paper of a part: its record is ``length`` bytes from ``offset``; ``cells`` are its line in the manifest.

    A row has one of these for its paper and one for each companion, in this order. ``moves`` says for the summary of a
    batch with companions who goes where; None for papers that it does not list.
    """

    row: int
    name: str
    offset: int
    length: int
    crc: int
    size: int
    cells: Sequence[str]
    issuer: str = ""
    moves: Sequence[Any] | None = None


class Failed(NamedTuple):
    """A row that became no paper."""

    row: int
    name: str
    errors: Sequence[RowError]


Entry = Made | Failed


class Written(NamedTuple):
    """The finished file."""

    name: str
    size: int
    sha256: str


class Mark(NamedTuple):
    """How far a part was written."""

    offset: int
    entries: int
    papers: int
    digest: Any


class PartWriter:
    """Writes one part, paper by paper. ``papers`` are in it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.papers = 0
        self._stream = stream
        self._offset = 0
        self._digest = hashlib.sha256()
        self._index: list[bytes] = []

    def add(
        self,
        row: int,
        name: str,
        content: bytes,
        cells: Sequence[str],
        issuer: str = "",
        moves: Sequence[Any] | None = None,
    ) -> None:
        """A paper. It is deflated within already: deflating it again took longer than half its rendering, for 8 %."""
        encoded, member = name.encode(), keep(name, content)
        header = local_header(encoded, member.method, STAMP, member.crc, member.size, member.size)
        length = len(header) + member.size
        further = [issuer] if moves is None else [issuer, moves]
        self._enter([row, name, self._offset, length, member.crc, member.size, list(cells), *further])
        self.papers += 1
        self._write(header)
        self._write(content)

    def fail(self, row: int, name: str, errors: Sequence[RowError]) -> None:
        """A row that became no paper."""
        self._enter([row, name, errors_as_json(errors)])

    def mark(self) -> Mark:
        """The place to which :meth:`back_to` returns."""
        return Mark(self._offset, len(self._index), self.papers, self._digest.copy())

    def back_to(self, mark: Mark) -> None:
        """Take out what was added since."""
        if self._offset != mark.offset:
            self._stream.seek(mark.offset)
            self._stream.truncate()
        del self._index[mark.entries :]
        self._offset, self.papers, self._digest = mark.offset, mark.papers, mark.digest.copy()

    def close(self) -> tuple[int, str]:
        """Write the index. Size and SHA-256 of the whole."""
        start = self._offset
        self._write(b"".join(self._index))
        self._write(_FOOTER.pack(start, _MARK))
        return self._offset, self._digest.hexdigest()

    def _enter(self, entry: list[object]) -> None:
        self._index.append(json.dumps(entry, ensure_ascii=False).encode(errors="replace") + b"\n")

    def _write(self, data: bytes) -> None:
        self._stream.write(data)
        self._digest.update(data)
        self._offset += len(data)


def entries_of(part: Path) -> Iterator[Entry]:
    """The index of a part. Raises :class:`ValueError` where the file is none, :class:`OSError`."""
    with part.open("rb") as stream:
        end = stream.seek(-_FOOTER.size, os.SEEK_END)
        start, mark = _FOOTER.unpack(stream.read())
        if mark != _MARK or start > end:
            raise ValueError("this is no part")
        stream.seek(start)
        lines = stream.read(end - start).splitlines()
    for line in lines:
        values = from_json(line)
        if len(values) == len(Failed._fields):
            row, name, errors = values
            yield Failed(row, name, errors_from_json(row, errors))
        else:
            yield Made(*values)


__all__ = ["STAMP", "Entry", "Failed", "Made", "PartWriter", "Written", "entries_of", "written"]
