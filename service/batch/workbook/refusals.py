"""Why a whole file is not read as a workbook, in words for a clerk."""

from __future__ import annotations

from typing import NamedTuple

from service.errors import Message


class Refused(NamedTuple):
    """A stable code and what to do."""

    code: str
    message: Message


_SAVE_VI = "hãy mở bằng Excel và lưu lại dạng Excel Workbook (.xlsx)"
_SAVE_EN = "open it in Excel and save it as Excel Workbook (.xlsx)"

EMPTY = Refused("workbook.empty", Message("Tệp rỗng; hãy chọn lại tệp.", "The file is empty; choose it again."))
DAMAGED = Refused(
    "workbook.damaged",
    Message(f"Tệp bị hỏng hoặc không phải .xlsx; {_SAVE_VI}.", f"The file is damaged or no .xlsx; {_SAVE_EN}."),
)
PASSWORD = Refused(
    "workbook.password",
    Message(
        "Tệp có mật khẩu nên không đọc được; hãy bỏ mật khẩu mở tệp rồi lưu lại.",
        "The file has a password and cannot be read; take it off and save it again.",
    ),
)
OLD_EXCEL = Refused(
    "workbook.old-excel",
    Message(f"Tệp ở dạng Excel cũ (.xls) hoặc có mật khẩu; {_SAVE_VI}.", f"An old .xls, or a password; {_SAVE_EN}."),
)
MACROS = Refused(
    "workbook.macros",
    Message(f"Tệp có macro (.xlsm); {_SAVE_VI}, không có macro.", f"The file has macros (.xlsm); {_SAVE_EN}."),
)
BINARY = Refused(
    "workbook.binary", Message(f"Tệp ở dạng nhị phân (.xlsb); {_SAVE_VI}.", f"The file is a .xlsb; {_SAVE_EN}.")
)
OPEN_DOCUMENT = Refused(
    "workbook.open-document",
    Message("Tệp ở dạng OpenDocument (.ods); hãy lưu lại dạng .xlsx.", "The file is an .ods; save it as .xlsx."),
)
NO_WORKBOOK = Refused(
    "workbook.none",
    Message(
        "Tệp không phải bảng tính Excel (có thể là .docx hoặc .zip đổi tên); hãy chọn lại tệp .xlsx.",
        "The file is no Excel workbook (perhaps a renamed .docx or .zip); choose an .xlsx.",
    ),
)
PDF = Refused("workbook.pdf", Message("Đây là tệp PDF; hãy chọn tệp .xlsx.", "This is a PDF; choose an .xlsx."))
HTML = Refused(
    "workbook.html",
    Message(f"Đây là trang web lưu thành bảng tính; {_SAVE_VI}.", f"This is a web page saved as a sheet; {_SAVE_EN}."),
)
TEXT = Refused(
    "workbook.text",
    Message(
        f"Đây là tệp chữ (CSV) đổi tên thành .xlsx; {_SAVE_VI}.", f"This is a text file (CSV) renamed; {_SAVE_EN}."
    ),
)
BROKE_OFF = Refused(
    "workbook.unreadable",
    Message(
        "Không đọc được bảng tính này (quá lớn, quá lâu hoặc hỏng); hãy chép dữ liệu sang mẫu mới, chia nhỏ nếu cần.",
        "The workbook could not be read (too large, too slow or damaged); copy the data into a new form, "
        "in parts if need be.",
    ),
)


def too_large(mib: int) -> Refused:
    """The unpacked parts together, or one that is packed too densely."""
    return Refused(
        "workbook.too-large",
        Message(
            f"Tệp khi mở ra quá lớn (giới hạn {mib} MiB) hoặc nén bất thường; hãy chép dữ liệu sang mẫu mới.",
            f"The file unpacks to too much (limit {mib} MiB) or is packed abnormally; copy the data into a new form.",
        ),
    )


def too_many_rows(most: int) -> Refused:
    """A cell below the last row that is read."""
    return Refused(
        "workbook.rows",
        Message(
            f"Có ô dữ liệu ở dưới dòng {most}; hãy xóa các dòng thừa ở cuối, hoặc chia thành nhiều tệp.",
            f"A cell stands below row {most}; delete rows at the end that are not needed, or split the file.",
        ),
    )


def too_many_columns(most: int) -> Refused:
    """A cell right of the last column that is read."""
    return Refused(
        "workbook.columns",
        Message(
            f"Có ô dữ liệu ở ngoài cột thứ {most}; hãy xóa các cột thừa ở bên phải.",
            f"A cell stands right of column {most}; delete the columns that are not needed.",
        ),
    )


def too_many_cells(most: int) -> Refused:
    """Rows times columns."""
    return Refused(
        "workbook.cells",
        Message(f"Bảng tính có hơn {most} ô; hãy chia thành nhiều tệp.", f"More than {most} cells; split the file."),
    )


def too_many_formulas(most: int) -> Refused:
    """Formulas of one sheet."""
    return Refused(
        "workbook.formulas",
        Message(
            f"Bảng tính có hơn {most} công thức; hãy chép rồi dán lại dạng giá trị.",
            f"More than {most} formulas; copy and paste them as values.",
        ),
    )


def too_many_merged(most: int) -> Refused:
    """Merged ranges of one sheet."""
    return Refused(
        "workbook.merged", Message(f"Có hơn {most} vùng ô gộp; hãy bỏ gộp ô.", f"More than {most} merged; unmerge.")
    )
