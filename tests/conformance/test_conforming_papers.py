"""A paper that keeps the norm has nothing wrong with it, however it is built."""

from __future__ import annotations

import pytest

from tests.conformance.checking import described, faults, problems, report_of
from tests.papers import KINDS, Page, PageNumber, Paper, Table, article, item, paper, piece
from tests.papers.paper import Annex
from tests.papers.round_trip import resaved
from tests.papers.treatments import ALL as TREATMENTS
from tests.papers.wording import MEMBERS

INFERRED = {"decision": "titled", "report": "titled", "submission": "titled", "slip_a5": "slip"}
FORMATTING = ("direct", "styles")
BOXES = ("text_boxes", "vml_boxes")
LETTERHEADS = {
    "table": {"letterhead": "table"},
    "table with margins in its cells": {"letterhead": "table", "cell_margin": 108},
    "line breaks": {"letterhead": "breaks"},
    "tabs": {"letterhead": "tabs", "signing": "tabs"},
    "columns": {"letterhead": "columns", "signing": "columns"},
    "text boxes": {"letterhead": "text_boxes", "line": "border_below"},
    "text boxes of VML": {"letterhead": "vml_boxes", "line": "border_below"},
}
LINES = {"line": 72.9, "connector": 71, "vml": 75, "border": 74, "border_below": 72.9}
LONG = paper("report").body[:-1] * 3 + paper("report").body[-1:]

TWICE_BOLD = piece("", bold=True, runs='<w:r><w:rPr><w:rStyle w:val="Strong"/></w:rPr><w:t>BÍ THƯ</w:t></w:r>')

PAPERS: dict[str, Paper] = {}
for _kind in KINDS:
    for _formatting in FORMATTING:
        PAPERS[f"{_kind}, {_formatting}"] = paper(_kind, formatting=_formatting)
for _name, _told in LETTERHEADS.items():
    for _kind in ("decision", "report", "submission", "letter"):
        for _formatting in FORMATTING:
            PAPERS[f"{_kind}, {_name}, {_formatting}"] = paper(_kind, formatting=_formatting, **_told)
for _line, _length in LINES.items():
    for _formatting in FORMATTING:
        PAPERS[f"line: {_line}, {_formatting}"] = paper(line=_line, line_mm=_length, formatting=_formatting)
for _form in ("simple", "complex", "split", "frame", "sdt"):
    for _formatting in FORMATTING:
        PAPERS[f"page number: {_form}, {_formatting}"] = paper(
            "report", body=LONG, page_number=PageNumber(form=_form), formatting=_formatting
        )
for _name, _treatment in TREATMENTS.items():
    for _kind in ("decision", "letter", "minutes"):
        for _formatting in FORMATTING:
            PAPERS[f"{_kind}, {_name}, {_formatting}"] = paper(_kind, treatments=(_treatment,), formatting=_formatting)
for _kind in ("decision", "report", "submission"):
    for _formatting in FORMATTING:
        PAPERS[f"{_kind}, automatic numbers, {_formatting}"] = paper(
            _kind, numbering="automatic", formatting=_formatting
        )
