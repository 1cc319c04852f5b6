"""From the rows of a source to canonical JSONL on the disk, in one pass, cut into chunks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from service.batch.chunks import ours
from service.batch.labels import Labels
from service.batch.rows import Row, RowError, encode
from service.batch.sources import Opened
from service.batch.store import growing
from service.errors import Message, RefusedBatch

ROWS_IN_A_CHUNK = 250
BYTES_IN_A_CHUNK = 2 * 1024 * 1024
"""A chunk is a second or two of work, whether its papers are short or long."""


class Chunk(NamedTuple):
    """``rows`` lines from byte ``offset`` of the canonical JSONL on, the first of which is ``first_row``."""

    number: int
    first_row: int
    offset: int
    rows: int


class Split(NamedTuple):
    """What splitting found. ``sha256`` is that of the canonical JSONL; ``faults`` belong to no paper."""

    rows: int
    sha256: str
    chunks: tuple[Chunk, ...]
    faults: tuple[RowError, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one chunk, in which a row counts as many times as it has papers; ``most`` rows are in a batch (0: any)."""

    rows: int = ROWS_IN_A_CHUNK
    size: int = BYTES_IN_A_CHUNK
    most: int = 0


def split(
    opened: Opened,
    target: Path,
    labels: Labels,
    limits: Limits,
    progress: Callable[[int], None] = lambda row: None,
    cut: Callable[[Chunk], None] = lambda chunk: None,
) -> Split:
    """Write the rows to ``target``, named and numbered. The same rows give the same bytes.

    ``cut`` is told each chunk as soon as its lines can be read there, but the last.
    Raises :class:`RefusedBatch` where there are too many rows, or none and no fault that tells why,
    :class:`OSError` where they cannot be read or written.
    """
    digest, chunks = hashlib.sha256(), _Chunks(limits)
    with growing(target) as stream:
        for count, row in enumerate(map(partial(_labelled, labels), opened.rows), 1):
            if limits.most and count > limits.most:
                raise too_many_rows(limits.most)
            line = encode(row)
            digest.update(line)
            closed = chunks.add(row.number, len(line), row.papers)
            if closed:
                stream.flush()
                cut(closed)
            stream.write(line)
            progress(row.number)
        if not chunks.offset and not opened.faults:
            raise RefusedBatch(Message("Tệp không có văn bản nào; hãy xem lại.", "There is no paper in the file."))
    found = chunks.close()
    return Split(sum(chunk.rows for chunk in found), digest.hexdigest(), found, tuple(opened.faults))


def too_many_rows(most: int) -> RefusedBatch:
    """Why a file of more rows than ``most`` is not taken."""
    return RefusedBatch(
        Message(
            f"Tệp có hơn {most} văn bản, là mức tối đa của một lô. Hãy chia thành nhiều lô, hoặc nhờ quản trị tăng "
            "MAX_ROWS.",
            f"The file has more than {most} papers, the most of one batch. Split it, or have the operator raise "
            "MAX_ROWS.",
        )
    )


def _labelled(labels: Labels, row: Row) -> Row:
    """The row with its label; one that cannot be given any by a fault of ours costs no other row its paper."""
    try:
        return labels.label(row)
    except Exception as failure:  # noqa: BLE001  # told by type and place, and the other rows go on
        return row._replace(payload=b"null", faults=(*row.faults, ours(row.number, failure)), name=f"{row.number}.docx")


class _Chunks:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._closed: list[Chunk] = []
        self._open = Chunk(1, 0, 0, 0)
        self._papers = 0
        self.offset = 0

    def add(self, row: int, size: int, papers: int) -> Chunk | None:
        """Count a line of so many papers into the open chunk, or begin another: the one that was closed."""
        begun, closed = self._open, None
        full = self._papers + papers > self._limits.rows or self.offset + size - begun.offset > self._limits.size
        if begun.rows and full:
            closed = begun
            self._closed.append(closed)
            begun, self._papers = Chunk(begun.number + 1, 0, self.offset, 0), 0
        self._open = begun._replace(rows=begun.rows + 1, first_row=begun.first_row or row)
        self._papers += papers
        self.offset += size
        return closed

    def close(self) -> tuple[Chunk, ...]:
        """All of them."""
        return (*self._closed, self._open) if self._open.rows else tuple(self._closed)
