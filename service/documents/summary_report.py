"""Báo cáo tổng kết, sơ kết: of a year, a half-year, a term, or of the years of a resolution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from service.documents._circumstances import Circumstances
from service.documents._envelope import Body, Purpose, Recipient
from service.documents._figures import as_precise, percentage
from service.documents._members import strength_in_words
from service.documents._printed import (
    Paper,
    Recipients,
    SignatureBlock,
    bare_number,
    basis_lines,
    deciding_name,
    letterhead,
    paragraphs,
    properties,
    recipient_lines,
    replaced_citation,
    signature_block,
    subject_lines,
    typed_subject,
)
from service.documents._report import (
    REPORT_RULES,
    Membership,
    NextTarget,
    ReportKind,
    ResolutionReference,
    Statistic,
    SummaryReport,
    Target,
)
from service.documents._rules import SHARED_RULES, issued_by, someone_signs
from service.documents._sections import (
    Heading,
    Line,
    caption,
    grid,
    item_lines,
    numbered_lines,
    section_heading,
    table_lines,
    text_lines,
)
from service.documents._type import DocumentType
from service.norm import IssuerKind
from service.norm.measuring import on_one_line
from service.norm.printing import grouped, short_date, short_month

SYMBOL = "BC"
TYPE_NAME = "Báo cáo"
ISSUERS = frozenset(
    {
        IssuerKind.CELL,
        IssuerKind.GRASSROOTS_COMMITTEE,
        IssuerKind.STANDING_COMMITTEE,
        IssuerKind.INSPECTION_COMMISSION,
        IssuerKind.COMMITTEE_OFFICE,
        IssuerKind.ADVISORY_ORGAN,
        IssuerKind.PROVINCIAL_COMMITTEE,
        IssuerKind.DISTRICT_COMMITTEE,
    }
)
"""Bodies that sum up their work. The report of a congress or of its boards is another paper."""
SUPERIORS = (
    (re.compile(r"^(?:Đảng bộ tỉnh|Tỉnh (?:ủy|uỷ))\b", re.I), "Ban Thường vụ Tỉnh ủy"),
    (re.compile(r"^(?:Đảng bộ thành phố|Thành (?:ủy|uỷ))\b", re.I), "Ban Thường vụ Thành ủy"),
    (re.compile(r"^(?:Đảng bộ huyện|Huyện (?:ủy|uỷ))\b", re.I), "Ban Thường vụ Huyện ủy"),
)
"""Who a report to a province, city or (formerly) district goes to; other committees are named in full."""


class ReportPaper(Paper, Recipients):
    """The printed text of a report. ``last`` is the closing paragraph, which keeps with the signature."""

    subject: list[str]
    bases: list[str]
    lines: list[Line]
    last: str
    signature: SignatureBlock


def _stage(document: SummaryReport) -> str:
    interim = document.stage == "interim" or (document.stage is None and document.report_kind is ReportKind.HALF_YEAR)
    return "sơ kết" if interim else "tổng kết"


def _periods(document: SummaryReport) -> tuple[str, str]:
    """The period reported on and the one to come, as a heading names them; a thematic report has no such names."""
    start, end = document.period_from.year, document.period_to.year
    match document.report_kind:
        case ReportKind.ANNUAL:
            return f"năm {end}", f"năm {end + 1}"
        case ReportKind.HALF_YEAR if document.period_to.month <= 7:
            return f"6 tháng đầu năm {end}", f"6 tháng cuối năm {end}"
        case ReportKind.HALF_YEAR:
            return f"6 tháng cuối năm {end}", f"6 tháng đầu năm {end + 1}"
        case ReportKind.TERM:
            return f"nhiệm kỳ {start} – {end}", f"nhiệm kỳ {end} – {2 * end - start}"
        case ReportKind.THEMATIC:
            return "", ""


def _cited(reference: ResolutionReference, circumstances: Circumstances, before_date: str = " ") -> str:
    """``Nghị quyết số 21-NQ/TW, ngày 16/6/2022 của Ban Chấp hành Trung ương về …``.

    ``before_date`` may be a line break: a trích yếu is not to break within the number or the date.
    """
    text = reference.type
    if reference.number:
        text += f" số {bare_number(reference.number)}"
    if reference.date:
        text += f",{before_date}ngày {short_date(reference.date, circumstances.edition)}"
    if reference.issuer:
        text += f" của {reference.issuer}"
    return f"{text} về {reference.about}"


def _summed_up(document: SummaryReport, resolution: str, circumstances: Circumstances) -> str:
    """``tổng kết 4 năm thực hiện …``; a period that is not of whole years is named by its months."""
    stage = _stage(document)
    if document.whole_years:
        wording = stage + " {years} năm thực hiện {resolution}"
        return circumstances.say(wording, years=document.whole_years, resolution=resolution)
    start, end = (
        short_month(day.month, day.year, circumstances.edition) for day in (document.period_from, document.period_to)
    )
    wording = stage + " thực hiện {resolution} (từ tháng {start} đến tháng {end})"
    return circumstances.say(wording, resolution=resolution, start=start, end=end)


def _subject(document: SummaryReport, circumstances: Circumstances) -> str:
    """The trích yếu given, or what kind and period make of it, broken where its halves meet."""
    if typed := typed_subject(document):
        return typed
    if document.report_kind is ReportKind.THEMATIC and document.resolution_ref:
        return _summed_up(document, _cited(document.resolution_ref, circumstances, "\n"), circumstances)
    now, ahead = _periods(document)
    text = circumstances.say(_stage(document) + " công tác " + now)
    if document.directions or document.next_targets or document.solutions:
        text += circumstances.say(",\nphương hướng, nhiệm vụ " + ahead)
    return text


def _opening(document: SummaryReport, subject: str, circumstances: Circumstances) -> str:
    if document.opening:
        return document.opening
    issuer = deciding_name(document.issuing_body, circumstances)
    if document.report_kind is ReportKind.THEMATIC and document.resolution_ref:
        return circumstances.say(
            "Thực hiện {resolution}, {issuer} báo cáo kết quả từ ngày {start} đến ngày {end} như sau:",
            resolution=_cited(document.resolution_ref, circumstances),
            issuer=issuer,
            start=short_date(document.period_from, circumstances.edition),
            end=short_date(document.period_to, circumstances.edition),
        )
    return circumstances.say("{issuer} báo cáo {subject} như sau:", issuer=issuer, subject=subject)


def _closing(document: SummaryReport, subject: str, circumstances: Circumstances) -> list[str]:
    """The closing paragraphs; the text ends with one full stop, never with ``./.``."""
    issuer = deciding_name(document.issuing_body, circumstances)
    reference = document.resolution_ref
    if not document.subject and document.report_kind is ReportKind.THEMATIC and reference:
        subject = _summed_up(document, reference.short, circumstances)  # it is cited in full above
    wording = "Trên đây là báo cáo {subject}" if issuer in subject else "Trên đây là báo cáo {subject} của {issuer}"
    default = circumstances.say(wording, subject=subject.rstrip(" ."), issuer=issuer)
    texts = paragraphs(document.closing or default)
    texts[-1] = texts[-1].rstrip(" \t./") + "."
    if document.replaces:
        replaced = replaced_citation(document.replaces, circumstances)
        texts[-1] += circumstances.say(" Báo cáo này thay thế {replaced}.", replaced=replaced)
    return texts


_MOVEMENTS = (
    ("admitted", "kết nạp {n}"),
    ("transferred_in", "chuyển đến {n}"),
    ("transferred_out", "chuyển đi {n}"),
    ("removed", "đưa ra khỏi Đảng {n}"),
    ("deceased", "từ trần {n}"),
)


def _strength(membership: Membership, circumstances: Circumstances) -> str:
    """``26 đảng viên (24 chính thức, 2 dự bị)``, or without the kinds where neither is told."""
    end, official, probationary = membership.at_the_end, membership.official, membership.probationary
    if official is None and probationary is None:
        return circumstances.say("{n} đảng viên", n=grouped(end))
    official = end - (probationary or 0) if official is None else official
    return strength_in_words({"total": end, "official": official, "probationary": end - official}, circumstances)


def _movement(membership: Membership, document: SummaryReport, circumstances: Circumstances) -> str:
    """One sentence: so many at first, who came and left, so many at the end."""
    say = circumstances.say
    moves = [
        say(wording, n=grouped(getattr(membership, name))) for name, wording in _MOVEMENTS if getattr(membership, name)
    ]
    return say(
        "Đầu kỳ có {opening} đảng viên; trong kỳ {moves}; đến ngày {day} có {strength}.",
        opening=grouped(membership.opening),
        moves=", ".join(moves) or say("không có biến động"),
        day=short_date(document.period_to, circumstances.edition),
        strength=_strength(membership, circumstances),
    )


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], announced_by: str = "") -> list[Line]:
    """A table without the columns that no row fills; the last column holds percentages."""
    shares = as_precise([row[-1] for row in rows])
    rows = [[*row[:-1], share] for row, share in zip(rows, shares, strict=True)]
    kept = [number for number in range(len(columns)) if number < 2 or any(row[number] for row in rows)]
    return table_lines(announced_by, grid([columns[n] for n in kept], [[row[n] for n in kept] for row in rows]))


def _statistic_rows(statistics: Sequence[Statistic], circumstances: Circumstances) -> Iterator[list[str]]:
    for number, each in enumerate(statistics, start=1):
        label = circumstances.say("{label}, năm {year}", label=each.label, year=each.year) if each.year else each.label
        of_all = f"{grouped(each.value)}/{grouped(each.base)}" if each.base is not None else grouped(each.value)
        share = percentage(each.value, each.base) if each.base is not None else ""
        yield [str(number), label, each.unit or "", of_all, share]
        for part in each.parts or []:
            share = percentage(part.value, each.value)
            yield ["", f"- {part.label}", each.unit or "", grouped(part.value), share]


def _situation(document: SummaryReport, circumstances: Circumstances) -> list[Line]:
    lines = text_lines(*document.context or ())
    if document.membership:
        lines += text_lines(_movement(document.membership, document, circumstances))
    if document.statistics:
        say = circumstances.say
        columns = [say(each) for each in ("TT", "Nội dung", "Đơn vị tính", "Số lượng", "Tỷ lệ (%)")]
        lines += _table(columns, list(_statistic_rows(document.statistics, circumstances)), say("Số liệu chủ yếu:"))
    return lines


def _target_lines(targets: Sequence[Target], circumstances: Circumstances) -> list[Line]:
    if not targets:
        return []
    columns = ("TT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Thực hiện", "Tỷ lệ đạt (%)")
    rows = [
        [
            str(number),
            target.name,
            target.unit or "",
            grouped(target.planned),
            grouped(target.achieved),
            percentage(target.achieved, target.planned),
        ]
        for number, target in enumerate(targets, start=1)
    ]
    return _table([circumstances.say(column) for column in columns], rows)


def _next_target_lines(targets: Sequence[NextTarget]) -> list[Line]:
    texts = [f"{each.name}: {grouped(each.planned)}{_unit(each.unit)}" for each in targets]
    return item_lines([f"{text};" for text in texts[:-1]] + [f"{text}." for text in texts[-1:]])


def _unit(unit: str | None) -> str:
    return "" if not unit else unit if unit.startswith("%") else f" {unit}"


def _assessment(document: SummaryReport, circumstances: Circumstances) -> list[Heading]:
    say = circumstances.say
    rating = text_lines(f"{document.self_rating.rstrip(' .')}.") if document.self_rating else []
    return [
        Heading(say("Ưu điểm"), item_lines(document.strengths or ())),
        Heading(say("Nguyên nhân của ưu điểm"), item_lines(document.causes_of_strengths or ())),
        Heading(say("Hạn chế, khuyết điểm"), item_lines(document.weaknesses or ())),
        Heading(say("Nguyên nhân của hạn chế, khuyết điểm"), item_lines(document.causes_of_weaknesses or ())),
        Heading(say("Tự đánh giá, xếp loại"), rating),
    ]


def _results(document: SummaryReport, circumstances: Circumstances) -> list[Heading]:
    targets = _target_lines(document.targets or (), circumstances)
    return [
        *(section_heading(each) for each in document.results or ()),
        Heading(circumstances.say("Kết quả thực hiện các chỉ tiêu"), targets),
    ]


def _thematic_order(document: SummaryReport, circumstances: Circumstances) -> list[Heading]:
    say = circumstances.say
    ahead = _next_target_lines(document.next_targets or ())
    if ahead:
        ahead.insert(0, caption(say("Một số chỉ tiêu chủ yếu:")))
    return [
        Heading(say("Khái quát tình hình"), _situation(document, circumstances)),
        Heading(say("Công tác quán triệt và chỉ đạo thực hiện"), text_lines(*document.implementation or ())),
        Heading(say("Kết quả thực hiện"), (), _results(document, circumstances)),
        Heading(say("Công tác kiểm tra, giám sát"), text_lines(*document.inspection or ())),
        Heading(say("Đánh giá chung"), (), _assessment(document, circumstances)),
        Heading(say("Bài học kinh nghiệm"), item_lines(document.lessons or ())),
        Heading(say("Phương hướng"), [*item_lines(document.directions or ()), *ahead]),
        Heading(say("Biện pháp thực hiện"), item_lines(document.solutions or ())),
    ]


def _yearly_order(document: SummaryReport, circumstances: Circumstances) -> list[Heading]:
    """Annual, and by analogy half-year and term."""
    say = circumstances.say
    now, ahead = _periods(document)
    done = [
        Heading(say("Đặc điểm tình hình"), _situation(document, circumstances)),
        Heading(say("Công tác quán triệt, chỉ đạo"), text_lines(*document.implementation or ())),
        *_results(document, circumstances),
        Heading(say("Công tác kiểm tra, giám sát"), text_lines(*document.inspection or ())),
        Heading(say("Đánh giá chung"), (), _assessment(document, circumstances)),
        Heading(say("Bài học kinh nghiệm"), item_lines(document.lessons or ())),
    ]
    to_do = [
        Heading(say("Phương hướng"), item_lines(document.directions or ())),
        Heading(say("Chỉ tiêu"), _next_target_lines(document.next_targets or ())),
        Heading(say("Nhiệm vụ, giải pháp"), item_lines(document.solutions or ())),
    ]
    return [
        Heading(say("Tình hình, kết quả thực hiện nhiệm vụ " + now), (), done),
        Heading(say("Phương hướng, nhiệm vụ " + ahead), (), to_do),
    ]


def _headings(document: SummaryReport, circumstances: Circumstances) -> list[Heading]:
    """The typed parts in the order of the kind, then the sections of the office's own."""
    order = _thematic_order if document.report_kind is ReportKind.THEMATIC else _yearly_order
    return [
        *order(document, circumstances),
        Heading(circumstances.say("Kiến nghị, đề xuất"), item_lines(document.recommendations or ())),
        *(section_heading(section) for section in document.sections or ()),
    ]


