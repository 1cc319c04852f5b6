"""WordprocessingML by hand: lengths, runs and the inline marks of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = {
    "w": W,
    "r": R,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
ROOT = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items()) + ' mc:Ignorable="w14"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_MARKS = {"**": "bold", "//": "italic", "__": "underline"}


def twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def points_to_twips(points: float) -> int:
    """Twentieths of a point."""
    return round(points * 20)


def emus(millimetres: float) -> int:
    """The unit of DrawingML."""
    return round(millimetres * 36000)


def points(millimetres: float) -> float:
    """Points."""
    return round(millimetres * 72 / 25.4, 2)


def spans(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The stretches of a text between its inline marks, each with the marks it stands under; ``***`` is a text."""
    if not any(character.isalnum() for character in text):
        yield from ((text, frozenset[str]()),) if text else ()
        return
    under: set[str] = set()
    for part in re.split(r"(\*\*|//|__)", text):
        if part in _MARKS:
            under ^= {_MARKS[part]}
        elif part:
            yield part, frozenset(under)


def run(text: str, properties: str = "") -> str:
    """A run; a tab and a line break in the text become elements of their own."""
    inside = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    shown = {"\t": "<w:tab/>", "\n": "<w:br/>"}
    parts = (
        shown.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in re.split(r"([\t\n])", text)
        if part
    )
    return f"<w:r>{inside}{''.join(parts)}</w:r>"


def table(
    rows: list[str],
    widths_mm: tuple[float, ...],
    *,
    borders: bool = False,
    style: str = "",
    margin: int = 0,
    floats_at_mm: float | None = None,
) -> str:
    """A table of these rows with fixed columns; ``margin`` (twips) lies left and right in each cell.

    ``floats_at_mm`` from the left margin of the page, the text around it; None where it stands in the text.
    """
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths_mm)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
    return (
        "<w:tbl><w:tblPr>"
        + (f'<w:tblStyle w:val="{style}"/>' if style else "")
        + ("" if floats_at_mm is None else _floating(floats_at_mm))
        + f'<w:tblW w:w="{twips(sum(widths_mm))}" w:type="dxa"/>'
        + (f"<w:tblBorders>{lines}</w:tblBorders>" if borders else "")
        + '<w:tblLayout w:type="fixed"/>'
        + f'<w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar>'
        + f'<w:tblLook w:val="04A0"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _floating(left_mm: float) -> str:
    return (
        '<w:tblpPr w:leftFromText="180" w:rightFromText="180" w:vertAnchor="text" w:horzAnchor="margin" '
        f'w:tblpX="{twips(left_mm) or 1}" w:tblpY="1"/><w:tblOverlap w:val="never"/>'
    )


def merged_row(blocks: str, widths_mm: tuple[float, ...]) -> str:
    """A row of one cell that spans all columns."""
    width, columns = twips(sum(widths_mm)), len(widths_mm)
    properties = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{columns}"/></w:tcPr>'
    return f"<w:tr><w:tc>{properties}{blocks}</w:tc></w:tr>"


def row(
    cells: list[str],
    widths_mm: tuple[float, ...],
    *,
    unbroken: bool = True,
    head: bool = False,
    line_above: int | None = None,
) -> str:
    """A row; each cell is the XML of its paragraphs. ``line_above``: the cell with a line at its top."""
    line = '<w:tcBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="auto"/></w:tcBorders>'
    rules = ("<w:cantSplit/>" if unbroken else "") + ("<w:tblHeader/>" if head else "")
    made = (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{line if number == line_above else ""}</w:tcPr>'
        f"{blocks}</w:tc>"
        for number, (blocks, width) in enumerate(zip(cells, widths_mm, strict=True))
    )
    return f"<w:tr>{f'<w:trPr>{rules}</w:trPr>' if rules else ''}{''.join(made)}</w:tr>"
