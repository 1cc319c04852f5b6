"""Quyết định thành lập chi bộ: new, split, merged or transferred; with or without appointing its leaders."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

from pydantic import Field

from service.documents._circumstances import Circumstances
from service.documents._decision import (
    COMMITTEES,
    DECISION,
    SYMBOL,
    Decision,
    DecisionPaper,
    Handover,
    Provision,
    cell_title,
    closing_provision,
    decision_paper,
    party_organisation,
    superior_organisation_board,
)
from service.documents._envelope import Recipient
from service.documents._fields import Count, Day, FreeText, Member, Model, Text
from service.documents._findings import error, rule, warning
from service.documents._members import (
    MEMBER_RULES,
    MemberRow,
    counts_agree,
    in_vietnamese_order,
    member_row,
    strength,
    strength_in_words,
)
from service.documents._printed import own_citation
from service.documents._rules import SHARED_RULES, issued_by, someone_signs
from service.documents._type import DocumentType
from service.errors import Finding
from service.norm.printing import short_date

LEAST_OFFICIAL = 3
"""A cell has at least three official members (Điều lệ Đảng, Điều 21, 24)."""
COMMITTEE_FROM = 9
"""A cell with fewer official members than this elects no chi ủy."""
COMMITTEE_AT_MOST = 7
PARTY_ORGANISATION_FROM = 30
"""From this many members on, a đảng bộ is founded rather than a cell."""


class Formation(StrEnum):
    """How the cell comes into being."""

    NEW = "new"
    SPLIT = "split"
    MERGE = "merge"
    TRANSFER = "transfer"


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


class SourceCell(Model):
    """A cell from which the new one is made."""

    name: Text = Field(title="Tên chi bộ")
    ends: bool = Field(title="Kết thúc hoạt động", description="true: chi bộ này kết thúc hoạt động.")


class CommitteeMember(Model):
    """One appointed leader, a member of the list."""

    member: Text = Field(title="Đảng viên", description="Họ tên, hoặc ref nếu có người trùng tên.")
    role: Role = Field(
        title="Chức vụ", description="secretary: bí thư; deputy_secretary: phó bí thư; member: chi ủy viên."
    )


class Proposal(Model):
    """Văn bản đề nghị."""

    body: Text = Field(title="Cơ quan đề nghị", examples=["Ban Xây dựng Đảng xã Tiên Phong"])
    type: Text | None = Field(None, title="Loại văn bản", examples=["Tờ trình"])
    number: Text | None = Field(None, title="Số, ký hiệu", examples=["15-TTr/BXDĐ"])
    date: Day | None = Field(None, title="Ngày")


class CellEstablishmentDecision(Decision):
    """Payload of a decision that founds a cell."""

    cell_name: Text = Field(title="Tên chi bộ", examples=["Chi bộ thôn Đông"])
    parent_committee: Text | None = Field(
        None, title="Trực thuộc", description="Mặc định là đảng bộ của cơ quan ban hành."
    )
    formation: Formation = Field(
        title="Cách thành lập",
        description="new: thành lập mới; split: chia tách; merge: hợp nhất, sáp nhập; transfer: chuyển giao.",
    )
    source_cells: list[SourceCell] | None = Field(None, title="Chi bộ nguồn", max_length=100)
    handover: Handover | None = Field(None, title="Bàn giao của chi bộ nguồn kết thúc hoạt động")
    members: list[Member] = Field(title="Danh sách đảng viên", min_length=1, max_length=20_000)
    member_total: Count | None = Field(None, title="Tổng số đảng viên", description="Tự tính từ danh sách.")
    official_count: Count | None = Field(None, title="Số đảng viên chính thức", description="Tự tính từ danh sách.")
    probationary_count: Count | None = Field(None, title="Số đảng viên dự bị", description="Tự tính từ danh sách.")
    leadership: Leadership = Field(
        title="Nhân sự lãnh đạo",
        description="appointed: chỉ định; elected_at_congress: bầu tại đại hội; separate_decision: có quyết định riêng.",
    )
    committee: list[CommitteeMember] | None = Field(None, title="Nhân sự chỉ định", max_length=50)
    appointment_kind: Literal["provisional", "term"] | None = Field(
        None, title="Chỉ định lâm thời / theo nhiệm kỳ", description="provisional: lâm thời; term: theo nhiệm kỳ."
    )
    term: FreeText | None = Field(None, title="Nhiệm kỳ", examples=["2025 – 2030"])
    proposals: list[Proposal] | None = Field(None, title="Văn bản đề nghị", max_length=50)


class EstablishmentAnnex(DecisionPaper):
    """The decision and its annexed list."""

    list_of: str
    citation: str
    members: list[MemberRow]
    total: str


@rule("members")
def enough_official_members(document: CellEstablishmentDecision, _: Circumstances) -> Iterator[Finding]:
    """C7: three official members; two and one on probation are not enough."""
    official = strength(document.members)["official"]
    if official < LEAST_OFFICIAL:
        yield error(
            "C7",
            "/members",
            f"Chi bộ phải có ít nhất {LEAST_OFFICIAL} đảng viên chính thức; danh sách có {official}.",
            f"A cell needs at least {LEAST_OFFICIAL} official members; the list has {official}.",
        )


@rule("members")
def not_too_many_members(document: CellEstablishmentDecision, _: Circumstances) -> Iterator[Finding]:
    """From 30 members on a đảng bộ is founded; more in a cell needs the superior's consent."""
    total = len(document.members)
    if total >= PARTY_ORGANISATION_FROM:
        yield warning(
            "cell.large",
            "/members",
            f"Chi bộ có {total} đảng viên; từ {PARTY_ORGANISATION_FROM} trở lên thường lập đảng bộ, "
            "nếu không phải được cấp trên đồng ý.",
            f"The cell has {total} members; from {PARTY_ORGANISATION_FROM} on a party organisation is usual.",
        )


