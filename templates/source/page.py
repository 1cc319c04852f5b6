"""The sheet that all templates start from: base package, styles, page set-up, tables. Figures come from the norm.

Lengths are millimetres, type sizes and line distances points. Where the norm gives a range, the template uses the end
that satisfies every edition: text of 14 pt on lines of exactly 18 pt, tên loại of 16 pt.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from service.documents._slip_sheet import RULE_PT, TITLE_GAP_PT
from service.norm import load_editions
from service.norm.edition import Component

NORM = load_editions()["hd05_2026"]
BASE = Path(__file__).parent / "base"
FIRST_DATE = (1980, 1, 1, 0, 0, 0)

BODY_PT = NORM.body.size_pt[0]
LINE_PT = NORM.body.line_pt[0]
GAP_PT = NORM.body.gap_least_pt
TABLE_PT = NORM.body.annex_size_pt[0]
CELL_SIDE_MM = 1.2
TEXT_WIDTH_MM = NORM.page.text_width_mm
LANDSCAPE_WIDTH_MM = NORM.page.height_mm - NORM.page.margin_left_mm - NORM.page.margin_right_mm

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def new_paper() -> DocumentObject:
    """An empty paper with the styles of the norm and an upright A4 page."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(BASE.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(BASE).as_posix())
    packed.seek(0)
    paper = Document(packed)
    _add_styles(paper)
    set_page(paper.sections[0])
    return paper


def package_bytes(paper: DocumentObject) -> bytes:
    """The paper as a DOCX whose bytes depend on its content alone."""
    saved = io.BytesIO()
    paper.save(saved)
    packed = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, FIRST_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def set_page(section: Section, *, width_mm: float | None = None, height_mm: float | None = None) -> None:
    """Paper and margins of the norm; other paper sizes in mm where given. Page number from page 2 on."""
    page = NORM.page
    section.page_width, section.page_height = Mm(width_mm or page.width_mm), Mm(height_mm or page.height_mm)
    wide = (width_mm or page.width_mm) > (height_mm or page.height_mm)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Mm(page.margin_top_mm), Mm(page.margin_bottom_mm)
    section.left_margin, section.right_margin = Mm(page.margin_left_mm), Mm(page.margin_right_mm)
    section.header_distance = section.footer_distance = Mm(page.header_distance_mm)
    section.gutter = Mm(0)
    section.different_first_page_header_footer = NORM.page_number.hide_first
    if section.header.is_linked_to_previous:
        section.header.is_linked_to_previous = False
        section.first_page_header.is_linked_to_previous = False
        for header in (section.header, section.first_page_header):
            header.paragraphs[0].style = "header"
        _page_field(section.header.paragraphs[0])


def landscape_annex(paper: DocumentObject) -> None:
    """Begin an annex: a section of its own on landscape pages that count from 1, with the same headers."""
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    _shrink_section_end(paper)
    section.page_width, section.page_height = Mm(NORM.page.height_mm), Mm(NORM.page.width_mm)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.different_first_page_header_footer = NORM.page_number.hide_first
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.find(qn("w:pgMar")).addnext(numbering)


def _shrink_section_end(paper: DocumentObject) -> None:
    """The paragraph that carries a section break takes no room, so that it never makes a page of its own."""
    ends = [
        p for p in paper.element.body.iterchildren(qn("w:p")) if p.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
    ]
    Paragraph(ends[-1], paper._body).style = "Section End"


def _page_field(paragraph: Paragraph) -> None:
    for kind, text in (("begin", None), (None, "PAGE"), ("separate", None), ("text", "2"), ("end", None)):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text or ""
        elif kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)
        else:
            character = OxmlElement("w:fldChar")
            character.set(qn("w:fldCharType"), kind)
            run._r.append(character)