PAPERS |= {
    "text boxes, split, tracked": paper(
        letterhead="text_boxes", line="border_below", treatments=(TREATMENTS["split_runs"], TREATMENTS["hide_text"])
    ),
    "annexes": paper(annexes=(Annex(), Annex(landscape=False))),
    "annexes, styles": paper(annexes=(Annex(),), formatting="styles"),
    "a table in the text": paper("report", body=(*LONG[:4], Table(MEMBERS, (10, 45, 25, 30, 35, 20)), *LONG[4:])),
    "a table with a table style": paper(
        "report", body=(*LONG[:4], Table(MEMBERS, (10, 45, 25, 30, 35, 20), by_style=True), *LONG[4:])
    ),
    "bold of a paragraph style and of a character style is plain": paper(formatting="styles", position=TWICE_BOLD),
    "small letters shown as capitals": paper(superior=piece("Đảng bộ tỉnh Thái Nguyên", caps=True)),
    "small letters shown as capitals, styles": paper(
        formatting="styles", superior=piece("Đảng bộ tỉnh Thái Nguyên", caps=True)
    ),
    "black said": paper(every={"body": {"color": "000000"}}),
    "another font for scripts not used": paper(every={"body": {"cs": "Arial"}}),
    "15 pt, 22 pt apart": paper(
        "report",
        every={role: {"size": 15, "line": ("exact", 22)} for role in ("body", "heading1", "heading2", "heading3")},
    ),
    "the gap above": paper(
        "report",
        every={role: {"before": 6, "after": 0} for role in ("body", "heading1", "heading2", "heading3")},
    ),
    "mirrored pages": paper("report", body=LONG, page=Page(mirrored=True)),
    "margins half a millimetre off": paper("report", page=Page(top_mm=20.4, left_mm=29.6, right_mm=15.4)),
    "the header at 12 mm": paper("report", body=LONG, page=Page(header_mm=11.9)),
    "one page without a number": paper("letter", page_number=None),
    "type name of 15 pt": paper(type_name=piece(size=15)),
    "subject of 15 pt": paper(subject=piece(size=15)),
    "a subject of two paragraphs": paper(
        subject=("về việc kết thúc hoạt động Chi bộ cơ quan xã Tiên Phong", "và chuyển sinh hoạt đảng cho đảng viên")
    ),
    "an issuer of two paragraphs": paper(issuer=("BAN THƯỜNG VỤ", "ĐẢNG ỦY XÃ TIÊN PHONG")),
    "a committee of the province": paper(
        superior=None,
        issuer="TỈNH ỦY THÁI NGUYÊN",
        number="Số 152-QĐ/TU",
        place_date="Thái Nguyên, ngày 27 tháng 10 năm 2026",
        deciding=("BAN THƯỜNG VỤ TỈNH ỦY THÁI NGUYÊN", "QUYẾT ĐỊNH"),
        recipients=("- Như Điều 3;", "- Lưu Văn phòng Tỉnh ủy."),
    ),
    "the last basis ends with a full stop": paper(
        bases=("- Căn cứ Điều lệ Đảng Cộng sản Việt Nam;", "- Căn cứ Quy chế làm việc của Đảng ủy xã Tiên Phong."),
    ),
    "articles with titles of their own": paper(
        body=(
            piece("Điều 1. Phạm vi", role="heading2"),
            "Quyết định này áp dụng đối với các chi bộ trực thuộc Đảng ủy xã Tiên Phong.",
            article(2, "Văn phòng Đảng ủy xã và các chi bộ trực thuộc chịu trách nhiệm thi hành Quyết định này."),
        ),
        recipients=("- Như Điều 2;", "- Lưu Văn phòng Đảng ủy."),
    ),
    "lettered points with đ": paper(
        "report",
        body=(*LONG[:2], *(f"{letter}) Giao chi ủy theo dõi việc này;" for letter in "abcdđe"), *LONG[2:]),
    ),
    "old numbers of headings": paper(
        "report",
        body=tuple(
            each
            if isinstance(each, str) or not each.text.startswith("1.1. ")
            else piece(each.text.replace("1.1. ", "1.1- "), role="heading3")
            for each in paper("report").body
        ),
    ),
    "a tab before the text instead of an indent": paper(
        "report",
        every={"body": {"first_mm": 0}},
        body=tuple(f"\t{each}" if isinstance(each, str) else each for each in paper("report").body),
    ),
    "a deputy signs for the committee": paper(position="PHÓ BÍ THƯ"),
    "a member of the committee signs with the name only": paper(position=None),
    "a deputy signs for the head of an office": paper(
        "report",
        superior="ĐẢNG ỦY XÃ TIÊN PHONG",
        issuer="BAN XÂY DỰNG ĐẢNG",
        number="Số 12-BC/BXDĐ",
        authority="K/T TRƯỞNG BAN",
        position="PHÓ TRƯỞNG BAN",
        recipients=("- Đảng ủy xã Tiên Phong (để báo cáo);", "- Lưu Ban Xây dựng Đảng."),
    ),
    "the office signs by order": paper(
        "letter",
        superior="ĐẢNG BỘ TỈNH THÁI NGUYÊN",
        issuer="ĐẢNG ỦY XÃ TIÊN PHONG",
        number="Số 112-CV/ĐU",
        authority="T/L BAN THƯỜNG VỤ",
        position="CHÁNH VĂN PHÒNG",
        recipients=("- Như trên;", "- Lưu Văn phòng Đảng ủy."),
    ),
    "an acting head": paper(
        "report",
        superior="ĐẢNG ỦY XÃ TIÊN PHONG",
        issuer="VĂN PHÒNG",
        number="Số 12-BC/VPĐU",
        authority="Q. CHÁNH VĂN PHÒNG",
        position=None,
        recipients=("- Đảng ủy xã Tiên Phong (để báo cáo);", "- Lưu Văn phòng Đảng ủy."),
    ),
    "minutes without place and date": paper("minutes", place_date=None),
    "minutes without recipients": paper("minutes", recipients_label=None, recipients=()),
    "an urgent letter": paper("letter", urgency=piece("KHẨN", role="issuer")),
    "several addressees": paper(
        "letter",
        addressee=(
            "//Kính gửi://",
            piece("- Ban Xây dựng Đảng Đảng ủy xã Tiên Phong;", role="addressee_item"),
            piece("- Văn phòng Đảng ủy xã Tiên Phong.", role="addressee_item"),
        ),
    ),
    "a draft without number and date": paper(
        number="Số      -QĐ/ĐU", place_date="Tiên Phong, ngày      tháng 8 năm 2026"
    ),
    "a draft that says so": paper(
        number="Số      -QĐ/ĐU", place_date="Tiên Phong, ngày      tháng 8 năm 2026", draft="Dự thảo lần 1"
    ),
    "a nested list of dashes": paper(
        body=(*paper().body[:-1], item("Ban Xây dựng Đảng theo dõi, đôn đốc."), paper().body[-1])
    ),
}

