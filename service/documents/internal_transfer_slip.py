"""Giấy giới thiệu sinh hoạt đảng nội bộ, one per member, within one đảng bộ cơ sở.

Follows the content of the prescribed form (Hướng dẫn 12-HD/BTCTW of 2022, mục 4.2), to be used where the committee
accepts it; never an imitation of the pre-printed form of ten boxes that official transfers need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from pydantic import Field

from service.documents._circumstances import Circumstances
from service.documents._decision import cell_title
from service.documents._envelope import Envelope
from service.documents._fields import FreeText, Member, Month, Text
from service.documents._findings import error, rule, warning
from service.documents._members import PERSON_RULES
from service.documents._printed import SignatureBlock, letterhead, paragraphs, properties, signature_block
from service.documents._rules import SHARED_RULES, issued_by, someone_signs
from service.documents._slip_sheet import SlipPaper, fits_a5
from service.documents._type import DocumentType
from service.errors import Finding
from service.norm import IssuerKind
from service.norm.printing import padded_number, short_month

REGISTER_SYMBOL = "GTSHĐ"
"""Sổ giới thiệu sinh hoạt đảng: slips are numbered in this register, not in a series of papers."""
TITLE = "Giấy giới thiệu sinh hoạt đảng nội bộ"
ISSUERS = frozenset({IssuerKind.CELL, IssuerKind.GRASSROOTS_COMMITTEE, IssuerKind.STANDING_COMMITTEE})
GAP = "………"


class PaperSize(StrEnum):
    """Sheet of a slip (administrative slips may be A4 or A5)."""

    A5 = "A5"
    A4 = "A4"


class InternalTransferSlip(Envelope):
    """Payload of a slip."""

    register_number: int | None = Field(
        None, title="Số trong Sổ giới thiệu sinh hoạt đảng", description="Để trống: chừa chỗ ghi tay.", ge=1, le=99999
    )
    addressee: Text = Field(title="Kính gửi", examples=["Chi ủy Chi bộ thôn Đoài"])
    member: Member = Field(title="Đảng viên được giới thiệu")
    from_cell: Text = Field(title="Đang sinh hoạt tại", examples=["Chi bộ thôn Đông"])
    to_cell: Text = Field(title="Được giới thiệu đến sinh hoạt tại", examples=["Chi bộ thôn Đoài"])
    reason: FreeText | None = Field(None, title="Lý do")
    dues_paid_through: Month | None = Field(
        title="Đã đóng đảng phí đến hết tháng", description="null: chừa chỗ ghi tay.", examples=["2026-07"]
    )
    enclosures: list[Text] | None = Field(None, title="Hồ sơ kèm theo", max_length=30)
    paper: PaperSize | None = Field(
        None, title="Khổ giấy", description="A5 hoặc A4; mặc định A5 nếu nội dung vừa một trang, không thì A4."
    )


@rule("from_cell", "to_cell")
def cells_differ(document: InternalTransferSlip, _: Circumstances) -> Iterator[Finding]:
    """C17: a member moves to another cell."""
    if cell_title(document.from_cell).casefold() == cell_title(document.to_cell).casefold():
        yield error(
            "C17",
            "/to_cell",
            "Chi bộ chuyển đến trùng với chi bộ đang sinh hoạt.",
            "The receiving cell is the one the member is in.",
        )


@rule("issuer", "issuer_ref", "from_cell")
def a_cell_sends_its_own(document: InternalTransferSlip, _: Circumstances) -> Iterator[Finding]:
    """A cell introduces its own members; for those of another cell the đảng ủy does it."""
    body = document.issuer
    if body is None or body.kind is not IssuerKind.CELL:
        return
    if cell_title(body.name).casefold() != cell_title(document.from_cell).casefold():
        yield warning(
            "slip.issuer",
            "/from_cell",
            "Chi bộ chỉ giới thiệu đảng viên của mình; nơi đang sinh hoạt khác với chi bộ ký giấy, hãy xem lại.",
            "A cell introduces its own members; the member's cell is not the one that signs, check.",
        )


@rule()
def nothing_is_dropped(document: InternalTransferSlip, _: Circumstances) -> Iterator[Finding]:
    """What a slip does not print is refused rather than dropped in silence."""
    for name in ("subject", "legal_bases", "recipients", "replaces"):
        if getattr(document, name) is not None:
            yield error(
                "slip.field",
                f"/{name}",
                "Giấy giới thiệu không có trích yếu, căn cứ, nơi nhận hay văn bản thay thế; hãy bỏ phần này.",
                "A slip has no subject, bases, recipients or replaced paper; remove this field.",
            )


@rule("number")
def number_is_of_the_register(document: InternalTransferSlip, _: Circumstances) -> Iterator[Finding]:
    """Slips have no number of a document series."""
    if document.number is not None:
        yield error(
            "slip.number",
            "/number",
            "Giấy giới thiệu lấy số theo Sổ giới thiệu sinh hoạt đảng; hãy bỏ số này, ghi số trong Sổ.",
            "A slip is numbered in its register; give register_number.",
        )


@rule(*InternalTransferSlip.model_fields)
def fits_its_sheet(document: InternalTransferSlip, circumstances: Circumstances) -> Iterator[Finding]:
    """A long text on A5 may need a second page."""
    if document.paper is PaperSize.A5 and document.issuer is not None and not _fits_a5(document, circumstances):
        yield warning(
            "slip.long",
            "/paper",
            "Nội dung dài, có thể sang trang hai của khổ A5; nên chọn khổ A4.",
            "The text is long and may need a second A5 page; choose A4.",
        )


def _fits_a5(document: InternalTransferSlip, circumstances: Circumstances) -> bool:
    return fits_a5(context(document, circumstances), circumstances.edition)


def _variant(document: InternalTransferSlip, circumstances: Circumstances) -> str:
    size = document.paper or (PaperSize.A5 if _fits_a5(document, circumstances) else PaperSize.A4)
    return "a4" if size is PaperSize.A4 else ""


_TYPED_LABEL = re.compile(r"^[\s-]*kính\s+gửi\b\s*:?\s*", re.IGNORECASE)


def _addressee(document: InternalTransferSlip) -> str:
    """The addressee without the label that the paper has already, and without an end mark."""
    return _TYPED_LABEL.sub("", document.addressee).strip().rstrip(" ;,.") or document.addressee


def _paragraphs(document: InternalTransferSlip, circumstances: Circumstances) -> list[str]:
    return [*_person(document.member, circumstances), *_way(document, circumstances)]


def _person(member: Member, circumstances: Circumstances) -> list[str]:
    facts = [circumstances.say("đồng chí {name}", name=member.full_name)]
    facts.append(circumstances.say("sinh {day}", day=_day_in_words(member.birth, circumstances)))
    if member.party_card_no or member.is_official:
        facts.append(circumstances.say("số thẻ đảng viên {card}", card=member.party_card_no or GAP))
    if member.profile_no:
        facts.append(circumstances.say("số lý lịch {profile}", profile=member.profile_no))
    official = (
        circumstances.say("chính thức {day}", day=_day_in_words(member.official, circumstances))
        if member.is_official
        else circumstances.say("đảng viên dự bị")
    )
    facts.append(circumstances.say("vào Đảng {day}", day=_day_in_words(member.admission, circumstances)))
    facts.append(official)
    return paragraphs(circumstances.say("Giới thiệu ") + ", ".join(facts) + ".")


def _day_in_words(partial: str | None, circumstances: Circumstances) -> str:
    """``ngày 12/3/1980``, ``tháng 3/1980`` or ``năm 1980``, as much as is known."""
    unit = ("năm", "tháng", "ngày")[partial.count("/") if partial else -1]
    return circumstances.say(unit + " {day}", day=partial or GAP)


def _way(document: InternalTransferSlip, circumstances: Circumstances) -> list[str]:
    text = circumstances.say(
        "Đang sinh hoạt tại {here}, được giới thiệu đến sinh hoạt tại {there}.",
        here=document.from_cell,
        there=document.to_cell,
    )
    if document.reason:
        text += circumstances.say(" Lý do: {reason}.", reason=document.reason.strip().rstrip("."))
    return paragraphs(text)


def _dues(document: InternalTransferSlip, circumstances: Circumstances) -> str:
    if document.dues_paid_through is None:
        month = circumstances.say("{gap} năm {gap}", gap=GAP)
    else:
        year, number = document.dues_paid_through.split("-")
        month = short_month(int(number), int(year), circumstances.edition)
    return circumstances.say("Đã đóng đảng phí đến hết tháng {month}.", month=month)


def _signature(document: InternalTransferSlip, circumstances: Circumstances) -> SignatureBlock:
    """A cell's slip is signed for its chi ủy unless the payload says otherwise."""
    block = signature_block(document, circumstances)
    signing = document.signing
    given = signing is not None and (signing.authority or signing.on_behalf_of)
    if document.issuing_body.kind is IssuerKind.CELL and not given:
        return {**block, "authority": circumstances.say("T/M CHI ỦY")}
    return block


