"""Columns typed in the fonts of the years before Unicode: found by their words, and read as Unicode where asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from service.batch.legacy_text import Encoding, convert_column, recognise_column
from service.batch.workbook.values import ErrorValue, Raw

_MOST_CELLS = 2_000
_MOST_CHARACTERS = 200_000
_UNICODE_ONLY = re.compile("[\u0100-\u1eff]")


class OldFonts:
    """Is shown the cells of a table, and tells which columns are in an old font. Memory does not grow with the rows."""

    def __init__(self) -> None:
        self._cells: dict[int, list[str]] = {}
        self._characters: dict[int, int] = {}

    def look(self, column: int, cell: Raw) -> None:
        """Take notice of a cell."""
        if isinstance(cell, str) and may_be_legacy(cell):
            taken = self._cells.setdefault(column, [])
            size = self._characters.get(column, 0) + len(cell)
            if len(taken) < _MOST_CELLS and size <= _MOST_CHARACTERS:
                taken.append(cell)
                self._characters[column] = size

    def found(self) -> Mapping[int, Encoding]:
        """The encoding of each column that is surely in one."""
        told = ((column, recognise_column(cells)) for column, cells in self._cells.items())
        return {column: encoding for column, encoding in told if encoding}


def may_be_legacy(text: str) -> bool:
    """Whether there are letters in it, and none that only Unicode has."""
    return not text.isascii() and not _UNICODE_ONLY.search(text)


def modern(cell: Raw, encoding: Encoding) -> Raw:
    """``cell`` in Unicode, where it is text in the encoding; any other as it is."""
    if not isinstance(cell, str) or isinstance(cell, ErrorValue) or not may_be_legacy(cell):
        return cell
    return convert_column([cell], encoding)[0][0]


def is_left_over(cell: Raw, encoding: Encoding) -> bool:
    """Whether a cell, converted where that was possible, still holds letters that are neither Unicode nor of it."""
    return isinstance(cell, str) and may_be_legacy(cell) and bool(convert_column([cell], encoding)[1])
