"""Five member lists in five shapes, as communes send them, are understood cell by cell."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter

from service.batch.member_lists import grid_from_file, grid_from_text, read_member_list
from service.documents._moving import MovedMember
from tests.member_lists import TODAY, codes, payloads, sheet_grid, skipped

# 1. The usual sheet of a commune: titles, two-row merged header, years under Nam and Nữ, cells as group rows.
COMMUNE = [
    ["ĐẢNG BỘ XÃ TIÊN PHONG", None, None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"],
    [],
    ["DANH SÁCH ĐẢNG VIÊN NĂM 2026"],
    [],
    ["TT", "Họ và tên", "Năm sinh", None, "Ngày vào Đảng", None, "Số TĐV", "Đảng\nviên dự bị", "Chức vụ", "Quê quán"],
    [None, None, "Nam", "Nữ", "Dự bị", "Chính thức", None, None, None, None],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)"],
    ["I", "CHI BỘ THÔN ĐÔNG (3 đảng viên)"],
    [1.0, "Nguyễn Văn An", 1980.0, None, "03/02/2005", "03/02/2006", "012345678901", None, "Bí thư", "Thái Bình"],
    [
        2.0,
        "Trần Thị Bình",
        None,
        "12/3/1985",
        date(2010, 5, 19),
        date(2011, 5, 19),
        "112345678901",
        None,
        None,
        "Hà Nam",
    ],
    [3.0, "Lê  Thị\u00a0Cúc", None, 1999.0, "2.9.2025", None, None, "x", "Đoàn viên", None],
    [None, "Cộng: 3 đảng viên"],
    ["II", "Chi bộ thôn Đoài"],
    [4.0, "Phạm Văn Dũng", "1955", None, "1975", "1976", "212345678901", None, None, None],
    [None, "Tổng cộng: 5 đảng viên"],
    [],
    [None, None, None, None, None, None, "Tiên Phong, ngày 05 tháng 3 năm 2026"],
    [None, "NGƯỜI LẬP BIỂU", None, None, None, None, "T/M ĐẢNG ỦY"],
    [],
    [None, "Hoàng Thị Em", None, None, None, None, "Vũ Văn Giang"],
]
COMMUNE_MERGED = [
    (0, 0, 0, 3), (0, 4, 0, 9), (2, 0, 2, 9), (4, 2, 4, 3), (4, 4, 4, 5), *((4, c, 5, c) for c in (0, 1, 6, 7, 8, 9)),
    (7, 1, 7, 9), (12, 1, 12, 9), (16, 6, 16, 9),
]  # fmt: skip


def test_a_commune_sheet_with_merged_header_groups_totals_and_signature():
    found = read_member_list(sheet_grid(COMMUNE, COMMUNE_MERGED), today=TODAY)

    assert payloads(found) == [
        {
            "full_name": "Nguyễn Văn An", "status": "official", "birth": "1980", "gender": "male",
            "party_card_no": "012345678901", "admission": "03/02/2005", "official": "03/02/2006", "position": "Bí thư",
        },
        {
            "full_name": "Trần Thị Bình", "status": "official", "birth": "12/3/1985", "gender": "female",
            "party_card_no": "112345678901", "admission": "19/05/2010", "official": "19/05/2011",
        },
        {
            "full_name": "Lê Thị Cúc", "status": "probationary", "birth": "1999", "gender": "female",
            "admission": "2/9/2025", "position": "Đoàn viên",
        },
        {
            "full_name": "Phạm Văn Dũng", "status": "official", "birth": "1955", "gender": "male",
            "party_card_no": "212345678901", "admission": "1975", "official": "1976",
        },
    ]  # fmt: skip
    assert [(member.cell, member.row) for member in found.members] == [
        ("CHI BỘ THÔN ĐÔNG", 9),
        ("CHI BỘ THÔN ĐÔNG", 10),
        ("CHI BỘ THÔN ĐÔNG", 11),
        ("Chi bộ thôn Đoài", 14),
    ]
    assert skipped(found) == [
        (1, 1, "title"),
        (2, 2, "blank"),
        (3, 3, "title"),
        (4, 4, "blank"),
        (5, 6, "header"),
        (7, 7, "numbering"),
        (8, 8, "group"),
        (12, 12, "total"),
        (13, 13, "group"),
        (15, 15, "total"),
        (16, 16, "blank"),
        (17, 18, "signature"),
        (19, 19, "blank"),
        (20, 20, "signature"),
    ]
    assert found.members[1].places["birth"] == "D10"
    assert found.questions == ()
    assert [(remark.code, remark.place) for remark in found.remarks] == [("total.mismatch", "B15")]
    assert [(column.letter, column.field) for column in found.columns][-1] == ("J", "hometown")


# 2. The flat CSV of a program: semicolons, BOM, one row of headings, statuses in words.
FLAT = (
    "STT;Họ tên đảng viên;Ngày sinh;Giới tính;Số thẻ ĐV;Ngày kết nạp;Ngày chính thức;Tình trạng;Chi bộ;"
    "Đảng phí đến tháng\r\n"
    "1;Đỗ Văn Hùng;5.2.1980;Nam;00123456;26/03/2001;26/03/2002;Chính thức;Chi bộ 1;7/2026\r\n"
    '2;"Bùi Thị Lan";1979;Nữ;;19/5/2026;;Dự bị;Chi bộ 2;T7/2026\r\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_flat_file_in_each_encoding_and_delimiter(encoding, delimiter, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(FLAT.replace(";", delimiter).encode(encoding))
    with path.open("rb") as stream:
        found = read_member_list(grid_from_file(stream), today=TODAY)

    assert payloads(found) == [
        {
            "full_name": "Đỗ Văn Hùng", "status": "official", "birth": "5/2/1980", "gender": "male",
            "party_card_no": "00123456", "admission": "26/03/2001", "official": "26/03/2002",
            "dues_paid_through": "2026-07",
        },
        {
            "full_name": "Bùi Thị Lan", "status": "probationary", "birth": "1979", "gender": "female",
            "admission": "19/5/2026", "dues_paid_through": "2026-07",
        },
    ]  # fmt: skip
    assert [member.cell for member in found.members] == ["Chi bộ 1", "Chi bộ 2"]
    assert skipped(found) == [(1, 1, "header")]
    assert found.settled
    assert found.remarks == ()


# 3. A list for a dissolution: names in two columns under one heading, birth in three, the receiving cell merged down,
#    and the header again on the second page.
HEADER_3 = ["TT", "Họ và tên", None, "Sinh ngày", None, None, "Ngày vào\nĐảng", "Ngày CT", "Chi bộ\ntiếp nhận", "Lý do"]
LOWER_3 = [None, "Họ đệm", "Tên", "Ngày", "Thang", "Nam", None, None, None, None]
DISSOLVED = [
    ["CHI BỘ CƠ QUAN XÃ TIÊN PHONG"],
    ["DANH SÁCH đảng viên chuyển sinh hoạt"],
    HEADER_3,
    LOWER_3,
    [1.0, "Ngô Thị", "Mai", 5.0, 2.0, 1980.0, "03/02/2005", "03/02/2006", "Chi bộ khu phố 1", "Nơi cư trú"],
    [2.0, "Tô Văn", "Nam", None, None, 1966.0, "03/02/1995", "03/02/1996", None, None],
    [3.0, "Đ/c Bàn Văn", "Tổng", "15", "7", "1970", "1/1/1999", "1/1/2000", "Chi bộ khu phố 2", None],
    HEADER_3,
    LOWER_3,
    [4.0, "LÝ THỊ", "XUÂN", 1.0, 12.0, 1990.0, "3/2/2015", "3/2/2016", "Chi bộ khu phố 2", None],
    [5.0],
    ["Danh sách này có 4 đồng chí./."],
    ["* Ghi chú: CT là chính thức"],
    [None, None, None, None, None, None, "BÍ THƯ"],
    [None, None, None, None, None, None, "Vũ Văn Giang"],
]
DISSOLVED_MERGED = [(2, 1, 2, 2), (2, 3, 2, 5), (4, 8, 5, 8), (7, 1, 7, 2), (7, 3, 7, 5)]


def test_a_list_of_movers_with_split_names_and_merged_destinations():
    found = read_member_list(sheet_grid(DISSOLVED, DISSOLVED_MERGED), today=TODAY)

    assert [(p["full_name"], p["birth"], p["destination_cell"]) for p in payloads(found)] == [
        ("Ngô Thị Mai", "5/2/1980", "Chi bộ khu phố 1"),
        ("Tô Văn Nam", "1966", "Chi bộ khu phố 1"),
        ("Bàn Văn Tổng", "15/7/1970", "Chi bộ khu phố 2"),
        ("LÝ THỊ XUÂN", "1/12/1990", "Chi bộ khu phố 2"),
    ]
    assert {member.cell for member in found.members} == {"CHI BỘ CƠ QUAN XÃ TIÊN PHONG"}
    assert skipped(found) == [
        (1, 2, "title"),
        (3, 4, "header"),
        (8, 9, "header"),
        (11, 11, "blank"),
        (12, 12, "total"),
        (13, 13, "note"),
        (14, 15, "signature"),
    ]
    assert set(codes(found)) == {"name.honorific", "name.capitals"}
    assert found.settled


# 4. Pasted from Excel: no titles, abbreviations, no marks; x for those on probation, two columns of positions.
PASTED = (
    "TT\tHo va ten d/v\tNS\tNu\tNgay KN\tDB\tChuc vu Dang\tChuc vu chinh quyen\tDia chi\n"
    '1\tCao Bá Quân\t1/1/1971\t\t3/2/1999\t\tBí thư\t"Chủ tịch\nUBND"\tThôn Đông\n'
    "2\tMai Thu Hà\t2/1985\tx\t3/2/2026\tX\t\tVăn phòng\tThôn Đoài\n"
)


def test_cells_pasted_from_excel_with_abbreviated_headings_without_marks():
    found = read_member_list(grid_from_text(PASTED), today=TODAY)

    assert payloads(found) == [
        {
            "full_name": "Cao Bá Quân", "status": "official", "birth": "1/1/1971", "gender": "male",
            "admission": "3/2/1999", "position": "Bí thư; Chủ tịch\nUBND", "residence": "Thôn Đông",
        },
        {
            "full_name": "Mai Thu Hà", "status": "probationary", "birth": "2/1985", "gender": "female",
            "admission": "3/2/2026", "position": "Văn phòng", "residence": "Thôn Đoài",
        },
    ]  # fmt: skip
    assert skipped(found) == [(1, 1, "header")]
    assert found.settled


# 5. Several cells stacked, each with its title, header and signature; TCVN3 throughout; capitals in .VnTimeH.
STACKED = [
    ["DANH S¸CH §¶NG VI£N CHI Bé TH¤N §¤NG"],
    ["Hä vµ tªn", "Ngµy sinh", "Ngµy vµo §¶ng", "Ngµy chÝnh thøc", "Ghi chó"],
    ["NguyÔn V¨n B×nh", "12/3/1960", "3/2/1985", "3/2/1986", ""],
    ["TrÇn ThÞ H\u00ad¬ng", "1/5/1997", "3/2/2026", "dù bÞ", ""],
    ["", "", "", "Bí thư", ""],
    ["", "", "", "Lª V¨n Tó", ""],
    ["Hä vµ tªn", "Ngµy sinh", "Ngµy vµo §¶ng", "Ngµy chÝnh thøc", "Ghi chó"],
    ["Vò §øc Th¾ng", "1958", "1980", "1981", "§i xa"],
]


def test_stacked_lists_in_an_old_encoding_after_their_conversion_was_asked_for():
    found = read_member_list(sheet_grid(STACKED), today=TODAY, convert_legacy=True)

    assert payloads(found) == [
        {
            "full_name": "Nguyễn Văn Bình", "status": "official", "birth": "12/3/1960",
            "admission": "3/2/1985", "official": "3/2/1986",
        },
        {"full_name": "Trần Thị Hương", "status": "probationary", "birth": "1/5/1997", "admission": "3/2/2026"},
        {
            "full_name": "Vũ Đức Thắng", "status": "official", "birth": "1958", "admission": "1980", "official": "1981",
            "note": "Đi xa",
        },
    ]  # fmt: skip
    assert skipped(found) == [(1, 1, "title"), (2, 2, "header"), (5, 6, "signature"), (7, 7, "header")]
    assert codes(found) == ["legacy.converted"]


@pytest.mark.parametrize(
    "grid",
    [
        sheet_grid(COMMUNE, COMMUNE_MERGED),
        grid_from_text(FLAT),
        sheet_grid(DISSOLVED, DISSOLVED_MERGED),
        grid_from_text(PASTED),
    ],
)
def test_what_is_read_is_an_item_of_a_payload(grid):
    members = payloads(read_member_list(grid, today=TODAY))

    assert TypeAdapter(list[MovedMember]).validate_python(members, strict=False)
