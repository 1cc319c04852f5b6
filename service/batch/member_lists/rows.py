"""Rows below the header: members, and what is none (names of cells, totals, repeated headers, the signature)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service.batch.cleaning import clean
from service.batch.member_lists.found import Notes, Reason, SkippedRows
from service.batch.member_lists.grid import Cell, Grid, place
from service.batch.member_lists.header import HeaderTexts, changes, heading_of, numbers_columns, repeats
from service.batch.member_lists.headings import without_marks
from service.batch.member_lists.values import is_blank, status_of
from service.errors import Message

_LONGEST = 200
_TOTAL_FIRST = re.compile(r"\W*(?:tổng|cộng|tong|cong|danh|ấn|an)\b", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:tong cong|tong so|tong|cong)(?: (?:co|la|gom|danh sach|so|chi bo|nay|dang vien|don vi))*"
    r"(?: [0-9]+(?: .*)?| chinh thuc.*)?|(?:an dinh )?danh sach (?:nay )?(?:gom|co) .*[0-9].*"
)
_COUNTED = re.compile(r"([0-9]+) (?:dang vien|dong chi|d c|dc|dv|nguoi|d v)\b")
_NUMBER = re.compile("[0-9]+")
_ROMAN = re.compile(r"\(?(?:[IVXLC]+|[A-HĐ])\)?[.)\-/]?", re.IGNORECASE)
# With its marks: Tô and Bàn are family names, tổ and bản are places.
_ORGANISATION = re.compile(r"(?:chi bộ|chi bo|đảng bộ|đảng ủy|đảng uỷ|chi ủy|chi uỷ|cb)\b.*", re.DOTALL)
_PLACE = re.compile(
    r"(?:thôn|xóm|ấp|bản|khu phố|khu dân cư|kdc|tổ dân phố|tdp|tổ đảng|khối|khóm|"
    r"buôn|làng|tổ (?:số )?[0-9]+)\b.*",
    re.DOTALL,
)
_RECEIVING = re.compile(
    r"(?:(?:danh sách )?đảng viên )?(?:(?:được )?chuyển (?:sinh hoạt (?:đảng )?)?(?:đến|về|sang)|nơi chuyển đến|"
    r"nơi tiếp nhận)\s*:?\s*(?=(?:chi bộ|cb|đảng bộ)\b)",
    re.IGNORECASE,
)
_LEADING_NUMERAL = re.compile(r"^\(?(?:[IVXLC]+|[A-HĐ]|[0-9]{1,3})\)?\s*[.)\-/:]+\s*")
_TRAILING_COUNT = re.compile(
    r"\s*(?:[(:,\-–]\s*|\bcó\s+)(?:có\s+)?[0-9]+\s*(?:đảng viên|đồng chí|đ/c|đ\.c|đv|người).*$", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"(?:nguoi lap|nguoi tong hop|lap bieu|lap bang|nguoi ghi|t m|tm|k t|kt|t l|tl|thay mat|xac nhan|noi nhan|"
    r"thu truong|ky ten|ky ghi ro|ky va ghi|da ky)\b.*|(?:pho )?bi thu(?: chi bo| dang uy)?|chu tich|chi uy|dang uy|"
    r"ban thuong vu|"
    r".*\bngay [0-9 ]*thang [0-9 ]*nam [0-9 ]*"
)
_NOTE = re.compile(r"(?:ghi chu|luu y|chu thich)\b.*")
_TITLED_CELL = re.compile(
    r"^(?:danh sách (?:trích ngang )?(?:các )?(?:đồng chí )?đảng viên\s+(?:(?:đang )?sinh hoạt (?:tại|ở)\s+|của\s+|"
    r"thuộc\s+)?)?(?=chi bộ\b:?\s*\S)",
    re.IGNORECASE,
)
_TITLED_TIME = re.compile(
    r"[\s,(\-–]+(?:(?:tính )?(?:đến )?(?:ngày|tháng|năm|quý)\s+[0-9]|\((?:tính|kèm|ban hành)|kèm theo\b).*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A row (from 0) that holds a member, and what the group rows above say: the cell, official or on probation.

    ``group_place`` is where the cell is named. ``destination`` is the cell that receives the members below its row.
    """

    row: int
    group: str | None
    status: str | None = None
    group_place: str = ""
    destination: str | None = None
    destination_place: str = ""


