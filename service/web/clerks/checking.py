"""Kiểm tra thể thức: drop a DOCX, see what is wrong and how to mend it, download it with comments or mended.

The page keeps nothing: for a download the file is sent once more, by the browser's form or by the script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, NamedTuple

from flask import Blueprint, Response, request

from service.conformance import Checker, FormatFinding, Report, paragraph_positions
from service.errors import CallerError, Message, UnreadableDocx
from service.norm import Edition
from service.norm.edition import EDITION_IDS, EditionId
from service.norm.type_names import PAPER_KINDS, PaperKind
from service.web.checks import annotated_response, mended_response
from service.web.clerks.language import language_of_page
from service.web.clerks.page import page
from service.web.clerks.refusing import words_of
from service.web.problems import problem_of
from service.web.uploads import NotOneFile, Upload, docx_upload

KINDS: dict[PaperKind, Message] = {
    "titled": Message("văn bản có tên loại", "paper with a tên loại"),
    "letter": Message("công văn", "công văn (letter)"),
    "minutes": Message("biên bản", "biên bản (minutes)"),
    "slip": Message("giấy giới thiệu, phiếu", "slip"),
}
SEVERITIES = {
    "error": Message("Lỗi", "Error"),
    "warning": Message("Cảnh báo", "Warning"),
    "info": Message("Lưu ý", "Note"),
}
_PARTS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (Message("Trang giấy, lề, số trang", "Page, margins, page numbers"), ("page",)),
    (Message("Tiêu đề, cơ quan ban hành", "Title, issuing body"), ("title", "issuer", "body-name")),
    (Message("Số, ký hiệu, địa danh, ngày", "Number, place, date"), ("number", "place-date", "letter")),
    (Message("Tên loại, trích yếu, kính gửi", "Type, subject, addressee"), ("type-name", "subject", "addressee")),
    (Message("Căn cứ", "Legal bases"), ("bases", "basis")),
    (Message("Nội dung", "Text"), ("body", "article", "text", "practice", "minutes", "font", "norm")),
    (Message("Chữ ký", "Signature"), ("signature",)),
    (Message("Nơi nhận", "Recipients"), ("recipients",)),
    (Message("Phụ lục, danh sách kèm theo", "Annexes"), ("annex",)),
)
"""The parts of a page from above, with the beginnings of the rules that are about them."""
_ELSEWHERE = Message("Chỗ khác", "Elsewhere")
_CHOOSE_A_FILE = Message(
    "Chưa có tệp nào, hoặc có nhiều tệp. Hãy chọn đúng một tệp Word (.docx) rồi bấm “Kiểm tra”.",
    "There is no file, or more than one. Choose one Word file (.docx), then press “Check”.",
)


MOST_MARKS = 50
"""Of one finding on the drawn paper: a paper that is wrong throughout would be nothing but marks."""


class Remark(NamedTuple):
    """A finding, its number on the page, and which ``w:p`` of the main part it is about, at most MOST_MARKS of them."""

    number: int
    finding: FormatFinding
    positions: tuple[int, ...]


class Group(NamedTuple):
    """The findings about one part of the page."""

    name: Message
    findings: tuple[FormatFinding, ...]


class Chosen(NamedTuple):
    """What a clerk chose where the program read a paper wrongly; None: as the program reads it."""

    kind: PaperKind | None = None
    norm: EditionId | None = None


def checking_blueprint(checker: Checker, editions: Mapping[EditionId, Edition]) -> Blueprint:
    """``/kiem-tra``."""
    blueprint = Blueprint("checking", __name__)
    choices: dict[str, Any] = {"kinds": KINDS, "editions": {name: edition.name for name, edition in editions.items()}}

    @blueprint.get("/kiem-tra")
    def ask() -> Response:
        return page("check.html", here="check", chosen=Chosen(), **choices)

    @blueprint.post("/kiem-tra")
    def answer() -> Response:
        wanted, language, chosen = request.args.get("lam"), language_of_page(), Chosen()
        try:
            upload = docx_upload(Chosen._fields)
            chosen = _chosen(upload.fields)
            report = checker.check(upload.content, kind=chosen.kind, norm=chosen.norm)
            if wanted == "gop-y":
                return annotated_response(checker, upload, report, language)
            if wanted == "da-sua":
                return mended_response(checker, upload, report, *chosen)
        except CallerError as refusal:
            status = problem_of(refusal).status
            return page("check.html", status, here="check", chosen=chosen, **choices, **_refusal(refusal))
        return page("check.html", here="check", chosen=chosen, **choices, **_shown(upload, report))

    return blueprint


def _chosen(fields: Mapping[str, str]) -> Chosen:
    """A value that is none of those on the page counts as none."""
    kind, norm = fields.get("kind"), fields.get("norm")
    return Chosen(
        kind if kind in PAPER_KINDS else None,
        norm if norm in EDITION_IDS else None,
    )


def _refusal(refusal: CallerError) -> dict[str, Any]:
    message = _CHOOSE_A_FILE if isinstance(refusal, NotOneFile) else words_of(refusal).detail
    return {"refusal": message, "faults": refusal.faults if isinstance(refusal, UnreadableDocx) else ()}


def _shown(upload: Upload, report: Report) -> dict[str, Any]:
    positions = paragraph_positions(upload.content) if report.findings else {}
    return {
        "name": upload.name,
        "report": report,
        "counts": {severity: len(report.of(severity)) for severity in SEVERITIES},  # type: ignore[arg-type]
        "mendable": sum(bool(finding.remedies) for finding in report.findings),
        "groups": _numbered(groups_of(report.findings), positions),
        "severities": SEVERITIES,
    }


def _numbered(groups: Iterable[Group], positions: Mapping[int, int]) -> list[tuple[Message, list[Remark]]]:
    """The groups with their findings numbered through, as the marks on the paper name them."""
    shown: list[tuple[Message, list[Remark]]] = []
    count = 0
    for group in groups:
        remarks = []
        for finding in group.findings:
            count += 1
            places = (positions[each] for each in finding.paragraphs if each in positions)
            remarks.append(Remark(count, finding, tuple(islice(places, MOST_MARKS))))
        shown.append((group.name, remarks))
    return shown


def groups_of(findings: Iterable[FormatFinding]) -> list[Group]:
    """The findings by part of the page, from above; parts without any are left out."""
    left = list(findings)
    groups = []
    for name, beginnings in _PARTS:
        these = [finding for finding in left if finding.rule.partition(".")[0] in beginnings]
        left = [finding for finding in left if finding not in these]
        groups.append(Group(name, tuple(these)))
    groups.append(Group(_ELSEWHERE, tuple(left)))
    return [group for group in groups if group.findings]
