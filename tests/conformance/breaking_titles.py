"""Faults of type name, subject and addressee."""

from __future__ import annotations

from tests.conformance.breaking import breaks, each_text
from tests.papers import piece
from tests.papers.shapes import line

TYPE_NAMES = [
    *breaks("type-name.missing", "a report", "report", kind="titled", type_name=None),
    *breaks("type-name.missing", "minutes", "minutes", kind="minutes", type_name=None),
    *each_text("type-name.case", "type_name", ["Quyết định", "Quyết Định"]),
    *each_text("type-name.case", "type_name", ["Báo cáo"], "report"),
    *each_text("type-name.case", "type_name", ["Biên bản"], "minutes"),
    *breaks("type-name.bold", "plain", type_name=piece(bold=False)),
    *breaks("type-name.size", "14 pt", type_name=piece(size=14)),
    *breaks("type-name.size", "18 pt", "report", type_name=piece(size=18)),
    *breaks("type-name.size", "13 pt on a slip", "slip", type_name=piece(size=13)),
    *breaks("type-name.centred", "left", type_name=piece(align="left")),
    *breaks("type-name.centred", "justified", "report", type_name=piece(align="both")),
]

SUBJECT = "về việc kết thúc hoạt động Chi bộ cơ quan xã Tiên Phong"
SUBJECTS = [
    *breaks("subject.missing", "hyphens only", subject=None),
    *breaks("subject.missing", "nothing", "report", subject=None, hyphens=None),
    *breaks("subject.bold", "plain", subject=piece(bold=False)),
    *breaks("subject.bold", "plain report", "report", subject=piece(bold=False)),
    *breaks("subject.size", "13 pt", subject=piece(size=13)),
    *breaks("subject.size", "16 pt", "minutes", subject=piece(size=16)),
    *breaks("subject.centred", "left", subject=piece(align="left")),
    *breaks("subject.centred", "justified", "report", subject=piece(align="both")),
    *each_text("subject.lowercase-start", "subject", [f"V{SUBJECT[1:]}"]),
    *each_text("subject.lowercase-start", "subject", ["Kết quả thực hiện nhiệm vụ 6 tháng đầu năm 2026"], "report"),
    *breaks("subject.hyphens", "none", hyphens=None),
    *each_text(
        "subject.hyphens",
        "hyphens",
        ["---", "----", "------", "-------", "- - - - -", "–––––", "—————", "_____", "*****"],
    ),
    *breaks("subject.hyphens", "not centred", hyphens=piece(align="left")),
    *breaks("subject.hyphens", "a drawn line", hyphens=None, subject=piece(runs=line("line", 30, left_mm=65))),
    *breaks("subject.hyphens", "a line of VML", hyphens=None, subject=piece(runs=line("vml", 30, left_mm=65))),
    *breaks("subject.hyphens", "a border", hyphens=None, subject=piece(border="bottom")),
]

LETTERS = [
    *breaks("letter.subject-style", "14 pt", "letter", letter_subject=piece(size=14)),
    *breaks("letter.subject-style", "13 pt, by tabs", "letter", letter_subject=piece(size=13), letterhead="tabs"),
    *breaks("letter.subject-style", "upright", "letter", letter_subject=piece(italic=False)),
    *each_text(
        "letter.subject-prefix",
        "letter_subject",
        ["V/v báo cáo số liệu đảng viên", "v/v báo cáo số liệu đảng viên", "báo cáo số liệu đảng viên"],
        "letter",
    ),
    *breaks("addressee.style", "12 pt", "letter", addressee=piece(size=12)),
    *breaks("letter.type-name", "CÔNG VĂN", "letter", type_name="CÔNG VĂN"),
    *breaks("letter.type-name", "CÔNG VĂN, kind given", "letter", kind="letter", type_name="CÔNG VĂN"),
]

ADDRESSEES = [
    *each_text("addressee.wrong-kind", "addressee", ["//Kính gửi:// Các chi bộ trực thuộc"]),
    *each_text("addressee.wrong-kind", "addressee", ["//Kính gửi:// Đảng ủy xã Tiên Phong"], "report"),
    *each_text("addressee.wrong-kind", "addressee", ["//Kính trình:// Đảng ủy xã Tiên Phong"], "report"),
    *each_text("addressee.wrong-kind", "addressee", ["//Kính gửi:// Đảng ủy xã Tiên Phong"], "submission"),
    *each_text("addressee.wrong-kind", "addressee", ["//Kính trình:// Đảng ủy xã Tiên Phong"], "letter"),
]

BREAKING = [*TYPE_NAMES, *SUBJECTS, *LETTERS, *ADDRESSEES]
