"""Whole batches from workbooks and CSV: errors at their cells, files to mend, and nothing that ends a process."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from service.batch.desk import Desk
from service.batch.ledger import Batch
from service.batch.workbook import open_workbook, write_workbook
from tests.batch.seasons import SLUG, desk_at, json_lines, papers_in, payload, processes_of, receive, work, write_lines
from tests.unit.batch.workbook.test_dangerous_workbooks import FAR, FIRST, NAMESPACE, compound_file, with_sheet
from tests.unit.batch.workbook.test_twenty_faults import COMMON, EXPECTED, SHEETS
from tests.workbooks import Typed, filled, shape

MAIN = "Văn bản"


def with_faults() -> list[tuple[str, dict[str, Any]]]:
    """Six papers without numbers; the third and the fifth lack what is required."""
    papers = [payload(n, number=None) for n in range(1, 7)]
    papers[2]["cell_name"] = papers[4]["formation"] = None
    return [(f"0{n}", each) for n, each in enumerate(papers, start=1)]


def made(tmp_path: Path, name: str, content: bytes, **wishes: Any) -> tuple[Desk, Batch]:
    file = tmp_path / name
    file.write_bytes(content)
    desk = desk_at(tmp_path / f"data of {name}", processes=1)
    return desk, work(desk, receive(desk, file, **wishes))[0]


def inside(desk: Desk, batch: Batch, name: str) -> bytes:
    with zipfile.ZipFile(desk.folder(batch.id).archive) as archive:
        assert archive.namelist().count(name) == 1, archive.namelist()
        return archive.read(name)


def numbers(desk: Desk, batch: Batch) -> dict[str, str]:
    """The name of each paper's cell and its number."""
    names = papers_in(desk.folder(batch.id).archive)
    return {name.rpartition("-ĐU ")[2].removesuffix(".docx"): name.rpartition("/")[2][:2] for name in names}


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def mended(content: bytes, changes: dict[tuple[str, str], str], tmp_path: Path) -> bytes:
    """The workbook with other values in some cells of the main sheet, by code and heading, as a clerk saves it."""
    rows = {}
    for name, (headings, *cells) in sheets_of(content).items():
        if name in ("Hướng dẫn", "Lựa chọn", "Chung"):
            continue
        plain = [heading.removesuffix(" *") for heading in headings]
        rows[name] = [{h: cell for h, cell in zip(plain, row, strict=True) if cell != ""} for row in cells]
    for row in rows[MAIN]:
        for (code, heading), value in changes.items():
            if row["Mã"] == code:
                row[heading] = value
    common = {row[0]: row[1] for row in sheets_of(content)["Chung"][1:] if row[1] != ""}
    return filled(SLUG, rows, common=common)


def test_twenty_faults_through_a_whole_batch_are_told_exactly_each_at_its_cell(tmp_path):
    desk, batch = made(tmp_path, "hai mươi.xlsx", filled(SLUG, SHEETS, common=COMMON))
    errors = desk.means.ledger.errors(batch.id)

    assert {(error.code, str(error.place)) for error in errors} == EXPECTED
    assert batch.state == "failed"  # a row of a list belongs to no paper


def test_a_mended_workbook_gives_the_papers_with_the_numbers_they_had(tmp_path):
    content = write_workbook(shape(SLUG), with_faults())
    desk, batch = made(tmp_path, "mùa.xlsx", content, first_number=11)
    first = numbers(desk, batch)
    to_mend = inside(desk, batch, "errors.xlsx")
    changes = {("03", "Tên chi bộ"): "Chi bộ xóm 3", ("05", "Cách thành lập"): "Chia tách"}
    again, second = made(tmp_path, "sửa.xlsx", mended(to_mend, changes, tmp_path), first_number=11)

    assert first == {f"Chi bộ xóm {n}": f"{10 + n}" for n in (1, 2, 4, 6)}
    assert numbers(again, second) == {"Chi bộ xóm 3": "13", "Chi bộ xóm 5": "15"}
    assert len(inside(desk, batch, "errors.csv").splitlines()) >= 3