@rule("formation", "source_cells")
def sources_match_formation(document: CellEstablishmentDecision, _: Circumstances) -> Iterator[Finding]:
    """A split has one source cell, a merger at least two."""
    count = len(document.source_cells or [])
    if document.formation is Formation.SPLIT and count != 1:
        yield error(
            "establishment.sources",
            "/source_cells",
            f"Chia tách phải ghi đúng một chi bộ nguồn; đang ghi {count}.",
            f"A split has exactly one source cell; {count} given.",
        )
    if document.formation is Formation.MERGE and count < 2:
        yield error(
            "establishment.sources",
            "/source_cells",
            f"Hợp nhất phải ghi từ hai chi bộ nguồn trở lên; đang ghi {count}.",
            f"A merger has at least two source cells; {count} given.",
        )


@rule("members", "leadership", "committee")
def committee_is_lawful(document: CellEstablishmentDecision, _: Circumstances) -> Iterator[Finding]:
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


def _places_are_lawful(document: CellEstablishmentDecision, committee: list[CommitteeMember]) -> Iterator[Finding]:
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
                f"Chi bộ dưới {COMMITTEE_FROM} đảng viên chính thức không có chi ủy, chỉ có bí thư và nếu cần một phó bí thư.",
                f"With fewer than {COMMITTEE_FROM} official members there is no committee, only a secretary and one deputy.",
            )
    elif len(committee) > COMMITTEE_AT_MOST:
        yield warning(
            "C6",
            "/committee",
            f"Chi ủy có {len(committee)} người; thường không quá {COMMITTEE_AT_MOST}.",
            f"The committee has {len(committee)} people; usually at most {COMMITTEE_AT_MOST}.",
        )


def _people_are_lawful(document: CellEstablishmentDecision, committee: list[CommitteeMember]) -> Iterator[Finding]:
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


@rule("issue_date", "effective_date", "proposals", "handover")
def dates_are_in_order(document: CellEstablishmentDecision, _: Circumstances) -> Iterator[Finding]:
    """C8: proposal ≤ issue ≤ effect ≤ handover."""
    issued = document.issue_date
    if issued is None:
        return
    for index, proposal in enumerate(document.proposals or []):
        if proposal.date and proposal.date > issued:
            yield error(
                "C8",
                f"/proposals/{index}/date",
                "Văn bản đề nghị đề ngày sau ngày ban hành quyết định.",
                "The proposal is dated after the decision.",
            )
    if document.effective_date and document.effective_date < issued:
        yield error(
            "C8",
            "/effective_date",
            "Ngày có hiệu lực trước ngày ban hành.",
            "The decision takes effect before it is issued.",
        )
    if document.handover and document.handover.deadline < (document.effective_date or issued):
        yield error(
            "C8",
            "/handover/deadline",
            "Hạn bàn giao trước ngày quyết định có hiệu lực.",
            "The handover ends before the decision takes effect.",
        )


def _parent(document: CellEstablishmentDecision) -> str:
    return document.parent_committee or party_organisation(document.issuing_body)


def _founding(document: CellEstablishmentDecision, circumstances: Circumstances) -> Provision:
    sources = " và ".join(cell_title(source.name) for source in document.source_cells or [])
    how = {
        Formation.NEW: "",
        Formation.SPLIT: " trên cơ sở chia tách {sources}",
        Formation.MERGE: " trên cơ sở hợp nhất {sources}",
        Formation.TRANSFER: " trên cơ sở tiếp nhận, chuyển giao {sources}"
        if sources
        else " trên cơ sở tiếp nhận, chuyển giao",
    }[document.formation]
    return Provision(
        circumstances.say(
            "Thành lập {cell} trực thuộc {parent}" + how + ", gồm {strength} (có danh sách kèm theo).",
            cell=cell_title(document.cell_name),
            parent=_parent(document),
            sources=sources,
            strength=strength_in_words(strength(document.members), circumstances),
        )
    )


_ROLE_NAMES = {Role.SECRETARY: "Bí thư", Role.DEPUTY_SECRETARY: "Phó Bí thư", Role.MEMBER: "Chi ủy viên"}


