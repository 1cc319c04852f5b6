"""Field types that every document shares. A value that passes here can be printed as it is."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints
from pydantic_core import PydanticCustomError

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _iso_day(value: object) -> object:
    """Pydantic would also take a number in quotes, as seconds since 1970."""
    if not isinstance(value, date) and not (isinstance(value, str) and _ISO_DAY.fullmatch(value)):
        raise PydanticCustomError("date_form", "must be written year-month-day")
    return value


Day = Annotated[date, Strict(False), BeforeValidator(_iso_day)]
"""A calendar day, ``2026-07-27``; under this name because some fields are called ``date``."""


class Model(BaseModel):
    """Base of every part of a payload: unknown keys are refused, values are not coerced, objects do not change."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


# C0 controls other than LF and TAB, lone surrogates and the two noncharacters: none may stand in an XML document.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str) -> str:
    """:func:`printable_text` without blanks around it; what stands within is kept as it is."""
    # A text area or a cell of a sheet ends in a line break that nobody meant.
    return printable_text(text.strip(" \t\r\n"))


def printable_text(text: str) -> str:
    """``text`` in NFC with LF line ends. Raises a validation error that names the first forbidden character."""
    if text.isascii() and text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        raise PydanticCustomError(
            "text_character",
            "character {code} at position {position} cannot be printed",
            {"code": f"U+{ord(forbidden.group()):04X}", "position": forbidden.start() + 1},
        )
    return unicodedata.normalize("NFC", text)


def _not_blank(text: str) -> str:
    if not text or text.isspace():
        raise PydanticCustomError("text_blank", "must not be blank")
    return text


LONGEST_TEXT = 20_000
"""Characters of one field: eight pages. Where lines are measured, a text of megabytes would take minutes."""

FreeText = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(clean_text)]
"""Any text, possibly empty."""

Text = Annotated[
    str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(clean_text), AfterValidator(_not_blank)
]
"""Text that says something."""

Reference = Annotated[str, StringConstraints(max_length=100), AfterValidator(printable_text)]
"""A short code of another system, given back just as it came."""

Count = Annotated[int, Field(ge=0, le=10_000_000)]
"""A number of people, cells, ballots."""


def _card_number(text: str) -> str:
    if not re.fullmatch("([0-9]{8}|[0-9]{12})?", text):
        raise PydanticCustomError("card_number", "must be 8 or 12 digits")
    return text


CardNumber = Annotated[
    str, AfterValidator(_card_number), Field(json_schema_extra={"pattern": "^([0-9]{8}|[0-9]{12})?$"})
]
"""Số thẻ đảng viên: 8 digits on cards made before 2025, 12 since; blank where there is none."""


def _month(text: str) -> str:
    if not re.fullmatch("[12][0-9]{3}-(0[1-9]|1[0-2])", text):
        raise PydanticCustomError("month", "must be yyyy-mm")
    return text


Month = Annotated[str, AfterValidator(_month), Field(json_schema_extra={"pattern": "^[12][0-9]{3}-(0[1-9]|1[0-2])$"})]
"""A calendar month, ``2026-07``."""

_PARTIAL = re.compile("(?:(?:(?P<day>[0-9]{1,2})/)?(?P<month>[0-9]{1,2})/)?(?P<year>[0-9]{4})")


def _partial_date(text: str) -> str:
    match = _PARTIAL.fullmatch(text)
    if match:
        try:
            date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
        except ValueError:
            match = None
    if not match:
        raise PydanticCustomError("partial_date", "must be yyyy, mm/yyyy or dd/mm/yyyy")
    return text


PartialDate = Annotated[
    str,
    AfterValidator(_partial_date),
    Field(json_schema_extra={"pattern": "^(([0-9]{1,2}/)?[0-9]{1,2}/)?[0-9]{4}$"}),
]
"""A day, a month or only a year, printed as given: lists of old members have no more."""


def earliest(partial: str) -> date:
    """The first day that a :data:`PartialDate` can mean."""
    parts = [int(part) for part in partial.split("/")]
    return date(parts[-1], parts[-2] if len(parts) > 1 else 1, parts[-3] if len(parts) > 2 else 1)


def latest(partial: str) -> date:
    """The last day that a :data:`PartialDate` can mean (the 28th stands for the end of a month)."""
    parts = [int(part) for part in partial.split("/")]
    return date(parts[-1], parts[-2] if len(parts) > 1 else 12, parts[-3] if len(parts) > 2 else 28)


class MemberStatus(StrEnum):
    """Chính thức, dự bị."""

    OFFICIAL = "official"
    PROBATIONARY = "probationary"


class Member(Model):
    """A party member as a list carries him or her."""

    full_name: Text = Field(title="Họ và tên", examples=["Nguyễn Văn An"])
    status: MemberStatus = Field(title="Chính thức / dự bị", description="official: chính thức; probationary: dự bị.")
    birth: PartialDate | None = Field(None, title="Ngày sinh", examples=["12/3/1980", "1955"])
    gender: Literal["male", "female"] | None = Field(None, title="Giới tính", description="male: nam; female: nữ.")
    party_card_no: CardNumber | None = Field(
        None, title="Số thẻ đảng viên", description="8 hoặc 12 chữ số; đảng viên dự bị để trống."
    )
    profile_no: FreeText | None = Field(None, title="Số lý lịch")
    admission: PartialDate | None = Field(None, title="Ngày vào Đảng", examples=["03/02/2005"])
    official: PartialDate | None = Field(None, title="Ngày chính thức", examples=["03/02/2006"])
    position: FreeText | None = Field(None, title="Chức vụ")
    residence: FreeText | None = Field(None, title="Nơi ở hiện nay")
    dues_paid_through: Month | None = Field(None, title="Đã đóng đảng phí đến hết tháng", examples=["2026-07"])
    note: FreeText | None = Field(None, title="Ghi chú")
    ref: Text | None = Field(
        None, title="Mã tham chiếu", description="Để nơi khác trong văn bản chỉ đến người này; mặc định là họ và tên."
    )
    person_code: FreeText | None = Field(None, title="Mã định danh của hệ thống gửi", description="Không in.")

    @property
    def is_official(self) -> bool:
        """Whether the member is no longer on probation."""
        return self.status is MemberStatus.OFFICIAL
