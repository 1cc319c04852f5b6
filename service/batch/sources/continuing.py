"""From which number the slips of mended rows go on: the file to mend says so itself, wherever it is sent.

Papers keep their numbers, for those stand in their rows. Slips have no row, and all numbers up to the highest one of
the batch were given out; the next one is kept on the hidden sheet of ``errors.xlsx`` and in a heading of
``errors-to-mend.csv``. Lines of JSONL have no room for it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

from service.batch.rows import decode
from service.batch.sources.failed_rows import ENDING
from service.batch.store import BatchFolder
from service.batch.wishes import Wishes
from service.batch.workbook.shape import Shape

_HIGHEST = 99_999
_HEADING = re.compile(r"Giấy giới thiệu đánh số tiếp từ ([1-9][0-9]{0,4})")
_MARK = re.compile(rb"vanthu:[a-z0-9-]{1,80}:[0-9]{1,6}:next=([1-9][0-9]{0,4})(?![0-9])")
_LONGEST_MARK = 120
_TEXTS = "xl/sharedStrings.xml"
_READ_AT_ONCE = 256 * 1024
_MOST_READ = 64 * 1024 * 1024
_LONGEST_HEADINGS = 64 * 1024
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, NotImplementedError, KeyError)


def next_of_batch(folder: BatchFolder) -> int | None:
    """The number after the highest that a companion of a batch, or of those before it, was given; None for none.

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
    return min(highest + 1, _HIGHEST) if highest else None


def continued(file: Path, wishes: Wishes) -> Wishes:
    """``wishes`` with slips numbered on from where the batch ended of which ``file`` holds the mended rows.

    Raises :class:`OSError` where the file cannot be read.
    """
    if not wishes.companions or file.suffix.lower() == ENDING:
        return wishes
    told = _said_by(file)
    if told is None:
        return wishes
    return replace(wishes, first_companion_number=max(wishes.first_companion_number or 0, told))


def mark(shape: Shape, number: int | None) -> str:
    """The mark of a workbook to mend."""
    return shape.mark if number is None else f"{shape.mark}:next={number}"


def heading(number: int) -> str:
    """The heading that says it in a CSV to mend; nothing stands below."""
    return f"Giấy giới thiệu đánh số tiếp từ {number}"


def is_heading(text: str) -> bool:
    """Whether a heading was made by :func:`heading`."""
    return _HEADING.fullmatch(text) is not None


def _said_by(file: Path) -> int | None:
    """Searched as bytes, so that nothing of it is parsed; what cannot be read says nothing, and is told elsewhere."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _marked(archive)
    except _UNREADABLE:
        with file.open("rb") as stream:
            text = stream.read(_LONGEST_HEADINGS).decode("utf-8-sig", errors="replace")
        found = _HEADING.search(text.partition("\n")[0])
        return int(found[1]) if found else None


def _marked(archive: zipfile.ZipFile) -> int | None:
    before, read = b"", 0
    with archive.open(_TEXTS) as stream:
        while read < _MOST_READ and (piece := stream.read(_READ_AT_ONCE)):
            read += len(piece)
            if found := _MARK.search(before + piece):
                return int(found[1])
            before = piece[-_LONGEST_MARK:]
    return None
