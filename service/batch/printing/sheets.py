"""Slips on half a sheet: two of A5 lying on one upright A4, the first above, the second below, to be cut apart.

A slip is a row of a table, as high as its text on A5 can be, and its own tables stand within it. Rows grow: a slip that
was forced on A5 and needs more runs on, and nothing of it is lost. The table follows an empty line: LibreOffice gives a
section that begins with a table in a table the pages of the section before. Lengths are twentieths of a point.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from service.batch.printing.markup import W, child, element
from service.batch.printing.papers import OpenedPaper
from service.batch.printing.sections import LINE, line_of_no_height

A5_LYING = (11906, 8391)
A4_UPRIGHT = (11906, 16838)
CUT = A4_UPRIGHT[1] // 2
_ROUNDED = 20
_LEAST_MARGIN = 284
"""Below the last row: half a centimetre, for the paragraph that ends the sheet."""

Sheet = Sequence[OpenedPaper]
"""The papers that begin on one sheet: a paper of any size, or one slip or two."""


def in_sheets(papers: Iterable[OpenedPaper]) -> Iterator[Sheet]:
    """The papers in order, slips of one geometry that follow one another by twos."""
    waiting: OpenedPaper | None = None
    for paper in papers:
        if waiting is not None:
            if is_slip(paper) and _geometry(paper) == _geometry(waiting):
                yield waiting, paper
                waiting = None
                continue
            yield (waiting,)
            waiting = None
        if is_slip(paper):
            waiting = paper
        else:
            yield (paper,)
    if waiting is not None:
        yield (waiting,)


def is_slip(paper: OpenedPaper) -> bool:
    """Whether a paper is one section of A5 lying, whose margins are known."""
    sections = paper.sections
    size = child(sections[0], "pgSz")
    if len(sections) != 1 or size is None or child(sections[0], "pgMar") is None:
        return False
    sides = (_length(size, "w"), _length(size, "h"))
    return all(abs(side - wanted) <= _ROUNDED for side, wanted in zip(sides, A5_LYING, strict=True))


def sheet_of(slips: Sheet) -> list[etree._Element]:
    """The blocks of a sheet with these slips; the section of the first becomes that of the sheet."""
    section = slips[0].sections[0]
    size, margins = _size_and_margins(section)
    top, bottom = _length(margins, "top"), _length(margins, "bottom")
    width = A5_LYING[0] - _length(margins, "left") - _length(margins, "right")
    height = A5_LYING[1] - top - bottom
    rows = [_row(width, height, slips[0].blocks)]
    if len(slips) > 1:
        rows += [
            _row(width, CUT - top - height, (), cut=True),
            _row(width, top, ()),
            _row(width, height, slips[1].blocks),
        ]
    size.attrib.pop(f"{W}orient", None)
    size.set(f"{W}w", str(A4_UPRIGHT[0]))
    size.set(f"{W}h", str(A4_UPRIGHT[1]))
    margins.set(f"{W}bottom", str(min(bottom, _LEAST_MARGIN)))
    margins.set(f"{W}top", str(top - LINE))
    return [line_of_no_height(), _table(width, rows), line_of_no_height()]


def _geometry(slip: OpenedPaper) -> list[tuple[str, str]]:
    _, margins = _size_and_margins(slip.sections[0])
    return sorted((str(key), str(each)) for key, each in margins.attrib.items())


def _size_and_margins(section: etree._Element) -> tuple[etree._Element, etree._Element]:
    """Of the section of a slip, which has both (:func:`is_slip`)."""
    size, margins = section.iterchildren(f"{W}pgSz", f"{W}pgMar")
    return (size, margins) if size.tag == f"{W}pgSz" else (margins, size)


def _table(width: int, rows: Iterable[etree._Element]) -> etree._Element:
    """A table without lines or margins of its own."""
    table = element("tbl")
    properties = element("tblPr")
    sides = element("tblCellMar")
    sides.extend(element(side, w="0", type="dxa") for side in ("top", "left", "bottom", "right"))
    properties.extend(
        (
            element("tblW", w=str(width), type="dxa"),
            element("jc", val="left"),
            element("tblInd", w="0", type="dxa"),
            element("tblLayout", type="fixed"),
            sides,
        )
    )
    grid = element("tblGrid")
    grid.append(element("gridCol", w=str(width)))
    table.extend((properties, grid, *rows))
    return table


def _row(width: int, height: int, blocks: Sequence[etree._Element], *, cut: bool = False) -> etree._Element:
    """A row of one cell; an empty one is exactly as high as said. ``cut`` draws the line to cut along below it."""
    row, cell = element("tr"), element("tc")
    properties, cell_properties = element("trPr"), element("tcPr")
    properties.append(element("trHeight", val=str(height), hRule="atLeast" if blocks else "exact"))
    cell_properties.append(element("tcW", w=str(width), type="dxa"))
    if cut:
        borders = element("tcBorders")
        borders.append(element("bottom", val="dashed", sz="4", space="0", color="808080"))
        cell_properties.append(borders)
    cell.append(cell_properties)
    cell.extend(blocks)
    if not blocks or blocks[-1].tag != f"{W}p":
        cell.append(line_of_no_height())
    row.extend((properties, cell))
    return row


def _length(of: etree._Element, name: str) -> int:
    """An attribute in twentieths of a point; 0 where there is none, a page size of which is nobody's."""
    try:
        return int(of.get(f"{W}{name}", "0"))
    except ValueError:
        return 0
