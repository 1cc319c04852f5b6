"""Writing the workbook of a type: empty with an example, or filled with papers. The same input gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from service.batch.workbook.bodies import COMMON_HEADINGS
from service.batch.workbook.columns import NUMBER_KINDS, Column
from service.batch.workbook.examples import example_line
from service.batch.workbook.filling import Cells, Filled, fill, share
from service.batch.workbook.guide import STEPS, about_sheets, joining_notes, note_of
from service.batch.workbook.places import letters
from service.batch.workbook.shape import BODIES, CHOICES, COMMON, EXAMPLE, GUIDE, MAIN, Shape, Sheet
from service.batch.workbook.tables import REQUIRED_MARK
from service.errors import CallerError, Message

LONGEST_CELL = 32_767
"""Characters that Excel takes in one cell."""
LAST_ROW = 20_000
"""Drop-downs reach down to this row."""
CREATED = datetime(2026, 1, 1)  # noqa: DTZ001  # fixed, so that the bytes are

_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
_TEXT = {"num_format": "@", "text_wrap": True}
_HEADING = _FONT | {"bold": True, "text_wrap": True, "border": 1, "align": "center", "valign": "vcenter"}
_EXAMPLE = _FONT | {"italic": True, "font_color": "#666666", "bg_color": "#EDEDED", "text_wrap": True}
_FORMATS: dict[str, dict[str, Any]] = {
    "text": _FONT | _TEXT,
    "number": _FONT | {"num_format": "General"},
    "joining": _HEADING | {"bg_color": "#FFE699"},
    "required": _HEADING | {"bg_color": "#F8CBAD"},
    "optional": _HEADING | {"bg_color": "#DDEBF7"},
    "computed": _HEADING | {"bg_color": "#D9D9D9", "italic": True, "bold": False},
    "example": _EXAMPLE | {"num_format": "@"},
    "example number": _EXAMPLE,
    "example mark": _EXAMPLE | {"bold": True, "font_color": "#C00000", "num_format": "@"},
    "title": _FONT | {"bold": True, "font_size": 16},
    "step": _FONT | {"text_wrap": True},
    "number of step": _FONT | {"align": "center"},
    "common heading": _FONT | {"num_format": "@", "text_wrap": True, "bg_color": "#F2F2F2", "border": 1},
    "note": _FONT | {"italic": True, "font_color": "#666666", "text_wrap": True},
}
_WIDTHS = {
    "integer": 11, "number": 11, "boolean": 11, "day": 14, "moment": 18, "month": 12, "partial": 14, "choice": 20,
    "identifier": 18, "issuer": 28, "lines": 48, "table": 48, "cells": 32, "records": 36,
}  # fmt: skip
_TEXT_WIDTH = 28
_JOINING_WIDTH = 12
_HEADING_HEIGHT = 66
_GUIDE_WIDTHS = (5, 34, 90)
_COMMON_WIDTHS = (60, 44, 80)
_LINE_HEIGHT = 17


class UnwritableText(CallerError):
    """A text is longer than a cell can be."""

    def __init__(self, sheet: str, heading: str) -> None:
        super().__init__(
            Message(
                f"Trang “{sheet}”, cột “{heading}”: dài hơn {LONGEST_CELL} ký tự, một ô không chứa được.",
                f"Sheet “{sheet}”, column “{heading}”: longer than the {LONGEST_CELL} characters of a cell.",
            )
        )


def empty_workbook(shape: Shape, sample: Mapping[str, Any]) -> bytes:
    """The form of a type, with ``sample`` as the example that is never read."""
    return write_workbook(shape, [], example=sample)


def write_workbook(
    shape: Shape,
    papers: Sequence[tuple[str, Mapping[str, Any]]],
    *,
    example: Mapping[str, Any] | None = None,
    once: bool = False,
) -> bytes:
    """A workbook with a row for each paper, given by its code and its payload.

    ``once``: what is the same in all papers stands once, in the sheet of shared values. Raises
    :class:`UnwritableText`.
    """
    target, filled = io.BytesIO(), fill(shape, papers)
    if once:
        share(shape, filled)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": shape.title, "created": CREATED})
        Writer(book, shape, filled, fill(shape, [(EXAMPLE, example)]) if example else Filled()).write()
    return target.getvalue()


@dataclass
class Writer:
    """Writes the sheets of one workbook."""

    book: xlsxwriter.Workbook
    shape: Shape
    filled: Filled
    example: Filled

    def __post_init__(self) -> None:
        self.formats: dict[str, Format] = {name: self.book.add_format(each) for name, each in _FORMATS.items()}
        self.choices: dict[tuple[str, ...], str] = {}

    @property
    def mark(self) -> str:
        """By which the workbook is known again."""
        return self.shape.mark

    def write(self) -> None:
        """All sheets."""
        sheets = (self.shape.main, self.shape.bodies, *self.shape.lists)
        names = [GUIDE, MAIN, BODIES, COMMON, *(sheet.name for sheet in self.shape.lists), CHOICES]
        pages = {name: self.book.add_worksheet(name) for name in names}
        self._write_choices(pages[CHOICES], sheets)
        self._write_guide(pages[GUIDE])
        self.write_common(pages[COMMON])
        for sheet in sheets:
            self._write_sheet(pages[sheet.name], sheet)
        for name, colour in ((GUIDE, "#7F7F7F"), (MAIN, "#C00000"), (BODIES, "#BF9000"), (COMMON, "#BF9000")):
            pages[name].set_tab_color(colour)
        pages[GUIDE].activate()

    def _write_choices(self, page: Worksheet, sheets: Sequence[Sheet]) -> None:
        """The hidden sheet: the mark of our workbooks, and the words of every drop-down."""
        page.write_string(0, 0, self.mark)
        for row, (name, examples) in enumerate(self.example.rows.items(), start=1):
            page.write_string(row, 0, example_line(name, examples[0]))
        for sheet in sheets:
            for column in sheet.columns:
                words = tuple(choice.word for choice in column.choices)
                if words and words not in self.choices:
                    at = len(self.choices) + 1
                    for row, word in enumerate(words, start=1):
                        page.write_string(row, at, word)
                    self.choices[words] = f"='{CHOICES}'!${letters(at)}$2:${letters(at)}${len(words) + 1}"
        page.hide()

    def _write_guide(self, page: Worksheet) -> None:
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        for number, width in enumerate(_GUIDE_WIDTHS):
            page.set_column(number, number, width)
        page.write_string(0, 0, self.shape.title, self.formats["title"])
        row = 2
        for number, step in enumerate(STEPS, start=1):
            page.write_number(row, 0, number, self.formats["number of step"])
            page.merge_range(row, 1, row, 2, step, self.formats["step"])
            page.set_row(row, _LINE_HEIGHT * (1 + len(step) // 125))
            row += 1
        row += 1
        page.write_string(row, 1, "Trang tính", self.formats["joining"])
        page.write_string(row, 2, "Dùng để ghi", self.formats["joining"])
        for name, purpose in about_sheets(self.shape):
            row += 1
            page.write_url(row, 1, f"internal:'{name}'!A1", string=name)
            page.write_string(row, 2, purpose, self.formats["step"])
        _set_page(page)

    def write_common(self, page: Worksheet) -> None:
        """The sheet of shared values: every column of the main sheet, and room for a value."""
        for number, (heading, width) in enumerate(zip(COMMON_HEADINGS, _COMMON_WIDTHS, strict=True)):
            page.set_column(number, number, width, self.formats["text"])
            page.write_string(0, number, heading, self.formats["joining"])
        for row, column in enumerate(self.shape.main.columns, start=1):
            page.write_string(row, 0, column.heading, self.formats["common heading"])
            note = note_of(column).replace("\n", " ")
            page.write_string(row, 2, note, self.formats["note"])
            lines = 1 + max(len(column.heading) // _COMMON_WIDTHS[0], len(note) // _COMMON_WIDTHS[2])
            page.set_row(row, _LINE_HEIGHT * lines)
            shared = self.filled.common.get(row - 1)
            if isinstance(shared, int | float):
                page.write_number(row, 1, shared, self.formats["number"])
            elif shared is not None:
                page.write_string(row, 1, shared, self.formats["text"])
            self._offer(page, column, row, 1, row)
        page.freeze_panes(1, 1)
        _set_page(page)

    def _write_sheet(self, page: Worksheet, sheet: Sheet) -> None:
        joins = len(sheet.joining)
        for number, (heading, note) in enumerate(zip(sheet.joining, joining_notes(sheet), strict=True)):
            page.set_column(number, number, _JOINING_WIDTH, self.formats["text"])
            mark = REQUIRED_MARK if sheet.path and number == 0 else ""
            self._write_heading(page, number, heading + mark, note, "joining")
        for number, column in enumerate(sheet.columns, start=joins):
            self._write_column(page, number, column)
        if sheet.path and sheet.keyed:
            keys = f"='{MAIN}'!$A$3:$A${LAST_ROW}"
            page.data_validation(1, 0, LAST_ROW, 0, {"validate": "list", "source": keys, "show_error": False})
        page.set_row(0, _HEADING_HEIGHT)
        page.freeze_panes(1, max(1, joins))
        self._write_rows(page, sheet)
        _set_page(page)

    def _write_column(self, page: Worksheet, number: int, column: Column) -> None:
        width = _WIDTHS.get(column.kind, _TEXT_WIDTH)
        longest = max(map(len, column.heading.split()))
        width = max(width, longest + 3, len(column.heading) // 3 + 2)
        page.set_column(number, number, width, self.formats["number" if column.kind in NUMBER_KINDS else "text"])
        style = "computed" if column.computed else "required" if column.required else "optional"
        mark = REQUIRED_MARK if column.required else ""
        self._write_heading(page, number, column.heading + mark, note_of(column), style)
        self._offer(page, column, 1, number, LAST_ROW)

    def _write_heading(self, page: Worksheet, number: int, heading: str, note: str, style: str) -> None:
        page.write_string(0, number, heading, self.formats[style])
        if note:
            lines = sum(1 + len(line) // 45 for line in note.split("\n"))
            size = {"width": 320, "height": 24 + 17 * lines, "font_size": 10, "font_name": "Times New Roman"}
            page.write_comment(0, number, note, size)

    def _offer(self, page: Worksheet, column: Column, first: int, number: int, last: int) -> None:
        """A drop-down where there is a choice. What is chosen freely is offered without being enforced."""
        options: dict[str, Any] = {"validate": "list", "show_error": False}
        if column.choices:
            options["source"] = self.choices[tuple(choice.word for choice in column.choices)]
            options |= {"show_error": True, "error_title": "Không có lựa chọn này"}
            options["error_message"] = "Hãy chọn một giá trị trong danh sách, hoặc để trống."
        elif column.kind == "boolean":
            options["source"] = ["có", "không"]
        elif column.kind == "issuer":
            name = next(n for n, each in enumerate(self.shape.bodies.columns) if each.path == ("name",))
            options["source"] = f"='{BODIES}'!${letters(name)}$3:${letters(name)}$500"
        else:
            return
        page.data_validation(first, number, last, number, options)

    def _write_rows(self, page: Worksheet, sheet: Sheet) -> None:
        row = 1
        shown = self.example.rows.get(sheet.name, [])[:1]
        if not sheet.keyed:
            shown = [[EXAMPLE, *cells[1:]] for cells in shown]
        for cells in shown:
            self.write_cells(page, sheet, row, cells, "example ")
            page.write_string(row, 0, EXAMPLE, self.formats["example mark"])
            row += 1
        for cells in self.filled.rows.get(sheet.name, ()):
            self.write_cells(page, sheet, row, cells, "")
            row += 1

    def write_cells(self, page: Worksheet, sheet: Sheet, row: int, cells: Cells, style: str) -> None:
        """A row of a sheet. ``style`` is "example " for one that is never read, else ""."""
        for number, cell in enumerate(cells):
            if isinstance(cell, int | float):
                page.write_number(row, number, cell, self.formats[f"{style}number"])
                continue
            form = self.formats["example" if style else "text"]
            if cell is None:
                if style:
                    page.write_blank(row, number, None, form)
                continue
            if len(cell) > LONGEST_CELL:
                headings = [*sheet.joining, *(column.heading for column in sheet.columns)]
                raise UnwritableText(sheet.name, headings[number])
            page.write_string(row, number, cell, form)


def _set_page(page: Worksheet) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.repeat_rows(0)
