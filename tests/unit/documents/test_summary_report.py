"""Báo cáo tổng kết, sơ kết: who makes one, its period, the order of the parts, the wording of what is derived."""

from __future__ import annotations

import pytest

from service.norm import IssuerKind
from tests.builders import Payload, as_json, pipeline
from tests.reports import FOUR_YEARS, RESOLUTION, SLUG, found, headings_of, lines_of, paper_of, report

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
            (
                {**FOUR_YEARS, "resolution_ref": {"type": "Chỉ thị", "title": "V/v phát triển đảng viên."}},
                "tổng kết 4 năm thực hiện Chỉ thị về phát triển đảng viên",
            ),
            ({"subject": "kết quả học tập nghị quyết"}, "kết quả học tập nghị quyết"),
            ({"subject": "V/v học tập nghị quyết."}, "về học tập nghị quyết"),
        ],
    )
    def test_the_title_follows_from_kind_and_period(self, fields, title):
        lines = lines_of(report(**{"context": ["Đoạn."], **fields}))

        assert " ".join(lines[: lines.index("-----")]) == f"BÁO CÁO {title}"

    @pytest.mark.parametrize(
        ("start", "end", "summed_up"),
        [
            ("2025-07-01", "2026-06-30", "sơ kết 1 năm thực hiện Chỉ thị về nêu gương"),
            ("2025-07-01", "2026-08-10", "sơ kết 1 năm thực hiện Chỉ thị về nêu gương"),
            ("2022-07-01", "2025-06-01", "sơ kết 3 năm thực hiện Chỉ thị về nêu gương"),
            (
                "2026-01-01",
                "2026-09-30",
                "sơ kết thực hiện Chỉ thị về nêu gương (từ tháng 01/2026 đến tháng 9/2026)",
            ),
            (
                "2025-01-01",
                "2026-06-30",
                "sơ kết thực hiện Chỉ thị về nêu gương (từ tháng 01/2025 đến tháng 6/2026)",
            ),
        ],
    )
    def test_years_are_counted_only_where_they_are_whole(self, start, end, summed_up):
        reference = {"type": "Chỉ thị", "title": "nêu gương"}
        fields = {**FOUR_YEARS, "stage": "interim", "resolution_ref": reference, "context": ["Đoạn."]}
        lines = lines_of(report(**{**fields, "period_from": start, "period_to": end}))

        assert " ".join(lines[: lines.index("-----")]) == f"BÁO CÁO {summed_up}"
        assert lines[-1] == f"Trên đây là báo cáo {summed_up} của Chi bộ xóm Thành Lập."

    @pytest.mark.parametrize(
        ("typed", "asked"),
        [
            ("V/v nêu gương.", True),
            ("v/v: nêu gương", True),
            ("về việc nêu gương;", False),
            ("Về nêu gương", False),
            ("nêu gương", False),
        ],
    )
    def test_a_resolution_is_about_its_title_however_that_was_typed(self, typed, asked):
        payload = report(**{**FOUR_YEARS, "resolution_ref": {**RESOLUTION, "title": typed}}, context=["Đoạn."])

        assert any("của Ban Chấp hành Trung ương về nêu gương, Chi bộ" in line for line in lines_of(payload))
        assert found(payload, "warning") == ([("C16", "/resolution_ref/title")] if asked else [])

    def test_a_title_breaks_before_what_is_ahead(self):
        half_year = {"report_kind": "half_year", "period_from": "2026-06-01", "solutions": ["a"]}

        assert lines_of(report(**half_year))[1:3] == [
            "sơ kết công tác 6 tháng cuối năm 2026,",
            "phương hướng, nhiệm vụ 6 tháng đầu năm 2027",
        ]

    def test_a_title_does_not_break_within_number_and_date(self):
        lines = lines_of(report(context=["Đoạn."], **FOUR_YEARS))

        assert lines[1] == "tổng kết 4 năm thực hiện Nghị quyết số 21-NQ/TW,"
        assert lines[2].startswith("ngày 16/6/2022 của")

    def test_the_closing_sentence_is_made_and_keeps_with_the_signature(self):
        made = paper_of(report(context=["Đoạn."]))
        last = [paragraph for paragraph in made.paragraphs if paragraph.text][-1]

        assert last.text == "Trên đây là báo cáo tổng kết công tác năm 2026 của Chi bộ xóm Thành Lập."
        assert last.style.paragraph_format.keep_with_next

    @pytest.mark.parametrize(
        ("fields", "closing"),
        [
            (FOUR_YEARS, "tổng kết 4 năm thực hiện Nghị quyết số 21-NQ/TW của Chi bộ xóm Thành Lập."),
            ({"subject": "kết quả nêu gương"}, "kết quả nêu gương của Chi bộ xóm Thành Lập."),
            ({"subject": "công tác năm của Chi bộ xóm Thành Lập."}, "công tác năm của Chi bộ xóm Thành Lập."),
        ],
    )
    def test_it_says_what_was_summed_up_and_by_whom(self, fields, closing):
        assert lines_of(report(context=["Đoạn."], **fields))[-1] == f"Trên đây là báo cáo {closing}"

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
        four_years = "12-BC-CB Báo cáo tổng kết 4 năm thực hiện Nghị quyết 21-NQ-TW.docx"
        assert name(**FOUR_YEARS) == four_years
        assert name(**{**FOUR_YEARS, "resolution_ref": {**RESOLUTION, "number": "Số 21-NQ/TW"}}) == four_years


def organ(kind: str, name: str, superior: str = "Tỉnh ủy Bắc Giang") -> Payload:
    return {"kind": kind, "name": name, "superior": superior, "symbol": "X", "place_name": "Bắc Giang"}


class TestIssuers:
    SUMS_UP = (
        "cell", "grassroots_committee", "standing_committee", "inspection_commission", "committee_office",
        "advisory_organ", "provincial_committee", "district_committee",
    )  # fmt: skip

    @pytest.mark.parametrize("kind", list(IssuerKind))
    def test_a_congress_and_its_boards_make_no_summary_report(self, kind):
        payload = report(context=["Đoạn."], issuer=organ(kind, "Cơ quan"))

        assert found(payload) == ([] if kind in self.SUMS_UP else [("C12", "/issuer/kind")])

    @pytest.mark.parametrize(
        ("issuer", "running", "archive"),
        [
            (organ("advisory_organ", "Ban Tổ chức"), "Ban Tổ chức Tỉnh ủy Bắc Giang", "Lưu Ban Tổ chức"),
            (organ("advisory_organ", "Ban Tổ chức Tỉnh ủy"), "Ban Tổ chức Tỉnh ủy", "Lưu Ban Tổ chức Tỉnh ủy"),
            (
                organ("committee_office", "Văn phòng", "Đảng ủy xã Tiên Phong"),
                "Văn phòng Đảng ủy xã Tiên Phong",
                "Lưu Văn phòng",
            ),
            (
                organ("inspection_commission", "Ủy ban Kiểm tra", "Đảng ủy xã Tiên Phong"),
                "Ủy ban Kiểm tra Đảng ủy xã Tiên Phong",
                "Lưu Ủy ban Kiểm tra",
            ),
        ],
    )
    def test_an_organ_of_a_committee_is_named_with_it_in_a_sentence(self, issuer, running, archive):
        made = paper_of(report(context=["Đoạn."], issuer=issuer))

        assert [p.text for p in made.paragraphs if p.text][-1].endswith(f"năm 2026 của {running}.")
        assert made.tables[-1].cell(0, 0).text.endswith(f"- {archive}.")
