"""Tables: cells with their place and width, and what a table style gives to the text in them (17.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from lxml import etree

from service.conformance.paper import CellPlace, Container, Side
from service.conformance.reading.inline import chosen, style_reference
from service.conformance.reading.names import (
    TWIPS_PER_POINT,
    attribute,
    child,
    local_name,
    points,
    qn,
    whole_number,
)
from service.conformance.reading.properties import Properties, border_drawn, merged
from service.conformance.reading.styles import Style, Styles

_SIDE_MARGIN = 5.4  # 108 twips, what Word takes for the left and right margin of cells
_MOST_OF_A_HALF = 0.6
"""A single cell that is no wider than this part of the page fills one half of it: a table beside another."""
_THROUGH = frozenset({"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"})


@dataclass(frozen=True, slots=True)
class CellContent:
    """A cell with what it gives to its text."""

    element: etree._Element
    container: Container
    character: Properties
    paragraph: Properties


def read_table(
    table: etree._Element, number: int, around: Container, page_width: float, styles: Styles
) -> Iterator[CellContent]:
    """The cells of a table row by row; merged ones where they begin. ``page_width`` is that between the margins."""
    properties = child(table, "w:tblPr")
    style = styles.style("table", style_reference(properties, "w:tblStyle"))
    edges = _column_edges(table)
    left = around.left + _table_left(properties, edges[-1], around)
    rows = list(_inner(table, "tr"))
    for row_number, row in enumerate(rows, 1):
        row_properties = child(row, "w:trPr")
        if child(row_properties, "w:del") is not None:
            continue
        cells = list(_inner(row, "tc"))
        cell_left = left
        at = _column(edges, whole_number(attribute(child(row_properties, "w:gridBefore"), "w:val")))
        cell_left += edges[at]
        for column, cell in enumerate(cells, 1):
            cell_properties = child(cell, "w:tcPr")
            span = max(whole_number(attribute(child(cell_properties, "w:gridSpan"), "w:val"), 1), 1)
            ends = _column(edges, at + span)
            width = edges[ends] - edges[at] or _own_width(cell_properties, around.width)
            starts, cell_left, at = cell_left, cell_left + width, ends
            merge = child(cell_properties, "w:vMerge")
            if merge is not None and attribute(merge, "w:val") != "restart":
                continue
            margins = _side_margins(properties, cell_properties)
            container = Container(
                width=max(width - sum(margins), 0.0),
                left=starts + margins[0],
                side=_side(starts, width, page_width, alone=len(cells) == 1),
                cell=CellPlace(number, row_number, column),
                unbroken=child(row_properties, "w:cantSplit") is not None,
                rule_above=_rule_at("top", cell_properties, properties),
                rule_below=_rule_at("bottom", cell_properties, properties),
            )
            first_or_last = (row_number == 1, row_number == len(rows), column == 1, column == len(cells))
            character, paragraph = _from_style(style, properties, first_or_last)
            yield CellContent(cell, container, character, paragraph)


def _column_edges(table: etree._Element) -> list[float]:
    """Left edges of the grid columns, and the right edge of the last, from the left of the table."""
    columns = table.iterfind(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")
    return list(accumulate((max(points(column, "w:w") or 0.0, 0.0) for column in columns), initial=0.0))


def _own_width(properties: etree._Element | None, room: float) -> float:
    """What ``w:tcW`` says where the grid says nothing; a share of the room is in fiftieths of a percent."""
    said = child(properties, "w:tcW")
    width = max(points(said, "w:w") or 0.0, 0.0)
    return width * TWIPS_PER_POINT / 5000 * room if attribute(said, "w:type") == "pct" else width


def _column(edges: list[float], number: int) -> int:
    """A grid column that there is, or the end of the grid."""
    return min(max(number, 0), len(edges) - 1)


def _inner(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    waiting = list(reversed(parent))
    while waiting:
        element = waiting.pop()
        kind = local_name(element)
        if kind == name:
            yield element
        elif kind == "AlternateContent":
            waiting.extend(reversed(chosen(element)))
        elif kind in _THROUGH:
            waiting.extend(reversed(element))


def _table_left(properties: etree._Element | None, width: float, around: Container) -> float:
    floating = child(properties, "w:tblpPr")
    if floating is not None and attribute(floating, "w:horzAnchor") in (None, "text", "margin"):
        return points(floating, "w:tblpX") or 0.0
    align = attribute(child(properties, "w:jc"), "w:val")
    if align == "center":
        return (around.width - width) / 2
    if align in ("right", "end"):
        return around.width - width
    return points(child(properties, "w:tblInd"), "w:w") or 0.0


def _side_margins(table: etree._Element | None, cell: etree._Element | None) -> tuple[float, float]:
    levels = [child(cell, "w:tcMar"), child(table, "w:tblCellMar")]
    found = []
    for names in (("w:left", "w:start"), ("w:right", "w:end")):
        said = (points(child(level, name), "w:w") for level in levels for name in names)
        found.append(next((value for value in said if value is not None), _SIDE_MARGIN))
    return found[0], found[1]


def _side(left: float, width: float, page_width: float, *, alone: bool) -> Side:
    if page_width <= 0 or (alone and width > _MOST_OF_A_HALF * page_width):
        return "full"
    return "left" if left + width / 2 < page_width / 2 else "right"


def _rule_at(edge: str, cell: etree._Element | None, table: etree._Element | None) -> bool:
    """A line at one edge of a cell alone: in a table with lines all around it is none."""
    if child(table, "w:tblBorders") is not None and border_drawn(child(child(table, "w:tblBorders"), "w:insideH")):
        return False
    borders = child(cell, "w:tcBorders")
    opposite = "top" if edge == "bottom" else "bottom"
    return border_drawn(child(borders, f"w:{edge}")) and not border_drawn(child(borders, f"w:{opposite}"))


def _from_style(
    style: Style, properties: etree._Element | None, first_or_last: tuple[bool, bool, bool, bool]
) -> tuple[Properties, Properties]:
    """What the table style gives: for all cells, then for first and last columns and rows that are switched on."""
    character, paragraph = style.character, style.paragraph
    look = child(properties, "w:tblLook")
    bits = int(attribute(look, "w:val") or "0", 16) if _is_hexadecimal(attribute(look, "w:val")) else 0
    first_row, last_row, first_column, last_column = first_or_last
    wanted = (
        (first_column, "firstColumn", 0x0080),
        (last_column, "lastColumn", 0x0100),
        (first_row, "firstRow", 0x0020),
        (last_row, "lastRow", 0x0040),
    )
    for applies, name, bit in wanted:
        switched = attribute(look, f"w:{name}")
        on = switched not in ("0", "false", "off") if switched is not None else bool(bits & bit)
        if applies and on and name in style.conditional:
            character = merged(character, style.conditional[name][0])
            paragraph = merged(paragraph, style.conditional[name][1])
    return character, paragraph


def _is_hexadecimal(value: str | None) -> bool:
    return (
        bool(value)
        and len(value or "") <= 4
        and all(character in "0123456789abcdefABCDEF" for character in value or "")
    )
