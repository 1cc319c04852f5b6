"""Biên bản sinh hoạt chi bộ: how it reads."""

from __future__ import annotations

import re

import pytest

from tests.builders import Payload, as_json, pipeline
from tests.minutes import SCORE, SLUG, cells_of, found, minutes, produced, text_of, vote


class TestCommitteeMeeting:
    """Họp chi ủy is worded as a meeting of the committee, not of the cell."""

    @staticmethod
    def payload(**fields: object) -> Payload:
        return minutes(meeting_kind="committee", attendance={"total": 3, "present": 3}, votes=..., **fields)

    def test_the_committee_meets(self):
        text = text_of(self.payload())

        assert "BIÊN BẢN\nhọp chi ủy tháng 8 năm 2026\n-----" in text
        assert "tại Nhà văn hóa xóm Thành Lập, Chi ủy Chi bộ xóm Thành Lập họp tháng 8 năm 2026.\n" in text
        assert "\n1. Chi ủy viên: tổng số 3; có mặt 3/3.\n" in text
        assert "giới thiệu khách mời, thông báo tình hình chi ủy viên dự họp.\n" in text
        assert "Cuộc họp kết thúc vào hồi 21 giờ 15 phút cùng ngày." in text

    def test_a_typed_subject_is_kept(self):
        assert "Chi ủy Chi bộ xóm Thành Lập tổ chức hội nghị mở rộng." in text_of(
            self.payload(subject="hội nghị mở rộng")
        )

    def test_all_its_members_may_vote(self):
        payload = {**self.payload(), "votes": vote(**{"for": 3})}

        assert found(payload) == []
        assert "3/3 chi ủy viên có quyền biểu quyết tán thành, đạt 100%" in text_of(payload)


class TestWording:
    @pytest.mark.parametrize(
        ("fields", "title"),
        [
            ({}, "sinh hoạt chi bộ thường kỳ tháng 8 năm 2026"),
            ({"period": "2026-07"}, "sinh hoạt chi bộ thường kỳ tháng 7 năm 2026"),
            ({"meeting_kind": "thematic", "topic": "Nêu gương"}, "sinh hoạt chi bộ chuyên đề “Nêu gương”"),
            ({"meeting_kind": "thematic", "period": ...}, "sinh hoạt chi bộ chuyên đề tháng 8 năm 2026"),
            ({"meeting_kind": "thematic", "topic": "“Nêu gương”"}, "sinh hoạt chi bộ chuyên đề “Nêu gương”"),
            ({"meeting_kind": "thematic", "topic": '"Nêu gương"'}, "sinh hoạt chi bộ chuyên đề “Nêu gương”"),
            (
                {"meeting_kind": "combined", "topic": "Nêu gương", "end_at": "2026-08-03T21:40"},
                "sinh hoạt chi bộ thường kỳ tháng 8 năm 2026 kết hợp sinh hoạt chuyên đề “Nêu gương”",
            ),
            ({"meeting_kind": "extraordinary"}, "sinh hoạt chi bộ bất thường tháng 8 năm 2026"),
            ({"subject": "sinh hoạt chi bộ mở rộng"}, "sinh hoạt chi bộ mở rộng"),
        ],
    )
    def test_the_title_follows_from_the_kind(self, fields, title):
        text = " ".join(text_of(minutes(**fields)).split())

        assert f"BIÊN BẢN {title} -----" in text
        assert f"Chi bộ xóm Thành Lập tổ chức {title}." in text

    def test_words_that_are_one_stay_on_a_line_of_the_title(self):
        text = text_of(minutes(meeting_kind="combined", end_at="2026-08-03T21:40"))

        assert text.startswith(
            "BIÊN BẢN\nsinh hoạt chi bộ thường kỳ tháng 8 năm 2026\nkết hợp sinh hoạt chuyên đề\n-----\n"
        )

    def test_an_item_of_which_only_the_title_is_told_is_one_line(self):
        titles = ["Thông tin thời sự", "Bàn nhiệm vụ tháng 8"]
        paper = produced(minutes(items=[{"title": title} for title in titles], previous_assignments=...))
        course = [(paragraph.text, paragraph.style.name) for paragraph in paper.paragraphs]
        start = course.index(("III- NỘI DUNG", "Heading 1"))

        assert course[start + 1 : start + 3] == [
            ("1. Thông tin thời sự", "Body Text"),
            ("2. Bàn nhiệm vụ tháng 8", "Body Text"),
        ]
        assert course[start + 3] == ("IV- KẾT LUẬN", "Heading 1")

    def test_the_conclusion_goes_from_tasks_to_conclusions_votes_and_score(self):
        text = text_of(minutes(quality_score=SCORE)).partition("IV- KẾT LUẬN")[2]

        assert [line for line in text.split("\n") if re.match(r"\d\. ", line)] == [
            "1. Phân công nhiệm vụ",
            "2. Kết luận của người chủ trì",
            "3. Biểu quyết",
            "4. Chấm điểm chất lượng sinh hoạt",
        ]

    def test_opening_and_closing_tell_place_and_hours(self):
        text = text_of(minutes())

        assert "Hồi 19 giờ 30 phút, ngày 03 tháng 8 năm 2026, tại Nhà văn hóa xóm Thành Lập, Chi bộ" in text
        assert text.rstrip().endswith("Buổi sinh hoạt kết thúc vào hồi 21 giờ 15 phút cùng ngày.")

    def test_an_end_that_is_not_known_is_left_blank(self):
        assert re.search(r"kết thúc vào hồi {5,}giờ {5,}phút cùng ngày\.", text_of(minutes(end_at=...)))

    def test_an_end_after_midnight_names_its_day(self):
        text = text_of(minutes(end_at="2026-08-04T00:05"))

        assert "kết thúc vào hồi 00 giờ 05 phút, ngày 04 tháng 8 năm 2026." in text

    def test_place_and_date_may_be_left_out(self):
        assert "Tiên Phong, ngày 03 tháng 8 năm 2026" in cells_of(minutes())[3]
        assert cells_of(minutes(place_date_line=False))[3] == ""

    def test_recipients_are_printed_only_where_they_are_named(self):
        assert any("Nơi nhận:\n- Đảng ủy xã Tiên Phong (để báo cáo);\n- Lưu Chi bộ." in c for c in cells_of(minutes()))
        assert not any("Nơi nhận" in cell for cell in cells_of(minutes(recipients=...)))

    def test_the_file_is_named_after_the_meeting(self):
        name = pipeline().produce(SLUG, as_json(minutes())).filename

        assert name == "19-BB-CB Biên bản sinh hoạt chi bộ thường kỳ tháng 8 năm 2026.docx"
