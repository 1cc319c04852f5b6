"""Faults of the text: its paragraphs, headings, bases and articles, and what no paper says any more."""

from __future__ import annotations

from typing import Any

from tests.conformance.breaking import Breaking, breaks, each_text, in_body
from tests.papers import paper, piece
from tests.papers.wording import FIELDS, WORK

REPORT = paper("report").body
DECISION = paper("decision").body
BASES = paper("decision").bases
LAST = "Trên đây là báo cáo kết quả thực hiện nhiệm vụ 6 tháng đầu năm 2026 của Chi bộ xóm Thành Lập"


def _report(text: Any, of: str = FIELDS) -> tuple[Any, ...]:
    """The report with one paragraph told otherwise."""
    return tuple(text if each == of else each for each in REPORT)


def _headed(old: str, new: str) -> tuple[Any, ...]:
    """The report with the start of one heading, or all of it, told otherwise."""
    return tuple(
        piece(each.text.replace(old, new), **each.formatting)
        if not isinstance(each, str) and each.text.startswith(old)
        else each
        for each in REPORT
    )


def _body(rule: str, how: str, sort: str = "report", **formatting: Any) -> list[Breaking]:
    return breaks(f"body.{rule}", how, sort, **in_body(**formatting))


def _points(letters: str) -> tuple[Any, ...]:
    return (*REPORT[:2], *(f"{letter}) Giao chi ủy theo dõi việc này;" for letter in letters), *REPORT[2:])


BODIES = [
    *_body("size", "13 pt", size=13),
    *_body("size", "16 pt", size=16),
    *_body("size", "a letter of 13 pt", "letter", size=13),
    *breaks("body.size", "one paragraph of 15 pt", "report", body=_report(piece(FIELDS, size=15))),
    *breaks("body.size", "one paragraph of 12 pt", "report", body=_report(piece(FIELDS, size=12))),
    *_body("justified", "left", align="left"),
    *breaks("body.justified", "one paragraph left", "report", body=_report(piece(FIELDS, align="left"))),
    *breaks("body.justified", "one paragraph centred", "report", body=_report(piece(FIELDS, align="center"))),
    *_body("indent", "none", first_mm=0),
    *_body("indent", "20 mm", first_mm=20),
    *breaks("body.indent", "one paragraph without", "report", body=_report(piece(FIELDS, first_mm=0))),
    *breaks("body.indent", "a tab after the indent", "report", body=_report(f"\t\t{FIELDS}")),
    *_body("line-spacing", "single", line=("auto", 1)),
    *_body("line-spacing", "one and a half", line=("auto", 1.5)),
    *_body("line-spacing", "exactly 24 pt", line=("exact", 24)),
    *_body("line-spacing", "exactly 16 pt", line=("exact", 16)),
    *_body("line-spacing", "at least 18 pt", "letter", line=("atLeast", 18)),
    *breaks("body.line-spacing", "one paragraph", "report", body=_report(piece(FIELDS, line=("auto", 1.15)))),
    *breaks("body.upright", "one paragraph in italics", "report", body=_report(piece(FIELDS, italic=True))),
    *breaks("body.upright", "one paragraph underlined", "report", body=_report(piece(FIELDS, underline=True))),
    *_body("paragraph-gap", "none", after=0),
    *_body("paragraph-gap", "3 pt", after=3),
    *_body("paragraph-gap", "not between those of one style", contextual=True),
    *breaks("body.final-stop", "./.", "report", body=_report(f"{LAST}./.", f"{LAST}.")),
    *each_text("body.final-stop", "body", [_report(f"{LAST}{end}", f"{LAST}.") for end in ("", ";", ",")], "report"),
    *breaks("body.heading-form", "I. for I-", "report", body=_headed("I- ", "I. ")),
    *breaks("body.heading-form", "I/ for I-", "report", body=_headed("I- ", "I/ ")),
    *breaks("body.heading-form", "not in capitals", "report", body=_headed("I- KẾT QUẢ THỰC", "I- Kết quả thực")),
    *breaks("body.heading-form", "e) after d)", "report", body=_points("abcde")),
    *breaks("body.heading-form", "f) after e)", "report", body=_points("abcdđef")),
]

