"""A paper as the checker sees it: lines with the formatting that really shows, on pages with their geometry.

Whatever way a paper was typed (styles or direct formatting, tables, tab stops, text boxes or columns), it is read into
these values. Lengths are points unless the name says ``_mm``. ``element`` is the XML that a value was read from: what
annotates or mends a copy goes back to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from lxml import etree

PagePart = Literal["body", "header", "footer", "text_box", "footnote"]
Align = Literal["left", "center", "right", "justify"]
LineRule = Literal["multiple", "exact", "least"]
Side = Literal["left", "right", "full"]
"""Where a line stands: in the left half of the page, in the right half, or across it (or in its middle)."""

POINTS_PER_MM = 72 / 25.4


def to_mm(points: float) -> float:
    """Points as millimetres."""
    return points / POINTS_PER_MM


@dataclass(frozen=True, slots=True)
class CharacterFormat:
    """How characters show. ``fonts`` maps each slot (ascii, hAnsi, cs, eastAsia) to a family, "" if unknown."""

    fonts: Mapping[str, str]
    size: float
    bold: bool
    italic: bool
    underline: bool
    capitals: bool
    hidden: bool
    color: str
    """Hexadecimal, or ``auto``."""
    complex_script: bool


@dataclass(frozen=True, slots=True)
class TabStop:
    """A tab stop at ``position`` from the left margin."""

    position: float
    kind: str


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """How a paragraph shows."""

    align: Align = "left"
    left: float = 0.0
    right: float = 0.0
    first_line: float = 0.0
    """Relative to ``left``; negative: hanging."""
    before: float = 0.0
    after: float = 0.0
    line_rule: LineRule = "multiple"
    line: float = 1.0
    """Points, or a multiple of the font's own line."""
    contextual_spacing: bool = False
    keep_next: bool = False
    keep_lines: bool = False
    page_break_before: bool = False
    rule_above: bool = False
    rule_below: bool = False
    tab_stops: tuple[TabStop, ...] = ()
    centred_frame: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """Characters ``start`` to ``end`` of the content of one ``w:r``, as they show, all formatted alike."""

    element: etree._Element
    start: int
    end: int
    text: str
    format: CharacterFormat
    foreign_font: str = ""
    """The font of a ``w:sym``, which is none of the run's."""

    @property
    def blank(self) -> bool:
        """Whether nothing of it can be seen."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell: number of the table, row and column, all from 1. ``frame`` tells cells of different tables apart."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """What a paragraph stands in: the page itself, a cell, a text box or a column.

    ``left`` and ``width`` are from the left margin of the page. ``side`` is given by a container that fills one half.
    """

    width: float
    left: float = 0.0
    side: Side = "full"
    cell: CellPlace | None = None
    unbroken: bool = False
    """A table row that no page break parts."""
    rule_above: bool = False
    rule_below: bool = False
    """The cell has a line at its upper or lower edge, and not all around."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnLine:
    """A horizontal line drawn in or anchored to a paragraph; ``middle`` is from the left margin, where it is known."""

    element: etree._Element
    length: float
    side: Side
    order: int
    """The number of the line of the paper after which it stands."""


@dataclass(frozen=True, slots=True, eq=False)
class ShownField:
    """A field such as ``PAGE`` and how its result shows; ``run`` is the run that says so."""

    name: str
    run: etree._Element | None
    format: CharacterFormat


