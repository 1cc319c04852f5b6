"""What is particular to the three papers about founding, ending and moving."""

from __future__ import annotations

import pytest

from tests.payloads import DISSOLUTION, ESTABLISHMENT, LEFT_OUT, SLIP, changed, judged, people, printed, said, sample

SOURCES = {
    "new": (LEFT_OUT, ", gồm"),
    "split": ([("A", False)], " trên cơ sở chia tách Chi bộ A, gồm"),
    "merge": ([("A", True), ("chi bộ B", True)], " trên cơ sở hợp nhất Chi bộ A và Chi bộ B, gồm"),
    "transfer": (LEFT_OUT, " trên cơ sở tiếp nhận tổ chức đảng được chuyển giao, gồm"),
}
LEADERS = {
    "separate_decision": None,
    "elected_at_congress": "tổ chức đại hội để bầu bí thư, phó bí thư chi bộ",
    "appointed": "Chỉ định nhân sự lãnh đạo lâm thời Chi bộ xóm Định Thành:",
}


def establishment(formation: str, leadership: str) -> dict:
    cells = SOURCES[formation][0]
    sources = cells if cells is LEFT_OUT else [{"name": name, "ends": ends} for name, ends in cells]
    payload = sample(ESTABLISHMENT, formation=formation, source_cells=sources, leadership=leadership)
    if leadership != "appointed":
        del payload["committee"], payload["appointment_kind"]
    return payload


def articles(payload: dict, slug: str = ESTABLISHMENT) -> list[str]:
    return ["\n".join([each["lead"], *each["paragraphs"]]) for each in printed(slug, payload)["articles"]]


class TestEstablishment:
    @pytest.mark.parametrize("leadership", LEADERS)
    @pytest.mark.parametrize("formation", SOURCES)
    def test_articles_follow_from_formation_and_leadership(self, formation, leadership):
        texts = articles(establishment(formation, leadership))
        start = "Thành lập Chi bộ xóm Định Thành trực thuộc Đảng bộ xã Tiên Phong"

        assert texts[0].startswith(start + SOURCES[formation][1])
        assert len(texts) == 2 + (leadership != "separate_decision") + (formation == "merge")
        if LEADERS[leadership]:
            assert LEADERS[leadership] in texts[1]

    @pytest.mark.parametrize(
        ("formation", "heir"), [("merge", "Chi bộ xóm Định Thành"), ("transfer", "Đảng ủy xã Tiên Phong")]
    )
    def test_dues_of_an_ended_cell_go_to_its_successor_or_its_superior(self, formation, heir):
        sources = [{"name": name, "ends": True} for name in ("A", "B")]
        last = articles({**establishment(formation, "separate_decision"), "source_cells": sources})[-1]

        assert last == (
            "Chi bộ A và Chi bộ B kết thúc hoạt động kể từ ngày Quyết định này có hiệu lực; "
            f"bàn giao hồ sơ, sổ sách, tài liệu, số dư đảng phí cho {heir}."
        )

    def test_the_handover_of_an_ended_cell_is_told_in_full(self):
        handover = {
            "records_to": "X",
            "assets_to": "Y",
            "dues_balance_to": "Z",
            "seal_to": "W",
            "deadline": "2026-09-30",
        }
        payload = {**establishment("merge", "separate_decision"), "handover": handover, "effective_date": "2026-09-01"}

        assert articles(payload)[-1].endswith(
            "kể từ ngày 01/9/2026; bàn giao hồ sơ, sổ sách, tài liệu cho X, tài sản cho Y, số dư đảng phí cho Z, "
            "con dấu cho W; hoàn thành chậm nhất ngày 30/9/2026."
        )

    def test_a_cell_of_nine_gets_a_committee(self):
        members = people(9)
        committee = [
            {"member": m["full_name"], "role": r}
            for m, r in zip(members, ["secretary", "deputy_secretary", "member"], strict=False)
        ]
        text = articles(
            sample(ESTABLISHMENT, members=members, committee=committee, appointment_kind="term", term="2025 – 2030")
        )[1]

        assert text.splitlines() == [
            "Chỉ định chi ủy Chi bộ xóm Định Thành, nhiệm kỳ 2025 – 2030, gồm 3 đồng chí:",
            "- Đồng chí Nguyễn Văn A, Bí thư;",
            "- Đồng chí Nguyễn Văn B, Phó Bí thư;",
            "- Đồng chí Nguyễn Văn C, Chi ủy viên.",
        ]

    def test_a_leader_is_printed_by_name_where_a_ref_was_given(self):
        payload = changed(changed(sample(ESTABLISHMENT), "/members/0/ref", "m-1"), "/committee/0/member", "m-1")

        assert "Đồng chí Nguyễn Văn An, Bí thư" in articles(payload)[1]

    def test_the_list_is_sorted_and_numbered_and_says_who_is_on_probation(self):
        rows = printed(ESTABLISHMENT, sample(ESTABLISHMENT))["members"]

        assert [row["full_name"].split()[-1] for row in rows] == ["An", "Ánh", "Bích", "Chính", "Đạt", "Định", "Hạnh"]
        assert [row["ordinal"] for row in rows] == list("1234567")
        assert [row["official"] for row in rows if row["full_name"] == "Vũ Quốc Đạt"] == ["dự bị"]
        assert rows[3]["birth"] == "1952"

    @pytest.mark.parametrize("typed", ["xóm Định Thành", "Chi bộ xóm Định Thành", "chi bộ  xóm Định Thành"])
    def test_a_cell_is_named_alike_however_it_was_typed(self, typed):
        assert printed(ESTABLISHMENT, sample(ESTABLISHMENT, cell_name=typed)) == printed(
            ESTABLISHMENT, sample(ESTABLISHMENT)
        )


