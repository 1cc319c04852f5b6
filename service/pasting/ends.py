"""What stands before and after the text of a report: letterhead and title above, signature and Nơi nhận below.

Above: everything up to the line ``BÁO CÁO``, or else the lines at the top that say what they are. Below: from the first
line of the signature or ``Nơi nhận`` on, where only short lines follow. Recognised by what they say, never by a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from service.errors import Message
from service.pasting.lines import PastedLine
from service.pasting.marks import mark_of

LETTERHEAD = Message("phần đầu trang (tiêu đề, cơ quan, số, ngày, tên loại)", "letterhead, number, date and type")
SIGNATURE = Message("phần ký và nơi nhận", "signature and recipients")
CAPITAL_SUBJECT = Message(
    "Trích yếu viết hoa toàn bộ nên chưa lấy; hãy ghi lại trích yếu bằng chữ thường trong biểu mẫu.",
    "The subject is all in capitals and was left out; type it in small letters in the form.",
)
_HIGHEST = 40
"""Lines from the top among which the letterhead is looked for."""
_LOWEST = 60
"""Lines from the end among which the signature is looked for."""
_LONGEST_END_LINE = 160
_LONGEST_SUBJECT = 300
_MOST_SUBJECT_LINES = 4

_TYPE_NAME = re.compile(r"BÁO CÁO\b(?P<rest>.*)")
_RULE = re.compile(r"[-–—_*=\s.]+")
_TOP = re.compile(
    r"đảng cộng sản việt nam|cộng (?:hòa|hoà) xã hội chủ nghĩa việt nam|độc lập\s*[-–]\s*tự do.*|"
    r"số\s*:?\s*[\d…. ]*\s*[-–/]\s*\S+|dự thảo.*|\S.*,\s*ngày\s*[\d…. ]*\s*tháng\s*[\d…. ]*\s*năm\s*[\d…. ]*|"
    r"(?:thượng )?khẩn|(?:hỏa|hoả) tốc.*|lưu hành nội bộ",
    re.IGNORECASE,
)
_BOTTOM = re.compile(
    r"(?i:nơi nhận)\s*:?.*|(?:T/M|K/T|T/L|TM\.|KT\.|TL\.|Q\.)\s*\S.*|"
    r"(?:PHÓ\s+)?(?:BÍ THƯ|CHỦ NHIỆM|TRƯỞNG BAN|CHÁNH VĂN PHÒNG)(?:\s+\S.{0,40})?",
)
_CLOSING = re.compile(r"trên đây là\b.*", re.IGNORECASE)
_BASIS = re.compile(r"[-–]?\s*(căn cứ\b.*)", re.IGNORECASE)


class Ends(NamedTuple):
    """The lines between, and what was taken from both ends."""

    body: Sequence[PastedLine]
    subject: str
    closing: str
    left_out: list[tuple[Message, list[str]]]
    remarks: list[Message]


def part_ends(lines: Sequence[PastedLine]) -> Ends:
    """The text of a report without what the form of the paper makes by itself."""
    left_out: list[tuple[Message, list[str]]] = []
    remarks: list[Message] = []
    start, subject, in_capitals = _below_letterhead(lines)
    if in_capitals:
        remarks.append(CAPITAL_SUBJECT)
    if above := _texts(lines[:start], but=subject):
        left_out.append((LETTERHEAD, above))
    end = _above_signature(lines, start)
    closing_end, closing = _closing(lines, start, end)
    if below := _texts(lines[end:]):
        left_out.append((SIGNATURE, below))
    return Ends(lines[start:closing_end], " ".join(subject), closing, left_out, remarks)


def _texts(lines: Sequence[PastedLine], but: Sequence[str] = ()) -> list[str]:
    """What the lines say, without those of the subject, which stand together at the end."""
    texts = [line.text for line in lines if line.text]
    if but:
        at = next(n for n in range(len(texts), -1, -1) if texts[n : n + len(but)] == list(but))
        del texts[at : at + len(but)]
    return texts


def _below_letterhead(lines: Sequence[PastedLine]) -> tuple[int, list[str], bool]:
    """Where the text begins, the lines of the subject, and whether a subject in capitals was left out."""
    for at, line in enumerate(lines[:_HIGHEST]):
        found = _TYPE_NAME.fullmatch(line.text)
        if found and line.text.isupper() and len(line.text) <= _LONGEST_SUBJECT:
            return _below_title(lines, at + 1, in_capitals=bool(found["rest"].strip()))
        mark = mark_of(line.text)
        if mark and mark.kind in ("part", "roman"):
            break
    at = 0
    while at < min(_HIGHEST, len(lines)) and _is_top(lines[at]):
        at += 1
    return at, [], False


def _is_top(line: PastedLine) -> bool:
    cells = [cell for cell in line.cells if cell]
    return all(_TOP.fullmatch(cell) or _RULE.fullmatch(cell) for cell in cells)


def _below_title(lines: Sequence[PastedLine], at: int, *, in_capitals: bool) -> tuple[int, list[str], bool]:
    """The lines below BÁO CÁO: the rest of a title in capitals, the subject, the hyphens below it."""
    subject: list[str] = []
    for number, line in enumerate(lines[at:], at):
        text = line.text
        if not text:
            continue
        if _RULE.fullmatch(text):
            return number + 1, subject, in_capitals
        if not _may_be_subject(text, subject):
            return number, subject, in_capitals
        if text.isupper():
            if subject:
                return number, subject, in_capitals
            in_capitals = True
        else:
            subject.append(text)
    return len(lines), subject, in_capitals


def _may_be_subject(text: str, subject: Sequence[str]) -> bool:
    if mark_of(text) or _BASIS.fullmatch(text) or len(text) > _LONGEST_SUBJECT or text.endswith((":", ".", ";")):
        return False
    return len(subject) < _MOST_SUBJECT_LINES if text[0].islower() or text.isupper() else not subject


def _above_signature(lines: Sequence[PastedLine], start: int) -> int:
    """Where signature and recipients begin; the end where there are none."""
    for at in range(max(start, len(lines) - _LOWEST), len(lines)):
        if any(_BOTTOM.fullmatch(cell) for cell in lines[at].cells if cell) and _is_bottom(lines[at:]):
            return at
    return len(lines)


def _is_bottom(lines: Sequence[PastedLine]) -> bool:
    """Only short lines, and no heading among them."""
    for line in lines:
        mark = mark_of(line.text)
        if len(line.text) > _LONGEST_END_LINE or (mark and mark.kind in ("part", "roman", "number", "decimal")):
            return False
    return True


def _closing(lines: Sequence[PastedLine], start: int, end: int) -> tuple[int, str]:
    """The last paragraph where it says “Trên đây là”; lines that it wraps into are joined."""
    last = [at for at in range(start, end) if lines[at].text][-4:]
    for at in reversed(last):
        if _CLOSING.fullmatch(lines[at].text):
            return at, " ".join(line.text for line in lines[at:end] if line.text)
        if mark_of(lines[at].text):
            break
    return end, ""


def parted_bases(paragraphs: Sequence[str]) -> tuple[list[str], list[str]]:
    """The căn cứ among the paragraphs above the first heading, without dash and final mark, and the others."""
    bases = [
        found for text in paragraphs if (found := _BASIS.fullmatch(text)) and text.rstrip().endswith((";", ",", "."))
    ]
    texts = [found[1].rstrip(" ;,.") for found in bases]
    return texts, [text for text in paragraphs if text not in {found[0] for found in bases}]
