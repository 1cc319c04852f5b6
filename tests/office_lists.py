"""The same people in lists of five shapes, and the papers that take them. Everybody here is made up."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import xlsxwriter

from service.batch.legacy_text import _TCVN3
from tests.builders import sample
from tests.member_lists import workbook

SLUG = "cell-dissolution-decision"
CELLS = ("Chi bộ thôn Đông", "Chi bộ thôn Đoài", "Chi bộ thôn Trung", "Chi bộ thôn Hạ", "Chi bộ thôn Thượng")
_NAMES = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Đức Cường", "Phạm Thị Dung")
_OF = ("Một", "Hai", "Ba", "Tư", "Năm")
_TO_TCVN3 = str.maketrans({letter: code for code, letter in _TCVN3.items()})


def people(of: int) -> list[dict[str, str]]:
    """Four members of the cell of this number as the payload of a paper has them."""
    return [
        {
            "full_name": f"{name} {_OF[of - 1]}",
            "status": "official",
            "birth": f"{n + 1}/{of}/1970",
            "party_card_no": f"0190{of:04d}{n:04d}",
            "admission": f"03/02/199{n}",
            "official": f"03/02/200{n}",
            "destination_cell": "Chi bộ thôn Mới" if n % 2 else "Chi bộ phố Mới",
        }
        for n, name in enumerate(_NAMES)
    ]


def paper(number: int, cell: str, /, **fields: Any) -> dict[str, Any]:
    """A decision on a cell; without members unless ``fields`` have them."""
    payload = {**sample(SLUG), "number": number, "cell_name": cell, **fields}
    payload.pop("destinations", None)
    return payload if "members" in fields else {name: each for name, each in payload.items() if name != "members"}


HEADINGS = ["TT", "Họ và tên", "Ngày sinh", "Số thẻ ĐV", "Ngày vào Đảng", "Ngày chính thức"]


def line(number: int, member: dict[str, str]) -> list[Any]:
    """A member below :data:`HEADINGS`."""
    return [number, *(member[name] for name in ("full_name", "birth", "party_card_no", "admission", "official"))]


def by_column(of: int = 1, cell: str = CELLS[0]) -> bytes:
    """1. A column for the cell, another for the one that receives."""
    rows = [[*line(n, m), cell, m["destination_cell"]] for n, m in enumerate(people(of), start=1)]
    return workbook([["ĐẢNG BỘ XÃ TIÊN PHONG"], [], [*HEADINGS, "Chi bộ", "Chuyển về chi bộ"], *rows])


def by_groups() -> bytes:
    """2. The cell in a merged row above its members, totals, a signature."""
    rows = [[*line(n, m), m["destination_cell"]] for n, m in enumerate(people(2), start=1)]
    head = [[*HEADINGS, "Nơi chuyển đến"], ["I", "CHI BỘ THÔN ĐOÀI (4 đảng viên)"]]
    foot = [[None, "Cộng: 4 đảng viên"], [], [None, None, None, None, "BÍ THƯ"], [None, None, None, None, "Vũ Văn Hà"]]
    return workbook([*head, *rows, *foot], [(1, 1, 1, 6)])


def by_title() -> bytes:
    """3. UTF-16 and semicolons; the cell in the title."""
    rows = [[*line(n, m), m["destination_cell"]] for n, m in enumerate(people(3), start=1)]
    table = [["DANH SÁCH ĐẢNG VIÊN CHI BỘ THÔN TRUNG NĂM 2026"], [*HEADINGS, "Chi bộ tiếp nhận"], *rows]
    return "\r\n".join(";".join(map(str, row)) for row in table).encode("utf-16")


def by_sheet() -> bytes:
    """4. The cell only in the name of the sheet, a row above those who go to the same place, and a sheet of figures."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Thôn Hạ")
        sheet.write_row(0, 0, HEADINGS)
        row = 1
        for place in ("Chi bộ phố Mới", "Chi bộ thôn Mới"):
            sheet.merge_range(row, 0, row, 5, f"Chuyển đến {place}")
            for member in (m for m in people(4) if m["destination_cell"] == place):
                row += 1
                sheet.write_row(row, 0, line(row, member))
            row += 1
        figures = book.add_worksheet("Tổng hợp")
        figures.write_row(0, 0, ["Năm", "Số đảng viên"])
        figures.write_row(1, 0, [2026, 4])
    return stream.getvalue()


def in_tcvn3() -> bytes:
    """5. An old encoding throughout, the cell in a group row."""
    rows = [[*line(n, m), m["destination_cell"]] for n, m in enumerate(people(5), start=1)]
    table = [[*HEADINGS, "Chuyển đến chi bộ"], ["Chi bộ thôn Thượng"], *rows]
    return workbook([[c.translate(_TO_TCVN3) if isinstance(c, str) else c for c in row] for row in table])


def write_lists(folder: Path) -> list[Path]:
    """The five files."""
    files = {
        "1 theo cột.xlsx": by_column(),
        "2 theo nhóm.xlsx": by_groups(),
        "3 theo tiêu đề.csv": by_title(),
        "4 theo trang.xlsx": by_sheet(),
        "5 phông cũ.xlsx": in_tcvn3(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]
