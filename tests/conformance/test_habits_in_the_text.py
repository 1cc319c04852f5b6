"""The text as clerks set it: what stands beside the running text, what they forget, and how they number pages."""

from __future__ import annotations

import re

import pytest

from tests.conformance.breaking import LONG
from tests.conformance.checking import described, errors, faults, mended, part, problems, report_of, texts, warnings
from tests.papers import PageNumber, Table, heading2, paper, piece
from tests.papers.legacy import decomposed, in_tcvn3
from tests.papers.pieces import ROLES
from tests.papers.shapes import picture
from tests.papers.wording import FIELDS, MEMBERS

REPORT = paper("report").body
LETTER = paper("letter").body
CENTRED = {"align": "center", "first_mm": 0}
PAGE_BREAK = piece("", runs='<w:r><w:br w:type="page"/></w:r>')


def _aside(text: str, **formatting):
    """A line that is no running text."""
    return piece(text, **{**CENTRED, "line": None, **formatting})


def _between(*blocks) -> tuple[object, ...]:
    """The report with these blocks in its text."""
    at = REPORT.index(FIELDS)
    return (*REPORT[:at], *blocks, *REPORT[at:])


CONTENTS = (
    piece("MỤC LỤC", role="contents", bold=True, align="center"),
    piece("I- KẾT QUẢ THỰC HIỆN NHIỆM VỤ\t2", role="contents"),
    piece("II- NHIỆM VỤ 6 THÁNG CUỐI NĂM\t5", role="contents"),
)
COVER = (
    _aside("ĐẢNG BỘ TỈNH THÁI NGUYÊN"),
    _aside("ĐẢNG BỘ XÃ TIÊN PHONG", bold=True),
    _aside("VĂN KIỆN", bold=True, size=28),
    _aside("ĐẠI HỘI ĐẠI BIỂU ĐẢNG BỘ XÃ TIÊN PHONG LẦN THỨ I", bold=True, size=18),
    _aside("Tiên Phong, tháng 7 năm 2026", italic=True),
    PAGE_BREAK,
)
ADDRESSEE = "//Kính gửi:// Ban Thường vụ Đảng ủy xã Tiên Phong"
RIGHT = {
    "where it was presented": paper(
        "report", body=(_aside("(Trình bày tại Hội nghị tổng kết năm 2026 của Đảng bộ xã)", italic=True), *REPORT)
    ),
    "a table with caption, unit and source": paper(
        "report",
        body=_between(
            _aside("Bảng 1. Đảng viên chuyển sinh hoạt", italic=True),
            _aside("Đơn vị tính: người", italic=True, size=13, align="right"),
            Table(MEMBERS, (10, 45, 25, 30, 35, 20)),
            _aside("Nguồn: Văn phòng Đảng ủy.", italic=True, size=12, align="left"),
        ),
    ),
    "a picture with a caption": paper(
        "report", body=_between(_aside("", runs=picture()), _aside("Hình 1. Đại hội Chi bộ", italic=True))
    ),
    "a list that comes with it": paper(
        "report", body=(*REPORT, _aside("(Có danh sách kèm theo)", italic=True)), kept_body=True
    ),
    "stars between two parts": paper("report", body=_between(_aside("* * *"))),
    "a table of contents": paper("report", body=(*CONTENTS, *REPORT), formatting="styles"),
    "a cover before the letterhead": paper("report", before=COVER),
    "a place to hand in at, in the text": paper(
        "report", body=_between("Nơi nhận hồ sơ: Văn phòng Đảng ủy xã Tiên Phong, trong giờ hành chính.")
    ),
    "a second addressee, centred": paper(
        "letter", addressee=(piece(ADDRESSEE, after=0), "Ủy ban Mặt trận Tổ quốc xã Tiên Phong")
    ),
    "an addressee wrapped by Enter": paper(
        "letter",
        addressee=(
            piece("//Kính gửi:// - Đồng chí Bí thư Đảng ủy xã;", role="addressee_item", left_mm=30),
            piece("- Các đồng chí Ủy viên Ban Thường vụ", role="addressee_item", left_mm=48),
            piece("  Đảng ủy xã phụ trách địa bàn.", role="addressee_item", left_mm=48),
        ),
    ),
    "bases that begin with another word than Căn cứ": paper(
        bases=(
            "- Căn cứ Điều lệ Đảng Cộng sản Việt Nam;",
            "- Thực hiện Kế hoạch số 15-KH/TU, ngày 12/6/2026 của Tỉnh ủy Thái Nguyên;",
            "- Căn cứ Quy chế làm việc của Đảng ủy xã Tiên Phong;",
            "- Xét đề nghị của Ban Xây dựng Đảng,",
        )
    ),
    **{
        f"the page number in a centred {name}": paper("report", body=LONG, page_number=PageNumber(form=form))
        for name, form in (("text box", "text_box"), ("text box of VML", "vml_box"), ("frame", "frame"))
    },
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_the_norm_says_nothing_about_is_no_fault(name):
    report = report_of(RIGHT[name])

    assert faults(report) == [], described(report)


@pytest.mark.long
@pytest.mark.parametrize("name", RIGHT)
def test_the_paper_is_valid_ooxml(name):
    assert problems(RIGHT[name].docx()) == []


def test_a_cover_hides_no_fault_of_the_paper_behind_it():
    report = report_of(paper("report", before=COVER, issuer=piece(size=13), title=piece(bold=False)))

    assert sorted(faults(report)) == errors("issuer.size", "title.bold"), described(report)


def test_a_line_of_the_text_is_not_taken_for_the_recipients():
    handed_in = RIGHT["a place to hand in at, in the text"]
    report = report_of(handed_in.with_(recipients=("- Đảng ủy xã Tiên Phong", "- Lưu Chi bộ.")))

    assert faults(report) == warnings("recipients.separators"), described(report)


def test_a_missing_comma_of_bases_is_told_of_the_last_one_only():
    *others, last = RIGHT["bases that begin with another word than Căn cứ"].bases
    report = report_of(paper(bases=(*others, last.replace(",", ";"))))

    assert faults(report) == warnings("bases.separator"), described(report)
    assert [(each.where.text, each.more) for each in report.findings] == [("- Xét đề nghị của Ban Xây dựng Đảng;", 0)]


def test_lines_with_a_picture_are_not_set_to_a_distance_that_would_cut_it():
    pictured = piece("Quang cảnh Đại hội Chi bộ nhiệm kỳ 2025 - 2027. ", line=("auto", 1.15), runs=picture())
    tall = paper("report", body=_between(pictured))
    report = report_of(tall)

    assert faults(report) == [], described(report)
    assert 'w:line="276" w:lineRule="auto"' in part(mended(tall))


FIRST_HEADINGS = {
    "a part": (_aside("Phần thứ nhất", bold=True, after=6), _aside("KẾT QUẢ THỰC HIỆN NHIỆM VỤ", bold=True, after=6)),
    "a heading": (heading2("1. Đặc điểm tình hình"),),
}


@pytest.mark.parametrize("name", FIRST_HEADINGS)
def test_the_first_heading_is_not_taken_for_the_subject_where_the_hyphens_are_missing(name):
    unmarked = paper("report", hyphens=None, body=(*FIRST_HEADINGS[name], *REPORT))
    report, lines = report_of(unmarked), texts(mended(unmarked))

    assert faults(report) == errors("subject.hyphens"), described(report)
    assert lines[lines.index(unmarked.subject) + 1] == "-----"
    assert faults(report_of(mended(unmarked))) == []


@pytest.mark.parametrize("tab", ["\t", ""], ids=["a tab", "no tab"])
def test_words_beside_the_page_number_stay_when_it_is_mended(tab):
    words = f"Báo cáo tháng 8{tab}"
    numbered = PageNumber(words=words, size=10, align="left", first_page="no_title_page")
    wrong = paper("report", body=LONG, page_number=numbered)
    report, copy = report_of(wrong), mended(wrong)
    number, beside = part(copy, "word/header_default.xml").split("</w:p>")[:2]

    assert sorted(faults(report)) == errors("page.number-first-page", "page.number-position", "page.number-size"), (
        described(report)
    )
    assert texts(copy, "word/header_default.xml") == ["2", words]
    assert ("PAGE" in number, '<w:jc w:val="center"/>' in number, '<w:jc w:val="left"/>' in beside) == (True,) * 3
    assert faults(report_of(copy)) == []


@pytest.mark.parametrize("form", ["text_box", "vml_box"])
def test_the_page_number_in_a_text_box_is_judged_and_mended(form):
    small = paper("report", body=LONG, page_number=PageNumber(form=form, size=12))
    report, copy = report_of(small), report_of(mended(small))

    assert (faults(report), faults(copy)) == (errors("page.number-size"), []), described(report)


def test_words_beside_the_page_number_stay_on_the_first_page_too():
    numbered = PageNumber(words="Báo cáo tháng 8\t", first_page="no_title_page")
    copy = mended(paper("report", body=LONG, page_number=numbered))

    assert texts(copy, "word/header1.xml") == ["Báo cáo tháng 8\t"]


def test_words_beside_the_page_number_keep_their_size_when_it_is_mended():
    numbered = PageNumber(words="Báo cáo tháng 8\t", size=10, align="left", first_page="no_title_page")

    copy = mended(paper("report", body=LONG, page_number=numbered))
    number, beside = part(copy, "word/header_default.xml").split("</w:p>")[:2]
    sizes = re.findall(r'<w:sz w:val="(\d+)"/>(?=[^/]*/></w:rPr><w:t )', beside)

    assert ('<w:sz w:val="28"/>' in number, sizes) == (True, ["20"])


@pytest.mark.parametrize("sort", ["report", "decision", "letter", "minutes"])
def test_accents_typed_apart_are_the_only_fault(sort):
    apart = paper(sort, treatments=(decomposed,))
    report = report_of(apart)

    assert faults(report) == errors("text.not-nfc"), described(report)
    assert faults(report_of(mended(apart))) == []


@pytest.mark.parametrize("sort", ["report", "decision", "letter"])
@pytest.mark.parametrize("font", [".VnTime", "Times New Roman"])
def test_of_a_paper_in_tcvn3_only_the_code_is_told(sort, font):
    coded = paper(sort, every={role: {"font": font} for role in ROLES}, treatments=(in_tcvn3,))
    report = report_of(coded)

    assert faults(report) == errors("font.legacy-encoding"), described(report)


def test_a_report_with_an_addressee_is_told_that_it_has_none():
    """Its recipients name the addressee by “Như trên”, which is then right."""
    report = report_of(paper("report", addressee=ADDRESSEE, recipients=("- Như trên;", "- Lưu Chi bộ.")))

    assert faults(report) == errors("addressee.wrong-kind"), described(report)
