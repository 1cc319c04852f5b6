"""Biên bản sinh hoạt chi bộ: what is refused, what is asked about, what is derived, and how it reads."""

from __future__ import annotations

import io
import re

import docx
import pytest

from tests.builders import Payload, as_json, people, pipeline, sample

SLUG = "cell-meeting-minutes"
SCORE = {
    "rows": [{"criterion": "Nội dung", "max": 60, "score": 50}, {"criterion": "Điều hành", "max": 40, "score": 35}]
}


def minutes(**fields: object) -> Payload:
    """The sample with other fields; those given as ``...`` are left out."""
    return {key: value for key, value in {**sample(SLUG), **fields}.items() if value is not ...}


def found(payload: Payload, level: str = "error") -> list[tuple[str, str]]:
    verdict = pipeline().validate(SLUG, as_json(payload))
    findings = verdict.errors if level == "error" else verdict.warnings
    return [(finding.code, finding.pointer) for finding in findings]


def text_of(payload: Payload) -> str:
    """The lines of the paper, without its tables."""
    paper = docx.Document(io.BytesIO(pipeline().produce(SLUG, as_json(payload)).content))
    return "\n".join(paragraph.text for paragraph in paper.paragraphs)


def cells_of(payload: Payload) -> list[str]:
    paper = docx.Document(io.BytesIO(pipeline().produce(SLUG, as_json(payload)).content))
    return [cell.text for table in paper.tables for row in table.rows for cell in row.cells]


def marked(*marks: str, **fields: object) -> list[Payload]:
    return [{**person, "mark": mark, **fields} for person, mark in zip(people(len(marks)), marks, strict=True)]


def vote(**fields: object) -> list[Payload]:
    return [{"matter": "thông qua nghị quyết", "for": 11, **fields}]


def of_twenty(present: int = 17) -> Payload:
    return {"total": 20, "official": 20, "present": present}


class TestWhatIsNotOfMinutes:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("legal_bases", [{"code": "dieu-le"}]),
            ("replaces", {"type": "Biên bản", "number": "01-BB/CB", "date": "2026-01-03"}),
            ("signature", {"full_name": "Nguyễn Văn An"}),
        ],
    )
    def test_is_refused_rather_than_dropped(self, field, value):
        assert found(minutes(**{field: value})) == [("minutes.field", f"/{field}")]

    def test_without_them_there_is_nothing_to_say(self):
        assert found(minutes()) == []

    def test_only_a_cell_issues_them(self):
        committee = {"kind": "grassroots_committee", "name": "Đảng ủy xã Tiên Phong", "superior": "Đảng bộ tỉnh"}

        assert ("C12", "/issuer/kind") in found(minutes(issuer=committee))


class TestTime:
    @pytest.mark.parametrize("kind", ["regular", "combined"])
    def test_a_regular_meeting_needs_its_month(self, kind):
        assert ("minutes.period", "/period") in found(minutes(meeting_kind=kind, period=...))

    @pytest.mark.parametrize("kind", ["thematic", "committee", "extraordinary"])
    def test_other_meetings_do_not(self, kind):
        assert found(minutes(meeting_kind=kind, period=...)) == []

    def test_it_ends_after_it_began(self):
        assert found(minutes(end_at="2026-08-03T19:30")) == [("C8", "/end_at")]

    def test_it_is_not_written_down_before(self):
        assert found(minutes(issue_date="2026-08-02")) == [("C8", "/issue_date")]

    @pytest.mark.parametrize(
        ("kind", "end", "warned"),
        [
            ("regular", "20:59", True),
            ("regular", "21:00", False),
            ("thematic", "20:59", True),
            ("combined", "21:29", True),
            ("combined", "21:30", False),
            ("committee", "20:00", False),
            ("extraordinary", "20:00", False),
        ],
    )
    def test_a_short_meeting_is_asked_about(self, kind, end, warned):
        payload = minutes(meeting_kind=kind, end_at=f"2026-08-03T{end}")

        assert found(payload, "warning") == ([("C18", "/end_at")] if warned else [])

    @pytest.mark.parametrize("moment", ["2026-08-03T19:30:00Z", "2026-08-03T19:30+07:00", "2026-08-03"])
    def test_a_moment_is_a_local_clock_time(self, moment):
        assert [pointer for _, pointer in found(minutes(start_at=moment))] == ["/start_at"]


