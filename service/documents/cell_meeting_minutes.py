"""Biên bản sinh hoạt chi bộ: regular, thematic, both, of the committee, extraordinary (42-HD/BTCTW)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from service.documents._attendance import comrade, sentence, strength_lines
from service.documents._circumstances import Circumstances
from service.documents._figures import percentage
from service.documents._meeting import (
    Assignment,
    CellMeetingMinutes,
    Grade,
    Item,
    MeetingKind,
    Person,
    QualityScore,
    Vote,
    entitled_to,
)
from service.documents._meeting_rules import MEETING_RULES
from service.documents._members import MEMBER_RULES
from service.documents._printed import Paper, Recipients, letterhead, properties, recipient_lines, subject_lines
from service.documents._rules import SHARED_RULES, issued_by
from service.documents._sections import (
    Heading,
    Line,
    caption,
    grid,
    item_lines,
    numbered_lines,
    table_lines,
    text_lines,
)
from service.documents._type import DocumentType
from service.norm import IssuerKind
from service.norm.measuring import on_one_line
from service.norm.printing import grouped, long_date, short_date

SYMBOL = "BB"
TYPE_NAME = "Biên bản"


class Certificate(TypedDict):
    """Xác nhận chữ ký below the two signatures, and of whom; all empty where there is none."""

    of: str
    authority: str
    position: str
    name: str


class Minutes(Paper, Recipients):
    """The printed text of minutes. ``last`` is the closing paragraph."""

    subject: list[str]
    lines: list[Line]
    last: str
    note_taker: str
    chair: str
    certificate: Certificate


_NAMES = {
    MeetingKind.REGULAR: "sinh hoạt chi bộ thường kỳ {month}",
    MeetingKind.THEMATIC: "sinh hoạt chi bộ chuyên đề",
    MeetingKind.COMBINED: "sinh hoạt chi bộ thường kỳ {month} kết hợp sinh hoạt chuyên đề",
    MeetingKind.COMMITTEE: "họp chi ủy {month}",
    MeetingKind.EXTRAORDINARY: "sinh hoạt chi bộ bất thường {month}",
}
_IN_QUOTES = re.compile(r"[\"“„«]([^\"“”„«»]*)[\"”»]")
RECIPIENTS_BELOW_SIGNATURES = 25
"""Lines of 12 pt that fit on a page below the two signatures and the closing paragraph, which stay with them."""
_GRADES = {Grade.GOOD: "tốt", Grade.FAIR: "khá", Grade.AVERAGE: "trung bình", Grade.POOR: "kém"}


def _month(document: CellMeetingMinutes) -> str:
    year, month = document.start_at.year, document.start_at.month
    if document.period:
        year, month = (int(part) for part in document.period.split("-"))
    return f"tháng {month} năm {year}"


def _meeting(document: CellMeetingMinutes, circumstances: Circumstances | None = None) -> str:
    """``sinh hoạt chi bộ thường kỳ tháng 7 năm 2026``; in the office's spelling where ``circumstances`` are known."""
    kind = document.meeting_kind
    pattern = _NAMES[kind]
    wording = circumstances.say(pattern) if circumstances else pattern
    name = wording.format(month=_month(document))
    if kind in (MeetingKind.THEMATIC, MeetingKind.COMBINED) and document.topic:
        return f"{name} “{_without_quotes(on_one_line(document.topic))}”"
    return f"{name} {_month(document)}" if kind is MeetingKind.THEMATIC else name


def _without_quotes(text: str) -> str:
    """The text without the one pair of quotation marks that was typed around all of it."""
    quoted = _IN_QUOTES.fullmatch(text)
    return quoted[1].strip() if quoted else text


def _is_of_committee(document: CellMeetingMinutes) -> bool:
    return document.meeting_kind is MeetingKind.COMMITTEE


