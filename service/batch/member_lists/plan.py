"""Which column gives which field: by the headings, then by what stands below them, then by the clerk's answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from service.batch.member_lists.dates import CellFault, DateOrder, examine, looks_like_a_date
from service.batch.member_lists.found import Choice, ColumnReading, Notes, Question
from service.batch.member_lists.grid import Cell, Grid, letters, place
from service.batch.member_lists.header import NAME_FIELDS, Header, HeaderColumn
from service.batch.member_lists.headings import Match, fields
from service.batch.member_lists.rows import MemberRow
from service.batch.member_lists.values import digits_of_card, is_blank, is_mark, is_nothing, lost_zeros
from service.errors import Message

DATES = ("birth", "birth_male", "birth_female", "admission", "official")
JOINED = frozenset({"note", "position", "position_party", "position_government", "position_union", "residence"})
_ANY_NUMBER = frozenset({"ordinal", "other", "hometown", *JOINED})
_SAMPLE = 400
_HEADING_SHOWN = 80
_MOST = 0.5
_WORDS_BESIDE_NAME = 0.8


@dataclass(slots=True)
class Plan:
    """The columns of each field, the order of day and month in columns of dates, and where card zeros are put back."""

    columns: dict[str, list[int]]
    readings: tuple[ColumnReading, ...]
    orders: dict[int, DateOrder] = field(default_factory=dict)
    padded: set[int] = field(default_factory=set)

    def first(self, name: str) -> int | None:
        """The first column of a field."""
        found = self.columns.get(name)
        return found[0] if found else None


def name_columns(header: Header) -> list[int]:
    """The columns of names by their headings, from left to right."""
    return [column.index for column in header.columns if column.field in NAME_FIELDS]


def planned(grid: Grid, header: Header, rows: Sequence[MemberRow], notes: Notes) -> Plan:
    """The plan for the member rows; asks what headings and cells leave open."""
    sampled = list(islice((grid.rows[each.row] for each in rows), _SAMPLE))
    columns = _with_given_names([_by_contents(column, sampled) for column in header.columns], sampled)
    plan = Plan(_chosen(columns, notes), tuple(_told(column, sampled) for column in columns))
    for name in DATES:
        for index in plan.columns.get(name, ()):
            plan.orders[index] = _date_order(grid, rows, index, name, notes)
    for index in plan.columns.get("party_card_no", ()):
        if _zeros_put_back(grid, rows, index, notes):
            plan.padded.add(index)
    return plan


def _cells(sampled: Sequence[Sequence[Cell]], index: int) -> list[Cell]:
    return [row[index] for row in sampled if index < len(row) and not is_nothing(row[index])]


def _share(cells: Sequence[Cell], kind: Callable[[Cell], bool]) -> float:
    return sum(map(kind, cells)) / len(cells) if cells else 0.0


def _by_contents(column: HeaderColumn, sampled: Sequence[Sequence[Cell]]) -> HeaderColumn:
    """Dự bị over x is a mark, over dates the day of admission: where the cells say otherwise than the heading."""
    known = fields()[column.match.field] if column.match else None
    if known is None or not (known.marked or known.dated):
        return column
    cells = _cells(sampled, column.index)
    if known.marked and _share(cells, is_mark) >= _MOST:
        return replace(column, match=Match(known.marked, "contents"))
    if known.dated and _share(cells, looks_like_a_date) >= _MOST:
        return replace(column, match=Match(known.dated, "contents"))
    return column


def _with_given_names(columns: list[HeaderColumn], sampled: Sequence[Sequence[Cell]]) -> list[HeaderColumn]:
    """A column without a heading right of the names that holds single words: the given names, apart."""
    headed = {column.index for column in columns}
    for column in [each for each in columns if each.field == "full_name"]:
        index = column.index + 1
        beside = _cells(sampled, index)
        words = [cell for cell in beside if isinstance(cell, str) and len(cell) < 30 and len(cell.split()) == 1]
        if index not in headed and sampled and len(words) >= _WORDS_BESIDE_NAME * len(sampled):
            columns.append(HeaderColumn(index, column.path, column.owner, Match("full_name", "contents")))
    return sorted(columns, key=lambda each: each.index)


def _chosen(columns: Sequence[HeaderColumn], notes: Notes) -> dict[str, list[int]]:
    """Columns by field. Of two that say the same only one is taken, which is asked; texts are joined."""
    by_field: dict[str, list[HeaderColumn]] = {}
    for column in columns:
        if column.match:
            by_field.setdefault(column.match.field, []).append(column)
    chosen: dict[str, list[int]] = {}
    for name, same in by_field.items():
        owners = list(dict.fromkeys(column.owner for column in same))
        if len(owners) > 1 and name not in _ANY_NUMBER:
            owner = _asked_owner(name, owners, notes)
            same = [column for column in same if column.owner == owner]  # noqa: PLW2901
        chosen[name] = [column.index for column in same]
    return chosen


def _asked_owner(name: str, owners: Sequence[int], notes: Notes) -> int:
    meaning = fields()[name].meaning
    names = ", ".join(map(letters, owners))
    answer = notes.ask(
        Question(
            f"column:{name}",
            letters(owners[0]),
            Message(
                f"Có {len(owners)} cột ghi {meaning.vi} ({names}). Lấy cột nào?",
                f"{len(owners)} columns say {meaning.en} ({names}). Which one is taken?",
            ),
            tuple(
                Choice(letters(owner), Message(f"cột {letters(owner)}", f"column {letters(owner)}")) for owner in owners
            ),
            letters(owners[0]),
        )
    )
    return next(owner for owner in owners if letters(owner) == answer)


def _told(column: HeaderColumn, sampled: Sequence[Sequence[Cell]]) -> ColumnReading:
    unknown = Message("không hiểu, không dùng đến", "not understood, not used")
    return ColumnReading(
        letter=letters(column.index),
        heading=" / ".join(column.path)[:_HEADING_SHOWN],
        field=column.field,
        how=column.how,
        meaning=fields()[column.match.field].meaning if column.match else unknown,
        contents=_contents(_cells(sampled, column.index)),
    )


_KINDS: tuple[tuple[Callable[[Cell], bool], Message], ...] = (
    (is_mark, Message("dấu x", "marks")),
    (looks_like_a_date, Message("ngày, tháng, năm", "dates")),
    (lambda cell: isinstance(cell, (int, float)), Message("số", "numbers")),
)


def _contents(cells: Sequence[Cell]) -> Message:
    if not cells:
        return Message("để trống", "blank")
    for kind, words in _KINDS:
        if _share(cells, kind) >= _MOST:
            return words
    return Message("chữ", "text")


def _column(grid: Grid, rows: Sequence[MemberRow], index: int) -> Iterator[tuple[int, Cell]]:
    for each in rows:
        row = grid.rows[each.row]
        if index < len(row) and not is_blank(row[index]):
            yield each.row, row[index]


def _date_order(grid: Grid, rows: Sequence[MemberRow], index: int, name: str, notes: Notes) -> DateOrder:
    seen = examine(_column(grid, rows, index))
    meaning = fields()[name].meaning
    where = Message(f"{letters(index)} ({meaning.vi})", f"{letters(index)} ({meaning.en})")
    if seen.month_first:
        notes.once(
            "dates.month-first",
            letters(index),
            Message(
                f"Cột {where.vi}: ngày ghi bằng chữ được đọc theo kiểu tháng/ngày/năm.",
                f"Column {where.en}: dates in text are read as month/day/year.",
            ),
            about=letters(index),
        )
    if not seen.doubtful or seen.example is None:
        return DateOrder(seen.month_first)
    day, month, cell = seen.example.day, seen.example.month, place(seen.example_row, index)
    answer = notes.ask(
        Question(
            f"dates:{letters(index)}",
            cell,
            Message(
                f"Cột {where.vi} vừa có ngày thật của Excel, vừa có ngày ghi bằng chữ; Excel có thể đã đổi chỗ ngày "
                f"và tháng. Ô {cell}: ngày {day:02d}/{month:02d} hay {month:02d}/{day:02d}? Trả lời cho cả cột.",
                f"Column {where.en} holds real dates beside dates in text; Excel may have exchanged day and month. "
                f"Cell {cell}: {day:02d}/{month:02d} or {month:02d}/{day:02d} (day/month)? For all of it.",
            ),
            (
                Choice("as_is", Message(f"{day:02d}/{month:02d}: giữ như trong tệp", "as in the file")),
                Choice(
                    "exchanged", Message(f"{month:02d}/{day:02d}: đổi chỗ ngày và tháng", "day and month exchanged")
                ),
            ),
            "as_is",
        )
    )
    return DateOrder(seen.month_first, exchanged=answer == "exchanged")


def zeros_question(index: int) -> str:
    """The key of the question whether the card numbers of a column get their zeros back."""
    return f"zeros:{letters(index)}"


def _zeros_put_back(grid: Grid, rows: Sequence[MemberRow], index: int, notes: Notes) -> bool:
    """Whether card numbers get their leading zeros back: asked where one is too short by what Excel drops."""
    short = next((row for row, cell in _column(grid, rows, index) if _is_short(cell)), None)
    if short is None:
        return False
    answer = notes.ask(
        Question(
            zeros_question(index),
            place(short, index),
            Message(
                f"Cột {letters(index)}: có số thẻ thiếu chữ số, có thể vì Excel đã bỏ số 0 ở đầu. Thêm lại số 0 cho "
                "đủ 8 hoặc 12 chữ số?",
                f"Column {letters(index)}: short card numbers; zeros in front may be lost. Put them back?",
            ),
            (
                Choice("pad", Message("thêm số 0 ở đầu", "put zeros in front")),
                Choice("leave", Message("không, để sửa trong tệp", "no, the file will be mended")),
            ),
            "leave",
        )
    )
    return answer == "pad"


def _is_short(cell: Cell) -> bool:
    try:
        return lost_zeros(digits_of_card(cell)) > 0
    except CellFault:
        return False
