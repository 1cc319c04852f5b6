"""What the workbook says of itself: the sheet of instructions, and the note of each heading."""

from __future__ import annotations

from collections.abc import Iterator

from service.batch.workbook.columns import Column
from service.batch.workbook.shape import BODIES, COMMON, EXAMPLE, KEY, MAIN, ORDINAL, PARENT, Shape, Sheet

STEPS = (
    f"Trang “{MAIN}”: mỗi dòng là một văn bản. Cột “{KEY}” đặt tùy ý (01, 02 …), mỗi văn bản một mã.",
    f"Các trang danh sách: mỗi dòng là một mục. Cột “{KEY}” ghi mã của văn bản có mục đó; cũng có thể ghi tên chi bộ.",
    f"Danh sách giống nhau ở mọi văn bản (như nơi nhận): chỉ ghi một lần, cột “{KEY}” ghi “{COMMON}”.",
    f"Giá trị giống nhau ở mọi văn bản (như ngày ban hành): chỉ ghi một lần ở trang “{COMMON}”.",
    f"Trang “{BODIES}”: mỗi cơ quan ban hành một dòng; trang “{MAIN}” chỉ ghi tên hoặc mã của cơ quan.",
    f"Dòng “{EXAMPLE}” (chữ nghiêng, nền xám) chỉ để xem, không được đọc. Có thể xóa dòng này.",
    "Tên cột có dấu * là phải ghi. Cột nền xám ở cuối do chương trình tự tính, thường để trống.",
    "Ngày ghi dạng chữ: ngày/tháng/năm, ví dụ 05/8/2026. Ngày sinh, ngày vào Đảng có thể chỉ ghi tháng/năm hoặc năm.",
    "Ô có mũi tên: chọn trong danh sách. Ô có/không: ghi “có” (hoặc x) hay “không”.",
    "Đưa chuột lên tên cột để xem ghi chú. Không sửa tên cột, tên trang, không gộp ô.",
)

_WANTED = {
    "integer": "Ghi số nguyên.",
    "number": "Ghi số; phần thập phân sau dấu phẩy, ví dụ 92,4.",
    "boolean": "Ghi “có” (hoặc x) hay “không”.",
    "day": "Ghi ngày/tháng/năm, ví dụ 05/8/2026.",
    "moment": "Ghi ngày và giờ, ví dụ 03/8/2026 19:30.",
    "month": "Ghi tháng/năm, ví dụ 8/2026.",
    "partial": "Ghi ngày/tháng/năm, tháng/năm hoặc năm.",
    "lines": "Mỗi mục một dòng (Alt+Enter để xuống dòng trong ô).",
    "cells": "Các ô cách nhau bằng dấu |.",
    "table": "Mỗi dòng của bảng một dòng (Alt+Enter), các ô cách nhau bằng dấu |.",
}


def note_of(column: Column) -> str:
    """The note of a heading: what the field says, how to type it, an example."""
    said = [_description(column), _WANTED.get(column.kind, "")]
    if column.kind == "records":
        said.append("Mỗi dòng: " + "; ".join(field.heading for field in column.fields) + ".")
    if column.choices:
        said.append("Chọn: " + ", ".join(choice.word for choice in column.choices) + ".")
    if column.examples and column.kind in ("text", "identifier", "lines"):
        said.append("Ví dụ: " + "; ".join(column.examples) + ".")
    if column.required:
        said.append("Phải ghi.")
    return "\n".join(filter(None, said))


def _description(column: Column) -> str:
    """The description without the codes of the choices, which a sheet does not show."""
    text = column.description
    for choice in column.choices:
        start = text.find(f"{choice.value}: ")
        if start >= 0:
            ends = [end for end in (text.find(mark, start) for mark in ("; ", ". ")) if end >= 0]
            text = text[:start] + (text[min(ends) + 2 :] if ends else "")
    return text.strip()


def joining_notes(sheet: Sheet) -> Iterator[str]:
    """The notes of the columns that join a list."""
    if not sheet.keyed:
        return
    if not sheet.path:
        yield "Mã tự đặt để các trang khác chỉ đến văn bản này, ví dụ 01."
        return
    yield f"Mã của văn bản ở trang “{MAIN}” (hoặc tên chi bộ, cơ quan). Ghi “{COMMON}”: dùng cho mọi văn bản."
    if sheet.parent:
        yield f"{ORDINAL} của mục ở trang “{sheet.parent}” mà dòng này thuộc về."
    if sheet.has_children:
        yield f"Số thứ tự của mục trong văn bản, để cột “{PARENT}” ở trang khác chỉ đến. Để trống thì theo thứ tự dòng."


def about_sheets(shape: Shape) -> Iterator[tuple[str, str]]:
    """Each sheet and what it is for."""
    yield MAIN, "Mỗi dòng một văn bản."
    yield BODIES, "Cơ quan ban hành: tên, cấp trên, địa danh, ký hiệu, người ký, nơi nhận."
    yield COMMON, "Giá trị dùng chung cho mọi văn bản."
    for sheet in shape.lists:
        need = "Phải có. " if sheet.required else ""
        within = f"Nằm trong các mục của trang “{sheet.parent}”. " if sheet.parent else ""
        yield sheet.name, f"{need}{within}{sheet.title}. {sheet.description}".strip()
