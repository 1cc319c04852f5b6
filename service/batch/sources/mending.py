"""What a clerk mends and sends again: the rows that failed, in the form in which they came, with what is wrong.

For a workbook ``errors.xlsx``, for CSV ``errors-to-mend.csv`` (``mending_flat``), for JSONL ``errors.jsonl``. Numbers
that were given when the file was split stand in them, so that a mended row keeps its own, and so do members that came
from lists. The source is read as safely as the first time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from service.batch.labels import TYPE_FIELD
from service.batch.parts import Failed, entries_of
from service.batch.registers import read_numbering
from service.batch.rows import decode
from service.batch.sources.continuing import Said, mark, next_of_batch
from service.batch.sources.failed_rows import ENDING
from service.batch.sources.failures import Failure
from service.batch.sources.mending_flat import write_flat
from service.batch.sources.opening import FLAT, LINES, WORKBOOK, Source
from service.batch.store import BatchFolder
from service.batch.workbook import Fault, Place, shape_of
from service.batch.workbook.mending import MendedBook
from service.batch.workbook.typed import open_typed
from service.documents import DocumentType

PAPERS_IN_A_BOOK = 5_000
ROWS_IN_A_BOOK = 50_000
"""More go into ``errors-2.xlsx`` and so on, for a workbook is written in memory."""
_COPIED_AT_ONCE = 1 << 20
_NOWHERE = Place("", "")


def files_to_mend(
    source: Source,
    slug: str,
    types: Mapping[str, DocumentType],
    parts: Sequence[int],
    folder: BatchFolder,
    failed: Sequence[int],
    into: Path,
) -> Sequence[Path]:
    """The files, written into a folder; none for a kind of source that cannot be mended.

    Raises what :func:`service.batch.sources.open_source` does.
    """
    if source.file.suffix == ENDING:
        origin = folder.origin()
        if origin is None:
            return [_payloads(_failures(folder, parts), slug, into / "errors.jsonl")]
        source = replace(source, file=origin)
    ending = source.file.suffix.lower()

    def failures() -> Iterator[Failure]:
        return _failures(folder, parts)

    if ending == WORKBOOK:
        return _workbooks(source, types[slug], failures(), frozenset(failed), into, _said(folder))
    if ending in FLAT:
        target = into / "errors-to-mend.csv"
        write_flat(source, types[slug], failures(), target, _said(folder))
        return [target]
    if ending in LINES:
        return [_lines(source, slug, failures, into / "errors.jsonl")]
    return []


def _said(folder: BatchFolder) -> Said:
    numbering = read_numbering(folder.registers)
    return Said(next_of_batch(folder), numbering.following if numbering else {})


def _failures(folder: BatchFolder, parts: Sequence[int]) -> Iterator[Failure]:
    """In the order of the rows, one at a time."""
    with folder.rows.open("rb") as stream:
        rows = map(decode, stream)
        for part in parts:
            for entry in entries_of(folder.part(part)):
                if isinstance(entry, Failed):
                    row = next(row for row in rows if row.number == entry.row)
                    yield Failure(entry.row, row.slug, row.payload, entry.errors)


def _workbooks(
    source: Source,
    document_type: DocumentType,
    failures: Iterator[Failure],
    wanted: frozenset[int],
    into: Path,
    said: Said,
) -> list[Path]:
    shape, field = shape_of(document_type), document_type.number_field
    own_mark = mark(shape, said)
    files: list[Path] = []

    def write(book: MendedBook) -> None:
        name = f"errors-{len(files) + 1}.xlsx" if files else "errors.xlsx"
        files.append(into / name)
        book.write(files[-1])

    with open_typed(source.file, shape, wanted, convert_legacy=source.convert_legacy) as (frame, papers):
        book = MendedBook(shape, frame, own_mark)
        for paper, failure in zip(papers, failures, strict=False):
            if book.papers >= PAPERS_IN_A_BOOK or book.size >= ROWS_IN_A_BOOK:
                write(book)
                book = MendedBook(shape, frame, own_mark)
            number = failure.number(field)
            faults = [Fault(e.place or _NOWHERE, e.code, e.message) for e in failure.errors]
            book.add(paper, faults, None if number is None else ((field,), number))
            if source.member_lists:
                book.add_items(("members",), paper, failure.items("members"))
        write(book)
    return files


def _lines(source: Source, slug: str, failures: Callable[[], Iterator[Failure]], target: Path) -> Path:
    """The payloads with their numbers; lines that were no payload as they were sent."""
    waiting = failures()
    failure, number, begins = next(waiting, None), 0, True
    with source.file.open("rb") as stream, target.open("wb") as into:
        while failure is not None and (piece := stream.readline(_COPIED_AT_ONCE)):
            number += begins
            begins = piece.endswith(b"\n")
            if number != failure.row:
                continue
            if failure.payload == b"null":
                into.write(piece)
            if begins:
                into.write(b"" if failure.payload == b"null" else _payload(failure, slug) + b"\n")
                failure = next(waiting, None)
        if failure is not None and not begins and failure.payload != b"null":
            into.write(_payload(failure, slug) + b"\n")
    return target


def _payloads(failures: Iterator[Failure], slug: str, target: Path) -> Path:
    """The payloads alone, of rows whose file is not known."""
    with target.open("wb") as into:
        into.writelines(_payload(failure, slug) + b"\n" for failure in failures)
    return target


def _payload(failure: Failure, slug: str) -> bytes:
    """With its type, where that is not the one of the batch."""
    if failure.slug == slug:
        return failure.payload
    try:
        value: Any = json.loads(failure.payload)
    except ValueError:
        return failure.payload
    return json.dumps({TYPE_FIELD: failure.slug, **value}, ensure_ascii=False).encode()
