"""Where a value stands in a workbook, and what is wrong there."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from service.errors import Language, Message

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class Place(NamedTuple):
    """A cell of a sheet; ``cell`` is "" where the sheet as a whole is meant."""

    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


class Fault(NamedTuple):
    """What is wrong at a place and how to mend it; a warning only accompanies."""

    place: Place
    code: str
    message: Message
    level: Literal["error", "warning"] = "error"

    def say(self, language: Language) -> str:
        """The message after the place."""
        return f"{self.place}: {self.message.say(language)}"


class Remark(NamedTuple):
    """A fault of the row of a paper, with the JSON Pointer of the value that could not be read; "" for none."""

    pointer: str
    fault: Fault


@lru_cache(maxsize=1024)
def letters(column: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def cell_name(row: int, column: int) -> str:
    """``B3`` for row 3 (from 1) and column 1 (from 0)."""
    return f"{letters(column)}{row}"


def position(reference: str) -> tuple[int, int] | None:
    """Row (from 1) and column (from 0) of a reference such as ``XFD1048576``; None where it is none."""
    match = _REFERENCE.fullmatch(reference.replace("$", ""))
    if not match:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column - 1
