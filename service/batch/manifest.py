"""What stands in the lists that go with the papers: what each is, and what is wrong with the rows that failed."""

from __future__ import annotations

from functools import lru_cache

from service.batch.rows import Named, Row, RowError
from service.batch.workbook import shape_of
from service.batch.workbook.headings import heading_at
from service.documents import DocumentType
from service.errors import Finding
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


def cells_of(
    document_type: DocumentType, product: Product, row: Row, sha256: str, companion: Named | None = None
) -> tuple[str, ...]:
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
        "\n".join(_told(document_type, warning) for warning in warnings),
    )


def _told(document_type: DocumentType, warning: Finding) -> str:
    """A warning under what clerks call its field."""
    heading = heading_at(_shape_of(document_type), warning.pointer)
    return f"{heading}: {warning.message.vi}" if heading else warning.message.vi


_shape_of = lru_cache(maxsize=64)(shape_of)


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
