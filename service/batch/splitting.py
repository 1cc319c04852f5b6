"""From the rows of a file to canonical JSONL on the disk, in one pass: names, numbers, repetitions, chunks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pydantic_core import from_json

from service.batch.naming import Facts, Names
from service.batch.rows import Row, encode
from service.batch.store import written
from service.documents import DocumentType, read_json
from service.errors import Finding, MalformedJson, Message, RefusedBatch
from service.pipeline import Issuer, Pipeline

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
    """What splitting found. ``sha256`` is that of the canonical JSONL."""

    rows: int
    sha256: str
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one chunk."""

    rows: int = ROWS_IN_A_CHUNK
    size: int = BYTES_IN_A_CHUNK


def split(
    rows: Iterable[Row],
    target: Path,
    labels: Labels,
    limits: Limits,
    progress: Callable[[int], None] = lambda row: None,
) -> Split:
    """Write the rows to ``target``, named and numbered. The same rows give the same bytes.

    Raises :class:`RefusedBatch` where there is none, :class:`OSError` where they cannot be read or written.
    """
    digest, chunks = hashlib.sha256(), _Chunks(limits)
    with written(target) as stream:
        for row in rows:
            line = encode(labels.label(row))
            digest.update(line)
            stream.write(line)
            chunks.add(row.number, len(line))
            progress(row.number)
        if not chunks.offset:
            raise RefusedBatch(Message("Tệp không có văn bản nào; hãy xem lại.", "There is no paper in the file."))
    found = chunks.close()
    return Split(sum(chunk.rows for chunk in found), digest.hexdigest(), found)


class Labels:
    """Gives each row of a batch its name and, where that is asked for, its number.

    Numbers are given for each issuer from ``first_number`` on, in the order of the rows, to those that bring none; a
    row that fails later keeps its own. The second paper of a number is a fault of its row.
    """

    def __init__(
        self, pipeline: Pipeline, document_type: DocumentType, names: Names, first_number: int | None = None
    ) -> None:
        self._pipeline = pipeline
        self._type = document_type
        self._names = names
        self._first = first_number
        self._next: dict[Issuer, int] = {}
        self._rows: dict[tuple[Issuer, int], int] = {}
        self._issuers: dict[object, Issuer] = {}

    def label(self, row: Row) -> Row:
        """``row`` with all that belongs to it."""
        payload, fault = _parsed(row.payload)
        if fault is not None:
            row = row._replace(payload=b"null", faults=(*row.faults, fault))
        issuer = self._issuer(payload)
        row, number = self._numbered(row, payload, issuer)
        row = self._with_repetition(row, issuer, number)
        return row._replace(name=self._names.take(self._facts(row.number, number, issuer), payload))

    def _issuer(self, payload: dict[str, Any]) -> Issuer:
        reference, given = payload.get("issuer_ref"), payload.get("issuer")
        try:
            own = [given.get(field) for field in ("name", "symbol", "kind")] if isinstance(given, dict) else []
            key = (reference, *own)
            found = self._issuers.get(key)
        except TypeError:  # a list where a text belongs
            return self._pipeline.issuer_of(payload)
        if found is None:
            found = self._issuers[key] = self._pipeline.issuer_of(payload)
        return found

    def _numbered(self, row: Row, payload: dict[str, Any], issuer: Issuer) -> tuple[Row, int | None]:
        field = self._type.number_field
        number = payload.get(field)
        if number is not None or self._first is None:
            return row, number if isinstance(number, int) else None
        assigned = self._next.get(issuer, self._first)
        self._next[issuer] = assigned + 1
        if row.payload == b"null":
            return row, assigned
        return row._replace(payload=_with_field(row.payload, field, assigned, payload)), assigned

    def _with_repetition(self, row: Row, issuer: Issuer, number: int | None) -> Row:
        if number is None:
            return row
        first = self._rows.setdefault((issuer, number), row.number)
        return row if first == row.number else row._replace(faults=(*row.faults, self._repeated(number, first)))

    def _repeated(self, number: int, first: int) -> Finding:
        return Finding(
            f"/{self._type.number_field}",
            "batch.number-repeated",
            Message(
                f"Số {number} đã dùng cho văn bản ở dòng {first} của cùng cơ quan; hãy ghi số khác.",
                f"The number {number} is that of the paper in row {first} of the same body; give another.",
            ),
        )

    def _facts(self, row: int, number: int | None, issuer: Issuer) -> Facts:
        of_type = self._type.symbol if self._type.symbol.isupper() else ""
        symbol = "-".join(filter(None, (of_type, issuer.symbol))) if of_type else ""
        return Facts(row, "" if number is None else f"{number:02d}", symbol, issuer.name)


class _Chunks:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._closed: list[Chunk] = []
        self._open = Chunk(1, 0, 0, 0)
        self.offset = 0

    def add(self, row: int, size: int) -> None:
        """Count a line into the open chunk, or begin another."""
        begun = self._open
        full = begun.rows >= self._limits.rows or self.offset + size - begun.offset > self._limits.size
        if begun.rows and full:
            self._closed.append(begun)
            begun = Chunk(begun.number + 1, 0, self.offset, 0)
        self._open = begun._replace(rows=begun.rows + 1, first_row=begun.first_row or row)
        self.offset += size

    def close(self) -> tuple[Chunk, ...]:
        """All of them."""
        return (*self._closed, self._open)


def _parsed(payload: bytes) -> tuple[dict[str, Any], Finding | None]:
    """The fields, as far as names and numbers go; the rules read the bytes themselves, and more strictly."""
    try:
        value = from_json(payload)
    except ValueError:
        try:
            value = read_json(payload)
        except MalformedJson as failure:
            return {}, Finding(failure.pointer or "", failure.code, failure.message)
    return (value if isinstance(value, dict) else {}), None


def _with_field(payload: bytes, field: str, value: int, parsed: dict[str, Any]) -> bytes:
    """``payload`` with a field more; its other bytes stay as they were sent, unless the field was there as null."""
    if not parsed:
        return payload if payload.strip() != b"{}" else json.dumps({field: value}).encode()
    if field in parsed:
        return json.dumps({**parsed, field: value}, ensure_ascii=True).encode()
    return b'{"%s": %d, ' % (field.encode(), value) + payload.lstrip()[1:].lstrip()
