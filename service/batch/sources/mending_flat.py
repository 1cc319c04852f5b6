"""``errors-to-mend.csv``: the records of papers that failed, as they were typed, with what is wrong in a last column.

Members that came from lists stand in columns of their own, a record each below their paper, so that the file can be
sent alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from service.batch.formulas import harmless
from service.batch.member_lists.headings import fields as list_fields
from service.batch.rows import RowError
from service.batch.sources import continuing
from service.batch.sources.failures import Failure
from service.batch.sources.flat_groups import FlatSheet, Group, Record, groups_of, open_sheet
from service.batch.sources.flat_headings import ERROR_HEADING, LABEL, is_used
from service.batch.sources.list_papers import MEMBERS
from service.batch.sources.opening import Source
from service.batch.workbook import Shape, Sheet, shape_of
from service.batch.workbook.filling import at_path
from service.batch.workbook.headings import heading_at
from service.batch.workbook.places import position
from service.batch.workbook.values import cell_of
from service.documents import DocumentType

_READ_AT_ONCE = 1 << 20
_MEMBER = f"/{MEMBERS}/"


@dataclass(frozen=True, slots=True)
class _Form:
    """The columns of the new file: those of the old one, then what is ``added``.

    ``number_at``: where the number of the paper stands, None where its column is added. ``members`` is the list whose
    columns are added, if any.
    """

    sheet: FlatSheet
    shape: Shape
    number_field: str
    number_at: int | None
    number_heading: str
    members: Sheet | None
    said: continuing.Said

    @property
    def added(self) -> list[str]:
        number = [self.number_heading] if self.number_at is None else []
        listed = [f"{self.members.name}: {column.heading}" for column in self.members.columns] if self.members else []
        return [*number, *listed, *continuing.headings(self.said)]


def write_flat(
    source: Source,
    document_type: DocumentType,
    failures: Iterator[Failure],
    target: Path,
    said: continuing.Said,
) -> None:
    """Write the failed records of a CSV; ``said`` is from which numbers slips and papers go on.

    Raises :class:`service.batch.flat_files.UnreadableFlatFile`, :class:`OSError`.
    """
    shape = shape_of(document_type)
    with source.file.open("rb") as stream, target.open("wb") as raw:
        sheet = open_sheet(stream, shape)
        form = _form(sheet, shape, document_type.number_field, said, with_members=bool(source.member_lists))
        text = io.TextIOWrapper(raw, "utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text, delimiter=sheet.flavour.delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow(map(harmless, [*_kept(sheet, sheet.headings.cells), *form.added, ERROR_HEADING]))
        failure = next(failures, None)
        for group in groups_of(sheet, _READ_AT_ONCE):
            if failure is None:
                break
            if group.records[0].row == failure.row:
                writer.writerows(map(harmless, record) for record in _mended_records(form, group, failure))
                failure = next(failures, None)
        text.flush()
        text.detach()


def _form(sheet: FlatSheet, shape: Shape, number_field: str, said: continuing.Said, *, with_members: bool) -> _Form:
    number = next(n for n, each in enumerate(shape.main.columns, start=1) if each.path == (number_field,))
    return _Form(
        sheet,
        shape,
        number_field,
        sheet.columns.tables[shape.main.name].positions[number],
        shape.main.columns[number - 1].heading,
        _member_columns(sheet, shape) if with_members else None,
        said,
    )


def _member_columns(sheet: FlatSheet, shape: Shape) -> Sheet | None:
    """The list of members with the columns that lists can fill; None where the file has columns of that list itself."""
    found = next((each for each in shape.lists if each.path == (MEMBERS,)), None)
    if found is None or is_used(sheet.columns.tables[found.name]):
        return None
    listed = list_fields()
    return replace(found, columns=tuple(column for column in found.columns if column.path[0] in listed))


def _kept(sheet: FlatSheet, cells: Sequence[str]) -> list[str]:
    """The cells of a record under the headings, without an older column of faults."""
    width = len(sheet.headings.cells)
    padded = [*cells, *[""] * (width - len(cells))]
    return [cell for position_, cell in enumerate(padded[:width]) if position_ not in sheet.columns.ignored]


def _mended_records(form: _Form, group: Group, failure: Failure) -> Iterator[list[str]]:
    items = failure.items(MEMBERS) if form.members else []
    records = [*group.records, *[Record(0, ())] * (len(items) - len(group.records))]
    told = _told_by_record(form, failure, len(items))
    for place, record in enumerate(records):
        number = failure.number(form.number_field) if not place else None
        item = items[place] if place < len(items) else {}
        yield [*_cells(form, record, number), *_member_cells(form, item), *_blank(form), "\n".join(told.get(place, ()))]


def _cells(form: _Form, record: Record, number: int | None) -> list[str]:
    """What was typed, and the number that the paper was given."""
    cells, shown, at = list(record.cells), "" if number is None else str(number), form.number_at
    if at is not None and shown and not record.at(at):
        cells += [""] * (at + 1 - len(cells))
        cells[at] = shown
    return [*_kept(form.sheet, cells), *([shown] if at is None else [])]


def _member_cells(form: _Form, item: Mapping[str, Any]) -> list[str]:
    if form.members is None:
        return []
    cells = (cell_of(column, at_path(item, column.path)) for column in form.members.columns)
    return ["" if cell is None else str(cell) for cell in cells]


def _blank(form: _Form) -> list[str]:
    return [""] * len(continuing.headings(form.said))


def _told_by_record(form: _Form, failure: Failure, members: int) -> dict[int, list[str]]:
    """What is wrong, beside the record that it is about: that of a member from a list, else the first."""
    told: dict[int, dict[str, None]] = {}
    for error in failure.errors:
        index = error.pointer.removeprefix(_MEMBER).partition("/")[0] if error.pointer.startswith(_MEMBER) else ""
        place = int(index) if index.isdecimal() and int(index) < members else 0
        told.setdefault(place, {})[_said(form, error)] = None
    return {place: list(messages) for place, messages in told.items()}


def _said(form: _Form, error: RowError) -> str:
    """The fault after the heading of its column, for cells stand elsewhere in the new file."""
    found = position(error.place.cell) if error.place and error.place.sheet == LABEL else None
    typed = form.sheet.headings.at(found[1]) if found else ""
    stands_for_row = found is not None and found[1] == (form.sheet.columns.key or 0)
    heading = heading_at(form.shape, error.pointer) or typed if stands_for_row or not typed else typed
    return f"{heading}: {error.message.vi}" if heading else error.message.vi
