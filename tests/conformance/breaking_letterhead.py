"""Faults of the letterhead: title, names, star, number, place and date."""

from __future__ import annotations

from tests.conformance.breaking import breaks, each_text
from tests.papers import piece
from tests.papers.shapes import line
from tests.papers.wording import TITLE

TABS = {"letterhead": "tabs", "signing": "tabs"}
BOXES = {"letterhead": "text_boxes", "line": "border_below"}
MOTTO = "Độc lập - Tự do - Hạnh phúc"
FEBRUARY = {"sort": "report", "norm": "hd05_2026"}

TITLES = [
    *breaks("title.missing", "nothing", title=None),
    *breaks("title.missing", "nothing, by tabs", title=None, **TABS),
    *each_text("title.text", "title", ["ĐẢNG CỘNG SẢN VIỆT-NAM", f"{TITLE}.", "ĐẢNG CỘNG SẢN VIẸT NAM"]),
    # Of 70.4 mm, the line is as long as either title, that of 14 and that of 15 pt; the same for 75.2 and 16.
    *breaks("title.size", "14 pt", title=piece(size=14), line_mm=70.4),
    *breaks("title.size", "16 pt", title=piece(size=16), line_mm=75.2),
    *breaks("title.size", "14 pt, by tabs", title=piece(size=14), line_mm=70.4, **TABS),
    *breaks("title.size", "14 pt, in a box", title=piece(size=14), line_mm=70.4, **BOXES),
    *breaks("title.size", "14 pt, in a line of a cell", title=piece(size=14), line_mm=70.4, letterhead="breaks"),
    *breaks("title.bold", "plain", title=piece(bold=False), line_mm=71.5),
    *breaks("title.bold", "plain, by tabs", title=piece(bold=False), line_mm=71.5, **TABS),
    *breaks("title.bold", "italic", title=piece(italic=True), line_mm=71.5),
    *breaks("title.position", "on the left", swapped=True),
    *breaks("title.position", "on the left, in lines of a cell", swapped=True, letterhead="breaks"),
    *breaks("title.position", "below the date", title_below_date=True, letterhead="breaks"),
    *breaks("title.rule-missing", "nothing", line=None),
    *breaks("issuer.bold", "underlined", issuer=piece(underline=True)),
    *breaks("place-date.form", "figures", place_date="Tiên Phong, ngày 20/8/2026"),
    *breaks("title.rule-missing", "underlined font", line=None, title=piece(underline=True)),
    *breaks("title.rule-missing", "underlined font, by tabs", line=None, title=piece(underline=True), **TABS),
    *breaks("title.rule-missing", "nothing, in a box", **{**BOXES, "line": None}),
    *breaks("title.rule-length", "a line of 40 mm", line_mm=40),
    *breaks("title.rule-length", "a line of 85 mm", line_mm=85),
    *breaks("title.rule-length", "a connector of 50 mm", line="connector", line_mm=50),
    *breaks("title.rule-length", "VML, 60 mm", line="vml", line_mm=60),
    *breaks("title.rule-length", "a border of 50 mm below", line="border_below", line_mm=50),
    *breaks("title.rule-length", "the whole cell's border", line="border", line_mm=91),
    *breaks("title.rule-length", "50 mm in a box", **BOXES, line_mm=50),
    *breaks("title.motto", "below the title", motto=MOTTO),
    *breaks("title.motto", "in a box", motto=MOTTO, **BOXES),
]

NAMES = [
    *each_text("superior.case", "superior", ["Đảng bộ tỉnh Thái Nguyên", "Đảng bộ Tỉnh THÁI NGUYÊN"]),
    *breaks("superior.size", "13 pt", superior=piece(size=13)),
    *breaks("superior.size", "13 pt, by tabs", superior=piece(size=13), **TABS),
    *breaks("superior.size", "12 pt, in a line of a cell", superior=piece(size=12), letterhead="breaks"),
    *breaks("superior.bold", "bold", superior=piece(bold=True)),
    *breaks("superior.bold", "italic", superior=piece(italic=True)),
    *breaks("issuer.missing", "only the star and the number", superior=None, issuer=None),
    *each_text("issuer.case", "issuer", ["Đảng ủy xã Tiên Phong", "ĐẢNG ỦY xã Tiên Phong"]),
    *breaks("issuer.size", "13 pt", issuer=piece(size=13)),
    *breaks("issuer.size", "15 pt, in a box", issuer=piece(size=15), **BOXES),
    *breaks("issuer.bold", "plain", issuer=piece(bold=False)),
    *breaks("issuer.bold", "italic", issuer=piece(italic=True)),
    *breaks("issuer.bold", "plain, by tabs", issuer=piece(bold=False), **TABS),
    *breaks("issuer.star", "none", star=None),
    *breaks("issuer.star", "none, by tabs", star=None, **TABS),
    *each_text("issuer.star", "star", ["***", "* * *", "-----", "**"]),
    *breaks("issuer.star", "a border instead", star=None, issuer=piece(border="bottom", left_mm=3, right_mm=3)),
    *breaks("issuer.star", "a drawn line instead", star=None, issuer=piece(runs=line("line", 30, left_mm=22))),
    *breaks("issuer.star", "a drawn line above it", issuer=piece(runs=line("line", 30, left_mm=22))),
    *breaks("issuer.star", "a line of VML above it", issuer=piece(runs=line("vml", 30, left_mm=22))),
    *breaks("issuer.star", "not centred", star=piece(align="left")),
]

