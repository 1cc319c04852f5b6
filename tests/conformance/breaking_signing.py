"""Faults at the end of a paper: who signs, who gets it; annexes, minutes, and papers older than the editions."""

from __future__ import annotations

from typing import Any

from tests.conformance.breaking import LONG, Breaking, breaks, each_text
from tests.papers import paper, piece
from tests.papers.paper import Annex

TABS = {"letterhead": "tabs", "signing": "tabs"}
COLUMNS = {"signing": "columns"}
OFFICE: dict[str, Any] = {
    "superior": "ĐẢNG ỦY XÃ TIÊN PHONG",
    "issuer": "BAN XÂY DỰNG ĐẢNG",
    "number": "Số 12-BC/BXDĐ",
    "recipients": ("- Đảng ủy xã Tiên Phong (để báo cáo);", "- Lưu Ban Xây dựng Đảng."),
}
INSPECTION: dict[str, Any] = {
    "superior": "ĐẢNG ỦY XÃ TIÊN PHONG",
    "issuer": "ỦY BAN KIỂM TRA",
    "number": "Số 12-BC/UBKTĐU",
    "recipients": ("- Đảng ủy xã Tiên Phong (để báo cáo);", "- Lưu Ủy ban Kiểm tra."),
}


def _authority(text: str, position: str = "BÍ THƯ", sort: str = "decision", **told: Any) -> list[Breaking]:
    return breaks("signature.authority-form", text, sort, authority=text, position=position, **told)[:1]


