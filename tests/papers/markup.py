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
    rows: list[str], widths_mm: tuple[float, ...], *, borders: bool = False, style: str = "", margin: int = 0
) -> str:
    """A table of these rows with fixed columns; ``margin`` (twips) lies left and right in each cell."""
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths_mm)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
    return (
        "<w:tbl><w:tblPr>"
        + (f'<w:tblStyle w:val="{style}"/>' if style else "")
        + f'<w:tblW w:w="{twips(sum(widths_mm))}" w:type="dxa"/>'
        + (f"<w:tblBorders>{lines}</w:tblBorders>" if borders else "")
        + '<w:tblLayout w:type="fixed"/>'
        + f'<w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar>'
        + f'<w:tblLook w:val="04A0"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def row(cells: list[str], widths_mm: tuple[float, ...], *, unbroken: bool = True, head: bool = False) -> str:
    """A row; each cell is the XML of its paragraphs."""
    rules = ("<w:cantSplit/>" if unbroken else "") + ("<w:tblHeader/>" if head else "")
    made = (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/></w:tcPr>{blocks}</w:tc>'
        for blocks, width in zip(cells, widths_mm, strict=True)
    )
    return f"<w:tr>{f'<w:trPr>{rules}</w:trPr>' if rules else ''}{''.join(made)}</w:tr>"