class TestAttendance:
    def test_is_told_by_counts_or_by_a_list(self):
        assert ("minutes.attendance", "/attendance") in found(minutes(attendance=..., votes=...))

    def test_counts_that_add_up_are_accepted(self):
        counts = {
            "total": 20, "official": 18, "probationary": 2, "present": 15, "absent_excused": 1, "absent_unexcused": 1,
            "exempt": 2, "temporarily_elsewhere": 1, "temporary_here": 3,
        }  # fmt: skip

        assert found(minutes(attendance=counts, votes=...)) == []

    @pytest.mark.parametrize(
        ("counts", "field"),
        [
            ({"official": 18, "probationary": 1}, "total"),
            ({"official": 21}, "total"),
            ({"present": 21}, "present"),
            ({"absent_excused": 1, "absent_unexcused": 1}, "present"),
            ({"exempt": 2, "temporarily_elsewhere": 2}, "present"),
        ],
    )
    def test_counts_that_do_not_are_refused(self, counts, field):
        payload = minutes(attendance={"total": 20, "present": 17, **counts}, votes=...)

        assert found(payload) == [("C1", f"/attendance/{field}")]

    def test_those_who_were_away_are_as_many_as_counted(self):
        absentees = [{"name": "Hoàng Thị Sen"}, {"name": "Vũ Quốc Đạt", "excused": False}]
        counts = {"total": 20, "present": 18, "absent_excused": 1}

        assert found(minutes(attendance={**counts, "absentees": absentees}, votes=...)) == []
        assert found(minutes(attendance={**counts, "absentees": absentees[:1]}, votes=...)) == [
            ("C1", "/attendance/absentees")
        ]

    def test_counts_beside_a_list_agree_with_it(self):
        members = marked("present", "present", "present", "absent_excused", "temporary_here")
        right = {"total": 4, "official": 4, "present": 3, "absent_excused": 1, "temporary_here": 1}

        assert found(minutes(attendance=right, members=members, votes=...)) == []
        assert found(minutes(attendance={**right, "total": 5}, members=members, votes=...)) == [
            ("C1", "/attendance/total")
        ]

    def test_is_derived_from_the_list(self):
        members = marked("present", "present", "absent_unexcused", "exempt", "temporarily_elsewhere", "temporary_here")
        text = text_of(minutes(attendance=..., members=members, votes=...))

        assert (
            "1. Đảng viên: tổng số 5 đảng viên chính thức; có mặt 2/5; vắng mặt không có lý do 1; được miễn công tác "
            "và sinh hoạt đảng 1; sinh hoạt tạm thời ở nơi khác 1; nơi khác đến sinh hoạt tạm thời 1."
        ) in text

    def test_those_who_were_away_stand_in_vietnamese_order(self):
        absentees = [{"name": name} for name in ("Trần Văn Đông", "Lê Thị Dung", "Phạm Văn Ấn", "Ngô Thị An")]
        counts = {"total": 20, "present": 16, "absentees": [*absentees[:3], {**absentees[3], "reason": "ốm"}]}
        text = text_of(minutes(attendance=counts, votes=...))

        assert (
            "- Vắng mặt có lý do: đồng chí Ngô Thị An (ốm); đồng chí Phạm Văn Ấn; đồng chí Lê Thị Dung; "
            "đồng chí Trần Văn Đông."
        ) in text


class TestSigners:
    def test_are_two_people(self):
        same = {"full_name": "nguyễn văn an"}

        assert found(minutes(note_taker=same)) == [("C9", "/note_taker/full_name")]

    def test_namesakes_are_told_apart_by_position(self):
        assert found(minutes(note_taker={"full_name": "Nguyễn Văn An", "position": "Chi ủy viên"})) == []

    @pytest.mark.parametrize("field", ["chair", "note_taker", "certified_by"])
    def test_carry_no_title(self, field):
        assert found(minutes(**{field: {"full_name": "TS. Lê Văn Cường"}})) == [("C16", f"/{field}/full_name")]
        assert found(minutes(**{field: {"full_name": "Lê Văn Cường"}})) == []

    def test_were_there(self):
        members = marked("present", "absent_excused", "present", "present")
        chair = {"full_name": members[1]["full_name"]}
        payload = minutes(attendance=..., members=members, votes=..., chair=chair)

        assert found(payload) == [("minutes.signer-absent", "/chair/full_name")]
        assert found({**payload, "chair": {"full_name": members[0]["full_name"]}}) == []

    def test_stand_level_with_one_another_without_an_authority_line(self):
        paper = docx.Document(io.BytesIO(pipeline().produce(SLUG, as_json(minutes())).content))
        left, right = next(t for t in paper.tables if "NGƯỜI GHI BIÊN BẢN" in t.cell(0, 0).text).rows[0].cells

        assert left.text.split("\n")[::4] == ["NGƯỜI GHI BIÊN BẢN", "Trần Thị Bích"]
        assert right.text.split("\n")[::4] == ["CHỦ TRÌ HỘI NGHỊ", "Nguyễn Văn An"]
        assert not any("T/M" in cell for cell in cells_of(minutes()))

    def test_the_chair_s_signature_may_be_certified_below(self):
        certified = "\n".join(cells_of(minutes(certified_by={"full_name": "Phạm Văn Hòa"})))

        assert "Xác nhận chữ ký của\nđồng chí Nguyễn Văn An\nT/L BAN THƯỜNG VỤ\nCHÁNH VĂN PHÒNG\n" in certified
        assert "Xác nhận" not in "\n".join(cells_of(minutes()))


