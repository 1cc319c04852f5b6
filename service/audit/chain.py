"""The chain of lines: that every line follows from the one before, and that the trail begins where it should.

It begins with line 1, or where a later line says that all before was dropped. What cannot be seen from the lines alone
is what was done to the end: a last line that was changed, lines that were cut off there, or all written anew.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from service.audit.acts import NO_HASH, START, Head, canonical, hash_of, parse_head
from service.errors import Message


class Flaw(NamedTuple):
    """What is not as it should be; ``line`` counts from 1 in the file, 0 is the file as a whole."""

    file: str
    line: int
    message: Message

    def text(self) -> Message:
        """With its place."""
        if not self.line:
            return Message(f"{self.file}: {self.message.vi}", f"{self.file}: {self.message.en}")
        return Message(
            f"{self.file}, dòng {self.line}: {self.message.vi}", f"{self.file}, line {self.line}: {self.message.en}"
        )


class Broken(Exception):
    """The chain does not hold, as ``found`` says."""

    def __init__(self, place: tuple[str, int], vi: str, en: str) -> None:
        super().__init__(en)
        self.found = Flaw(*place, Message(vi, en))


class Chain:
    """What was read so far, and whether the next line follows from it."""

    def __init__(self, place: str, expected: Head | None) -> None:
        self.head = START
        self.first = 0
        self.lines = 0
        self._begins_after = START
        self.start: tuple[str, int] = (place, 0)
        self._ends: set[Head] = set()
        self._dropped: list[Head | None] = []
        self._expected = expected

    def add(self, line: bytes, place: tuple[str, int]) -> None:
        """The next line, without its newline. Raises :class:`Broken`."""
        fields = fields_of(line)
        if fields is None or canonical(fields) != line:
            raise Broken(place, "dòng này không đúng dạng của nhật ký.", "this is no line as the trail has them.")
        _see_month(fields, place)
        number = fields.get("n")
        if type(number) is not int or number < 1:
            raise Broken(place, "dòng này không có số thứ tự.", "this line has no number.")
        if self.lines:
            self._follow(number, fields.get("before"), place)
        else:
            self._begin(number, fields.get("before"), place)
        self.head, self.lines = Head(number, hash_of(line)), self.lines + 1
        if fields.get("act") == "trail.dropped" and place[1] == 1:  # it is written before all else of a month
            self._dropped.append(parse_head(str(fields.get("dropped", ""))))
        self._compare(place)

    def end_file(self) -> None:
        """The next line is of another file."""
        self._ends.add(self.head)

    def _begin(self, number: int, before: object, place: tuple[str, int]) -> None:
        if number == 1 and before != NO_HASH:
            raise Broken(place, "dòng đầu tiên đã bị sửa.", "the first line was changed.")
        self.first, self._begins_after, self.start = number, Head(number - 1, str(before)), place

    def _follow(self, number: int, before: object, place: tuple[str, int]) -> None:
        if number != self.head.number + 1:
            raise Broken(
                place,
                f"số thứ tự là {number}, phải là {self.head.number + 1}: có dòng bị bỏ hoặc chèn.",
                f"its number is {number}, not {self.head.number + 1}: lines were taken out or put in.",
            )
        if before != self.head.hash:
            raise Broken(place, "dòng ngay trước nó đã bị sửa.", "the line right before it was changed.")

    def _compare(self, place: tuple[str, int]) -> None:
        expected = self._expected
        if expected is not None and self.head.number == expected.number and self.head.hash != expected.hash:
            raise Broken(
                place,
                f"dòng số {expected.number} không phải là dòng đã ghi lại (--expect).",
                f"line {expected.number} is not the one that was noted (--expect).",
            )

    def end(self, place: tuple[str, int]) -> None:
        """All was read. Raises :class:`Broken` where the beginning, or the line that was noted, is not there."""
        self._see_beginning()
        expected = self._expected
        if expected in (None, START, self._begins_after) or self.first <= expected.number <= self.head.number:
            return
        if self.lines and expected.number < self.first:
            raise Broken(
                place,
                f"dòng số {expected.number} đã hết hạn lưu, không so được.",
                f"line {expected.number} has outlived its months and cannot be compared.",
            )
        raise Broken(
            place,
            f"nhật ký dừng ở dòng {self.head.number}, nhưng đã từng có dòng {expected.number}: phần cuối bị cắt.",
            f"the trail ends at line {self.head.number}, but there was a line {expected.number}: its end was cut off.",
        )

    def _see_beginning(self) -> None:
        """A line that was dropped may be there still: not all files may have gone before the process was killed."""
        if self._begins_after == START or {self._begins_after, *self._ends}.intersection(self._dropped):
            return
        if None in self._dropped:
            raise Broken(
                self.start,
                f"nhật ký bắt đầu từ dòng số {self.first}. Một dòng cho biết có tệp đã hết hạn lưu nhưng không ghi đến "
                "dòng nào (do phiên bản cũ viết), nên không xác minh được phần đầu.",
                f"the trail begins with number {self.first}. A line tells that files were dropped, but not up to which "
                "line, as older versions wrote it: the beginning cannot be verified.",
            )
        raise Broken(
            self.start,
            f"nhật ký bắt đầu từ dòng số {self.first}, mà không có dòng nào cho biết các dòng trước đó đã hết hạn lưu: "
            "phần đầu bị cắt.",
            f"the trail begins with number {self.first}, and no line tells that those before were dropped: its "
            "beginning was cut off.",
        )


def _see_month(fields: dict[str, Any], place: tuple[str, int]) -> None:
    """A file begins in its month; later lines may be older, where the clock was put back. Raises :class:`Broken`.

    What tells that a file was mended is written to the end of that file, be it later.
    """
    month, name = str(fields.get("time", ""))[:7], place[0].removesuffix(".jsonl")
    if month == name or (place[1] > 1 and (month < name or fields.get("act") == "trail.mended")):
        return
    raise Broken(
        place,
        f"dòng này được ghi trong tháng {month}, không thuộc tệp này: tên tệp hoặc thời điểm đã bị sửa.",
        f"this line was written in {month} and is not of this file: its name or the time was changed.",
    )


def fields_of(line: bytes) -> dict[str, Any] | None:
    """What stands in a line, without its newline; None where it is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
