"""The outline of a report: headings with their levels and what stands below each, and its nesting for a payload."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from service.errors import Message
from service.pasting.lines import PastedLine
from service.pasting.marks import LONGEST_NAME_BREAK, RANKS, Mark, mark_of
from service.pasting.tables import as_text, rows_from, table_of

Json = dict[str, Any]
DEEPEST = 4
"""Levels of headings that a report prints."""
_LONGEST_BARE = 120
"""Characters of a heading without a number."""
_WRAPPED_FROM = 50
"""A heading so long may go on in the next line."""
_BULLET = re.compile(r"[-–—+*•·▪■●○✓](?=[\s\w]|$)")
_ENDS = re.compile(r"[.;:!?…][”\"')]*$")
_CAPTION = re.compile(r"(?:bảng|biểu)\b.*|.*:", re.IGNORECASE)
_OF_THE_WHOLE = ("part", "capital", "roman")
"""Kinds that count on through the whole report, whatever stands between."""
_ALSO_BELOW = {"capital": "roman", "number": "letter"}

WIDE_TABLE = Message(
    "Có bảng quá rộng, đứng trước đề mục đầu tiên, hoặc là bảng thứ hai dưới một đề mục (mỗi đề mục in được một bảng, "
    "tối đa 8 cột): từng dòng của bảng được đưa thành đoạn văn.",
    "A table is too wide, stands before the first heading, or is the second below one (each heading takes one table of "
    "at most 8 columns): its rows became paragraphs.",
)
AFTER_TABLE = Message(
    "Có đoạn văn đứng sau bảng; khi in, bảng đứng sau các đoạn văn của cùng đề mục. Hãy xem lại câu dẫn.",
    "Text stands after a table; in print the table follows the paragraphs of its heading. Check the wording.",
)
BARE_HEADINGS = Message(
    "Không thấy đề mục có đánh số; các dòng ngắn đứng riêng được coi là đề mục. Hãy xem lại.",
    "No numbered headings were found; short lines of their own were taken for headings. Check.",
)
NO_HEADINGS = Message(
    "Không thấy đề mục nào; cả bài được đưa vào một phần tên là “Nội dung”. Hãy đặt lại đề mục.",
    "No headings were found; all of it became one part named “Nội dung”. Give it headings.",
)
RENUMBERED = Message(
    "Số thứ tự đã gõ được bỏ đi; chương trình đánh số lại theo thể thức: I- / 1. / 1.1. / a).",
    "The numbers that were typed are dropped; the program numbers anew: I- / 1. / 1.1. / a).",
)


@dataclass(slots=True)
class Part:
    """A heading at a level from 1, the number it was typed with, and the paragraphs and table below it."""

    level: int
    mark: str
    heading: str
    paragraphs: list[str] = field(default_factory=list)
    table: Json | None = None

    def as_json(self) -> Json:
        """What the dialog shows and corrects."""
        return {
            "level": self.level,
            "mark": self.mark,
            "heading": self.heading,
            "paragraphs": self.paragraphs,
            "table": self.table,
        }


class Split(NamedTuple):
    """``before``: the paragraphs above the first heading."""

    before: list[str]
    parts: list[Part]
    remarks: list[Message]


def nested(parts: Sequence[Part]) -> list[Json]:
    """The ``sections`` of a payload; a level that skips one, or is too deep, is taken up."""
    sections: list[Json] = []
    open_lists: list[list[Json]] = [sections]
    for part in parts:
        level = min(part.level, DEEPEST, len(open_lists))
        del open_lists[level:]
        section: Json = {"heading": part.heading}
        if part.paragraphs:
            section["paragraphs"] = list(part.paragraphs)
        if part.table:
            section["table"] = part.table
        open_lists[-1].append(section)
        if level < DEEPEST:
            open_lists.append(_Children(section))
    return sections


class _Children(list[Json]):
    """The children of a section, which has the key only where there are any."""

    def __init__(self, section: Json) -> None:
        super().__init__()
        self._section = section

    def append(self, child: Json) -> None:
        super().append(child)
        self._section["children"] = self


def split_parts(lines: Sequence[PastedLine]) -> Split:
    """The parts of a report between its opening and its end."""
    numbered = _Splitter()
    numbered.read(lines)
    if numbered.parts or not any(line.text for line in lines):
        return numbered.result()
    bare = _Splitter(bare_headings=True)
    bare.read(lines)
    if bare.parts:
        bare.tell(BARE_HEADINGS)
        return bare.result()
    return Split([], [Part(1, "", "Nội dung", numbered.before)], [*numbered.remarks, NO_HEADINGS])


class _Splitter:
    """Reads line by line; ``_open`` are the marks of the headings that the present one stands under, itself last."""

    def __init__(self, *, bare_headings: bool = False) -> None:
        self.before: list[str] = []
        self.parts: list[Part] = []
        self.remarks: list[Message] = []
        self._open: list[Mark] = []
        self._ranks: dict[str, float] = dict(RANKS)
        self._last: dict[str, int] = {}
        self._bare_headings = bare_headings
        self._may_wrap = False  # the last line may go on in the next one
        self._under_heading = False  # nothing stands below the last heading yet

    def result(self) -> Split:
        """What was found."""
        if any(part.mark for part in self.parts):
            self.tell(RENUMBERED)
        return Split(self.before, self.parts, self.remarks)

    def tell(self, remark: Message) -> None:
        """A remark, once."""
        if remark not in self.remarks:
            self.remarks.append(remark)

    def read(self, lines: Sequence[PastedLine]) -> None:
        """Take all lines in order."""
        at = 0
        while at < len(lines):
            end = rows_from(lines, at)
            if end > at:
                self._table(lines[at:end])
                at = end
                continue
            following = next((line.text for line in lines[at + 1 :] if line.text), "")
            self._line(lines[at].text, following)
            at += 1

    def _line(self, text: str, following: str) -> None:
        if not text:
            self._may_wrap = False
            return
        mark = mark_of(text)
        if mark and self._is_heading(mark, following):
            self._heading(mark)
        elif self._names_last_heading(mark):
            self.parts[-1].heading = text
        elif self._goes_on(text, mark):
            self._join(text)
        elif self._bare_headings and _is_bare_heading(text, following):
            self.parts.append(Part(1, "", text))
            self._under_heading, self._may_wrap = True, False
        else:
            self._paragraph(text)

    def _names_last_heading(self, mark: Mark | None) -> bool:
        """``Phần thứ nhất`` alone on its line is followed by its heading."""
        return mark is None and bool(self.parts) and not self.parts[-1].heading

    def _is_heading(self, mark: Mark, following: str) -> bool:
        self._rank(mark)
        level = self._level(mark)
        if level > DEEPEST or not mark.begins_like_a_heading or not self._in_sequence(mark):
            return False
        if not mark.rest:
            return mark.kind in ("part", "roman", "capital") and bool(following) and mark_of(following) is None
        if self._continues_sentence(mark):
            return False
        return (level == DEEPEST and mark.kind == "letter") or not mark.level_of_sentence

    def _continues_sentence(self, mark: Mark) -> bool:
        """A line of a hard-wrapped paragraph may begin with what looks like a number."""
        last = self._last_text()
        return self._may_wrap and bool(last) and last.endswith((",", "(")) and mark.kind == "letter"

    def _in_sequence(self, mark: Mark) -> bool:
        if mark.kind in ("decimal", "thousandth") and not self._continues_number(mark):
            return False
        same = next((each.value for each in self._open if each.kind == mark.kind), None)
        last = self._last.get(mark.kind) if same is None and mark.kind in _OF_THE_WHOLE else same
        if last is None:
            return mark.value == 1 or not self.parts
        return mark.value == 1 or last <= mark.value <= last + LONGEST_NAME_BREAK

    def _continues_number(self, mark: Mark) -> bool:
        """Whether ``1.2`` stands below a ``1.``; where no number is open, whether it begins or goes on by itself."""
        numbers = [each for each in self._open if each.kind in ("roman", "number", "decimal")]
        whole = [".".join(filter(None, [each.above, str(each.value)])) for each in numbers]
        if mark.above in whole or not self.parts:
            return True
        if any(each.kind == "number" for each in self._open):
            return False
        return mark.value == 1 or any(each.kind == mark.kind and each.above == mark.above for each in self._open)

    def _rank(self, mark: Mark) -> None:
        """Some offices number A. below I-, or 1. below a): a kind seen first below another belongs below it."""
        above = _ALSO_BELOW.get(mark.kind)
        if above and mark.kind not in self._last and mark.value == 1 and self._open and self._open[-1].kind == above:
            self._ranks[mark.kind] = self._ranks[above] + 0.5

    def _above(self, mark: Mark) -> list[Mark]:
        return [each for each in self._open if self._ranks[each.kind] < self._ranks[mark.kind]]

    def _level(self, mark: Mark) -> int:
        return len(self._above(mark)) + 1

    def _heading(self, mark: Mark) -> None:
        self.parts.append(Part(self._level(mark), mark.typed, mark.rest))
        self._open = [*self._above(mark), mark]
        self._last[mark.kind] = mark.value
        self._under_heading, self._may_wrap = True, True

    def _goes_on(self, text: str, mark: Mark | None) -> bool:
        last = self._last_text()
        if not self._may_wrap or not last or _BULLET.match(text) or _ENDS.search(last):
            return False
        if self._under_heading:
            wrapped = text.isupper() if last.isupper() else len(last) >= _WRAPPED_FROM and text[0].islower()
            return wrapped and mark is None
        return text[0].islower() or (mark is not None and last.endswith(","))

    def _last_text(self) -> str:
        if self.parts and self._under_heading:
            return self.parts[-1].heading
        paragraphs = self._paragraphs()
        return paragraphs[-1] if paragraphs else ""

    def _paragraphs(self) -> list[str]:
        return self.parts[-1].paragraphs if self.parts else self.before

    def _join(self, text: str) -> None:
        if self._under_heading:
            self.parts[-1].heading += f" {text}"
        else:
            self._paragraphs()[-1] += f" {text}"

    def _paragraph(self, text: str) -> None:
        if self.parts and self.parts[-1].table:
            self.tell(AFTER_TABLE)
        self._paragraphs().append(text)
        self._under_heading, self._may_wrap = False, True

    def _table(self, rows: Sequence[PastedLine]) -> None:
        table = table_of(rows) if self.parts and not self.parts[-1].table else None
        if table is None:
            self.tell(WIDE_TABLE)
            for row in rows:
                self._paragraph(as_text(row))
        else:
            part = self.parts[-1]
            if not part.heading:
                part.heading = part.mark
            if (
                part.paragraphs
                and len(part.paragraphs[-1]) <= _LONGEST_BARE
                and _CAPTION.fullmatch(part.paragraphs[-1])
            ):
                table = {"caption": part.paragraphs.pop(), **table}
            part.table = table
        self._under_heading, self._may_wrap = False, False


def _is_bare_heading(text: str, following: str) -> bool:
    """A short line without a final mark before a longer one."""
    return (
        len(text) <= _LONGEST_BARE
        and not _ENDS.search(text)
        and not text.endswith(",")
        and not text[0].islower()
        and len(following) > len(text)
    )