class TestVotes:
    def test_ten_of_twenty_are_not_more_than_half_though_they_are_of_seventeen_present(self):
        payload = minutes(attendance=of_twenty(), votes=vote(**{"for": 10, "against": 7}))

        assert "10/20 đảng viên có quyền biểu quyết tán thành, đạt 50%;" in text_of(payload)
        assert "Không được thông qua." in text_of(payload)
        assert found(minutes(attendance=of_twenty(), votes=vote(**{"for": 10, "passed": True}))) == [
            ("C19", "/votes/0/passed")
        ]

    def test_eleven_of_twenty_are(self):
        payload = minutes(attendance=of_twenty(), votes=vote(passed=True))

        assert found(payload) == []
        assert "đạt 55%; không tán thành 0; không có ý kiến 0. Được thông qua." in text_of(payload)

    def test_the_base_leaves_out_the_exempt_and_those_elsewhere(self):
        counts = {**of_twenty(present=16), "exempt": 2, "temporarily_elsewhere": 1}

        assert "11/17 đảng viên có quyền biểu quyết tán thành, đạt 64,7%" in text_of(
            minutes(attendance=counts, votes=vote())
        )

    @pytest.mark.parametrize(("votes_for", "passed"), [(13, False), (14, True)])
    def test_two_thirds_may_be_asked_for(self, votes_for, passed):
        votes = vote(**{"for": votes_for, "majority": "two_thirds", "passed": passed})

        assert found(minutes(attendance=of_twenty(), votes=votes)) == []

    def test_nobody_votes_who_is_not_there(self):
        assert found(minutes(attendance=of_twenty(), votes=vote(against=7))) == [("C19", "/votes/0/for")]
        assert found(minutes(attendance=of_twenty(), votes=vote(against=6))) == []

    def test_nor_on_probation(self):
        members = marked("present", "present", "present", "present")
        members[3]["status"] = "probationary"
        del members[3]["party_card_no"], members[3]["official"]

        assert found(minutes(attendance=..., members=members, votes=vote(**{"for": 4}))) == [("C19", "/votes/0/for")]
        assert found(minutes(attendance=..., members=members, votes=vote(**{"for": 3}))) == []

    def test_the_base_must_be_known(self):
        counts = {"total": 20, "present": 17}

        assert found(minutes(attendance=counts, votes=vote())) == [("C19", "/votes/0/entitled")]
        assert found(minutes(attendance=counts, votes=vote(entitled=20))) == []

    def test_a_base_that_was_typed_agrees_with_the_attendance(self):
        counts = {**of_twenty(present=16), "official": 18, "exempt": 4}

        # 14 to 16: counts do not tell whether the exempt are official
        assert found(minutes(attendance=counts, votes=vote(entitled=16))) == []
        assert found(minutes(attendance=counts, votes=vote(entitled=17))) == [("C19", "/votes/0/entitled")]
        assert found(minutes(attendance=counts, votes=vote(entitled=13))) == [("C19", "/votes/0/entitled")]


class TestAssignments:
    def test_a_task_is_not_due_before_it_is_given(self):
        early = [{"member": "Lý Văn Định", "task": "vận động", "deadline": "2026-08-02"}]
        in_time = [{"member": "Lý Văn Định", "task": "vận động", "deadline": "2026-08-03"}]

        assert found(minutes(assignments=early), "warning") == [("C18", "/assignments/0/deadline")]
        assert found(minutes(assignments=in_time), "warning") == []

    def test_a_member_may_be_named_by_ref_and_a_group_is_no_comrade(self):
        members = marked("present", "present", "present")
        members[0] |= {"full_name": "Lý Văn Định", "ref": "m1"}
        tasks = [{"member": "m1", "task": "vận động"}, {"member": "Các tổ đảng viên", "task": "theo dõi"}]
        text = text_of(minutes(attendance=..., members=members, votes=..., assignments=tasks))

        assert "- Đồng chí Lý Văn Định: vận động;\n- Các tổ đảng viên: theo dõi." in text


