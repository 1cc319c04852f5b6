"""Single cells to the values of a payload: texts, marks, card numbers, months, choices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from service.batch.cleaning import clean
from service.batch.member_lists.dates import CellFault, DateOrder, partial_date
from service.batch.member_lists.grid import Cell
from service.batch.member_lists.headings import without_marks
from service.errors import Message

LONGEST_TEXT = 5_000
LONGEST_NAME = 200
LOST_ZEROS = "cell.card-zeros"
EXCEL_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
_MARKS = frozenset({"x", "xx", "v", "✓", "✔", "☑", "√", "+", "1", "co", "ü", "þ", "true", "*"})
_NOTHING = frozenset({"", "-", "--", "0", "o", "khong", "chua co", "chua", "khong co", "/", "."})
_EXPONENT = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]+")
_CARD_SEPARATORS = re.compile(r"[\s.\-']+")
_MONTH = re.compile(r"(?:(?:den|het|thang|t|nam)\s*)*([0-9]{1,2})\s+(?:nam\s+)?([0-9]{4})")
_YEAR_MONTH = re.compile(r"([0-9]{4})\s+([0-9]{1,2})")
_HONORIFIC = re.compile(r"^(?:đ\s*/\s*c|đc|đồng chí)[.:\s]\s*", re.IGNORECASE)
_MOST_EXACT = 10**15
_LONGEST_NOTHING = 12


def is_blank(cell: Cell) -> bool:
    """No value, or nothing but blanks."""
    return cell is None or (
        isinstance(cell, str) and (not cell or (len(cell) < 100 and not cell.strip(" \t\r\n\xa0\u200b")))
    )


def is_error(cell: Cell) -> bool:
    """An error of Excel, or a formula that was pasted as text."""
    return isinstance(cell, str) and cell[:1] in "#=" and (cell.strip() in EXCEL_ERRORS or cell.startswith("="))


def is_nothing(cell: Cell) -> bool:
    """Blank, or a dash or word that says so."""
    if isinstance(cell, str) and len(cell) > _LONGEST_NOTHING:
        return is_blank(cell)
    return is_blank(cell) or cell is False or _key(cell) in _NOTHING


def is_mark(cell: Cell) -> bool:
    """``x`` or one of its like."""
    if isinstance(cell, str) and len(cell) > _LONGEST_NOTHING:
        return False
    return cell is True or (not is_blank(cell) and (str(cell).strip().lower() in _MARKS or _key(cell) in _MARKS))


def _key(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = cell if isinstance(cell, str) else str(cell)
    return _short_key(text) if len(text) < 30 else text


_short_key = lru_cache(maxsize=8192)(without_marks)


def text_value(cell: Cell, longest: int = LONGEST_TEXT) -> str:
    """The cell as text, cleaned. Raises :class:`CellFault` where it is far too long."""
    if isinstance(cell, str):
        if len(cell) > longest * 4 or len(text := clean(cell)[0]) > longest:
            raise CellFault(
                "cell.long",
                Message(f"Ô dài quá {longest} ký tự; hãy xem lại.", f"More than {longest} characters; check the cell."),
            )
        return text
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _MOST_EXACT:
        return str(int(cell))
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else "" if cell is None else str(cell)


def name_value(cell: Cell) -> tuple[str, bool]:
    """A name on one line without Đ/c before it, and whether that was taken away. Raises :class:`CellFault`."""
    text = " ".join(text_value(cell, LONGEST_NAME).split())
    bare = _HONORIFIC.sub("", text)
    if not any(character.isalpha() for character in bare):
        raise CellFault("cell.name", Message("Ô họ tên không có chữ nào.", "The name has no letter."))
    return bare, bare != text


def digits_of_card(cell: Cell) -> str:
    """The digits of a card number, however many; "" for nothing. Raises :class:`CellFault` where digits are lost."""
    if isinstance(cell, bool) or is_nothing(cell) or status_of(cell) == "probationary":
        return ""
    if isinstance(cell, (int, float)):
        if not float(cell).is_integer() or not 0 < cell < _MOST_EXACT:
            raise _lost_digits()
        return str(int(cell))
    text = text_value(cell)
    if _EXPONENT.fullmatch(text):
        raise _lost_digits()
    digits = _CARD_SEPARATORS.sub("", text)
    if not re.fullmatch("[0-9]+", digits):
        raise _no_card()
    return digits


def lost_zeros(digits: str) -> int:
    """The length of the card number that leading zeros were taken from; 0 where the length is right or hopeless."""
    return 8 if 5 <= len(digits) <= 7 else 12 if 9 <= len(digits) <= 11 else 0


def card_number(cell: Cell, *, padded: bool) -> str:
    """8 or 12 digits, or "". ``padded``: leading zeros that Excel took are put back. Raises :class:`CellFault`."""
    digits = digits_of_card(cell)
    if length := lost_zeros(digits):
        if padded:
            return digits.zfill(length)
        raise CellFault(
            LOST_ZEROS,
            Message(
                f"Số thẻ chỉ còn {len(digits)} chữ số: có thể Excel đã bỏ số 0 ở đầu (số thẻ có 8 hoặc 12 chữ số); hãy "
                "định dạng cột là Text rồi nhập lại.",
                f"Only {len(digits)} digits: Excel may have dropped leading zeros (cards have 8 or 12).",
            ),
        )
    if digits and len(digits) not in (8, 12):
        raise _no_card()
    return digits


def _no_card() -> CellFault:
    return CellFault(
        "cell.card",
        Message(
            "Số thẻ đảng viên phải có 8 hoặc 12 chữ số; chưa có thẻ thì để trống.",
            "A card number has 8 or 12 digits; leave it blank where there is no card.",
        ),
    )


def _lost_digits() -> CellFault:
    return CellFault(
        "cell.card-digits",
        Message(
            "Excel đã làm tròn số thẻ, không còn đủ chữ số; hãy định dạng cột là Text rồi nhập lại số thẻ.",
            "Excel has rounded the card number and digits are lost; format the column as text and type it again.",
        ),
    )


def month_value(cell: Cell) -> str:
    """``2026-07`` from 7/2026, T7/2026, tháng 7 năm 2026 or a date. Raises :class:`CellFault`."""
    text = partial_date(cell, DateOrder(), 2100) if isinstance(cell, date) else text_value(cell)
    plain = without_marks(text)
    found = _MONTH.fullmatch(plain) or re.fullmatch(r"[0-9]{1,2} ([0-9]{1,2}) ([0-9]{4})", plain)
    month, year = found.groups() if found else ("", "")
    if reverse := _YEAR_MONTH.fullmatch(plain):
        year, month = reverse.groups()
    if not year or not 1 <= int(month) <= 12 or not "1900" <= year <= "2999":
        raise CellFault(
            "cell.month",
            Message("Phải ghi tháng và năm, ví dụ 7/2026.", "Give month and year, e.g. 7/2026."),
        )
    return f"{year}-{int(month):02d}"


_STATUS = {
    "chinh thuc": "official", "ct": "official", "dang vien chinh thuc": "official", "dv chinh thuc": "official",
    "dvct": "official", "official": "official", "du bi": "probationary", "db": "probationary",
    "dang vien du bi": "probationary", "dv du bi": "probationary", "dvdb": "probationary",
    "probationary": "probationary",
}  # fmt: skip
_GENDER = {"nam": "male", "m": "male", "male": "male", "ong": "male", "nu": "female", "f": "female", "female": "female",
           "ba": "female"}  # fmt: skip
_TRANSFER = {
    "noi bo": "internal", "trong dang bo": "internal", "internal": "internal", "chinh thuc": "official",
    "ngoai dang bo": "official", "official": "official", "tam thoi": "temporary", "temporary": "temporary",
    "chua chuyen": "pending", "pending": "pending",
}  # fmt: skip


def status_of(cell: Cell) -> str | None:
    """``official`` or ``probationary`` where the words say so."""
    return _STATUS.get(_key(cell)) if isinstance(cell, str) else None


def _choice(choices: Mapping[str, str], code: str, words: str, cell: Cell) -> str:
    value = choices.get(_key(cell))
    if value is None:
        raise CellFault(code, Message(f"Phải ghi một trong: {words}.", f"Must be one of: {words}."))
    return value


def status_value(cell: Cell) -> str:
    """As :func:`status_of`. Raises :class:`CellFault` for other words."""
    return _choice(_STATUS, "cell.status", "chính thức, dự bị", cell)


def gender_value(cell: Cell) -> str:
    """``male`` or ``female``. Raises :class:`CellFault`."""
    return _choice(_GENDER, "cell.gender", "nam, nữ", cell)


def transfer_value(cell: Cell) -> str:
    """A kind of transfer. Raises :class:`CellFault`."""
    return _choice(_TRANSFER, "cell.transfer", "nội bộ, chính thức, tạm thời, chưa chuyển", cell)
