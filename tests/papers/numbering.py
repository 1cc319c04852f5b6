"""Labels that Word counts itself: ``I-``, ``1.``, ``1.1.``, ``Điều n.`` and the dash of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.papers.pieces import TIMES, Piece


@dataclass(frozen=True)
class Label:
    """A list and a level of it."""

    number: int
    level: int = 0

    @property
    def xml(self) -> str:
        """``w:numPr``."""
        return f'<w:numPr><w:ilvl w:val="{self.level}"/><w:numId w:val="{self.number}"/></w:numPr>'


_TYPED = (
    (r"\*\*Điều \d+\.\*\* ", Label(2)),
    (r"[IVX]+- ", Label(1, 0)),
    (r"\d+\.\d+\. ", Label(1, 2)),
    (r"\d+\. ", Label(1, 1)),
    (r"- ", Label(3)),
)


def counted(piece: Piece) -> tuple[Piece, Label | None]:
    """The piece without its typed label, and the label that takes its place; lists without indents have their own."""
    for pattern, label in _TYPED:
        if match := re.match(pattern, piece.text):
            flush = label.number == 3 and piece.first_mm == 0
            return piece.with_(text=piece.text[match.end() :]), Label(4) if flush else label
    return piece, None


def numbering_xml() -> str:
    """The inside of ``w:numbering``: the first line starts at 10 mm, the others at the margin; a space follows."""
    chapters = [("upperRoman", "%1-", True), ("decimal", "%2.", True), ("decimal", "%2.%3.", True)]
    lists = [chapters, [("decimal", "Điều %1.", True)], [("bullet", "-", False)], [("bullet", "-", False)]]
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
        + "".join(_level(index, *level, first=0 if number == 4 else 567) for index, level in enumerate(levels))
        + "</w:abstractNum>"
        for number, levels in enumerate(lists, 1)
    )
    numbers = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number in range(1, len(lists) + 1)
    )
    return abstract + numbers


def _level(index: int, kind: str, text: str, bold: bool, *, first: int) -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="space"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="{first}"/></w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="{TIMES}" w:hAnsi="{TIMES}" w:cs="{TIMES}"/>'
        + ("<w:b/><w:bCs/>" if bold else "")
        + "</w:rPr></w:lvl>"
    )
