"""One row to one member: the payload, and from which cell each of its values came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from service.batch.cleaning import clean
from service.batch.member_lists.dates import CellFault, DateOrder, partial_date, two_figure_year
from service.batch.member_lists.found import Choice, ListedMember, Notes, Question
from service.batch.member_lists.grid import Cell, Grid, letters, place
from service.batch.member_lists.plan import Plan, zeros_question
from service.batch.member_lists.rows import MemberRow
from service.batch.member_lists.values import (
    LOST_ZEROS,
    card_number,
    gender_value,
    is_error,
    is_mark,
    is_nothing,
    month_value,
    name_value,
    status_of,
    status_value,
    text_value,
    transfer_value,
)
from service.errors import Message

POSITIONS = ("position", "position_party", "position_government", "position_union")
_TEXTS = ("profile_no", "residence", "destination_cell", "destination_committee", "pending_reason", "note",
          "person_code")  # fmt: skip
_ORDER = ("full_name", "status", "birth", "gender", "party_card_no", "profile_no", "admission", "official", "position",
          "residence", "dues_paid_through", "note", "transfer_kind", "destination_cell", "destination_committee",
          "pending_reason", "person_code")  # fmt: skip
ADULT = 18
_BIRTHS = {"birth_male": "birth", "birth_female": "birth"}
_NEVER_FILLED_DOWN = frozenset({"full_name", "family_name", "given_name", "party_card_no", "ordinal", "profile_no"})


@dataclass(slots=True)
class _Row:
    """The row being read: values found so far, and where."""

    number: int
    cells: Sequence[Cell]
    values: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, value: str, column: int) -> None:
        if value:
            self.values[name] = value
            self.places[name] = place(self.number, column)


@dataclass(slots=True)
class Builder:
    """Makes members of rows by a plan. ``this_year``: a year of two figures is never after it."""

    grid: Grid
    plan: Plan
    notes: Notes
    this_year: int
    filled_down: Mapping[tuple[int, int], Cell]
    _has_official_dates: bool = True

    def says_official_dates(self, rows: Sequence[MemberRow]) -> None:
        """Look whether any row has a day of becoming official: a column that is blank throughout says nothing."""
        column = self.plan.first("official")
        self._has_official_dates = column is not None and any(
            not is_nothing(self._cell(_Row(each.row, self.grid.rows[each.row]), "official", column)) for each in rows
        )

    def member(self, source: MemberRow, titled: str | None) -> ListedMember | None:
        """The member of a row; None where its name cannot be read."""
        row = _Row(source.row, self.grid.rows[source.row])
        if not self._name(row):
            return None
        self._dates(row)
        self._gender(row)
        self._card(row)
        for name in _TEXTS:
            self._texts(row, name, (name,))
        self._texts(row, "position", POSITIONS)
        self._read(row, "dues_paid_through", month_value)
        self._read(row, "transfer_kind", transfer_value)
        self._status(row, source.status or "")
        self._texts(row, "cell", ("cell",))
        if source.destination and "destination_cell" not in row.values:
            row.values["destination_cell"] = source.destination
            row.places["destination_cell"] = source.destination_place
        own, own_place = row.values.pop("cell", None), row.places.pop("cell", "")
        payload = {name: row.values[name] for name in _ORDER if name in row.values}
        named, named_place = (own, own_place) if own else (source.group, source.group_place)
        unread = {name: text for name, text in row.unread.items() if name not in payload}
        return ListedMember(payload, named or titled, source.row + 1, row.places, named_place, unread)

    def _cell(self, row: _Row, name: str, column: int) -> Cell:
        cell = row.cells[column] if column < len(row.cells) else None
        if cell is None and name not in _NEVER_FILLED_DOWN:
            cell = self.filled_down.get((row.number, column))
        if is_error(cell):
            self.notes.error(
                "cell.error",
                place(row.number, column),
                Message(
                    "Ô là công thức hoặc báo lỗi của Excel (#REF!, #N/A …), không có giá trị; hãy ghi giá trị vào ô.",
                    "A formula or an error of Excel (#REF!, #N/A …) and no value; type the value.",
                ),
            )
            return None
        return cell

    def _value(self, row: _Row, name: str, column: int, read: Callable[[Cell], str]) -> str:
        cell = self._cell(row, name, column)
        if is_nothing(cell):
            return ""
        try:
            return read(cell)
        except CellFault as fault:
            if not self._is_asked(fault, column):
                self.notes.error(fault.code, place(row.number, column), fault.message)
            row.unread[_BIRTHS.get(name, name)] = " ".join(str(cell).split())
            return ""

    def _is_asked(self, fault: CellFault, column: int) -> bool:
        """Whether an open question is about it: its answer mends the cell, or has it told."""
        return fault.code == LOST_ZEROS and zeros_question(column) in self.notes.questions

    def _read(self, row: _Row, name: str, read: Callable[[Cell], str]) -> None:
        for column in self.plan.columns.get(name, ())[:1]:
            row.put(name, self._value(row, name, column, read), column)

    def _name(self, row: _Row) -> bool:
        columns = self.plan.columns.get("full_name") or [
            *self.plan.columns.get("family_name", ()),
            *self.plan.columns.get("given_name", ()),
        ]
        parts = [part for column in columns if (part := self._value(row, "full_name", column, self._one_name))]
        row.put("full_name", " ".join(parts), columns[0])
        if parts and (name := row.values["full_name"]).isupper() and len(name) > 3:
            self.notes.once(
                "name.capitals",
                row.places["full_name"],
                Message(
                    "Họ tên viết hoa toàn bộ, được giữ nguyên như trong tệp.",
                    "Names in capitals are kept as they were typed.",
                ),
            )
        return bool(parts)

    def _one_name(self, cell: Cell) -> str:
        name, shortened = name_value(cell)
        if shortened:
            self.notes.once(
                "name.honorific",
                "",
                Message("Chữ “đ/c”, “đồng chí” trước họ tên đã được bỏ.", "“Đ/c” before names was taken away."),
            )
        return name

    def _dates(self, row: _Row) -> None:
        for name, target in (
            ("birth", "birth"),
            ("birth_male", "birth"),
            ("birth_female", "birth"),
            ("admission", "admission"),
            ("official", "official"),
        ):
            for column in self.plan.columns.get(name, ()):
                if name == "official" and status_of(self._cell(row, name, column)):
                    continue
                value = self._value(row, name, column, partial(self._date, column=column, target=target))
                if value and target in row.values:
                    self._two_births(row, column)
                elif value:
                    row.put(target, value, column)
                    self._gender_by_column(row, name, column)
        self._birth_in_parts(row)

    def _date(self, cell: Cell, *, column: int, target: str) -> str:
        if two_figure_year(cell):
            self.notes.once(
                "dates.two-figures",
                letters(column),
                Message(
                    f"Cột {letters(column)}: năm hai chữ số được hiểu là năm gần nhất có thể (80: 1980); hãy xem lại.",
                    f"Column {letters(column)}: a year of two figures is the latest possible one (80 is 1980); check.",
                ),
                about=letters(column),
                level="warning",
            )
        latest = self.this_year - ADULT if target == "birth" else self.this_year
        return partial_date(cell, self.plan.orders.get(column, DateOrder()), latest)

    def _gender_by_column(self, row: _Row, name: str, column: int) -> None:
        gender = {"birth_male": "male", "birth_female": "female"}.get(name, "")
        row.put("gender", gender, column)

    def _two_births(self, row: _Row, column: int) -> None:
        self.notes.error(
            "row.two-births",
            place(row.number, column),
            Message(
                "Ngày sinh ghi ở cả cột Nam và cột Nữ; hãy bỏ một ô.",
                "A birth in the columns of men and of women; clear one.",
            ),
        )

    def _birth_in_parts(self, row: _Row) -> None:
        columns = [self.plan.first(name) for name in ("birth_day", "birth_month", "birth_year")]
        year = columns[2]
        if "birth" in row.values or year is None:
            return
        parts = [self._value(row, "birth", each, text_value) for each in columns if each is not None]
        written = "/".join(part for part in parts if part)
        if parts[-1]:
            row.put("birth", self._value_of(row, year, written), year)

    def _value_of(self, row: _Row, column: int, written: str) -> str:
        try:
            return self._date(written, column=column, target="birth")
        except CellFault as fault:
            self.notes.error(fault.code, place(row.number, column), fault.message)
            row.unread["birth"] = written
            return ""

    def _gender(self, row: _Row) -> None:
        self._read(row, "gender", gender_value)
        if "gender" in row.values:
            return
        marked = {name: self.plan.first(name) for name in ("gender_male", "gender_female")}
        for name, column in marked.items():
            if column is not None and is_mark(self._cell(row, name, column)):
                row.put("gender", name.removeprefix("gender_"), column)
        female = marked["gender_female"]
        if female is not None and marked["gender_male"] is None and "gender" not in row.values:
            row.put("gender", "male", female)

    def _card(self, row: _Row) -> None:
        column = self.plan.first("party_card_no")
        if column is None:
            return
        cell = self._cell(row, "party_card_no", column)
        padded = column in self.plan.padded
        number = self._value(row, "party_card_no", column, lambda each: card_number(each, padded=padded))
        row.put("party_card_no", number, column)
        if number and isinstance(cell, (int, float)):
            self.notes.once(
                "card.number",
                place(row.number, column),
                Message(
                    "Số thẻ nằm trong ô kiểu số, đủ chữ số nên được nhận; nên định dạng cột là Text.",
                    "Card numbers stand in cells of numbers; none lost a digit, but text is safer.",
                ),
            )

    def _texts(self, row: _Row, name: str, sources: Sequence[str]) -> None:
        found = [
            (value, column)
            for source in sources
            for column in self.plan.columns.get(source, ())
            if (value := self._value(row, source, column, self._text))
        ]
        if found:
            row.put(name, "; ".join(value for value, _ in found), found[0][1])

    def _text(self, cell: Cell) -> str:
        value = text_value(cell)
        if isinstance(cell, str) and value != cell.strip():
            self.notes.once(
                "cell.cleaned",
                "",
                Message(
                    "Đã bỏ ký tự ẩn, dấu cách thừa của Word, Excel trong ô: "
                    + ", ".join(each.vi for each in clean(cell)[1]) + ".",
                    "Cleaned of leftovers of Word and Excel: " + ", ".join(each.en for each in clean(cell)[1]) + ".",
                ),
                about=",".join(each.en for each in clean(cell)[1]),
            )  # fmt: skip
        return value

    def _status(self, row: _Row, of_group: str) -> None:
        said = of_group or self._said_status(row)
        official = self.plan.first("official")
        if said == "probationary" and "official" in row.values and official is not None:
            self.notes.warning(
                "row.status",
                place(row.number, official),
                Message(
                    "Ghi là dự bị nhưng có ngày chính thức; hãy xem lại.",
                    "On probation, yet with a day of becoming official; check.",
                ),
            )
        row.put("status", said or self._derived_status(row), _column_of(row))

    def _said_status(self, row: _Row) -> str:
        """By a column of its own, a mark, or the words in place of the official date or of the note."""
        self._read(row, "status", status_value)
        if said := row.values.get("status"):
            return said
        for name, value in (("probationary_mark", "probationary"), ("official_mark", "official")):
            column = self.plan.first(name)
            if column is not None and is_mark(self._cell(row, name, column)):
                return value
        for name in ("official", "note"):
            column = self.plan.first(name)
            cell = None if column is None else self._cell(row, name, column)
            if status_of(cell) == "probationary":
                return "probationary"
        if self.plan.first("probationary_mark") is not None:
            return "official"
        return "probationary" if self.plan.first("official_mark") is not None else ""

    def _derived_status(self, row: _Row) -> str:
        column = self.plan.first("official")
        if "official" in row.values:
            return "official"
        if self._has_official_dates and column is not None:
            if is_nothing(self._cell(row, "official", column)):
                self.notes.once(
                    "status.derived",
                    place(row.number, column),
                    Message(
                        "Không có ngày chính thức nên được hiểu là đảng viên dự bị; hãy xem lại.",
                        "Without a day of becoming official: taken to be on probation; check.",
                    ),
                    level="warning",
                )
                return "probationary"
            return "official"
        answer = self.notes.ask(_STATUS_QUESTION)
        return "" if answer == "leave" else answer


_STATUS_QUESTION = Question(
    "status",
    "",
    Message(
        "Danh sách không cho biết ai là đảng viên chính thức, ai là dự bị. Tất cả là đảng viên chính thức?",
        "The list does not say who is official and who on probation. Are all of them official?",
    ),
    (
        Choice("official", Message("tất cả là chính thức", "all are official")),
        Choice("leave", Message("không, để ghi thêm vào danh sách", "no, the list will be completed")),
    ),
    "leave",
)


def _column_of(row: _Row) -> int:
    """Where a derived status is told: beside the name."""
    return _column_number(row.places["full_name"])


def _column_number(where: str) -> int:
    number = 0
    for letter in where.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number - 1
