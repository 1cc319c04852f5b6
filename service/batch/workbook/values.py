"""A value of a payload as a cell holds it, and a cell read back as a value.

Readers and showers have one signature, whether they need the column or not.
"""
# ruff: noqa: ARG001

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, NamedTuple, Protocol

from service.batch.workbook import dates, messages
from service.batch.workbook.columns import Column
from service.batch.workbook.naming import nearest
from service.batch.workbook.packing import (
    BETWEEN_CELLS,
    BETWEEN_FIELDS,
    lines_of,
    packed_line,
    packed_lines,
    packed_rows,
    parts_of,
    rows_of,
)
from service.batch.workbook.words import folded
from service.errors import Message

Cell = str | float | int | bool | date | datetime | time | None
"""What python-calamine gives for a cell."""

BLANKS = " \t\r\n"
MIDNIGHT = time()

_ERROR_VALUE = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|GETTING_DATA|SPILL!|CALC!)")
_WHOLE = re.compile(r"[+-]?\d+")
_GROUPED = re.compile(r"\d{1,3}(?:[. \u00a0]\d{3})+")
_DECIMAL = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:[. \u00a0]\d{3})+)(?:,\d+)?")
_POINTED = re.compile(r"[+-]?\d+\.\d+")
_LIKE_GROUPS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_TRUE = frozenset({"x", "có", "co", "đúng", "true", "1", "✓", "✔"})
_FALSE = frozenset({"không", "ko", "khong", "sai", "false", "0"})
_MOST_WHOLE = 2.0**53


class Clean(Protocol):
    """Takes away what Word and web pages leave in a text; says what it took away. A function of a module."""

    def __call__(self, text: str) -> tuple[str, tuple[Message, ...]]:
        """The clean text, and a note for each kind of leftover."""


def as_typed(text: str) -> tuple[str, tuple[Message, ...]]:
    """The text with nothing taken away."""
    return text, ()


class Refusal(NamedTuple):
    """Why a cell cannot be read as its column wants it."""

    code: str
    message: Message


class Read(NamedTuple):
    """The value of a cell, and what was cleaned away in it."""

    value: Any
    notes: tuple[Message, ...] = ()


class Formula(NamedTuple):
    """A cell with a formula, and the result that was saved with it; a program that does not compute saves none."""

    result: Cell


class ErrorValue(str):
    """A cell that shows an error of Excel, such as ``#REF!``."""

    __slots__ = ()


Raw = Cell | Formula


def is_blank(cell: Raw) -> bool:
    """Whether a cell says nothing; a formula says something, also without a result."""
    return cell is None or (isinstance(cell, str) and not cell.strip(BLANKS))


def text_of(cell: Raw) -> str:
    """A cell as it was typed, for codes and headings: a workbook holds 105 as 105.0."""
    if isinstance(cell, Formula):
        return text_of(cell.result)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) <= _MOST_WHOLE:
        cell = int(cell)
    return unicodedata.normalize("NFC", "" if cell is None else str(cell)).strip(BLANKS)


def read_cell(column: Column, cell: Cell, clean: Clean = as_typed) -> Read | Refusal:
    """A cell that is not blank as the value of its column. A text that is cleaned to nothing is read as None."""
    notes: tuple[Message, ...] = ()
    if isinstance(cell, ErrorValue):
        return Refusal("cell.error-value", messages.error_value(cell))
    if isinstance(cell, str):
        text, notes = clean(cell)
        cell = text.strip(BLANKS)
        if not cell:
            return Read(None, notes)
        if _ERROR_VALUE.fullmatch(cell):
            return Refusal("cell.error-value", messages.error_value(cell))
    found = _READERS.get(column.kind, _text)(column, cell)
    return found if isinstance(found, Refusal) else Read(found, notes)


def _text(column: Column, cell: Cell) -> object:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return Refusal("cell.not-text", messages.TURNED_INTO_DATE)
    return text_of(cell) if float(cell).is_integer() else f"{cell:.15g}".replace(".", ",")


def _identifier(column: Column, cell: Cell) -> object:
    return cell if isinstance(cell, str) else Refusal("cell.number-for-code", messages.NUMBER_FOR_CODE)


def _integer(column: Column, cell: Cell) -> object:
    number = _number(column, cell)
    if isinstance(cell, str) and not (_WHOLE.fullmatch(cell) or _GROUPED.fullmatch(cell)):
        return Refusal("cell.integer", messages.WHOLE_NUMBER)
    if isinstance(cell, str) and not isinstance(number, int):
        return int(re.sub(r"\D", "", cell))
    return number if isinstance(number, int) else Refusal("cell.integer", messages.WHOLE_NUMBER)


