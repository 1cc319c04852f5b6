"""Where the header of a list is, how many rows it has, and what its columns are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.batch.cleaning import clean
from service.batch.legacy_text import NAMES, recognise_column
from service.batch.member_lists.found import How, UnreadableList
from service.batch.member_lists.grid import Cell, Grid, Merged, texts
from service.batch.member_lists.headings import Match, fields, is_leaf, understood
from service.errors import Message

ROWS_SEARCHED = 300
"""A header is looked for in so many rows."""
_MOST_HEADER_ROWS = 3
_LONGEST_HEADING = 300
_NUMBER_OF_COLUMN = re.compile(r"\(?(?:[0-9]{1,2}(?:[.,]0)?(?:\s*=.*)?|[A-Za-z])\)?")
NAME_FIELDS = frozenset({"full_name", "family_name", "given_name"})


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A column with its headings from the top down; columns under one merged heading share its ``owner``."""

    index: int
    path: tuple[str, ...]
    owner: int
    match: Match | None

    @property
    def field(self) -> str | None:
        """The field it was understood as."""
        return self.match.field if self.match else None

    @property
    def how(self) -> How:
        """How it was understood."""
        if self.match is None:
            return "unknown"
        return "unused" if fields()[self.match.field].unused else self.match.how


@dataclass(frozen=True, slots=True)
class Header:
    """Rows ``first`` to ``last`` (from 0) and the columns."""

    first: int
    last: int
    columns: tuple[HeaderColumn, ...]

    @property
    def understood(self) -> int:
        """How many different things its columns say."""
        return len({column.field for column in self.columns if column.match})


def find_header(grid: Grid) -> Header:
    """The first row, or two or three together, with headings of a member list. Raises :class:`UnreadableList`."""
    if not any(cell is not None and cell != "" for row in grid.rows[:ROWS_SEARCHED] for cell in row):
        raise UnreadableList(
            "list.empty",
            Message(
                f"Bảng không có dữ liệu trong {ROWS_SEARCHED} dòng đầu; hãy chọn đúng trang tính có danh sách.",
                f"The first {ROWS_SEARCHED} rows are empty; choose the sheet with the list of members.",
            ),
        )
    merged_at = _merged_by_row(grid)
    for number in range(min(len(grid.rows), ROWS_SEARCHED)):
        if (header := _header_at(grid, number, merged_at)) is not None:
            return _without_title(grid, header, merged_at)
    raise _no_header(grid)


def _without_title(grid: Grid, header: Header, merged_at: Mapping[int, list[Merged]]) -> Header:
    """A title right above the header is no part of it: the columns are understood as well without."""
    later = [_header_at(grid, number, merged_at) for number in range(header.first + 1, header.last + 1)]
    return max((each for each in (*reversed(later), header) if each), key=lambda each: each.understood)


def _merged_by_row(grid: Grid) -> Mapping[int, list[Merged]]:
    found: dict[int, list[Merged]] = {}
    for merged in grid.merged:
        if merged.top < ROWS_SEARCHED + _MOST_HEADER_ROWS:
            found.setdefault(merged.top, []).append(merged)
    return found


def _no_header(grid: Grid) -> UnreadableList:
    legacy = recognise_column(texts(grid.rows[:ROWS_SEARCHED]))
    if legacy:
        return UnreadableList(
            "list.legacy",
            Message(
                f"Danh sách viết bằng phông cũ, mã {NAMES[legacy]}; hãy chọn “chuyển mã sang Unicode” rồi đọc lại.",
                f"The list is in {legacy.upper()}, an old encoding; ask for its conversion and read it again.",
            ),
        )
    return UnreadableList(
        "list.heading",
        Message(
            f"Không thấy dòng tiêu đề cột trong {ROWS_SEARCHED} dòng đầu. Cần một dòng có cột “Họ và tên” (hoặc “Họ "
            "đệm” và “Tên”) cùng ít nhất một cột như “Ngày sinh”, “Số thẻ đảng viên”, “Ngày vào Đảng”, “Ngày chính "
            "thức”, “Chức vụ”, “Ghi chú”; hãy thêm dòng tiêu đề phía trên danh sách.",
            f"No header in the first {ROWS_SEARCHED} rows. Needed: a column “Họ và tên” and at least one like "
            "“Ngày sinh”, “Số thẻ đảng viên”, “Ngày vào Đảng”, “Ngày chính thức”, “Chức vụ”, “Ghi chú”; add it on top.",
        ),
    )


def heading_of(cell: Cell) -> str:
    """The text of a heading on one line; "" for a cell that holds none."""
    if not isinstance(cell, str) or len(cell) > _LONGEST_HEADING:
        return ""
    return " ".join(clean(cell)[0].split())


def _header_at(grid: Grid, number: int, merged_at: Mapping[int, list[Merged]]) -> Header | None:
    if not any(map(heading_of, grid.rows[number])):
        return None
    paths, owners = _first_row(grid.rows[number], merged_at.get(number, ()))
    depth = 1
    while depth < _MOST_HEADER_ROWS and number + depth < len(grid.rows):
        lower = {index: text for index, cell in enumerate(grid.rows[number + depth]) if (text := heading_of(cell))}
        if not _is_lower_row(grid.rows[number + depth], lower, paths, owners):
            break
        _extend(paths, owners, lower, merged_at.get(number + depth, ()))
        depth += 1
    columns = _told_apart([
        HeaderColumn(index, path, owners[index], understood(path)) for index, path in sorted(paths.items())
    ])  # fmt: skip
    return Header(number, number + depth - 1, columns) if _is_header(columns) else None