def _add_styles(paper: DocumentObject) -> None:
    def style(
        name: str,
        component: Component | None = None,
        *,
        size: float | None = None,
        base: str = "Normal",
        before: float = 0,
        after: float = 0,
        **flags: bool,
    ) -> ParagraphStyle:
        made = paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = paper.styles[base]
        made.quick_style = True
        if component is not None:
            size = size or component.size_pt[0]
            made.font.bold, made.font.italic = component.bold or None, component.italic or None
            made.paragraph_format.alignment = _ALIGN[component.align]
        if size is not None:
            made.font.size = Pt(size)
            cs = OxmlElement("w:szCs")
            cs.set(qn("w:val"), str(int(size * 2)))
            made.element.get_or_add_rPr().find(qn("w:sz")).addnext(cs)
        made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(before), Pt(after)
        for flag in flags:
            setattr(made.paragraph_format, flag, True)
        return made

    style("header", NORM.page_number)
    style("Letterhead Superior", NORM.superior)
    style("Letterhead Issuer", NORM.issuer)
    style("Letterhead Star", NORM.number_line)
    style("Letterhead Number", NORM.number_line)
    style("Letterhead Title", NORM.title)
    style("Letterhead Place", NORM.place_date)
    style("Letterhead Urgency", NORM.urgency, before=GAP_PT)
    style("Letterhead Circulation", NORM.circulation, before=GAP_PT)
    style("Letterhead Draft", NORM.draft)
    line = style("Letterhead Line", size=1)
    line.paragraph_format.line_spacing_rule, line.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(RULE_PT)

    style("Title", NORM.type_name, size=NORM.type_name.size_pt[1], before=14, keep_with_next=True)
    style("Subtitle", NORM.subject, keep_with_next=True)
    style("Subject Hyphens", NORM.number_line, after=GAP_PT, keep_with_next=True)
    style("Deciding Body", NORM.subject, keep_with_next=True)
    style("Deciding Verb", NORM.subject, after=GAP_PT, keep_with_next=True)
    style("Addressee", NORM.number_line, before=GAP_PT, after=GAP_PT, keep_with_next=True)
    style("Slip Title", NORM.type_name, before=TITLE_GAP_PT, keep_with_next=True)
    style("Slip Addressee", NORM.number_line, after=GAP_PT, keep_with_next=True)

    body = style("Body Text", NORM.body, after=GAP_PT, widow_control=True)
    body.paragraph_format.first_line_indent = Mm(NORM.body.first_line_mm)
    body.paragraph_format.line_spacing_rule, body.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_PT)
    style("Body Text Last", base="Body Text", after=GAP_PT, keep_with_next=True)
    style("Legal Basis", base="Body Text", after=GAP_PT)
    dues = style("Slip Dues", size=BODY_PT)
    dues.paragraph_format.line_spacing_rule, dues.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_PT)
    for level in range(1, 5):
        heading = style(f"heading {level}", base="Body Text", before=0, after=GAP_PT, keep_with_next=True)
        heading.font.bold = True if level < 4 else None
        heading.next_paragraph_style = body
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level - 1))
        heading.element.get_or_add_pPr().append(outline)

    style("Recipients Label", size=NORM.recipients.label_size_pt[0]).font.underline = True
    style("Recipient", size=NORM.recipients.item_size_pt[0])
    style("Signature Authority", NORM.authority, keep_with_next=True)
    style("Signature Position", NORM.position, keep_with_next=True)
    style("Signature Name", NORM.signer)
    style("Annex Title", NORM.type_name, before=0, keep_with_next=True)
    style("Annex Citation", NORM.place_date, after=GAP_PT, keep_with_next=True)
    style("Table Head", NORM.subject, size=TABLE_PT)
    style("Table Text", size=TABLE_PT)
    style("Table Centred", NORM.number_line, size=TABLE_PT)
    group = style("Table Group", size=TABLE_PT, keep_with_next=True)
    group.font.bold = True
    style("Table Subtotal", size=TABLE_PT).font.italic = True
    for name in ("Table Text", "Table Centred", "Table Subtotal"):
        style(f"{name} Kept", base=name, keep_with_next=True)
    end = style("Section End", size=1)
    end.paragraph_format.line_spacing_rule, end.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)


def table(paper: DocumentObject, widths_mm: list[float], *, ruled: bool = False) -> Table:
    """An empty table of fixed columns (mm), without rows; ``ruled`` draws all lines."""
    made = paper.add_table(rows=0, cols=len(widths_mm))
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    properties = made._tbl.tblPr
    for name in ("w:tblW", "w:tblBorders", "w:tblLook", "w:tblStyle"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    width = OxmlElement("w:tblW")
    width.set(qn("w:w"), str(sum(Mm(each).twips for each in widths_mm)))
    width.set(qn("w:type"), "dxa")
    properties.insert(0, width)
    if ruled:
        _rule_table(properties)
    _set_side_margins(properties, CELL_SIDE_MM if ruled else 0)
    for column, each in zip(made.columns, widths_mm, strict=True):
        column.width = Mm(each)
    return made


def _rule_table(properties: OxmlElement) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "auto")):
            border.set(qn(f"w:{key}"), value)
        borders.append(border)
    properties.find(qn("w:tblLayout")).addprevious(borders)


def _set_side_margins(properties: OxmlElement, side_mm: float) -> None:
    """Said in every table, for LibreOffice has side margins of its own where a table is silent."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(Mm(side_mm).twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.find(qn("w:tblLayout")).addnext(margins)


def row(of: Table, *, repeat: bool = False) -> _Row:
    """A new row that never breaks over pages; ``repeat`` shows it at the head of every page."""
    made = of.add_row()
    for cell, column in zip(made.cells, of.columns, strict=True):
        cell.width = column.width
    properties = made._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeat:
        properties.append(OxmlElement("w:tblHeader"))
    return made


def write(cell: _Cell, text: str, style: str, *, first: bool = False) -> Paragraph:
    """A paragraph in a cell; ``first`` uses the empty one that every cell begins with."""
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.style = style
    if text:
        paragraph.add_run(text)
    return paragraph


def rule_of_title(paragraph: Paragraph, room_mm: float) -> None:
    """Draw the line below the title: the top border of an empty paragraph as wide as the title.

    The same in Word, LibreOffice and in a browser preview, and it cannot be dragged away.
    """
    room_pt = room_mm * 72 / 25.4
    side = Pt((room_pt - NORM.title.rule_length_pt) / 2)
    paragraph.style = "Letterhead Line"
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for key, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "auto")):
        top.set(qn(f"w:{key}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )
