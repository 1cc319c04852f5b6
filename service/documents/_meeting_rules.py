"""Rules of the minutes of a cell's meeting. Codes C1 to C19 as in ``_rules``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.documents._circumstances import Circumstances
from service.documents._figures import adds_up
from service.documents._findings import error, rule, warning
from service.documents._meeting import (
    Attendance,
    CellMeetingMinutes,
    Counted,
    Mark,
    MeetingKind,
    Vote,
    counted,
    entitled_to,
)
from service.documents._members import strength
from service.documents._signing import name_is_bare
from service.errors import Finding
from service.norm.printing import grouped

LEAST_MINUTES = {MeetingKind.REGULAR: 90, MeetingKind.THEMATIC: 90, MeetingKind.COMBINED: 120}
"""Shortest meeting by 42-HD/BTCTW; meetings of the committee and extraordinary ones have no least length."""

_COMRADE = re.compile(r"\s*(?:đồng chí\b|đ/c\b)", re.IGNORECASE)


@rule("legal_bases", "replaces", "signature")
def minutes_have_no_such_field(document: CellMeetingMinutes, _: Circumstances) -> Iterator[Finding]:
    """What minutes do not print is refused rather than dropped in silence."""
    told = {
        "legal_bases": ("Biên bản không ghi căn cứ ban hành; hãy bỏ phần này.", "Minutes have no legal bases."),
        "replaces": ("Biên bản không thay thế văn bản khác; hãy bỏ phần này.", "Minutes replace no other paper."),
        "signature": (
            "Biên bản do người chủ trì và người ghi biên bản ký; hãy bỏ phần người ký.",
            "Minutes are signed by chair and note_taker; remove this field.",
        ),
    }
    for name, (vi, en) in told.items():
        if getattr(document, name) is not None:
            yield error("minutes.field", f"/{name}", vi, en)


@rule("meeting_kind", "period")
def regular_meeting_has_a_month(document: CellMeetingMinutes, _: Circumstances) -> Iterator[Finding]:
    """A regular meeting is that of a month, whenever it is held."""
    if document.meeting_kind in (MeetingKind.REGULAR, MeetingKind.COMBINED) and document.period is None:
        yield error(
            "minutes.period",
            "/period",
            "Sinh hoạt thường kỳ phải ghi kỳ sinh hoạt, ví dụ tháng 7/2026.",
            "A regular meeting needs its period, e.g. 2026-07.",
        )


@rule("start_at", "end_at", "issue_date", "meeting_kind")
def times_are_in_order(document: CellMeetingMinutes, _: Circumstances) -> Iterator[Finding]:
    """C8: it ends after it began, and is written down not before. C18: a meeting has its least length."""
    start, end = document.start_at, document.end_at
    if document.issue_date and document.issue_date < start.date():
        yield error(
            "C8", "/issue_date", "Biên bản đề ngày trước ngày họp.", "The minutes are dated before the meeting."
        )
    if end is None:
        return
    if end <= start:
        yield error("C8", "/end_at", "Giờ kết thúc phải sau giờ bắt đầu.", "The meeting ends after it begins.")
        return
    least = LEAST_MINUTES.get(document.meeting_kind)
    minutes = int((end - start).total_seconds() // 60)
    if least and minutes < least:
        yield warning(
            "C18",
            "/end_at",
            f"Buổi sinh hoạt kéo dài {minutes} phút, ít hơn {least} phút theo Hướng dẫn 42-HD/BTCTW.",
            f"The meeting lasted {minutes} minutes, less than the {least} of 42-HD/BTCTW.",
        )


@rule("attendance", "members")
def attendance_is_told(document: CellMeetingMinutes, _: Circumstances) -> Iterator[Finding]:
    """Counts, or a list with a mark for each."""
    if document.attendance is None and not document.members:
        yield error(
            "minutes.attendance",
            "/attendance",
            "Thiếu thành phần dự họp: hãy ghi số lượng, hoặc điểm danh từng người.",
            "Attendance is missing: give counts (attendance) or a marked list (members).",
        )


@rule("attendance", "members")
def attendance_adds_up(document: CellMeetingMinutes, _: Circumstances) -> Iterator[Finding]:
    """C1: kinds make the total; present, absent, exempt and elsewhere make the total; the list agrees."""
    given, real = document.attendance, counted(document)
    if given is None or real is None:
        return
    if document.members:
        yield from _list_agrees(given, real)
    else:
        yield from _kinds_make_the_total(given)
        yield from _marks_make_the_total(given)
    yield from _absentees_agree(given, real)


def _list_agrees(given: Attendance, real: Counted) -> Iterator[Finding]:
    for name in given.model_fields_set - {"absentees"}:
        typed, found = getattr(given, name), getattr(real, name)
        if typed is not None and typed != found:
            yield error(
                "C1",
                f"/attendance/{name}",
                f"Ghi {typed}, danh sách điểm danh có {found}; hãy sửa hoặc bỏ trống để tự tính.",
                f"Says {typed}; the marked list has {found}.",
            )


def _kinds_make_the_total(given: Attendance) -> Iterator[Finding]:
    kinds = [kind for kind in (given.official, given.probationary) if kind is not None]
    if sum(kinds) > given.total or (len(kinds) == 2 and sum(kinds) != given.total):
        yield error(
            "C1",
            "/attendance/total",
            f"Chính thức và dự bị cộng được {sum(kinds)}, tổng số ghi {given.total}.",
            f"Official and probationary make {sum(kinds)}, the total says {given.total}.",
        )


def _marks_make_the_total(given: Attendance) -> Iterator[Finding]:
    absences = [each for each in (given.absent_excused, given.absent_unexcused) if each is not None]
    sum_of_marks = given.present + sum(absences) + given.exempt + given.temporarily_elsewhere
    if sum_of_marks > given.total or (len(absences) == 2 and sum_of_marks != given.total):
        yield error(
            "C1",
            "/attendance/present",
            f"Có mặt, vắng, được miễn và sinh hoạt nơi khác cộng được {sum_of_marks}, tổng số ghi {given.total}.",
            f"Present, absent, exempt and elsewhere make {sum_of_marks}, the total says {given.total}.",
        )


def _absentees_agree(given: Attendance, real: Counted) -> Iterator[Finding]:
    if given.absentees is None:
        return
    excused = sum(each.excused for each in given.absentees)
    listed = (len(given.absentees), excused)
    if listed != (real.absent, excused if real.absent_excused is None else real.absent_excused):
        yield error(
            "C1",
            "/attendance/absentees",
            f"Danh sách vắng mặt có {len(given.absentees)} người ({excused} có lý do), số vắng là {real.absent} "
            f"({real.absent_excused or 0} có lý do).",
            f"{len(given.absentees)} absentees are listed ({excused} excused), the counts say {real.absent} "
            f"({real.absent_excused or 0} excused).",
        )


@rule("chair", "note_taker")
def signers_are_two(document: CellMeetingMinutes, _: Circumstances) -> Iterator[Finding]:
    """C9: chair and note-taker are two people; namesakes are told apart by their positions."""
    chair, note_taker = document.chair, document.note_taker
    same_name = chair.full_name.casefold() == note_taker.full_name.casefold()
    told_apart = chair.position and note_taker.position and chair.position != note_taker.position
    if same_name and not told_apart:
        yield error(
            "C9",
            "/note_taker/full_name",
            "Người ghi biên bản phải là người khác với người chủ trì.",
            "The note-taker is not the chair.",
        )


@rule("chair", "note_taker", "certified_by")
def signers_are_named(document: CellMeetingMinutes, _: Circumstances) -> Iterator[Finding]:
    """C16: bare names below the signatures; the text itself calls them đồng chí."""
    signers = {"chair": document.chair, "note_taker": document.note_taker, "certified_by": document.certified_by}
    for field, person in signers.items():
        if person is None:
            continue
        if _COMRADE.match(person.full_name):
            yield error(
                "C16",
                f"/{field}/full_name",
                "Họ tên không ghi “đồng chí” phía trước, chương trình tự ghi trong nội dung; hãy bỏ phần đó.",
                "The name is typed without “đồng chí”; the program adds it in the text.",
            )
        else:
            yield from name_is_bare(person.full_name, f"/{field}/full_name")


@rule("chair", "note_taker", "members")
def signers_were_there(document: CellMeetingMinutes, _: Circumstances) -> Iterator[Finding]:
    """Who signs the minutes is not marked absent in the list."""
    marks = {member.full_name: member.mark for member in document.members or []}
    for field, person in (("chair", document.chair), ("note_taker", document.note_taker)):
        if marks.get(person.full_name, Mark.PRESENT) not in (Mark.PRESENT, Mark.TEMPORARY_HERE):
            yield error(
                "minutes.signer-absent",
                f"/{field}/full_name",
                "Người ký biên bản được điểm danh là không có mặt; hãy xem lại.",
                "Who signs the minutes is marked as not present.",
            )


@rule("votes", "attendance", "members")
def votes_are_valid(document: CellMeetingMinutes, _: Circumstances) -> Iterator[Finding]:
    """C19, C3: no more votes than may vote; passed by more than half of those entitled, not of those present."""
    for index, vote in enumerate(document.votes or []):
        pointer = f"/votes/{index}"
        entitled = entitled_to(vote, document)
        if not entitled:
            yield error(
                "C19",
                f"{pointer}/entitled",
                "Chưa tính được số người có quyền biểu quyết; hãy ghi số ấy, hoặc số đảng viên chính thức.",
                "Nothing tells how many may vote; give entitled, or the number of official members.",
            )
            continue
        yield from _entitled_agrees(vote, document, pointer)
        yield from _ballots_fit(vote, entitled, document, pointer)
        passed = vote.is_passed(entitled)
        if vote.passed is not None and vote.passed != passed:
            needed = "từ hai phần ba" if vote.majority == "two_thirds" else "trên một nửa"
            yield error(
                "C19",
                f"{pointer}/passed",
                f"{vote.votes_for}/{entitled} tán thành là {'được' if passed else 'không được'} thông qua: "
                f"phải {needed} số người có quyền biểu quyết.",
                f"{vote.votes_for} of {entitled} entitled: {'passed' if passed else 'not passed'}.",
            )


def _entitled_agrees(vote: Vote, document: CellMeetingMinutes, pointer: str) -> Iterator[Finding]:
    """Counts do not tell whether the exempt and those elsewhere are official: any number that may be is taken."""
    real = counted(document)
    if vote.entitled is None or real is None or real.entitled is None:
        return
    most = real.entitled if document.members else real.entitled + (real.probationary or 0)
    most = min(most, real.official or 0)
    if not real.entitled <= vote.entitled <= most:
        yield error(
            "C19",
            f"{pointer}/entitled",
            f"Ghi {vote.entitled} người có quyền biểu quyết, theo thành phần dự họp là {real.entitled}.",
            f"Says {vote.entitled} may vote; by the attendance it is {real.entitled}.",
        )


def _ballots_fit(vote: Vote, entitled: int, document: CellMeetingMinutes, pointer: str) -> Iterator[Finding]:
    real = counted(document)
    there = real.present if real else entitled
    if document.members:
        there = strength(member for member in document.members if member.mark is Mark.PRESENT)["official"]
    most = min(entitled, there)
    cast = vote.votes_for + vote.against + vote.abstain
    if cast > most:
        yield error(
            "C19",
            f"{pointer}/for",
            f"Có {cast} lượt biểu quyết, nhiều hơn {most} người có quyền biểu quyết có mặt.",
            f"{cast} votes, but only {most} entitled members present.",
        )


@rule("assignments", "start_at")
def deadlines_follow_the_meeting(document: CellMeetingMinutes, _: Circumstances) -> Iterator[Finding]:
    """C18: a task is not due before it is given."""
    for index, assignment in enumerate(document.assignments or []):
        if assignment.deadline and assignment.deadline < document.start_at.date():
            yield warning(
                "C18",
                f"/assignments/{index}/deadline",
                "Thời hạn trước ngày họp; hãy xem lại.",
                "The deadline is before the meeting; check.",
            )


@rule("quality_score")
def score_is_computed(document: CellMeetingMinutes, _: Circumstances) -> Iterator[Finding]:
    """The criteria make 100 points, no score is above its most, total and grade follow from the rows."""
    score = document.quality_score
    if score is None:
        return
    for index, row in enumerate(score.rows):
        if row.score > row.max:
            yield error(
                "score.above-max",
                f"/quality_score/rows/{index}/score",
                f"Điểm chấm {grouped(row.score)} cao hơn điểm tối đa {grouped(row.max)}.",
                f"{grouped(row.score)} points are more than the most of {grouped(row.max)}.",
            )
    if not adds_up([row.max for row in score.rows], 100):
        total = grouped(round(sum(row.max for row in score.rows), 4))
        yield error(
            "score.max",
            "/quality_score/rows",
            f"Cộng điểm tối đa của các tiêu chí được {total}, phải bằng 100.",
            f"The most points of all criteria make {total}, not 100.",
        )
    if score.total is not None and score.total != score.sum:
        yield error(
            "C1",
            "/quality_score/total",
            f"Tổng điểm ghi {grouped(score.total)}, cộng được {grouped(score.sum)}.",
            f"The total says {grouped(score.total)}; the rows make {grouped(score.sum)}.",
        )
    if score.grade is not None and score.grade is not score.graded:
        yield error(
            "score.grade",
            "/quality_score/grade",
            f"Xếp loại không hợp với tổng điểm {grouped(score.sum)} (từ 90: tốt; từ 70: khá; từ 50: trung bình).",
            f"The grade does not fit {grouped(score.sum)} points (90 good, 70 fair, 50 average).",
        )


MEETING_RULES = (
    minutes_have_no_such_field,
    regular_meeting_has_a_month,
    times_are_in_order,
    attendance_is_told,
    attendance_adds_up,
    signers_are_two,
    signers_are_named,
    signers_were_there,
    votes_are_valid,
    deadlines_follow_the_meeting,
    score_is_computed,
)
