"""A grid of cells, whatever it came from: a sheet of a workbook, a CSV file, cells pasted from Excel."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

from python_calamine import CalamineSheet

from service.batch.flat_files import UnreadableFlatFile, open_flat, split_records
from service.errors import CallerError, Message

Cell = str | float | int | bool | date | None
MAX_COLUMNS = 500
"""Columns beyond are not looked at: no list is as wide."""


class TooLarge(CallerError):
    """A list has more rows or cells than are read; ``code`` says of what."""

    def __init__(self, code: str, message: Message) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range, its four places counted from 0, inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells (they may differ in length) and the merged ranges; only the first cell of a range has its value."""

    rows: Sequence[Sequence[Cell]]
    merged: tuple[Merged, ...] = ()

    def bounded(self) -> Grid:
        """The grid with its merged ranges cut to its rows, and to :data:`MAX_COLUMNS`."""
        cut = tuple(
            Merged(each.top, each.left, min(each.bottom, len(self.rows) - 1), min(each.right, MAX_COLUMNS - 1))
            for each in self.merged
            if each.top < len(self.rows) and each.left < MAX_COLUMNS
        )
        return Grid(self.rows, cut)

    def cell(self, row: int, column: int) -> Cell:
        """The value at a place counted from 0; None outside."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else ()
        return cells[column] if 0 <= column < len(cells) else None


def letters(column: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def place(row: int, column: int) -> str:
    """``F12`` for row 11 and column 5, counted from 0."""
    return f"{letters(column)}{row + 1}"


def grid_from_sheet(sheet: CalamineSheet) -> Grid:
    """The cells of a sheet whose file has been inspected before; rows and columns keep their places."""
    rows = [[_cell(value) for value in row[:MAX_COLUMNS]] for row in sheet.to_python(skip_empty_area=False)]
    ranges = sheet.merged_cell_ranges or ()
    return Grid(rows, tuple(Merged(*start, *end) for start, end in ranges)).bounded()


def grid_from_text(text: str) -> Grid:
    """Cells pasted from Excel (tabs), or CSV. Raises :class:`service.batch.flat_files.UnreadableFlatFile`."""
    return grid_from_file(io.BytesIO(text.encode("utf-8", "surrogatepass")))


def grid_from_file(stream: BinaryIO, *, most_rows: int = 200_000, most_cells: int = 5_000_000) -> Grid:
    """A CSV or TSV file: UTF-8 with or without BOM or UTF-16; comma, semicolon or tab.

    Raises as above, and :class:`TooLarge`.
    """
    lines, flavour = open_flat(stream)
    rows: list[list[Cell]] = []
    cells = 0
    for _, record in split_records(lines, flavour):
        rows.append([cell or None for cell in record[:MAX_COLUMNS]])
        cells += len(record)
        if len(rows) > most_rows or cells > most_cells:
            raise _too_large(most_rows, most_cells)
    return Grid(rows)


def _too_large(most_rows: int, most_cells: int) -> TooLarge:
    return TooLarge(
        "flat.too-large",
        Message(
            f"Danh sách có hơn {most_rows} dòng hoặc {most_cells} ô; hãy chia thành nhiều tệp.",
            f"The list has more than {most_rows} rows or {most_cells} cells; split the file.",
        ),
    )


def _cell(value: object) -> Cell:
    if value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, (time, timedelta)):
        return str(value)
    return value if isinstance(value, (str, float, int, bool, date)) else str(value)


def texts(rows: Iterable[Sequence[Cell]]) -> Iterable[str]:
    """Every text of the rows."""
    return (cell for row in rows for cell in row if isinstance(cell, str))


__all__ = [
    "MAX_COLUMNS",
    "Cell",
    "Grid",
    "Merged",
    "TooLarge",
    "UnreadableFlatFile",
    "grid_from_file",
    "grid_from_sheet",
    "grid_from_text",
    "letters",
    "place",
    "texts",
]
