"""Quyết định thành lập chi bộ, with its member list on landscape pages."""

from __future__ import annotations

from docx.document import Document

from templates.source import blocks, page

COLUMNS: list[blocks.Column] = [
    ("TT", 12, "{{ member.ordinal }}", "Table Centred"),
    ("Họ và tên", 52, "{{ member.full_name }}", "Table Text"),
    ("Ngày sinh", 26, "{{ member.birth }}", "Table Centred"),
    ("Số thẻ đảng viên", 36, "{{ member.card }}", "Table Centred"),
    ("Ngày vào Đảng", 28, "{{ member.admission }}", "Table Centred"),
    ("Ngày chính thức", 28, "{{ member.official }}", "Table Centred"),
    ("Chức vụ", 35, "{{ member.position }}", "Table Text"),
    ("Ghi chú", 35, "{{ member.note }}", "Table Text"),
]


def build() -> dict[str, Document]:
    """The template by its name."""
    paper = page.new_paper()
    blocks.decision(paper)
    members = blocks.list_table(paper, COLUMNS)
    blocks.member_rows(members, "member in members", COLUMNS)
    blocks.wide_row(members, "{{ total }}", "Table Group")
    blocks.end_of_page(paper)
    return {"cell-establishment-decision": paper}
