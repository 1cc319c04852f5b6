"""Sections of a report: numbered by the program, four levels, tables of two to eight columns."""

from __future__ import annotations

import pytest

from tests.builders import Payload
from tests.reports import found, headings_of, report, ruled_table_of


def table(**fields: object) -> Payload:
    return report(
        sections=[{"heading": "Số liệu", "table": {"columns": ["Tên", "Số"], "rows": [["a", "1"]], **fields}}]
    )


class TestSections:
    def test_are_numbered_by_the_program(self):
        points = [{"heading": f"điểm {n}", "paragraphs": ["Đoạn."]} for n in range(7)]
        nested = [{"heading": "Mục", "children": [{"heading": "Tiểu mục", "children": points}]}]
        payload = report(sections=[{"heading": "Phần một"}, {"heading": "Phần hai", "children": nested}])

        assert headings_of(payload) == [
            "I- PHẦN MỘT", "II- PHẦN HAI", "1. Mục", "1.1. Tiểu mục",
            "a) điểm 0", "b) điểm 1", "c) điểm 2", "d) điểm 3", "đ) điểm 4", "e) điểm 5", "g) điểm 6",
        ]  # fmt: skip

    def test_follow_the_typed_parts(self):
        payload = report(context=["Đoạn."], recommendations=["Đề nghị."], sections=[{"heading": "Phụ lục"}])

        assert headings_of(payload) == [
            "I- TÌNH HÌNH, KẾT QUẢ THỰC HIỆN NHIỆM VỤ NĂM 2026",
            "1. Đặc điểm tình hình",
            "II- KIẾN NGHỊ, ĐỀ XUẤT",
            "III- PHỤ LỤC",
        ]

    def test_go_no_deeper_than_four_levels(self):
        section: Payload = {"heading": "sâu"}
        for _ in range(4):
            section = {"heading": "trên", "children": [section]}

        assert [code for code, _ in found(report(sections=[section]))] == ["extra_forbidden"]

    @pytest.mark.parametrize("heading", ["I- Kết quả", "II. Kết quả", "1. Kết quả", "1.2. Kết quả", "a) Kết quả"])
    def test_a_heading_with_a_number_of_its_own_is_asked_about(self, heading):
        payload = report(sections=[{"heading": "Phần", "children": [{"heading": heading}]}])

        assert found(payload, "warning") == [("section.numbered", "/sections/0/children/0/heading")]

    @pytest.mark.parametrize("heading", ["5 nhiệm vụ trọng tâm", "V.I. Lênin bàn về nêu gương", "Kết quả I"])
    def test_one_that_only_holds_a_number_is_not(self, heading):
        assert found(report(sections=[{"heading": heading}]), "warning") == []

    def test_the_same_is_asked_of_results(self):
        assert found(report(results=[{"heading": "1. Tư tưởng"}]), "warning") == [
            ("section.numbered", "/results/0/heading")
        ]


class TestSectionTables:
    @pytest.mark.parametrize(
        ("fields", "pointer"),
        [
            ({}, None),
            ({"total_row": ["Cộng", "1"]}, None),
            ({"rows": [["a", "1"], ["b"]]}, "rows/1"),
            ({"rows": [["a", "1", "2"]]}, "rows/0"),
            ({"total_row": ["Cộng"]}, "total_row"),
        ],
    )
    def test_every_row_has_a_cell_for_each_column(self, fields, pointer):
        assert found(table(**fields)) == ([("table.ragged", f"/sections/0/table/{pointer}")] if pointer else [])

    @pytest.mark.parametrize(
        ("columns", "refused"),
        [(1, False), (7, False), (8, True)],
    )
    def test_there_are_at_most_eight_columns_with_the_ordinals(self, columns, refused):
        payload = table(columns=["Cột"] * columns, rows=[["1"] * columns])

        assert found(payload) == ([("table.columns", "/sections/0/table/columns")] if refused else [])

    @pytest.mark.parametrize(("columns", "refused"), [(1, True), (2, False), (8, False)])
    def test_ordinals_of_the_author_count_among_them(self, columns, refused):
        payload = table(columns=["TT", *["Cột"] * (columns - 1)], rows=[["1"] * columns])

        assert found(payload) == ([("table.columns", "/sections/0/table/columns")] if refused else [])

    def test_rows_are_numbered_unless_the_author_did(self):
        rows = [["a", "1"], ["b", "2"]]

        assert ruled_table_of(table(rows=rows, total_row=["Cộng", "3"])) == [
            ["TT", "Tên", "Số"], ["1", "a", "1"], ["2", "b", "2"], ["", "Cộng", "3"],
        ]  # fmt: skip
        assert ruled_table_of(table(columns=["STT", "Tên"], rows=[["I", "a"]])) == [["STT", "Tên"], ["I", "a"]]

    @pytest.mark.parametrize("columns", range(1, 8))
    def test_every_width_is_printed(self, columns):
        cells = [f"ô {n}" for n in range(columns)]

        assert ruled_table_of(table(columns=cells, rows=[cells])) == [["TT", *cells], ["1", *cells]]
