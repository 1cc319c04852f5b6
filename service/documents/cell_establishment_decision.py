"""Quyết định thành lập chi bộ: new, split, merged or transferred; with or without appointing its leaders."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

from pydantic import Field

from service.documents._circumstances import Circumstances
from service.documents._decision import (
    DECISION_RULES,
    SYMBOL,
    Decision,
    DecisionPaper,
    Provision,
    annex_citation,
    cell_title,
    closing_provision,
    decision_paper,
    default_bases,
    listed,
    party_organisation,
    superior_organisation_board,
)
from service.documents._envelope import Recipient
from service.documents._fields import Count, Day, FreeText, Member, Model, Text
from service.documents._findings import error, rule, warning
from service.documents._handover import Handover, handover_in_words
from service.documents._leadership import (
    CommitteeMember,
    Leadership,
    committee_is_lawful,
    leaders_provision,
    term_is_usual,
)
from service.documents._members import (
    MemberRow,
    in_vietnamese_order,
    member_row,
    strength,
    strength_in_words,
)
from service.documents._printed import bare_number, typed_subject
from service.documents._type import DocumentType
from service.errors import Finding
from service.norm.printing import short_date

LEAST_OFFICIAL = 3
"""A cell has at least three official members (Điều lệ Đảng, Điều 21, 24)."""
PARTY_ORGANISATION_FROM = 30
"""From this many members on, a đảng bộ is founded rather than a cell."""


class Formation(StrEnum):
    """How the cell comes into being."""

    NEW = "new"
    SPLIT = "split"
    MERGE = "merge"
    TRANSFER = "transfer"


class SourceCell(Model):
    """A cell from which the new one is made."""

    name: Text = Field(title="Tên chi bộ")
    ends: bool = Field(title="Kết thúc hoạt động", description="true: chi bộ này kết thúc hoạt động.")


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
        description="appointed: chỉ định; elected_at_congress: bầu tại đại hội; "
        "separate_decision: có quyết định riêng.",
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
    """A split has one source cell, a merger at least two, a new cell none."""
    count = len(document.source_cells or [])
    if document.formation is Formation.NEW and count:
        yield error(
            "establishment.sources",
            "/source_cells",
            "Thành lập mới không có chi bộ nguồn; hãy bỏ phần này, hoặc chọn chia tách, hợp nhất, chuyển giao.",
            "A new cell has no source cells; remove them, or choose split, merge or transfer.",
        )
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


@rule("formation", "source_cells", "cell_name")
def sources_are_told_apart(document: CellEstablishmentDecision, _: Circumstances) -> Iterator[Finding]:
    """Each source cell once; the new cell does not end; a merger ends at least one."""
    sources = document.source_cells or []
    names = [cell_title(source.name).casefold() for source in sources]
    for index, (source, name) in enumerate(zip(sources, names, strict=True)):
        if name in names[:index]:
            yield error(
                "establishment.sources",
                f"/source_cells/{index}/name",
                "Chi bộ nguồn này đã ghi ở trên.",
                "This source cell stands above already.",
            )
        if source.ends and name == cell_title(document.cell_name).casefold():
            yield error(
                "establishment.sources",
                f"/source_cells/{index}/ends",
                "Chi bộ này trùng tên chi bộ được thành lập nên không thể kết thúc hoạt động; hãy xem lại.",
                "This cell has the name of the new one, so that it cannot end; give ends false.",
            )
    if document.formation is Formation.MERGE and sources and not any(source.ends for source in sources):
        yield warning(
            "establishment.merge",
            "/source_cells",
            "Hợp nhất nhưng không chi bộ nguồn nào kết thúc hoạt động; hãy xem lại.",
            "A merger in which no source cell ends; check.",
        )


@rule("source_cells", "handover")
def handover_is_of_an_ended_cell(document: CellEstablishmentDecision, _: Circumstances) -> Iterator[Finding]:
    """What is not printed is refused rather than dropped in silence."""
    if document.handover and not any(source.ends for source in document.source_cells or []):
        yield error(
            "establishment.handover",
            "/handover",
            "Không có chi bộ nguồn nào kết thúc hoạt động nên không có bàn giao; hãy bỏ phần này.",
            "No source cell ends, so that nothing is handed over; remove this part.",
        )


@rule("issue_date", "effective_date", "proposals", "handover")
def dates_are_in_order(document: CellEstablishmentDecision, _: Circumstances) -> Iterator[Finding]:
    """C8: proposal ≤ issue ≤ effect ≤ handover."""
    issued, effective = document.issue_date, document.effective_date
    starts = effective or issued
    if document.handover and starts and document.handover.deadline < starts:
        yield error(
            "C8",
            "/handover/deadline",
            "Hạn bàn giao trước ngày quyết định có hiệu lực.",
            "The handover ends before the decision takes effect.",
        )
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
    if effective and effective < issued:
        yield error(
            "C8",
            "/effective_date",
            "Ngày có hiệu lực trước ngày ban hành.",
            "The decision takes effect before it is issued.",
        )


def _parent(document: CellEstablishmentDecision) -> str:
    return document.parent_committee or party_organisation(document.issuing_body.name)


def _founding(document: CellEstablishmentDecision, circumstances: Circumstances) -> Provision:
    sources = listed([cell_title(source.name) for source in document.source_cells or []])
    how = {
        Formation.NEW: "",
        Formation.SPLIT: " trên cơ sở chia tách {sources}",
        Formation.MERGE: " trên cơ sở hợp nhất {sources}",
        Formation.TRANSFER: " trên cơ sở tiếp nhận {sources} được chuyển giao"
        if sources
        else " trên cơ sở tiếp nhận tổ chức đảng được chuyển giao",
    }[document.formation]
    return Provision(
        circumstances.say(
            "Thành lập {cell} trực thuộc {parent}" + how + ", gồm {strength}, có danh sách kèm theo.",
            cell=cell_title(document.cell_name),
            parent=_parent(document),
            sources=sources,
            strength=strength_in_words(strength(document.members), circumstances),
        )
    )


def _duties(document: CellEstablishmentDecision, circumstances: Circumstances) -> Provision:
    return Provision(
        circumstances.say(
            "{cell} có trách nhiệm tổ chức sinh hoạt chi bộ theo quy định, phân công công tác cho đảng viên, xây dựng "
            "quy chế làm việc, chương trình công tác và kế hoạch kiểm tra, giám sát của chi bộ.",
            cell=cell_title(document.cell_name),
        )
    )


def _ended(document: CellEstablishmentDecision) -> list[str]:
    return [cell_title(source.name) for source in document.source_cells or [] if source.ends]


def _ended_sources(document: CellEstablishmentDecision, circumstances: Circumstances) -> list[Provision]:
    ended = _ended(document)
    if not ended:
        return []
    names = listed(ended)
    superior = document.issuing_body.running_name
    successor = cell_title(document.cell_name)
    heir = successor if document.formation is Formation.MERGE else superior
    start = document.effective_date
    since = (
        circumstances.say("kể từ ngày {day}", day=short_date(start, circumstances.edition))
        if start and start != document.issue_date
        else circumstances.say("kể từ ngày Quyết định này có hiệu lực")
    )
    handed_over = (
        handover_in_words(document.handover, heir, circumstances)
        if document.handover
        else circumstances.say("bàn giao hồ sơ, sổ sách, tài liệu, số dư đảng phí cho {heir}", heir=heir)
    )
    text = circumstances.say("{names} kết thúc hoạt động {since}; {done}", names=names, since=since, done=handed_over)
    return [Provision(f"{text}.")]


def _proposal_lines(document: CellEstablishmentDecision, circumstances: Circumstances) -> list[str]:
    lines = []
    for proposal in document.proposals or []:
        line = circumstances.say("Xét đề nghị của {body}", body=proposal.body)
        if proposal.type or proposal.number:
            line += circumstances.say(" tại {type}", type=proposal.type or circumstances.say("văn bản"))
        if proposal.number:
            line += f" số {bare_number(proposal.number)}"
        if proposal.date:
            line += f", ngày {short_date(proposal.date, circumstances.edition)}"
        lines.append(line)
    return lines


def _subject(document: CellEstablishmentDecision) -> str:
    return typed_subject(document) or f"về thành lập {cell_title(document.cell_name)} trực thuộc {_parent(document)}"


def context(document: CellEstablishmentDecision, circumstances: Circumstances) -> EstablishmentAnnex:
    """The printed text of the decision and its list."""
    body, cell = document.issuing_body, cell_title(document.cell_name)
    paper = decision_paper(
        document,
        circumstances,
        subject=_subject(document),
        bases=document.legal_bases or default_bases(document, circumstances),
        provisions=[
            _founding(document, circumstances),
            *leaders_provision(document, circumstances),
            _duties(document, circumstances),
            *_ended_sources(document, circumstances),
        ],
        closing=closing_provision(
            document,
            [
                circumstances.say("Các tổ chức đảng, cơ quan có liên quan"),
                *_ended(document),
                circumstances.say("{cell} và các đồng chí có tên trong danh sách kèm theo", cell=cell),
            ],
            circumstances,
        ),
        recipients=[
            *superior_organisation_board(body, circumstances),
            *(Recipient.model_construct(name=name) for name in [cell, *_ended(document)]),
        ],
        further_bases=_proposal_lines(document, circumstances),
    )
    ordered = in_vietnamese_order(document.members)
    total = strength_in_words(strength(ordered), circumstances)
    return {
        **paper,
        "list_of": circumstances.say("đảng viên {cell}", cell=cell),
        "citation": annex_citation(document, circumstances),
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
        *DECISION_RULES,
        enough_official_members,
        not_too_many_members,
        sources_match_formation,
        sources_are_told_apart,
        handover_is_of_an_ended_cell,
        committee_is_lawful,
        term_is_usual,
        dates_are_in_order,
    ),
    label=lambda document: f"Quyết định thành lập {cell_title(document.cell_name)}",
)