def moved(kind: str | None, cell: str | None, count: int = 1, start: int = 0, **fields) -> list[dict]:
    return [
        {**each, "transfer_kind": kind, "destination_cell": cell, **fields} for each in people(start + count)[start:]
    ]


class TestDissolution:
    @pytest.mark.parametrize(
        ("day", "action", "verb"),
        [
            ("2025-06-30", LEFT_OUT, "Giải thể"),
            ("2025-07-01", LEFT_OUT, "Kết thúc hoạt động"),
            ("2026-08-20", "giai_the", "Giải thể"),
            ("2019-08-20", "ket_thuc_hoat_dong", "Kết thúc hoạt động"),
        ],
    )
    def test_the_wording_is_that_of_the_day_unless_it_was_chosen(self, day, action, verb):
        members = moved(None, "Chi bộ A")
        payload = sample(DISSOLUTION, issue_date=day, action=action, members=members)
        result = printed(DISSOLUTION, payload)

        assert result["articles"][0]["lead"].startswith(f"{verb} Chi bộ cơ quan xã Tiên Phong")
        assert f"về {verb.lower()} Chi bộ" in " ".join(result["subject"])

    def test_members_are_listed_by_receiving_cell_with_running_numbers_and_subtotals(self):
        members = [
            *moved(None, "Chi bộ khu phố 10", 2),
            *moved(None, "khu phố 9", 1, 2),
            *moved("temporary", "chi bộ Khu phố 9", 1, 3),
        ]
        members[0] |= {"status": "probationary", "official": None, "party_card_no": None}
        (only,) = printed(DISSOLUTION, sample(DISSOLUTION, members=members))["lists"]

        assert only["heading"] == ""
        assert [group["heading"] for group in only["groups"]] == ["Chi bộ khu phố 9", "Chi bộ khu phố 10"]
        assert [[row["ordinal"] for row in group["rows"]] for group in only["groups"]] == [["1", "2"], ["3", "4"]]
        assert [group["subtotal"] for group in only["groups"]] == [
            "Cộng: 2 đảng viên chính thức",
            "Cộng: 2 đảng viên (1 chính thức, 1 dự bị)",
        ]
        assert [row["transfer"] for row in only["groups"][0]["rows"]] == ["Nội bộ", "Tạm thời"]

    def test_official_and_pending_transfers_have_lists_of_their_own(self):
        members = [
            *moved("pending", None, 1, 0, pending_reason="đi nước ngoài", note="từ 2024"),
            *moved("official", None, 1, 1, destination_committee="Đảng ủy phường  Sông Công"),
            *moved(None, "Chi bộ A", 1, 2),
        ]
        result = printed(DISSOLUTION, sample(DISSOLUTION, members=members))
        lists = result["lists"]

        assert [each["heading"] for each in lists] == [
            "I- Chuyển sinh hoạt trong đảng bộ",
            "II- Chuyển sinh hoạt chính thức ra ngoài đảng bộ",
            "III- Chưa chuyển sinh hoạt",
        ]
        assert [group["heading"] for each in lists for group in each["groups"]] == [
            "Chi bộ A",
            "Đảng bộ phường Sông Công",
            "Lý do ghi ở cột ghi chú",
        ]
        assert [row["ordinal"] for each in lists for group in each["groups"] for row in group["rows"]] == [
            "1",
            "2",
            "3",
        ]
        assert lists[2]["groups"][0]["rows"][0]["note"] == "từ 2024; đi nước ngoài"
        moving = articles(sample(DISSOLUTION, members=members), DISSOLUTION)[1]
        assert "về sinh hoạt tại các tổ chức đảng sau" in moving
        assert "Chưa chuyển sinh hoạt đảng đối với 1 đảng viên" in moving
        assert result["total"] == "Tổng cộng: 3 đảng viên chính thức."

    def test_a_cell_whose_members_all_wait_moves_nobody(self):
        members = moved("pending", None, 3, pending_reason="chờ xử lý")
        text = articles(sample(DISSOLUTION, members=members), DISSOLUTION)[1]

        assert text.startswith("Chưa chuyển sinh hoạt đảng đối với 3 đảng viên")
        assert "làm thủ tục" not in text
        assert "chuyển" not in printed(DISSOLUTION, sample(DISSOLUTION, members=members))["list_of"]

    @pytest.mark.parametrize(("issued", "days"), [("2019-05-20", 60), ("2021-07-30", 30), ("2026-08-20", 30)])
    def test_the_days_of_a_transfer_go_by_the_date_of_the_paper(self, issued, days):
        payload = sample(
            DISSOLUTION, issue_date=issued, members=moved(None, "Chi bộ A", 3), legal_bases=[{"code": "dieu-le"}]
        )
        text = articles(payload, DISSOLUTION)[1]

        assert f"trong thời hạn {days} ngày làm việc, kể từ ngày 01/9/2026" in text

    @pytest.mark.parametrize("cell", ["Chi bộ ²", "Chi bộ ٣", "Chi bộ " + "9" * 5000, "5", "Chi bộ 😀"])
    def test_cells_of_odd_names_have_a_place_in_the_order(self, cell):
        members = [*moved(None, cell), *moved(None, "Chi bộ 3", 1, 1)]

        assert len(printed(DISSOLUTION, sample(DISSOLUTION, members=members))["lists"][0]["groups"]) == 2

    def test_the_summary_that_was_typed_may_spell_cells_freely(self):
        destinations = [
            {"cell": "THÔN ĐOÀI", "count": 3},
            {"cell": "chi bộ thôn  Đông", "count": 4},
            {"cell": "Chi bộ thôn Trung", "count": 3},
            {"cell": "Chi bộ Trường Trung học cơ sở, Đảng ủy phường Sông Công", "count": 1},
        ]

        assert judged(DISSOLUTION, sample(DISSOLUTION, destinations=destinations)).verdict.errors == ()

    def test_a_cell_of_the_same_name_in_another_party_organisation_is_another_one(self):
        member = moved("official", "Chi bộ cơ quan xã Tiên Phong")[0]

        def errors(committee):
            payload = sample(DISSOLUTION, members=[{**member, "destination_committee": committee}])
            return [finding.code for finding in judged(DISSOLUTION, payload).verdict.errors]

        assert errors("Đảng ủy xã Thịnh Đức") == []
        assert errors("Đảng bộ xã Tiên Phong") == ["C17"]

    def test_the_time_for_transfers_is_the_offices_setting(self):
        result = printed(DISSOLUTION, sample(DISSOLUTION), transfer_days=60)

        assert "trong thời hạn 60 ngày làm việc" in result["articles"][1]["paragraphs"][-1]

    def test_policies_are_cited_among_the_bases(self):
        policy = {
            "type": "Kết luận",
            "number": "Số 38-KL/TW",
            "date": "2018-11-13",
            "issuer": "Bộ Chính trị",
            "title": "Về sắp xếp",
        }

        assert printed(DISSOLUTION, sample(DISSOLUTION, policy_refs=[policy]))["bases"][-1] == (
            "- Căn cứ Kết luận số 38-KL/TW, ngày 13/11/2018 của Bộ Chính trị về sắp xếp,"
        )


