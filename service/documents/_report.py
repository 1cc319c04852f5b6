"""Báo cáo tổng kết, sơ kết: its payload and its rules. How it is printed: ``summary_report``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field

from service.documents._circumstances import Circumstances
from service.documents._envelope import Envelope
from service.documents._fields import Count, Day, Model, Text
from service.documents._figures import Figure, Percent, adds_up, percentage, percentage_differs
from service.documents._findings import error, rule, warning
from service.documents._printed import bare_number
from service.documents._sections import Section, Subsection, judge_sections
from service.errors import Finding
from service.norm.printing import grouped

MOST_DAYS = {"half_year": 200, "annual": 400}
"""Longest period of a half-year and an annual report before it looks like a mistake."""
DAYS_OF_YEAR = 365.25
SLACK_DAYS = 46
"""By how much the period of a thematic report may miss the years that it is named after: six weeks or so."""


_ABBREVIATED = re.compile(r"\s*v/v\b", re.IGNORECASE)
_ABOUT = re.compile(r"^\s*(?:v/v|về việc|về)[\s:]+", re.IGNORECASE)


class ReportKind(StrEnum):
    """What is summed up."""

    ANNUAL = "annual"
    HALF_YEAR = "half_year"
    THEMATIC = "thematic"
    TERM = "term"


class ResolutionReference(Model):
    """The paper whose years a thematic report sums up; an old guidance may have lost its number."""

    type: Text = Field(title="Loại văn bản", examples=["Nghị quyết", "Chỉ thị"])
    number: Text | None = Field(None, title="Số, ký hiệu", examples=["21-NQ/TW"])
    date: Day | None = Field(None, title="Ngày ban hành")
    issuer: Text | None = Field(None, title="Cơ quan ban hành", examples=["Ban Chấp hành Trung ương"])
    title: Text = Field(
        title="Về việc", description="Phần sau chữ “về”.", examples=["đổi mới, nâng cao chất lượng sinh hoạt chi bộ"]
    )

    @property
    def about(self) -> str:
        """The title as it stands after “về”: without a “V/v”, “về” or “về việc” and a final mark that were typed."""
        return _ABOUT.sub("", self.title).rstrip(" .;,/") or self.title

    @property
    def short(self) -> str:
        """``Nghị quyết số 21-NQ/TW``, or type and title where the number is lost."""
        return f"{self.type} số {bare_number(self.number)}" if self.number else f"{self.type} về {self.about}"


class StatisticPart(Model):
    """One part of a whole."""

    label: Text = Field(title="Tên", examples=["Đảng bộ cơ sở"])
    value: Figure = Field(title="Số lượng")
    percent: Percent | None = Field(None, title="Tỷ lệ (%)", description="Tự tính; ghi thì được kiểm tra.")


class Statistic(Model):
    """A figure with its parts, or as a share of a larger one."""

    label: Text = Field(title="Nội dung", examples=["Tổ chức cơ sở đảng"])
    value: Figure = Field(title="Số lượng")
    unit: Text | None = Field(None, title="Đơn vị tính", examples=["tổ chức"])
    parts: list[StatisticPart] | None = Field(
        None, title="Trong đó", description="Cộng các phần phải bằng số lượng.", max_length=100
    )
    base: Figure | None = Field(None, title="Trên tổng số", description="In 107/230 kèm tỷ lệ phần trăm.")
    percent: Percent | None = Field(None, title="Tỷ lệ (%)", description="Tự tính từ tổng số; ghi thì được kiểm tra.")
    year: int | None = Field(None, title="Năm", ge=1930, le=2200)


class Membership(Model):
    """Movement of members in the period."""

    opening: Count = Field(title="Số đảng viên đầu kỳ")
    admitted: Count = Field(0, title="Kết nạp")
    transferred_in: Count = Field(0, title="Chuyển đến")
    transferred_out: Count = Field(0, title="Chuyển đi")
    removed: Count = Field(0, title="Đưa ra khỏi Đảng", description="Khai trừ, xóa tên, xin ra khỏi Đảng.")
    deceased: Count = Field(0, title="Từ trần")
    closing: Count | None = Field(None, title="Số đảng viên cuối kỳ", description="Tự tính; ghi thì được kiểm tra.")
    official: Count | None = Field(None, title="Chính thức cuối kỳ")
    probationary: Count | None = Field(None, title="Dự bị cuối kỳ")

    @property
    def at_the_end(self) -> int:
        """Opening and all that came, less all that left."""
        left = self.transferred_out + self.removed + self.deceased
        return self.opening + self.admitted + self.transferred_in - left


class Target(Model):
    """Chỉ tiêu of the period and how far it was met."""

    name: Text = Field(title="Chỉ tiêu", examples=["Kết nạp đảng viên mới"])
    planned: Figure = Field(title="Kế hoạch")
    achieved: Figure = Field(title="Thực hiện")
    unit: Text | None = Field(None, title="Đơn vị tính", examples=["đồng chí"])
    percent: Percent | None = Field(None, title="Tỷ lệ đạt (%)", description="Tự tính; ghi thì được kiểm tra.")


class NextTarget(Model):
    """Chỉ tiêu of the time to come."""

    name: Text = Field(title="Chỉ tiêu")
    planned: Figure = Field(title="Kế hoạch")
    unit: Text | None = Field(None, title="Đơn vị tính")


class SummaryReport(Envelope):
    """Payload of a report that sums up a year, a half-year, a term, or the years of a resolution."""

    report_kind: ReportKind = Field(
        title="Loại báo cáo",
        description="annual: tổng kết năm; half_year: sơ kết 6 tháng; thematic: chuyên đề, n năm thực hiện một nghị "
        "quyết; term: tổng kết nhiệm kỳ.",
    )
    stage: Literal["final", "interim"] | None = Field(
        None,
        title="Tổng kết / sơ kết",
        description="final: tổng kết; interim: sơ kết. Mặc định: sơ kết với báo cáo 6 tháng, còn lại tổng kết.",
    )
    period_from: Day = Field(title="Từ ngày")
    period_to: Day = Field(title="Đến ngày")
    resolution_ref: ResolutionReference | None = Field(
        None, title="Nghị quyết, chỉ thị được sơ kết, tổng kết", description="Bắt buộc với báo cáo chuyên đề."
    )
    opening: Text | None = Field(None, title="Mở đầu", description="Mặc định theo loại báo cáo.")
    context: list[Text] | None = Field(None, title="Khái quát, đặc điểm tình hình", max_length=100)
    statistics: list[Statistic] | None = Field(None, title="Số liệu", max_length=500)
    membership: Membership | None = Field(None, title="Biến động đảng viên")
    implementation: list[Text] | None = Field(None, title="Công tác quán triệt, chỉ đạo", max_length=100)
    results: list[Subsection] | None = Field(
        None, title="Kết quả thực hiện", description="Mỗi lĩnh vực một đề mục.", max_length=100
    )
    targets: list[Target] | None = Field(None, title="Kết quả thực hiện các chỉ tiêu", max_length=500)
    inspection: list[Text] | None = Field(None, title="Công tác kiểm tra, giám sát", max_length=100)
    strengths: list[Text] | None = Field(None, title="Ưu điểm", max_length=100)
    causes_of_strengths: list[Text] | None = Field(None, title="Nguyên nhân của ưu điểm", max_length=100)
    weaknesses: list[Text] | None = Field(None, title="Hạn chế, khuyết điểm", max_length=100)
    causes_of_weaknesses: list[Text] | None = Field(None, title="Nguyên nhân của hạn chế", max_length=100)
    self_rating: Text | None = Field(None, title="Tự đánh giá, xếp loại", examples=["Hoàn thành tốt nhiệm vụ"])
    lessons: list[Text] | None = Field(None, title="Kinh nghiệm", max_length=100)
    directions: list[Text] | None = Field(None, title="Phương hướng", max_length=100)
    next_targets: list[NextTarget] | None = Field(None, title="Chỉ tiêu thời gian tới", max_length=500)
    solutions: list[Text] | None = Field(None, title="Nhiệm vụ, giải pháp", max_length=100)
    recommendations: list[Text] | None = Field(None, title="Kiến nghị, đề xuất", max_length=100)
    sections: list[Section] | None = Field(
        None,
        title="Các phần tự soạn",
        description="In sau các phần theo mẫu ở trên, đánh số La Mã tiếp theo. Muốn thay toàn bộ đề mục của mẫu thì bỏ "
        "trống các phần ấy, chỉ ghi ở đây.",
        max_length=100,
    )
    closing: Text | None = Field(
        None, title="Câu kết thúc", description="Mặc định: Trên đây là báo cáo … của cơ quan ban hành."
    )

    @property
    def whole_years(self) -> int | None:
        """How many years the period lasts; None where it is no whole number of years, give or take six weeks."""
        days = (self.period_to - self.period_from + timedelta(days=1)).days
        years = round(days / DAYS_OF_YEAR)
        return years if years and abs(days - years * DAYS_OF_YEAR) <= SLACK_DAYS else None


PARTS = (
    "context", "statistics", "membership", "implementation", "results", "targets", "inspection", "strengths",
    "causes_of_strengths", "weaknesses", "causes_of_weaknesses", "self_rating", "lessons", "directions",
    "next_targets", "solutions", "recommendations",
)  # fmt: skip
"""The typed parts, which the program sets under the standard headings."""


@rule(*PARTS, "sections")
def report_says_something(document: SummaryReport, _: Circumstances) -> Iterator[Finding]:
    """Typed parts or sections: a report without both has no text."""
    if not any(getattr(document, name) for name in (*PARTS, "sections")):
        yield error(
            "report.empty",
            "",
            "Báo cáo chưa có nội dung: hãy ghi các phần theo mẫu (đặc điểm, kết quả, ưu điểm …) hoặc các phần tự soạn.",
            "The report has no text: give typed parts (context, results, strengths, …) or sections.",
        )


@rule("period_from", "period_to", "issue_date", "report_kind")
def period_is_in_order(document: SummaryReport, _: Circumstances) -> Iterator[Finding]:
    """C8: from < to ≤ issue date; a year that lasts longer than a year is asked about."""
    if document.period_from >= document.period_to:
        yield error(
            "C8", "/period_to", "Ngày cuối kỳ phải sau ngày đầu kỳ.", "The period ends after the day it begins."
        )
        return
    if document.issue_date and document.period_to > document.issue_date:
        yield error(
            "C8",
            "/period_to",
            "Kỳ báo cáo kết thúc sau ngày ban hành báo cáo.",
            "The period ends after the report is issued.",
        )
    most = MOST_DAYS.get(document.report_kind)
    days = (document.period_to - document.period_from).days
    if most and days > most:
        yield warning(
            "report.period",
            "/period_from",
            f"Kỳ báo cáo dài {days} ngày, không hợp với loại báo cáo này; hãy xem lại.",
            f"The period of {days} days does not fit this kind of report; check.",
        )


@rule("report_kind", "resolution_ref", "issue_date")
def resolution_is_named(document: SummaryReport, _: Circumstances) -> Iterator[Finding]:
    """A thematic report names the resolution it sums up, C16: without “V/v”; C8: it is not later than the report."""
    reference = document.resolution_ref
    if document.report_kind is ReportKind.THEMATIC and reference is None:
        yield error(
            "report.resolution",
            "/resolution_ref",
            "Báo cáo chuyên đề phải ghi nghị quyết, chỉ thị hoặc văn bản được sơ kết, tổng kết.",
            "A thematic report names the resolution or other paper that it sums up.",
        )
    if reference and _ABBREVIATED.match(reference.title):
        yield warning(
            "C16",
            "/resolution_ref/title",
            "Không viết tắt “V/v”; chỉ ghi phần sau chữ “về”.",
            "Do not abbreviate “V/v”; give what follows “về”.",
        )
    if reference and reference.date and document.issue_date and reference.date > document.issue_date:
        yield error(
            "C8",
            "/resolution_ref/date",
            "Văn bản được sơ kết, tổng kết đề ngày sau ngày ban hành báo cáo.",
            "The paper summed up is dated after the report.",
        )


def _wrong_percent(pointer: str, real: str) -> Finding:
    return error(
        "C14",
        f"{pointer}/percent",
        f"Tỷ lệ ghi không đúng, tính được {real}%; hãy sửa hoặc bỏ trống để tự tính.",
        f"The percentage is wrong, {real}% by computation; mend it or leave it out.",
    )


@rule("statistics")
def statistics_add_up(document: SummaryReport, _: Circumstances) -> Iterator[Finding]:
    """C1: parts make the whole. C14: typed percentages are right. A share is not more than all of it."""
    for index, each in enumerate(document.statistics or []):
        pointer = f"/statistics/{index}"
        yield from _parts_make_the_whole(each, pointer)
        if each.base is not None and each.value > each.base:
            yield error(
                "report.share",
                f"{pointer}/base",
                f"Số lượng {grouped(each.value)} lớn hơn tổng số {grouped(each.base)}.",
                f"{grouped(each.value)} is more than the total of {grouped(each.base)}.",
            )
        elif each.base and percentage_differs(each.percent, each.value, each.base):
            yield _wrong_percent(pointer, percentage(each.value, each.base))


def _parts_make_the_whole(whole: Statistic, pointer: str) -> Iterator[Finding]:
    parts = whole.parts or []
    if parts and not adds_up([part.value for part in parts], whole.value):
        total = grouped(round(sum(part.value for part in parts), 6))
        yield error(
            "C1",
            f"{pointer}/parts",
            f"Cộng các phần được {total}, khác với {grouped(whole.value)}.",
            f"The parts add up to {total}, not to {grouped(whole.value)}.",
        )
        return
    for index, part in enumerate(parts):
        if percentage_differs(part.percent, part.value, whole.value):
            yield _wrong_percent(f"{pointer}/parts/{index}", percentage(part.value, whole.value))
    yield from _shares_fit(parts, f"{pointer}/parts")


def _shares_fit(parts: Sequence[StatisticPart], pointer: str) -> Iterator[Finding]:
    """Shares make at most 100 %, but for what rounding to one decimal adds to each."""
    shares = [part.percent for part in parts if part.percent is not None]
    if sum(shares) > 100 + 0.05 * len(shares) + 1e-9:
        yield error(
            "report.shares",
            pointer,
            "Cộng các tỷ lệ vượt quá 100%.",
            "The shares add up to more than 100 %.",
        )


@rule("membership")
def membership_adds_up(document: SummaryReport, _: Circumstances) -> Iterator[Finding]:
    """C1: closing = opening + in − out; official + probationary = closing."""
    movement = document.membership
    if movement is None:
        return
    end = movement.at_the_end
    if end < 0:
        yield error(
            "C1", "/membership", "Số đảng viên giảm nhiều hơn số hiện có.", "More members left than there were."
        )
        return
    if movement.closing is not None and movement.closing != end:
        yield error(
            "C1",
            "/membership/closing",
            f"Số cuối kỳ ghi {movement.closing}, cộng trừ biến động được {end}.",
            f"Closing says {movement.closing}; opening with the movement gives {end}.",
        )
    elif movement.official is not None or movement.probationary is not None:
        kinds = (movement.official or 0) + (movement.probationary or 0)
        both = movement.official is not None and movement.probationary is not None
        if kinds != end if both else kinds > end:
            yield error(
                "C1",
                "/membership/official",
                f"Chính thức và dự bị cộng được {kinds}, số cuối kỳ là {end}.",
                f"Official and probationary make {kinds}; closing is {end}.",
            )


@rule("targets")
def targets_are_computed(document: SummaryReport, _: Circumstances) -> Iterator[Finding]:
    """C14: percent = achieved / planned."""
    for index, target in enumerate(document.targets or []):
        if percentage_differs(target.percent, target.achieved, target.planned):
            yield _wrong_percent(f"/targets/{index}", percentage(target.achieved, target.planned))


@rule("results")
def results_are_tidy(document: SummaryReport, _: Circumstances) -> Iterator[Finding]:
    """Tables are whole, headings are not numbered by hand."""
    yield from judge_sections(document.results, "/results")


@rule("sections")
def sections_are_tidy(document: SummaryReport, _: Circumstances) -> Iterator[Finding]:
    """The same for the sections."""
    yield from judge_sections(document.sections, "/sections")


REPORT_RULES = (
    report_says_something,
    period_is_in_order,
    resolution_is_named,
    statistics_add_up,
    membership_adds_up,
    targets_are_computed,
    results_are_tidy,
    sections_are_tidy,
)
