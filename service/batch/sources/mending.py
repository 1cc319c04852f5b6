"""What a clerk mends and sends again: the rows that failed, in the form in which they came, with what is wrong.

For a workbook ``errors.xlsx``, for CSV ``errors-to-mend.csv``, for JSONL ``errors.jsonl``. Numbers that were given when
the file was split stand in them, so that a mended row keeps its own. The source is read as safely as the first time.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from service.batch.labels import TYPE_FIELD
from service.batch.parts import Failed, entries_of
from service.batch.rows import RowError, decode
from service.batch.sources.failed_rows import ENDING
from service.batch.sources.flat_groups import FlatSheet, Group, groups_of, open_sheet
from service.batch.sources.flat_headings import ERROR_HEADING
from service.batch.sources.opening import FLAT, LINES, WORKBOOK, Source
from service.batch.store import BatchFolder
from service.batch.workbook import Fault, Place, shape_of
from service.batch.workbook.mending import MendedBook
from service.batch.workbook.places import position
from service.batch.workbook.typed import open_typed
from service.documents import DocumentType

PAPERS_IN_A_BOOK = 5_000
ROWS_IN_A_BOOK = 50_000
"""More go into ``errors-2.xlsx`` and so on, for a workbook is written in memory."""
_COPIED_AT_ONCE = 1 << 20
_NOWHERE = Place("", "")


class Failure(NamedTuple):
    """A row that became no paper; ``payload`` is what was made of it when the file was split, with its number."""

    row: int
    slug: str
    payload: bytes
    errors: Sequence[RowError]

    def number(self, field: str) -> int | None:
        """Its number in this field, given or typed."""
        number = self._said().get(field)
        return number if type(number) is int else None

    def items(self, field: str) -> list[dict[str, Any]]:
        """The items of a list; none where it is no list of them."""
        found = self._said().get(field)
        return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []

    def _said(self) -> dict[str, Any]:
        try:
            found = json.loads(self.payload)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


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
        return _workbooks(source, types[slug], failures(), frozenset(failed), into)
    if ending in FLAT:
        return [_flat(source, types[slug], failures(), into / "errors-to-mend.csv")]
    if ending in LINES:
        return [_lines(source, slug, failures, into / "errors.jsonl")]
    return []


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
    source: Source, document_type: DocumentType, failures: Iterator[Failure], wanted: frozenset[int], into: Path
) -> list[Path]:
    shape, field = shape_of(document_type), document_type.number_field
    files: list[Path] = []

    def write(book: MendedBook) -> None:
        name = f"errors-{len(files) + 1}.xlsx" if files else "errors.xlsx"
        files.append(into / name)
        book.write(files[-1])

    with open_typed(source.file, shape, wanted, convert_legacy=source.convert_legacy) as (frame, papers):
        book = MendedBook(shape, frame)
        for paper, failure in zip(papers, failures, strict=False):
            if book.papers >= PAPERS_IN_A_BOOK or book.size >= ROWS_IN_A_BOOK:
                write(book)
                book = MendedBook(shape, frame)
            number = failure.number(field)
            faults = [Fault(e.place or _NOWHERE, e.code, e.message) for e in failure.errors]
            book.add(paper, faults, None if number is None else ((field,), number))
            if source.member_lists:
                book.add_items(("members",), paper, failure.items("members"))
        write(book)
    return files


def _flat(source: Source, document_type: DocumentType, failures: Iterator[Failure], target: Path) -> Path:
    shape, field = shape_of(document_type), document_type.number_field
    number_column = next(n for n, each in enumerate(shape.main.columns, start=1) if each.path == (field,))
    with source.file.open("rb") as stream, target.open("wb") as raw:
        sheet = open_sheet(stream, shape)
        at = sheet.columns.tables[shape.main.name].positions[number_column]
        heading = shape.main.columns[number_column - 1].heading
        added = [heading] if at is None else []
        text = io.TextIOWrapper(raw, "utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text, delimiter=sheet.flavour.delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow([*_kept(sheet, sheet.headings.cells), *added, ERROR_HEADING])
        failure = next(failures, None)
        for group in groups_of(sheet, _COPIED_AT_ONCE):
            if failure is None:
                break
            if group.records[0].row == failure.row:
                writer.writerows(_mended_records(sheet, group, failure, at, failure.number(field)))
                failure = next(failures, None)
        text.flush()
        text.detach()
    return target


def _kept(sheet: FlatSheet, cells: Sequence[str]) -> list[str]:
    """The cells of a record under the headings, without an older column of faults."""
    width = len(sheet.headings.cells)
    padded = [*cells, *[""] * (width - len(cells))]
    return [cell for position_, cell in enumerate(padded[:width]) if position_ not in sheet.columns.ignored]


def _mended_records(
    sheet: FlatSheet, group: Group, failure: Failure, at: int | None, number: int | None
) -> Iterator[list[str]]:
    told = "\n".join(dict.fromkeys(_said(sheet, error) for error in failure.errors))
    for record in group.records:
        is_first = record is group.records[0]
        cells, shown = list(record.cells), str(number) if is_first and number is not None else ""
        if at is not None and shown and not record.at(at):
            cells += [""] * (at + 1 - len(cells))
            cells[at] = shown
        yield [*_kept(sheet, cells), *([shown] if at is None else []), told if is_first else ""]


def _said(sheet: FlatSheet, error: RowError) -> str:
    """The fault after the heading of its column, for cells stand elsewhere in the new file."""
    found = position(error.place.cell) if error.place else None
    heading = sheet.headings.at(found[1]) if found else ""
    return f"{heading}: {error.message.vi}" if heading else error.message.vi


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
