"""Biên bản sinh hoạt chi bộ: its payload, and what follows from it (who was there, who may vote, what was passed)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from service.documents._envelope import Envelope
from service.documents._fields import Count, Day, FreeText, Member, Model, Month, Text


def _without_zone(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise PydanticCustomError("datetime_zone", "a local time without a zone")
    return moment


LocalTime = Annotated[datetime, AfterValidator(_without_zone)]
"""Day and time by the clock of the meeting place, ``2026-07-03T19:30``."""

Points = Annotated[float, Field(ge=0, le=100)]


class MeetingKind(StrEnum):
    """Thường kỳ, chuyên đề, thường kỳ kết hợp chuyên đề, chi ủy, bất thường."""

    REGULAR = "regular"
    THEMATIC = "thematic"
    COMBINED = "combined"
    COMMITTEE = "committee"
    EXTRAORDINARY = "extraordinary"


class Mark(StrEnum):
    """Attendance of one member."""

    PRESENT = "present"
    ABSENT_EXCUSED = "absent_excused"
    ABSENT_UNEXCUSED = "absent_unexcused"
    EXEMPT = "exempt"
    TEMPORARILY_ELSEWHERE = "temporarily_elsewhere"
    TEMPORARY_HERE = "temporary_here"


class AttendingMember(Member):
    """A member and whether he or she was there."""

    mark: Mark = Field(
        title="Điểm danh",
        description="present: có mặt; absent_excused: vắng có lý do; absent_unexcused: vắng không lý do; exempt: được "
        "miễn công tác, sinh hoạt; temporarily_elsewhere: sinh hoạt tạm thời nơi khác; temporary_here: nơi khác đến "
        "sinh hoạt tạm thời, không tính vào tổng số.",
    )
    reason: FreeText | None = Field(None, title="Lý do vắng")


class Absentee(Model):
    """One who was not there."""

    name: Text = Field(title="Họ và tên")
    reason: FreeText | None = Field(None, title="Lý do")
    excused: bool = Field(True, title="Có lý do", description="true: vắng có lý do; false: vắng không lý do.")


class Attendance(Model):
    """How many were there. Whatever follows from the rest may be left out."""

    total: Count = Field(title="Tổng số đảng viên", description="Họp chi ủy: tổng số chi ủy viên.")
    official: Count | None = Field(None, title="Chính thức")
    probationary: Count | None = Field(None, title="Dự bị")
    present: Count = Field(title="Có mặt")
    absent_excused: Count | None = Field(None, title="Vắng có lý do")
    absent_unexcused: Count | None = Field(None, title="Vắng không lý do")
    exempt: Count = Field(0, title="Được miễn công tác và sinh hoạt đảng")
    temporarily_elsewhere: Count = Field(0, title="Sinh hoạt tạm thời nơi khác")
    temporary_here: Count = Field(
        0, title="Nơi khác đến sinh hoạt tạm thời", description="Không tính vào tổng số đảng viên của chi bộ."
    )
    absentees: list[Absentee] | None = Field(None, title="Đảng viên vắng mặt", max_length=500)


class Person(Model):
    """Someone named with an office."""

    full_name: Text = Field(title="Họ và tên")
    position: FreeText | None = Field(None, title="Chức vụ", examples=["Bí thư Chi bộ"])


class Guest(Model):
    """A guest of the meeting."""

    name: Text = Field(title="Họ và tên")
    position: FreeText | None = Field(None, title="Chức vụ", examples=["Phó Bí thư Đảng ủy xã"])


class Certification(Model):
    """Who certifies the chair's signature below, a cell having no seal."""

    full_name: Text = Field(title="Họ và tên")
    position: Text = Field("Chánh Văn phòng", title="Chức vụ")
    on_behalf_of: Text = Field("Ban Thường vụ", title="Thừa lệnh", description="In sau T/L.")


class PreviousAssignment(Model):
    """A task of the last meeting and what became of it."""

    member: Text = Field(
        title="Người được phân công", description="Họ tên, hoặc mã tham chiếu của người trong danh sách."
    )
    task: Text = Field(title="Nhiệm vụ")
    result: Text = Field(title="Kết quả", examples=["hoàn thành đúng hạn"])


class Assignment(Model):
    """A task given at this meeting."""

    member: Text = Field(
        title="Người được phân công", description="Họ tên, hoặc mã tham chiếu của người trong danh sách."
    )
    task: Text = Field(title="Nhiệm vụ")
    deadline: Day | None = Field(None, title="Thời hạn")


class Statement(Model):
    """What one speaker said."""

    speaker: Text = Field(title="Người phát biểu")
    text: Text = Field(title="Ý kiến", description="Mỗi dòng thành một đoạn.")