@dataclass(slots=True)
class RowSorter:
    """Sorts the rows below a header one after the other; it remembers the group and whether the signature has begun."""

    grid: Grid
    names: Sequence[int]
    ordinal: int | None
    header_rows: Sequence[HeaderTexts]
    notes: Notes
    cell: str | None = None
    cell_place: str = ""
    destination: str | None = None
    destination_place: str = ""
    members: list[MemberRow] = field(default_factory=list)
    skipped: list[SkippedRows] = field(default_factory=list)
    _wide: dict[int, set[int]] = field(default_factory=dict)
    _status: str | None = None
    _signed: bool = False
    _after_header: bool = True
    _group_start: int = 0
    _announced: tuple[int, str] | None = None

    def sort(self, first: int) -> None:
        """Sort the rows from ``first`` (from 0) to the end."""
        names = set(self.names)
        for merged in self.grid.merged:
            if merged.right > merged.left and not (merged.left in names and merged.right in names):
                self._wide.setdefault(merged.top, set()).add(merged.left)
        for number in range(first, len(self.grid.rows)):
            row = self.grid.rows[number]
            reason = self._reason(number, row)
            if reason is None:
                self.members.append(self._member_row(number))
            else:
                self.skip(number, reason)
            if reason not in ("header", "numbering", "blank"):
                self._after_header = False
        self._check_announced()

    def _member_row(self, number: int) -> MemberRow:
        return MemberRow(number, self.cell, self._status, self.cell_place, self.destination, self.destination_place)

    def skip(self, number: int, reason: Reason) -> None:
        """Note a row (from 0); equal neighbours become one entry."""
        last = self.skipped[-1] if self.skipped else None
        if last and last.reason == reason and last.last == number:
            self.skipped[-1] = SkippedRows(last.first, number + 1, reason)
        else:
            self.skipped.append(SkippedRows(number + 1, number + 1, reason))

    def _reason(self, number: int, row: Sequence[Cell]) -> Reason | None:
        filled = [index for index, cell in enumerate(row) if not is_blank(cell)]
        if not filled:
            return "blank"
        if self._after_header and numbers_columns(row):
            return "numbering"
        named = any(index in filled for index in self.names)
        numbered = self.ordinal in filled and _is_number(row[self.ordinal or 0])
        if named and numbered and len(filled) >= 4:
            self._signed = False
            return None
        return self._special(number, row, filled) or self._plain(number, filled, named=named, numbered=numbered)

    def _special(self, number: int, row: Sequence[Cell], filled: list[int]) -> Reason | None:
        if repeats(row, self.header_rows):
            self._signed, self._after_header = False, True
            return "header"
        if changes(row, self.names, self.header_rows):
            self._tell_changed_header(number)
            return "header"
        lead = self._lead(row, filled)
        plain = without_marks(lead)
        if _TOTAL_FIRST.match(lead) and _TOTAL.fullmatch(plain):
            self._check_total(number, row, filled, plain)
            return "total"
        if _NOTE.fullmatch(plain.lstrip("* ")):
            return "note"
        if self._is_signature(row, filled):
            self._signed = True
            return "signature"
        if self._is_group(number, row, filled):
            self._begin_group(number, row, filled)
            return "group"
        return "signature" if self._signed else None

    def _tell_changed_header(self, number: int) -> None:
        self._signed, self._after_header = False, True
        self.notes.error(
            "header.changed",
            place(number, self.names[0]),
            Message(
                "Từ dòng này tiêu đề cột khác với phía trên, nên các cột phía dưới có thể đọc sai; hãy tách thành hai "
                "danh sách hoặc xếp lại các cột cho giống nhau.",
                "From this row on the headings differ from those above, so the columns may be misread; part the lists.",
            ),
        )

    def _plain(self, number: int, filled: list[int], *, named: bool, numbered: bool) -> Reason | None:
        if named:
            return None
        if numbered and len(filled) == 1:
            return "blank"
        self.notes.error(
            "row.no-name",
            place(number, self.names[0]),
            Message(
                "Dòng này có dữ liệu nhưng không có họ tên, nên bị bỏ qua; hãy bổ sung họ tên hoặc xóa dòng.",
                "This row has data but no name and was left out; add the name or delete the row.",
            ),
        )
        return "no_name"

    def _lead(self, row: Sequence[Cell], filled: Sequence[int]) -> str:
        """The name, or where there is none the first text of the row."""
        named = [index for index in self.names if index in filled]
        for index in (*named, *filled):
            cell = row[index]
            if (
                isinstance(cell, str)
                and len(cell) <= _LONGEST
                and not (index == self.ordinal and _ROMAN.fullmatch(cell))
            ):
                return clean(cell)[0]
        return ""

    def _is_signature(self, row: Sequence[Cell], filled: list[int]) -> bool:
        if len(filled) > 4:
            return False
        named = [index for index in self.names if index in filled]
        looked_at = named or [index for index in filled if isinstance(row[index], str)]
        return any(
            isinstance(text := row[index], str) and len(text) <= _LONGEST and _SIGNATURE.fullmatch(without_marks(text))
            for index in looked_at
        )

    def _is_group(self, number: int, row: Sequence[Cell], filled: list[int]) -> bool:
        """Whether the row names the cell of the members below, or the cell that receives them."""
        words = [index for index in filled if not self._is_numeral(row[index], index)]
        if len(words) != 1 or not isinstance(row[words[0]], str) or len(filled) > 3:
            return False
        index, text = words[0], str(row[words[0]])
        if len(text) > _LONGEST or self._signed:
            return False
        plain = _LEADING_NUMERAL.sub("", clean(text)[0]).lower()
        if _ORGANISATION.fullmatch(plain) or _RECEIVING.match(plain) or (_PLACE.fullmatch(plain) and len(filled) <= 2):
            return index in self.names or index == self.ordinal or len(filled) == 1
        if index in self._wide.get(number, ()) or index == self.ordinal:
            return True
        roman = self.ordinal is not None and self.ordinal in filled and not _is_number(row[self.ordinal])
        return roman and index in self.names and len(filled) == 2

    def _is_numeral(self, cell: Cell, index: int) -> bool:
        return _is_number(cell) or (index == self.ordinal and isinstance(cell, str) and bool(_ROMAN.fullmatch(cell)))

    def _begin_group(self, number: int, row: Sequence[Cell], filled: Iterable[int]) -> None:
        self._check_announced()
        column, text = next((i, str(row[i])) for i in filled if not self._is_numeral(row[i], i))
        name = cell_name(text)
        self._status = status_of(name)
        if self._status is None and (receiving := _RECEIVING.match(name)):
            self.destination, self.destination_place = name[receiving.end() :], place(number, column)
        elif self._status is None:
            self.cell, self.cell_place = name, place(number, column)
            self.destination, self.destination_place = None, ""
        self._group_start = len(self.members)
        if counted := _COUNTED.search(without_marks(text)):
            self._announced = int(counted[1]), place(number, 0)

    def _check_announced(self) -> None:
        """What the row of a cell's name says of its members."""
        if self._announced and self._announced[0] != (real := len(self.members) - self._group_start):
            self._mismatch(self._announced[1], self._announced[0], real)
        self._announced = None

    def _check_total(self, number: int, row: Sequence[Cell], filled: Sequence[int], plain: str) -> None:
        said = _numbers_said(plain) or [
            int(cell) for index in filled if isinstance(cell := row[index], (int, float)) and float(cell).is_integer()
        ]
        real = {len(self.members), len(self.members) - self._group_start}
        if said and not real & {*said, sum(said)}:
            whole = plain.startswith(("tong", "an", "danh")) or self._group_start == 0
            self._mismatch(place(number, filled[0]), said[0], max(real) if whole else min(real))

    def _mismatch(self, where: str, said: int, real: int) -> None:
        self.notes.warning(
            "total.mismatch",
            where,
            Message(
                f"Dòng này ghi {said} đảng viên, danh sách đọc được {real}; hãy xem lại.",
                f"This row says {said} members, {real} were read; check.",
            ),
        )


def _numbers_said(plain: str) -> list[int]:
    if counted := _COUNTED.search(plain):
        return [int(counted[1])]
    return [int(figures) for figures in _NUMBER.findall(plain)][:1]


def _is_number(cell: Cell) -> bool:
    if isinstance(cell, str):
        return len(cell) < 12 and cell.strip(" .)").isdecimal()
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def cell_name(text: str) -> str:
    """The name of a cell as typed, without the numeral before it and the count behind."""
    name = " ".join(clean(text)[0].split())
    name = _TRAILING_COUNT.sub("", _LEADING_NUMERAL.sub("", name))
    return name.strip(" :;-–") or text.strip()


def titled_cell(rows: Iterable[Sequence[Cell]]) -> str | None:
    """The one cell that the title above a list names (``CHI BỘ THÔN ĐÔNG``); None where there are several or none."""
    found = {
        cell_name(_TITLED_TIME.sub("", _TITLED_CELL.sub("", text, count=1)))
        for row in rows
        for cell in row
        if isinstance(cell, str)
        for line in cell[:_LONGEST].split("\n")
        if (text := heading_of(line)) and _TITLED_CELL.match(text)
    }
    return found.pop() if len(found) == 1 else None
