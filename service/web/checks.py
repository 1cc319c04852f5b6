"""Checking a DOCX from anywhere: a report, a copy with the findings as comments, or a copy that is mended."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, request

from service.conformance import Checker, Report
from service.errors import Language
from service.norm import PAPER_KINDS, PaperKind
from service.norm.edition import EDITION_IDS, EditionId
from service.pipeline import as_file_name
from service.web.admission import query_choices
from service.web.openapi import API
from service.web.responses import DOCX, FINDINGS, FINDINGS_LEFT, docx_response, json_response, language_of_request
from service.web.uploads import Upload, docx_upload

NAMELESS = "van-ban"


def checks_blueprint(checker: Checker) -> Blueprint:
    """``POST /api/v1/checks``."""
    blueprint = Blueprint("checks", __name__)

    @blueprint.post(f"{API}/checks")
    def check() -> Response:
        chosen = query_choices(kind=PAPER_KINDS, norm=EDITION_IDS, mend=("true", "false"))
        kind, norm = cast(PaperKind | None, chosen["kind"]), cast(EditionId | None, chosen["norm"])
        upload, language = docx_upload(), language_of_request()
        report = checker.check(upload.content, kind=kind, norm=norm)
        if chosen["mend"] == "true":
            response = mended_response(checker, upload, report, kind, norm)
        elif _prefers_docx():
            response = annotated_response(checker, upload, report, language)
        else:
            response = json_response(report.as_json(language), language)
            response.headers[FINDINGS] = str(len(report.findings))
        response.headers["Vary"] = "Accept, Accept-Language"
        return response

    return blueprint


def annotated_response(checker: Checker, upload: Upload, report: Report, language: Language) -> Response:
    """A copy with the findings of ``report`` as comments."""
    response = _copy(upload, checker.annotate(upload.content, report, language), "góp ý", report)
    response.headers["Content-Language"] = language
    return response


def mended_response(
    checker: Checker,
    upload: Upload,
    report: Report,
    kind: PaperKind | None = None,
    norm: EditionId | None = None,
) -> Response:
    """A copy in which all is put right that leaves the words alone; a header says how many findings are left."""
    mended = checker.mend(upload.content, kind=kind, norm=norm)
    response = _copy(upload, mended, "đã sửa", report)
    response.headers[FINDINGS_LEFT] = str(len(checker.check(mended, kind=kind, norm=norm).findings))
    return response


def _prefers_docx() -> bool:
    accepted = request.accept_mimetypes
    return bool(accepted) and accepted[DOCX] > accepted["application/json"]


def _copy(upload: Upload, content: bytes, what: str, report: Report) -> Response:
    name = upload.name if any(map(str.isalnum, upload.name)) else NAMELESS
    response = docx_response(content, as_file_name(name, f" ({what}).docx"))
    response.headers[FINDINGS] = str(len(report.findings))
    return response
