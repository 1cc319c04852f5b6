"""The season of 2019 in Đồng Nai: decisions that dissolve the cells of commune offices and move their members.

From the press (samples/seasons/*.md): in the district of Xuân Lộc fifteen bodies and 262 members, in the city of Biên
Hòa 28 of 30 bodies and 473 members, the policies, the year. All persons, numbers, dates and receiving cells are made
up, without chance: the same files each time.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from service.batch.workbook import shape_of, write_workbook
from service.documents import discover_types

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "samples" / "cases"
SLUG = "cell-dissolution-decision"
XUAN_LOC_MEMBERS = 262
BIEN_HOA_MEMBERS = 473

_COMMUNES = (
    *("Suối Cát", "Xuân Hiệp", "Xuân Trường", "Xuân Thành", "Xuân Bắc", "Suối Cao", "Xuân Thọ", "Xuân Phú"),
    *("Bảo Hòa", "Xuân Định", "Xuân Tâm", "Xuân Hưng", "Xuân Hòa", "Lang Minh"),
)
_TOWN = "Gia Ray"
_WARDS = (
    *("An Bình", "Bình Đa", "Bửu Hòa", "Bửu Long", "Hòa Bình", "Long Bình", "Long Bình Tân", "Quang Vinh"),
    *("Quyết Thắng", "Tam Hiệp", "Tam Hòa", "Tân Biên", "Tân Hạnh", "Tân Hiệp", "Tân Mai", "Tân Phong"),
    *("Tân Tiến", "Tân Vạn", "Thanh Bình", "Thống Nhất", "Trảng Dài", "Trung Dũng"),
)
_VILLAGES = ("An Hòa", "Hiệp Hòa", "Hóa An", "Long Hưng", "Phước Tân", "Tam Phước")
"""Hố Nai and Tân Hòa had no such cell; Tân Hạnh is a ward in the source."""
_REASON = (
    "thực hiện chủ trương không tổ chức chi bộ cơ quan phường, xã, đưa đảng viên về sinh hoạt tại các chi bộ khu dân cư"
)
_HAMLETS = ("Trung Tín", "Bình Minh", "Tân Tiến", "Việt Kiều", "Tân Hòa", "Bình Hòa", "Suối Cát 1", "Trung Lương")
_QUARTERS = ("1", "2", "3", "4", "5", "6", "7", "8")
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý")
_MEN = ("Văn", "Hữu", "Minh", "Đức", "Quốc", "Ngọc", "Thanh")
_WOMEN = ("Thị", "Thị Hồng", "Thị Ngọc", "Thị Kim", "Thị Thu")
_OF_MEN = ("Toàn", "Dũng", "Hải", "Tâm", "Hiếu", "Tuấn", "Nam", "Cường", "Sơn", "Bình", "Phúc")
_OF_WOMEN = ("Loan", "Châu", "Hạnh", "Hương", "Lan", "Mai", "Nga", "Thủy", "Yến")
_POSITIONS = (
    *("Bí thư Chi bộ", "Phó Bí thư Chi bộ", "Chi ủy viên", "Công chức Văn phòng - Thống kê"),
    *("Công chức Tư pháp - Hộ tịch", "Công chức Địa chính - Xây dựng", "Công chức Tài chính - Kế toán"),
    *("Chủ tịch Hội Nông dân", "Chủ tịch Hội Phụ nữ", "Bí thư Đoàn Thanh niên", "Chủ tịch Hội Cựu chiến binh"),
)


def xuan_loc() -> list[dict[str, Any]]:
    """The payloads of ``samples/seasons/xuan-loc-2019.jsonl``."""
    units = [*(f"xã {name}" for name in _COMMUNES), f"thị trấn {_TOWN}"]
    example = _example("xuan-loc-2019") | {"norm": "hd36_2018"}
    return [
        _decision(example, index, units, XUAN_LOC_MEMBERS)
        | {
            "issuer": _body(unit, "Đảng bộ huyện Xuân Lộc", "standing_committee"),
            "number": 5 + index * 7 % 20,
            "issue_date": f"2019-06-{3 + index * 5 % 25:02d}",
            "handover": _handover(unit, "2019-07-15"),
            "client_ref": f"XL-2019-{index + 1:02d}",
        }
        for index, unit in enumerate(units)
    ]


def bien_hoa() -> list[dict[str, Any]]:
    """The payloads of ``samples/seasons/bien-hoa-2019.xlsx``, without numbers: they are given when they are made."""
    units = [*(f"phường {name}" for name in _WARDS), *(f"xã {name}" for name in _VILLAGES)]
    example = _example("tan-hanh-2019") | {"norm": "hd36_2018"}
    return [
        _decision(example, index, units, BIEN_HOA_MEMBERS)
        | {
            "issuer": _body(unit, "Đảng bộ thành phố Biên Hòa", "grassroots_committee"),
            "number": None,
            "reason": _REASON,
            "issue_date": f"2019-05-{13 + index * 3 % 14:02d}",
            "effective_date": "2019-06-01",
            "handover": _handover(unit, "2019-06-15"),
            "client_ref": f"BH-2019-{index + 1:02d}",
        }
        for index, unit in enumerate(units)
    ]


def as_workbook(papers: list[dict[str, Any]]) -> bytes:
    """As an office would fill it in: a code for each paper, once what is the same in all, nothing that is counted."""
    rows = [
        (f"{number:02d}", {field: value for field, value in paper.items() if field != "destinations"})
        for number, paper in enumerate(papers, start=1)
    ]
    return write_workbook(shape_of(discover_types()[SLUG]), rows, once=True)


def as_json_lines(papers: list[dict[str, Any]]) -> bytes:
    """A payload a line."""
    return b"".join(json.dumps(paper, ensure_ascii=False).encode() + b"\n" for paper in papers)


def _example(case: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CASES / f"{SLUG}.{case}.json").read_bytes())
    return found


def _body(unit: str, superior: str, kind: str) -> dict[str, str]:
    return {"kind": kind, "name": f"Đảng ủy {unit}", "superior": superior}


def _handover(unit: str, deadline: str) -> dict[str, str]:
    office = f"Văn phòng Đảng ủy {unit}"
    return {"records_to": office, "assets_to": office, "deadline": deadline}


def _decision(example: dict[str, Any], index: int, units: list[str], everybody: int) -> dict[str, Any]:
    """One of the decisions; the members are shared out as evenly as can be."""
    unit, parts = units[index], len(units)
    share = everybody // parts + (index < everybody % parts)
    before = index * (everybody // parts) + min(index, everybody % parts)
    quarters = [f"Chi bộ khu phố {q}" for q in _QUARTERS] if unit.startswith(("thị", "phường")) else _hamlets(index)
    receiving = quarters[: 4 + index % 3]
    members = [_member(before + n, n, receiving[n % len(receiving)]) for n in range(share)]
    counts = {cell: sum(member["destination_cell"] == cell for member in members) for cell in receiving}
    return {
        **copy.deepcopy(example),
        "cell_name": f"Chi bộ cơ quan {unit}",
        "members": members,
        "destinations": [{"cell": cell, "count": count} for cell, count in counts.items()],
        "signature": {"full_name": _name(7 * index + 3, woman=False), "position": "Phó Bí thư"},
    }


def _hamlets(index: int) -> list[str]:
    return [f"Chi bộ ấp {name}" for name in (*_HAMLETS[index % 8 :], *_HAMLETS[: index % 8])]


def _member(number: int, place: int, cell: str) -> dict[str, Any]:
    """One person; the factors have nothing in common, so that combinations do not repeat soon."""
    woman, joined = number % 3 == 1, 1992 + number * 11 % 25
    day, month = 1 + number * 7 % 28, 1 + number * 5 % 12
    birth = f"{day:02d}/{_month(1 + number * 7 % 12)}/{joined - 20 - number % 9}"
    member: dict[str, Any] = {
        "full_name": _name(number, woman=woman),
        "status": "official",
        "birth": birth,
        "gender": "female" if woman else "male",
        "party_card_no": f"75{number * 7919 % 10**6:06d}",
        "admission": f"{day:02d}/{_month(month)}/{joined}",
        "official": f"{day:02d}/{_month(month)}/{joined + 1}",
        "destination_cell": cell,
    }
    return member | ({"position": _POSITIONS[place]} if place < len(_POSITIONS) else {})


def _month(month: int) -> str:
    """As the papers write it: a zero before January and February only."""
    return f"{month:02d}" if month < 3 else str(month)


def _name(number: int, *, woman: bool) -> str:
    middles, given = (_WOMEN, _OF_WOMEN) if woman else (_MEN, _OF_MEN)
    middle = middles[number // 13 % len(middles)]
    return f"{_SURNAMES[number % 13]} {middle} {given[number * 3 // 7 % len(given)]}"