SIGNATURES = [
    *breaks("signature.missing", "nothing", authority=None, position=None, name=None),
    *breaks("signature.missing", "a letter without", "letter", authority=None, position=None, name=None),
    *_authority("TM. BAN THƯỜNG VỤ"),
    *_authority("T.M BAN THƯỜNG VỤ"),
    *_authority("TM BAN THƯỜNG VỤ"),
    *_authority("TM. BAN THƯỜNG VỤ", **TABS),
    *_authority("TM. CHI BỘ", sort="letter"),
    *_authority("TUQ. BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG"),
    *_authority("TL. BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG"),
    *_authority("KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "report", **OFFICE),
    *breaks("signature.authority-bold", "plain", authority=piece(bold=False)),
    *breaks("signature.authority-bold", "plain, by tabs", authority=piece(bold=False), **TABS),
    *breaks("signature.position-plain", "bold", position=piece(bold=True)),
    *breaks("signature.position-plain", "bold, by tabs", "report", position=piece(bold=True), **TABS),
    *breaks("signature.position-plain", "bold, in columns", position=piece(bold=True), **COLUMNS),
    *breaks("signature.name-bold", "plain", name=piece(bold=False)),
    *breaks("signature.name-bold", "plain, by tabs", "letter", name=piece(bold=False), **TABS),
    *breaks("signature.name-bold", "underlined", name=piece(underline=True)),
    *breaks("signature.name-case", "capitals", name="LÊ MINH TUẤN"),
    *breaks("signature.case", "small letters", position="Bí thư"),
    *breaks("signature.size", "authority of 13 pt", authority=piece(size=13)),
    *breaks("signature.size", "position of 13 pt", position=piece(size=13)),
    *breaks("signature.size", "name of 15 pt", name=piece(size=15)),
    *breaks("signature.size", "name of 13 pt, by tabs", name=piece(size=13), **TABS),
    *breaks("signature.deputy-of-committee", "K/T BÍ THƯ", authority="K/T BÍ THƯ", position="PHÓ BÍ THƯ"),
    *breaks(
        "signature.deputy-of-committee",
        "K/T CHỦ NHIỆM",
        "report",
        **INSPECTION,
        authority="K/T CHỦ NHIỆM",
        position="PHÓ CHỦ NHIỆM",
    ),
    *each_text(
        "signature.academic-title",
        "name",
        ["TS. Lê Minh Tuấn", "ThS Lê Minh Tuấn", "PGS.TS Lê Minh Tuấn", "GS, TS Lê Minh Tuấn", "BS. Lê Minh Tuấn"],
    ),
    *breaks("signature.keep-together", "nothing kept", body=LONG, sort="report", kept=False, kept_body=False,
            unbroken=False),
    *breaks("signature.keep-together", "the last lines go", body=LONG, sort="report", kept_body=False),
    *breaks("signature.keep-together", "the row breaks", body=LONG, sort="report", kept=False, unbroken=False),
    *breaks("signature.keep-together", "by tabs", body=LONG, sort="report", kept=False, kept_body=False, **TABS),
]  # fmt: skip

ONE, TWO, LAST = paper().recipients
RECIPIENTS = [
    *breaks("recipients.missing", "nothing", recipients_label=None, recipients=()),
    *breaks("recipients.missing", "a letter without", "letter", recipients_label=None, recipients=()),
    *breaks("recipients.label", "bold", recipients_label=piece(bold=True)),
    *breaks("recipients.label", "italic", recipients_label=piece(italic=True)),
    *breaks("recipients.label", "not underlined", recipients_label=piece(underline=False)),
    *breaks("recipients.label", "not underlined, by tabs", recipients_label=piece(underline=False), **TABS),
    *breaks("recipients.label", "12 pt", recipients_label=piece(size=12)),
    *each_text("recipients.label", "recipients_label", ["Nơi nhận", "NƠI NHẬN:"]),
    *breaks("recipients.items-size", "14 pt", every={"recipient": {"size": 14}}),
    *breaks("recipients.items-size", "11 pt, by tabs", every={"recipient": {"size": 11}}, **TABS),
    *each_text(
        "recipients.separators",
        "recipients",
        [
            (ONE.replace(";", ","), TWO.replace(";", ","), LAST),
            (ONE.replace(";", ""), TWO.replace(";", ""), LAST),
            (ONE, TWO, LAST.replace(".", ";")),
            (ONE, TWO, LAST.replace(".", "")),
        ],
    ),
    *each_text(
        "recipients.archive-last",
        "recipients",
        [(ONE, "- Như Điều 3."), (LAST.replace(".", ";"), ONE, "- Như Điều 3.")],
    ),
    *each_text("recipients.as-above", "recipients", [("- Như trên;", LAST)]),
    *each_text("recipients.as-above", "recipients", [("- Đảng ủy xã (để báo cáo);", "- Lưu Chi bộ.")], "letter"),
    *each_text("recipients.as-above", "recipients", [("- Đảng ủy xã (để báo cáo);", "- Lưu Chi bộ.")], "submission"),
    *each_text("recipients.as-above", "recipients", [("- Như trên;", "- Lưu Chi bộ.")], "report"),
]

RECORDER, CHAIR = "NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ HỘI NGHỊ"
OTHERS = [
    *breaks("annex.numbering", "goes on counting", annexes=(Annex(from_one=False),)),
    *breaks("annex.numbering", "shown on its first page", annexes=(Annex(hidden=False),)),
    *breaks("annex.numbering", "the second goes on", annexes=(Annex(), Annex(landscape=False, from_one=False))),
    *breaks(
        "norm.before-oldest-edition",
        "a report of 2017",
        "report",
        place_date="Tiên Phong, ngày 03 tháng 12 năm 2017",
        recipients=("- Đảng ủy xã Tiên Phong (để báo cáo),", "- Lưu Chi bộ."),
        every={role: {"line": ("atLeast", 18)} for role in ("body", "heading1", "heading2", "heading3")},
    ),
    *breaks("minutes.signatures", "the chair alone", "minutes", second_signature=None),
    *breaks(
        "minutes.signatures",
        "the wrong way round",
        "minutes",
        second_signature=(CHAIR, "Đỗ Văn Khánh"),
        authority=RECORDER,
        name="Phạm Thị Oanh",
    ),
    *breaks("minutes.signatures", "in the name of the cell", "minutes", authority=("T/M CHI BỘ", CHAIR)),
]

BREAKING = [*SIGNATURES, *RECIPIENTS, *OTHERS]