CHARTER = "- Căn cứ Điều lệ Đảng Cộng sản Việt Nam;"


def _basis(text: str) -> tuple[str, ...]:
    """The bases of the decision, with this one in the place of the second."""
    return (CHARTER, text, BASES[-1])


BASIS = [
    *each_text("bases.dash", "bases", [tuple(each.removeprefix("- ") for each in BASES)]),
    *each_text("bases.dash", "bases", [(CHARTER.removeprefix("- "), *BASES[1:])]),
    *breaks("bases.italic", "all", every={"basis": {"italic": True}}),
    *breaks("bases.italic", "one", bases=(piece(CHARTER, italic=True), *BASES[1:])),
    *each_text(
        "bases.separator",
        "bases",
        [
            (CHARTER.replace(";", "."), *BASES[1:]),
            (CHARTER.replace(";", ""), *BASES[1:]),
            (*BASES[:-1], BASES[-1].replace(",", ";")),
        ],
    ),
    *each_text(
        "basis.superseded",
        "bases",
        [
            _basis("- Căn cứ Hướng dẫn số 36-HD/VPTW, ngày 03/4/2018 của Văn phòng Trung ương Đảng;"),
            _basis("- Căn cứ Quy định số 66-QĐ/TW, ngày 06/02/2017 của Ban Bí thư;"),
            _basis("- Căn cứ Quy định số 24-QĐ/TW, ngày 30/7/2021 của Ban Chấp hành Trung ương về thi hành Điều lệ;"),
        ],
    ),
    *each_text(
        "basis.after-issue",
        "bases",
        [
            _basis("- Căn cứ Kết luận số 45-KL/ĐU, ngày 25/8/2026 của Ban Thường vụ Đảng ủy xã Tiên Phong;"),
            _basis("- Căn cứ Nghị quyết số 12-NQ/ĐU, ngày 01 tháng 9 năm 2026 của Đảng ủy xã Tiên Phong;"),
        ],
    ),
    *each_text("basis.after-issue", "place_date", ["Tiên Phong, ngày 15 tháng 7 năm 2026"]),
]

ARTICLES = [
    *breaks("article.bold", "all plain", body=tuple(each.replace("**", "") for each in DECISION)),
    *breaks("article.bold", "one plain", body=(*DECISION[:-1], DECISION[-1].replace("**", ""))),
]


def _district(name: str) -> tuple[str, ...]:
    return (f"- {name} (để báo cáo);", "- Như Điều 3;", "- Lưu Văn phòng Đảng ủy.")


NAMES = [
    *each_text("body-name.district", "recipients", [_district("Huyện ủy Phú Lâm"), _district("Quận ủy Đông Hà")]),
    *each_text("body-name.district", "superior", ["ĐẢNG BỘ HUYỆN PHÚ LÂM"]),
]

FORBIDDEN = [
    *each_text(
        "practice.forbidden-form",
        "recipients",
        [
            ("- Ban Tổ chức Tỉnh ủy (để báo cáo);", "- Như Điều 3;", f"- Lưu: {office}.")
            for office in ("VT", "VT, VPĐU")
        ],
    ),
    *each_text("practice.forbidden-form", "subject", ["V/v kết thúc hoạt động Chi bộ cơ quan xã Tiên Phong"]),
    *each_text(
        "practice.forbidden-form",
        "body",
        [
            _report(FIELDS.removesuffix(".") + "./."),
            _report(f"{WORK} Đồng chí Bí thư ký TM. Chi ủy các văn bản này."),
            _report(f"{WORK} Phó Bí thư ký KT. Bí thư các văn bản này."),
        ],
        "report",
    ),
]

BREAKING = [*BODIES, *BASIS, *ARTICLES, *NAMES, *FORBIDDEN]
