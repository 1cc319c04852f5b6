"""Payloads of minutes for tests, and what is said of them and printed from them."""

from __future__ import annotations

import io

import docx
from docx.document import Document
from docx.table import _Row

from tests.builders import Payload, as_json, people, pipeline, sample

SLUG = "cell-meeting-minutes"
SCORE = {
    "rows": [{"criterion": "Nội dung", "max": 60, "score": 50}, {"criterion": "Điều hành", "max": 40, "score": 35}]
}


def minutes(**fields: object) -> Payload:
    """The sample with other fields; those given as ``...`` are left out."""
    return {key: value for key, value in {**sample(SLUG), **fields}.items() if value is not ...}


def found(payload: Payload, level: str = "error") -> list[tuple[str, str]]:
    verdict = pipeline().validate(SLUG, as_json(payload))
    findings = verdict.errors if level == "error" else verdict.warnings
    return [(finding.code, finding.pointer) for finding in findings]


def said(payload: Payload) -> str:
    return " ".join(finding.message.vi for finding in pipeline().validate(SLUG, as_json(payload)).errors)


def produced(payload: Payload) -> Document:
    return docx.Document(io.BytesIO(pipeline().produce(SLUG, as_json(payload)).content))


def signature_rows(paper: Document) -> list[_Row]:
    return list(next(table for table in paper.tables if "NGƯỜI GHI BIÊN BẢN" in table.cell(0, 0).text).rows)


def text_of(payload: Payload) -> str:
    """The lines of the paper, without its tables."""
    return "\n".join(paragraph.text for paragraph in produced(payload).paragraphs)


def cells_of(payload: Payload) -> list[str]:
    return [cell.text for table in produced(payload).tables for row in table.rows for cell in row.cells]


def marked(*marks: str, **fields: object) -> list[Payload]:
    return [{**person, "mark": mark, **fields} for person, mark in zip(people(len(marks)), marks, strict=True)]


def vote(**fields: object) -> list[Payload]:
    return [{"matter": "thông qua nghị quyết", "for": 11, **fields}]


def of_twenty(present: int = 17) -> Payload:
    return {"total": 20, "official": 20, "present": present}
