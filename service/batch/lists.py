"""A list that goes with the papers of a batch, as CSV and as XLSX, a row in memory at a time.

CSV begins with a byte order mark, for Excel, and no cell of it is taken for a formula. Cells of XLSX are text. The
library for XLSX makes the sheet with its heading and its last row; what lies between is written here and put in, for
the library's own way took longer than a tenth of the papers themselves.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from service.batch.formulas import harmless
from service.errors import BatchFault

_LONGEST_CELL = 32_000
_MOST_ROWS = 1_048_575
"""Excel takes no more below the heading; CSV has all."""
_WIDTHS = {
    "Dòng": 7,
    "Số": 8,
    "Ngày": 12,
    "Trích yếu": 60,
    "Nơi nhận": 40,
    "Tệp": 60,
    "Cảnh báo": 60,
    "Lỗi": 90,
    "Loại văn bản": 30,
    "Người ký": 25,
}
_USUAL_WIDTH = 14
_LINE_HEIGHT = 15
_MOST_LINES = 27
"""Excel takes no row of more than 409 points."""
_A4 = 9
_PRINTED = 8
"""So many columns go on paper: those of the outgoing register. Names of files and digests are for programs."""
_TEXT = 49
"""The number that every program knows the format @ by (ECMA-376 Part 1, 18.8.30)."""
_SHEET = "xl/worksheets/sheet1.xml"
_FONT = {"font_name": "Times New Roman", "font_size": 11, "num_format": _TEXT, "valign": "top", "border": 1}
_HEADING = {**_FONT, "bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#F2F2F2"}
_WRAPPED = {**_FONT, "text_wrap": True}
_CENTRED = {**_FONT, "align": "center"}
_LOOKS = {
    **dict.fromkeys(("Dòng", "Số", "Ngày", "Ô"), _CENTRED),
    # What is not printed must not make a row higher.
    **dict.fromkeys(("Tệp", "SHA-256", "Mã của hệ thống gửi"), _FONT),
}
_LOOK_OF_HEADING = 1
"""The library counts looks as cells come to use them, and the heading is written first."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)")
_NOT_PLAIN = re.compile(f"[&<>]|{_UNWRITABLE.pattern}")
_ROW = re.compile(rb'<row r="(\d+)"[^>]*>(.*?)</row>', re.DOTALL)
_LOOK = re.compile(rb'<c r="[A-Z]+\d+" s="(\d+)"')


