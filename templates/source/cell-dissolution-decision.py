"""Quyết định giải thể, kết thúc hoạt động chi bộ, with its lists by receiving cell on landscape pages."""

from __future__ import annotations

from docx.document import Document

from templates.source import blocks, page

COLUMNS: list[blocks.Column] = [
    ("TT", 12, "{{ member.ordinal }}", "Table Centred"),
    ("Họ và tên", 47, "{{ member.full_name }}", "Table Text"),
    ("Ngày sinh", 25, "{{ member.birth }}", "Table Centred"),
    ("Số thẻ đảng viên", 33, "{{ member.card }}", "Table Centred"),
    ("Ngày vào Đảng", 25, "{{ member.admission }}", "Table Centred"),
    ("Ngày chính thức", 25, "{{ member.official }}", "Table Centred"),
    ("Chức vụ", 31, "{{ member.position }}", "Table Text"),
    ("Hình thức chuyển", 24, "{{ member.transfer }}", "Table Centred"),
    ("Ghi chú", 30, "{{ member.note }}", "Table Text"),
]


def build() -> dict[str, Document]:
    """The template by its name."""
    paper = page.new_paper()
    blocks.decision(paper)
    members = blocks.list_table(paper, COLUMNS)
    blocks.tag_row(members, "{%tr for list in lists %}")
    blocks.tag_row(members, "{%tr if list.heading %}")
    blocks.wide_row(members, "{{ list.heading }}", "Table Group")
    blocks.tag_row(members, "{%tr endif %}")
    blocks.tag_row(members, "{%tr for group in list.groups %}")
    blocks.wide_row(members, "{{ group.heading }}", "Table Group")
    blocks.member_rows(members, "member in group.rows", COLUMNS)
    # a total may follow the last subtotal; were all kept with what follows, short groups would make one great piece
    blocks.tag_row(members, "{%tr if loop.last %}")
    blocks.wide_row(members, "{{ group.subtotal }}", "Table Subtotal Kept")
    blocks.tag_row(members, "{%tr else %}")
    blocks.wide_row(members, "{{ group.subtotal }}", "Table Subtotal")
    blocks.tag_row(members, "{%tr endif %}")
    blocks.tag_row(members, "{%tr endfor %}")
    blocks.tag_row(members, "{%tr endfor %}")
    blocks.wide_row(members, "{{ total }}", "Table Group")
    blocks.end_of_page(paper)
    return {"cell-dissolution-decision": paper}
