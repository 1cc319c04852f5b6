"""From a grid to the members, with all that was understood, skipped and asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from service.batch.legacy_text import NAMES, Encoding, convert_column, recognise_column
from service.batch.member_lists.building import Builder
from service.batch.member_lists.found import ListedMember, MemberList, Notes
from service.batch.member_lists.grid import Cell, Grid, letters, texts
from service.batch.member_lists.header import Header, find_header, header_texts
from service.batch.member_lists.plan import Plan, name_columns, planned
from service.batch.member_lists.rows import MemberRow, RowSorter, titled_cell
from service.errors import Message

NO_ANSWERS: Mapping[str, str] = MappingProxyType({})


def read_member_list(
    grid: Grid, answers: Mapping[str, str] = NO_ANSWERS, *, today: date, convert_legacy: bool = False
) -> MemberList:
    """The members of a list in whatever shape its office keeps it.

    ``answers``: question key → value of a choice, from an earlier reading. ``today`` tells what a year of two figures
    can be. ``convert_legacy``: text in TCVN3 or VNI is converted to Unicode first, if it is recognised.

    Raises :class:`service.batch.member_lists.UnreadableList` where no list is found.
    """
    notes = Notes(answers)
    grid = grid.bounded()
    if convert_legacy:
        grid = _converted(grid, notes)
    header = find_header(grid)
    sorter = _sorted(grid, header, notes)
    if not convert_legacy:
        _tell_legacy(sorter, notes)
    plan = planned(grid, header, sorter.members, notes)
    members = _members(grid, header, sorter, plan, notes, today)
    _tell_unused(plan, notes)
    return MemberList(
        members=tuple(members),
        columns=plan.readings,
        skipped=tuple(sorted(sorter.skipped, key=lambda each: each.first)),
        questions=tuple(notes.questions.values()),
        answered=tuple(notes.answered),
        remarks=notes.remarks(),
    )


def _sorted(grid: Grid, header: Header, notes: Notes) -> RowSorter:
    ordinal = next((column.index for column in header.columns if column.field == "ordinal"), None)
    header_rows = header_texts(grid.rows[header.first : header.last + 1])
    sorter = RowSorter(grid, name_columns(header), ordinal, header_rows, notes)
    for number in range(header.first):
        blank = all(cell is None or cell == "" for cell in grid.rows[number])
        sorter.skip(number, "blank" if blank else "title")
    for number in range(header.first, header.last + 1):
        sorter.skip(number, "header")
    sorter.sort(header.last + 1)
    return sorter


def _members(
    grid: Grid, header: Header, sorter: RowSorter, plan: Plan, notes: Notes, today: date
) -> list[ListedMember]:
    builder = Builder(grid, plan, notes, today.year, _filled_down(grid, header))
    builder.says_official_dates(sorter.members)
    titled = titled_cell(grid.rows[: header.first])
    members: list[ListedMember] = []
    for row in sorter.members:
        member = builder.member(row, titled)
        if member is None:
            sorter.skip(row.row, "no_name")
        else:
            members.append(member)
    return members


def _filled_down(grid: Grid, header: Header) -> dict[tuple[int, int], Cell]:
    """Values of cells merged downwards, for each row that they cover; never more than the grid has cells."""
    filled: dict[tuple[int, int], Cell] = {}
    room = sum(map(len, grid.rows)) + len(grid.rows)
    for merged in grid.merged:
        if merged.top <= header.last or merged.bottom == merged.top or merged.left != merged.right:
            continue
        room -= merged.bottom - merged.top
        if room < 0:
            break
        value = grid.cell(merged.top, merged.left)
        filled.update({(row, merged.left): value for row in range(merged.top + 1, merged.bottom + 1)})
    return filled


def _converted(grid: Grid, notes: Notes) -> Grid:
    encoding = recognise_column(texts(grid.rows))
    if encoding is None:
        return grid
    rows = [list(row) for row in grid.rows]
    at = [(row, column) for row, cells in enumerate(rows) for column, cell in enumerate(cells) if isinstance(cell, str)]
    converted, left = convert_column([str(rows[row][column]) for row, column in at], encoding)
    for (row, column), text in zip(at, converted, strict=True):
        rows[row][column] = text
    _tell_conversion(encoding, len(left), notes)
    return Grid(rows, grid.merged)


def _tell_conversion(encoding: Encoding, left: int, notes: Notes) -> None:
    notes.once(
        "legacy.converted",
        "",
        Message(
            f"Đã chuyển mã từ {NAMES[encoding]} sang Unicode; "
            + (f"{left} ô không chắc được để nguyên, hãy xem lại." if left else "hãy xem lại họ tên."),
            f"Converted from {encoding.upper()} to Unicode; "
            + (f"{left} doubtful cells were left; check." if left else "check the names."),
        ),
        level="warning",
    )


def _tell_legacy(sorter: RowSorter, notes: Notes) -> None:
    """Names in an old encoding below headings in Unicode are refused: nobody is printed with a broken name."""
    names = [sorter.grid.rows[each.row] for each in sorter.members]
    for index in sorter.names:
        encoding = recognise_column(cell for row in names if isinstance(cell := _at(row, index), str))
        if encoding:
            notes.error(
                "legacy.text",
                letters(index),
                Message(
                    f"Cột {letters(index)} có chữ viết bằng phông cũ, mã {NAMES[encoding]}; hãy chọn “chuyển mã sang "
                    "Unicode” rồi đọc lại.",
                    f"Column {letters(index)} is in {encoding.upper()}; ask for its conversion and read again.",
                ),
            )


def _at(row: Sequence[Cell], index: int) -> Cell:
    return row[index] if index < len(row) else None


def _tell_unused(plan: Plan, notes: Notes) -> None:
    for column in plan.readings:
        if column.how == "unknown":
            notes.once(
                "column.unknown",
                column.letter,
                Message(
                    f"Không hiểu cột {column.letter} “{column.heading}” ({column.contents.vi}) nên không dùng đến.",
                    f"Column {column.letter} “{column.heading}” ({column.contents.en}) is not understood and not used.",
                ),
                about=column.letter,
                level="warning",
            )


__all__ = ["MemberRow", "read_member_list"]
