"""Bàn giao of a cell that ends: to whom its records, assets, dues and seal go, and until when."""

from __future__ import annotations

from pydantic import Field

from service.documents._circumstances import Circumstances
from service.documents._fields import Day, Model, Text
from service.norm.printing import short_date


class Handover(Model):
    """What a cell that ends hands over. Its dues go to the immediate superior unless said otherwise."""

    records_to: Text = Field(title="Hồ sơ, sổ sách giao cho", examples=["Văn phòng Đảng ủy xã Tiên Phong"])
    assets_to: Text | None = Field(None, title="Tài sản giao cho")
    dues_balance_to: Text | None = Field(
        None, title="Số dư đảng phí nộp về", description="Mặc định: cấp ủy cấp trên trực tiếp."
    )
    seal_to: Text | None = Field(None, title="Con dấu giao cho", description="Chi bộ không có dấu thì để trống.")
    deadline: Day = Field(title="Hạn bàn giao")


def handover_in_words(handover: Handover, dues_to: str, circumstances: Circumstances) -> str:
    """``bàn giao hồ sơ, sổ sách, tài liệu cho …; … hoàn thành chậm nhất ngày …``, without a final stop."""
    parts = [circumstances.say("bàn giao hồ sơ, sổ sách, tài liệu cho {to}", to=handover.records_to)]
    if handover.assets_to:
        parts.append(circumstances.say("tài sản cho {to}", to=handover.assets_to))
    parts.append(circumstances.say("số dư đảng phí cho {to}", to=handover.dues_balance_to or dues_to))
    if handover.seal_to:
        parts.append(circumstances.say("con dấu cho {to}", to=handover.seal_to))
    day = short_date(handover.deadline, circumstances.edition)
    return ", ".join(parts) + circumstances.say("; hoàn thành chậm nhất ngày {day}", day=day)