def _default_recipients(body: Body, circumstances: Circumstances) -> list[Recipient]:
    """The committee above, to which a report is made."""
    superior = on_one_line(body.superior or "")
    if not superior:
        return []
    for pattern, committee in SUPERIORS:
        if pattern.match(superior):
            return [Recipient.model_construct(name=circumstances.say(committee), purpose=Purpose.REPORT)]
    committee = re.sub(r"^Đảng bộ\b", circumstances.say("Đảng ủy"), superior)
    return [Recipient.model_construct(name=committee, purpose=Purpose.REPORT)]


def context(document: SummaryReport, circumstances: Circumstances) -> ReportPaper:
    """The printed text of the report."""
    subject = _subject(document, circumstances)
    subject_line = on_one_line(subject)
    closing = _closing(document, subject_line, circumstances)
    return {
        "properties": properties(document, f"{TYPE_NAME} {subject_line}", subject_line),
        "letterhead": letterhead(document, SYMBOL, circumstances),
        "subject": subject_lines(subject, circumstances),
        "bases": basis_lines(document.legal_bases or [], [], circumstances),
        "lines": [
            *text_lines(_opening(document, subject_line, circumstances)),
            *numbered_lines(_headings(document, circumstances)),
            *text_lines(*closing[:-1]),
        ],
        "last": closing[-1],
        **recipient_lines(document, [], _default_recipients(document.issuing_body, circumstances), circumstances),
        "signature": signature_block(document, circumstances),
    }


def _label(document: SummaryReport) -> str:
    if typed := typed_subject(document):
        return f"{TYPE_NAME} {on_one_line(typed)}"
    about, _ = _periods(document)
    reference = document.resolution_ref
    if not about and reference:
        years = f"{document.whole_years} năm " if document.whole_years else ""
        cited = bare_number(reference.number) if reference.number else reference.about
        about = f"{years}thực hiện {reference.type} {cited}"
    return f"{TYPE_NAME} {_stage(document)} {about}"


DOCUMENT_TYPE = DocumentType(
    slug="summary-report",
    title="Báo cáo tổng kết, sơ kết",
    summary="Tổng kết năm, nhiệm kỳ, sơ kết 6 tháng, hoặc chuyên đề n năm thực hiện nghị quyết, chỉ thị.",
    symbol=SYMBOL,
    page_kind="titled",
    model=SummaryReport,
    printed=ReportPaper,
    context=context,
    rules=(*SHARED_RULES, issued_by(SYMBOL, ISSUERS), someone_signs, *REPORT_RULES),
    label=_label,
)
