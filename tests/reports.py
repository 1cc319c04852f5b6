"""Reports for tests: the sample's envelope with the parts a test is about, and what is printed of them."""

from __future__ import annotations

import io

import docx

from tests.builders import Payload, as_json, pipeline, sample

SLUG = "summary-report"
ENVELOPE = ("issuer", "number", "issue_date", "signature", "report_kind", "period_from", "period_to")
RESOLUTION = {
    "type": "Nghị quyết",
    "number": "21-NQ/TW",
    "date": "2022-06-16",
    "issuer": "Ban Chấp hành Trung ương",
    "title": "xây dựng tổ chức cơ sở đảng",
}
FOUR_YEARS = {
    "report_kind": "thematic",
    "resolution_ref": RESOLUTION,
    "period_from": "2022-07-01",
    "period_to": "2026-06-30",
}


def report(**fields: object) -> Payload:
    """A report with these parts only."""
    return {**{key: value for key, value in sample(SLUG).items() if key in ENVELOPE}, **fields}


def found(payload: Payload, level: str = "error") -> list[tuple[str, str]]:
    verdict = pipeline().validate(SLUG, as_json(payload))
    findings = verdict.errors if level == "error" else verdict.warnings
    return [(finding.code, finding.pointer) for finding in findings]


def paper_of(payload: Payload) -> docx.document.Document:
    return docx.Document(io.BytesIO(pipeline().produce(SLUG, as_json(payload)).content))


def lines_of(payload: Payload) -> list[str]:
    """The paragraphs of the paper that hold text, without its tables."""
    return [paragraph.text for paragraph in paper_of(payload).paragraphs if paragraph.text]


def headings_of(payload: Payload) -> list[str]:
    return [p.text for p in paper_of(payload).paragraphs if p.style.name.lower().startswith("heading")]


def ruled_table_of(payload: Payload) -> list[list[str]]:
    """The one table between letterhead and signature."""
    _, made, _ = paper_of(payload).tables
    return [[cell.text for cell in row.cells] for row in made.rows]
