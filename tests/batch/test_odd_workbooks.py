"""Workbooks that look alarming and hold good papers, and such whose sheets cannot be told apart, as whole batches."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from service.batch.workbook import write_workbook
from tests.batch.seasons import SLUG, desk_at, papers_in, payload, receive, work
from tests.unit.batch.workbook.test_twenty_faults import SHEETS
from tests.workbooks import Typed, filled, shape

pytestmark = pytest.mark.long

MAIN = "Văn bản"


def made(folder: Path, content: bytes, name: str = "sổ.xlsx"):
    file = folder / name
    file.write_bytes(content)
    desk = desk_at(folder / "data", processes=1)
    (batch,) = work(desk, receive(desk, file))
    return desk, batch


def with_rows_below(content: bytes, rows: str) -> bytes:
    """The workbook with more XML at the end of its main sheet."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet2.xml":
                data = data.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
            archive.writestr(name, data)
    return target.getvalue()


@pytest.mark.long
def test_a_million_rows_with_nothing_in_them_cost_nothing(tmp_path):
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(100, 1_000_100))
    desk, batch = made(tmp_path, with_rows_below(write_workbook(shape(SLUG), [("1", payload(1))]), empty))

    assert (batch.state, batch.rows_total) == ("done", 1)
    assert len(papers_in(desk.folder(batch.id).archive)) == 1


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        pytest.param(
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "ở dưới dòng 200000", marks=pytest.mark.long
        ),
        ('<row r="100"><c r="XFD100"><v>1</v></c></row>', "ngoài cột thứ 400"),
    ],
)
def test_a_cell_at_the_edge_of_the_sheet_is_told_and_no_paper_is_made(tmp_path, cell, told):
    _, batch = made(tmp_path, with_rows_below(write_workbook(shape(SLUG), [("1", payload(1))]), cell))

    assert (batch.state, batch.trouble) == ("failed", "refused")
    assert told in batch.reason.vi


def test_a_formula_with_its_result_makes_the_paper_and_is_told_to_be_looked_at(tmp_path):
    main = dict(SHEETS[MAIN][0]) | {"Ngày ban hành": "05/8/2026", "Tên chi bộ": Typed('="Chi bộ "&"A"', "Chi bộ A")}
    people = [{**row, "Mã": "1"} for row in SHEETS["Danh sách đảng viên"][6:9]]
    sheets = {"Cơ quan": SHEETS["Cơ quan"][:1], MAIN: [main | {"Mã": "1"}], "Danh sách đảng viên": people}
    desk, batch = made(tmp_path, filled(SLUG, sheets))

    assert (batch.state, desk.means.ledger.errors(batch.id)) == ("done", [])
    with zipfile.ZipFile(desk.folder(batch.id).archive) as archive:
        manifest = archive.read("manifest.csv").decode()
    assert "Ô này là công thức; đã lấy kết quả lưu trong tệp" in manifest
    assert "Chi bộ A" in manifest


def twins(first: dict[str, Any], second: str, rows: list[dict[str, Any]]) -> bytes:
    return filled(SLUG, {MAIN: [first], second: rows})


def test_two_sheets_of_one_name_are_refused_whatever_marks_they_have(tmp_path):
    row = dict(SHEETS[MAIN][0])
    _, batch = made(tmp_path, twins(row, "van  ban", [row]))

    assert (batch.state, batch.trouble) == ("failed", "refused")
    assert "2 trang tính cùng tên (“Văn bản”, “van ban”)" in batch.reason.vi


def test_a_sheet_of_the_same_name_with_nothing_in_it_is_passed_over(tmp_path):
    content = write_workbook(shape(SLUG), [("1", payload(1))])
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/workbook.xml":
                data = data.replace('name="Hướng dẫn"'.encode(), b'name="VAN BAN"')
            if name == "xl/worksheets/sheet1.xml":
                head, _, tail = data.partition(b"<sheetData>")
                data = head + b"<sheetData/>" + tail.partition(b"</sheetData>")[2].partition(b"<mergeCells")[0]
                data = data if data.endswith(b"</worksheet>") else data + b"</worksheet>"
            archive.writestr(name, data)
    desk, batch = made(tmp_path, target.getvalue())

    assert batch.state == "done", batch.reason
    assert len(papers_in(desk.folder(batch.id).archive)) == 1
