"""Figures in a report: statistics, movement of members and targets; their sums, percentages and tables."""

from __future__ import annotations

import pytest

from tests.builders import Payload
from tests.reports import found, lines_of, report, ruled_table_of


class TestStatistics:
    PARTS = ({"label": "đảng bộ", "value": 36}, {"label": "chi bộ", "value": 25})

    def with_(self, **fields: object) -> Payload:
        return report(statistics=[{"label": "Tổ chức cơ sở đảng", "value": 61, **fields}])

    def test_parts_make_the_whole(self):
        assert found(self.with_(parts=self.PARTS)) == []
        assert found(self.with_(parts=self.PARTS[:1])) == [("C1", "/statistics/0/parts")]

    def test_fractions_add_up_as_written(self):
        parts = [{"label": "a", "value": 0.1}, {"label": "b", "value": 0.2}]

        assert found(self.with_(value=0.3, parts=parts)) == []

    @pytest.mark.parametrize(("percent", "refused"), [(46.5, False), (46.6, False), (46.4, False), (46.7, True)])
    def test_a_typed_share_is_right_to_a_tenth(self, percent, refused):
        payload = self.with_(value=107, base=230, percent=percent)

        assert found(payload) == ([("C14", "/statistics/0/percent")] if refused else [])

    def test_so_is_that_of_a_part(self):
        wrong = [{**self.PARTS[0], "percent": 60}, self.PARTS[1]]

        assert found(self.with_(parts=[{**self.PARTS[0], "percent": 59}, self.PARTS[1]])) == []
        assert found(self.with_(parts=wrong)) == [("C14", "/statistics/0/parts/0/percent")]

    def test_shares_make_at_most_a_hundred_percent(self):
        def three(percent: float) -> Payload:
            return self.with_(value=3, parts=[{"label": label, "value": 1, "percent": percent} for label in "abc"])

        assert found(three(33.3)) == []
        assert found(three(33.4)) == [("report.shares", "/statistics/0/parts")]

    def test_a_share_is_not_more_than_all(self):
        assert found(self.with_(base=61)) == []
        assert found(self.with_(base=60)) == [("report.share", "/statistics/0/base")]

    @pytest.mark.parametrize(
        ("values", "shares"), [((45, 15), ["75", "25"]), ((20, 40), ["33,3", "66,7"]), ((6, 54), ["10", "90"])]
    )
    def test_a_column_of_whole_percentages_has_no_tenths(self, values, shares):
        parts = [{"label": label, "value": value} for label, value in zip("ab", values, strict=True)]

        assert [row[-1] for row in ruled_table_of(self.with_(value=60, parts=parts))[2:]] == shares

    def test_are_set_as_a_table(self):
        payload = report(
            statistics=[
                {"label": "Đảng bộ có chi bộ cơ quan", "unit": "đảng bộ", "value": 107, "base": 230},
                {"label": "Đảng viên", "unit": "đồng chí", "value": 3918, "year": 2009},
                {"label": "Tổ chức cơ sở đảng", "value": 61, "parts": self.PARTS},
            ]
        )

        assert ruled_table_of(payload) == [
            ["TT", "Nội dung", "Đơn vị tính", "Số lượng", "Tỷ lệ (%)"],
            ["1", "Đảng bộ có chi bộ cơ quan", "đảng bộ", "107/230", "46,5"],
            ["2", "Đảng viên, năm 2009", "đồng chí", "3.918", ""],
            ["3", "Tổ chức cơ sở đảng", "", "61", ""],
            ["", "- đảng bộ", "", "36", "59,0"],
            ["", "- chi bộ", "", "25", "41,0"],
        ]

    def test_columns_that_nothing_fills_are_left_out(self):
        assert ruled_table_of(self.with_()) == [["TT", "Nội dung", "Số lượng"], ["1", "Tổ chức cơ sở đảng", "61"]]


class TestMembership:
    @pytest.mark.parametrize(
        ("fields", "pointer"),
        [
            ({"closing": 23}, None),
            ({"closing": 24}, "closing"),
            ({"official": 21, "probationary": 2}, None),
            ({"official": 21, "probationary": 1}, "official"),
            ({"probationary": 24}, "official"),
            ({"official": 20}, None),
        ],
    )
    def test_closing_is_opening_with_the_movement(self, fields, pointer):
        movement = {"opening": 22, "admitted": 2, "transferred_in": 1, "transferred_out": 1, "deceased": 1, **fields}

        assert found(report(membership=movement)) == ([("C1", f"/membership/{pointer}")] if pointer else [])

    def test_no_more_leave_than_there_were(self):
        assert found(report(membership={"opening": 1, "deceased": 2})) == [("C1", "/membership")]

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            (
                {"admitted": 2, "removed": 1, "official": 1182, "probationary": 2},
                (
                    "Đầu kỳ có 1.183 đảng viên; trong kỳ kết nạp 2, đưa ra khỏi Đảng 1; đến ngày 30/11/2026 có 1.184 "
                    "đảng viên (1.182 chính thức, 2 dự bị)."
                ),
            ),
            (
                {},
                "Đầu kỳ có 1.183 đảng viên; trong kỳ không có biến động; đến ngày 30/11/2026 có 1.183 đảng viên.",
            ),
        ],
    )
    def test_is_told_in_one_sentence(self, fields, sentence):
        assert sentence in lines_of(report(membership={"opening": 1183, **fields}))


class TestTargets:
    @pytest.mark.parametrize(("percent", "refused"), [(75, False), (75.1, False), (75.2, True), (74.8, True)])
    def test_percent_is_achieved_of_planned(self, percent, refused):
        payload = report(targets=[{"name": "Giảm hộ nghèo", "planned": 4, "achieved": 3, "percent": percent}])

        assert found(payload) == ([("C14", "/targets/0/percent")] if refused else [])

    def test_are_set_as_a_table_with_the_percentage(self):
        targets = [
            {"name": "Kết nạp", "unit": "đồng chí", "planned": 3, "achieved": 2},
            {"name": "Thu ngân sách", "unit": "triệu đồng", "planned": 1200, "achieved": 1350.5},
            {"name": "Ngoài kế hoạch", "unit": "việc", "planned": 0, "achieved": 1},
        ]

        assert ruled_table_of(report(targets=targets))[1:] == [
            ["1", "Kết nạp", "đồng chí", "3", "2", "66,7"],
            ["2", "Thu ngân sách", "triệu đồng", "1.200", "1.350,5", "112,5"],
            ["3", "Ngoài kế hoạch", "việc", "0", "1", ""],
        ]


class TestExtremes:
    """What a hostile or careless payload holds is answered, and soon."""

    def test_a_percentage_beyond_all_measure_is_a_finding(self):
        target = {"name": "x", "planned": 5e-324, "achieved": 1e12, "percent": 5}

        assert ("C14", "/targets/0/percent") in found(report(targets=[target]))

    def test_a_report_of_too_many_rows_is_refused(self):
        table = {"columns": ["a", "b"], "rows": [["", ""]] * 2000}
        sections = [{"heading": f"Mục {number}", "table": table} for number in range(11)]

        assert found(report(sections=sections)) == [("too_many_lines", "")]
