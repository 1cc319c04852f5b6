"""A paper as text that can be reviewed by eye, for the golden files.

First the page set-up, then the formats that occur (each once, by style name), then every paragraph and table row in
order, each with the name of its format::

    Body Text: 14 pt, justify, first line 10 mm, lines exactly 18 pt, after 6 pt
    …
    [Body Text] **Điều 1.** Thành lập Chi bộ …

``**bold**`` and ``//italic//`` mark runs that differ from their paragraph, ``⏎`` and ``⇥`` breaks and tabs,
``{{PAGE}}`` a field. Rows beyond the eighth of one kind are only counted.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.section import Section, _Header
from docx.shared import Length, Pt
from docx.table import Table, _Cell, _Row
from docx.text.font import Font
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat
from docx.text.run import Run

from tests.builders import examples

ROWS_SHOWN = 8
_MARKS = {qn("w:br"): "⏎", qn("w:tab"): "⇥"}


def golden_dumps() -> dict[str, str]:
    """The dump of every example by the name of its golden file."""
    return {f"{example.name}.txt": dump(example.docx()) for example in examples()}


def dump(docx: bytes) -> str:
    """The readable text of a DOCX."""
    return Dump(docx).text()


class Dump:
    """One document while it is read; formats are numbered as they appear."""

    def __init__(self, docx: bytes) -> None:
        self._docx = docx
        self._paper: DocumentObject = Document(io.BytesIO(docx))
        self._formats: dict[tuple[str, str], str] = {}
        size = self._paper.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}//{qn('w:sz')}")
        self._default_size = Pt(int(size.get(qn("w:val"))) / 2)

    def text(self) -> str:
        """The dump."""
        sections = [line for n, section in enumerate(self._paper.sections, 1) for line in self._section(n, section)]
        body = list(self._blocks(self._paper))
        formats = [f"{name}: {description}" for (_, description), name in self._formats.items()]
        return "\n".join([*self._properties(), "", *sections, "", *sorted(formats), "", *body]) + "\n"

    def _properties(self) -> list[str]:
        core = self._paper.core_properties
        named = {"title": core.title, "subject": core.subject, "author": core.author, "language": core.language}
        return [f"{name}: {value}" for name, value in named.items()] + [f"parts: {', '.join(self._parts())}"]

    def _parts(self) -> list[str]:
        with zipfile.ZipFile(io.BytesIO(self._docx)) as archive:
            return [name.removeprefix("word/") for name in archive.namelist() if name.startswith("word/")]

    def _section(self, number: int, section: Section) -> Iterator[str]:
        size = f"{_mm(section.page_width)} x {_mm(section.page_height)} mm {section.orientation.name.lower()}"
        sides = ("top", "bottom", "left", "right")
        margins = ", ".join(f"{side} {_mm(getattr(section, f'{side}_margin'))}" for side in sides)
        yield f"section {number}: {size}; margins {margins}; header at {_mm(section.header_distance)}"
        start = section._sectPr.find(qn("w:pgNumType"))
        if start is not None:
            yield f"  pages from {start.get(qn('w:start'))}"
        if section.different_first_page_header_footer:
            yield f"  header of the first page: {self._header(section.first_page_header)}"
        yield f"  header: {self._header(section.header)}"

    def _header(self, header: _Header) -> str:
        if header.is_linked_to_previous:
            return "as before"
        return " / ".join(self._paragraph(paragraph) for paragraph in header.paragraphs)

    def _blocks(self, container: DocumentObject | _Cell, indent: str = "") -> Iterator[str]:
        for block in container.iter_inner_content():
            if isinstance(block, Paragraph):
                yield indent + self._paragraph(block)
                if block._p.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
                    yield "=== next section ==="
            else:
                yield from (indent + line for line in self._table(block))

    def _table(self, table: Table) -> Iterator[str]:
        widths = " + ".join(_mm(column.width) for column in table.columns)
        ruled = table._tbl.tblPr.find(qn("w:tblBorders")) is not None
        yield f"table of {widths} mm, {'ruled' if ruled else 'no lines'}"
        described = ((self._row_kind(row), row) for row in table.rows)
        for kind, group in groupby(described, key=lambda each: each[0]):
            rows = [row for _, row in group]
            yield f"  rows: {kind}"
            for row in rows[:ROWS_SHOWN]:
                yield from self._row(row)
            if len(rows) > ROWS_SHOWN:
                yield f"    … {len(rows) - ROWS_SHOWN} more"

    def _row_kind(self, row: _Row) -> str:
        properties = row._tr.trPr
        marks = {"w:tblHeader": "repeated on every page", "w:cantSplit": "unbroken"}
        found = [said for tag, said in marks.items() if properties is not None and properties.find(qn(tag)) is not None]
        if _simple(row):
            formats = groupby(self._format(cell.paragraphs[0]) for cell in _cells(row))
            found.append(", ".join(f"{len(list(same))} x {name}" for name, same in formats))
        return "; ".join(found)

    def _row(self, row: _Row) -> Iterator[str]:
        if _simple(row):
            yield "    | " + " | ".join(_marked_text(cell.paragraphs[0]) for cell in _cells(row)) + " |"
            return
        for number, cell in enumerate(_cells(row), 1):
            yield f"    cell {number}"
            yield from self._blocks(cell, "      ")

    def _paragraph(self, paragraph: Paragraph) -> str:
        return f"[{self._format(paragraph)}] {_marked_text(paragraph)}".rstrip()

    def _format(self, paragraph: Paragraph) -> str:
        """The name of the paragraph's format: its style, numbered where one style occurs in several formats."""
        style = paragraph.style.name
        key = (style, _description(paragraph, self._default_size))
        if key not in self._formats:
            others = sum(known == style for known, _ in self._formats)
            self._formats[key] = f"{style} ({others + 1})" if others else style
        return self._formats[key]


