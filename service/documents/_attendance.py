"""Who was at a meeting, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.documents._circumstances import Circumstances
from service.documents._meeting import CellMeetingMinutes, Counted, Mark, MeetingKind, counted
from service.documents._members import strength_in_words
from service.documents._names import vietnamese_order
from service.norm.measuring import on_one_line

_MARKS = (
    (Mark.ABSENT_EXCUSED, "- Vắng mặt có lý do: {names}"),
    (Mark.ABSENT_UNEXCUSED, "- Vắng mặt không có lý do: {names}"),
    (Mark.EXEMPT, "- Được miễn công tác và sinh hoạt đảng: {names}"),
    (Mark.TEMPORARILY_ELSEWHERE, "- Sinh hoạt tạm thời ở nơi khác: {names}"),
    (Mark.TEMPORARY_HERE, "- Nơi khác đến sinh hoạt tạm thời: {names}"),
)

# Đoàn is a family name too: only what is surely the organisation is taken for one.
_NO_PERSON = re.compile(
    r"(?:Ông|Bà|Anh|Chị|Các|Toàn|Ban|Chi|Tổ|Hội|Đảng|Văn Phòng|Mặt Trận|Công Đoàn|Công An|Ủy Ban|Uỷ Ban|UBND|HĐND|"
    r"MTTQ|UBMTTQ|Đoàn (?:Thanh Niên|TN\w*|Thể|Xã|Phường|Trường))\b",
    re.IGNORECASE,
)


def sentence(text: str) -> str:
    """The text with one full stop at its end."""
    return f"{text.rstrip(' ;,.')}."


def comrade(name: str, circumstances: Circumstances) -> str:
    """``đồng chí`` before a person's name; not before a group (Chi ủy, Đoàn Thanh niên) or another address."""
    shown = on_one_line(name)
    is_person = all(word[0].isupper() for word in shown.split()) and not _NO_PERSON.match(shown)
    return circumstances.say("đồng chí {name}", name=shown) if is_person else shown


def strength_lines(document: CellMeetingMinutes, circumstances: Circumstances) -> list[str]:
    """How many were there of how many, then who was away and why, each list in Vietnamese order."""
    real = counted(document)
    return [_strength(real, document, circumstances), *_away(document, circumstances)] if real else []


def _strength(real: Counted, document: CellMeetingMinutes, circumstances: Circumstances) -> str:
    """``tổng số 23 đảng viên (21 chính thức, 2 dự bị); có mặt 20/23; vắng mặt 2 (có lý do 2); …``."""
    say = circumstances.say
    if document.meeting_kind is MeetingKind.COMMITTEE:
        strength = str(real.total)
    elif real.official is None:
        strength = say("{n} đảng viên", n=real.total)
    else:
        probationary = real.total - real.official
        strength = strength_in_words(
            {"total": real.total, "official": real.official, "probationary": probationary}, circumstances
        )
    others = (
        ("vắng mặt {n}", real.absent if real.absent_excused is None else 0),
        ("vắng mặt có lý do {n}", real.absent_excused),
        ("vắng mặt không có lý do {n}", real.absent_unexcused),
        ("được miễn công tác và sinh hoạt đảng {n}", real.exempt),
        ("sinh hoạt tạm thời ở nơi khác {n}", real.temporarily_elsewhere),
        ("nơi khác đến sinh hoạt tạm thời {n}", real.temporary_here),
    )
    parts = [say("tổng số {strength}", strength=strength), say("có mặt {n}/{all}", n=real.present, all=real.total)]
    return sentence("; ".join([*parts, *(say(words, n=number) for words, number in others if number)]))


def _named_marks(document: CellMeetingMinutes) -> Iterator[tuple[Mark, str, str]]:
    """(mark, name, reason) of everyone whom the payload names."""
    for member in document.members or []:
        yield member.mark, member.full_name, member.reason or ""
    if not document.members and document.attendance:
        for absentee in document.attendance.absentees or []:
            mark = Mark.ABSENT_EXCUSED if absentee.excused else Mark.ABSENT_UNEXCUSED
            yield mark, absentee.name, absentee.reason or ""


def _away(document: CellMeetingMinutes, circumstances: Circumstances) -> Iterator[str]:
    for mark, wording in _MARKS:
        people = [(name, reason) for each, name, reason in _named_marks(document) if each is mark]
        people.sort(key=lambda person: vietnamese_order(person[0]))
        names = [comrade(name, circumstances) + (f" ({reason})" if reason else "") for name, reason in people]
        if names:
            yield circumstances.say(wording, names=sentence("; ".join(names)))
