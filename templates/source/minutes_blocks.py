"""The foot of minutes: two signatures level with one another, below them Nơi nhận and the certifying signature."""

from __future__ import annotations

from docx.document import Document
from docx.shared import Pt
from docx.table import _Cell

from templates.source.blocks import UNSEALED_BLANK_LINES, blank_lines, each_line, rows_for, when
from templates.source.page import GAP_PT, NORM, TEXT_WIDTH_MM, row, table, write


def signatures(paper: Document) -> None:
    """Left NGƯỜI GHI BIÊN BẢN and Nơi nhận, right CHỦ TRÌ HỘI NGHỊ and Xác nhận chữ ký, each where the paper has it.

    All in one row that never breaks: what is below the signatures is never alone on a page. Recipients beyond what
    one page can hold follow in rows of their own (``more_recipients``).
    """
    half = TEXT_WIDTH_MM / 2
    block = table(paper, [half, half])
    left, right = row(block).cells
    _signer(left, "NGƯỜI GHI BIÊN BẢN", "{{ note_taker }}")
    _recipients(left)
    _signer(right, "CHỦ TRÌ HỘI NGHỊ", "{{ chair }}")
    _certificate(right)
    rows_for(block, "line in more_recipients", [("{{ line }}", "Recipient"), ("", "Recipient")])


def _signer(cell: _Cell, role: str, name: str) -> None:
    """Role, room and name, without quyền hạn."""
    write(cell, role, "Signature Authority", first=True)
    blank_lines(cell, UNSEALED_BLANK_LINES)
    write(cell, name, "Signature Name")


def _recipients(cell: _Cell) -> None:
    write(cell, "{%p if recipients %}", "Recipient")
    _gap(cell)
    write(cell, NORM.recipients.label, "Recipients Label")
    each_line(cell, "recipients", "Recipient")
    write(cell, "{%p endif %}", "Recipient")


def _certificate(cell: _Cell) -> None:
    write(cell, "{%p if certificate.name %}", "Signature Position")
    _gap(cell)
    write(cell, "Xác nhận chữ ký của", "Signature Position")
    write(cell, "{{ certificate.of }}", "Signature Position")
    when(cell, "certificate.authority", "Signature Authority")
    write(cell, "{{ certificate.position }}", "Signature Position")
    blank_lines(cell, NORM.signer.blank_lines)
    write(cell, "{{ certificate.name }}", "Signature Name")
    write(cell, "{%p endif %}", "Signature Position")


def _gap(cell: _Cell) -> None:
    write(cell, "", "Section End").paragraph_format.space_after = Pt(2 * GAP_PT)