def _number(column: Column, cell: Cell) -> object:
    if isinstance(cell, str):
        return _typed_number(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return Refusal("cell.number", messages.NUMBER)
    return int(cell) if float(cell).is_integer() and abs(cell) <= _MOST_WHOLE else cell


def _typed_number(text: str) -> object:
    """``1.240,5`` as in Vietnam; ``92.4`` too, but ``1.240`` could be either."""
    if _LIKE_GROUPS.fullmatch(text):
        return Refusal("cell.number-ambiguous", messages.ambiguous_number(text))
    if _POINTED.fullmatch(text):
        return float(text)
    if not _DECIMAL.fullmatch(text) or len(text) > 30:
        return Refusal("cell.number", messages.NUMBER)
    plain = re.sub("[. \u00a0]", "", text).replace(",", ".")
    return float(plain) if "." in plain else int(plain)


def _boolean(column: Column, cell: Cell) -> object:
    word = folded(text_of(cell)) if isinstance(cell, str | int | float) else ""
    if word in _TRUE:
        return True
    return False if word in _FALSE else Refusal("cell.yes-no", messages.YES_OR_NO)


def _day(column: Column, cell: Cell) -> object:
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == MIDNIGHT else Refusal("cell.day", messages.DAY)
    if isinstance(cell, date):
        return cell.isoformat()
    day = dates.day_of(cell) if isinstance(cell, str) else None
    return day.isoformat() if day else Refusal("cell.day", messages.DAY)


def _moment(column: Column, cell: Cell) -> object:
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="auto")
    moment = dates.moment_of(cell) if isinstance(cell, str) else None
    return moment.isoformat() if moment else Refusal("cell.moment", messages.MOMENT)


def _month(column: Column, cell: Cell) -> object:
    if isinstance(cell, date):
        return f"{cell.year:04d}-{cell.month:02d}"
    month = dates.month_of(cell) if isinstance(cell, str) else None
    return month or Refusal("cell.month", messages.MONTH)


def _partial(column: Column, cell: Cell) -> object:
    if isinstance(cell, date):
        return dates.shown_day(cell)
    typed = text_of(cell)
    if not isinstance(cell, str) and not (typed.isdigit() and dates.FIRST_YEAR <= int(typed) <= dates.LAST_YEAR):
        return Refusal("cell.partial-date", messages.PARTIAL_DATE)
    return dates.partial_of(typed) or Refusal("cell.partial-date", messages.PARTIAL_DATE)


def _choice(column: Column, cell: Cell) -> object:
    word = folded(text_of(cell))
    for choice in column.choices:
        if word in choice.readings:
            return choice.value
    words = [choice.word for choice in column.choices]
    return Refusal("cell.choice", messages.not_a_choice(words, nearest(text_of(cell), words)))


def _lines(column: Column, cell: Cell) -> object:
    text = _text(column, cell)
    return lines_of(text) if isinstance(text, str) else text


def _cells(column: Column, cell: Cell) -> object:
    text = _text(column, cell)
    return parts_of(text.replace("\n", " "), BETWEEN_CELLS) if isinstance(text, str) else text


def _table(column: Column, cell: Cell) -> object:
    text = _text(column, cell)
    return rows_of(text, BETWEEN_CELLS) if isinstance(text, str) else text


def _records(column: Column, cell: Cell) -> object:
    """``Họ tên; Chức vụ`` a line: the fields in order, the last ones may be left out."""
    text = _text(column, cell)
    if not isinstance(text, str):
        return text
    made = []
    for parts in rows_of(text, BETWEEN_FIELDS):
        if len(parts) > len(column.fields):
            return Refusal("cell.parts", messages.too_many_parts([each.heading for each in column.fields]))
        item = {}
        for field, part in zip(column.fields, parts, strict=False):
            if part:
                value = _READERS.get(field.kind, _text)(field, part)
                if isinstance(value, Refusal):
                    return value
                item[field.path[0]] = value
        made.append(item)
    return made


_READERS: dict[str, Callable[[Column, Cell], object]] = {
    "identifier": _identifier,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "day": _day,
    "moment": _moment,
    "month": _month,
    "partial": _partial,
    "choice": _choice,
    "lines": _lines,
    "cells": _cells,
    "table": _table,
    "records": _records,
}


def cell_of(column: Column, value: Any) -> str | float | int | None:
    """What is written into the cell of ``column`` for a value of a payload; None leaves it blank.

    A value that its field would not take is written as text, so that nothing is lost.
    """
    if value is None:
        return None
    shower = _SHOWERS.get(column.kind)
    try:
        return shower(column, value) if shower else str(value)
    except (AttributeError, KeyError, TypeError, ValueError):
        return str(value)


def _shown_number(column: Column, value: Any) -> str | float | int:
    exact = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _MOST_WHOLE
    return value if exact and float(f"{value:.16g}") == value else str(value)


def _shown_day(column: Column, value: Any) -> str:
    return dates.shown_day(date.fromisoformat(value))


def _shown_choice(column: Column, value: Any) -> str:
    return next((choice.word for choice in column.choices if choice.value == value), str(value))


def _shown_records(column: Column, value: Any) -> str:
    rows = []
    for item in value:
        parts = [str(cell_of(field, item.get(field.path[0])) or "") for field in column.fields]
        while parts and not parts[-1]:
            parts.pop()
        rows.append(parts)
    return packed_rows(rows, BETWEEN_FIELDS)


_SHOWERS: dict[str, Callable[[Column, Any], str | float | int]] = {
    "integer": _shown_number,
    "number": _shown_number,
    "boolean": lambda column, value: {True: "có", False: "không"}[value],
    "day": _shown_day,
    "moment": lambda column, value: dates.shown_moment(value),
    "month": lambda column, value: dates.shown_month(value),
    "choice": _shown_choice,
    "lines": lambda column, value: packed_lines(value),
    "cells": lambda column, value: packed_line(value, BETWEEN_CELLS),
    "table": lambda column, value: packed_rows(value, BETWEEN_CELLS),
    "records": _shown_records,
}