def _clock(moment: datetime) -> str:
    return f"{moment.hour:02d} giờ {moment.minute:02d} phút"


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _named(name: str, circumstances: Circumstances) -> str:
    """The name at the beginning of a sentence: ``Đồng chí Nguyễn Văn An``."""
    return _begun(comrade(name, circumstances))


def _ended(texts: Sequence[str]) -> list[str]:
    """Items ended with semicolons, the last with a full stop."""
    bare = [text.rstrip(" ;,.") for text in texts]
    return [f"{text};" for text in bare[:-1]] + [f"{text}." for text in bare[-1:]]


def _with_position(name: str, position: str | None, circumstances: Circumstances) -> str:
    return f"{comrade(name, circumstances)}, {position}" if position else comrade(name, circumstances)


def _members(document: CellMeetingMinutes, circumstances: Circumstances) -> str:
    """What those are called whose meeting it is."""
    return circumstances.say("chi ủy viên" if _is_of_committee(document) else "đảng viên")


def _who_was_there(document: CellMeetingMinutes, circumstances: Circumstances) -> list[Line]:
    say = circumstances.say

    def person(of: Person) -> list[str]:
        return [sentence(_with_position(of.full_name, of.position, circumstances))]

    guests = "; ".join(_with_position(guest.name, guest.position, circumstances) for guest in document.guests or [])
    entries = [
        (
            say("Chi ủy viên:" if _is_of_committee(document) else "Đảng viên:"),
            strength_lines(document, circumstances),
        ),
        (say("Khách mời:"), [sentence(guests)] if guests else []),
        (say("Chủ trì:"), person(document.chair)),
        (say("Ghi biên bản:"), person(document.note_taker)),
    ]
    told = (entry for entry in entries if entry[1])
    return [
        line
        for number, (lead, texts) in enumerate(told, start=1)
        for line in text_lines(*texts, lead=f"{number}. {lead}")
    ]


def _opening(document: CellMeetingMinutes, circumstances: Circumstances) -> list[Line]:
    say = circumstances.say
    lines = text_lines(
        say(
            "{name} nêu lý do, {guests}thông báo tình hình {members} dự họp.",
            name=_named(document.chair.full_name, circumstances),
            guests=say("giới thiệu khách mời, ") if document.guests else "",
            members=_members(document, circumstances),
        )
    )
    if document.purpose:
        lines += text_lines(sentence(document.purpose), lead=say("Lý do:"))
    if document.dues_report:
        lines += text_lines(sentence(document.dues_report), lead=say("Đảng phí:"))
    lines.append(caption(say("Hội nghị nhất trí thông qua chương trình gồm:")))
    return lines + text_lines(*(f"- {text}" for text in _ended(document.agenda)))


def _previous(document: CellMeetingMinutes, names: Mapping[str, str], circumstances: Circumstances) -> Heading:
    texts = [
        circumstances.say(
            "- {member}: {task}; kết quả: {result}",
            member=_named(names.get(each.member, each.member), circumstances),
            task=each.task.rstrip(" ;,."),
            result=sentence(each.result),
        )
        for each in document.previous_assignments or []
    ]
    return Heading(circumstances.say("Kiểm điểm việc thực hiện nhiệm vụ đã phân công"), text_lines(*texts))


def _item(item: Item, circumstances: Circumstances) -> Heading:
    say = circumstances.say
    lines: list[Line] = []
    if item.presenter:
        presenter = _named(item.presenter, circumstances)
        if item.report:
            lines.append(caption(say("{name} trình bày:", name=presenter)))
        else:
            lines += text_lines(say("{name} trình bày.", name=presenter))
    lines += text_lines(item.report or "")
    if item.statements:
        lines.append(caption(say("Ý kiến phát biểu:")))
    for statement in item.statements or []:
        lines += text_lines(f"- {_named(statement.speaker, circumstances)}: {statement.text}")
    if item.conclusion:
        lines += text_lines(item.conclusion, lead=say("Kết luận:"))
    return Heading(item.title, lines, typed=True)


