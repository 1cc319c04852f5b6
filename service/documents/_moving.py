"""Members who move from one cell to others: where each goes, and the annexed lists by receiving cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypedDict

from pydantic import Field

from service.documents._circumstances import Circumstances
from service.documents._decision import cell_title, party_organisation
from service.documents._fields import Member, Text
from service.documents._members import MemberRow, in_vietnamese_order, member_row, strength, strength_in_words
from service.documents._names import vietnamese_order

_FIGURE = re.compile("[0-9]{1,9}")


class TransferKind(StrEnum):
    """How a member moves."""

    INTERNAL = "internal"
    OFFICIAL = "official"
    TEMPORARY = "temporary"
    PENDING = "pending"


class MovedMember(Member):
    """A member of the dissolved cell and where he or she goes."""

    transfer_kind: TransferKind | None = Field(
        None,
        title="Hình thức chuyển",
        description="internal: nội bộ đảng bộ (mặc định); official: chính thức ra ngoài đảng bộ; temporary: tạm thời; "
        "pending: chưa chuyển.",
    )
    destination_cell: Text | None = Field(None, title="Chuyển đến chi bộ", examples=["Chi bộ khu phố 1"])
    destination_committee: Text | None = Field(
        None, title="Thuộc đảng bộ, đảng ủy", description="Khi chuyển ra ngoài đảng bộ."
    )
    pending_reason: Text | None = Field(None, title="Lý do chưa chuyển")

    @property
    def moves(self) -> TransferKind:
        """The kind of transfer; internal where nothing is said."""
        return self.transfer_kind or TransferKind.INTERNAL


class MovedRow(MemberRow):
    """A row of an annexed list, with the kind of transfer."""

    transfer: str


class Group(TypedDict):
    """The members whom one cell receives."""

    heading: str
    rows: list[MovedRow]
    subtotal: str


class MovedList(TypedDict):
    """One list of the annex."""

    heading: str
    groups: list[Group]


def moving(members: Iterable[MovedMember]) -> list[MovedMember]:
    """Those who are not pending."""
    return [member for member in members if member.moves is not TransferKind.PENDING]


def plain_name(destination: str) -> str:
    """A destination to compare by: case, spaces, and đảng ủy or đảng bộ do not matter."""
    return re.sub(r"\bđảng (?:ủy|uỷ)\b", "đảng bộ", " ".join(cell_title(destination).casefold().split()))


def unit_of(committee: str) -> str:
    """The place or agency in the name of a committee or đảng bộ, to compare them by."""
    return re.sub(r"^đảng (?:bộ|ủy|uỷ) ", "", " ".join(committee.casefold().split()))


def destination_of(member: MovedMember) -> str:
    """Where the member goes, as the annex names it: the cell, the đảng bộ, or both; "" for who is pending."""
    cell = cell_title(member.destination_cell) if member.destination_cell else ""
    return ", ".join(part for part in (cell, party_organisation(member.destination_committee or "")) if part)


def by_destination(members: Iterable[MovedMember]) -> dict[str, list[MovedMember]]:
    """Members by receiving cell, cells in the order of their names (numbers by value), people in Vietnamese order."""
    groups: dict[str, list[MovedMember]] = {}
    spelt: dict[str, str] = {}
    for member in members:
        cell = destination_of(member)
        groups.setdefault(spelt.setdefault(cell.casefold(), cell), []).append(member)
    return {cell: in_vietnamese_order(groups[cell]) for cell in sorted(groups, key=place_order)}


def place_order(cell: str) -> tuple[object, ...]:
    """Sort key of the name of a cell or committee: word by word, figures by value."""
    numbered = ((word, _FIGURE.fullmatch(word)) for word in cell.split())
    return tuple((0, int(word), ()) if figure else (1, 0, vietnamese_order(word)) for word, figure in numbered)


_TRANSFER_NAMES = {
    TransferKind.INTERNAL: "Nội bộ",
    TransferKind.OFFICIAL: "Chính thức",
    TransferKind.TEMPORARY: "Tạm thời",
    TransferKind.PENDING: "Chưa chuyển",
}
_LISTS = (
    ("Chuyển sinh hoạt trong đảng bộ", (TransferKind.INTERNAL, TransferKind.TEMPORARY)),
    ("Chuyển sinh hoạt chính thức ra ngoài đảng bộ", (TransferKind.OFFICIAL,)),
    ("Chưa chuyển sinh hoạt", (TransferKind.PENDING,)),
)
_ROMAN = ("I", "II", "III")


def annexed_lists(everybody: Sequence[MovedMember], circumstances: Circumstances) -> list[MovedList]:
    """The lists that have members, each grouped by receiving cell; the running number goes through all."""
    ordinal = 0
    made: list[MovedList] = []
    present = [(title, [m for m in everybody if m.moves in kinds]) for title, kinds in _LISTS]
    present = [(title, members) for title, members in present if members]
    for title, members in present:
        groups: list[Group] = []
        for cell, people in by_destination(members).items():
            rows = [_row(ordinal + n, person, circumstances) for n, person in enumerate(people, start=1)]
            ordinal += len(people)
            counted = strength_in_words(strength(people), circumstances)
            heading = cell or circumstances.say("Lý do ghi ở cột ghi chú")
            groups.append({"heading": heading, "rows": rows, "subtotal": circumstances.say("Cộng: {n}", n=counted)})
        temporary = any(member.moves is TransferKind.TEMPORARY for member in members)
        what = circumstances.say(title + (", chuyển tạm thời" if temporary else ""))
        heading = f"{_ROMAN[len(made)]}- {what}" if len(present) > 1 else ""
        made.append({"heading": heading, "groups": groups})
    return made


def _row(ordinal: int, member: MovedMember, circumstances: Circumstances) -> MovedRow:
    row = member_row(ordinal, member, circumstances)
    note = "; ".join(part for part in (member.note, member.pending_reason) if part)
    return {**row, "note": note, "transfer": circumstances.say(_TRANSFER_NAMES[member.moves])}