BOTH_EDITIONS = {
    "decision": paper(bases=paper().bases[:1] + paper().bases[2:], recipients=("- Lưu Văn phòng Đảng ủy.",)),
    "report": paper("report", formatting="styles", recipients=("- Lưu Chi bộ.",)),
    "minutes": paper("minutes", recipients=("- Lưu Chi bộ.",)),
    "slip": paper("slip", formatting="styles"),
}


@pytest.mark.parametrize("name", PAPERS)
class TestPaper:
    def test_has_no_fault(self, name):
        report = report_of(PAPERS[name])

        assert faults(report) == [], described(report)

    def test_is_judged_by_the_edition_of_its_date(self, name):
        assert report_of(PAPERS[name]).norm == "hd05_2026"

    def test_is_valid_ooxml(self, name):
        """Smart tags are of Word 2003; what validates later versions does not know them."""
        assert "tag_dates" in name or problems(PAPERS[name].docx()) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("formatting", FORMATTING)
def test_the_kind_is_seen_from_the_page(kind, formatting):
    assert report_of(paper(kind, formatting=formatting)).kind == INFERRED.get(kind, kind)


@pytest.mark.parametrize("kind", BOTH_EDITIONS)
@pytest.mark.parametrize("norm", ["hd05_2026", "hd36_2018"])
def test_a_paper_may_fit_both_editions(kind, norm):
    report = report_of(BOTH_EDITIONS[kind], norm=norm)

    assert (report.norm, faults(report)) == (norm, []), described(report)


OLD = {
    "place_date": "Tiên Phong, ngày 03 tháng 12 năm 2021",
    "every": {role: {"line": ("atLeast", 18)} for role in ("body", "basis", "heading1", "heading2", "heading3")},
}


@pytest.mark.parametrize("formatting", FORMATTING)
@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("report", {"recipients": ("- Đảng ủy xã Tiên Phong (để báo cáo),", "- Lưu Chi bộ.")}),
        (
            "submission",
            {
                "addressee": "//Kính gửi:// Ban Thường vụ Đảng ủy xã Tiên Phong",
                "recipients": ("- Như trên,", "- Lưu Chi bộ."),
            },
        ),
        (
            "letter",
            {"letter_subject": "báo cáo số liệu đảng viên", "recipients": ("- Như trên,", "- Lưu Chi bộ.")},
        ),
    ],
    ids=["report", "submission", "letter"],
)
def test_a_paper_of_2021_is_judged_by_the_edition_of_its_time(kind, changes, formatting):
    report = report_of(paper(kind, formatting=formatting, **OLD, **changes))

    assert (report.norm, faults(report)) == ("hd36_2018", []), described(report)


RESAVED = {
    **{kind: paper(kind) for kind in KINDS if kind != "slip_a5"},
    **{f"{kind}-styles": paper(kind, formatting="styles") for kind in ("decision", "letter", "minutes")},
    **{f"line-{line}": paper(line=line, line_mm=length) for line, length in LINES.items()},
    "long": paper("report", body=LONG),
    "tabs": paper(letterhead="tabs", signing="tabs"),
    "breaks": paper(letterhead="breaks"),
    "boxes": paper(letterhead="text_boxes", line="border_below"),
    "numbered": paper("report", numbering="automatic"),
    "annex": paper(annexes=(Annex(),)),
}


@pytest.fixture(scope="module")
def resaved_papers():
    """All of them, saved by LibreOffice: as DOCX, and by way of ODT."""
    documents = {name: each.docx() for name, each in RESAVED.items()}
    return {"docx": resaved(documents, "docx"), "odt": resaved(documents, "odt", "docx")}


@pytest.mark.needs("soffice", "liberation2")
@pytest.mark.parametrize("way", ["docx", "odt"])
@pytest.mark.parametrize("name", RESAVED)
def test_has_no_fault_when_libreoffice_has_saved_it(resaved_papers, name, way):
    report = report_of(resaved_papers[way][name])

    assert faults(report) == [], described(report)
