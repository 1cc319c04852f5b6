"""The lists that go with the papers: what each is, and what is wrong with the rows that failed. CSV and XLSX.

CSV begins with a byte order mark, for Excel, and no cell of it is taken for a formula. Cells of XLSX are text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from xlsxwriter import Workbook

from service.batch.rows import Named, Row, RowError
from service.pipeline import Product

MANIFEST_HEADINGS = (
    "Dòng",
    "Số",
    "Ký hiệu",
    "Ngày",
    "Loại văn bản",
    "Trích yếu",
    "Người ký",
    "Nơi nhận",
    "Tệp",
    "SHA-256",
    "Mã của hệ thống gửi",
    "Cảnh báo",
)
ERROR_HEADINGS = ("Dòng", "Trang tính", "Ô", "Vị trí trong dữ liệu", "Mã lỗi", "Lỗi")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_LONGEST_CELL = 32_000
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


def cells_of(product: Product, row: Row, sha256: str, companion: Named | None = None) -> tuple[str, ...]:
    """The line of a paper in the manifest, under :data:`MANIFEST_HEADINGS`; of the ``companion`` where that is it.

    What was found before the row was read is told with its paper, not once more with each companion.
    """
    document, circumstances = product.judged.document, product.judged.circumstances
    line = circumstances.edition.number_line
    printed = product.printed
    number, symbol = _number_and_symbol(printed["letterhead"]["number"].removeprefix(line.label), line.type_separator)
    signer = document.signing
    addressees = [printed["addressee"]] if "addressee" in printed else []
    recipients = [*addressees, *printed.get("recipients", ()), *printed.get("more_recipients", ())]
    faults = row.faults if companion is None else ()
    warnings = [*(fault for fault in faults if fault.level == "warning"), *product.warnings]
    day = document.issue_date
    return (
        str(row.number),
        number,
        symbol,
        f"{day:%d/%m/%Y}" if day else "",
        printed["properties"]["title"].removesuffix(printed["properties"]["subject"]).strip(),
        printed["properties"]["subject"],
        signer.full_name if signer else "",
        "\n".join(each.strip("- ;.") for each in recipients),
        row.name if companion is None else companion.name,
        sha256,
        product.client_ref or "",
        "\n".join(f"{warning.pointer}: {warning.message.vi}" for warning in warnings),
    )


def _number_and_symbol(printed: str, separator: str) -> tuple[str, str]:
    """``05`` and ``QĐ/ĐU``; of a slip, which is numbered in a register, ``07`` and ``GTSHĐ``."""
    if separator in printed:
        number, _, symbol = printed.partition(separator)
    else:
        number, _, symbol = printed.strip().rpartition(" ")
    return number.strip(" .…"), symbol.strip()


def error_cells(error: RowError) -> tuple[str, ...]:
    """The line of an error, under :data:`ERROR_HEADINGS`."""
    sheet, cell = error.place or ("", "")
    return str(error.row), sheet, cell, error.pointer, error.code, error.message.vi


def write_csv(stream: BinaryIO, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """As RFC 4180, in UTF-8 with its mark."""
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()


def harmless(cell: str) -> str:
    """``cell`` with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_SIGNS) else cell


def _lines_of(headings: Sequence[str], row: Sequence[str]) -> int:
    """Lines that the fullest of the printed cells of a row takes; programs do not all reckon the height themselves."""
    cells = zip(headings[:_PRINTED], row, strict=False)
    taken = [
        sum(1 + len(line) // _WIDTHS.get(heading, _USUAL_WIDTH) for line in cell.split("\n")) for heading, cell in cells
    ]
    return min(max(taken, default=1), _MOST_LINES)


def write_xlsx(file: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """One sheet, a line in memory at a time; temporary files lie beside ``file``. The same rows give the same bytes."""
    workbook = Workbook(file, {"constant_memory": True, "tmpdir": str(file.parent)})
    workbook.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC)})
    sheet = workbook.add_worksheet("Danh sách")
    look = {"num_format": "@", "text_wrap": True, "valign": "top", "border": 1}
    text, bold = workbook.add_format(look), workbook.add_format({**look, "bold": True, "align": "center"})
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, _WIDTHS.get(heading, _USUAL_WIDTH), text)
        sheet.write_string(0, column, heading, bold)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P/&N")
    number = 0
    for number, row in enumerate(rows, start=1):
        sheet.set_row(number, _LINE_HEIGHT * _lines_of(headings, row))
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(number, column, cell[:_LONGEST_CELL], text)
    if len(headings) > _PRINTED:
        sheet.print_area(0, 0, number, _PRINTED - 1)
    workbook.close()
