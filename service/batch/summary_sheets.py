"""A sheet of tong-hop.xlsx as it is printed: A4 landscape, its heading on every page, bands between its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from xlsxwriter import Workbook

_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_TEXT = {**_FONT, "num_format": "@", "text_wrap": True, "border": 1}
_A4 = 9
_MARGIN_INCHES = 0.59
_TITLE_ROW, _HEADING_ROW, _FIRST_ROW = 0, 2, 3
_LONGEST_CELL = 32_000
_HEADING_HEIGHT = 34
_MOST_BREAKS = 1023

StyleName = Literal["title", "heading", "text", "centred", "number", "group", "band", "sum", "sum_number"]


class Styles:
    """The formats of a workbook by name."""

    def __init__(self, workbook: Workbook) -> None:
        bold = {"bold": True}
        looks: dict[StyleName, dict[str, Any]] = {
            "title": {**_FONT, **bold, "font_size": 14, "align": "center", "num_format": "@"},
            "heading": {**_TEXT, **bold, "align": "center", "bg_color": "#E7E6E6"},
            "text": _TEXT,
            "centred": {**_TEXT, "align": "center"},
            "number": {**_TEXT, "num_format": "#,##0", "align": "center"},
            "group": {**_FONT, **bold, "num_format": "@", "font_size": 13},
            "band": {**_FONT, **bold, "num_format": "@", "top": 1, "bottom": 1, "bg_color": "#F2F2F2"},
            "sum": {**_FONT, "italic": True, **bold, "num_format": "@"},
            "sum_number": {**_TEXT, **bold, "num_format": "#,##0", "align": "center"},
        }
        self._formats = {name: workbook.add_format(look) for name, look in looks.items()}

    def __getitem__(self, name: StyleName) -> Any:
        return self._formats[name]


class Column(NamedTuple):
    """``width`` in characters; the sheet is fitted to the page as a whole."""

    heading: str
    width: int
    style: StyleName = "text"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sheet is called, in its tab and on the page, and its columns."""

    tab: str
    title: str
    columns: tuple[Column, ...]


class Sheet:
    """Writes one sheet from the top down; no line of it stays in memory."""

    def __init__(self, workbook: Workbook, styles: Styles, plan: Plan) -> None:
        self._plan = plan
        self._styles = styles
        self._sheet = workbook.add_worksheet(plan.tab)
        self._row = _FIRST_ROW
        self._breaks: list[int] = []
        self._set_up()

    def _set_up(self) -> None:
        sheet, columns = self._sheet, self._plan.columns
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)  # Excel then leaves the page breaks alone; LibreOffice keeps them
        sheet.set_row(_HEADING_ROW, _HEADING_HEIGHT)
        sheet.set_margins(_MARGIN_INCHES, _MARGIN_INCHES, 0.75, 0.75)
        sheet.set_footer("&C&P/&N")
        sheet.repeat_rows(_HEADING_ROW)
        sheet.freeze_panes(_FIRST_ROW, 0)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
        sheet.merge_range(_TITLE_ROW, 0, _TITLE_ROW, len(columns) - 1, "", self._styles["title"])
        sheet.write_string(_TITLE_ROW, 0, self._plan.title, self._styles["title"])
        for number, column in enumerate(columns):
            sheet.write_string(_HEADING_ROW, number, column.heading, self._styles["heading"])

    def line(self, cells: Sequence[str | int], style: StyleName | None = None) -> None:
        """One line: whole numbers as numbers, everything else as text, whatever it looks like."""
        for number, (cell, column) in enumerate(zip(cells, self._plan.columns, strict=True)):
            look = self._styles[style or column.style]
            if isinstance(cell, int):
                self._sheet.write_number(self._row, number, cell, look)
            elif cell:
                self._sheet.write_string(self._row, number, cell[:_LONGEST_CELL], look)
            else:
                self._sheet.write_blank(self._row, number, None, look)
        self._row += 1

    def band(self, text: str, style: StyleName) -> None:
        """A line whose text may run over all columns."""
        self._sheet.write_string(self._row, 0, text[:_LONGEST_CELL], self._styles[style])
        for number in range(1, len(self._plan.columns)):
            self._sheet.write_blank(self._row, number, None, self._styles[style])
        self._row += 1

    def new_page(self) -> None:
        """What follows begins a page, unless nothing was written yet."""
        if self._row > _FIRST_ROW and len(self._breaks) < _MOST_BREAKS:
            self._breaks.append(self._row)
            self._sheet.set_h_pagebreaks(self._breaks)
