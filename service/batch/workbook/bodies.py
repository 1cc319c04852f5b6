"""What is typed once: the sheet of values that fill blanks of every row, and the sheet of issuing bodies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from service.batch.workbook import messages
from service.batch.workbook.columns import Column
from service.batch.workbook.naming import nearest
from service.batch.workbook.places import Fault, Place
from service.batch.workbook.shape import Shape, Sheet
from service.batch.workbook.tables import Line, Table
from service.batch.workbook.values import Raw, Refusal, is_blank, text_of
from service.batch.workbook.words import folded

COMMON_HEADINGS = ("Cột", "Giá trị dùng chung", "Ghi chú")

Common = Mapping[int, tuple[Raw, Place]]
"""By the number of a column of the main sheet, the cell that fills its blanks."""


def common_sheet(name: str) -> Sheet:
    """The sheet of shared values: a heading of the main sheet and a value in each row."""
    columns = tuple(Column((heading,), heading, "text") for heading in COMMON_HEADINGS)
    return Sheet(name, name, (), columns, keyed=False)


def read_common(table: Table, shape: Shape) -> Common:
    """The shared values; what is wrong with their headings joins the faults of the table."""
    known = {folded(column.heading): number for number, column in enumerate(shape.main.columns)}
    found: dict[int, tuple[Raw, Place]] = {}
    for line in table.lines():
        place, at = table.place(line.row, 1), table.place_in_row(line.row)
        heading, value = text_of(line.cells[0]).removesuffix("*").strip(), line.cells[1]
        number = known.get(folded(heading))
        if is_blank(value) or place is None:
            continue
        if number is None:
            near = nearest(heading, (column.heading for column in shape.main.columns))
            table.faults.append(Fault(at, "heading.unknown", messages.unknown_heading(heading, near)))
        elif number in found:
            message = messages.repeated_heading(heading, found[number][1].cell)
            table.faults.append(Fault(at, "heading.repeated", message))
        else:
            found[number] = value, place
    return found


class FindsBodies(Protocol):
    """Knows the rows of bodies, which are of its ``table``."""

    table: Table

    def find(self, name: str) -> Line | Refusal | None:
        """The row that the cell of a paper names; None where there is none like it."""
        ...


class Bodies:
    """The sheet of bodies, found by code or by name."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._lines: dict[str, list[Line]] = {}
        self._names: list[str] = []
        by_path = {column.path: number for number, column in enumerate(table.sheet.columns)}
        for path in (("code",), ("name",)):
            number = by_path.get(path)
            for line in table.lines() if number is not None else ():
                self._add(text_of(line.cells[number]), line)  # type: ignore[index]
        self._all = {line.row: line for lines in self._lines.values() for line in lines}

    def _add(self, name: str, line: Line) -> None:
        lines = self._lines.setdefault(folded(name), []) if name else [line]
        if line not in lines:
            lines.append(line)
            self._names.append(name)

    def find(self, name: str) -> Line | Refusal | None:
        """The row of a body; the only one where nothing is named. None where the sheet knows nothing like it."""
        if not name:
            return next(iter(self._all.values())) if len(self._all) == 1 else None
        lines = self._lines.get(folded(name), ())
        if len(lines) == 1:
            return lines[0]
        if lines:
            return Refusal("issuer.ambiguous", messages.ambiguous_body(name))
        near = nearest(name, self._names)
        return Refusal("issuer.unknown", messages.unknown_body(name, near)) if near else None
