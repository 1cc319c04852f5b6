"""The first leaders of a new cell: appointed, to be elected, or left to a decision of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Literal, Protocol

from pydantic import Field

from service.documents._circumstances import Circumstances
from service.documents._decision import Provision, cell_title
from service.documents._fields import Member, Model, Text
from service.documents._findings import error, rule, warning
from service.documents._members import strength
from service.errors import Finding

COMMITTEE_FROM = 9
"""A cell with fewer official members than this elects no chi ủy."""
COMMITTEE_AT_MOST = 7


class Leadership(StrEnum):
    """How the cell gets its leaders."""

    APPOINTED = "appointed"
    ELECTED_AT_CONGRESS = "elected_at_congress"
    SEPARATE_DECISION = "separate_decision"


class Role(StrEnum):
    """Office in the cell."""

    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    MEMBER = "member"


class CommitteeMember(Model):
    """One appointed leader, a member of the list."""

    member: Text = Field(title="Đảng viên", description="Họ tên, hoặc ref nếu có người trùng tên.")
    role: Role = Field(
        title="Chức vụ", description="secretary: bí thư; deputy_secretary: phó bí thư; member: chi ủy viên."
    )


class Founding(Protocol):
    """The fields of a founding decision that this file reads."""

    @property
    def cell_name(self) -> str:
        """The new cell."""

    @property
    def members(self) -> Sequence[Member]:
        """Its members."""

    @property
    def leadership(self) -> Leadership:
        """How it gets its leaders."""

    @property
    def committee(self) -> Sequence[CommitteeMember] | None:
        """Those appointed."""

    @property
    def appointment_kind(self) -> Literal["provisional", "term"] | None:
        """For the time being, or for a term."""

    @property
    def term(self) -> str | None:
        """The term, in words."""


@rule("members", "leadership", "committee")
def committee_is_lawful(document: Founding, _: Circumstances) -> Iterator[Finding]:
    """C6, C9: who may be appointed, and how many."""
    committee = document.committee or []
    if document.leadership is not Leadership.APPOINTED:
        if committee:
            yield error(
                "establishment.committee",
                "/committee",
                "Chỉ ghi nhân sự chỉ định khi leadership là appointed.",
                "Leaders are listed only where leadership is appointed.",
            )
        return
    if not any(each.role is Role.SECRETARY for each in committee):
        yield error(
            "establishment.secretary",
            "/committee",
            "Chỉ định nhân sự phải có bí thư.",
            "An appointment of leaders needs a secretary.",
        )
    yield from _places_are_lawful(document, committee)
    yield from _people_are_lawful(document, committee)


def _places_are_lawful(document: Founding, committee: Sequence[CommitteeMember]) -> Iterator[Finding]:
    official = strength(document.members)["official"]
    secretaries = sum(each.role is Role.SECRETARY for each in committee)
    if secretaries > 1:
        yield error("C9", "/committee", "Chi bộ chỉ có một bí thư.", "A cell has one secretary.")
    if official < COMMITTEE_FROM:
        deputies = sum(each.role is Role.DEPUTY_SECRETARY for each in committee)
        if deputies > 1 or any(each.role is Role.MEMBER for each in committee):
            yield error(
                "C6",
                "/committee",
                f"Chi bộ dưới {COMMITTEE_FROM} đảng viên chính thức không có chi ủy, "
                "chỉ có bí thư và nếu cần một phó bí thư.",
                f"With fewer than {COMMITTEE_FROM} official members there is a secretary and at most one deputy.",
            )
    elif len(committee) > COMMITTEE_AT_MOST:
        yield warning(
            "C6",
            "/committee",
            f"Chi ủy có {len(committee)} người; thường không quá {COMMITTEE_AT_MOST}.",
            f"The committee has {len(committee)} people; usually at most {COMMITTEE_AT_MOST}.",
        )


def _people_are_lawful(document: Founding, committee: Sequence[CommitteeMember]) -> Iterator[Finding]:
    by_reference: dict[str, list[Member]] = {}
    for member in document.members:
        by_reference.setdefault(member.reference, []).append(member)
    seen: set[str] = set()
    for index, each in enumerate(committee):
        pointer = f"/committee/{index}/member"
        named = by_reference.get(each.member, [])
        if not named:
            yield error(
                "member.unknown",
                pointer,
                "Không có người này trong danh sách đảng viên; ghi đúng họ tên hoặc ref.",
                "No member of the list has this name or ref.",
            )
        elif len(named) > 1:
            yield error(
                "member.ambiguous",
                pointer,
                "Danh sách có nhiều người cùng họ tên; hãy đặt ref cho từng người.",
                "Several members have this name; give each a ref.",
            )
        elif not named[0].is_official:
            yield error(
                "C6",
                pointer,
                "Đảng viên dự bị không được giữ chức vụ trong chi bộ.",
                "A probationary member cannot hold office in the cell.",
            )
        if each.member in seen:
            yield error("C9", pointer, "Một người chỉ ghi một lần.", "One person stands once.")
        seen.add(each.member)


_ROLE_NAMES = {Role.SECRETARY: "Bí thư", Role.DEPUTY_SECRETARY: "Phó Bí thư", Role.MEMBER: "Chi ủy viên"}


def leaders_provision(document: Founding, circumstances: Circumstances) -> list[Provision]:
    cell = cell_title(document.cell_name)
    has_committee = strength(document.members)["official"] >= COMMITTEE_FROM
    if document.leadership is Leadership.SEPARATE_DECISION:
        return []
    if document.leadership is Leadership.ELECTED_AT_CONGRESS:
        whom = "chi ủy, bí thư, phó bí thư" if has_committee else "bí thư, phó bí thư"
        return [
            Provision(
                circumstances.say(
                    "Giao {cell} chuẩn bị và tổ chức đại hội để bầu " + whom + " chi bộ theo Điều lệ Đảng và Quy chế "
                    "bầu cử trong Đảng.",
                    cell=cell,
                )
            )
        ]
    names = {member.reference: member.full_name for member in document.members}
    committee = document.committee or []
    kind = circumstances.say(" lâm thời") if document.appointment_kind == "provisional" else ""
    term = circumstances.say(", nhiệm kỳ {term}", term=document.term) if document.term else ""
    opening = (
        circumstances.say(
            "Chỉ định Ban Chi ủy{kind} {cell}{term}, gồm {count} đồng chí:",
            kind=kind,
            cell=cell,
            term=term,
            count=len(committee),
        )
        if has_committee
        else circumstances.say("Chỉ định nhân sự lãnh đạo{kind} {cell}{term}:", kind=kind, cell=cell, term=term)
    )
    ends = [";"] * (len(committee) - 1) + ["."]
    lines = [
        circumstances.say("- Đồng chí {name}, " + _ROLE_NAMES[each.role] + "{end}", name=names[each.member], end=end)
        for each, end in zip(committee, ends, strict=True)
    ]
    return [Provision(opening, *lines)]
