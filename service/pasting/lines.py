"""Pasted text as lines of clean cells: line ends of all systems, invisible leftovers, fonts from before Unicode."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.batch.legacy_text import Encoding, convert_column, recognise_column
from service.errors import Message
from service.pasting.cleaned import Cleaner

_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NO_CHARACTER = re.compile("[\ud800-\udfff]")
_BROKEN = Message("ký tự hỏng", "broken characters")


class PastedLine(NamedTuple):
    """One line; a line without tabs has one cell. Cells are clean, some may be blank."""

    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        """What stands on the line, tabs as single spaces."""
        return " ".join(cell for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class PastedText:
    """``cleaned`` counts what was cleaned away, by kind; ``legacy`` is the old encoding that was recognised.

    ``doubtful`` counts lines that were left as they are though the rest was converted.
    """

    lines: tuple[PastedLine, ...]
    cleaned: Counter[Message]
    legacy: Encoding | None
    doubtful: int = 0


def read_lines(text: str, *, convert_legacy: bool) -> PastedText:
    """The lines of ``text``, blank ones included. ``convert_legacy``: TCVN3 or VNI becomes Unicode if recognised."""
    cleaner = Cleaner()
    whole, broken = _NO_CHARACTER.subn("", text)
    if broken:
        cleaner.counts[_BROKEN] = broken
    raw: Sequence[str] = _LINE_END.split(whole)
    legacy = recognise_column(raw)
    doubtful: tuple[int, ...] = ()
    if legacy and convert_legacy:
        raw, doubtful = convert_column(raw, legacy)
    lines = [PastedLine(tuple(_cleaned(cell, cleaner) for cell in line.split("\t"))) for line in raw]
    return PastedText(tuple(lines), cleaner.counts, legacy, len(doubtful))


def _cleaned(cell: str, cleaner: Cleaner) -> str:
    return " ".join(cleaner.clean(cell).split("\n"))  # an escape of Excel may stand for a line end
