"""Sections: the geometry of pages, and the headers and footers in force (17.6, 17.10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice

from lxml import etree

from service.conformance.paper import HeaderFooter, Section
from service.conformance.reading.inline import is_deleted_mark
from service.conformance.reading.names import attribute, child, points, qn, switched_on, whole_number

MOST_COLUMNS = 45
"""Word sets no more on a page."""
# What Word takes where a document does not say: US letter paper, margins of an inch, header at half an inch.
_LETTER = (612.0, 792.0)
_INCH = 72.0
_REFERENCE_KINDS = ("default", "first", "even")

_NOT_ON_THE_PAGE = frozenset({qn("w:txbxContent"), qn("mc:Fallback"), qn("w:tc")})

ReadPart = Callable[[str, int], HeaderFooter]
"""Reads the header or footer with this relationship id, for the section with this index."""


def section_properties(body: etree._Element) -> list[etree._Element]:
    """The ``w:sectPr`` of all sections in order; an empty one, outside of the document, where the body ends without."""
    found = [properties for properties in body.iter(qn("w:sectPr")) if _ends_a_section(properties)]
    last = child(body, "w:sectPr")
    if last is None:
        last = etree.Element(qn("w:sectPr"))
    return [*found, last]


def _ends_a_section(properties: etree._Element) -> bool:
    """Whether it stands in a paragraph of the page itself, which a tracked change does not join to the next."""
    p_pr = properties.getparent()
    if p_pr is None or p_pr.tag != qn("w:pPr") or is_deleted_mark(p_pr):
        return False
    paragraph = p_pr.getparent()
    if paragraph is None or paragraph.tag != qn("w:p") or child(p_pr, "w:sectPr") is not properties:
        return False
    return not any(parent.tag in _NOT_ON_THE_PAGE for parent in paragraph.iterancestors())


def read_section(properties: etree._Element, number: int) -> Section:
    """Geometry alone; headers and footers are added once all sections are known."""
    size, margins = child(properties, "w:pgSz"), child(properties, "w:pgMar")
    columns, title_page = child(properties, "w:cols"), child(properties, "w:titlePg")
    numbering = attribute(child(properties, "w:pgNumType"), "w:start")
    return Section(
        element=properties,
        number=number,
        width=points(size, "w:w") or _LETTER[0],
        height=points(size, "w:h") or _LETTER[1],
        top=abs(_margin(margins, "w:top")),
        bottom=abs(_margin(margins, "w:bottom")),
        left=_margin(margins, "w:left", "w:start") + (points(margins, "w:gutter") or 0.0),
        right=_margin(margins, "w:right", "w:end"),
        header_distance=_margin(margins, "w:header", otherwise=_INCH / 2),
        title_page=title_page is not None and switched_on(title_page),
        continuous=attribute(child(properties, "w:type"), "w:val") in ("continuous", "nextColumn"),
        columns=min(max(whole_number(attribute(columns, "w:num"), 1), len(_column_elements(columns)), 1), MOST_COLUMNS),
        restarts_at=None if numbering is None else whole_number(numbering),
    )


def _margin(margins: etree._Element | None, *names: str, otherwise: float = _INCH) -> float:
    value = points(margins, *names)
    return otherwise if value is None else value


def column_room(section: Section, column: int) -> tuple[float, float]:
    """Left edge (from the left margin) and width of a column, counted from 0."""
    if section.columns <= 1:
        return 0.0, section.text_width
    columns = child(section.element, "w:cols")
    each = _column_elements(columns)
    if len(each) > column:
        widths = [points(element, "w:w") or 0.0 for element in each]
        gaps = [points(element, "w:space") or 0.0 for element in each]
        return sum(widths[:column]) + sum(gaps[:column]), widths[column]
    space = points(columns, "w:space")
    gap = _INCH / 2 if space is None else space
    width = (section.text_width - gap * (section.columns - 1)) / section.columns
    return column * (width + gap), width


def _column_elements(columns: etree._Element | None) -> list[etree._Element]:
    return list(islice(columns.iterchildren(qn("w:col")), MOST_COLUMNS)) if columns is not None else []


def header_references(properties: etree._Element, kind: str) -> Mapping[str, str]:
    """Relationship ids of ``header`` or ``footer`` references by ``default``, ``first``, ``even``."""
    return {
        attribute(element, "w:type") or "default": attribute(element, "r:id") or ""
        for element in properties.iterchildren(qn(f"w:{kind}Reference"))
    }


def parts_in_force(
    properties: etree._Element, kind: str, before: Mapping[str, HeaderFooter], read: ReadPart, index: int
) -> dict[str, HeaderFooter]:
    """Headers or footers of a section; what it does not name goes on from the section before."""
    own = header_references(properties, kind)
    return {
        which: read(own[which], index) if which in own else before.get(which, HeaderFooter())
        for which in _REFERENCE_KINDS
    }
