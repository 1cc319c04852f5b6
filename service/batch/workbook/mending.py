"""A workbook of our shape with papers that failed: every cell as it was typed, each fault as the note of its cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from service.batch.workbook.columns import DATE_KINDS, NUMBER_KINDS, Column
from service.batch.workbook.filling import Cells, Filled, at_path
from service.batch.workbook.places import Fault, Place, position
from service.batch.workbook.shape import COMMON, Shape, Sheet
from service.batch.workbook.tables import Line
from service.batch.workbook.typed import TypedFrame, TypedPaper
from service.batch.workbook.values import ErrorValue, Formula, Raw, Read, cell_of, is_blank, read_cell
from service.batch.workbook.writing import CREATED, LONGEST_CELL, Writer

_MARKED = {"bg_color": "#FFC7CE", "border": 1, "border_color": "#C00000"}
_NOTE_WIDTH, _NOTE_LINE, _NOTE_CHARACTERS = 320, 17, 45
_LONGEST_NOTE = 2_000
_NO_RESULT = ErrorValue("#N/A")
"""Stands for a formula without a result: in another workbook it would mean other cells. It is refused until mended."""

At = tuple[str, int, int]
"""A cell of the new workbook: sheet, row and column from 0."""


@dataclass
class MendedBook:
    """Gathers what goes into one workbook. ``papers`` and ``size`` are how many papers and rows it holds.

    ``mark`` is by what it is known again, where that is more than the mark of its shape.
    """

    shape: Shape
    frame: TypedFrame
    mark: str = ""
    filled: Filled = field(default_factory=Filled)
    notes: dict[At, dict[str, None]] = field(default_factory=dict)
    papers: int = 0
    size: int = 0
    _rows: dict[tuple[str, int], int] = field(default_factory=dict)
    _common: dict[Place, At] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.frame.bodies:
            self._add(self.shape.bodies, line)
        for sheet in self.shape.lists:
            for line in self.frame.shared.get(sheet.name, ()):
                self._add(sheet, line)
        self._common = {place: (COMMON, 1 + number, 1) for number, (_, place) in self.frame.common.items()}

    def add(self, paper: TypedPaper, faults: Iterable[Fault], number: tuple[tuple[str, ...], int] | None) -> None:
        """One paper with what is wrong with it; ``number`` is the path of its number and that which it was given."""
        line = paper.line
        if number is not None:
            line = self._numbered(line, *number)
        self._add(self.shape.main, line)
        self.papers += 1
        for sheet in self.shape.lists:
            for each in paper.lists.get(sheet.name, ()):
                self._add(sheet, each)
        first = (self.shape.main.name, self._rows[self.shape.main.name, line.row], 0)
        for fault in faults:
            at = self._at(fault.place)
            text = fault.message.vi if at else fault.say("vi") if fault.place.cell else fault.message.vi
            self.notes.setdefault(at or first, {})[text] = None

    def add_items(self, path: tuple[str, ...], paper: TypedPaper, items: Iterable[Mapping[str, Any]]) -> None:
        """Rows of a list that came from elsewhere than the workbook, under the code or the name of their paper."""
        sheet = next(each for each in self.shape.lists if each.path == path)
        names = [1 + self.shape.main.columns.index(column) for column in self.shape.names_of_paper]
        key = next((cell for at in (0, *names) if not is_blank(cell := paper.line.cells[at])), None)
        for item in items:
            self.filled.add(sheet, [key, *(cell_of(column, at_path(item, column.path)) for column in sheet.columns)])
            self.size += 1

    def _numbered(self, line: Line, path: tuple[str, ...], number: int) -> Line:
        at = next(n for n, each in enumerate(self.shape.main.columns, start=1) if each.path == path)
        if not is_blank(line.cells[at]):
            return line
        return Line(line.row, (*line.cells[:at], number, *line.cells[at + 1 :]))

    def _add(self, sheet: Sheet, line: Line) -> None:
        """A row once: papers with one code have one list."""
        if (sheet.name, line.row) not in self._rows:
            self.filled.add(sheet, list(line.cells))
            self._rows[sheet.name, line.row] = len(self.filled.rows[sheet.name])
            self.size += 1

    def _at(self, place: Place) -> At | None:
        """Where a cell of the old workbook stands in this one; None where it is none of its rows."""
        if place in self._common:
            return self._common[place]
        found = position(place.cell)
        columns = self.frame.positions.get(place.sheet, ())
        if found is None or found[1] not in columns or (place.sheet, found[0]) not in self._rows:
            return None
        return place.sheet, self._rows[place.sheet, found[0]], list(columns).index(found[1])

    def write(self, file: Path) -> None:
        """Write it. The same papers give the same bytes."""
        plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(file, {**plain, "tmpdir": str(file.parent)}) as book:
            book.set_properties({"title": self.shape.title, "created": CREATED})
            values = {number: cell for number, (cell, _) in self.frame.common.items()}
            own_mark = self.mark or self.shape.mark
            _MendingWriter(book, self.shape, self.filled, Filled(), self.notes, values, own_mark).write()


@dataclass
class _MendingWriter(Writer):
    notes: Mapping[At, Mapping[str, None]]
    common: Mapping[int, Raw]
    own_mark: str

    @property
    def mark(self) -> str:
        return self.own_mark

    def __post_init__(self) -> None:
        super().__post_init__()
        font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
        for name, style in (
            ("text", "@"),
            ("number", "General"),
            ("day", "dd/mm/yyyy"),
            ("moment", "dd/mm/yyyy hh:mm"),
        ):
            self.formats.setdefault(name, self.book.add_format(font | {"num_format": style}))
            self.formats[f"marked {name}"] = self.book.add_format(font | _MARKED | {"num_format": style})

    def write_common(self, page: Worksheet) -> None:
        super().write_common(page)
        for number, cell in self.common.items():
            self._put(page, COMMON, 1 + number, 1, _shown(self.shape.main.columns[number], cell))

    def write_cells(self, page: Worksheet, sheet: Sheet, row: int, cells: Cells, style: str) -> None:  # noqa: ARG002
        columns: Sequence[Column | None] = [None] * len(sheet.joining) + list(sheet.columns)
        for number, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            self._put(page, sheet.name, row, number, _shown(column, cell), column)

    def _put(self, page: Worksheet, sheet: str, row: int, number: int, cell: Any, column: Column | None = None) -> None:
        notes = self.notes.get((sheet, row, number), {})
        marked = "marked " if notes else ""
        kind = "number" if column and column.kind in NUMBER_KINDS else "text"
        if isinstance(cell, bool):
            page.write_boolean(row, number, cell, self.formats[f"{marked}{kind}"])
        elif isinstance(cell, int | float):
            page.write_number(row, number, cell, self.formats[f"{marked}number"])
        elif isinstance(cell, date):
            style = "moment" if isinstance(cell, datetime) else "day"
            page.write_datetime(row, number, cell, self.formats[f"{marked}{style}"])
        elif not is_blank(cell):
            page.write_string(row, number, str(cell)[:LONGEST_CELL], self.formats[f"{marked}{kind}"])
        elif notes:
            page.write_blank(row, number, None, self.formats[f"{marked}{kind}"])
        if notes:
            self._note(page, row, number, "\n".join(notes)[:_LONGEST_NOTE])

    def _note(self, page: Worksheet, row: int, number: int, text: str) -> None:
        lines = sum(1 + len(line) // _NOTE_CHARACTERS for line in text.split("\n"))
        size = {"width": _NOTE_WIDTH, "height": 24 + _NOTE_LINE * lines, "font_size": 10, "color": "#FFF2CC"}
        page.write_comment(row, number, text, {**size, "font_name": "Times New Roman"})


def _shown(column: Column | None, cell: Raw) -> Any:
    """What is written for a cell: as it was typed, but real days that could be read become text."""
    if isinstance(cell, Formula):
        cell = _NO_RESULT if is_blank(cell.result) else cell.result
    if isinstance(cell, date) and column is not None and column.kind in DATE_KINDS:
        found = read_cell(column, cell)
        return cell_of(column, found.value) if isinstance(found, Read) else cell
    return cell
