"""The season of 2019 in the district of Xuân Lộc: fifteen decisions that dissolve the cells of commune offices.

From the press (samples/seasons/xuan-loc-2019.md): fifteen bodies, fifteen cells, 262 members, the policies, the year.
All persons, numbers, dates and receiving cells are made up, without chance: the same file each time.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "samples" / "cases" / "cell-dissolution-decision.xuan-loc-2019.json"
MEMBERS = 262

_COMMUNES = (
    *("Suối Cát", "Xuân Hiệp", "Xuân Trường", "Xuân Thành", "Xuân Bắc", "Suối Cao", "Xuân Thọ", "Xuân Phú"),
    *("Bảo Hòa", "Xuân Định", "Xuân Tâm", "Xuân Hưng", "Xuân Hòa", "Lang Minh"),
)
_TOWN = "Gia Ray"
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


def season() -> bytes:
    """``samples/seasons/xuan-loc-2019.jsonl``: a payload a line."""
    example = json.loads(EXAMPLE.read_bytes())
    papers, before = [], 0
    for index in range(len(_COMMUNES) + 1):
        share = MEMBERS // 15 + (index < MEMBERS % 15)
        papers.append(_decision(example, index, before, share))
        before += share
    return b"".join(json.dumps(paper, ensure_ascii=False).encode() + b"\n" for paper in papers)


def _decision(example: dict[str, Any], index: int, before: int, share: int) -> dict[str, Any]:
    unit = f"xã {_COMMUNES[index]}" if index < len(_COMMUNES) else f"thị trấn {_TOWN}"
    body = f"Đảng ủy {unit}"
    quarters = [f"Chi bộ khu phố {q}" for q in _QUARTERS] if unit.startswith("thị") else _hamlets(index)
    receiving = quarters[: 4 + index % 3]
    members = [_member(before + n, n, receiving[n % len(receiving)]) for n in range(share)]
    counts = {cell: sum(member["destination_cell"] == cell for member in members) for cell in receiving}
    return {
        **copy.deepcopy(example),
        "issuer": {"kind": "standing_committee", "name": body, "superior": "Đảng bộ huyện Xuân Lộc"},
        "number": 5 + index * 7 % 20,
        "issue_date": f"2019-06-{3 + index * 5 % 25:02d}",
        "cell_name": f"Chi bộ cơ quan {unit}",
        "members": members,
        "destinations": [{"cell": cell, "count": count} for cell, count in counts.items()],
        "handover": {
            "records_to": f"Văn phòng {body}",
            "assets_to": f"Văn phòng {body}",
            "deadline": "2019-07-15",
        },
        "signature": {"full_name": _name(7 * index + 3, woman=False), "position": "Phó Bí thư"},
        "norm": "hd36_2018",
        "client_ref": f"XL-2019-{index + 1:02d}",
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