class TestQualityScore:
    def test_total_and_grade_follow_from_the_rows(self):
        payload = minutes(quality_score=SCORE)

        assert found(payload) == []
        assert "Hội nghị thống nhất chấm 85/100 điểm, xếp loại khá, cụ thể:" in text_of(payload)

    @pytest.mark.parametrize(
        ("total", "grade"),
        [(90, "good"), (89.5, "fair"), (70, "fair"), (69.5, "average"), (50, "average"), (49.5, "poor")],
    )
    def test_grades_begin_at_90_70_and_50(self, total, grade):
        rows = [{"criterion": "Tất cả", "max": 100, "score": total}]

        assert found(minutes(quality_score={"rows": rows, "grade": grade})) == []

    @pytest.mark.parametrize(
        ("changed", "code", "pointer"),
        [
            ({"total": 86}, "C1", "/quality_score/total"),
            ({"grade": "good"}, "score.grade", "/quality_score/grade"),
            ({"rows": [{"criterion": "Một", "max": 90, "score": 85}]}, "score.max", "/quality_score/rows"),
            (
                {"rows": [*SCORE["rows"][:1], {"criterion": "Hai", "max": 40, "score": 41}]},
                "score.above-max",
                "/quality_score/rows/1/score",
            ),
        ],
    )
    def test_what_does_not_follow_is_refused(self, changed, code, pointer):
        assert found(minutes(quality_score={**SCORE, **changed})) == [(code, pointer)]


class TestWording:
    @pytest.mark.parametrize(
        ("fields", "title"),
        [
            ({}, "sinh hoạt chi bộ thường kỳ tháng 8 năm 2026"),
            ({"period": "2026-07"}, "sinh hoạt chi bộ thường kỳ tháng 7 năm 2026"),
            ({"meeting_kind": "thematic", "topic": "Nêu gương"}, "sinh hoạt chi bộ chuyên đề “Nêu gương”"),
            ({"meeting_kind": "thematic", "period": ...}, "sinh hoạt chi bộ chuyên đề tháng 8 năm 2026"),
            (
                {"meeting_kind": "combined", "topic": "Nêu gương", "end_at": "2026-08-03T21:40"},
                "sinh hoạt chi bộ thường kỳ tháng 8 năm 2026 kết hợp sinh hoạt chuyên đề “Nêu gương”",
            ),
            ({"meeting_kind": "committee"}, "họp chi ủy tháng 8 năm 2026"),
            ({"meeting_kind": "extraordinary"}, "sinh hoạt chi bộ bất thường tháng 8 năm 2026"),
            ({"subject": "sinh hoạt chi bộ mở rộng"}, "sinh hoạt chi bộ mở rộng"),
        ],
    )
    def test_the_title_follows_from_the_kind(self, fields, title):
        text = " ".join(text_of(minutes(**fields)).split())

        assert f"BIÊN BẢN {title} -----" in text
        assert f"Chi bộ xóm Định Thành tổ chức {title}." in text

    def test_opening_and_closing_tell_place_and_hours(self):
        text = text_of(minutes())

        assert "Hồi 19 giờ 30 phút, ngày 03 tháng 8 năm 2026, tại Nhà văn hóa xóm Định Thành, Chi bộ" in text
        assert text.rstrip().endswith("Buổi sinh hoạt kết thúc vào hồi 21 giờ 15 phút cùng ngày.")

    def test_an_end_that_is_not_known_is_left_blank(self):
        assert re.search(r"kết thúc vào hồi {5,}giờ {5,}phút cùng ngày\.", text_of(minutes(end_at=...)))

    def test_an_end_after_midnight_names_its_day(self):
        text = text_of(minutes(end_at="2026-08-04T00:05"))

        assert "kết thúc vào hồi 00 giờ 05 phút ngày 04 tháng 8 năm 2026." in text

    def test_place_and_date_may_be_left_out(self):
        assert "Tiên Phong, ngày 03 tháng 8 năm 2026" in cells_of(minutes())[3]
        assert cells_of(minutes(place_date_line=False))[3] == ""

    def test_recipients_are_printed_only_where_they_are_named(self):
        assert any("Nơi nhận:\n- Đảng ủy xã Tiên Phong (để báo cáo);\n- Lưu Chi bộ." in c for c in cells_of(minutes()))
        assert not any("Nơi nhận" in cell for cell in cells_of(minutes(recipients=...)))

    def test_the_file_is_named_after_the_meeting(self):
        name = pipeline().produce(SLUG, as_json(minutes())).filename

        assert name == "19-BB-CB Biên bản sinh hoạt chi bộ thường kỳ tháng 8 năm 2026.docx"