class Item(Model):
    """One point of the meeting as it went."""

    title: Text = Field(title="Nội dung")
    presenter: Text | None = Field(None, title="Người trình bày")
    report: Text | None = Field(None, title="Nội dung trình bày", description="Mỗi dòng thành một đoạn.")
    statements: list[Statement] | None = Field(None, title="Ý kiến phát biểu", max_length=200)
    conclusion: Text | None = Field(None, title="Kết luận về nội dung này")


class Vote(Model):
    """A matter put to the vote."""

    matter: Text = Field(title="Nội dung biểu quyết", examples=["thông qua nghị quyết tháng 7 năm 2026"])
    votes_for: Count = Field(alias="for", title="Tán thành")
    against: Count = Field(0, title="Không tán thành")
    abstain: Count = Field(0, title="Không có ý kiến")
    entitled: Count | None = Field(
        None,
        title="Số người có quyền biểu quyết",
        description="Mặc định: đảng viên chính thức trừ người được miễn và người sinh hoạt tạm thời nơi khác.",
    )
    majority: Literal["half", "two_thirds"] = Field(
        "half",
        title="Tỷ lệ phải đạt",
        description="half: trên một nửa; two_thirds: từ hai phần ba (kết nạp, kỷ luật).",
    )
    passed: bool | None = Field(None, title="Được thông qua", description="Tự tính; ghi thì được kiểm tra.")

    def is_passed(self, entitled: int) -> bool:
        """More than half of those entitled, or two thirds where that is asked for; never of those present."""
        return 3 * self.votes_for >= 2 * entitled if self.majority == "two_thirds" else 2 * self.votes_for > entitled


class ScoreRow(Model):
    """One criterion of the quality of the meeting."""

    criterion: Text = Field(title="Tiêu chí")
    max: Points = Field(title="Điểm tối đa")
    score: Points = Field(title="Điểm chấm")


class Grade(StrEnum):
    """Tốt, khá, trung bình, kém (42-HD/BTCTW)."""

    GOOD = "good"
    FAIR = "fair"
    AVERAGE = "average"
    POOR = "poor"


class QualityScore(Model):
    """Chấm điểm chất lượng sinh hoạt chi bộ."""

    rows: list[ScoreRow] = Field(title="Các tiêu chí", min_length=1, max_length=50)
    total: Points | None = Field(None, title="Tổng điểm", description="Tự tính; ghi thì được kiểm tra.")
    grade: Grade | None = Field(
        None,
        title="Xếp loại",
        description="good: tốt; fair: khá; average: trung bình; poor: kém. Tự xếp theo tổng điểm.",
    )

    @property
    def sum(self) -> float:
        """The total of the scores."""
        return round(sum(row.score for row in self.rows), 4)

    @property
    def graded(self) -> Grade:
        """From 90 tốt, from 70 khá, from 50 trung bình, below it kém (42-HD/BTCTW)."""
        steps = ((90, Grade.GOOD), (70, Grade.FAIR), (50, Grade.AVERAGE))
        return next((grade for least, grade in steps if self.sum >= least), Grade.POOR)


class CellMeetingMinutes(Envelope):
    """Payload of the minutes of a meeting of a cell or its committee."""

    place_date_line: bool = Field(
        True, title="In dòng địa danh, ngày tháng", description="false: không in, vì biên bản có ghi trong nội dung."
    )
    meeting_kind: MeetingKind = Field(
        title="Loại sinh hoạt",
        description="regular: thường kỳ; thematic: chuyên đề; combined: thường kỳ kết hợp chuyên đề; committee: họp "
        "chi ủy; extraordinary: bất thường.",
    )
    period: Month | None = Field(
        None, title="Kỳ sinh hoạt", description="Bắt buộc với sinh hoạt thường kỳ.", examples=["2026-07"]
    )
    topic: Text | None = Field(None, title="Chuyên đề", examples=["Nêu gương của đảng viên nơi cư trú"])
    start_at: LocalTime = Field(title="Bắt đầu", examples=["2026-07-03T19:30"])
    end_at: LocalTime | None = Field(None, title="Kết thúc", description="Để trống: chừa chỗ ghi tay.")
    venue: Text = Field(title="Địa điểm", examples=["Nhà văn hóa xóm Định Thành"])
    attendance: Attendance | None = Field(
        None, title="Thành phần, số lượng", description="Ghi số lượng ở đây, hoặc điểm danh từng người."
    )
    members: list[AttendingMember] | None = Field(None, title="Danh sách điểm danh", max_length=20_000)
    guests: list[Guest] | None = Field(None, title="Khách mời", max_length=100)
    chair: Person = Field(title="Chủ trì", description="Ký bên phải.")
    note_taker: Person = Field(title="Người ghi biên bản", description="Ký bên trái.")
    certified_by: Certification | None = Field(
        None, title="Xác nhận chữ ký", description="Văn phòng cấp ủy cấp trên xác nhận chữ ký của người chủ trì."
    )
    purpose: Text | None = Field(None, title="Lý do cuộc họp", description="Để trống: không in.")
    dues_report: Text | None = Field(None, title="Tình hình đóng đảng phí")
    agenda: list[Text] = Field(title="Chương trình", min_length=1, max_length=50)
    previous_assignments: list[PreviousAssignment] | None = Field(
        None, title="Kết quả thực hiện nhiệm vụ đã phân công kỳ trước", max_length=200
    )
    items: list[Item] = Field(title="Diễn biến", min_length=1, max_length=50)
    conclusions: list[Text] = Field(title="Kết luận của người chủ trì", min_length=1, max_length=100)
    assignments: list[Assignment] | None = Field(None, title="Phân công nhiệm vụ", max_length=200)
    votes: list[Vote] | None = Field(None, title="Biểu quyết", max_length=50)
    quality_score: QualityScore | None = Field(None, title="Chấm điểm chất lượng sinh hoạt")


