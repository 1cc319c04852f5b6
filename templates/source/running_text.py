"""The block for running text under nested headings, with tables in it: one loop over lines of several kinds.

A table of each width has a place of its own in the template, for the number of columns may not depend on the data.
"""

from __future__ import annotations

from docx.document import Document
from docx.shared import Pt
from docx.table import _Cell

from service.documents._sections import MOST_COLUMNS
from templates.source.blocks import tag_row
from templates.source.page import GAP_PT, TEXT_WIDTH_MM, row, table, write

ORDINAL_MM = 11
NAME_SHARE = {2: 1.0, 3: 0.62, 4: 0.56, 5: 0.48, 6: 0.4, 7: 0.34, 8: 0.28}
"""By the number of columns, how much of the width beside TT the name of a row gets; the rest is shared evenly."""


def running_text(paper: Document) -> None:
    """``lines``, and the table that a line may hold."""
    _tag(paper, "{%p for line in lines %}")
    _tag(paper, "{%p if line.kind == 'text' %}")
    text = paper.add_paragraph("{% if line.lead %}", style="Body Text")
    text.add_run("{{ line.lead }}").bold = True
    text.add_run(" {% endif %}{{ line.text }}")
    for kind, style in (
        ("heading1", "heading 1"),
        ("heading2", "heading 2"),
        ("heading3", "heading 3"),
        ("heading4", "heading 4"),
        ("caption", "Body Text Last"),
    ):
        _tag(paper, f"{{%p elif line.kind == '{kind}' %}}")
        paper.add_paragraph("{{ line.text }}", style=style)
    _tag(paper, "{%p else %}")
    _tag(paper, "{%p for table in line.tables %}")
    for columns in range(2, MOST_COLUMNS + 1):
        _tag(paper, f"{{%p {'if' if columns == 2 else 'elif'} table.width == '{columns}' %}}")
        _grid(paper, columns)
    _tag(paper, "{%p endif %}")
    gap = paper.add_paragraph(style="Section End")
    gap.paragraph_format.space_after = Pt(GAP_PT)
    _tag(paper, "{%p endfor %}")
    _tag(paper, "{%p endif %}")
    _tag(paper, "{%p endfor %}")


def last_paragraph(paper: Document) -> None:
    """The closing paragraph, which stays on the page of the signatures."""
    paper.add_paragraph("{{ last }}", style="Body Text Last")


def _tag(paper: Document, tag: str) -> None:
    paper.add_paragraph(tag, style="Body Text")


def _grid(paper: Document, columns: int) -> None:
    beside = TEXT_WIDTH_MM - ORDINAL_MM
    name_mm = beside * NAME_SHARE[columns]
    others = [(beside - name_mm) / (columns - 2)] * (columns - 2) if columns > 2 else []
    made = table(paper, [ORDINAL_MM, name_mm, *others], ruled=True)
    for number, cell in enumerate(row(made, repeat=True).cells, start=1):
        write(cell, f"{{{{ table.head.c{number} }}}}", "Table Head", first=True)
        cell.vertical_alignment = 1
    for rows, ordinal, name, figure in (
        ("rows", "Table Centred", "Table Text", "Table Centred"),
        ("totals", "Table Head", "Table Group", "Table Head"),
    ):
        tag_row(made, f"{{%tr for row in table.{rows} %}}")
        cells = row(made).cells
        write(cells[0], "{{ row.c1 }}", ordinal, first=True)
        write(cells[1], "{{ row.c2 }}", name, first=True)
        for number, cell in enumerate(cells[2:], start=3):
            _figure_or_text(cell, number, figure, name)
        tag_row(made, "{%tr endfor %}")


def _figure_or_text(cell: _Cell, column: int, figure: str, text: str) -> None:
    write(cell, f"{{%p if table.wordy{column} %}}", text, first=True)
    write(cell, f"{{{{ row.c{column} }}}}", text)
    write(cell, "{%p else %}", text)
    write(cell, f"{{{{ row.c{column} }}}}", figure)
    write(cell, "{%p endif %}", text)