class ListWriter:
    """Writes ``<stem>.csv`` and ``<stem>.xlsx``; what lies beside them meanwhile is gone in the end."""

    def __init__(self, stem: Path, headings: Sequence[str]) -> None:
        """Raises :class:`OSError`."""
        self.rows = 0
        self._csv, self._xlsx, self._between = (stem.with_suffix(end) for end in (".csv", ".xlsx", ".rows"))
        self._headings = headings
        self._columns = [xl_col_to_name(column) for column in range(len(headings))]
        self._looks = _numbers_of_looks(headings)
        self._widths = [_WIDTHS.get(heading, _USUAL_WIDTH) for heading in headings]
        self._csv_stream = self._csv.open("w", encoding="utf-8-sig", errors="replace", newline="")
        self._row_stream = self._between.open("wb")
        self._csv_writer = csv.writer(self._csv_stream)
        self._csv_writer.writerow(headings)

    def add(self, row: Sequence[str]) -> None:
        """A row more. Raises :class:`OSError`."""
        self.rows += 1
        self._csv_writer.writerow([harmless(cell) for cell in row])
        if self.rows <= _MOST_ROWS:
            self._row_stream.write(self._as_xml(row).encode(errors="replace"))

    def close(self) -> tuple[Path, Path]:
        """The two files. The same rows give the same bytes. Raises :class:`OSError`."""
        self._csv_stream.close()
        self._row_stream.close()
        frame = self._xlsx.with_suffix(".frame")
        _write_frame(frame, self._headings, min(self.rows, _MOST_ROWS))
        with zipfile.ZipFile(frame) as made, self._between.open("rb") as between:
            _put_in(made, between, self._xlsx, self._looks)
        frame.unlink()
        self._between.unlink()
        return self._csv, self._xlsx

    def abandon(self) -> None:
        """Close what is open. After :meth:`close` there is nothing."""
        self._csv_stream.close()
        self._row_stream.close()

    def _as_xml(self, row: Sequence[str]) -> str:
        """A row of a sheet (ECMA-376 Part 1, 18.3.1.73), its cells with their text in them."""
        number = self.rows + 1
        together = "\n".join(row)
        plain = len(together) < _LONGEST_CELL and not _NOT_PLAIN.search(together)
        texts = row if plain else map(_escaped, row)
        cells = [
            f'<c r="{column}{number}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
            for column, look, text in zip(self._columns, self._looks, texts, strict=False)
            if text
        ]
        height = _LINE_HEIGHT * self._lines_of(row)
        return f'<row r="{number}" ht="{height}" customHeight="1">{"".join(cells)}</row>'

    def _lines_of(self, row: Sequence[str]) -> int:
        """Lines that the fullest of the printed cells takes; programs do not all reckon the height themselves."""
        most = 1
        for cell, width in zip(row[:_PRINTED], self._widths, strict=False):
            if len(cell) >= width or "\n" in cell:
                most = max(most, sum(1 + len(line) // width for line in cell.split("\n")))
        return min(most, _MOST_LINES)


def _escaped(cell: str) -> str:
    """As text of XML; characters that it has none for as ``_x000B_`` (ECMA-376 Part 1, 22.9.2.19)."""
    text = cell[:_LONGEST_CELL].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _UNWRITABLE.sub(lambda match: f"_x{ord(match[0][0]):04X}_{match[0][1:]}", text)


def _look_of(heading: str) -> dict[str, Any]:
    return _LOOKS.get(heading, _WRAPPED)


def _numbers_of_looks(headings: Sequence[str]) -> list[int]:
    """The number of the look of each column."""
    different: list[dict[str, Any]] = []
    for look in map(_look_of, headings):
        if look not in different:
            different.append(look)
    return [_LOOK_OF_HEADING + 1 + different.index(_look_of(heading)) for heading in headings]


def _write_frame(file: Path, headings: Sequence[str], rows: int) -> None:
    """The workbook with its heading and, where there are ``rows``, something in each cell of the last of them."""
    workbook = Workbook(file, {"constant_memory": True, "tmpdir": str(file.parent)})
    workbook.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC)})
    sheet = workbook.add_worksheet("Danh sách")
    bold = workbook.add_format(_HEADING)
    looks = {number: workbook.add_format(_look_of(heading)) for heading, number in _by_heading(headings)}
    for column, (heading, number) in enumerate(_by_heading(headings)):
        sheet.set_column(column, column, _WIDTHS.get(heading, _USUAL_WIDTH), looks[number])
        sheet.write_string(0, column, heading, bold)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P/&N")
    for column, (_, number) in enumerate(_by_heading(headings) if rows else ()):
        sheet.write_string(rows, column, "-", looks[number])
    if len(headings) > _PRINTED:
        sheet.print_area(0, 0, rows, _PRINTED - 1)
    workbook.close()


def _by_heading(headings: Sequence[str]) -> list[tuple[str, int]]:
    return list(zip(headings, _numbers_of_looks(headings), strict=True))


def _put_in(made: zipfile.ZipFile, between: BinaryIO, target: Path, looks: Sequence[int]) -> None:
    """``target``: the workbook ``made``, with the rows ``between`` in place of its last one."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member in made.infolist():
            if member.filename != _SHEET:
                archive.writestr(member, made.read(member))
                continue
            before, after = _parted(made.read(member), looks)
            with archive.open(zipfile.ZipInfo(member.filename, member.date_time), "w", force_zip64=True) as sheet:
                for piece in (io.BytesIO(before), between, io.BytesIO(after)):
                    shutil.copyfileobj(piece, sheet, 1 << 20)


def _parted(sheet: bytes, looks: Sequence[int]) -> tuple[bytes, bytes]:
    """What stands before the rows and after them. Raises :class:`BatchFault` where the library writes otherwise."""
    last = [match for match in _ROW.finditer(sheet) if match[1] != b"1"]
    if not last:
        before, mark, after = sheet.partition(b"</sheetData>")
        return before, mark + after
    if len(last) > 1 or [int(number) for number in _LOOK.findall(last[0][2])] != list(looks):
        raise BatchFault("the library for XLSX writes sheets in another way than is known")
    return sheet[: last[0].start()], sheet[last[0].end() :]
