"""Reading the trail and verifying its chain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from service.audit.acts import NO_HASH, START, Head, canonical, hash_of
from service.audit.faults import AuditFault
from service.audit.trail import FOLDER, month_files
from service.errors import Message


class Break(NamedTuple):
    """The first line at which the chain does not hold; ``line`` counts from 1 in the file, 0 is the file as a whole."""

    file: str
    line: int
    message: Message


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found: how many lines hold, how far they go, the number of the first, and the break if there is one."""

    lines: int
    first: int
    head: Head
    broken: Break | None = None


class _Broken(Exception):
    def __init__(self, place: tuple[str, int], vi: str, en: str) -> None:
        super().__init__(en)
        self.found = Break(*place, Message(vi, en))


class _Chain:
    """What was read so far, and whether the next line follows from it."""

    def __init__(self, expected: Head | None) -> None:
        self.head = START
        self.first = 0
        self.lines = 0
        self._expected = expected

    def add(self, line: bytes, place: tuple[str, int]) -> None:
        """Raises :class:`_Broken`."""
        fields = _fields(line)
        if fields is None or canonical(fields) != line:
            raise _Broken(place, "dòng này không đúng dạng của nhật ký.", "this is no line as the trail has them.")
        number, before = fields.get("n"), fields.get("before")
        if not isinstance(number, int) or number < 1:
            raise _Broken(place, "dòng này không có số thứ tự.", "this line has no number.")
        if not self.lines:
            if number == 1 and before != NO_HASH:
                raise _Broken(place, "dòng đầu tiên đã bị sửa.", "the first line was changed.")
            self.first = number
        elif number != self.head.number + 1:
            raise _Broken(
                place,
                f"số thứ tự là {number}, phải là {self.head.number + 1}: có dòng bị bỏ hoặc chèn.",
                f"its number is {number}, not {self.head.number + 1}: lines were taken out or put in.",
            )
        elif before != self.head.hash:
            raise _Broken(
                place,
                "dòng ngay trước nó đã bị sửa.",
                "the line right before it was changed.",
            )
        self.head, self.lines = Head(number, hash_of(line)), self.lines + 1
        self._compare(place)

    def _compare(self, place: tuple[str, int]) -> None:
        expected = self._expected
        if expected is not None and self.head.number == expected.number and self.head.hash != expected.hash:
            raise _Broken(
                place,
                f"dòng số {expected.number} không phải là dòng đã ghi lại (--expect).",
                f"line {expected.number} is not the one that was noted (--expect).",
            )

    def end(self, place: tuple[str, int]) -> None:
        """All was read. Raises :class:`_Broken` where the line that was noted is not there."""
        expected = self._expected
        if expected is None or expected == START or self.first <= expected.number <= self.head.number:
            return
        if self.lines and expected.number < self.first:
            raise _Broken(
                place,
                f"dòng số {expected.number} đã hết hạn lưu, không so được.",
                f"line {expected.number} has outlived its months and cannot be compared.",
            )
        raise _Broken(
            place,
            f"nhật ký dừng ở dòng {self.head.number}, nhưng đã từng có dòng {expected.number}: phần cuối bị cắt.",
            f"the trail ends at line {self.head.number}, but there was a line {expected.number}: its end was cut off.",
        )


def verify(data_folder: Path, expected: Head | None = None) -> Verified:
    """Follow the chain from its oldest line to its end; with ``expected``, see that this line is still in it.

    An unfinished line at the very end is none: it is being written, or a power cut left it. Raises
    :class:`AuditFault` where a file cannot be read.
    """
    chain, place = _Chain(expected), (FOLDER, 0)
    try:
        for file in month_files(data_folder / FOLDER):
            for number, line in _lines(file):
                place = (file.name, number)
                chain.add(line, place)
        chain.end(place)
    except _Broken as broken:
        return Verified(chain.lines, chain.first, chain.head, broken.found)
    return Verified(chain.lines, chain.first, chain.head)


def entries(data_folder: Path, since: str = "", who: str = "") -> Iterator[dict[str, Any]]:
    """The lines, the oldest first, from the moment ``since`` (ISO 8601 in UTC, or its beginning) on, and of ``who``.

    What cannot be read as a line is left out: :func:`verify` tells of it. Raises :class:`AuditFault`.
    """
    for file in month_files(data_folder / FOLDER):
        if file.stem < since[:7]:
            continue
        for _, line in _lines(file):
            fields = _fields(line)
            if fields is None or str(fields.get("time", "")) < since:
                continue
            if not who or who in (fields.get("who"), fields.get("about")):
                yield fields


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """The whole lines of a file with their numbers, without their newlines."""
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if line.endswith(b"\n"):
                    yield number, line[:-1]
    except OSError as failure:
        raise AuditFault(f"the audit trail: {file.name} cannot be read: {failure.strerror}") from None


def _fields(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
