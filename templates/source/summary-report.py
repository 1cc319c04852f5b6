"""Báo cáo tổng kết, sơ kết."""

from __future__ import annotations

from docx.document import Document

from templates.source import blocks, page, running_text


def build() -> dict[str, Document]:
    """The template by its name."""
    paper = page.new_paper()
    blocks.letterhead(paper)
    blocks.title(paper, "BÁO CÁO")
    blocks.legal_bases(paper)
    running_text.running_text(paper)
    running_text.last_paragraph(paper)
    blocks.signature(paper)
    blocks.end_of_page(paper)
    return {"summary-report": paper}
