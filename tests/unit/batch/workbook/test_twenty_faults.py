"""A workbook with faults of twenty kinds gives exactly those twenty, each at its sheet and cell."""

from __future__ import annotations

from typing import Any

from service.batch.workbook import Fault, faults_of
from tests.payloads import ESTABLISHMENT, as_bytes, pipeline_without_templates
from tests.workbooks import Typed, filled, read

MEMBERS = "Danh sách đảng viên"
LEADERS = "Nhân sự chỉ định"


def paper(key: str, **cells: Any) -> dict[str, Any]:
    usual = {
        "Mã": key,
        "Cơ quan ban hành": "BTV",
        "Số văn bản": 40 + int(key),
        "Tên chi bộ": f"Chi bộ thôn {key}",
        "Cách thành lập": "Thành lập mới",
        "Nhân sự lãnh đạo": "Có quyết định riêng",
    }
    return {**usual, **cells}


def people(key: str, *changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Three official members with nothing to be said against them, but for the changes."""
    rows = []
    for n in range(3):
        own = {"Mã": key, "Họ và tên": f"Nguyễn Văn {'ABC'[n]}", "Chính thức / dự bị": "Chính thức"}
        own |= {"Ngày sinh": f"{n + 1}/3/1980", "Số thẻ đảng viên": f"{int(key):06d}{n:06d}"}
        rows.append({**own, **(changes[n] if n < len(changes) else {})})
    return rows


SHEETS = {
    "Cơ quan": [
        {
            "Mã": "BTV",
            "Loại cơ quan": "Ban thường vụ",
            "Tên cơ quan": "Đảng ủy xã Tiên Phong",
            "Cơ quan cấp trên trực tiếp": "Đảng bộ tỉnh Thái Nguyên",
            "Người ký": "Lê Minh Tuấn; Bí thư",
        },
        {"Mã": "KHAC", "Loại cơ quan": "Ban thường", "Tên cơ quan": "Đảng ủy xã Khác"},  # 1: B3, no such kind
    ],
    "Văn bản": [
        paper("1", **{"Ngày ban hành": "31/6/2026"}),  # 2: no such day
        paper("2", **{"Số văn bản": 12.5}),  # 3: no whole number
        paper("3", **{"Cách thành lập": "Chia đôi"}),  # 4: no such choice
        paper("4", **{"Tên chi bộ": ""}),  # 5: required, blank
        paper("5", **{"Số văn bản": 100000}),  # 6: more than a rule of the field allows
        paper("6", **{"Nhiệm kỳ": "2025 – 2030"}),  # 7: a rule between fields (no leaders are appointed)
        paper("7", **{"Trực thuộc": Typed("=A1")}),  # 8: a formula without a result
        paper("8", **{"Cơ quan ban hành": "BTVX"}),  # 9: a body that the sheet does not have
        paper("9", **{"Cơ quan ban hành": "KHAC"}),  # its body is fault 1
        paper("10", Mã="3"),  # 10: a code that is used already
        paper("11", **{"Nhân sự lãnh đạo": "Chỉ định"}),
        paper("12", **{"Tên chi bộ": "#N/A"}),  # 18: an error value
    ],
    MEMBERS: [
        *people("1", {"Số thẻ đảng viên": 19068001234.0}),  # 11: E2, a number that lost its zero
        *people("2", {"Ngày sinh": "30/2/1980"}),  # 12: D5, no such day
        *people("3"),
        *people("4", {"Số thẻ đảng viên": "123"}),  # 13: F11, neither 8 nor 12 digits
        *people("5", {}, {"Họ và tên": ""}),  # 14: B15, required
        *people("6"),
        *people("7", {"Họ và tên": "Nguyễn Văn B", "Ngày sinh": "2/3/1980"}),  # 15: row 21, one person twice
        *people("8"),
        *people("9"),
        *people("11", {"Ngày vào Đảng": "1/1/2030"}),  # 16: a date after the paper
        *people("12"),
        {"Mã": "77", "Họ và tên": "Lạc Loài", "Chính thức / dự bị": "Chính thức"},  # 17: belongs to no paper
    ],
    LEADERS: [
        {"Mã": "11", "Đảng viên": "Nguyễn Văn A", "Chức vụ": "Bí thư"},
        {"Mã": "11", "Đảng viên": "Nguyễn Văn Z", "Chức vụ": "Phó Bí thư"},  # 19: not in the list
    ],
    "Chi bộ nguồn": [{"Mã": "6", "Tên chi bộ": "Chi bộ A", "Kết thúc hoạt động": "có lẽ"}],  # 20: neither yes nor no
}
COMMON = {"Ngày ban hành": "05/8/2026"}

EXPECTED = {
    ("cell.choice", "Cơ quan!B3"),
    ("cell.day", "Văn bản!D2"),
    ("cell.integer", "Văn bản!C3"),
    ("cell.choice", "Văn bản!F4"),
    ("missing", "Văn bản!E5"),
    ("less_than_equal", "Văn bản!C6"),
    ("establishment.committee", "Văn bản!Q7"),
    ("cell.formula", "Văn bản!J8"),
    ("issuer.unknown", "Văn bản!B9"),
    ("key.repeated", "Văn bản!A4"),
    ("key.repeated", "Văn bản!A11"),
    ("cell.number-for-code", f"{MEMBERS}!F2"),
    ("cell.partial-date", f"{MEMBERS}!D5"),
    ("card_number", f"{MEMBERS}!F11"),
    ("missing", f"{MEMBERS}!B15"),
    ("member.duplicate", f"{MEMBERS}!B21"),
    ("C8", f"{MEMBERS}!H29"),
    ("key.unknown", f"{MEMBERS}!A35"),
    ("cell.error-value", "Văn bản!E13"),
    ("member.unknown", f"{LEADERS}!B3"),
    ("cell.yes-no", "Chi bộ nguồn!C2"),
}


def all_faults(content: bytes) -> list[Fault]:
    """Everything that is wrong with a workbook, by the reader and by the rules, once each; warnings apart."""
    pipeline = pipeline_without_templates()
    found, rows = read(ESTABLISHMENT, content)
    for row in rows:
        verdict = pipeline.validate(ESTABLISHMENT, as_bytes(row.payload))
        found += faults_of(row, [*verdict.errors, *verdict.warnings])
    return [fault for fault in dict.fromkeys(found) if fault.level == "error"]


def test_twenty_kinds_of_faults_are_told_exactly_each_at_its_cell():
    found = all_faults(filled(ESTABLISHMENT, SHEETS, common=COMMON))

    assert sorted((fault.code, str(fault.place)) for fault in found) == sorted(EXPECTED)


def test_every_message_is_there_in_both_languages_and_says_how_to_mend():
    for fault in all_faults(filled(ESTABLISHMENT, SHEETS, common=COMMON)):
        assert fault.say("vi").startswith(f"{fault.place}: ")
        assert fault.message.vi != fault.message.en