def _leaders(document: CellEstablishmentDecision, circumstances: Circumstances) -> list[Provision]:
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


def _duties(document: CellEstablishmentDecision, circumstances: Circumstances) -> Provision:
    return Provision(
        circumstances.say(
            "{cell} có trách nhiệm tổ chức sinh hoạt chi bộ theo quy định, phân công công tác cho đảng viên, xây dựng "
            "quy chế làm việc, chương trình công tác và kế hoạch kiểm tra, giám sát của chi bộ.",
            cell=cell_title(document.cell_name),
        )
    )


def _ended_sources(document: CellEstablishmentDecision, circumstances: Circumstances) -> list[Provision]:
    ended = [cell_title(source.name) for source in document.source_cells or [] if source.ends]
    if not ended:
        return []
    names = ", ".join(ended)
    superior = document.issuing_body.running_name
    successor = cell_title(document.cell_name)
    heir = successor if document.formation is Formation.MERGE else superior
    handover = document.handover
    start = document.effective_date
    since = (
        circumstances.say("kể từ ngày {day}", day=short_date(start, circumstances.edition))
        if start and start != document.issue_date
        else circumstances.say("kể từ ngày Quyết định này có hiệu lực")
    )
    text = circumstances.say(
        "{names} kết thúc hoạt động {since}; bàn giao hồ sơ, sổ sách, tài liệu cho {records}; số dư đảng phí chuyển về {dues}",
        names=names,
        since=since,
        records=handover.records_to if handover else heir,
        dues=(handover.dues_balance_to if handover else None) or heir,
    )
    if handover and handover.assets_to:
        text += circumstances.say("; tài sản giao cho {to}", to=handover.assets_to)
    if handover and handover.seal_to:
        text += circumstances.say("; con dấu giao cho {to}", to=handover.seal_to)
    if handover:
        text += circumstances.say(
            "; hoàn thành chậm nhất ngày {day}", day=short_date(handover.deadline, circumstances.edition)
        )
    return [Provision(f"{text}.")]


def _proposal_lines(document: CellEstablishmentDecision, circumstances: Circumstances) -> list[str]:
    lines = []
    for proposal in document.proposals or []:
        line = circumstances.say("Xét đề nghị của {body}", body=proposal.body)
        if proposal.type or proposal.number:
            line += circumstances.say(" tại {type}", type=proposal.type or circumstances.say("văn bản"))
        if proposal.number:
            line += f" số {proposal.number}"
        if proposal.date:
            line += f", ngày {short_date(proposal.date, circumstances.edition)}"
        lines.append(line)
    return lines


def _subject(document: CellEstablishmentDecision) -> str:
    return document.subject or f"về thành lập {cell_title(document.cell_name)} trực thuộc {_parent(document)}"


def context(document: CellEstablishmentDecision, circumstances: Circumstances) -> EstablishmentAnnex:
    """The printed text of the decision and its list."""
    body, cell = document.issuing_body, cell_title(document.cell_name)
    paper = decision_paper(
        document,
        circumstances,
        subject=_subject(document),
        provisions=[
            _founding(document, circumstances),
            *_leaders(document, circumstances),
            _duties(document, circumstances),
            *_ended_sources(document, circumstances),
        ],
        closing=closing_provision(
            document,
            [
                circumstances.say("Các tổ chức đảng, cơ quan có liên quan"),
                circumstances.say("{cell} và các đồng chí có tên trong danh sách kèm theo", cell=cell),
            ],
            circumstances,
        ),
        recipients=[*superior_organisation_board(body), Recipient(name=cell)],
        further_bases=_proposal_lines(document, circumstances),
    )
    ordered = in_vietnamese_order(document.members)
    total = strength_in_words(strength(ordered), circumstances)
    return {
        **paper,
        "list_of": circumstances.say("đảng viên {cell}", cell=cell),
        "citation": circumstances.say(
            "(kèm theo {paper})", paper=own_citation(document, DECISION, SYMBOL, circumstances)
        ),
        "members": [member_row(n, member, circumstances) for n, member in enumerate(ordered, start=1)],
        "total": circumstances.say("Danh sách có {total}.", total=total),
    }


DOCUMENT_TYPE = DocumentType(
    slug="cell-establishment-decision",
    title="Quyết định thành lập chi bộ",
    summary="Thành lập mới, chia tách, hợp nhất hoặc chuyển giao chi bộ; kèm danh sách đảng viên.",
    symbol=SYMBOL,
    page_kind="titled",
    model=CellEstablishmentDecision,
    printed=EstablishmentAnnex,
    context=context,
    rules=(
        *SHARED_RULES,
        issued_by(SYMBOL, COMMITTEES),
        someone_signs,
        *MEMBER_RULES,
        counts_agree,
        enough_official_members,
        not_too_many_members,
        sources_match_formation,
        committee_is_lawful,
        dates_are_in_order,
    ),
    label=lambda document: f"Quyết định thành lập {cell_title(document.cell_name)}",
)
