"""Biên bản sinh hoạt chi bộ."""

from __future__ import annotations

from docx.document import Document

from templates.source import blocks, minutes_blocks, page, running_text


def build() -> dict[str, Document]:
    """The template by its name."""
    paper = page.new_paper()
    blocks.letterhead(paper)
    blocks.title(paper, "BIÊN BẢN")
    running_text.running_text(paper)
    running_text.last_paragraph(paper)
    minutes_blocks.signatures(paper)
    blocks.end_of_page(paper)
    return {"cell-meeting-minutes": paper}
