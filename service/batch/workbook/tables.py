"""One sheet as it was filled in: which column of it holds which column of the shape, and its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import NamedTuple, cast

from python_calamine import CalamineSheet

from service.batch.legacy_text import NAMES, Encoding
from service.batch.workbook import dates, messages
from service.batch.workbook.columns import DATE_KINDS, TEXT_KINDS
from service.batch.workbook.inspecting import Extent
from service.batch.workbook.naming import nearest
from service.batch.workbook.old_fonts import OldFonts, modern
from service.batch.workbook.places import Fault, Place, cell_name, position
from service.batch.workbook.shape import EXAMPLE, Sheet
from service.batch.workbook.values import ErrorValue, Formula, Raw, is_blank, text_of
from service.batch.workbook.words import folded
from service.errors import Message

HEADING_WITHIN = 10
"""The headings stand in row 1, or below a title that somebody put above them."""
REQUIRED_MARK = " *"
LAST_DAY_THAT_MAY_BE_A_MONTH = 12


_EXAMPLE = folded(EXAMPLE)


class Line(NamedTuple):
    """A row: its number in the sheet, and a cell for each joining column and each column of the shape."""

    row: int
    cells: tuple[Raw, ...]


@dataclass
class Table:
    """A sheet with its headings found.

    ``positions`` gives the column in the sheet for each joining column and each column of the shape, None where there
    is none. ``absent`` holds, by the number of such a column, the fault that says why; ``asked`` those date columns
    whose real dates cannot be trusted, ``legacy`` those typed in an old font, which are refused, and ``converted``
    those that are read as Unicode. ``label`` is what places call the sheet, where that is not its name.
    """

    sheet: Sheet
    source: CalamineSheet | None
    extent: Extent
    heading_row: int = 1
    positions: list[int | None] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    absent: dict[int, Fault] = field(default_factory=dict)
    asked: dict[int, Fault] = field(default_factory=dict)
    legacy: dict[int, Fault] = field(default_factory=dict)
    converted: dict[int, Encoding] = field(default_factory=dict)
    label: str = ""
    joins: int = field(init=False)
    """Number of joining columns, which stand before those of the shape."""

    def __post_init__(self) -> None:
        self.joins = len(self.sheet.joining)

    @property
    def name(self) -> str:
        """What places call the sheet."""
        return self.label or self.sheet.name

    def place(self, row: int, number: int) -> Place | None:
        """Where the cell of a column (by its number, joining ones first) stands in a row."""
        found = self.positions[number] if number < len(self.positions) else None
        return None if found is None else Place(self.name, cell_name(row, found))

    def place_in_row(self, row: int) -> Place:
        """The first cell of a row, where nothing better is known."""
        return self.place(row, 0) or Place(self.name, cell_name(row, 0))

    def lines(self) -> Iterator[Line]:
        """The rows below the headings in which anything is said, without examples."""
        return (line for line, is_example in self._filled_lines() if not is_example)

    def examples(self) -> Iterator[Line]:
        """The rows that are never read."""
        return (line for line, is_example in self._filled_lines() if is_example)

    def _filled_lines(self) -> Iterator[tuple[Line, bool]]:
        if self.source is None or not any(found is not None for found in self.positions):
            return
        marked = self.positions[0] or 0
        for row, cells in self._raw_rows(self.heading_row):
            line = self.line_of(row, cells)
            if not all(map(is_blank, line.cells)):
                yield line, folded(text_of(cells[marked])).startswith(_EXAMPLE)

    def line_of(self, row: int, cells: Sequence[Raw]) -> Line:
        """The cells of a row (from column A on) in the order of the columns, old fonts converted where asked for."""
        line = [None if found is None or found >= len(cells) else cells[found] for found in self.positions]
        for number, encoding in self.converted.items():
            line[number] = modern(line[number], encoding)
        return Line(row, tuple(line))

    def _raw_rows(self, after: int) -> Iterator[tuple[int, Sequence[Raw]]]:
        """Rows from ``after`` on, with the columns counted from A and formulas marked."""
        if self.source is None or self.source.start is None:
            return
        before: list[Raw] = [None] * self.source.start[1]
        wanted = max([found for found in self.positions if found is not None], default=0) + 1
        formulas, errors = self.extent.formulas, self.extent.errors
        rows_with_formulas = {row for row, _ in formulas}
        errors_of_row: dict[int, list[int]] = {}
        for row, column in errors:
            errors_of_row.setdefault(row, []).append(column)
        for row, read in enumerate(islice(self.source.iter_rows(), after, None), start=after + 1):
            cells = [*before, *cast("list[Raw]", read)]
            cells += [None] * (wanted - len(cells))
            if row in rows_with_formulas:
                for column, value in enumerate(cells):
                    if (row, column) in formulas:
                        result = value if formulas[row, column] and not isinstance(value, Formula) else None
                        cells[column] = Formula(result)
            for column in errors_of_row.get(row, ()):
                if column < len(cells):
                    cells[column] = ErrorValue(errors[row, column])
            yield row, cells

    def first_rows(self) -> list[tuple[int, Sequence[Raw]]]:
        """Where the headings may stand."""
        return list(islice(self._raw_rows(0), HEADING_WITHIN))


def open_table(sheet: Sheet, source: CalamineSheet | None, extent: Extent, *, given: Collection[int] = ()) -> Table:
    """The table of a sheet; ``given`` are numbers of columns that another sheet fills and that may be left out."""
    table = Table(sheet, source, extent)
    names = [*sheet.joining, *(column.heading for column in sheet.columns)]
    known = {folded(name): number for number, name in enumerate(names)}
    table.positions = [None] * len(names)
    rows = table.first_rows()
    if not rows:
        return table
    table.heading_row, headings = max(
        rows, key=lambda row: (sum(folded(heading_of(cell)) in known for cell in row[1]), -row[0])
    )
    strange = _match_headings(table, headings, known)
    _explain_headings(table, strange, names, given)
    table.faults += _merged_faults(table)
    return table


def heading_of(cell: Raw) -> str:
    """A heading without the mark of what is required."""
    return text_of(cell).removesuffix(REQUIRED_MARK.strip()).strip()


def _match_headings(table: Table, headings: Sequence[Raw], known: dict[str, int]) -> list[tuple[Place, str]]:
    """Fill in the positions; repeated headings become faults, those that are not known are returned."""
    strange = []
    for position_, cell in enumerate(headings):
        name = heading_of(cell)
        place = Place(table.name, cell_name(table.heading_row, position_))
        number = known.get(folded(name))
        if not name:
            continue
        if number is None:
            strange.append((place, name))
        elif (first := table.positions[number]) is not None:
            message = messages.repeated_heading(name, cell_name(table.heading_row, first))
            fault = Fault(place, "heading.repeated", message)
            table.faults.append(fault)
        else:
            table.positions[number] = position_
    return strange


def _explain_headings(table: Table, strange: list[tuple[Place, str]], names: list[str], given: Collection[int]) -> None:
    """A strange heading is probably a missing one misspelt: then that is the one fault told of both."""
    missing = {names[number]: number for number, found in enumerate(table.positions) if found is None}
    for place, name in strange:
        near = nearest(name, missing)
        fault = Fault(place, "heading.unknown", messages.unknown_heading(name, near))
        table.faults.append(fault)
        if near is not None:
            table.absent[missing.pop(near)] = fault
    for name, number in missing.items():
        if number not in given and number not in table.absent and _is_needed(table, number):
            place = Place(table.name, cell_name(table.heading_row, 0))
            table.absent[number] = Fault(place, "heading.missing", messages.missing_heading(name))
            table.faults.append(table.absent[number])


def _is_needed(table: Table, number: int) -> bool:
    """The column that joins a list, and what no paper can be made without."""
    if number < table.joins:
        return number == 0 and bool(table.sheet.path)
    return table.sheet.columns[number - table.joins].required


def _merged_faults(table: Table) -> Iterator[Fault]:
    """Merged cells among those that are read: only the first of them has a value."""
    used = {found for found in table.positions if found is not None}
    for reference in table.extent.merged:
        first, _, last = reference.partition(":")
        begin, end = position(first), position(last or first)
        if begin is None or end is None or begin == end or end[0] <= table.heading_row:
            continue
        if used.intersection(range(begin[1], end[1] + 1)):
            yield Fault(Place(table.name, cell_name(*begin)), "cell.merged", messages.MERGED)


def ask_about_dates(table: Table, lines: Iterator[Line]) -> None:
    """In a workbook from elsewhere: date columns where Excel may have taken day for month.

    On a PC with American settings 05/02/1980 becomes 2 May, and 13/5/1980 stays text: so a column that holds real dates
    with no day above 12 beside dates as text is asked about as a whole.
    """
    numbers = [n for n, column in enumerate(table.sheet.columns, start=table.joins) if column.kind in DATE_KINDS]
    real: dict[int, int] = dict.fromkeys(numbers, 0)
    typed: set[int] = set()
    for line in lines:
        for number in numbers:
            cell = line.cells[number]
            if isinstance(cell, date):
                real[number] = max(real[number], cell.day)
            elif isinstance(cell, str) and dates.day_of(cell.strip()):
                typed.add(number)
    for number in numbers:
        found = table.positions[number]
        if found is not None and number in typed and 0 < real[number] <= LAST_DAY_THAT_MAY_BE_A_MONTH:
            place = Place(table.name, cell_name(table.heading_row, found))
            table.asked[number] = Fault(place, "column.dates", messages.AMBIGUOUS_DATES)
            table.faults.append(table.asked[number])


def tell_old_fonts(table: Table, lines: Iterable[Line], *, convert: bool) -> None:
    """Columns of text typed in an old font: read as Unicode where that is asked for, else refused, once a column."""
    numbers, fonts = text_columns(table), OldFonts()
    for line in lines:
        for number in numbers:
            fonts.look(number, line.cells[number])
    for number, encoding in sorted(fonts.found().items()):
        tell_old_font(table, number, encoding, convert=convert)


def text_columns(table: Table) -> list[int]:
    """The numbers of columns whose cells are words: those of the shape, and those that join."""
    columns = enumerate(table.sheet.columns, start=table.joins)
    return [*range(table.joins), *(number for number, column in columns if column.kind in TEXT_KINDS)]


def tell_old_font(table: Table, number: int, encoding: Encoding, *, convert: bool) -> None:
    """One column that is typed in an old font."""
    place = table.place(table.heading_row, number) or Place(table.name, "")
    if convert:
        table.converted[number] = encoding
        message = messages.legacy_converted(NAMES[encoding])
        table.faults.append(Fault(place, "column.legacy-converted", message, "warning"))
    else:
        table.legacy[number] = Fault(place, "column.legacy", messages.legacy(NAMES[encoding]))
        table.faults.append(table.legacy[number])


def sheet_fault(name: str, code: str, message: Message) -> Fault:
    """A fault of a sheet as a whole."""
    return Fault(Place(name, ""), code, message)
