"""The foot of minutes: two signatures level with one another, below them Nơi nhận and the certifying signature."""

from __future__ import annotations

from docx.document import Document
from docx.shared import Pt

from templates.source.blocks import SIGNATURE_LEFT_MM, UNSEALED_BLANK_LINES, blank_lines, each_line, rows_for, when
from templates.source.page import GAP_PT, NORM, TEXT_WIDTH_MM, row, table, write


def signatures(paper: Document) -> None:
    """Left NGƯỜI GHI BIÊN BẢN, right CHỦ TRÌ HỘI NGHỊ, without quyền hạn; one row that never breaks."""
    half = TEXT_WIDTH_MM / 2
    block = table(paper, [half, half])
    for cell, role, name in zip(
        row(block).cells,
        ("NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ HỘI NGHỊ"),
        ("{{ note_taker }}", "{{ chair }}"),
        strict=True,
    ):
        write(cell, role, "Signature Authority", first=True)
        blank_lines(cell, UNSEALED_BLANK_LINES)
        write(cell, name, "Signature Name")


def below_signatures(paper: Document) -> None:
    """Nơi nhận on the left and Xác nhận chữ ký on the right, each where the paper has it."""
    paper.add_paragraph("{%p if below %}", style="Section End")
    paper.add_paragraph(style="Section End").paragraph_format.space_after = Pt(2 * GAP_PT)
    block = table(paper, [SIGNATURE_LEFT_MM, TEXT_WIDTH_MM - SIGNATURE_LEFT_MM])
    left, right = row(block).cells
    write(left, "{%p if recipients %}", "Recipient", first=True)
    write(left, NORM.recipients.label, "Recipients Label")
    each_line(left, "recipients", "Recipient")
    write(left, "{%p endif %}", "Recipient")
    write(left, "", "Section End")
    write(right, "{%p if certificate.name %}", "Signature Position", first=True)
    write(right, "Xác nhận chữ ký của", "Signature Position")
    write(right, "{{ certificate.of }}", "Signature Position")
    when(right, "certificate.authority", "Signature Authority")
    write(right, "{{ certificate.position }}", "Signature Position")
    blank_lines(right, NORM.signer.blank_lines)
    write(right, "{{ certificate.name }}", "Signature Name")
    write(right, "{%p endif %}", "Signature Position")
    write(right, "", "Section End")
    rows_for(block, "line in more_recipients", [("{{ line }}", "Recipient"), ("", "Recipient")])
    paper.add_paragraph("{%p endif %}", style="Section End")
