"""Faults of the page, of the characters and of the way they are stored."""

from __future__ import annotations

import unicodedata

from tests.conformance.breaking import LONG, Breaking, breaks, in_body
from tests.papers import Page, PageNumber, paper, piece
from tests.papers.wording import FIELDS, WORK

REPORT = paper("report").body
TCVN3 = "§¶ng bé x· ®· l·nh ®¹o nh©n d©n chuyÓn ®æi 12,5 ha ®Êt lóa kÐm hiÖu qu¶ sang trång chÌ, v­ît kÕ ho¹ch ®Ò ra."
VNI = "Ñaûng boä xaõ ñaõ laõnh ñaïo nhaân daân chuyeån ñoåi 12,5 ha ñaát luùa keùm hieäu quaû sang troàng cheø."


def _page(rule: str, how: str, sort: str = "decision", **sizes: object) -> list[Breaking]:
    return breaks(f"page.{rule}", how, sort, page=Page(**sizes))


def _number(rule: str, how: str, **told: object) -> list[Breaking]:
    return breaks(f"page.number-{rule}", how, "report", body=LONG, page_number=PageNumber(**told))


def _instead(text: object) -> tuple[object, ...]:
    """The report with this paragraph in the place of the one on work."""
    return tuple(text if each == WORK else each for each in REPORT)


PAGES = [
    *_page("size", "Letter", width_mm=215.9, height_mm=279.4),
    *_page("size", "A3", width_mm=297, height_mm=420),
    *_page("size", "on its side", width_mm=297, height_mm=210),
    *_page("size", "A5 for a report", "report", width_mm=210, height_mm=148),
    *_page("size", "a slip on Letter", "slip", width_mm=215.9, height_mm=279.4),
    *_page("margin-top", "25 mm", top_mm=25),
    *_page("margin-top", "19 mm", top_mm=19),
    *_page("margin-bottom", "25 mm", "report", bottom_mm=25),
    *_page("margin-bottom", "15 mm", bottom_mm=15),
    *_page("margin-left", "35 mm", left_mm=35),
    *_page("margin-left", "inside 25 mm", "report", left_mm=25, mirrored=True),
    *_page("margin-right", "20 mm", right_mm=20),
    *_page("margin-right", "10 mm", "letter", right_mm=10),
    *_page("margin-right", "outside 20 mm", right_mm=20, mirrored=True),
    *breaks("page.number-position", "header at 15 mm", "report", body=LONG, page=Page(header_mm=15)),
    *breaks("page.number-position", "header at 5 mm", "report", body=LONG, page=Page(header_mm=5)),
    *breaks("page.number-position", "none on three pages", "report", body=LONG, page_number=None),
    *_number("position", "right", align="right"),
    *_number("position", "left", align="left", form="simple"),
    *_number("position", "in the footer", place="footer"),
    *_number("size", "12 pt", size=12),
    *_number("size", "12 pt in a frame", size=12, form="frame"),
    *_number("size", "13 pt in a control", size=13, form="sdt"),
    *_number("size", "italic", italic=True, form="split"),
    *_number("first-page", "not told apart", first_page="no_title_page"),
    *_number("first-page", "in the first header too", first_page="in_first_header"),
]

FONTS = [
    *breaks("font.family", "body in Arial", "report", **in_body(font="Arial")),
    *breaks("font.family", "issuer in Tahoma", issuer=piece(font="Tahoma")),
    *breaks("font.family", "Vietnamese letters in Arial", "report", every={"body": {"hansi": "Arial"}}),
    *breaks("font.family", "one paragraph", "report", body=_instead(piece(WORK, font="Verdana"))),
    *breaks("font.family", "page number", "report", body=LONG, page_number=PageNumber(font="Calibri")),
    *breaks("font.family", "recipients", every={"recipient": {"font": "Calibri"}}),
    breaks("font.family", "the theme's", "report", body=_instead(piece(WORK, font="")))[0],
    *breaks("font.color", "red body", "report", every={"body": {"color": "FF0000"}}),
    *breaks("font.color", "blue title", title=piece(color="0000FF")),
    *breaks("font.color", "grey recipients", every={"recipient": {"color": "808080"}}),
    *breaks("font.legacy-encoding", "TCVN3 in .VnTime", "report", body=_instead(piece(TCVN3, font=".VnTime"))),
    *breaks("font.legacy-encoding", "VNI in VNI-Times", "report", body=_instead(piece(VNI, font="VNI-Times"))),
    *breaks("font.legacy-encoding", "TCVN3 in a Unicode font", "report", body=_instead(TCVN3)),
]

TEXTS = [
    *breaks("text.not-nfc", "one paragraph", "report", body=_instead(unicodedata.normalize("NFD", FIELDS))),
    *breaks("text.not-nfc", "the name", name=unicodedata.normalize("NFD", "Lê Minh Tuấn")),
    *breaks(
        "text.mixed-tone-marks",
        "uỷ beside ủy",
        "report",
        body=_instead("Cấp uỷ đã phân công đảng viên phụ trách hộ; đảng ủy xã đã kiểm tra, đôn đốc hằng quý."),
    ),
    *breaks(
        "text.mixed-tone-marks",
        "hoà beside hòa",
        "report",
        body=_instead("Tổ hoà giải hoạt động đều, hòa giải thành 5 vụ việc trong 6 tháng đầu năm ở xóm."),
    ),
]

PARTS = breaks("file.unused-part", "left by another program", strays=("[trash]/0000.xml",))

BREAKING = [*PAGES, *FONTS, *TEXTS, *PARTS]
