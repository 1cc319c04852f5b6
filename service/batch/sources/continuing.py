"""From which number mended rows go on: the file to mend says so itself, wherever it is sent.

Papers keep the numbers that they were given, for those stand in their rows; but a row that could be given none is
numbered when it is mended, after the highest number of its register. Slips have no row, and all numbers up to the
highest one of the batch were given out. Both are kept on the hidden sheet of ``errors.xlsx`` and in headings of
``errors-to-mend.csv``. Lines of JSONL have no room for it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from service.batch.registers import PATTERN, USED_UP, as_text, from_text
from service.batch.rows import decode
from service.batch.sources.failed_rows import ENDING
from service.batch.store import BatchFolder
from service.batch.wishes import Wishes
from service.batch.workbook.shape import Shape

_HEADING = re.compile(r"Giấy giới thiệu đánh số tiếp từ ([1-9][0-9]{0,5})")
_REGISTERS = re.compile(rf"Văn bản đánh số tiếp \(không sửa\): ({PATTERN}(?: {PATTERN})*)")
_MARK = re.compile(
    rb"vanthu:[a-z0-9-]{1,80}:[0-9]{1,6}(?::next=([1-9][0-9]{0,5}))?(?::papers=([0-9a-f*,-]{1,32000}))?<"
)
"""With the sign that ends every text in XML, so that a mark which is not read to its end is none yet."""
_LONGEST_MARK = 33_000
_TEXTS = "xl/sharedStrings.xml"
_READ_AT_ONCE = 256 * 1024
_MOST_READ = 64 * 1024 * 1024
_LONGEST_HEADINGS = 64 * 1024
_NO_REGISTERS: Mapping[str, int] = MappingProxyType({})
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, NotImplementedError, KeyError)


def next_of_batch(folder: BatchFolder) -> int | None:
    """The number after the highest that a companion of a batch, or of those before it, was given; None for none.

    :data:`~service.batch.registers.USED_UP` where no number is left.
    Raises :class:`OSError`.
    """
    highest = 0
    for file in (folder.taken, folder.rows):
        if file.is_file():
            with file.open("rb") as stream:
                for line in stream:
                    if (companions := decode(line).companions) is None:
                        break  # of one file, all rows have them or none
                    highest = max([highest, *(each.number or 0 for each in companions)])
    return min(highest + 1, USED_UP) if highest else None


class Said(NamedTuple):
    """What a file to mend says: the next number of slips, and of each register of papers."""

    companions: int | None = None
    registers: Mapping[str, int] = _NO_REGISTERS


def continued(file: Path, wishes: Wishes) -> Wishes:
    """``wishes`` with papers and slips numbered on from where the batch ended of which ``file`` holds the mended rows.

    Nothing is numbered that was not asked for. Raises :class:`OSError` where the file cannot be read.
    """
    if file.suffix.lower() == ENDING or not (wishes.companions or wishes.first_number is not None):
        return wishes
    said = _said_by(file)
    if wishes.companions and said.companions is not None:
        wishes = replace(wishes, first_companion_number=max(wishes.first_companion_number or 0, said.companions))
    if wishes.first_number is not None and said.registers:
        wishes = replace(wishes, registers=tuple(sorted(said.registers.items())))
    return wishes


def mark(shape: Shape, said: Said) -> str:
    """The mark of a workbook to mend."""
    companions = "" if said.companions is None else f":next={said.companions}"
    papers = f":papers={as_text(said.registers, ',')}" if said.registers else ""
    return f"{shape.mark}{companions}{papers}"


def headings(said: Said) -> list[str]:
    """The headings that say it in a CSV to mend; nothing stands below."""
    companions = [] if said.companions is None else [f"Giấy giới thiệu đánh số tiếp từ {said.companions}"]
    papers = [f"Văn bản đánh số tiếp (không sửa): {as_text(said.registers, ' ')}"] if said.registers else []
    return [*companions, *papers]


def is_heading(text: str) -> bool:
    """Whether a heading is one of :func:`headings`."""
    return any(pattern.fullmatch(text) for pattern in (_HEADING, _REGISTERS))


def _said_by(file: Path) -> Said:
    """Searched as bytes, so that nothing of it is parsed; what cannot be read says nothing, and is told elsewhere."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _marked(archive)
    except _UNREADABLE:
        with file.open("rb") as stream:
            first = stream.read(_LONGEST_HEADINGS).decode("utf-8-sig", errors="replace").partition("\n")[0]
        companions, registers = _HEADING.search(first), _REGISTERS.search(first)
        return Said(int(companions[1]) if companions else None, from_text(registers[1]) if registers else {})


def _marked(archive: zipfile.ZipFile) -> Said:
    before, read = b"", 0
    with archive.open(_TEXTS) as stream:
        while read < _MOST_READ and (piece := stream.read(_READ_AT_ONCE)):
            read += len(piece)
            if found := _MARK.search(before + piece):
                return Said(int(found[1]) if found[1] else None, from_text((found[2] or b"").decode()))
            before = (before + piece)[-_LONGEST_MARK:]
    return Said()
