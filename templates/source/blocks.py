"""The blocks of which every template is made: letterhead, title, articles, recipients with signature, annexed list.

A change of the norm is one edit here. Template tags are docxtpl's: ``{{ value }}``, and ``{%p … %}``, ``{%tr … %}``
in a paragraph or table row of their own, which goes away with the tag.
"""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document
from docx.table import Table, _Cell

from service.documents._printed import LEFT_BLOCK_MM
from templates.source.page import NORM, TEXT_WIDTH_MM, landscape_annex, row, rule_of_title, table, write

SIGNATURE_LEFT_MM = 80
UNSEALED_BLANK_LINES = NORM.signer.blank_lines - 1


def letterhead(paper: Document) -> None:
    """Boxes 1 to 4, 10b, 11: issuer and number on the left, title and date on the right."""
    right_mm = TEXT_WIDTH_MM - LEFT_BLOCK_MM
    head = table(paper, [LEFT_BLOCK_MM, right_mm])
    names, titles = row(head).cells
    each_line(names, "letterhead.superior", "Letterhead Superior")
    each_line(names, "letterhead.issuer", "Letterhead Issuer")
    write(names, NORM.issuer.mark_below, "Letterhead Star")
    drop_first(names)
    write(titles, NORM.title.text, "Letterhead Title", first=True)
    rule_of_title(write(titles, "", "Letterhead Line"), right_mm)
    number, place = row(head).cells
    write(number, "{{ letterhead.number }}", "Letterhead Number", first=True)
    when(number, "letterhead.urgency", "Letterhead Urgency")
    write(place, "{{ letterhead.place_date }}", "Letterhead Place", first=True)
    when(place, "letterhead.draft", "Letterhead Draft")
    when(place, "letterhead.circulation", "Letterhead Circulation")


def title(paper: Document, type_name: str, *, hyphens: bool = True) -> None:
    """Tên loại, trích yếu over its lines, five hyphens."""
    paper.add_paragraph(type_name, style="Title")
    each_line(paper, "subject", "Subtitle")
    if hyphens:
        paper.add_paragraph(NORM.subject.mark_below, style="Subject Hyphens")


def legal_bases(paper: Document) -> None:
    """Căn cứ, one a line."""
    each_line(paper, "bases", "Legal Basis")


def deciding(paper: Document) -> None:
    """Who decides, and QUYẾT ĐỊNH."""
    each_line(paper, "deciding", "Deciding Body")
    paper.add_paragraph("QUYẾT ĐỊNH", style="Deciding Verb")


def articles(paper: Document) -> None:
    """The articles; the closing one keeps with the signature."""
    paper.add_paragraph("{%p for article in articles %}", style="Body Text")
    _article(paper, "Body Text")
    paper.add_paragraph("{%p endfor %}", style="Body Text")
    _article(paper, "Body Text Last", of="closing")


def _article(paper: Document, style: str, of: str = "article") -> None:
    lead = paper.add_paragraph(style=style)
    lead.add_run(f"{{{{ {of}.heading }}}}").bold = True
    lead.add_run(f"{{% if {of}.lead %}} {{{{ {of}.lead }}}}{{% endif %}}")
    each_line(paper, f"{of}.paragraphs", style)


def signature(paper: Document) -> None:
    """Nơi nhận on the left, level with quyền hạn, chức vụ and họ tên on the right; one row that never breaks.

    Recipients beyond what one page can hold follow in rows of their own (``more_recipients``).
    """
    block = table(paper, [SIGNATURE_LEFT_MM, TEXT_WIDTH_MM - SIGNATURE_LEFT_MM])
    left, right = row(block).cells
    write(left, NORM.recipients.label, "Recipients Label", first=True)
    each_line(left, "recipients", "Recipient")
    signatory(right, UNSEALED_BLANK_LINES)
    rows_for(block, "line in more_recipients", [("{{ line }}", "Recipient"), ("", "Recipient")])


def signatory(cell: _Cell, room: int) -> None:
    """Quyền hạn, chức vụ, ``room`` blank lines (one more where a seal comes over them), họ tên."""
    when(cell, "signature.authority", "Signature Authority")
    when(cell, "signature.position", "Signature Position")
    blank_lines(cell, room)
    write(cell, "{%p if signature.sealed %}", "Signature Position")
    write(cell, "", "Signature Position")
    write(cell, "{%p endif %}", "Signature Position")
    write(cell, "{{ signature.name }}", "Signature Name")
    drop_first(cell)


