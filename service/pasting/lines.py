"""Pasted text as lines of clean cells: line ends of all systems, invisible leftovers, fonts from before Unicode."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.batch.cleaning import clean
from service.batch.legacy_text import Encoding, convert_column, recognise_column
from service.errors import Message

_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NO_CHARACTER = re.compile("[\ud800-\udfff]")
_BROKEN = Message("ký tự hỏng", "broken characters")
_TABS = Message("dấu tab", "tabs")


class PastedLine(NamedTuple):
    """One line; a line without tabs has one cell. Cells are clean, some may be blank."""

    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        """What stands on the line, tabs as single spaces."""
        return " ".join(cell for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class PastedText:
    """``cleaned`` names what was cleaned away; ``legacy`` is the old encoding that was recognised.

    ``doubtful`` counts lines that were left as they are though the rest was converted.
    """

    lines: tuple[PastedLine, ...]
    cleaned: tuple[Message, ...]
    legacy: Encoding | None
    doubtful: int = 0


def read_lines(text: str, *, convert_legacy: bool) -> PastedText:
    """The lines of ``text``, blank ones included. ``convert_legacy``: TCVN3 or VNI becomes Unicode if recognised."""
    told: list[Message] = []
    whole = _NO_CHARACTER.sub("", text)
    if whole != text:
        told.append(_BROKEN)
    raw: Sequence[str] = _LINE_END.split(whole)
    legacy = recognise_column(raw)
    doubtful: tuple[int, ...] = ()
    if legacy and convert_legacy:
        raw, doubtful = convert_column(raw, legacy)
    lines = [PastedLine(tuple(_cleaned(cell, told) for cell in line.split("\t"))) for line in raw]
    return PastedText(tuple(lines), tuple(told), legacy, len(doubtful))


def _cleaned(cell: str, told: list[Message]) -> str:
    text, names = clean(cell)
    told += [name for name in names if name not in told and name != _TABS]
    return " ".join(text.split("\n"))  # an escape of Excel may stand for a line end
