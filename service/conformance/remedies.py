"""What would put a fault right, as data: rules say it, :mod:`service.conformance.mending` does it to a copy.

Only what leaves the words alone. Sizes and distances are points, margins and indents millimetres.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from service.conformance.paper import Align, HeaderFooter, Line, LineRule, Paragraph, Section, ShownField, Span


@dataclass(frozen=True, slots=True, eq=False)
class SetCharacters:
    """Formatting of some characters; None leaves as it is. ``black``: automatic colour."""

    spans: tuple[Span, ...]
    size: float | None = None
    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    font: str | None = None
    black: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SetParagraph:
    """Formatting of one paragraph; None leaves as it is. ``first_line_mm`` also takes away tabs typed before it."""

    paragraph: Paragraph
    align: Align | None = None
    first_line_mm: float | None = None
    left_mm: float | None = None
    line: tuple[LineRule, float] | None = None
    after: float | None = None
    keep_next: bool | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SetPage:
    """Page set-up of a section, in mm by the names ``top``, ``bottom``, ``left``, ``right``, ``width``, ``height``."""

    section: Section
    lengths_mm: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class SetPageNumber:
    """The page number in the middle of the header of a section, ``header_distance_mm`` from the edge."""

    section: Section
    header_distance_mm: float
    size: float
    font: str
    hide_on_first_page: bool
    restart: bool = False
    in_the_way: tuple[HeaderFooter, ...] = ()
    """Footers that show the number now."""


@dataclass(frozen=True, slots=True, eq=False)
class SetField:
    """How a page number that is there already shows."""

    paragraph: Paragraph
    field: ShownField
    size: float


@dataclass(frozen=True, slots=True, eq=False)
class SetMark:
    """Typed marks on a line of their own: in the place of ``line``, or as a new line below ``below``."""

    text: str
    size: float
    below: Line
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RemoveRule:
    """A line drawn where none belongs: a border of a paragraph, or a shape."""

    element: etree._Element


@dataclass(frozen=True, slots=True, eq=False)
class Compose:
    """Text of a paragraph in Unicode NFC."""

    paragraph: Paragraph


@dataclass(frozen=True, slots=True, eq=False)
class KeepRowsWhole:
    """Table rows of these paragraphs are not broken over pages."""

    paragraphs: tuple[Paragraph, ...]


Remedy = (
    SetCharacters | SetParagraph | SetPage | SetPageNumber | SetField | SetMark | RemoveRule | Compose | KeepRowsWhole
)
