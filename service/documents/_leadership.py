"""The first leaders of a new cell: appointed, to be elected, or left to a decision of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Literal, Protocol

from pydantic import Field

from service.documents._circumstances import Circumstances
from service.documents._decision import Provision, cell_title
from service.documents._fields import Day, Member, Model, Text
from service.documents._findings import error, rule, warning
from service.documents._members import strength
from service.errors import Finding
from service.norm.printing import grouped

COMMITTEE_FROM = 9
"""A cell with fewer official members than this elects no chi ủy."""
COMMITTEE_AT_MOST = 7
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


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

    member: Text = Field(title="Đảng viên", description="Họ tên, hoặc mã tham chiếu nếu có người trùng tên.")
    role: Role = Field(
        title="Chức vụ", description="secretary: bí thư; deputy_secretary: phó bí thư; member: chi ủy viên."
    )


class Founding(Protocol):
    """The fields of a founding decision that this file reads."""

    @property
    def issue_date(self) -> Day | None:
        """The paper's date."""

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
        for name in ("committee", "appointment_kind", "term"):
            if getattr(document, name):
                yield error(
                    "establishment.committee",
                    f"/{name}",
                    "Chỉ ghi nhân sự, cách chỉ định và nhiệm kỳ khi nhân sự lãnh đạo là chỉ định; hãy bỏ phần này.",
                    "Leaders, kind and term are given only where leadership is appointed; remove this field.",
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
    """C6, C9: one secretary; no chi ủy below nine official members; usually at most seven in it."""
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
    elif len(committee) == 1:
        yield warning(
            "C6",
            "/committee",
            f"Chi bộ từ {COMMITTEE_FROM} đảng viên chính thức trở lên có chi ủy; mới ghi một người.",
            f"With {COMMITTEE_FROM} official members or more there is a committee; only one person is given.",
        )
    elif len(committee) > COMMITTEE_AT_MOST:
        yield warning(
            "C6",
            "/committee",
            f"Chi ủy có {len(committee)} người; thường không quá {COMMITTEE_AT_MOST}.",
            f"The committee has {len(committee)} people; usually at most {COMMITTEE_AT_MOST}.",
        )


def _people_are_lawful(document: Founding, committee: Sequence[CommitteeMember]) -> Iterator[Finding]:
    """C6, C9: each appointed once, a member of the list, and official."""
    by_name = _by_name(document.members)
    seen: set[int] = set()
    for index, each in enumerate(committee):
        pointer = f"/committee/{index}/member"
        named = by_name.get(each.member, [])
        if not named:
            yield error(
                "member.unknown",
                pointer,
                "Không có người này trong danh sách đảng viên; hãy ghi đúng họ tên, hoặc mã tham chiếu của người ấy.",
                "No member of the list has this name or ref.",
            )
        elif len(named) > 1:
            yield error(
                "member.ambiguous",
                pointer,
                "Danh sách có nhiều người cùng họ tên; hãy đặt cho từng người một mã tham chiếu rồi ghi mã ấy ở đây.",
                "Several members have this name; give each a ref.",
            )
        elif not named[0].is_official:
            yield error(
                "C6",
                pointer,
                "Đảng viên dự bị không được giữ chức vụ trong chi bộ.",
                "A probationary member cannot hold office in the cell.",
            )
        if len(named) == 1 and id(named[0]) in seen:
            yield error(
                "C9",
                pointer,
                "Người này đã được ghi ở trên; một người chỉ ghi một lần.",
                "This person stands above already; one person stands once.",
            )
        seen.update(id(member) for member in named if len(named) == 1)


def _by_name(members: Sequence[Member]) -> dict[str, list[Member]]:
    """Those whom a ref or, where no ref says so, a full name can mean."""
    by_ref: dict[str, list[Member]] = {}
    by_full_name: dict[str, list[Member]] = {}
    for member in members:
        by_full_name.setdefault(member.full_name, []).append(member)
        if member.ref:
            by_ref.setdefault(member.ref, []).append(member)
    return by_full_name | by_ref


@rule("term", "appointment_kind")
def term_is_usual(document: Founding, circumstances: Circumstances) -> Iterator[Finding]:
    """C20: a term of 2, 2.5 (“2025 – 2027”), 3 or 5 years; one that is not the usual one is asked about."""
    if document.appointment_kind == "term" and not document.term:
        yield warning(
            "establishment.term",
            "/term",
            "Chỉ định theo nhiệm kỳ nhưng chưa ghi nhiệm kỳ nào; hãy ghi nhiệm kỳ, ví dụ 2025 – 2030.",
            "An appointment by term without the term; give it, e.g. 2025 – 2030.",
        )
    years = [int(year) for year in _YEAR.findall(document.term or "")]
    if len(years) != 2:
        return
    lasts, usual = years[1] - years[0], circumstances.practice.cell_term_years
    if lasts != int(usual):
        yield warning(
            "C20",
            "/term",
            f"Nhiệm kỳ {lasts} năm; nhiệm kỳ chi bộ thường là {grouped(usual)} năm, hãy xem lại.",
            f"A term of {lasts} years; the usual term of a cell is {usual:g} years.",
        )


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
    names = {name: members[0].full_name for name, members in _by_name(document.members).items()}
    committee = sorted(document.committee or [], key=lambda each: list(Role).index(each.role))
    kind = circumstances.say(" lâm thời") if document.appointment_kind == "provisional" else ""
    term = circumstances.say(", nhiệm kỳ {term}", term=document.term) if document.term else ""
    opening = (
        circumstances.say(
            "Chỉ định chi ủy{kind} {cell}{term}, gồm {count} đồng chí:",
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
