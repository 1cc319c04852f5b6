"""Member lists as offices send them, written to real XLSX files and read back. Every person here is made up."""

from __future__ import annotations

import io
from datetime import date

import xlsxwriter
from python_calamine import CalamineWorkbook

from service.batch.member_lists import Grid, MemberList, grid_from_sheet, read_member_list

TODAY = date(2026, 11, 25)


def workbook(rows, merged=()) -> bytes:
    """An XLSX file with ``rows``; ``merged`` holds (top, left, bottom, right) from 0."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        ranges = {(top, left): (bottom, right) for top, left, bottom, right in merged}
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if (number, column) in ranges:
                    sheet.merge_range(number, column, *ranges[number, column], value)
                elif isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
    return stream.getvalue()


def sheet_grid(rows, merged=()) -> Grid:
    """The grid of an XLSX file with ``rows``."""
    return grid_from_sheet(CalamineWorkbook.from_filelike(io.BytesIO(workbook(rows, merged))).get_sheet_by_index(0))


def read(rows, merged=(), answers=None, **options) -> MemberList:
    """Read ``rows`` as they are, without a file."""
    from service.batch.member_lists import Merged

    grid = Grid([[cell if cell != "" else None for cell in row] for row in rows], tuple(Merged(*m) for m in merged))
    return read_member_list(grid, answers or {}, today=TODAY, **options)


def skipped(found: MemberList) -> list[tuple[int, int, str]]:
    """(first row, last row, reason) of what was skipped."""
    return [(each.first, each.last, each.reason) for each in found.skipped]


def payloads(found: MemberList) -> list[dict[str, str]]:
    """The payloads alone."""
    return [member.payload for member in found.members]


def codes(found: MemberList) -> list[str]:
    """The codes of the remarks."""
    return [remark.code for remark in found.remarks]
