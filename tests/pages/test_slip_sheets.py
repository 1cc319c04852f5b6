"""A slip is on one A5 sheet, or on A4; where A5 was asked for and is too small, the page breaks within the text."""

from __future__ import annotations

import pytest

from tests.builders import Example, Payload, sample
from tests.pages.measuring import Page, read_pages

SLUG = "internal-transfer-slip"
CELL = {"kind": "cell", "name": "Chi bộ cơ quan xã Tiên Phong", "superior": "Đảng bộ xã Tiên Phong"}
LONG_CELL = {**CELL, "name": "Chi bộ Trường Trung học cơ sở xã Tiên Phong", "superior": "Đảng bộ xã Tiên Phong"}
LONG_ADDRESSEE = "Chi ủy Chi bộ Trường Trung học cơ sở và Tiểu học Tiên Phong, Đảng bộ xã Tiên Phong, tỉnh Thái Nguyên"
LINES: dict[str, Payload] = {
    "plain": {},
    "urgent": {"urgency": "HỎA TỐC"},
    "of limited circulation": {"circulation": "Lưu hành nội bộ"},
    "of circulation over two lines": {"circulation": "Không phổ biến trên các phương tiện thông tin đại chúng"},
    "draft": {"draft_no": 2},
    "draft, urgent, circulation": {"draft_no": 2, "urgency": "KHẨN", "circulation": "Lưu hành nội bộ"},
    "to a long addressee": {"addressee": LONG_ADDRESSEE},
    "no dues known": {"dues_paid_through": None},
    "many enclosures": {"enclosures": [f"Phiếu số {number}" for number in range(9)]},
    "long enclosures": {"enclosures": ["Bản kiểm điểm cá nhân, nhận xét của chi ủy nơi cư trú năm 2025"] * 3},
    "with a reason": {"reason": "chuyển nơi cư trú"},
    "with a longer reason": {"reason": "chuyển nơi cư trú cùng gia đình, " * 4},
    "undated": {"issue_date": None, "register_number": None},
}
BODIES = {"committee": {}, "cell": {"issuer": CELL, "from_cell": CELL["name"]}, "long cell": {"issuer": LONG_CELL}}
SLIPS = {
    (body, line): Example(f"{body}, {line}", SLUG, {**sample(SLUG), **BODIES[body], **LINES[line]})
    for body in BODIES
    for line in LINES
}

pytestmark = pytest.mark.needs("soffice", "liberation2", "pdftotext")


@pytest.fixture(scope="module")
def slips(convert) -> dict[str, list[Page]]:
    """The pages of each slip on the sheet chosen for it, and where that is A4, on A5 too."""
    chosen = {each.name: each for each in SLIPS.values()}
    forced = {f"{name}, A5": each.with_(paper="A5") for name, each in chosen.items()}
    files = convert({name: each.docx() for name, each in {**chosen, **forced}.items()})
    return {name: read_pages(pdf, drawn=False) for name, pdf in files.items()}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("line", LINES)
class TestSlip:
    def test_the_chosen_sheet_holds_all(self, slips, body, line):
        assert len(slips[f"{body}, {line}"]) == 1

    def test_on_a5_the_letterhead_and_the_signature_have_text_beside_them(self, slips, body, line):
        pages = slips[f"{body}, {line}, A5"]
        last = pages[-1]
        signed = next(each.base for each in last.lines if each.text.startswith("T/M"))

        assert any(each.text.startswith("Giới thiệu đồng chí") for each in pages[0].lines)
        assert any(56 < each.base < signed - 1 for each in last.lines if each.left < 200), "the signature is alone"
        assert last.holds("Lê Minh Tuấn")


@pytest.mark.parametrize(
    ("body", "line"), [("committee", "plain"), ("cell", "plain"), ("committee", "undated"), ("cell", "with a reason")]
)
def test_a_short_slip_is_on_a5(body, line):
    assert SLIPS[body, line].template_name() == SLUG


@pytest.mark.parametrize(("body", "lines"), [("cell", 2), ("committee", 3)])
def test_there_is_room_for_the_hand_and_more_for_a_seal(slips, body, lines):
    page = slips[f"{body}, plain"][0]

    assert page.find("Lê Minh Tuấn").base - page.find("BÍ THƯ").base >= (lines + 1) * 16
