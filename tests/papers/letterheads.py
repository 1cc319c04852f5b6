"""The letterhead, built in the ways that clerks build it. Each gives the XML of its paragraphs."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from tests.papers.markup import merged_row, row, table, twips
from tests.papers.pages import section
from tests.papers.pieces import Piece, made
from tests.papers.shapes import line, text_box
from tests.papers.writing import Writer

if TYPE_CHECKING:
    from tests.papers.paper import Paper

_WIDTHS_MM = (74.0, 91.0)
_DRAWN = ("line", "connector", "group", "vml", "vml_group")


def letterhead(paper: Paper, writer: Writer) -> str:
    """The letterhead of a paper in the way it asks for."""
    return {
        "table": _in_table,
        "one_row": _in_table,
        "floating": _in_floating_tables,
        "tabs": _by_tabs,
        "breaks": _by_line_breaks,
        "columns": _in_columns,
        "text_boxes": _in_text_boxes,
        "vml_boxes": _in_text_boxes,
    }[paper.letterhead](paper, writer)


def _widths(paper: Paper) -> tuple[float, float]:
    left, right = paper.letterhead_mm or (width * paper.page.scale for width in _WIDTHS_MM)
    return (right, left) if paper.swapped else (left, right)


def _blocks(paper: Paper) -> tuple[list[Piece], list[Piece]]:
    left = [each for each in (*paper.lines("superior"), *paper.lines("issuer"), paper.one("star")) if each]
    left += [
        each
        for each in (
            paper.one("number"),
            *paper.lines("letter_subject"),
            *paper.lines("urgency"),
            *paper.lines("draft"),
        )
        if each
    ]
    right = [each for each in (*paper.lines("title"), *paper.lines("motto"), paper.one("place_date")) if each]
    if paper.title_below_date:
        right.reverse()
    return (right, left) if paper.swapped else (left, right)


def _with_line(paper: Paper, pieces: list[Piece], width_mm: float) -> list[Piece]:
    """The pieces, the title with its line: in it, at its foot, or as the top of an empty paragraph below."""
    if paper.line is None:
        return pieces
    side = (width_mm - paper.line_mm) / 2
    done: list[Piece] = []
    for each in pieces:
        if each.role != "title":
            done.append(each)
        elif paper.line in _DRAWN:
            down = 12.5 if paper.title_below_date else 6.5
            before = {"page": paper.page.left_mm, "margin": 0.0}.get(paper.line_start)
            left = side if before is None or paper.line_in_cell else side + before + _widths(paper)[0]
            place = {"left_mm": left, "down_mm": down, "start": paper.line_start, "in_cell": paper.line_in_cell}
            done.append(each.with_(runs=line(paper.line, paper.line_mm, **place)))
        elif paper.line == "border":
            done.append(each.with_(border="bottom", left_mm=side, right_mm=side))
        elif paper.line == "cell":
            done.append(each)
        else:
            below = made("title_line", "", {}).with_(border="top", left_mm=side, right_mm=side)
            done += [each, below]
    return done


def _in_table(paper: Paper, writer: Writer) -> str:
    """Two rows, names and title, number and date, or all in one; left and right as wide as the text."""
    widths = _widths(paper)
    margin = paper.cell_margin
    blocks = zip(_blocks(paper), widths, strict=True)
    sides = [_with_line(paper, side, width - 2 * margin * 25.4 / 1440) for side, width in blocks]
    lower = ("number", "letter_subject", "urgency", "draft", "place_date") if paper.letterhead == "table" else ()
    rows = []
    for wanted in (False, True):
        cells = [[each for each in side if (each.role in lower) is wanted] for side in sides]
        if any(cells):
            line_above = 1 if wanted and paper.line == "cell" else None
            rows.append(row([_all(writer, cell) for cell in cells], widths, line_above=line_above))
    if paper.title_block_in_table:
        rows.append(merged_row(_all(writer, paper.title_block()), widths))
    return table(rows, widths, margin=margin)


def _in_floating_tables(paper: Paper, writer: Writer) -> str:
    """Two tables of one cell, side by side over the same empty paragraph."""
    left, right = _blocks(paper)
    (left_mm, right_mm), gap = _widths(paper), 2
    right = _with_line(paper, right, right_mm - gap)
    return (
        table([row([_all(writer, left)], (left_mm,))], (left_mm,), floats_at_mm=0)
        + table([row([_all(writer, right)], (right_mm - gap,))], (right_mm - gap,), floats_at_mm=left_mm + gap)
        + writer.paragraph(made("gap", "", {}))
    )


def _all(writer: Writer, pieces: list[Piece]) -> str:
    return "".join(writer.paragraph(each) for each in pieces or [made("gap", "", {})])


def _by_tabs(paper: Paper, writer: Writer) -> str:
    """Ordinary paragraphs: a centred tab stop in the middle of each block."""
    left, right = _blocks(paper)
    widths = _widths(paper)
    middles = (widths[0] / 2, widths[0] + widths[1] / 2)
    stops = "".join(f'<w:tab w:val="center" w:pos="{twips(middle)}"/>' for middle in middles)
    if paper.line is not None:
        start = middles[1] - paper.line_mm / 2
        drawn = line(paper.line, paper.line_mm, left_mm=start)
        right = [each.with_(runs=drawn) if each.role == "title" else each for each in right]
    if len(right) > 1:
        right.insert(1, made("gap", "", {}))
    carrier = made("line_of_parts", "", {})
    empty = made("gap", "", {})
    return "".join(
        writer.line(carrier, ["\t", one, "\t", other] if other.text else ["\t", one], tabs=stops)
        for one, other in zip_longest(left, right, fillvalue=empty)
    )


def _by_line_breaks(paper: Paper, writer: Writer) -> str:
    """A table of two cells; each holds one paragraph, its lines ended by soft breaks."""
    widths = _widths(paper)
    carrier = made("line_of_parts", "", {}).with_(align="center")
    cells = []
    for side, width in zip(_blocks(paper), widths, strict=True):
        parts: list[Piece | str] = []
        for each in _with_line(paper, side, width):
            parts += ["\n", each] if parts else [each]
            if each.role == "title":
                parts.append("\n")
        cells.append(writer.line(carrier, parts))
    return table([row(cells, widths)], widths)


def _in_columns(paper: Paper, writer: Writer) -> str:
    """A section of two columns; a column break stands before the right block."""
    left, right = _blocks(paper)
    right = _with_line(paper, right, _widths(paper)[1])
    broken = writer.line(made("gap", "", {}), [right[0]]).replace("<w:r>", '<w:r><w:br w:type="column"/></w:r><w:r>', 1)
    end = writer.paragraph(right[-1], section=section(paper, columns_mm=_widths(paper)))
    return _all(writer, left) + broken + "".join(writer.paragraph(each) for each in right[1:-1]) + end


def _in_text_boxes(paper: Paper, writer: Writer) -> str:
    """Two text boxes at one empty paragraph."""
    left, right = _blocks(paper)
    left_mm, right_mm = _widths(paper)
    height = 6.5 * max(len(left), len(right) + 1)
    boxes = "".join(
        text_box(_all(writer, side), (width, height), start, vml_only=paper.letterhead == "vml_boxes")
        for side, width, start in (
            (left, left_mm, 0.0),
            (_with_line(paper, right, right_mm), right_mm, left_mm),
        )
    )
    return writer.paragraph(made("gap", "", {}).with_(runs=boxes, align="left", size=2))