def _description(paragraph: Paragraph, default_size: Length) -> str:
    """Effective size, weight, slope, alignment, indents and distances, without those that are nought."""
    fonts, shapes = _chain(paragraph)
    size = _first([*(font.size for font in fonts), default_size])
    said = [f"{size.pt:g} pt"]
    said += [word for word in ("bold", "italic", "underline") if _first([getattr(font, word) for font in fonts])]
    alignment = _first([shape.alignment for shape in shapes])
    said.append(alignment.name.lower() if alignment is not None else "left")
    for name, attribute in (("first line", "first_line_indent"), ("left", "left_indent"), ("right", "right_indent")):
        said += [f"{name} {_mm(value)} mm" for value in [_first([getattr(s, attribute) for s in shapes])] if value]
    said += _distances(shapes)
    said += [name.replace("_", " ") for name in ("keep_with_next", "page_break_before") if _first_of(shapes, name)]
    return ", ".join(said)


def _distances(shapes: list[ParagraphFormat]) -> list[str]:
    spacing, rule = _first_of(shapes, "line_spacing"), _first_of(shapes, "line_spacing_rule")
    exactly = rule is WD_LINE_SPACING.EXACTLY
    lines = f"lines {'exactly' if exactly else 'at least'} {spacing.pt:g} pt" if isinstance(spacing, Length) else ""
    around = {side: _first_of(shapes, f"space_{side}") for side in ("before", "after")}
    return [*filter(None, [lines]), *(f"{side} {value.pt:g} pt" for side, value in around.items() if value)]


def _chain(paragraph: Paragraph) -> tuple[list[Font], list[ParagraphFormat]]:
    """Fonts and formats of the paragraph itself, of its style, and of what that is based on."""
    fonts, shapes = [], [paragraph.paragraph_format]
    style = paragraph.style
    while style is not None:
        fonts.append(style.font)
        shapes.append(style.paragraph_format)
        style = style.base_style
    return fonts, shapes


def _first_of(shapes: list[ParagraphFormat], attribute: str) -> Any:
    return _first([getattr(shape, attribute) for shape in shapes])


def _first(values: list[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _marked_text(paragraph: Paragraph) -> str:
    fonts, _ = _chain(paragraph)
    usual = {word: bool(_first([getattr(font, word) for font in fonts])) for word in ("bold", "italic")}
    text, in_field = "", False
    for run in paragraph.runs:
        kinds = {mark.get(qn("w:fldCharType")) for mark in run._r.iter(qn("w:fldChar"))}
        in_field = (in_field or "begin" in kinds) and "end" not in kinds
        text += "".join(f"{{{{{code.text.strip()}}}}}" for code in run._r.iter(qn("w:instrText")))
        if not in_field:
            text += _marked(run, usual)
    return text


def _marked(run: Run, usual: dict[str, bool]) -> str:
    text = "".join(_MARKS.get(part.tag, part.text or "") for part in run._r if part.tag in (*_MARKS, qn("w:t")))
    if text and run.bold is not None and run.bold != usual["bold"]:
        text = f"**{text}**"
    if text and run.italic is not None and run.italic != usual["italic"]:
        text = f"//{text}//"
    return text


def _cells(row: _Row) -> list[_Cell]:
    """The cells of a row, a merged one once."""
    return [_Cell(cell, row.table) for cell in row._tr.tc_lst]


def _simple(row: _Row) -> bool:
    """Whether every cell holds one paragraph and nothing else."""
    return all(len(list(cell.iter_inner_content())) == 1 and cell.paragraphs for cell in _cells(row))


def _mm(length: Length) -> str:
    return f"{length.mm:.1f}".removesuffix(".0")
