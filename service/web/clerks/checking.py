"""Kiểm tra thể thức: drop a DOCX, see what is wrong and how to mend it, download it with comments or mended.

The page keeps nothing: for a download the file is sent once more, by the browser's form or by the script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flask import Blueprint, Response, request

from service.conformance import Checker, FormatFinding, Report
from service.errors import CallerError, Message, UnreadableDocx
from service.norm import Edition
from service.norm.edition import EditionId
from service.norm.type_names import PaperKind
from service.web.checks import annotated_response, mended_response
from service.web.clerks.language import language_of_page
from service.web.clerks.page import page
from service.web.problems import problem_of
from service.web.uploads import docx_upload

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


class Group(NamedTuple):
    """The findings about one part of the page."""

    name: Message
    findings: tuple[FormatFinding, ...]


def checking_blueprint(checker: Checker, editions: Mapping[EditionId, Edition]) -> Blueprint:
    """``/kiem-tra``."""
    blueprint = Blueprint("checking", __name__)

    @blueprint.get("/kiem-tra")
    def ask() -> Response:
        return page("check.html", here="check")

    @blueprint.post("/kiem-tra")
    def answer() -> Response:
        wanted, language = request.args.get("lam"), language_of_page()
        try:
            upload = docx_upload()
            report = checker.check(upload.content)
            if wanted == "gop-y":
                return annotated_response(checker, upload, report, language)
            if wanted == "da-sua":
                return mended_response(checker, upload, report)
        except CallerError as refusal:
            return _refused(refusal)
        return _shown(upload.name, report, editions[report.norm].name)

    return blueprint


def _refused(refusal: CallerError) -> Response:
    faults = refusal.faults if isinstance(refusal, UnreadableDocx) else ()
    return page("check.html", problem_of(refusal).status, here="check", refusal=refusal.message, faults=faults)


def _shown(name: str, report: Report, norm: str) -> Response:
    counts = {severity: len(report.of(severity)) for severity in SEVERITIES}  # type: ignore[arg-type]
    mendable = sum(bool(finding.remedies) for finding in report.findings)
    return page(
        "check.html",
        here="check",
        name=name,
        report=report,
        kind=KINDS[report.kind],
        norm=norm,
        counts=counts,
        mendable=mendable,
        groups=groups_of(report.findings),
        severities=SEVERITIES,
    )


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