def context(document: InternalTransferSlip, circumstances: Circumstances) -> SlipPaper:
    """The printed text of the slip."""
    edition = circumstances.edition
    number = document.register_number
    figure = f" {padded_number(number, edition)} " if number is not None else edition.number_line.gap
    register = f"{edition.number_line.label}{figure}{REGISTER_SYMBOL}"
    enclosures = document.enclosures or []
    return {
        "properties": properties(document, circumstances.say(TITLE), document.member.full_name),
        "letterhead": letterhead(document, "", circumstances, number=register),
        "addressee": _addressee(document),
        "paragraphs": _paragraphs(document, circumstances),
        "dues": _dues(document, circumstances),
        "enclosures": [f"- {name.strip().rstrip(' ;,.')};" for name in enclosures[:-1]]
        + [f"- {name.strip().rstrip(' ;,.')}." for name in enclosures[-1:]],
        "signature": _signature(document, circumstances),
    }


def _label(document: InternalTransferSlip) -> str:
    number = "" if document.register_number is None else f"{document.register_number:02d}-{REGISTER_SYMBOL} "
    return f"{number}{TITLE} {document.member.full_name}"


DOCUMENT_TYPE = DocumentType(
    slug="internal-transfer-slip",
    title=TITLE,
    summary="Mỗi đảng viên một giấy, trong cùng một đảng bộ cơ sở; theo nội dung mẫu, dùng khi cấp ủy chấp nhận.",
    symbol="slip",
    page_kind="slip",
    model=InternalTransferSlip,
    printed=SlipPaper,
    context=context,
    rules=(
        *SHARED_RULES,
        issued_by("slip", ISSUERS),
        someone_signs,
        *PERSON_RULES,
        cells_differ,
        a_cell_sends_its_own,
        nothing_is_dropped,
        number_is_of_the_register,
        fits_its_sheet,
    ),
    label=_label,
    variants=("", "a4"),
    variant=_variant,
    number_field="register_number",
)