class TestSlip:
    def template(self, **changes) -> str:
        result = judged(SLIP, sample(SLIP, **changes))
        assert result.verdict.errors == ()
        from service.documents import discover_types

        return discover_types()[SLIP].template_name(result.document, result.circumstances)

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({}, SLIP),
            ({"paper": "A4"}, f"{SLIP}.a4"),
            ({"paper": "A5", "reason": "chuyển nơi công tác " * 30}, SLIP),
            ({"reason": "chuyển nơi công tác " * 30}, f"{SLIP}.a4"),
            ({"enclosures": ["a", "b", "c"]}, SLIP),
            ({"enclosures": ["a", "b", "c", "d"]}, f"{SLIP}.a4"),
            ({"enclosures": ["bản kiểm điểm và ý kiến nhận xét của nơi cư trú"] * 3}, f"{SLIP}.a4"),
            ({"addressee": "Chi ủy Chi bộ Trường Trung học cơ sở và Tiểu học Tiên Phong, xã Hà Hiệu"}, f"{SLIP}.a4"),
            ({"draft_no": 2}, f"{SLIP}.a4"),
            ({"urgency": "KHẨN"}, f"{SLIP}.a4"),
            ({"circulation": "Lưu hành nội bộ"}, f"{SLIP}.a4"),
        ],
    )
    def test_a5_is_chosen_where_the_text_fits_and_nothing_else_was_asked_for(self, changes, name):
        assert self.template(**changes) == name

    @pytest.mark.parametrize(
        "typed", ["Chi ủy A", "Kính gửi: Chi ủy A", "- kính gửi Chi ủy A.", "Kính gửi : Chi ủy A;"]
    )
    def test_a_label_typed_with_the_addressee_is_not_printed_twice(self, typed):
        assert printed(SLIP, sample(SLIP, addressee=typed))["addressee"] == "Chi ủy A"

    @pytest.mark.parametrize(
        ("changes", "finding"),
        [
            ({"birth": "14/5/2087"}, ("error", "C8", "/member/birth")),
            ({"admission": "19/5/2027", "official": None}, ("error", "C8", "/member/admission")),
            ({"birth": "14/5/2000"}, ("warning", "member.age", "/member/admission")),
            ({"status": "probationary"}, ("warning", "member.card-probationary", "/member/party_card_no")),
            ({"status": "probationary"}, ("warning", "member.official-probationary", "/member/official")),
            ({"party_card_no": "12345678"}, ("warning", "member.card-length", "/member/party_card_no")),
        ],
    )
    def test_its_member_is_judged_like_those_of_a_list(self, changes, finding):
        payload = sample(SLIP)
        assert finding not in said(SLIP, payload)

        assert finding in said(SLIP, {**payload, "member": {**payload["member"], **changes}})

    @pytest.mark.parametrize(
        ("birth", "words"),
        [
            ("14/5/1987", "sinh ngày 14/5/1987"),
            ("5/1987", "sinh tháng 5/1987"),
            ("1987", "sinh năm 1987"),
            (None, "sinh ngày ………"),
        ],
    )
    def test_a_birth_is_told_as_far_as_it_is_known(self, birth, words):
        payload = changed(sample(SLIP), "/member/birth", birth)

        assert f", {words}, " in printed(SLIP, payload)["paragraphs"][0]

    def test_a_member_on_probation_has_no_card(self):
        member = {"full_name": "Vũ Quốc Đạt", "status": "probationary", "admission": "19/5/2026"}

        assert printed(SLIP, sample(SLIP, member=member))["paragraphs"][0] == (
            "Giới thiệu đồng chí Vũ Quốc Đạt, sinh ngày ………, vào Đảng ngày 19/5/2026, đảng viên dự bị."
        )

    @pytest.mark.parametrize(
        ("month", "words"), [("2026-02", "tháng 02/2026."), ("2026-08", "tháng 8/2026."), (None, "tháng ……… năm ……….")]
    )
    def test_dues_are_paid_to_the_end_of_a_month_or_a_gap(self, month, words):
        assert printed(SLIP, sample(SLIP, dues_paid_through=month))["dues"] == f"Đã đóng đảng phí đến hết {words}"

    def test_dues_may_be_a_gap_but_not_left_out(self):
        errors = judged(SLIP, sample(SLIP, dues_paid_through=LEFT_OUT)).verdict.errors

        assert [(error.pointer, error.code) for error in errors] == [("/dues_paid_through", "missing")]

    def test_the_number_is_that_of_the_register_or_a_gap(self):
        assert printed(SLIP, sample(SLIP))["letterhead"]["number"] == "Số 08 GTSHĐ"
        assert printed(SLIP, sample(SLIP, register_number=None))["letterhead"]["number"].split() == ["Số", "GTSHĐ"]

    @pytest.mark.parametrize(
        ("signature", "authority"),
        [({}, "T/M CHI ỦY"), ({"authority": "T/M"}, "T/M CHI BỘ"), ({"on_behalf_of": "chi bộ"}, "T/M CHI BỘ")],
    )
    def test_a_cell_signs_for_its_committee_unless_it_says_otherwise(self, signature, authority):
        issuer = {"kind": "cell", "name": "Chi bộ cơ quan xã Tiên Phong", "superior": "Đảng bộ xã Tiên Phong"}
        payload = sample(SLIP, issuer=issuer, signature={"full_name": "Lê A", **signature})

        assert printed(SLIP, payload)["signature"] == {
            "authority": authority,
            "position": "BÍ THƯ",
            "name": "Lê A",
            "sealed": False,
        }
