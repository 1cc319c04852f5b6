"""Rows that are no members, lists that are none, and what does not change the members of a list."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.batch.member_lists import Grid, Merged, UnreadableList, read_member_list
from tests.member_lists import TODAY, codes, payloads, read, skipped

HEADINGS = [
    "TT",
    "Họ và tên",
    "Ngày sinh",
    "Số thẻ đảng viên",
    "Ngày vào Đảng",
    "Ngày chính thức",
    "Chức vụ",
    "Ghi chú",
]
PEOPLE = [
    ["1", "Nguyễn Văn An", "12/3/1980", "012345678901", "3/2/2005", "3/2/2006", "Bí thư", ""],
    ["2", "Tống Thị Cộng", "1955", "112345678901", "1/1/1980", "1/1/1981", "", "Miễn sinh hoạt"],
    ["3", "Tô Văn Thôn", "2/1999", "", "19/5/2026", "", "", ""],
    ["4", "Bàn Thị Xuân", "1/12/1970", "212345678901", "1/1/1999", "1/1/2000", "Phó Bí thư", ""],
]
MEMBERS = payloads(read([HEADINGS, *PEOPLE]))


class TestRows:
    def test_the_members_themselves(self):
        assert [(member["full_name"], member["status"]) for member in MEMBERS] == [
            ("Nguyễn Văn An", "official"),
            ("Tống Thị Cộng", "official"),
            ("Tô Văn Thôn", "probationary"),
            ("Bàn Thị Xuân", "official"),
        ]

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (["", "Cộng: 4 đảng viên"], "total"),
            (["Tổng cộng", "", "4"], "total"),
            (["", "TỔNG SỐ", 4.0], "total"),
            (["Ấn định danh sách gồm 4 đồng chí"], "total"),
            (["", "Tổng số đảng viên: 4 đ/c (3 chính thức, 1 dự bị)"], "total"),
            (["Chi bộ thôn Đông"], "group"),
            (["", "II. CHI BỘ THÔN ĐÔNG"], "group"),
            (["B", "Khối cơ quan"], "group"),
            (["", "Thôn Đoài"], "group"),
            (["", "Tổ dân phố số 5"], "group"),
            (["", "", "", "", "", "", "T/M CHI ỦY"], "signature"),
            (["", "Người lập biểu", "", "", "", "", "Bí thư"], "signature"),
            (["", "", "", "", "", "Tiên Phong, ngày 5 tháng 3 năm 2026"], "signature"),
            (["* Ghi chú: x là đảng viên dự bị"], "note"),
            (["5"], "blank"),
            (["", " ", "\u00a0"], "blank"),
            (HEADINGS, "header"),
        ],
    )
    def test_a_row_that_is_no_member_is_skipped_with_the_reason(self, row, reason):
        found = read([HEADINGS, *PEOPLE, row])

        assert payloads(found) == MEMBERS
        assert skipped(found) == [(1, 1, "header"), (6, 6, reason)]
        assert found.remarks == read([HEADINGS, *PEOPLE]).remarks

    def test_all_after_the_signature_is_skipped_until_members_come_again(self):
        signature = [
            ["", "", "", "", "", "", "T/M CHI BỘ"],
            [],
            ["", "", "", "", "", "", "Lê Văn Ký"],
            ["", "Lê Văn Ký"],
        ]
        found = read([HEADINGS, *PEOPLE[:2], *signature, HEADINGS, *PEOPLE[2:]])

        assert payloads(found) == MEMBERS

    @pytest.mark.parametrize(
        ("total", "told"), [("Tổng cộng: 4 đảng viên", []), ("Tổng cộng: 5 đảng viên", ["total.mismatch"])]
    )
    def test_a_total_is_checked_against_the_count(self, total, told):
        found = read([HEADINGS, *PEOPLE, [total]])

        assert [code for code in codes(found) if code.startswith("total")] == told

    def test_the_total_of_a_cell_is_checked_against_the_cell(self):
        rows = [
            ["Chi bộ A (2 đảng viên)"],
            *PEOPLE[:2],
            ["", "Cộng: 2"],
            ["Chi bộ B (3 đ/c)"],
            *PEOPLE[2:],
            ["", "Cộng: 9"],
        ]
        found = read([HEADINGS, *rows])

        assert [(remark.place) for remark in found.remarks if remark.code == "total.mismatch"] == ["B9", "A6"]
        assert [member.cell for member in found.members] == ["Chi bộ A", "Chi bộ A", "Chi bộ B", "Chi bộ B"]

    def test_a_merged_row_of_any_words_names_the_cell(self):
        found = read([HEADINGS, ["", "Cơ quan khối Đảng"], *PEOPLE], merged=[(1, 1, 1, 7)])

        assert {member.cell for member in found.members} == {"Cơ quan khối Đảng"}

    def test_the_cell_of_a_title_holds_for_all_and_two_titles_say_nothing(self):
        one = read([["CHI BỘ THÔN ĐÔNG"], HEADINGS, *PEOPLE])
        two = read([["CHI BỘ THÔN ĐÔNG"], ["Chi bộ thôn Đoài"], HEADINGS, *PEOPLE])

        assert {member.cell for member in one.members} == {"CHI BỘ THÔN ĐÔNG"}
        assert {member.cell for member in two.members} == {None}

    def test_a_member_may_have_nothing_but_a_name(self):
        found = read([HEADINGS, *PEOPLE, ["5", "Tô Văn Bản"], ["", "Lăng Thị Ấp"]])

        assert [payload["full_name"] for payload in payloads(found)[4:]] == ["Tô Văn Bản", "Lăng Thị Ấp"]

    def test_a_group_row_of_a_status_gives_the_status_and_no_cell(self):
        rows = [["A", "Đảng viên chính thức"], ["1", "Lê An"], ["B", "Đảng viên dự bị (1 đ/c)"], ["2", "Lê Bình"]]
        found = read([["TT", "Họ và tên", "Ngày sinh"], ["Chi bộ A"], *rows, ["Chi bộ B"], ["3", "Lê Chi"]])

        assert [(member.cell, member.payload.get("status")) for member in found.members] == [
            ("Chi bộ A", "official"),
            ("Chi bộ A", "probationary"),
            ("Chi bộ B", None),
        ]

    def test_another_header_further_down_is_told_for_its_columns_may_be_others(self):
        other = [HEADINGS[0], HEADINGS[1], *reversed(HEADINGS[2:])]
        found = read([HEADINGS, *PEOPLE, other])

        assert [(remark.code, remark.place) for remark in found.errors] == [("header.changed", "B6")]
        assert skipped(found)[-1] == (6, 6, "header")


class TestNoList:
    @pytest.mark.parametrize("rows", [[], [[]], [[None, None]], [[""]] * 10])
    def test_an_empty_grid(self, rows):
        with pytest.raises(UnreadableList) as refused:
            read(rows)

        assert refused.value.code == "list.empty"

    @pytest.mark.parametrize("rows", [PEOPLE, [["Nguyễn Văn An"]], [["Thu", "Chi"], [1.0, 2.0]], [[1.0] * 400] * 400])
    def test_no_heading_at_all_says_what_was_looked_for(self, rows):
        with pytest.raises(UnreadableList) as refused:
            read(rows)

        assert refused.value.code == "list.heading"
        assert "Họ và tên" in refused.value.message.vi
        assert "Ngày sinh" in refused.value.message.vi

    def test_headings_in_an_old_encoding_say_so(self):
        with pytest.raises(UnreadableList) as refused:
            read([["Hä vµ tªn", "Ngµy sinh", "Ngµy vµo §¶ng"], ["NguyÔn V¨n An", "1980", "2000"]])

        assert refused.value.code == "list.legacy"
        assert "TCVN3" in refused.value.message.vi

    def test_one_column_of_names_is_a_list(self):
        assert payloads(read([["Họ và tên"], ["An"], ["Bình"]])) == [{"full_name": "An"}, {"full_name": "Bình"}]

    def test_a_heading_without_members_is_an_empty_list(self):
        assert read([HEADINGS]).members == ()


TITLES = st.sampled_from(
    ["DANH SÁCH", "ĐẢNG BỘ XÃ TIÊN PHONG", "Họ và tên cán bộ", "Năm 2026", "(Kèm theo Quyết định)", "TT"]
)


class TestNothingElseChangesTheMembers:
    @given(st.permutations(range(len(HEADINGS))))
    def test_the_order_of_columns(self, order):
        rows = [[row[index] for index in order] for row in (HEADINGS, *PEOPLE)]

        assert payloads(read(rows)) == MEMBERS

    @given(st.lists(st.tuples(st.integers(0, len(PEOPLE)), st.integers(0, 10)), max_size=6))
    def test_blank_rows(self, blanks):
        rows = list(PEOPLE)
        for index, width in blanks:
            rows.insert(index, [""] * width)

        assert payloads(read([HEADINGS, *rows])) == MEMBERS

    @given(st.lists(st.tuples(TITLES, st.integers(0, 7)), max_size=8))
    def test_titles_above(self, titles):
        above = [[""] * column + [title] for title, column in titles]

        assert payloads(read([*above, HEADINGS, *PEOPLE])) == MEMBERS

    @given(st.integers(0, 7), st.sampled_from(["Nhóm máu", "Cỡ áo", "", "Dân tộc"]))
    def test_a_column_of_something_else(self, index, heading):
        rows = [
            [*row[:index], value, *row[index:]]
            for row, value in zip([HEADINGS, *PEOPLE], [heading, *"ABCD"], strict=True)
        ]
        if heading == "" and index == 2:
            return  # right of the names it would be a column of given names

        assert payloads(read(rows)) == MEMBERS

    @given(st.sampled_from([str.upper, str.lower, str.title, lambda text: f"  {text}\n"]))
    def test_how_headings_are_typed(self, typed):
        assert payloads(read([list(map(typed, HEADINGS)), *PEOPLE])) == MEMBERS


WORDS = ["Họ và tên", "Ngày sinh", "Nam", "Nữ", "Chi bộ A", "Cộng: 3", "x", "#REF!", "=1", "1980", "\ud800"]
CELLS = st.one_of(
    st.none(), st.booleans(), st.floats(), st.dates(), st.text(max_size=30), st.sampled_from(WORDS)
)  # fmt: skip


class TestHostile:
    @given(
        st.lists(st.lists(CELLS, max_size=6), max_size=12),
        st.lists(st.tuples(*[st.integers(0, 12)] * 4), max_size=4),
    )
    def test_any_grid_is_read_or_refused_in_words(self, rows, merged):
        grid = Grid(rows, tuple(Merged(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in merged))
        with suppress(UnreadableList):
            found = read_member_list(grid, today=TODAY)
            covered = {member.row for member in found.members}
            covered |= {row for each in found.skipped for row in range(each.first, each.last + 1)}
            assert covered == set(range(1, len(rows) + 1))

    @pytest.mark.parametrize("merged", [[(2, 0, 10**9, 0)], [(2, 0, 10**9, 10**9)], [(0, 0, 0, 10**9)]])
    def test_a_merged_range_beyond_the_grid_costs_nothing(self, merged):
        assert len(read([HEADINGS, *PEOPLE], merged=merged).members) == 4

    def test_every_row_of_a_long_list_is_a_member_or_skipped(self):
        people = [[str(n), f"Nguyễn Văn {random.Random(n).choice(['An', 'Bình'])}", "1980", "", "1/1/2000", "1/1/2001"]
                  for n in range(5000)]  # fmt: skip
        found = read([HEADINGS, *people])

        assert len(found.members) == 5000
        assert found.members[-1].places["birth"] == "C5001"


def test_a_row_may_name_the_cell_that_receives_those_below():
    found = read([
        ["CHI BỘ CƠ QUAN XÃ"],
        ["TT", "Họ và tên", "Ngày chính thức"],
        ["I", "Chuyển đến Chi bộ thôn Đông:"],
        [1, "Nguyễn Văn An", "1/1/1999"],
        ["II", "Chuyển sinh hoạt đảng về chi bộ thôn Đoài (1 đ/c)"],
        [2, "Trần Thị Bình", "1/1/1999"],
    ])  # fmt: skip

    assert [member.payload["destination_cell"] for member in found.members] == ["Chi bộ thôn Đông", "chi bộ thôn Đoài"]
    assert [member.places["destination_cell"] for member in found.members] == ["B3", "B5"]
    assert {member.cell for member in found.members} == {"CHI BỘ CƠ QUAN XÃ"}


def test_the_title_names_the_cell_before_a_time_and_below_the_organisation():
    for title in (
        "DANH SÁCH ĐẢNG VIÊN CHI BỘ THÔN ĐÔNG NĂM 2026",
        "ĐẢNG BỘ XÃ TIÊN PHONG\nCHI BỘ THÔN ĐÔNG",
        "Danh sách đảng viên của CHI BỘ THÔN ĐÔNG (tính đến 30/6/2026)",
    ):
        found = read([[title], ["TT", "Họ và tên", "Ngày chính thức"], [1, "Nguyễn Văn An", "1/1/1999"]])

        assert [member.cell for member in found.members] == ["CHI BỘ THÔN ĐÔNG"]
