"""Giấy giới thiệu sinh hoạt đảng nội bộ: one sheet, A5 lying or A4."""

from __future__ import annotations

from docx.document import Document

from service.documents._slip_sheet import A5_MM, BLANK_LINES, ENCLOSURES_LABEL, SIGNATURE_LEFT_MM
from templates.source import blocks, page


def _slip(width_mm: float, height_mm: float, title_style: str, blank_lines: int) -> Document:
    paper = page.new_paper()
    page.set_page(paper.sections[0], width_mm=width_mm, height_mm=height_mm)
    blocks.letterhead(paper)
    paper.add_paragraph("GIẤY GIỚI THIỆU", style=title_style)
    paper.add_paragraph("sinh hoạt đảng (nội bộ)", style="Subtitle")
    addressee = paper.add_paragraph(style="Slip Addressee" if title_style == "Slip Title" else "Addressee")
    addressee.add_run(page.NORM.addressee.letter).italic = page.NORM.addressee.label_italic
    addressee.add_run(" {{ addressee }}")
    blocks.each_line_but_last(paper, "paragraphs", "Body Text", last="Body Text Last")
    signature = page.table(paper, [SIGNATURE_LEFT_MM, page.TEXT_WIDTH_MM - SIGNATURE_LEFT_MM])
    left, right = page.row(signature).cells
    page.write(left, "{{ dues }}", "Slip Dues", first=True)
    page.write(left, "{%p if enclosures %}", "Recipients Label")
    page.write(left, ENCLOSURES_LABEL, "Recipients Label")
    page.write(left, "{%p endif %}", "Recipients Label")
    blocks.each_line(left, "enclosures", "Recipient")
    blocks.signatory(right, blank_lines)
    blocks.end_of_page(paper)
    return paper


def build() -> dict[str, Document]:
    """The template for A5 and the one for A4."""
    return {
        "internal-transfer-slip": _slip(*A5_MM, "Slip Title", blank_lines=BLANK_LINES),
        "internal-transfer-slip.a4": _slip(
            page.NORM.page.width_mm, page.NORM.page.height_mm, "Title", blank_lines=blocks.UNSEALED_BLANK_LINES
        ),
    }
