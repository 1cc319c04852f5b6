"""The records of a CSV file, gathered by the paper that they belong to. Memory holds one paper at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, NamedTuple

from service.batch.flat_files import Flavour, UnreadableFlatFile, open_flat, split_records
from service.batch.sources.flat_headings import FlatColumns, Headings
from service.batch.workbook import Shape, messages
from service.batch.workbook.places import Fault, Place, cell_name
from service.batch.workbook.tables import HEADING_WITHIN
from service.batch.workbook.words import folded
from service.errors import Message

_CHARACTERS_FOR_A_BYTE = 4
"""A record has more than goes into the payload: quotes, repeated columns, what is not read."""


class Record(NamedTuple):
    """``row`` is where it stands when the file is opened in Excel, from 1; ``cells`` are as typed."""

    row: int
    cells: Sequence[str]

    def at(self, position: int | None) -> str:
        """The cell at a position, without blanks around it; "" where there is none."""
        return self.cells[position].strip() if position is not None and position < len(self.cells) else ""


@dataclass
class Group:
    """The records of one paper. ``is_cut``: there are more than one paper can have, which are not kept."""

    records: list[Record]
    faults: list[Fault] = field(default_factory=list)
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class FlatSheet:
    """A CSV file that is being read: how it is written, its headings as typed, and the records below them."""

    flavour: Flavour
    columns: FlatColumns
    headings: Record
    records: Iterator[Record]


def open_sheet(stream: BinaryIO, shape: Shape) -> FlatSheet:
    """The headings are the record among the first ten that has most of them.

    Raises :class:`UnreadableFlatFile` where there are none, and, while records are read, where a line cannot be read.
    """
    lines, flavour = open_flat(stream)
    records = (Record(row, cells) for row, (_, cells) in enumerate(split_records(lines, flavour), start=1))
    first, headings = list(islice(records, HEADING_WITHIN)), Headings(shape)
    found = max(first, key=lambda record: (headings.count(record.cells), -record.row), default=None)
    if found is None or not headings.count(found.cells):
        raise UnreadableFlatFile("flat.headings", flavour.data_line, _NO_HEADINGS)
    columns = headings.read(found.row, found.cells)
    return FlatSheet(flavour, columns, found, _filled(first[first.index(found) + 1 :], records))


_NO_HEADINGS = Message(
    "Tệp không có dòng tên cột của mẫu; hãy chép dòng tên cột của trang “Văn bản” trong mẫu vào dòng đầu.",
    "The file has no line with the headings of the form; copy those of the sheet “Văn bản” into its first line.",
)


def _filled(first: Sequence[Record], rest: Iterator[Record]) -> Iterator[Record]:
    for records in (first, rest):
        yield from (record for record in records if any(cell.strip() for cell in record.cells))


def groups_of(sheet: FlatSheet, max_bytes: int) -> Iterator[Group]:
    """The papers of the file: a record each, and where there are columns of lists all that follow with its code.

    A record whose code is blank, and all else that a paper has once, belongs to the one above. Raises
    :class:`UnreadableFlatFile` where a line cannot be read.
    """
    columns, group, kept = sheet.columns, None, 0
    has_lists, codes = bool(columns.lists), dict[str, int]()
    for record in sheet.records:
        if group is None or not (has_lists and _continues(group.records[0], record, columns)):
            if group is not None:
                yield group
            group, kept = Group([record], _repeated(record, columns, codes)), 0
        elif kept <= max_bytes * _CHARACTERS_FOR_A_BYTE:
            group.records.append(record)
            group.faults += _differences(group.records[0], record, columns)
        else:
            group.is_cut = True
        group.faults += _beyond(record, sheet.headings, columns)
        kept += sum(map(len, record.cells))
    if group is not None:
        yield group


def _continues(first: Record, record: Record, columns: FlatColumns) -> bool:
    code = record.at(columns.key)
    if code:
        return folded(code) == folded(first.at(columns.key))
    return not any(record.at(position) for position in columns.own)


def _repeated(record: Record, columns: FlatColumns, codes: dict[str, int]) -> list[Fault]:
    """A code that stood above already, with another paper between."""
    code = record.at(columns.key)
    if not code:
        return []
    first = codes.setdefault(folded(code), record.row)
    if first == record.row or columns.key is None:
        return []
    message = messages.repeated_key(code, cell_name(first, columns.key))
    return [Fault(_place(record, columns.key), "key.repeated", message)]


def _differences(first: Record, record: Record, columns: FlatColumns) -> Iterator[Fault]:
    for position in columns.own:
        if record.at(position) not in ("", first.at(position)):
            yield Fault(_place(record, position), "flat.differs", messages.DIFFERS)


def _beyond(record: Record, headings: Record, columns: FlatColumns) -> Iterator[Fault]:
    for position in range(len(record.cells)):
        if record.at(position) and not headings.at(position) and position not in columns.ignored:
            yield Fault(_place(record, position), "flat.beyond", messages.BEYOND)
            return


def _place(record: Record, position: int) -> Place:
    return Place("CSV", cell_name(record.row, position))
