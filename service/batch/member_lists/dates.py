"""Days, months and years as lists write them, to the payload's ``PartialDate``.

A whole column is judged at once. Excel with settings of the United States turns a typed 05/02/1980 into 2 May and
leaves 13/5/1980 as text: a column of real dates without any day above 12, beside dates in text, is asked about. In text
the day comes first unless the column shows the opposite (05/25/1980, and no first figure above 12).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from service.batch.cleaning import clean
from service.batch.member_lists.grid import Cell
from service.errors import Message

_EPOCH = date(1899, 12, 30)
_SERIALS = range(3000, 110_000)  # 1908 to 2201
_YEARS = range(1850, 2201)
_LONGEST = 60
_WORDS = re.compile(
    r"\b(?:sinh|ngày|ngay|tháng|thang|năm|nam|vào|kết nạp)\b|[()…_]|\.{2,}|(?<=\d)[T ]\d\d:\d\d(?::\d\d)?$"
)
_SEPARATORS = re.compile(r"[\s./\\,\-\u2010-\u2015]+")
_FORMS = tuple(
    map(
        re.compile,
        (
            "(?P<year>[0-9]{4})/(?P<second>[0-9]{1,2})/(?P<first>[0-9]{1,2})",
            "(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})/(?P<year>[0-9]{4}|[0-9]{2})",
            "(?P<second>[0-9]{1,2})/(?P<year>[0-9]{4})",
            "(?P<year>[0-9]{4})",
            "(?P<first>[0-9]{2})(?P<second>[0-9]{2})(?P<year>[0-9]{4})",
        ),
    )
)
_ISO = 0


class CellFault(Exception):
    """A cell cannot be read; ``message`` says what it should hold, never what it holds."""

    def __init__(self, code: str, message: Message) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Written:
    """A date in text: its figures as typed, "" for what is not there; ``iso`` where the year came first."""

    first: str
    second: str
    year: str
    iso: bool


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How a column is read: text with the month first; real dates with day and month exchanged."""

    month_first: bool = False
    exchanged: bool = False


@dataclass(slots=True)
class DateColumn:
    """What the cells of a column show of the order of day and month."""

    real: int = 0
    real_above_12: bool = False
    full_texts: int = 0
    first_above_12: bool = False
    second_above_12: bool = False
    example: date | None = None
    example_row: int = 0

    @property
    def month_first(self) -> bool:
        """Whether text can only be read with the month first."""
        return self.second_above_12 and not self.first_above_12

    @property
    def doubtful(self) -> bool:
        """Whether real dates may have been made by a PC that takes the month first."""
        return bool(self.real and self.full_texts and not self.real_above_12 and self.example)


def examine(cells: Iterable[tuple[int, Cell]]) -> DateColumn:
    """The (row, cell) pairs of a column, seen together."""
    seen = DateColumn()
    for row, cell in cells:
        if (day := real_date(cell)) is not None:
            seen.real += 1
            seen.real_above_12 = seen.real_above_12 or day.day > 12
            if seen.example is None and day.day != day.month:
                seen.example, seen.example_row = day, row
        elif isinstance(cell, str) and (written := _written(cell)) and written.first and not written.iso:
            seen.full_texts += 1
            seen.first_above_12 = seen.first_above_12 or int(written.first) > 12
            seen.second_above_12 = seen.second_above_12 or int(written.second) > 12
    return seen


def real_date(cell: Cell) -> date | None:
    """A date cell, or the serial number of one (1900 to 2100 is a year and no serial number)."""
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and _is_serial(cell):
        return _EPOCH + timedelta(days=int(cell))
    return None


def _is_serial(number: float) -> bool:
    return number == number and 3000 <= number < _SERIALS.stop


def looks_like_a_date(cell: Cell) -> bool:
    """Whether the cell holds a date, a month with its year, or a year."""
    if real_date(cell) is not None or (isinstance(cell, float) and cell in _YEARS):
        return True
    return isinstance(cell, str) and _written(cell) is not None


def partial_date(cell: Cell, order: DateOrder, latest_year: int) -> str:
    """``dd/mm/yyyy``, ``mm/yyyy`` or ``yyyy``, figures as typed. Raises :class:`CellFault`.

    A year of two figures is the last such year that is not after ``latest_year``.
    """
    day = real_date(cell)
    if day is not None:
        first, second = (day.month, day.day) if order.exchanged and day.day <= 12 else (day.day, day.month)
        return _checked(f"{first:02d}", f"{second:02d}", str(day.year))
    written = _written(_text(cell))
    if written is None:
        raise _fault()
    first_text, second_text = written.first, written.second
    if order.month_first and first_text and not written.iso:
        first_text, second_text = second_text, first_text
    return _checked(first_text, second_text, _whole_year(written.year, latest_year))


def two_figure_year(cell: Cell) -> bool:
    """Whether the cell writes a year of two figures."""
    return isinstance(cell, str) and (written := _written(cell)) is not None and len(written.year) == 2


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer() and cell > 0:
        figures = str(int(cell))
        return figures.zfill(8) if len(figures) == 7 else figures
    return cell if isinstance(cell, str) else str(cell)


def _written(text: str) -> Written | None:
    return _short_written(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=8192)
def _short_written(text: str) -> Written | None:
    plain = _SEPARATORS.sub("/", _WORDS.sub(" ", clean(text)[0].lower()).strip()).strip("/")
    for number, form in enumerate(_FORMS):
        if found := form.fullmatch(plain):
            groups = found.groupdict("")
            first, second = (_unless_zero(groups.get(name, "")) for name in ("first", "second"))
            return Written(first if second else "", second, groups["year"], number == _ISO)
    return None


def _unless_zero(figures: str) -> str:
    """Lists write 00/00/1955 where only the year is known."""
    return figures if figures.strip("0") else ""


def _whole_year(year: str, latest_year: int) -> str:
    if len(year) == 4:
        return year
    century = latest_year // 100 * 100
    return str(century + int(year) if century + int(year) <= latest_year else century - 100 + int(year))


def _checked(first: str, second: str, year: str) -> str:
    try:
        date(int(year), int(second or 1), int(first or 1))
    except ValueError:
        raise _no_such_day() if int(year) in _YEARS else _fault() from None
    if int(year) not in _YEARS:
        raise _fault()
    return "/".join(part for part in (first, second, year) if part)


def _no_such_day() -> CellFault:
    return CellFault(
        "cell.date",
        Message(
            "Không có ngày này trong lịch; hãy xem lại ngày và tháng, ghi dạng ngày/tháng/năm, ví dụ 12/3/1980.",
            "There is no such day; look at day and month again, and write day/month/year, e.g. 12/3/1980.",
        ),
    )


def _fault() -> CellFault:
    return CellFault(
        "cell.date",
        Message(
            "Không đọc được ngày; hãy ghi dạng ngày/tháng/năm, tháng/năm hoặc năm, ví dụ 12/3/1980, 3/1980, 1980.",
            "Not a date; write day/month/year, month/year or year, e.g. 12/3/1980, 3/1980, 1980.",
        ),
    )
