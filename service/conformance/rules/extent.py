"""How long a paper is, without laying it out: enough to say that it plainly runs over one page."""

from __future__ import annotations

from math import ceil

from service.conformance.paper import Paragraph
from service.conformance.reading.layout import width_of
from service.conformance.rules.registry import Examined

_HEAD_AND_SIGNATURES = 300.0
"""What letterhead, title block and signatures take at the least, in points."""
_ROW = 16.0
_NATURAL_LINE = 1.15
_PLAINLY = 1.12


def lines_of(paragraph: Paragraph) -> int:
    """How many lines the text of a paragraph needs, about."""
    room = paragraph.container.width - paragraph.format.left - paragraph.format.right
    if room <= 0:
        return 1
    first = max(paragraph.format.first_line, 0.0) + paragraph.typed_indent
    return max(1, ceil((width_of(paragraph.spans) + first) / room))


def longer_than_a_line(paragraph: Paragraph) -> bool:
    """Whether the text plainly wraps, so that its alignment can be seen."""
    room = paragraph.container.width - paragraph.format.left - paragraph.format.right
    return width_of(paragraph.spans) + max(paragraph.format.first_line, 0.0) > room * 1.02


def runs_over_one_page(examined: Examined) -> bool:
    """Whether the paper without its annexes plainly needs a second page."""
    found, section = examined.found, examined.paper.sections[0]
    if any(paragraph.starts_page for paragraph in found.body):
        return True
    height = _HEAD_AND_SIGNATURES + sum(_height(paragraph) for paragraph in found.body)
    rows = {(p.container.cell.table, p.container.cell.row) for p in found.in_tables if p.container.cell}
    return height + len(rows) * _ROW > (section.height - section.top - section.bottom) * _PLAINLY


def _height(paragraph: Paragraph) -> float:
    shape = paragraph.format
    size = max((span.format.size for span in paragraph.visible), default=14.0)
    line = shape.line if shape.line_rule == "exact" else size * _NATURAL_LINE
    if shape.line_rule == "multiple":
        line *= shape.line
    elif shape.line_rule == "least":
        line = max(line, shape.line)
    return lines_of(paragraph) * line + shape.before + shape.after
