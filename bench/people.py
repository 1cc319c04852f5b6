"""A large payload of fictitious people: a cell of 473 members that ends, moving them to 28 cells."""

from __future__ import annotations

import json
from typing import Any

from service.bootstrap import SAMPLES

MEMBERS = 473
CELLS = 28

_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
_MIDDLE_NAMES = ("Văn", "Thị", "Đức", "Ngọc", "Quốc", "Hữu", "Minh", "Thanh", "Công", "Kim", "Xuân")
_GIVEN_NAMES = (
    *("An", "Bích", "Chính", "Dũng", "Đạt", "Giang", "Hạnh", "Hùng", "Khánh", "Lan", "Mai", "Nam", "Oanh"),
    *("Phúc", "Quý", "Sơn", "Tâm", "Uyên", "Vinh", "Yến", "Ánh", "Ước", "Thảo"),
)
_POSITIONS = ("", "Giáo viên", "Công chức Tư pháp - Hộ tịch", "Chi hội trưởng Phụ nữ", "Công an viên", "Trưởng thôn")


def large_payload() -> bytes:
    """The sample of a dissolution decision with :data:`MEMBERS` people in :data:`CELLS` receiving cells; no chance."""
    payload = json.loads((SAMPLES / "cell-dissolution-decision.json").read_bytes())
    payload["members"] = [_member(number) for number in range(MEMBERS)]
    return json.dumps(payload, ensure_ascii=False).encode()


def _member(number: int) -> dict[str, Any]:
    """One person; the factors have nothing in common, so that combinations do not repeat soon."""
    day, month = 1 + number * 7 % 28, 1 + number * 5 % 12
    joined = 1985 + number * 11 % 38
    member: dict[str, Any] = {
        "full_name": " ".join(names[number % len(names)] for names in (_SURNAMES, _MIDDLE_NAMES, _GIVEN_NAMES)),
        "status": "official",
        "birth": f"{day:02d}/{month}/{joined - 20 - number % 9}",
        "gender": "female" if number % 11 in (1, 9) else "male",
        "party_card_no": f"0190{number * 7919 % 10**8:08d}",
        "admission": f"{day:02d}/{month}/{joined}",
        "official": f"{day:02d}/{month}/{joined + 1}",
        "position": _POSITIONS[number % len(_POSITIONS)],
        "destination_cell": f"Chi bộ khu phố {1 + number * 13 % CELLS}",
    }
    if number % 40 == 7:
        member |= {"status": "probationary", "admission": f"{1 + number % 28:02d}/5/2026"}
        del member["party_card_no"], member["official"]
    if number % 30 == 11:
        member |= {"transfer_kind": "temporary", "note": "Tạm thời 6 tháng"}
    return member
