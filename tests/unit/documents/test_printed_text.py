"""The printed text that all papers share: letterhead, căn cứ, Nơi nhận, signature, and the spelling of it."""

from __future__ import annotations

from datetime import date

import pytest

from service.documents import Body
from service.documents._envelope import Signature
from service.documents._printed import signature_block
from tests.payloads import (
    DISSOLUTION,
    ESTABLISHMENT,
    LEFT_OUT,
    SLIP,
    changed,
    circumstances,
    judged,
    people,
    printed,
    sample,
)


def paper(**changes):
    return printed(ESTABLISHMENT, sample(ESTABLISHMENT, **changes))


@pytest.mark.parametrize(
    ("kind", "name", "superior", "place"),
    [
        ("standing_committee", "Đảng ủy xã Tiên Phong", "Đảng bộ tỉnh Thái Nguyên", "Tiên Phong"),
        ("grassroots_committee", "Đảng ủy đặc khu Phú Quý", "Đảng bộ tỉnh Lâm Đồng", "Phú Quý"),
        ("grassroots_committee", "Đảng ủy phường 5", None, "Phường 5"),
        ("grassroots_committee", "Đảng ủy phường Huế", "Đảng bộ thành phố Huế", "Phường Huế"),
        ("grassroots_committee", "Đảng ủy phường Thái Nguyên", "Đảng bộ tỉnh Thái Nguyên", "Phường Thái Nguyên"),
        ("cell", "Chi bộ thôn Đông", "Đảng bộ xã Tiên Phong", "Tiên Phong"),
        ("cell", "Chi bộ thôn Đông", "Đảng bộ\nxã Tiên Phong", "Tiên Phong"),
        ("provincial_committee", "Tỉnh ủy Đồng Tháp", None, "Đồng Tháp"),
        ("grassroots_committee", "Đảng ủy xã Xuân Thọ, huyện Xuân Lộc", None, "Xuân Thọ"),
        ("congress", "Đại hội đại biểu Đảng bộ xã Tiên Phong lần thứ I", None, "Tiên Phong"),
        ("cell", "Chi bộ Văn phòng", None, None),
    ],
)
def test_the_place_follows_from_the_names(kind, name, superior, place):
    body = Body.model_validate({"kind": kind, "name": name, "superior": superior}, strict=False)

    assert body.place == place
    assert body.model_copy(update={"place_name": "Lào Cai"}).place == "Lào Cai"


class TestLetterhead:
    def test_names_stand_in_capitals_and_a_typed_break_is_kept(self):
        issuer = {
            "kind": "standing_committee",
            "name": "Đảng ủy\nxã Tiên Phong",
            "superior": "Đảng bộ tỉnh Thái Nguyên",
        }
        head = paper(issuer=issuer)["letterhead"]

        assert head["issuer"] == ["ĐẢNG ỦY", "XÃ TIÊN PHONG"]
        assert head["superior"] == ["ĐẢNG BỘ TỈNH THÁI NGUYÊN"]

    def test_a_draft_has_gaps_and_says_which_draft_it_is(self):
        result = paper(number=None, issue_date=None, draft_no=2)

        assert result["letterhead"]["number"] == "Số      -QĐ/ĐU"
        assert result["letterhead"]["draft"] == "Dự thảo lần 2"
        assert result["letterhead"]["place_date"].split() == ["Tiên", "Phong,", "ngày", "tháng", "năm"]
        assert "số       -QĐ/ĐU" in result["citation"]

    @pytest.mark.parametrize(
        ("changes", "is_draft"),
        [({}, False), ({"draft_no": 1}, True), ({"number": None}, True), ({"issue_date": None}, True)],
    )
    def test_what_makes_a_draft(self, changes, is_draft):
        assert judged(ESTABLISHMENT, sample(ESTABLISHMENT, **changes)).document.is_draft is is_draft

    def test_a_symbol_of_its_own_comes_first(self):
        assert (
            printed(ESTABLISHMENT, changed(sample(ESTABLISHMENT), "/issuer/symbol", "ĐUX"))["letterhead"]["number"]
            == "Số 47-QĐ/ĐUX"
        )