class Counted(NamedTuple):
    """Attendance as printed.

    ``official``, ``probationary``, ``entitled`` and the two kinds of absence are None where nothing tells them.
    """

    total: int
    official: int | None
    probationary: int | None
    present: int
    absent: int
    absent_excused: int | None
    absent_unexcused: int | None
    exempt: int
    temporarily_elsewhere: int
    temporary_here: int
    entitled: int | None


def counted(document: CellMeetingMinutes) -> Counted | None:
    """Attendance from the marked list or else from the counts; None where neither is given."""
    if document.members:
        return _count_marks(document.members)
    return _complete(document.attendance) if document.attendance else None


def _count_marks(members: Sequence[AttendingMember]) -> Counted:
    own = [member for member in members if member.mark is not Mark.TEMPORARY_HERE]
    marks = [member.mark for member in own]
    official = sum(member.is_official for member in own)
    away = (Mark.EXEMPT, Mark.TEMPORARILY_ELSEWHERE)
    return Counted(
        total=len(own),
        official=official,
        probationary=len(own) - official,
        present=marks.count(Mark.PRESENT),
        absent=marks.count(Mark.ABSENT_EXCUSED) + marks.count(Mark.ABSENT_UNEXCUSED),
        absent_excused=marks.count(Mark.ABSENT_EXCUSED),
        absent_unexcused=marks.count(Mark.ABSENT_UNEXCUSED),
        exempt=marks.count(Mark.EXEMPT),
        temporarily_elsewhere=marks.count(Mark.TEMPORARILY_ELSEWHERE),
        temporary_here=len(members) - len(own),
        entitled=sum(member.is_official and member.mark not in away for member in own),
    )


def _complete(given: Attendance) -> Counted:
    """What follows from the counts: the absent from the present, one kind of members from the other.

    Whether absences are excused is told by their counts or by the list of those absent, and else not known.
    """
    away = given.exempt + given.temporarily_elsewhere
    absent = max(0, given.total - given.present - away)
    excused, unexcused = _absences(given, absent)
    official, probationary = given.official, given.probationary
    if official is None and probationary is not None:
        official = max(0, given.total - probationary)
    if probationary is None and official is not None:
        probationary = max(0, given.total - official)
    entitled = None if official is None else max(0, official - away)
    return Counted(
        given.total, official, probationary, given.present, absent, excused, unexcused, given.exempt,
        given.temporarily_elsewhere, given.temporary_here, entitled,
    )  # fmt: skip


def _absences(given: Attendance, absent: int) -> tuple[int | None, int | None]:
    """How many of those absent are excused and how many not; (None, None) where nothing tells."""
    excused, unexcused = given.absent_excused, given.absent_unexcused
    if excused is None and unexcused is None and given.absentees:
        excused = sum(each.excused for each in given.absentees)
        return excused, len(given.absentees) - excused
    if excused is None and unexcused is not None:
        excused = max(0, absent - unexcused)
    if unexcused is None and excused is not None:
        unexcused = max(0, absent - excused)
    return excused, unexcused


def entitled_to(vote: Vote, document: CellMeetingMinutes) -> int | None:
    """How many may vote: given, or derived from the attendance; None where nothing tells."""
    if vote.entitled is not None:
        return vote.entitled
    real = counted(document)
    if real is None:
        return None
    if real.entitled is None and document.meeting_kind is MeetingKind.COMMITTEE:
        # nobody on probation sits on a committee
        return max(0, real.total - real.exempt - real.temporarily_elsewhere)
    return real.entitled