def test_the_file_to_mend_holds_failed_rows_as_typed_with_a_note_at_each_fault(tmp_path):
    main = dict(SHEETS[MAIN][0])
    sheets = {
        "Cơ quan": SHEETS["Cơ quan"][:1],
        MAIN: [
            main | {"Mã": "1", "Ngày ban hành": "05/8/2026", "Số văn bản": "001"},
            main | {"Mã": "2", "Ngày ban hành": "31/6/2026", "Số văn bản": 12.5, "Tên chi bộ": "#N/A"},
        ],
        "Danh sách đảng viên": [{**row, "Mã": key} for key in ("1", "2") for row in SHEETS["Danh sách đảng viên"][6:9]],
    }
    desk, batch = made(tmp_path, "sổ.xlsx", filled(SLUG, sheets, common={"Trực thuộc": "Đảng ủy xã"}))
    to_mend = inside(desk, batch, "errors.xlsx")
    found = sheets_of(to_mend)
    cells = dict(zip(found[MAIN][0], found[MAIN][1], strict=True))

    assert len(found[MAIN]) == 2
    assert [cells[name] for name in ("Mã", "Số văn bản", "Ngày ban hành", "Tên chi bộ *")] == [
        "2",
        12.5,
        "31/6/2026",
        "#N/A",
    ]
    assert [row[0] for row in found["Danh sách đảng viên"][1:]] == ["2"] * 3
    assert ["Trực thuộc", "Đảng ủy xã"] in [row[:2] for row in found["Chung"]]
    assert len(found["Cơ quan"]) == 2
    with zipfile.ZipFile(io.BytesIO(to_mend)) as archive:
        notes = "".join(archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/comments"))
    assert all(f'ref="{cell}2"' in notes for cell in "CDE")
    assert "Ngày phải có thật" in notes
    file = tmp_path / "lại.xlsx"
    file.write_bytes(to_mend)
    with open_workbook(file, shape(SLUG)) as reading:
        rows = list(reading.rows)
        assert [f.code for f in reading.faults] == []
    assert sorted((r.fault.code, str(r.fault.place)) for r in rows[0].remarks) == [
        ("cell.day", "Văn bản!D2"),
        ("cell.error-value", "Văn bản!E2"),
        ("cell.integer", "Văn bản!C2"),
    ]


@pytest.mark.long
def test_a_formula_without_result_is_refused_until_it_is_mended(tmp_path):
    main = dict(SHEETS[MAIN][0]) | {"Ngày ban hành": "05/8/2026", "Trực thuộc": Typed("=A1")}
    people = SHEETS["Danh sách đảng viên"][6:9]
    sheets = {"Cơ quan": SHEETS["Cơ quan"][:1], MAIN: [main], "Danh sách đảng viên": [{**p, "Mã": "1"} for p in people]}
    desk, batch = made(tmp_path, "sổ.xlsx", filled(SLUG, sheets))
    again, second = made(tmp_path, "sửa.xlsx", inside(desk, batch, "errors.xlsx"))

    assert [e.code for e in desk.means.ledger.errors(batch.id)] == ["cell.formula"]
    assert [(e.code, str(e.place)) for e in again.means.ledger.errors(second.id)] == [
        ("cell.error-value", "Văn bản!J2")
    ]


CSV = (
    "Mã;Số văn bản;Ngày ban hành;Tên chi bộ;Cách thành lập;Nhân sự lãnh đạo;issuer.kind;issuer.name;issuer.superior;"
    "Người ký: Họ và tên người ký;signature.position;members.full_name;members.birth;members.status\n"
    "{0}"
)
LINE = "{n};;05/8/2026;Chi bộ {n};Thành lập mới;{how};Ban thường vụ;Đảng ủy xã A;Đảng bộ tỉnh B;Lê A;Bí thư;"
LISTED = "Nguyễn Văn {x};{d}/3/1980;Chính thức\n"


def csv_papers(*hows: str) -> bytes:
    lines = []
    for n, how in enumerate(hows, start=1):
        lines.append(LINE.format(n=n, how=how) + LISTED.format(x="A", d=1))
        lines += [";" * 11 + LISTED.format(x=x, d=d) for x, d in (("B", 2), ("C", 3))]
    return CSV.format("".join(lines)).encode()


@pytest.mark.long
def test_a_mended_csv_gives_the_papers_with_the_numbers_they_had(tmp_path):
    desk, batch = made(
        tmp_path, "mùa.csv", csv_papers("Có quyết định riêng", "Chưa", "Có quyết định riêng"), first_number=7
    )
    to_mend = inside(desk, batch, "errors-to-mend.csv")
    lines = list(csv.reader(io.StringIO(to_mend.decode("utf-8-sig")), delimiter=";"))
    again, second = made(tmp_path, "sửa.csv", to_mend.replace("Chưa".encode(), "Có quyết định riêng".encode(), 1))

    assert (lines[0][-1], len(lines)) == ("Lỗi", 4)
    assert "Nhân sự lãnh đạo: Chỉ nhận" in lines[1][-1]
    assert numbers(desk, batch) == {"Chi bộ 1": "07", "Chi bộ 3": "09"}
    assert numbers(again, second) == {"Chi bộ 2": "08"}


def test_failed_payloads_are_given_back_as_lines_with_their_numbers(tmp_path):
    rows = [payload(n, number=None, **({"cell_name": None} if n == 2 else {})) for n in (1, 2, 3)]
    file = write_lines(tmp_path / "x.jsonl", rows)
    desk, batch = made(tmp_path, "mùa.jsonl", file.read_bytes() + b'{"a": \n', first_number=5)
    lines = inside(desk, batch, "errors.jsonl").splitlines()
    (tmp_path / "y.jsonl").write_bytes(lines[0])

    assert json_lines(tmp_path / "y.jsonl") == [{**rows[1], "number": 6}]
    assert lines[1:] == [b'{"a": ']


BAD_FILES = {
    "bomb.xlsx": (
        with_sheet(FIRST + f"<row r='2'><c r='A2'><v>{' ' * 4_000_000}1</v></c></row>"),
        "nén bất thường",
    ),
    "far.xlsx": (with_sheet(FIRST + FAR), "ở dưới dòng"),
    "password.xlsx": (compound_file("EncryptedPackage"), "mật khẩu"),
    "macros.xlsm": (with_sheet(FIRST, extra="xl/vbaProject.bin"), "macro"),
    "old.xls": (compound_file("Workbook"), "Excel cũ"),
    "sheet.xlsx": (filled(SLUG, {"Van ban": [{"Mã": "1"}]}, left_out=[MAIN]), "Văn bản"),
    "broken.xlsx": (with_sheet("", content=f"<worksheet {NAMESPACE}><sheetData><row>"), "hỏng"),
    "quotes.csv": ('Tên chi bộ,Lý do\n"a,b\n'.encode(), "dấu nháy"),
    "tcvn3.csv": (b"M\xb7,T\xaan chi b\xe9\n1,2\n", "TCVN3"),
}


def test_a_bad_file_fails_its_batch_alone(tmp_path):
    """All of them beside a good one, which waits behind them and is made."""
    desk = desk_at(tmp_path / "data", processes=1)
    files = [tmp_path / name for name in (*BAD_FILES, "tốt.xlsx")]
    for file in files[:-1]:
        file.write_bytes(BAD_FILES[file.name][0])
    files[-1].write_bytes(write_workbook(shape(SLUG), [("1", payload(1))]))
    *bad, good = work(desk, *(receive(desk, file) for file in files))

    assert [batch.state for batch in bad] == ["failed"] * len(BAD_FILES)
    said = {name: batch.reason.vi for name, batch in zip(BAD_FILES, bad, strict=True)}
    assert [name for name, (_, told) in BAD_FILES.items() if told not in said[name]] == []
    assert good.state == "done"
    assert len(papers_in(desk.folder(good.id).archive)) == 1


def test_rows_with_one_code_are_errors_and_the_others_are_made(tmp_path):
    papers = [("1", payload(1)), ("2", payload(2)), ("1", payload(3))]
    desk, batch = made(tmp_path, "hai.xlsx", write_workbook(shape(SLUG), papers))

    assert batch.state == "done"
    assert {(e.row, e.code) for e in desk.means.ledger.errors(batch.id) if e.code == "key.repeated"} == {
        (2, "key.repeated"),
        (4, "key.repeated"),
    }
    assert set(numbers(desk, batch)) == {"Chi bộ xóm 2"}


def test_no_process_is_left(tmp_path):
    before = processes_of(os.getpid())
    made(tmp_path, "mùa.xlsx", write_workbook(shape(SLUG), with_faults()))

    assert len(processes_of(os.getpid()) - before) <= 1  # the tracker of multiprocessing
