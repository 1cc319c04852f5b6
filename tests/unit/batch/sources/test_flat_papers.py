"""CSV in the columns of the form, or in the names of fields: rows of a batch with their cells and faults."""

from __future__ import annotations

import json
import resource
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.batch.flat_files import UnreadableFlatFile
from service.batch.rows import Row, RowError, errors_of
from service.batch.sources import Source, open_source
from tests.payloads import ESTABLISHMENT, SLIP
from tests.workbooks import TYPES, shape

ISSUER = "Cơ quan: Loại cơ quan,Cơ quan: Tên cơ quan"
BODY = "Ban thường vụ,Đảng ủy xã Tiên Phong"


def opened(
    tmp_path: Path, content: str | bytes, slug: str = ESTABLISHMENT, *, convert: bool = False, most: int = 1 << 20
) -> tuple[list[Row], list[RowError], list[RowError]]:
    file = tmp_path / "nguồn.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    source = Source(file, convert_legacy=convert)
    with open_source(source, slug, TYPES, max_bytes=most, today=date(2026, 8, 5)) as found:
        rows = list(found.rows)
        return rows, found.faults, found.remarks


def payload(row: Row) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(row.payload)
    return value


def told(errors: list[RowError] | tuple[RowError, ...]) -> list[tuple[str, str]]:
    return [(error.code, str(error.place)) for error in errors]


def test_headings_of_the_form_are_read_whatever_their_order_and_mark(tmp_path):
    content = (
        f"Số văn bản;Tên chi bộ *;Ngày ban hành;{ISSUER.replace(',', ';')}\n"
        f"12;Chi bộ thôn Đông;05/8/2026;{BODY.replace(',', ';')}\n"
    )
    rows, faults, _ = opened(
        tmp_path,
        content.replace("Số văn bản", "Cách thành lập;Nhân sự lãnh đạo;SỐ VĂN BẢN").replace(
            "12;", "Thành lập mới;Có quyết định riêng;12;"
        ),
    )

    assert faults == []
    assert payload(rows[0]) == {
        "number": 12,
        "cell_name": "Chi bộ thôn Đông",
        "issue_date": "2026-08-05",
        "formation": "new",
        "leadership": "separate_decision",
        "issuer": {"kind": "standing_committee", "name": "Đảng ủy xã Tiên Phong"},
    }
    assert str(rows[0].places["/number"]) == "CSV!C2"
    assert str(rows[0].places["/issuer/name"]) == "CSV!G2"


def test_names_of_fields_are_headings_too(tmp_path):
    content = (
        "issuer_ref\tcell_name\tsignature.full_name\tformation\tleadership\nDU\tChi bộ A\tLê Văn B\tnew\tseparate\n"
    )
    rows, faults, _ = opened(tmp_path, content)

    assert faults == []
    assert payload(rows[0])["signature"] == {"full_name": "Lê Văn B"}
    assert payload(rows[0])["issuer_ref"] == "DU"


LISTED = (
    "Mã,issuer_ref,Tên chi bộ,Cách thành lập,Nhân sự lãnh đạo,Danh sách đảng viên: Họ và tên,"
    "members.birth,members.status\n"
    "1,DU,Chi bộ A,Thành lập mới,Có quyết định riêng,Nguyễn Văn A,1/2/1980,official\n"
    "1,DU,Chi bộ A,,,Nguyễn Văn B,30/2/1980,official\n"
    ",,,,,Nguyễn Văn C,1982,official\n"
    "\n"
    "2,DU,Chi bộ B,Thành lập mới,Có quyết định riêng,Trần Văn D,1983,official\n"
)


def test_lines_of_one_code_are_one_paper_with_several_items(tmp_path):
    rows, faults, _ = opened(tmp_path, LISTED.replace("30/2", "3/2"))

    assert faults == []
    assert [row.number for row in rows] == [2, 6]
    assert [member["full_name"][-1] for row in rows for member in payload(row)["members"]] == ["A", "B", "C", "D"]
    assert str(rows[0].places["/members/2/birth"]) == "CSV!G4"


def test_a_fault_is_told_at_the_cell_as_excel_shows_it(tmp_path):
    rows, _, _ = opened(tmp_path, LISTED.replace("2,DU,Chi bộ B,Thành lập mới", "1,DU,Chi bộ B,Chia đôi"))

    assert told(errors_of(rows[0], [])) == [
        ("flat.differs", "CSV!C6"),
        ("flat.differs", "CSV!D6"),
        ("cell.partial-date", "CSV!G3"),
    ]


def test_a_code_that_comes_again_is_a_fault_of_its_line(tmp_path):
    rows, _, _ = opened(tmp_path, LISTED + "1,DU,Chi bộ C,Thành lập mới,Có quyết định riêng,Trần Văn E,1983,official\n")

    assert told(errors_of(rows[2], [])) == [("key.repeated", "CSV!A7")]


