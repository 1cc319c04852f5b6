"""What a clerk does to a paper in Word: paragraphs are added, taken away, written anew."""

from __future__ import annotations

import io
from collections.abc import Callable

from docx import Document
from docx.document import Document as DocumentObject
from docx.text.paragraph import Paragraph

ONE_LINE = "Chi bộ đã quán triệt đầy đủ các nghị quyết, chỉ thị của cấp trên."
LONG_TEXT = " ".join([ONE_LINE] * 12)


def edited(docx: bytes, edit: Callable[[DocumentObject], None]) -> bytes:
    """The paper after ``edit``, as Word would save it."""
    paper = Document(io.BytesIO(docx))
    edit(paper)
    saved = io.BytesIO()
    paper.save(saved)
    return saved.getvalue()


def body_paragraphs(paper: DocumentObject) -> list[Paragraph]:
    """The running text outside of tables."""
    return [each for each in paper.paragraphs if each.style.name in ("Body Text", "Body Text Last")]


def add_paragraphs(count: int, text: str = ONE_LINE) -> Callable[[DocumentObject], None]:
    """Put paragraphs before the first one of the running text."""

    def edit(paper: DocumentObject) -> None:
        first = body_paragraphs(paper)[0]
        for _ in range(count):
            first.insert_paragraph_before(text, style="Body Text")

    return edit


def type_long_text(paper: DocumentObject) -> None:
    """Write the first paragraph anew, over many lines."""
    body_paragraphs(paper)[0].text = LONG_TEXT


def delete_paragraphs(paper: DocumentObject) -> None:
    """Take away all running text but the last paragraph."""
    for paragraph in body_paragraphs(paper)[:-1]:
        paragraph._p.getparent().remove(paragraph._p)
