"""What would be lost in silence is told: changed examples, errors of Excel, faults of bodies that nobody names."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from service.batch.workbook import write_workbook
from tests.payloads import ESTABLISHMENT, SLIP, as_bytes, sample
from tests.workbooks import TYPES, filled, read, shape, told


@pytest.mark.parametrize("slug", sorted(TYPES))
def test_an_example_as_it_was_is_no_remark(slug):
    faults, _ = read(
        slug, write_workbook(shape(slug), [("1", sample(slug))], example=json.loads(as_bytes(sample(slug))))
    )

    assert "example.changed" not in [fault.code for fault in faults]


def test_an_example_that_was_written_over_is_a_remark_at_its_row():
    content = write_workbook(shape(SLIP), [], example=sample(SLIP))
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            changed = old.read(name)
            if name == "xl/sharedStrings.xml":
                changed = changed.replace(sample(SLIP)["member"]["full_name"].encode(), "Lê Thị Khác".encode())
            new.writestr(name, changed)
    faults, rows = read(SLIP, target.getvalue())

    assert [(fault.code, fault.level, str(fault.place)) for fault in faults] == [
        ("example.changed", "warning", "Văn bản!A2")
    ]
    assert rows == []


def test_an_error_of_excel_is_told_at_its_cell():
    content = filled(SLIP, {"Văn bản": [{"Mã": "1", "Lý do": "đổi chỗ", "Số văn bản": 1}]})
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start = data.index(b'<row r="2"')
                cells = data[start:].replace(b"<v>1</v></c></row>", b"<v>1</v></c></row>", 1)
                data = data[:start] + _with_error(cells)
            new.writestr(name, data)
    _, rows = read(SLIP, target.getvalue())

    assert ("cell.error-value", True) in [(r.fault.code, "#REF!" in r.fault.message.vi) for r in rows[0].remarks]


def _with_error(cells: bytes) -> bytes:
    """The last cell of the row shows #REF!."""
    begin = cells.rindex(b"<c ", 0, cells.index(b"</row>"))
    reference = cells[begin:].split(b'"')[1]
    end = cells.index(b"</row>")
    return cells[:begin] + b'<c r="' + reference + b'" t="e"><v>#REF!</v></c>' + cells[end:]


def test_a_fault_of_a_body_that_no_paper_names_is_told_once():
    bodies = [
        {"Mã": "A", "Loại cơ quan": "Ban thường vụ", "Tên cơ quan": "Đảng ủy xã A"},
        {"Mã": "B", "Loại cơ quan": "Ban thường"},
    ]
    papers = [{"Mã": str(n), "Cơ quan ban hành": "A"} for n in range(3)]
    faults, rows = read(ESTABLISHMENT, filled(ESTABLISHMENT, {"Cơ quan": bodies, "Văn bản": papers}))

    assert ("cell.choice", "Cơ quan!B3") in told(faults)
    assert told(faults).count(("cell.choice", "Cơ quan!B3")) == 1
    assert [row.refused for row in rows] == [False] * 3
