"""Quyết định giải thể (kết thúc hoạt động) chi bộ và chuyển đảng viên, with the lists of who goes where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

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
    party_organisation,
    superior_organisation_board,
)
from service.documents._envelope import LegalBasis, Recipient
from service.documents._fields import Count, Day, Model, Text
from service.documents._findings import error, rule, warning
from service.documents._handover import Handover, handover_in_words
from service.documents._members import strength, strength_in_words
from service.documents._moving import (
    MovedList,
    MovedMember,
    TransferKind,
    annexed_lists,
    by_destination,
    moving,
    plain_name,
    unit_of,
)
from service.documents._printed import bare_number, typed_subject
from service.documents._rules import (
    DISTRICTS_ENDED,
    judge_citations,
    judging_day,
)
from service.documents._transfer_slips import slips_of, transfers_of
from service.documents._type import DocumentType
from service.errors import Finding
from service.norm import Citation
from service.norm.printing import short_date

SHORTER_TRANSFERS_FROM = date(2021, 7, 30)
"""From 24-QĐ/TW (mục 6.3.5) on a transfer takes at most 30 working days; the older rule gave 60."""


class Action(StrEnum):
    """What happens to the cell: giải thể (practice of 2018–2019) or kết thúc hoạt động (reorganisation of 2025)."""

    DISSOLVE = "giai_the"
    END = "ket_thuc_hoat_dong"


class PolicyReference(Model):
    """Chủ trương: a document by which the cell ends."""

    type: Text = Field(title="Loại văn bản", examples=["Kết luận"])
    number: Text = Field(title="Số, ký hiệu", examples=["38-KL/TW"])
    date: Day | None = Field(None, title="Ngày")
    issuer: Text | None = Field(None, title="Cơ quan ban hành", examples=["Bộ Chính trị"])
    title: Text | None = Field(None, title="Về việc")


class Destination(Model):
    """How many members a cell receives."""

    cell: Text = Field(title="Chi bộ tiếp nhận")
    count: Count = Field(title="Số đảng viên")


class CellDissolutionDecision(Decision):
    """Payload of a decision that ends a cell and moves its members."""

    cell_name: Text = Field(title="Tên chi bộ", examples=["Chi bộ cơ quan xã Tiên Phong"])
    action: Action | None = Field(
        None,
        title="Giải thể / kết thúc hoạt động",
        description="giai_the: giải thể; ket_thuc_hoat_dong: kết thúc hoạt động. Mặc định kết thúc hoạt động kể từ "
        "01/7/2025, trước đó giải thể.",
    )
    reason: Text = Field(title="Lý do", examples=["thực hiện chủ trương không tổ chức chi bộ cơ quan xã"])
    policy_refs: list[PolicyReference] | None = Field(None, title="Chủ trương của cấp trên", max_length=50)
    effective_date: Day = Field(title="Ngày chấm dứt hoạt động")
    members: list[MovedMember] = Field(title="Danh sách đảng viên", min_length=1, max_length=20_000)
    member_total: Count | None = Field(None, title="Tổng số đảng viên", description="Tự tính từ danh sách.")
    official_count: Count | None = Field(None, title="Số đảng viên chính thức", description="Tự tính từ danh sách.")
    probationary_count: Count | None = Field(None, title="Số đảng viên dự bị", description="Tự tính từ danh sách.")
    destinations: list[Destination] | None = Field(
        None,
        title="Tổng hợp theo chi bộ tiếp nhận",
        description="Tự tính từ danh sách. Nơi ngoài đảng bộ ghi như danh sách in: Chi bộ …, Đảng ủy …",
        max_length=20_000,
    )
    handover: Handover = Field(title="Bàn giao")


class DissolutionAnnex(DecisionPaper):
    """The decision and its annexed lists."""

    list_of: str
    citation: str
    lists: list[MovedList]
    total: str


@rule("cell_name", "members")
def everybody_goes_somewhere(document: CellDissolutionDecision, _: Circumstances) -> Iterator[Finding]:
    """C17: each member has a destination other than the dissolved cell, or is pending with a reason."""
    dissolved = plain_name(document.cell_name)
    own = unit_of(document.issuer.running_name) if document.issuer else ""
    for index, member in enumerate(document.members):
        pointer = f"/members/{index}"
        if member.moves is not TransferKind.PENDING and member.pending_reason:
            yield error(
                "C17",
                f"{pointer}/pending_reason",
                "Ghi lý do chưa chuyển nhưng hình thức chuyển không phải là “chưa chuyển”; hãy sửa lại.",
                "A reason for waiting, but the transfer is not pending; mend one of the two.",
            )
        if member.moves is TransferKind.PENDING:
            if member.destination_cell or member.destination_committee:
                yield error(
                    "C17",
                    f"{pointer}/destination_cell",
                    "Đảng viên chưa chuyển thì không ghi nơi tiếp nhận; hãy bỏ phần này.",
                    "A member who is not moved yet has no destination; remove it.",
                )
            if not member.pending_reason:
                yield error(
                    "C17",
                    f"{pointer}/pending_reason",
                    "Đảng viên chưa chuyển phải ghi lý do (đi nước ngoài, đang xem xét kỷ luật …).",
                    "A member who is not moved yet needs a reason (abroad, under discipline …).",
                )
        elif not member.destination_cell and not (
            member.moves is TransferKind.OFFICIAL and member.destination_committee
        ):
            yield error(
                "C17",
                f"{pointer}/destination_cell",
                "Chưa ghi chi bộ tiếp nhận; nếu chưa chuyển thì chọn hình thức chuyển là “chưa chuyển” và ghi lý do.",
                "The receiving cell is missing; for a member not moved yet give transfer_kind pending and a reason.",
            )
        elif (
            member.destination_cell
            and plain_name(member.destination_cell) == dissolved
            and unit_of(member.destination_committee or own) == own
        ):
            yield error(
                "C17",
                f"{pointer}/destination_cell",
                "Chi bộ tiếp nhận chính là chi bộ kết thúc hoạt động.",
                "The receiving cell is the one that ends.",
            )


@rule("members", "destinations")
def destinations_agree(document: CellDissolutionDecision, _: Circumstances) -> Iterator[Finding]:
    """C1: the typed summary equals the list, cell by cell."""
    if document.destinations is None:
        return
    counted = {plain_name(cell): len(members) for cell, members in by_destination(moving(document.members)).items()}
    for index, destination in enumerate(document.destinations):
        real = counted.pop(plain_name(destination.cell), 0)
        if destination.count != real:
            yield error(
                "C1",
                f"/destinations/{index}/count",
                f"Ghi {destination.count} nhưng danh sách chuyển đến chi bộ này có {real} đảng viên.",
                f"Says {destination.count}, but {real} members of the list go to this cell.",
            )
    if counted:
        yield error(
            "C1",
            "/destinations",
            f"Thiếu {len(counted)} chi bộ tiếp nhận có trong danh sách; sửa hoặc bỏ trống để tự tính.",
            f"{len(counted)} receiving cell(s) of the list are missing here; mend it or leave it out.",
        )


@rule("issue_date", "effective_date", "handover", "policy_refs")
def dates_are_in_order(document: CellDissolutionDecision, circumstances: Circumstances) -> Iterator[Finding]:
    """C8: policy ≤ issue ≤ end of the cell ≤ handover. C10: a policy that has been replaced is warned of."""
    if document.issue_date and document.effective_date < document.issue_date:
        yield error(
            "C8",
            "/effective_date",
            "Ngày chấm dứt hoạt động trước ngày ban hành.",
            "The cell ends before the decision is issued.",
        )
    if document.handover.deadline < document.effective_date:
        yield error(
            "C8",
            "/handover/deadline",
            "Hạn bàn giao trước ngày chấm dứt hoạt động.",
            "The handover ends before the cell does.",
        )
    for index, reference in enumerate(document.policy_refs or []):
        cited = [Citation(reference.number, reference.date)]
        yield from judge_citations(cited, f"/policy_refs/{index}", document, circumstances)


@rule("members")
def transfers_out_are_named(document: CellDissolutionDecision, _: Circumstances) -> Iterator[Finding]:
    """An official transfer leaves the đảng bộ: its receiving committee should be named."""
    unnamed = [
        index
        for index, member in enumerate(document.members)
        if member.moves is TransferKind.OFFICIAL and not member.destination_committee
    ]
    if unnamed:
        yield warning(
            "transfer.committee",
            f"/members/{unnamed[0]}/destination_committee",
            f"Chuyển chính thức ra ngoài đảng bộ nên ghi rõ đảng ủy tiếp nhận ({len(unnamed)} người chưa ghi).",
            f"An official transfer should name the receiving committee ({len(unnamed)} without).",
        )


def _verb(document: CellDissolutionDecision, day: date) -> str:
    action = document.action or (Action.END if day >= DISTRICTS_ENDED else Action.DISSOLVE)
    return "giải thể" if action is Action.DISSOLVE else "kết thúc hoạt động"


def _policy_bases(document: CellDissolutionDecision, circumstances: Circumstances) -> list[LegalBasis]:
    bases = []
    for reference in document.policy_refs or []:
        text = circumstances.say("{type} số {number}", type=reference.type, number=bare_number(reference.number))
        if reference.date:
            text += circumstances.say(", ngày {day}", day=short_date(reference.date, circumstances.edition))
        if reference.issuer:
            text += circumstances.say(" của {issuer}", issuer=reference.issuer)
        if reference.title:
            title = re.sub(r"^\s*(?:về|v/v)\s+", "", reference.title.strip(), flags=re.IGNORECASE)
            text += circumstances.say(" về {title}", title=title)
        bases.append(LegalBasis(text=text))
    return bases


def _ending(document: CellDissolutionDecision, circumstances: Circumstances) -> Provision:
    verb, cell = _verb(document, judging_day(document, circumstances)), cell_title(document.cell_name)
    body = document.issuing_body
    return Provision(
        circumstances.say(
            "{verb} {cell} trực thuộc {parent} kể từ ngày {day}. Lý do: {reason}.",
            verb=verb[0].upper() + verb[1:],
            cell=cell,
            parent=party_organisation(body.name),
            day=short_date(document.effective_date, circumstances.edition),
            reason=document.reason.strip().rstrip("."),
        ),
        circumstances.say(
            "{cell} {done}.", cell=cell, done=handover_in_words(document.handover, body.running_name, circumstances)
        ),
    )


def _moving(document: CellDissolutionDecision, circumstances: Circumstances) -> Provision:
    """Who goes where, and who does not yet; nothing is said of a transfer where everybody waits."""
    moved = moving(document.members)
    waiting = len(document.members) - len(moved)
    texts = [*_destinations(document, moved, circumstances), _procedure(document, circumstances)] if moved else []
    if waiting:
        texts.append(
            circumstances.say(
                "Chưa chuyển sinh hoạt đảng đối với {count} đảng viên vì lý do ghi trong danh sách kèm theo.",
                count=waiting,
            )
        )
    return Provision(*texts)


def _destinations(
    document: CellDissolutionDecision, moved: Sequence[MovedMember], circumstances: Circumstances
) -> list[str]:
    destinations = by_destination(moved)
    cells_only = all(member.destination_cell for member in moved)
    opening = circumstances.say(
        "Chuyển {strength} của {cell} về sinh hoạt tại {where}, có danh sách kèm theo:",
        strength=strength_in_words(strength(moved), circumstances),
        cell=cell_title(document.cell_name),
        where=circumstances.say("{n} chi bộ", n=len(destinations)) if cells_only else "các tổ chức đảng sau",
    )
    ends = [";"] * (len(destinations) - 1) + ["."]
    return [opening] + [
        circumstances.say("- {cell}: {count} đảng viên{end}", cell=cell, count=len(members), end=end)
        for (cell, members), end in zip(destinations.items(), ends, strict=True)
    ]


def _procedure(document: CellDissolutionDecision, circumstances: Circumstances) -> str:
    day = judging_day(document, circumstances)
    return circumstances.say(
        "{body} làm thủ tục chuyển sinh hoạt đảng cho các đồng chí được chuyển trong thời hạn {days} ngày làm việc, kể "
        "từ ngày {start}.",
        body=document.issuing_body.running_name,
        days=circumstances.practice.transfer_days or (30 if day >= SHORTER_TRANSFERS_FROM else 60),
        start=short_date(document.effective_date, circumstances.edition),
    )


def _subject(document: CellDissolutionDecision, circumstances: Circumstances) -> str:
    moves = " và chuyển sinh hoạt đảng cho đảng viên" if moving(document.members) else ""
    return typed_subject(document) or circumstances.say(
        "về {verb} {cell}" + moves,
        verb=_verb(document, judging_day(document, circumstances)),
        cell=cell_title(document.cell_name),
    )


def _label(document: CellDissolutionDecision) -> str:
    return (
        f"Quyết định {_verb(document, document.issue_date or document.effective_date)} {cell_title(document.cell_name)}"
    )


def context(document: CellDissolutionDecision, circumstances: Circumstances) -> DissolutionAnnex:
    """The printed text of the decision and its lists."""
    body, cell = document.issuing_body, cell_title(document.cell_name)
    bases = document.legal_bases or [*default_bases(document, circumstances), *_policy_bases(document, circumstances)]
    receiving = list(by_destination(moving(document.members)))
    paper = decision_paper(
        document,
        circumstances,
        subject=_subject(document, circumstances),
        bases=bases,
        provisions=[_ending(document, circumstances), _moving(document, circumstances)],
        closing=closing_provision(
            document,
            [
                circumstances.say("Các tổ chức đảng, cơ quan có liên quan"),
                cell,
                circumstances.say(
                    ("các chi bộ tiếp nhận và " if receiving else "") + "các đồng chí có tên trong danh sách kèm theo"
                ),
            ],
            circumstances,
        ),
        recipients=[
            *superior_organisation_board(body, circumstances),
            *(Recipient.model_construct(name=name) for name in receiving),
        ],
    )
    return {
        **paper,
        "list_of": circumstances.say("đảng viên {cell}" + (" chuyển sinh hoạt đảng" if receiving else ""), cell=cell),
        "citation": annex_citation(document, circumstances),
        "lists": annexed_lists(document.members, circumstances),
        "total": circumstances.say(
            "Tổng cộng: {total}.", total=strength_in_words(strength(document.members), circumstances)
        ),
    }


DOCUMENT_TYPE = DocumentType(
    slug="cell-dissolution-decision",
    title="Quyết định giải thể, kết thúc hoạt động chi bộ",
    summary="Giải thể hoặc kết thúc hoạt động chi bộ và chuyển đảng viên; kèm danh sách theo chi bộ tiếp nhận.",
    symbol=SYMBOL,
    page_kind="titled",
    model=CellDissolutionDecision,
    printed=DissolutionAnnex,
    context=context,
    rules=(
        *DECISION_RULES,
        everybody_goes_somewhere,
        destinations_agree,
        dates_are_in_order,
        transfers_out_are_named,
    ),
    label=_label,
    companions=slips_of,
    transfers=lambda document: transfers_of(document.cell_name, document.members),
)
