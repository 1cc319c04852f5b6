"""The end of a paper as clerks build it: who signs and how, who gets it, and the annexes behind it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.checking import described, errors, faults, problems, report_of, warnings
from tests.papers import Sides, paper, piece
from tests.papers.wording import WORK

OFFICE: dict[str, Any] = {
    "superior": "TỈNH ỦY THÁI NGUYÊN",
    "issuer": "BAN TỔ CHỨC",
    "number": "Số 08-HD/BTCTU",
    "place_date": "Thái Nguyên, ngày 12 tháng 10 năm 2026",
    "type_name": "HƯỚNG DẪN",
    "subject": "sinh hoạt chi bộ",
    "authority": None,
    "position": "TRƯỞNG BAN",
    "recipients": ("- Các đảng ủy trực thuộc;", "- Lưu Ban Tổ chức."),
}
BY_ORDER: dict[str, Any] = {
    "superior": "ĐẢNG BỘ TỈNH THÁI NGUYÊN",
    "issuer": "ĐẢNG ỦY XÃ TIÊN PHONG",
    "number": "Số 112-CV/ĐU",
    "recipients": ("- Như trên;", "- Lưu Văn phòng Đảng ủy."),
}
CERTIFIED = Sides(
    right=(
        piece("T/L BAN THƯỜNG VỤ", role="authority"),
        piece("CHÁNH VĂN PHÒNG", role="position"),
        *(piece("", role="gap") for _ in range(4)),
        piece("Trần Văn Dũng", role="name"),
    )
)
COUNTED: dict[str, Any] = {
    "superior": "ĐẠI HỘI ĐẠI BIỂU ĐẢNG BỘ XÃ TIÊN PHONG LẦN THỨ I",
    "issuer": "BAN KIỂM PHIẾU",
    "number": "Số 15-BB/ĐH",
    "subject": "kiểm phiếu bầu Ban Chấp hành Đảng bộ xã Tiên Phong",
    "authority": "T/M BAN KIỂM PHIẾU",
    "position": "TRƯỞNG BAN",
    "second_signature": ("THƯ KÝ", "Lê Thị Bình"),
}
RIGHT = {
    "minutes that the office certifies": paper("minutes", after=("", CERTIFIED)),
    "minutes of those who count the votes": paper("minutes", **COUNTED),
    "a deputy of the office by order": paper(
        "letter", **BY_ORDER, authority=("T/L BAN THƯỜNG VỤ", "K/T CHÁNH VĂN PHÒNG"), position="PHÓ CHÁNH VĂN PHÒNG"
    ),
    "the head of a group, alone": paper(
        "report", superior="CHI BỘ XÓM THÀNH LẬP", issuer="TỔ ĐẢNG SỐ 1", authority=None, position="TỔ TRƯỞNG"
    ),
    "one person in two offices": paper(
        "report",
        **{**OFFICE, "number": "Số 12-HD/BTCTU", "position": ("CHÁNH VĂN PHÒNG", "kiêm TRƯỞNG BAN")},
    ),
    "signed in a file": paper("report", position=("BÍ THƯ", piece("[Ký số]", italic=True)), gap_lines=1),
    "a plain colon after the underlined label": paper(recipients_label=piece("__Nơi nhận__:", underline=False)),
    "an item of recipients that is wrapped after a comma": paper(
        recipients=(
            "- Đảng ủy xã Tiên Phong (để báo cáo),",
            "các ban xây dựng Đảng;",
            "- Như Điều 3;",
            "- Lưu Văn phòng Đảng ủy.",
        )
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_an_unusual_end_is_read_as_it_is_meant(name):
    report = report_of(RIGHT[name])

    assert faults(report) == [], described(report)


@pytest.mark.long
@pytest.mark.parametrize("name", RIGHT)
def test_the_paper_is_valid_ooxml(name):
    assert problems(RIGHT[name].docx()) == []


@pytest.mark.parametrize("name", ["a deputy of the office by order", "signed in a file", "one person in two offices"])
def test_the_name_below_an_unusual_signature_is_judged(name):
    report = report_of(RIGHT[name].with_(name=piece(bold=False)))

    assert faults(report) == errors("signature.name-bold"), described(report)
    assert [each.where.text for each in report.findings] == [RIGHT[name].name]


def test_minutes_that_the_office_certifies_still_need_their_own_signatures():
    report = report_of(paper("minutes", after=("", CERTIFIED), second_signature=None))

    assert faults(report) == errors("minutes.signatures"), described(report)


def test_minutes_signed_in_small_letters_are_told_of_the_letters_only():
    report = report_of(paper("minutes", second_signature=("Thư ký", "Phạm Thị Oanh"), authority="Chủ trì"))

    assert faults(report) == errors("signature.case", "signature.case"), described(report)
    assert [each.where.text for each in report.findings] == ["Thư ký", "Chủ trì"]


def test_a_secretary_signs_for_the_committee_not_in_the_place_of_the_secretary():
    report = report_of(paper("letter", **BY_ORDER, authority="KT. BÍ THƯ", position="PHÓ BÍ THƯ"))
    (finding,) = report.findings

    assert faults(report) == errors("signature.authority-form"), described(report)
    assert ("T/M" in finding.mend.vi, "T/M" in finding.mend.en, "K/T" in finding.mend.vi) == (True, True, False)


PAGE_BREAK = piece("", runs='<w:r><w:br w:type="page"/></w:r>')
BEHIND = {
    "a page break": (PAGE_BREAK,),
    "a page break and a blank paragraph": (PAGE_BREAK, ""),
    "a page break between blank paragraphs": ("", "", PAGE_BREAK, "", ""),
    "a blank paragraph that starts a page": (piece("", new_page=True),),
    "blank paragraphs alone": ("",) * 20,
}
FORM = (
    piece("Mẫu 1", align="center", first_mm=0, bold=True),
    Sides(
        left=(piece("ĐẢNG BỘ ……", role="superior"), piece("CHI BỘ ……", role="issuer"), piece("*", role="star")),
        right=(piece("ĐẢNG CỘNG SẢN VIỆT NAM", role="title"), piece("……, ngày … tháng … năm ……", role="place_date")),
    ),
    piece("BIÊN BẢN", role="type_name", size=14),
    piece("họp chi bộ", role="subject"),
    "Thời gian: ………………",
    "Nội dung: ………………",
    Sides(
        right=(
            piece("T/M CHI BỘ", role="authority"),
            piece("BÍ THƯ", role="position"),
            piece("", role="gap"),
            piece("………………", role="name"),
        )
    ),
)


@pytest.mark.parametrize("name", BEHIND)
class TestAnnexInTheSectionOfThePaper:
    def test_is_found(self, name):
        annex = (*BEHIND[name], piece("PHỤ LỤC", role="annex_title"), WORK)
        report = report_of(paper("report", after=annex))

        assert faults(report) == warnings("annex.numbering"), described(report)

    def test_has_its_faults_told(self, name):
        annex = (*BEHIND[name], piece("PHỤ LỤC", role="annex_title"), piece(WORK, size=9), f"{WORK} V/v khen thưởng.")
        report = report_of(paper("report", after=annex))

        assert faults(report) == [
            *errors("body.size", "practice.forbidden-form"), *warnings("annex.numbering")
        ], described(report)  # fmt: skip


class TestFormInTheAnnex:
    """A form to fill in has a letterhead and a signature of its own."""

    paper = paper("report", **OFFICE, after=(PAGE_BREAK, *FORM))

    def test_does_not_sign_the_paper(self):
        report = report_of(self.paper)

        assert faults(report) == warnings("annex.numbering"), described(report)

    def test_leaves_the_signature_of_the_head_to_be_judged(self):
        report = report_of(self.paper.with_(name=piece(bold=False)))

        assert faults(report) == [*errors("signature.name-bold"), *warnings("annex.numbering")], described(report)
        assert report.findings[0].where.text == self.paper.name


DISTRICT = "- UBND huyện Hòa An"


def test_a_district_among_the_recipients_of_a_paper_of_2026():
    report = report_of(paper("report", recipients=(f"{DISTRICT};", "- Lưu Chi bộ.")))

    assert faults(report) == warnings("body-name.district"), described(report)


def test_a_district_among_the_recipients_of_a_paper_of_2019():
    old = paper(
        "report",
        place_date="Tiên Phong, ngày 05 tháng 12 năm 2019",
        recipients=(f"{DISTRICT},", "- Lưu Chi bộ."),
        every={role: {"line": ("atLeast", 18)} for role in ("body", "heading1", "heading2", "heading3")},
    )
    report = report_of(old)

    assert (report.norm, faults(report)) == ("hd36_2018", []), described(report)


def test_blank_paragraphs_between_the_text_and_the_signature_let_them_part():
    *text, last = paper("report").body
    parted = paper("report", body=(*text, piece(last, keep_next=True), "", ""), kept_body=False)
    report = report_of(parted)

    assert faults(report) == warnings("signature.keep-together"), described(report)
    assert (
        faults(report_of(parted.with_(body=(*text, *(piece(each, keep_next=True) for each in (last, "", "")))))) == []
    )
