"""Biên bản sinh hoạt chi bộ: what is refused, what is asked about, and what is derived."""

from __future__ import annotations

import pytest
from docx.oxml.ns import qn

from tests.minutes import (
    SCORE,
    cells_of,
    found,
    marked,
    minutes,
    of_twenty,
    produced,
    said,
    signature_rows,
    text_of,
    vote,
)


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

    def test_whoever_gives_a_time_zone_is_told_to_leave_it_out(self):
        assert "không ghi múi giờ" in said(minutes(start_at="2026-08-03T19:30+07:00"))


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

    def test_whether_the_absent_had_a_reason_is_not_said_where_nobody_told(self):
        told = {"total": 24, "official": 22, "present": 20}

        assert "có mặt 20/24; vắng mặt 4.\n" in text_of(minutes(attendance=told, votes=...))
        assert "có mặt 20/24; vắng mặt có lý do 1; vắng mặt không có lý do 3.\n" in text_of(
            minutes(attendance={**told, "absent_unexcused": 3}, votes=...)
        )

    def test_a_list_of_the_absent_tells_whether_they_had_a_reason(self):
        absentees = [{"name": "Hoàng Thị Sen"}, {"name": "Vũ Quốc Huy", "excused": False}]
        payload = minutes(attendance={"total": 20, "present": 18, "absentees": absentees}, votes=...)

        assert found(payload) == []
        assert "có mặt 18/20; vắng mặt có lý do 1; vắng mặt không có lý do 1.\n" in text_of(payload)
        assert found(minutes(attendance={"total": 20, "present": 17, "absentees": absentees}, votes=...)) == [
            ("C1", "/attendance/absentees")
        ]


class TestSigners:
    def test_are_two_people(self):
        same = {"full_name": "đỗ văn khánh"}

        assert found(minutes(note_taker=same)) == [("C9", "/note_taker/full_name")]

    def test_namesakes_are_told_apart_by_position(self):
        assert found(minutes(note_taker={"full_name": "Đỗ Văn Khánh", "position": "Chi ủy viên"})) == []

    @pytest.mark.parametrize("field", ["chair", "note_taker", "certified_by"])
    def test_carry_no_title(self, field):
        assert found(minutes(**{field: {"full_name": "TS. Lê Văn Cường"}})) == [("C16", f"/{field}/full_name")]
        assert found(minutes(**{field: {"full_name": "Lê Văn Cường"}})) == []

    @pytest.mark.parametrize("field", ["chair", "note_taker", "certified_by"])
    @pytest.mark.parametrize("address", ["Đồng chí", "đồng chí", "Đ/c"])
    def test_are_named_without_comrade(self, field, address):
        payload = minutes(**{field: {"full_name": f"{address} Lê Văn Cường"}})

        assert found(payload) == [("C16", f"/{field}/full_name")]
        assert "không ghi “đồng chí”" in said(payload)

    def test_were_there(self):
        members = marked("present", "absent_excused", "present", "present")
        chair = {"full_name": members[1]["full_name"]}
        payload = minutes(attendance=..., members=members, votes=..., chair=chair)

        assert found(payload) == [("minutes.signer-absent", "/chair/full_name")]
        assert found({**payload, "chair": {"full_name": members[0]["full_name"]}}) == []

    def test_stand_level_with_one_another_without_an_authority_line(self):
        left, right = signature_rows(produced(minutes()))[0].cells

        assert left.text.split("\n")[:5:4] == ["NGƯỜI GHI BIÊN BẢN", "Phạm Thị Oanh"]
        assert right.text.split("\n")[:5:4] == ["CHỦ TRÌ HỘI NGHỊ", "Đỗ Văn Khánh"]
        assert not any("T/M" in cell for cell in cells_of(minutes()))

    def test_the_chair_s_signature_may_be_certified_below(self):
        certified = "\n".join(cells_of(minutes(certified_by={"full_name": "Phạm Văn Hòa"})))

        assert "Xác nhận chữ ký của\nđồng chí Đỗ Văn Khánh\nT/L BAN THƯỜNG VỤ\nCHÁNH VĂN PHÒNG\n" in certified
        assert "Xác nhận" not in "\n".join(cells_of(minutes()))

    @pytest.mark.parametrize("count", [1, 24])
    def test_keep_in_one_row_with_what_is_below_them(self, count):
        """A row never breaks over pages: neither Nơi nhận nor the certifying signature is alone on the last one."""
        named = [{"name": f"Chi bộ xóm {number}"} for number in range(count)]
        paper = produced(minutes(certified_by={"full_name": "Phạm Văn Hòa"}, recipients=named))
        row = signature_rows(paper)[0]

        assert row._tr.trPr.find(qn("w:cantSplit")) is not None
        assert row.cells[0].text.endswith(f"- Chi bộ xóm {count - 1};\n- Lưu Chi bộ.")
        assert row.cells[1].text.endswith("Phạm Văn Hòa")
        assert len(signature_rows(paper)) == 1

    def test_a_long_list_of_recipients_may_break_off(self):
        paper = produced(minutes(recipients=[{"name": f"Chi bộ xóm {number}"} for number in range(30)]))

        assert [row.cells[0].text for row in signature_rows(paper)[1:]][-2:] == ["- Chi bộ xóm 29;", "- Lưu Chi bộ."]
        assert len(signature_rows(paper)) == 1 + 31 - 25


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

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("Đoàn Thanh Niên", "Đoàn Thanh Niên"),
            ("Hội Nông Dân", "Hội Nông Dân"),
            ("Ban Công Tác Mặt Trận", "Ban Công Tác Mặt Trận"),
            ("Tổ Đảng Viên Số 1", "Tổ Đảng Viên Số 1"),
            ("Ủy Ban Nhân Dân Xã", "Ủy Ban Nhân Dân Xã"),
            ("Đoàn Thanh Hải", "Đồng chí Đoàn Thanh Hải"),
            ("Hồ Thị Hội", "Đồng chí Hồ Thị Hội"),
        ],
    )
    def test_an_organisation_is_no_comrade(self, name, shown):
        assert f"- {shown}: vận động." in text_of(minutes(assignments=[{"member": name, "task": "vận động"}]))


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