NUMBERS = [
    *breaks("number.missing", "nothing", number=None),
    *breaks("number.missing", "nothing, by tabs", number=None, **TABS),
    *each_text("number.label", "number", ["Số: 52-QĐ/ĐU", "Số : 52-QĐ/ĐU", "SỐ 52-QĐ/ĐU", "Số. 52-QĐ/ĐU"]),
    *each_text("number.separators", "number", ["Số 52/QĐ-ĐU", "Số 52-QĐ-ĐU", "Số 52/QĐ/ĐU", "Số 52–QĐ/ĐU"]),
    *each_text("number.padding", "number", ["Số 5-QĐ/ĐU"]),
    *each_text("number.padding", "number", ["Số 7-BC/CB"], "report"),
    *each_text("number.spaces", "number", ["Số 52 - QĐ/ĐU", "Số 52-QĐ / ĐU", "Số 52 -QĐ/ĐU", "Số 52-QĐ/ ĐU"]),
    *breaks("number.size", "13 pt", number=piece(size=13)),
    *breaks("number.size", "12 pt, by tabs", number=piece(size=12), **TABS),
    *breaks("number.size", "italic", number=piece(italic=True)),
    *each_text("number.type-symbol", "number", ["Số 52-BC/ĐU", "Số 52-QX/ĐU", "Số 52-QD/ĐU"]),
    *each_text("number.type-symbol", "number", ["Số 12-NQ/CB", "Số 12-BCC/CB"], "report"),
    *each_text("number.draft-gap", "number", ["Số      -QĐ/ĐU", "Số …-QĐ/ĐU", "Số ......-QĐ/ĐU", "Số -QĐ/ĐU"]),
    *breaks("number.draft-gap", "and a draft's line", number="Số      -QĐ/ĐU", draft="Dự thảo lần 2"),
]


def _date(text: str) -> str:
    return f"Tiên Phong, ngày {text}"


DATES = [
    *breaks("place-date.missing", "nothing", place_date=None),
    *breaks("place-date.missing", "nothing, by tabs", "letter", place_date=None, **TABS),
    *breaks("place-date.italic", "upright", place_date=piece(italic=False)),
    *breaks("place-date.italic", "upright, by tabs", place_date=piece(italic=False), **TABS),
    *breaks("place-date.italic", "upright, in a box", place_date=piece(italic=False), **BOXES),
    *breaks("place-date.size", "13 pt", place_date=piece(size=13)),
    *breaks("place-date.size", "12 pt, in a line of a cell", place_date=piece(size=12), letterhead="breaks"),
    *each_text("place-date.comma", "place_date", ["Tiên Phong ngày 20 tháng 8 năm 2026"]),
    *each_text(
        "place-date.padding",
        "place_date",
        [_date("5 tháng 8 năm 2026"), _date("20 tháng 08 năm 2026")],
        "report",
    ),
    *each_text(
        "place-date.padding",
        "place_date",
        [_date("05 tháng 2 năm 2026"), _date("20 tháng 1 năm 2026"), _date("5 tháng 02 năm 2026")],
        **FEBRUARY,
    ),
    *each_text(
        "place-date.invalid",
        "place_date",
        [_date("31 tháng 6 năm 2026"), _date("29 tháng 02 năm 2026"), _date("20 tháng 13 năm 2026")],
        **FEBRUARY,
    ),
    *each_text(
        "place-date.draft-gap",
        "place_date",
        [_date("     tháng 8 năm 2026"), _date("… tháng 8 năm 2026"), _date("...... tháng ...... năm 2026")],
    ),
]

BREAKING = [*TITLES, *NAMES, *NUMBERS, *DATES]
