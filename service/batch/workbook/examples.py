"""The rows that show how to fill in: known again by a short sum of each cell, so that one that was changed is told.

Our workbooks keep the sums on their hidden sheet, a row for each sheet that has an example: its name, then the sums of
its cells in the order of the columns.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service.batch.workbook import messages
from service.batch.workbook.places import Fault
from service.batch.workbook.tables import Table
from service.batch.workbook.values import Raw, is_blank, text_of

_MARK = "example:"


def example_line(sheet: str, cells: Sequence[Raw]) -> str:
    """What the hidden sheet keeps of the example of a sheet."""
    return f"{_MARK}{sheet}:{' '.join(_sum(cell) for cell in cells)}"


def examples_of(rows: Iterable[Sequence[Any]]) -> Mapping[str, Sequence[str]]:
    """The sums of each sheet by its name, from the rows of the hidden sheet."""
    found = {}
    for row in rows:
        first = text_of(row[0]) if row else ""
        if first.startswith(_MARK):
            sheet, _, sums = first.removeprefix(_MARK).rpartition(":")
            found[sheet] = sums.split(" ")
    return found


def tell_changed_examples(table: Table, sums: Sequence[str]) -> None:
    """A remark for each row that bears the mark of an example and says something else than the example did."""
    for line in table.examples():
        pairs = zip(line.cells[1:], sums[1:], strict=False)
        if any(not is_blank(cell) and _sum(cell) != known for cell, known in pairs):
            place = table.place_in_row(line.row)
            table.faults.append(Fault(place, "example.changed", messages.EXAMPLE_CHANGED, "warning"))


def _sum(cell: Raw) -> str:
    text = "\n".join(text_of(cell).splitlines())
    return f"{zlib.crc32(text.encode()):08x}" if text else "-"
