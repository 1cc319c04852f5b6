"""tong-hop.xlsx: who goes where, what it comes to, who gets no slip."""

from __future__ import annotations

import zipfile

import pytest
from python_calamine import CalamineWorkbook

from service.batch import transfer_summary
from service.batch.parts import Failed, Made
from service.batch.transfer_summary import write_summary

BY_CELL, BY_ISSUER, WITHOUT = range(3)


def member(name, to="Chi bộ A", slip="", kind="internal", official=True, reason=""):
    return [name, "1/1/1980", "019000000001", official, kind, to, reason, slip]


def decision(row, issuer, *members):
    return Made(row, "x.docx", 0, 0, 0, 0, (), issuer, [f"Chi bộ cũ {row}", f"0{row}-QĐ/ĐU", list(members)])


def sheets(folder, *entries):
    write_summary(folder / "x.xlsx", entries)
    book = CalamineWorkbook.from_path(folder / "x.xlsx")
    return [list(book.get_sheet_by_index(n).to_python(skip_empty_area=False))[3:] for n in range(len(book.sheet_names))]


def test_members_stand_under_their_cell_in_vietnamese_order(tmp_path):
    found = sheets(
        tmp_path,
        decision(1, "Đảng ủy xã B", member("Lê Bình", "Chi bộ 10"), member("Lê An", "Chi bộ 2", "07")),
        decision(2, "Đảng ủy xã A", member("Trần Đạt"), member("Trần Chi", official=False)),
        decision(3, "Đảng ủy xã B", member("Vũ Ánh", "chi bộ 2")),
    )[BY_CELL]

    assert [(row[0], row[1], row[5], row[7]) for row in found] == [
        ("Đảng ủy xã A", "", "", ""),
        ("Chi bộ A", "", "", ""),
        ("1", "Trần Chi", "Chi bộ cũ 2", ""),
        ("2", "Trần Đạt", "Chi bộ cũ 2", ""),
        ("Cộng: 2 đảng viên (1 chính thức, 1 dự bị)", "", "", ""),
        ("Đảng ủy xã B", "", "", ""),
        ("Chi bộ 2", "", "", ""),
        ("1", "Lê An", "Chi bộ cũ 1", "07"),
        ("2", "Vũ Ánh", "Chi bộ cũ 3", ""),
        ("Cộng: 2 đảng viên chính thức", "", "", ""),
        ("Chi bộ 10", "", "", ""),
        ("1", "Lê Bình", "Chi bộ cũ 1", ""),
        ("Cộng: 1 đảng viên chính thức", "", "", ""),
    ]


def test_each_issuer_is_summed_up(tmp_path):
    found = sheets(
        tmp_path,
        decision(1, "B", member("X"), member("Y", "Chi bộ C", official=False), member("Z", "", None, "pending")),
        decision(2, "B", member("T")),
        decision(3, "A", member("U", "Đảng bộ K", None, "official")),
    )[BY_ISSUER]

    assert found == [
        ["1", "A", 1, 0, 1, 1, 0, 0, 1],
        ["2", "B", 2, 2, 4, 3, 1, 3, 1],
        ["", "Tổng cộng", 3, 2, 5, 4, 1, 3, 2],
    ]


def test_who_gets_no_slip_is_told_why_and_failed_rows_are_not_there(tmp_path):
    found = sheets(
        tmp_path,
        decision(
            1,
            "A",
            member("Lê Ba", "", None, "pending", reason="đang ở nước ngoài"),
            member("Lê An", "Đảng bộ K", None, "official"),
            member("Lê Hai"),
            member("Lê Bốn", "Chi bộ T", None, "temporary"),
        ),
        Failed(2, "y.docx", ()),
    )[WITHOUT]

    assert found[0][0] == "A: Chi bộ cũ 1 (Quyết định 01-QĐ/ĐU)"
    assert [(row[0], row[1], row[5], row[6]) for row in found[1:]] == [
        ("1", "Lê An", "Đảng bộ K", "Chuyển chính thức ra ngoài đảng bộ"),
        ("2", "Lê Ba", "", "Chưa chuyển: đang ở nước ngoài"),
        ("3", "Lê Bốn", "Chi bộ T", "Chuyển sinh hoạt tạm thời"),
    ]


def test_formulas_stay_text(tmp_path):
    write_summary(
        tmp_path / "x.xlsx", [decision(1, "=A", member("=1+1", "@x", "01"), member("+2", "", None, "pending"))]
    )

    with zipfile.ZipFile(tmp_path / "x.xlsx") as opened:
        written = b"".join(opened.read(name) for name in opened.namelist() if "worksheets/" in name)
    assert b"<f>" not in written
    assert b"=1+1" in written


def test_runs_on_the_disk_change_nothing(tmp_path, monkeypatch: pytest.MonkeyPatch):
    entries = [decision(n, f"Đảng ủy {n % 3}", *(member(f"Lê {n * k % 7}") for k in range(5))) for n in range(1, 9)]
    write_summary(tmp_path / "one.xlsx", entries)
    monkeypatch.setattr(transfer_summary, "ROWS_IN_A_RUN", 6)
    write_summary(tmp_path / "two.xlsx", entries)

    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one.xlsx", "two.xlsx"]
