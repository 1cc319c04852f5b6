"""Letterheads and titles as clerks build them: what is at fault is said, and what is only unusual is left in peace."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.checking import described, errors, faults, mended, part, problems, report_of, warnings
from tests.papers import paper, piece
from tests.papers.shapes import line
from tests.papers.wording import TITLE

# Left of the middle of the title, from the margin of the page: the left block is 74 mm wide, the right one 91 mm.
TITLE_LEFT_MM = 74 + (91 - 72.9) / 2
LINES = {
    **{
        f"{kind} from the {start}, laid out in its cell": {"line": kind, "line_start": start}
        for kind in ("line", "connector", "vml")
        for start in ("margin", "page")
    },
    **{
        f"{kind} from the {start}, in the title's cell but not laid out in it": {
            "line": kind,
            "line_start": start,
            "line_in_cell": False,
        }
        for kind in ("line", "vml")
        for start in ("column", "margin", "page")
    },
    "a line in a group": {"line": "group"},
    "a line of VML in a group": {"line": "vml_group"},
    "a line at the type name, above it": {
        "line": None,
        "type_name": piece(runs=line("line", 72.9, left_mm=TITLE_LEFT_MM, down_mm=-14)),
    },
}


@pytest.mark.parametrize("name", LINES)
class TestLineBelowTheTitle:
    def test_is_seen(self, name):
        report = report_of(paper(**LINES[name]))

        assert faults(report) == [], described(report)

    def test_stays_where_the_star_is_mended(self, name):
        """A line instead of the star is taken out, that of the title is not."""
        starless = paper(star=None, **LINES[name]).docx()
        report, copy = report_of(starless), mended(starless)

        assert (faults(report), faults(report_of(copy))) == (errors("issuer.star"), []), described(report)
        assert part(copy).count("<v:line ") == part(starless).count("<v:line ") == 1

    @pytest.mark.long
    def test_is_valid_ooxml(self, name):
        assert problems(paper(**LINES[name]).docx()) == []

    def test_is_measured(self, name):
        told = {key: piece(runs=value.formatting["runs"].replace("2624400", "1440000")) if key == "type_name" else value
                for key, value in LINES[name].items()}  # fmt: skip
        report = report_of(paper(line_mm=40, **told))

        assert faults(report) == warnings("title.rule-length"), described(report)


def test_the_top_of_the_cell_below_the_title_is_a_line_but_too_long():
    report = report_of(paper(line="cell"))

    assert faults(report) == warnings("title.rule-length"), described(report)


RIGHT = {
    "two floating tables, side by side": paper("report", letterhead="floating"),
    "the title block in the last row of the letterhead": paper("report", title_block_in_table=True),
    "the addressee in the last row of the letterhead": paper("letter", title_block_in_table=True),
    "a draft mark above the title": paper(
        number="Số      -QĐ/ĐU",
        place_date="Tiên Phong, ngày      tháng 8 năm 2026",
        title=(piece("DỰ THẢO LẦN 2", role="draft", italic=False, bold=True), TITLE),
    ),
    "a draft mark above the title, in a table of one row": paper(
        letterhead="one_row", line="border_below", title=(piece("DỰ THẢO LẦN 2", role="draft", bold=True), TITLE)
    ),
    "two bodies that issue together": paper(
        "report",
        superior=None,
        issuer=("BAN TỔ CHỨC TỈNH ỦY", "VĂN PHÒNG TỈNH ỦY"),
        number="Số 05-CTr/BTCTU-VPTU",
        type_name="CHƯƠNG TRÌNH",
        subject="phối hợp công tác năm 2026",
        second_signature=(piece("CHÁNH VĂN PHÒNG", role="position"), "Lê Văn Bình"),
        authority=None,
        position="TRƯỞNG BAN TỔ CHỨC",
        recipients=("- Tỉnh ủy (để báo cáo);", "- Lưu Ban Tổ chức, Văn phòng."),
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_an_unusual_letterhead_is_read_as_it_is_meant(name):
    report = report_of(RIGHT[name])

    assert faults(report) == [], described(report)


@pytest.mark.long
@pytest.mark.parametrize("name", RIGHT)
def test_the_paper_is_valid_ooxml(name):
    assert problems(RIGHT[name].docx()) == []


def test_the_subject_in_the_last_row_of_the_letterhead_is_judged():
    report = report_of(paper("report", title_block_in_table=True, subject=piece(bold=False), hyphens="---"))

    assert faults(report) == errors("subject.bold", "subject.hyphens"), described(report)


def test_what_does_not_fit_its_cell_in_the_right_size_is_told_but_left_to_the_clerk():
    """At 15 pt the title is 72.9 mm long; the cell is 68 mm wide. The names beside it have room."""
    narrow = paper(
        letterhead_mm=(74, 68),
        title=piece(size=13),
        line_mm=63.2,
        place_date=piece(size=12),
        superior=piece(size=13),
    )
    report = report_of(narrow)
    left = report_of(mended(narrow))

    assert sorted(faults(report)) == errors("place-date.size", "superior.size", "title.size"), described(report)
    assert sorted(faults(left)) == errors("place-date.size", "title.size"), described(left)


ALL_BOLD = {
    "a congress": ("ĐẢNG BỘ XÃ TIÊN PHONG", "ĐẠI HỘI ĐẢNG VIÊN", "CHI BỘ XÓM THÀNH LẬP", "NHIỆM KỲ 2025 - 2027"),
    "a school whose name takes two lines": (
        "ĐẢNG BỘ XÃ TIÊN PHONG",
        "CHI BỘ TRƯỜNG TIỂU HỌC",
        "TRUNG TÂM XÃ TIÊN PHONG",
    ),
}


@pytest.mark.parametrize("name", ALL_BOLD)
def test_the_superior_is_told_from_the_issuer_though_all_lines_are_bold(name):
    bold = paper("report", superior=None, issuer=ALL_BOLD[name])
    report = report_of(bold)

    assert faults(report) == errors("superior.bold"), described(report)
    assert [each.where.text for each in report.findings] == ["ĐẢNG BỘ XÃ TIÊN PHONG"]
    assert faults(report_of(mended(bold))) == []


def test_the_issuer_of_two_lines_is_told_from_the_superior_though_no_line_is_bold():
    first, *rest = ALL_BOLD["a school whose name takes two lines"]
    report = report_of(paper("report", superior=first, issuer=tuple(piece(each, bold=False) for each in rest)))

    assert faults(report) == errors("issuer.bold"), described(report)
    assert [(each.where.text, each.more) for each in report.findings] == [("CHI BỘ TRƯỜNG TIỂU HỌC", 1)]


STAMPED: dict[str, Any] = {"letterhead": "one_row", "line": "border_below"}
SUBJECT = "về việc báo cáo số liệu đảng viên"


@pytest.mark.parametrize("told", [{}, STAMPED], ids=["two rows", "one row"])
@pytest.mark.parametrize("stamp", ["MẬT", "LƯU HÀNH NỘI BỘ"])
class TestStampBelowTheNumber:
    def test_is_no_part_of_the_subject(self, stamp, told):
        report = report_of(paper("letter", letter_subject=(piece(stamp, role="issuer"), SUBJECT), **told))

        assert faults(report) == [], described(report)

    def test_leaves_the_subject_to_be_judged(self, stamp, told):
        subject = piece(SUBJECT.removeprefix("về việc "), size=14)
        report = report_of(paper("letter", letter_subject=(piece(stamp, role="issuer"), subject), **told))

        assert sorted(faults(report)) == errors("letter.subject-prefix", "letter.subject-style"), described(report)


def test_two_spaces_after_the_label_of_the_number():
    report = report_of(paper("report", number="Số  05-BC/CB"))

    assert faults(report) == errors("number.label"), described(report)


@pytest.mark.parametrize(
    ("formatting", "expected"),
    [
        ({}, ["title.text"]),
        ({"size": 14}, ["title.size", "title.text"]),
        ({"bold": False}, ["title.bold", "title.text"]),
    ],
    ids=["as the norm says", "14 pt", "plain"],
)
def test_the_title_in_small_letters_is_at_fault_for_its_words_not_for_its_line(formatting, expected):
    report = report_of(paper(title=piece("Đảng cộng sản Việt Nam", **formatting)))

    assert faults(report) == errors(*expected), described(report)


@pytest.mark.parametrize(
    "text",
    [
        "Tiên Phong, ngày 05 tháng 8 năm 2026.",
        "Tiên Phong, 05/8/2026",
        "Tiên Phong, ngày 05/8/2026",
        "Tiên Phong, ngày 05 tháng 8, năm 2026",
    ],
)
def test_a_date_in_another_form_is_there_but_of_the_wrong_form(text):
    report = report_of(paper("report", place_date=text))

    assert faults(report) == errors("place-date.form"), described(report)
