"""What a PDF shows, measured: pieces of text with place, size and face, and the straight lines drawn.

Points (1/72 inch) from the top left corner of the page. Poppler's pdftohtml gives places to a third of a point.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

MM = 72 / 25.4
"""Points in a millimetre."""

ZOOM = 3
"""The greatest that pdftohtml knows: places are whole thirds of a point."""

SAME_LEVEL = 1.0
"""Base lines so near are one."""

_NUMBER = r"(-?[\d.]+)"
_STROKE = re.compile(rf"M {_NUMBER} {_NUMBER} L {_NUMBER} {_NUMBER}")
_MATRIX = re.compile(r"matrix\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in one face. ``top`` is that of its letters' box, ``size`` the type size."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool
    italic: bool

    @property
    def base(self) -> float:
        """The base line: letters of every size that stand on one line share it.

        The box that poppler gives to Liberation Serif reaches 0.95 of the type size above it.
        """
        return self.top + 0.95 * self.size


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces of text on one base line, from left to right, near one another."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The text, single-spaced."""
        return " ".join("".join(piece.text for piece in self.pieces).split())

    @property
    def left(self) -> float:
        """Where the first letter begins."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Where the last letter ends."""
        return self.pieces[-1].right

    @property
    def middle(self) -> float:
        """Half-way between them."""
        return (self.left + self.right) / 2

    @property
    def base(self) -> float:
        """The base line."""
        return max(piece.base for piece in self.pieces)

    @property
    def top(self) -> float:
        """The upper edge of the letters' boxes."""
        return min(piece.top for piece in self.pieces)

    @property
    def sizes(self) -> set[float]:
        """The type sizes that occur."""
        return {piece.size for piece in self.pieces}

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(piece.bold for piece in self.pieces)

    @property
    def italic(self) -> bool:
        """Whether all of it is italic."""
        return all(piece.italic for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line drawn on the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def length(self) -> float:
        """Its length."""
        return max(self.right - self.left, self.bottom - self.top)

    @property
    def level(self) -> bool:
        """Whether it lies flat."""
        return self.bottom - self.top < 0.1


@dataclass(frozen=True, slots=True)
class Page:
    """One page; ``lines`` from top to bottom, those of table cells and columns apart."""

    width: float
    height: float
    lines: tuple[Line, ...]
    strokes: tuple[Stroke, ...]

    def find(self, text: str) -> Line:
        """The first line of just this text. Raises ``AssertionError`` naming what is there instead."""
        for line in self.lines:
            if line.text == " ".join(text.split()):
                return line
        raise AssertionError(f"no line {text!r} among {[line.text for line in self.lines]}")

    def holds(self, text: str) -> bool:
        """Whether there is a line of just this text."""
        return any(line.text == " ".join(text.split()) for line in self.lines)


def read_pages(pdf: Path, *, drawn: bool = True) -> list[Page]:
    """All pages of a PDF; without ``drawn``, which takes the longer half of the time, no strokes."""
    command = ["pdftohtml", "-xml", "-stdout", "-i", "-hidden", "-zoom", str(ZOOM), str(pdf)]
    xml = subprocess.run(command, capture_output=True, check=True).stdout
    root = etree.fromstring(xml, etree.XMLParser(recover=True))
    sizes = {font.get("id"): float(font.get("size")) / ZOOM for font in root.iter("fontspec")}
    return [
        Page(
            width=float(page.get("width")) / ZOOM,
            height=float(page.get("height")) / ZOOM,
            lines=tuple(_lines([_piece(text, sizes) for text in page.iter("text")])),
            strokes=tuple(_strokes(pdf, number)) if drawn else (),
        )
        for number, page in enumerate(root.iter("page"), 1)
    ]


def fonts(pdf: Path) -> set[str]:
    """The names of the fonts used, without the mark of a subset."""
    listing = subprocess.run(["pdffonts", str(pdf)], capture_output=True, text=True, check=True).stdout
    return {line.split()[0].partition("+")[2] for line in listing.splitlines()[2:]}


def _piece(text: etree._Element, sizes: dict[str, float]) -> Piece:
    left, top, width, height = (float(text.get(name)) / ZOOM for name in ("left", "top", "width", "height"))
    return Piece(
        text="".join(text.itertext()),
        left=left,
        top=top,
        right=left + width,
        bottom=top + height,
        size=round(sizes[text.get("font")], 1),
        bold=text.find(".//b") is not None,
        italic=text.find(".//i") is not None,
    )


def _lines(pieces: list[Piece]) -> Iterator[Line]:
    """Pieces that stand side by side with hardly a gap are one line; wider gaps part columns."""
    for level in _levels(sorted(pieces, key=lambda piece: piece.base)):
        line: list[Piece] = []
        for piece in sorted(level, key=lambda piece: piece.left):
            if line and piece.left - line[-1].right > piece.size / 2:
                yield Line(tuple(line))
                line = []
            line.append(piece)
        yield Line(tuple(line))


def _levels(pieces: list[Piece]) -> Iterator[list[Piece]]:
    level: list[Piece] = []
    for piece in pieces:
        if level and piece.base - level[0].base > SAME_LEVEL:
            yield level
            level = []
        level.append(piece)
    if level:
        yield level


def _strokes(pdf: Path, page: int) -> Iterator[Stroke]:
    command = ["pdftocairo", "-svg", "-f", str(page), "-l", str(page), str(pdf), "-"]
    svg = etree.fromstring(
        subprocess.run(command, capture_output=True, check=True).stdout, etree.XMLParser(huge_tree=True)
    )
    for path in svg.iter("{http://www.w3.org/2000/svg}path"):
        stroke = _STROKE.match(path.get("d", ""))
        if stroke is None or "stroke:rgb" not in path.get("style", ""):
            continue
        points = [float(number) for number in stroke.groups()]
        matrix = [float(n) for n in _MATRIX.match(path.get("transform", "matrix(1,0,0,1,0,0)")).group(1).split(",")]
        ends = [_moved(points[:2], matrix), _moved(points[2:], matrix)]
        (left, right), (top, bottom) = (sorted(pair) for pair in zip(*ends, strict=True))
        yield Stroke(left, top, right, bottom)


def _moved(point: list[float], matrix: list[float]) -> tuple[float, float]:
    (x, y), (a, b, c, d, e, f) = point, matrix
    return a * x + c * y + e, b * x + d * y + f