class TestBases:
    def test_one_a_line_each_ended_the_last_before_the_deciding_name(self):
        bases = paper(proposals=LEFT_OUT)["bases"]

        assert all(line.startswith("- Căn cứ ") for line in bases)
        assert [line[-1] for line in bases] == [";", ";", ","]

    @pytest.mark.parametrize("end", [",", ".", ";"])
    def test_the_last_mark_is_the_offices_practice(self, end):
        assert printed(ESTABLISHMENT, sample(ESTABLISHMENT), last_basis_end=end)["bases"][-1][-1] == end

    @pytest.mark.parametrize(
        ("typed", "line"),
        [
            ("Điều lệ Đảng", "- Căn cứ Điều lệ Đảng,"),
            ("- Căn cứ Điều lệ Đảng;", "- Căn cứ Điều lệ Đảng,"),
            ("Xét đề nghị của chi bộ.", "- Xét đề nghị của chi bộ,"),
            ("Thực hiện Kết luận số 1-KL/ĐU", "- Thực hiện Kết luận số 1-KL/ĐU,"),
        ],
    )
    def test_marks_and_leads_that_were_typed_are_not_doubled(self, typed, line):
        assert paper(legal_bases=[{"text": typed}], proposals=LEFT_OUT)["bases"] == [line]

    @pytest.mark.parametrize(
        ("day", "rules"), [("2026-08-05", "208-QĐ/TW"), ("2026-05-28", "20-QĐ/TW"), ("2019-05-05", "29-QĐ/TW")]
    )
    def test_the_default_bases_are_those_of_the_day(self, day, rules):
        changes = {"members": people(3, admission="2000", official="2001", party_card_no="")}
        changes |= {"leadership": "separate_decision", "committee": LEFT_OUT, "appointment_kind": LEFT_OUT}
        bases = paper(legal_bases=LEFT_OUT, proposals=LEFT_OUT, issue_date=day, **changes)["bases"]

        assert bases[0] == "- Căn cứ Điều lệ Đảng Cộng sản Việt Nam;"
        assert rules in bases[1]

    @pytest.mark.parametrize(
        ("proposal", "line"),
        [
            ({"body": "Chi bộ A"}, "- Xét đề nghị của Chi bộ A,"),
            ({"body": "Chi bộ A", "date": "2026-07-01"}, "- Xét đề nghị của Chi bộ A, ngày 01/7/2026,"),
            ({"body": "Chi bộ A", "number": "Số: 3-TTr/CB"}, "- Xét đề nghị của Chi bộ A tại văn bản số 3-TTr/CB,"),
        ],
    )
    def test_a_proposal_is_a_line_of_its_own(self, proposal, line):
        assert paper(proposals=[proposal])["bases"][-1] == line


class TestRecipients:
    def test_the_defaults_begin_with_the_closing_article_and_end_with_the_archive(self):
        assert paper()["recipients"] == [
            "- Như Điều 4;",
            "- Ban Tổ chức Tỉnh ủy (để báo cáo);",
            "- Chi bộ xóm Định Thành;",
            "- Lưu Đảng ủy.",
        ]

    def test_the_old_norm_parts_them_by_commas(self):
        assert [line[-1] for line in paper(norm="hd36_2018")["recipients"]] == [",", ",", ",", "."]

    def test_those_given_replace_the_defaults_with_their_purposes(self):
        given = [
            {"name": "- Ban Tổ chức Tỉnh ủy;", "purpose": "report"},
            {"name": "Chi bộ A", "purpose": "implement"},
            {"name": "Mặt trận (để biết)", "purpose": "know"},
            {"name": "Văn phòng Đảng ủy", "purpose": "archive"},
        ]

        assert paper(recipients=given)["recipients"] == [
            "- Như Điều 4;",
            "- Ban Tổ chức Tỉnh ủy (để báo cáo);",
            "- Chi bộ A (để thực hiện);",
            "- Mặt trận (để biết);",
            "- Lưu Văn phòng Đảng ủy.",
        ]

    def test_lines_copied_from_another_paper_are_not_doubled(self):
        given = [{"name": "Như Điều 3"}, {"name": "Chi bộ A"}, {"name": "Lưu Văn phòng."}]

        assert paper(recipients=given)["recipients"] == ["- Như Điều 4;", "- Chi bộ A;", "- Lưu Văn phòng."]

    def test_what_a_page_cannot_hold_beside_the_signature_follows_below(self):
        result = paper(recipients=[{"name": f"Chi bộ {n}"} for n in range(100)])

        assert len(result["recipients"]) == 40
        assert [*result["recipients"], *result["more_recipients"]][-1] == "- Lưu Đảng ủy."
        assert len(result["more_recipients"]) == 62