@dataclass(slots=True, eq=False)
class Paragraph:
    """A paragraph. ``number`` counts those of the body from 1; it is None in headers, footers and text boxes."""

    element: etree._Element
    part: PagePart
    part_name: str
    number: int | None
    section: int
    container: Container
    format: ParagraphFormat
    style: str
    label: str
    """What automatic numbering writes in front: ``1.``, ``-``; "" if nothing."""
    typed_indent: float
    """How far tabs and spaces typed at its beginning push the first line."""
    label_format: CharacterFormat | None = None
    spans: tuple[Span, ...] = ()
    lines: tuple[Line, ...] = ()
    fields: tuple[ShownField, ...] = ()
    starts_page: bool = False
    pictured: bool = False
    """Whether a picture stands in the line of its text."""

    @property
    def text(self) -> str:
        """What is read, breaks as newlines, tabs as such."""
        return f"{self.label} " * bool(self.label) + "".join(span.text for span in self.spans)

    @property
    def blank(self) -> bool:
        """Whether nothing can be read."""
        return not self.label and all(span.blank for span in self.spans)

    @property
    def visible(self) -> list[Span]:
        """The spans with something to be seen."""
        return [span for span in self.spans if not span.blank]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line as typed: what stands between line breaks or tab stops of a paragraph; never blank."""

    paragraph: Paragraph
    spans: tuple[Span, ...]
    text: str
    side: Side
    order: int
    tabbed: bool
    """Whether tab stops place it, so that the alignment of the paragraph says nothing."""

    @property
    def visible(self) -> list[Span]:
        """The spans with something to be seen."""
        return [span for span in self.spans if not span.blank]

    @property
    def centred(self) -> bool:
        """Whether it stands in the middle of its container."""
        return self.tabbed or self.paragraph.format.align == "center"

    @property
    def bold(self) -> bool:
        """Whether all that can be seen is bold."""
        return all(span.format.bold for span in self.visible)


@dataclass(frozen=True, eq=False)
class HeaderFooter:
    """A header or footer as it is in force in a section: its paragraphs, ``part_name`` "" where there is none."""

    part_name: str = ""
    paragraphs: tuple[Paragraph, ...] = ()

    @cached_property
    def page_numbers(self) -> Sequence[Paragraph]:
        """The paragraphs that show the page number."""
        return tuple(each for each in self.paragraphs if any(field.name == "PAGE" for field in each.fields))


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A stretch of pages. Margins are those of an odd page; ``gutter`` is already part of ``left``."""

    element: etree._Element
    number: int
    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    header_distance: float
    title_page: bool
    """Whether the first page has a header of its own."""
    continuous: bool
    columns: int
    restarts_at: int | None
    headers: Mapping[str, HeaderFooter] = field(default_factory=dict)
    """``default``, ``first`` and ``even``, those in force."""
    footers: Mapping[str, HeaderFooter] = field(default_factory=dict)

    @property
    def text_width(self) -> float:
        """Between the side margins."""
        return self.width - self.left - self.right

    @property
    def landscape(self) -> bool:
        """Whether the page lies."""
        return self.width > self.height


@dataclass(frozen=True, eq=False)
class Paper:
    """A whole DOCX, read."""

    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    """Those of the body, with those of its text boxes where they are anchored, in reading order."""
    drawn_lines: tuple[DrawnLine, ...]
    notes: tuple[Paragraph, ...]
    """Footnotes and endnotes."""
    mirrored: bool
    even_headers: bool
    pages_said: int
    """Number of pages by the word processor that saved it last; 0 where it does not say."""
    roots: Mapping[str, etree._Element]
    """The parsed parts by name, which the elements of this paper belong to."""
    main_part: str
    strays: tuple[str, ...]
    """Names of parts of the file that nothing in it refers to."""

    @cached_property
    def lines(self) -> Sequence[Line]:
        """All lines of the body, in reading order."""
        return tuple(line for paragraph in self.paragraphs for line in paragraph.lines)

    def everything(self) -> Iterable[Paragraph]:
        """Each paragraph once: headers in force, body, notes, footers."""
        seen: set[str] = set()
        for section in self.sections:
            for part in (*section.headers.values(), *section.footers.values()):
                if part.part_name and part.part_name not in seen:
                    seen.add(part.part_name)
                    yield from part.paragraphs
        yield from self.paragraphs
        yield from self.notes