def _lone_headings_as_text(lines: Sequence[Line]) -> list[Line]:
    """An item of which only the title is told is one line of text: a heading would have to stay with the next one."""
    kinds = [*(line["kind"] for line in lines[1:]), "heading1"]
    return [
        {**line, "kind": "text"} if line["kind"] == "heading2" and after in ("heading1", "heading2") else line
        for line, after in zip(lines, kinds, strict=True)
    ]


def _assignments(
    assignments: Sequence[Assignment], names: Mapping[str, str], circumstances: Circumstances
) -> list[Line]:
    texts = []
    for each in assignments:
        text = f"- {_named(names.get(each.member, each.member), circumstances)}: {each.task.rstrip(' ;,.')}"
        if each.deadline:
            day = short_date(each.deadline, circumstances.edition)
            text += circumstances.say("; hoàn thành chậm nhất ngày {day}", day=day)
        texts.append(text)
    return text_lines(*_ended(texts))


def _vote(vote: Vote, document: CellMeetingMinutes, circumstances: Circumstances) -> str:
    """Share of those entitled, not of those present."""
    entitled = entitled_to(vote, document) or 0
    result = "Được thông qua." if vote.is_passed(entitled) else "Không được thông qua."
    return circumstances.say(
        "- {matter}: {votes}/{entitled} {members} có quyền biểu quyết tán thành, đạt {percent}%; không tán thành "
        "{against}; không có ý kiến {abstain}. " + result,
        matter=_begun(on_one_line(vote.matter).rstrip(" ;,.:")),
        votes=vote.votes_for,
        entitled=entitled,
        members=_members(document, circumstances),
        percent=percentage(vote.votes_for, entitled),
        against=vote.against,
        abstain=vote.abstain,
    )


def _score(score: QualityScore | None, circumstances: Circumstances) -> list[Line]:
    if score is None:
        return []
    say = circumstances.say
    columns = [say(each) for each in ("TT", "Tiêu chí", "Điểm tối đa", "Điểm chấm")]
    rows = [
        [str(number), row.criterion, grouped(row.max), grouped(row.score)]
        for number, row in enumerate(score.rows, start=1)
    ]
    total = ["", say("Tổng cộng"), grouped(100), grouped(score.sum)]
    wording = "Hội nghị thống nhất chấm {sum}/100 điểm, xếp loại " + _GRADES[score.graded] + ", cụ thể:"
    return table_lines(say(wording, sum=grouped(score.sum)), grid(columns, rows, [total]))


def _conclusion(document: CellMeetingMinutes, names: Mapping[str, str], circumstances: Circumstances) -> list[Heading]:
    say = circumstances.say
    votes = [_vote(vote, document, circumstances) for vote in document.votes or []]
    return [
        Heading(say("Phân công nhiệm vụ"), _assignments(document.assignments or [], names, circumstances)),
        Heading(say("Kết luận của người chủ trì"), item_lines(document.conclusions)),
        Heading(say("Biểu quyết"), text_lines(*votes)),
        Heading(say("Chấm điểm chất lượng sinh hoạt"), _score(document.quality_score, circumstances)),
    ]


def _closing(document: CellMeetingMinutes, circumstances: Circumstances) -> str:
    end, gap = document.end_at, circumstances.edition.place_date.gap
    same_day = end is None or end.date() == document.start_at.date()
    what = "Cuộc họp" if _is_of_committee(document) else "Buổi sinh hoạt"
    return circumstances.say(
        "Biên bản được đọc lại để hội nghị cùng nghe và được nhất trí thông qua. " + what + " kết thúc vào hồi "
        "{clock}{day}.",
        clock=_clock(end) if end else f"{gap}giờ{gap}phút",
        day=circumstances.say(" cùng ngày")
        if same_day or end is None
        else f", {long_date(end.date(), circumstances.edition)}",
    )