def blank_lines(cell: _Cell, count: int) -> None:
    """Room for a signature."""
    for _ in range(count):
        write(cell, "", "Signature Position")


def end_of_page(paper: Document) -> None:
    """Word wants a paragraph after a table; this one takes no room."""
    paper.add_paragraph(style="Section End")


def decision(paper: Document) -> None:
    """A whole decision, up to and with the head of its annexed list on landscape pages."""
    letterhead(paper)
    title(paper, "QUYẾT ĐỊNH")
    legal_bases(paper)
    deciding(paper)
    articles(paper)
    signature(paper)
    landscape_annex(paper)
    annex_head(paper, "DANH SÁCH")


def annex_head(paper: Document, type_name: str) -> None:
    """Title of an annexed list, what it lists, and the paper it belongs to."""
    paper.add_paragraph(type_name, style="Annex Title")
    paper.add_paragraph("{{ list_of }}", style="Subtitle")
    paper.add_paragraph("{{ citation }}", style="Annex Citation")


Column = tuple[str, float, str, str]
"""Heading, width in mm, template expression, style of a cell."""


def list_table(paper: Document, columns: Sequence[Column]) -> Table:
    """A ruled table with its head row, repeated on every page; rows are added by the caller."""
    made = table(paper, [width for _, width, _, _ in columns], ruled=True)
    for cell, (heading, *_) in zip(row(made, repeat=True).cells, columns, strict=True):
        write(cell, heading, "Table Head", first=True)
        cell.vertical_alignment = 1
    return made


def rows_for(of: Table, loop: str, cells: Sequence[tuple[str, str]]) -> None:
    """One row for every item of ``loop``; ``cells`` are (expression, style)."""
    tag_row(of, f"{{%tr for {loop} %}}")
    plain_row(of, cells)
    tag_row(of, "{%tr endfor %}")


def member_rows(of: Table, loop: str, columns: Sequence[Column]) -> None:
    """One row for every item of ``loop``; the last is on one page with the total or subtotal that follows."""
    cells = [(expression, style) for _, _, expression, style in columns]
    tag_row(of, f"{{%tr for {loop} %}}")
    tag_row(of, "{%tr if loop.last %}")
    plain_row(of, [(expression, f"{style} Kept") for expression, style in cells])
    tag_row(of, "{%tr else %}")
    plain_row(of, cells)
    tag_row(of, "{%tr endif %}")
    tag_row(of, "{%tr endfor %}")


def plain_row(of: Table, cells: Sequence[tuple[str, str]]) -> None:
    """A row of (expression, style) cells."""
    for cell, (expression, style) in zip(row(of).cells, cells, strict=True):
        write(cell, expression, style, first=True)


def tag_row(of: Table, tag: str) -> None:
    """A row that only holds a tag and goes away with it."""
    made = row(of)
    write(made.cells[0], tag, "Table Text", first=True)


def wide_row(of: Table, expression: str, style: str) -> None:
    """A row of one cell over all columns."""
    cells = row(of).cells
    merged = cells[0].merge(cells[-1])
    write(merged, expression, style, first=True)


def each_line(of: Document | _Cell, path: str, style: str) -> None:
    """A paragraph for every string in the list at ``path``."""
    for text in (f"{{%p for line in {path} %}}", "{{ line }}", "{%p endfor %}"):
        of.add_paragraph(text, style=style)


def each_line_but_last(of: Document | _Cell, path: str, style: str, *, last: str) -> None:
    """A paragraph for every string in the list at ``path``, the last one in a style of its own."""
    tags = (f"{{%p for line in {path} %}}", "{%p if loop.last %}", "{%p else %}", "{%p endif %}", "{%p endfor %}")
    begin, if_last, otherwise, end_if, end = tags
    for text in (begin, if_last):
        of.add_paragraph(text, style=style)
    of.add_paragraph("{{ line }}", style=last)
    for text in (otherwise, "{{ line }}", end_if, end):
        of.add_paragraph(text, style=style)


def when(cell: _Cell, path: str, style: str) -> None:
    """A paragraph with the text at ``path``, left out where it is empty."""
    for text in (f"{{%p if {path} %}}", f"{{{{ {path} }}}}", "{%p endif %}"):
        write(cell, text, style)


def drop_first(cell: _Cell) -> None:
    """Remove the empty paragraph that every cell begins with."""
    first = cell.paragraphs[0]._p
    first.getparent().remove(first)