class TestSignature:
    @pytest.mark.parametrize(
        ("kind", "signing", "authority", "position"),
        [
            ("standing_committee", {}, "T/M BAN THƯỜNG VỤ", "BÍ THƯ"),
            ("grassroots_committee", {"position": "Phó Bí thư"}, "T/M ĐẢNG ỦY", "PHÓ BÍ THƯ"),
            (
                "grassroots_committee",
                {"authority": "T/M", "on_behalf_of": "Ban Thường vụ"},
                "T/M BAN THƯỜNG VỤ",
                "BÍ THƯ",
            ),
            ("standing_committee", {"position": "Ủy viên Ban Thường vụ"}, "T/M BAN THƯỜNG VỤ", ""),
            ("cell", {"authority": "T/M"}, "T/M CHI BỘ", "BÍ THƯ"),
            ("congress", {}, "T/M ĐOÀN CHỦ TỊCH", ""),
            ("advisory_organ", {}, "", "TRƯỞNG BAN"),
            ("advisory_organ", {"position": "Phó Trưởng Ban"}, "K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"),
            ("committee_office", {"position": "Phó Chánh Văn phòng"}, "K/T CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
            ("advisory_organ", {"position": "Trưởng Ban"}, "", "TRƯỞNG BAN"),
            ("inspection_commission", {"position": "Phó Chủ nhiệm"}, "T/M ỦY BAN KIỂM TRA", "PHÓ CHỦ NHIỆM"),
            ("advisory_organ", {"authority": "K/T"}, "K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"),
            (
                "advisory_organ",
                {"authority": "K/T", "position": "Phó Trưởng ban Thường trực"},
                "K/T TRƯỞNG BAN",
                "PHÓ TRƯỞNG BAN THƯỜNG TRỰC",
            ),
            ("committee_office", {"authority": "Q."}, "Q. CHÁNH VĂN PHÒNG", ""),
            (
                "committee_office",
                {"authority": "T/L", "on_behalf_of": "Ban Thường vụ"},
                "T/L BAN THƯỜNG VỤ",
                "CHÁNH VĂN PHÒNG",
            ),
            ("committee_office", {"on_behalf_of": "Ban Thường vụ"}, "T/L BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG"),
        ],
    )
    def test_authority_and_position_follow_from_the_kind_of_the_body(self, kind, signing, authority, position):
        document = judged(SLIP, sample(SLIP)).document
        body = document.issuer.model_copy(
            update={"kind": Body.model_validate_json(f'{{"kind": "{kind}", "name": "x"}}').kind}
        )
        document = document.model_copy(update={"issuer": body, "signature": Signature(full_name="Lê  A", **signing)})
        block = signature_block(document, circumstances())

        assert (block["authority"], block["position"], block["name"]) == (authority, position, "Lê A")
        assert block["sealed"] is (kind not in ("cell", "congress"))


class TestDecision:
    def test_articles_are_numbered_and_those_of_the_office_stand_before_the_last(self):
        result = paper(extra_articles=[{"title": "Kinh phí", "text": "Một\n\nHai"}, {"text": "Ba\nBốn"}])

        assert [article["heading"] for article in result["articles"]] == [
            "Điều 1.",
            "Điều 2.",
            "Điều 3.",
            "Điều 4. Kinh phí",
            "Điều 5.",
        ]
        assert result["articles"][3]["paragraphs"] == ["Một", "Hai"]
        assert (result["articles"][4]["lead"], result["articles"][4]["paragraphs"]) == ("Ba", ["Bốn"])
        assert result["closing"]["heading"] == "Điều 6."
        assert result["recipients"][0] == "- Như Điều 6;"

    @pytest.mark.parametrize(
        ("changes", "end"),
        [
            ({}, "Quyết định này có hiệu lực kể từ ngày ký."),
            ({"effective_date": "2026-08-05"}, "Quyết định này có hiệu lực kể từ ngày ký."),
            ({"effective_date": "2026-09-01"}, "Quyết định này có hiệu lực kể từ ngày 01/9/2026."),
            (
                {"replaces": {"number": "số 12-QĐ/ĐU", "date": "2026-06-03"}},
                "có hiệu lực kể từ ngày ký, thay thế Quyết định số 12-QĐ/ĐU, ngày 03/6/2026.",
            ),
        ],
    )
    def test_the_closing_article_ends_with_the_effect(self, changes, end):
        assert paper(**changes)["closing"]["lead"].endswith(end)

    def test_who_implements_may_be_said(self):
        closing = paper(implementers=["Văn phòng Đảng ủy", "Chi bộ xóm Định Thành"])["closing"]["lead"]

        assert closing.startswith("Văn phòng Đảng ủy, Chi bộ xóm Định Thành chịu trách nhiệm thi hành")

    def test_a_standing_committee_decides_under_its_own_name(self):
        assert paper()["deciding"] == ["BAN THƯỜNG VỤ ĐẢNG ỦY XÃ TIÊN PHONG"]
        assert "của Ban Thường vụ Đảng ủy xã Tiên Phong" in paper()["citation"]


def strings_of(value):
    """Every text in a printed paper."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for each in value for text in strings_of(each)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("slug", [ESTABLISHMENT, DISSOLUTION, SLIP])
def test_the_spelling_option_changes_fixed_wording_only(slug):
    """What was typed keeps its own spelling, in either setting; nothing else keeps the other one."""
    payload = sample(slug, signature={"full_name": "Lê Thúy Hòa", "position": "Bí thư"}, urgency="HỎA TỐC")
    payload["issuer"] = {
        "kind": "standing_committee",
        "name": "Đảng ủy xã Hòa Thủy",
        "superior": "Đảng bộ tỉnh Khánh Hòa",
    }
    if "handover" in payload:
        payload["handover"]["records_to"] = "Văn phòng Đảng ủy"
    if "addressee" in payload:
        payload["addressee"] = "Chi ủy"
    text = "\n".join(strings_of(printed(slug, payload, tone_marks="uỷ")))
    for typed in (
        "ĐẢNG ỦY XÃ HÒA THỦY",
        "Đảng ủy xã Hòa Thủy",
        "Hòa Thủy",
        "Đảng ủy phường Sông Công",
        "Lê Thúy Hòa",
        "ĐẢNG BỘ TỈNH KHÁNH HÒA",
        "Văn phòng Đảng ủy",
        "Chi ủy",
    ):
        text = text.replace(typed, "")

    assert not [word for word in ("hoà ", "thuỷ", "thuý") if word in text.lower()], "typed text was respelt"
    assert "ủy" not in text.lower()
    assert "HOẢ TỐC" in text


def test_the_norm_of_a_paper_is_that_of_its_day_unless_it_says_otherwise():
    def edition(**changes):
        return judged(SLIP, sample(SLIP, **changes)).circumstances.edition.id

    assert edition(issue_date="2026-05-26") == "hd36_2018"
    assert edition(issue_date="2026-05-27") == "hd05_2026"
    assert edition(issue_date=None) == "hd05_2026"
    assert edition(norm="hd36_2018") == "hd36_2018"
    assert circumstances(date(2019, 1, 1)).edition.id == "hd36_2018"


class TestMendedInPrint:
    """C16: what is against the norm in so many words is warned of, and printed as it ought to be."""

    def test_a_subject_is_not_abbreviated_and_has_no_final_mark(self):
        assert paper(subject="V/v thành lập Chi bộ xóm Đông./.")["subject"] == ["về thành lập Chi bộ xóm Đông"]

    @pytest.mark.parametrize("archive", ["Lưu: VT", "Lưu VT", "VT"])
    def test_the_archive_is_that_of_the_issuer(self, archive):
        recipients = [{"name": "Chi bộ xóm Định Thành"}, {"name": archive, "purpose": "archive"}]

        assert paper(recipients=recipients)["recipients"][-1] == "- Lưu Đảng ủy."


def test_a_provincial_committee_decides_by_its_standing_committee():
    issuer = {"kind": "provincial_committee", "name": "Tỉnh ủy Thái Nguyên"}
    decision = paper(issuer=issuer)

    assert decision["deciding"] == ["BAN THƯỜNG VỤ TỈNH ỦY THÁI NGUYÊN"]
    assert "trực thuộc Đảng bộ tỉnh Thái Nguyên" in decision["articles"][0]["lead"]