def _certificate(document: CellMeetingMinutes, circumstances: Circumstances) -> Certificate:
    certifying = document.certified_by
    if certifying is None:
        return {"of": "", "authority": "", "position": "", "name": ""}
    return {
        "of": comrade(document.chair.full_name, circumstances),
        "authority": f"T/L {certifying.on_behalf_of.upper()}",
        "position": certifying.position.upper(),
        "name": on_one_line(certifying.full_name),
    }


def _who_meets(document: CellMeetingMinutes, subject: str, circumstances: Circumstances) -> str:
    """``Chi bộ xóm … tổ chức sinh hoạt chi bộ …``; ``Chi ủy Chi bộ xóm … họp tháng 8 năm 2026``."""
    say, body = circumstances.say, document.issuing_body.running_name
    if not _is_of_committee(document):
        return say("{body} tổ chức {meeting}", body=body, meeting=subject)
    if document.subject:
        return say("Chi ủy {body} tổ chức {meeting}", body=body, meeting=subject)
    return say("Chi ủy {body} họp {month}", body=body, month=_month(document))


def _recipients(document: CellMeetingMinutes, circumstances: Circumstances) -> Recipients:
    """Nơi nhận, which minutes have only where the payload names them."""
    if not document.recipients:
        return {"recipients": [], "more_recipients": []}
    told = recipient_lines(document, [], [], circumstances)
    lines = [*told["recipients"], *told["more_recipients"]]
    return {
        "recipients": lines[:RECIPIENTS_BELOW_SIGNATURES],
        "more_recipients": lines[RECIPIENTS_BELOW_SIGNATURES:],
    }


def _lines(document: CellMeetingMinutes, subject: str, circumstances: Circumstances) -> list[Line]:
    say = circumstances.say
    names = {member.ref: member.full_name for member in document.members or [] if member.ref}
    beginning = say(
        "Hồi {clock}, {day}, tại {venue}, {meeting}.",
        clock=_clock(document.start_at),
        day=long_date(document.start_at.date(), circumstances.edition),
        venue=on_one_line(document.venue),
        meeting=_who_meets(document, subject, circumstances),
    )
    course = [_previous(document, names, circumstances), *(_item(item, circumstances) for item in document.items)]
    headings = [
        Heading(say("Thành phần dự họp"), _who_was_there(document, circumstances)),
        Heading(say("Khai mạc"), _opening(document, circumstances)),
        Heading(say("Nội dung"), (), course),
        Heading(say("Kết luận"), (), _conclusion(document, names, circumstances)),
    ]
    return [*text_lines(beginning), *_lone_headings_as_text(numbered_lines(headings))]


def context(document: CellMeetingMinutes, circumstances: Circumstances) -> Minutes:
    """The printed text of the minutes."""
    subject = document.subject or _meeting(document, circumstances)
    subject_line = on_one_line(subject)
    head = letterhead(document, SYMBOL, circumstances)
    if not document.place_date_line:
        head["place_date"] = ""
    return {
        "properties": properties(document, f"{TYPE_NAME} {subject_line}", subject_line),
        "letterhead": head,
        "subject": subject_lines(subject, circumstances),
        "lines": _lines(document, subject_line, circumstances),
        "last": _closing(document, circumstances),
        "note_taker": on_one_line(document.note_taker.full_name),
        "chair": on_one_line(document.chair.full_name),
        **_recipients(document, circumstances),
        "certificate": _certificate(document, circumstances),
    }


DOCUMENT_TYPE = DocumentType(
    slug="cell-meeting-minutes",
    title="Biên bản sinh hoạt chi bộ",
    summary="Sinh hoạt thường kỳ, chuyên đề, họp chi ủy hoặc bất thường; có điểm danh, biểu quyết, chấm điểm.",
    symbol=SYMBOL,
    page_kind="minutes",
    model=CellMeetingMinutes,
    printed=Minutes,
    context=context,
    rules=(*SHARED_RULES, issued_by(SYMBOL, frozenset({IssuerKind.CELL})), *MEMBER_RULES, *MEETING_RULES),
    label=lambda document: f"{TYPE_NAME} {on_one_line(document.subject or _meeting(document))}",
)