def test_items_within_items_belong_to_the_item_above(tmp_path):
    minutes = shape("cell-meeting-minutes")
    item, statement = (next(each for each in minutes.lists if each.path == (name,)) for name in ("items", "statements"))
    first, (speaker, text) = item.columns[0], statement.columns[:2]
    head = (
        f"issuer_ref,{item.name}: {first.heading},items.statements.{speaker.path[0]},{statement.name}: {text.heading}"
    )
    content = f"{head}\nDU,Một,A,x\n,,B,y\n,Hai,C,z\n"
    rows, _, _ = opened(tmp_path, content, "cell-meeting-minutes")
    items = payload(rows[0])["items"]

    assert [[each[speaker.path[0]] for each in one["statements"]] for one in items] == [["A", "B"], ["C"]]


def test_unknown_and_missing_headings_are_told_once_and_rows_only_refused(tmp_path):
    content = "issuer_ref,Tên chi bô,Cách thành lập,Màu\n" + "DU,Chi bộ A,Thành lập mới,đỏ\n" * 50
    rows, faults, _ = opened(tmp_path, content)

    assert told(faults) == [
        ("heading.unknown", "CSV!B1"),
        ("heading.unknown", "CSV!D1"),
        ("heading.missing", "CSV!A1"),
    ]
    assert "có phải “Tên chi bộ”" in faults[0].message.vi
    assert [errors_of(row, []) for row in rows] == [()] * 50
    assert all(row.faults for row in rows)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b\n1,2\n", "flat.headings"),
        ('Tên chi bộ,Lý do\n"a,b\n'.encode(), "flat.quotes"),
        ("Tên chi bộ,Lý do\nChi bộ,x\n".encode("utf-16")[:-1], "flat.encoding"),
        ("Tên chi bộ,Lý do\n".encode() + b"Chi b\xe9,x\n", "flat.encoding"),
        (b"", "flat.headings"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(tmp_path, content, code):
    with pytest.raises(UnreadableFlatFile) as refused:
        opened(tmp_path, content)
    assert refused.value.code == code


def test_a_column_in_an_old_font_is_refused_once(tmp_path):
    lines = "".join(f"DU,Chi bé th«n §«ng {n},Thµnh lËp míi,\n" for n in range(30))
    rows, faults, _ = opened(tmp_path, "issuer_ref,Tên chi bộ,Cách thành lập,Nhân sự lãnh đạo\n" + lines)

    assert told(faults) == [("column.legacy", "CSV!B1"), ("column.legacy", "CSV!C1")]
    assert "TCVN3" in faults[0].message.vi
    assert {errors_of(row, []) for row in rows} == {()}


def test_a_column_in_an_old_font_is_converted_where_asked_for_before_it_is_cleaned(tmp_path):
    lines = "".join(f"DU,Chi bé\u00a0th«n L­u {n},Thµnh lËp míi,\n" for n in range(3))
    rows, faults, remarks = opened(
        tmp_path, "issuer_ref,Tên chi bộ,Cách thành lập,Nhân sự lãnh đạo\n" + lines, convert=True
    )

    assert faults == []
    assert told(remarks) == [("column.legacy-converted", "CSV!B1"), ("column.legacy-converted", "CSV!C1")]
    assert [payload(row)["cell_name"] for row in rows] == [f"Chi bộ thôn Lưu {n}" for n in range(3)]
    assert payload(rows[0])["formation"] == "new"


def test_a_paper_of_too_many_lines_is_a_fault_and_takes_no_memory(tmp_path):
    header, *lines = LISTED.splitlines(keepends=True)
    content = header + lines[0] + f",,,,,Nguyễn Văn {'A' * 500},1980,official\n" * 3000 + lines[-1]
    rows, _, _ = opened(tmp_path, content, most=20_000)

    assert [fault.code for fault in rows[0].faults] == ["row.too-long"]
    assert rows[1].faults == ()


def test_the_column_of_faults_is_not_read(tmp_path):
    _, faults, remarks = opened(
        tmp_path,
        LISTED.replace("status\n", "status,Lỗi\n")
        .replace("1983,official\n", "1983,official,Sai\n")
        .replace("30/2", "3/2"),
    )

    assert (faults, remarks) == ([], [])


@pytest.mark.long
def test_a_hundred_thousand_lines_stream(tmp_path):
    file = tmp_path / "nguồn.csv"
    with file.open("w") as stream:
        stream.write("Mã,issuer_ref,Lý do\n")
        stream.writelines(f"{n},DU,Chuyển công tác\n" for n in range(100_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open_source(Source(file), SLIP, TYPES, max_bytes=1 << 20, today=date(2026, 8, 5)) as found:
        assert sum(1 for _ in found.rows) == 100_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # KiB
