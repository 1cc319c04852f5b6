"""Báo cáo tổng kết, sơ kết: sums and percentages, the order of the parts, the wording of what is derived."""

from __future__ import annotations

import pytest

from tests.builders import Payload, as_json, pipeline
from tests.reports import FOUR_YEARS, RESOLUTION, SLUG, found, headings_of, lines_of, paper_of, report, ruled_table_of

EVERY_PART = {
    "context": ["Tình hình."], "implementation": ["Quán triệt."], "results": [{"heading": "Tư tưởng"}],
    "targets": [{"name": "Kết nạp", "planned": 1, "achieved": 1}], "inspection": ["Kiểm tra."],
    "strengths": ["Tốt."], "causes_of_strengths": ["Vì thế."], "weaknesses": ["Chưa tốt."],
    "causes_of_weaknesses": ["Vì vậy."], "self_rating": "Hoàn thành tốt nhiệm vụ", "lessons": ["Bài học."],
    "directions": ["Tiếp tục."], "next_targets": [{"name": "Kết nạp", "planned": 2, "unit": "đồng chí"}],
    "solutions": ["Giải pháp."], "recommendations": ["Đề nghị."],
}  # fmt: skip


class TestWhatItMustSay:
    def test_a_report_without_any_part_is_refused(self):
        assert found(report()) == [("report.empty", "")]

    @pytest.mark.parametrize("part", [{"context": ["Đoạn."]}, {"sections": [{"heading": "Một"}]}])
    def test_typed_parts_or_sections_do(self, part):
        assert found(report(**part)) == []

    def test_a_thematic_report_names_its_resolution(self):
        thematic = {**FOUR_YEARS, "context": ["Đoạn."]}

        assert found(report(**thematic)) == []
        assert found(report(**{**thematic, "resolution_ref": None})) == [("report.resolution", "/resolution_ref")]

    def test_which_is_not_later_than_the_report(self):
        late = {**RESOLUTION, "date": "2026-12-05"}

        assert found(report(**{**FOUR_YEARS, "resolution_ref": late}, context=["Đoạn."])) == [
            ("C8", "/resolution_ref/date")
        ]


class TestPeriod:
    @pytest.mark.parametrize(
        ("start", "end", "refused"),
        [
            ("2025-12-01", "2026-12-04", False),
            ("2025-12-01", "2026-12-05", True),
            ("2026-11-30", "2026-11-30", True),
        ],
    )
    def test_begins_before_it_ends_and_ends_before_the_report(self, start, end, refused):
        payload = report(context=["Đoạn."], period_from=start, period_to=end)

        assert found(payload) == ([("C8", "/period_to")] if refused else [])

    @pytest.mark.parametrize(
        ("kind", "start", "asked"),
        [
            ("annual", "2025-12-01", False),
            ("annual", "2025-10-01", True),
            ("half_year", "2026-06-01", False),
            ("half_year", "2026-01-01", True),
            ("term", "2021-06-01", False),
        ],
    )
    def test_that_does_not_fit_the_kind_is_asked_about(self, kind, start, asked):
        payload = report(context=["Đoạn."], report_kind=kind, period_from=start)

        assert found(payload, "warning") == ([("report.period", "/period_from")] if asked else [])


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
            ["", "- đảng bộ", "", "36", "59"],
            ["", "- chi bộ", "", "25", "41"],
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


class TestOrder:
    def test_of_a_thematic_report(self):
        assert headings_of(report(**FOUR_YEARS, **EVERY_PART)) == [
            "I- KHÁI QUÁT TÌNH HÌNH",
            "II- CÔNG TÁC QUÁN TRIỆT VÀ CHỈ ĐẠO THỰC HIỆN",
            "III- KẾT QUẢ THỰC HIỆN", "1. Tư tưởng", "2. Kết quả thực hiện các chỉ tiêu",
            "IV- CÔNG TÁC KIỂM TRA, GIÁM SÁT",
            "V- ĐÁNH GIÁ CHUNG", "1. Ưu điểm", "2. Nguyên nhân của ưu điểm", "3. Hạn chế, khuyết điểm",
            "4. Nguyên nhân của hạn chế, khuyết điểm", "5. Tự đánh giá, xếp loại",
            "VI- BÀI HỌC KINH NGHIỆM",
            "VII- PHƯƠNG HƯỚNG",
            "VIII- BIỆN PHÁP THỰC HIỆN",
            "IX- KIẾN NGHỊ, ĐỀ XUẤT",
        ]  # fmt: skip

    def test_of_an_annual_report(self):
        assert headings_of(report(**EVERY_PART)) == [
            "I- TÌNH HÌNH, KẾT QUẢ THỰC HIỆN NHIỆM VỤ NĂM 2026",
            "1. Đặc điểm tình hình", "2. Công tác quán triệt, chỉ đạo", "3. Tư tưởng",
            "4. Kết quả thực hiện các chỉ tiêu", "5. Công tác kiểm tra, giám sát",
            "6. Đánh giá chung", "6.1. Ưu điểm", "6.2. Nguyên nhân của ưu điểm", "6.3. Hạn chế, khuyết điểm",
            "6.4. Nguyên nhân của hạn chế, khuyết điểm", "6.5. Tự đánh giá, xếp loại", "7. Bài học kinh nghiệm",
            "II- PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2027", "1. Phương hướng", "2. Chỉ tiêu", "3. Nhiệm vụ, giải pháp",
            "III- KIẾN NGHỊ, ĐỀ XUẤT",
        ]  # fmt: skip

    def test_parts_that_are_absent_leave_no_heading(self):
        assert headings_of(report(lessons=["Bài học."])) == [
            "I- TÌNH HÌNH, KẾT QUẢ THỰC HIỆN NHIỆM VỤ NĂM 2026", "1. Bài học kinh nghiệm",
        ]  # fmt: skip