def _is_header(columns: Sequence[HeaderColumn]) -> bool:
    known = {column.field for column in columns if column.match}
    if not known & NAME_FIELDS:
        return False
    if len(columns) == 1:
        return columns[0].how == "exact"
    return len(known) >= 2 and len(known) * 3 >= len({column.owner for column in columns})


def _first_row(row: Sequence[Cell], merged: Sequence[Merged]) -> tuple[dict[int, tuple[str, ...]], dict[int, int]]:
    paths: dict[int, tuple[str, ...]] = {}
    owners: dict[int, int] = {}
    wide = {each.left: each.right for each in merged}
    for index, cell in enumerate(row):
        if text := heading_of(cell):
            for covered in range(index, wide.get(index, index) + 1):
                paths[covered], owners[covered] = (text,), index
    return paths, owners


def _is_lower_row(
    row: Sequence[Cell], lower: Mapping[int, str], paths: Mapping[int, tuple[str, ...]], owners: Mapping[int, int]
) -> bool:
    """Whether the row continues the header: texts alone, all below a heading that spans columns, most of them known."""
    filled = sum(cell is not None and cell != "" for cell in row)
    if not lower or filled != len(lower):
        return False
    spans = _open_columns(lower, paths, owners)
    return all(index in spans for index in lower) and sum(map(is_leaf, lower.values())) * 2 >= len(lower)


def _open_columns(
    lower: Mapping[int, str], paths: Mapping[int, tuple[str, ...]], owners: Mapping[int, int]
) -> set[int]:
    """Columns whose heading spans several, or that have none, or stand left of one that has none but is filled."""
    widths: dict[int, int] = {}
    for owner in owners.values():
        widths[owner] = widths.get(owner, 0) + 1
    spans = {index for index, owner in owners.items() if widths[owner] > 1}
    blank = {index for index in lower if index not in paths}
    return spans | blank | {index for index in lower if index + 1 in blank and index + 1 in lower}


def _extend(
    paths: dict[int, tuple[str, ...]], owners: dict[int, int], lower: Mapping[int, str], merged: Sequence[Merged]
) -> None:
    wide = {each.left: each.right for each in merged}
    for index, text in lower.items():
        for covered in range(index, wide.get(index, index) + 1):
            above = paths.get(covered) or _group_on_the_left(paths, covered)
            paths[covered] = (*above, text)
            owners[covered] = index


def _group_on_the_left(paths: Mapping[int, tuple[str, ...]], index: int) -> tuple[str, ...]:
    """The heading above where a file without merged cells has only its first column: the nearest on the left."""
    left = next((paths[before] for before in range(index - 1, -1, -1) if before in paths), ())
    return left[:1]


def _told_apart(columns: Sequence[HeaderColumn]) -> tuple[HeaderColumn, ...]:
    """Nam is a man beside Nữ and, without its mark, a year beside Tháng."""
    known = {column.field for column in columns}
    swap: dict[str, str] = {}
    if "birth_month" in known and "birth_female" not in known:
        swap["birth_male"] = "birth_year"
    if "birth_female" in known and "birth_month" not in known:
        swap["birth_year"] = "birth_male"
    return tuple(
        HeaderColumn(column.index, column.path, column.owner, Match(swap[column.match.field], "context"))
        if column.match and column.match.field in swap
        else column
        for column in columns
    )


def numbers_columns(row: Sequence[Cell]) -> bool:
    """Whether the row below a header counts its columns: 1, 2, 3 … or (1) (2) …, A, B, 1, 2 …."""
    filled = [str(cell).strip() for cell in row if cell is not None and cell != ""]
    if len(filled) < 3 or not all(_NUMBER_OF_COLUMN.fullmatch(cell) for cell in filled):
        return False
    figures = [int(found[0]) for cell in filled if (found := re.search("[0-9]+", cell))]
    return all(second == first + 1 for first, second in pairwise(figures)) and len(figures) * 2 >= len(filled)


HeaderTexts = Mapping[int, str]


def header_texts(rows: Iterable[Sequence[Cell]]) -> list[HeaderTexts]:
    """The headings of each row of a header by column, to know them again."""
    return [_headings_of(row) for row in rows]


def _headings_of(row: Sequence[Cell]) -> HeaderTexts:
    return {index: text.casefold() for index, cell in enumerate(row) if (text := heading_of(cell))}


def repeats(row: Sequence[Cell], header_rows: Sequence[HeaderTexts]) -> bool:
    """Whether the row is one of the header's rows again, as on each printed page."""
    first = next(((index, text.casefold()) for index, cell in enumerate(row) if (text := heading_of(cell))), None)
    if first is None or not any(known.get(first[0]) == first[1] for known in header_rows):
        return False
    filled = _headings_of(row)
    return any(filled == known for known in header_rows)


def changes(row: Sequence[Cell], names: Sequence[int], header_rows: Sequence[HeaderTexts]) -> bool:
    """Whether the row names the column of names again but is another header than the one above."""
    said = {known[index] for known in header_rows for index in names if index in known}
    return any(text.casefold() in said for cell in row if (text := heading_of(cell)))