class TestWording:
    @pytest.mark.parametrize(
        ("fields", "title"),
        [
            ({}, "tổng kết công tác năm 2026"),
            ({"directions": ["Tiếp tục."]}, "tổng kết công tác năm 2026, phương hướng, nhiệm vụ năm 2027"),
            ({"stage": "interim"}, "sơ kết công tác năm 2026"),
            (
                {
                    "report_kind": "half_year",
                    "period_from": "2026-01-01",
                    "period_to": "2026-06-30",
                    "solutions": ["a"],
                },
                "sơ kết công tác 6 tháng đầu năm 2026, phương hướng, nhiệm vụ 6 tháng cuối năm 2026",
            ),
            (
                {"report_kind": "half_year", "period_from": "2026-06-01", "solutions": ["a"]},
                "sơ kết công tác 6 tháng cuối năm 2026, phương hướng, nhiệm vụ 6 tháng đầu năm 2027",
            ),
            (
                {"report_kind": "term", "period_from": "2021-06-01", "solutions": ["a"]},
                "tổng kết công tác nhiệm kỳ 2021 – 2026, phương hướng, nhiệm vụ nhiệm kỳ 2026 – 2031",
            ),
            (
                FOUR_YEARS,
                (
                    "tổng kết 4 năm thực hiện Nghị quyết số 21-NQ/TW, ngày 16/6/2022 của Ban Chấp hành Trung ương về "
                    "xây dựng tổ chức cơ sở đảng"
                ),
            ),
            ({"subject": "kết quả học tập nghị quyết"}, "kết quả học tập nghị quyết"),
        ],
    )
    def test_the_title_follows_from_kind_and_period(self, fields, title):
        lines = lines_of(report(**{"context": ["Đoạn."], **fields}))

        assert " ".join(lines[: lines.index("-----")]) == f"BÁO CÁO {title}"

    def test_a_title_does_not_break_within_number_and_date(self):
        lines = lines_of(report(context=["Đoạn."], **FOUR_YEARS))

        assert lines[1] == "tổng kết 4 năm thực hiện Nghị quyết số 21-NQ/TW,"
        assert lines[2].startswith("ngày 16/6/2022 của")

    def test_the_closing_sentence_is_made_and_keeps_with_the_signature(self):
        made = paper_of(report(context=["Đoạn."]))
        last = [paragraph for paragraph in made.paragraphs if paragraph.text][-1]

        assert last.text == "Trên đây là báo cáo của Chi bộ xóm Định Thành về tổng kết công tác năm 2026."
        assert last.style.paragraph_format.keep_with_next

    @pytest.mark.parametrize("typed", ["Trên đây là báo cáo", "Trên đây là báo cáo.", "Trên đây là báo cáo./."])
    def test_it_ends_with_one_full_stop(self, typed):
        assert lines_of(report(context=["Đoạn."], closing=typed))[-1] == "Trên đây là báo cáo."

    def test_it_names_a_report_that_is_replaced(self):
        replaced = {"type": "Báo cáo", "number": "11-BC/CB", "date": "2026-12-01"}

        assert lines_of(report(context=["Đoạn."], replaces=replaced))[-1].endswith(
            " Báo cáo này thay thế Báo cáo số 11-BC/CB, ngày 01/12/2026."
        )

    @pytest.mark.parametrize(
        ("superior", "recipient"),
        [
            ("Đảng bộ xã Tiên Phong", "Đảng ủy xã Tiên Phong"),
            ("Đảng bộ tỉnh Thái Nguyên", "Ban Thường vụ Tỉnh ủy"),
            ("Đảng bộ thành phố Hà Nội", "Ban Thường vụ Thành ủy"),
        ],
    )
    def test_it_goes_to_the_committee_above(self, superior, recipient):
        issuer = {"kind": "cell", "name": "Chi bộ xóm Định Thành", "superior": superior, "place_name": "Tiên Phong"}
        signature_row = paper_of(report(context=["Đoạn."], issuer=issuer)).tables[-1].cell(0, 0).text

        assert signature_row == f"Nơi nhận:\n- {recipient} (để báo cáo);\n- Lưu Chi bộ."

    def test_several_items_have_a_dash_and_one_has_none(self):
        assert "Một." in lines_of(report(strengths=["Một."]))
        assert lines_of(report(strengths=["Một.", "- Hai."]))[-3:-1] == ["- Một.", "- Hai."]

    def test_the_file_is_named_after_what_is_summed_up(self):
        def name(**fields: object) -> str:
            return pipeline().produce(SLUG, as_json(report(context=["Đoạn."], **fields))).filename

        assert name() == "12-BC-CB Báo cáo tổng kết năm 2026.docx"
        assert name(**FOUR_YEARS) == "12-BC-CB Báo cáo tổng kết 4 năm thực hiện Nghị quyết 21-NQ-TW.docx"
