"""The slips that a dissolution brings: one for each member who moves within the đảng bộ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from unicodedata import normalize

from service.documents._companions import Companion, Transfer, Transfers
from service.documents._decision import cell_title
from service.documents._fields import Member
from service.documents._moving import MovedMember, TransferKind, destination_of, unit_of
from service.documents.internal_transfer_slip import DOCUMENT_TYPE as SLIP
from service.documents.internal_transfer_slip import ISSUERS
from service.norm import IssuerKind

MOST_MEMBERS = 20_000
"""A longer list is refused; nobody makes slips of it."""

_SHARED = ("issuer", "issuer_ref", "issue_date", "signature", "draft_no", "norm")
"""What a slip has from the envelope of its decision. Not its number, recipients, urgency, nor its client_ref."""
_OF_A_MEMBER = frozenset(Member.model_fields)
_NO_SLIPS_FROM = frozenset(kind.value for kind in IssuerKind) - frozenset(kind.value for kind in ISSUERS)


def slips_of(payload: Mapping[str, Any], issuer: str) -> Iterator[Companion]:
    """A slip for each member of a dissolution's payload who goes to a cell of the same đảng bộ.

    The payload need not have been read: what is no text or list where one belongs brings no slip. ``issuer`` is the
    name of its issuer, also where that stands in the directory. The register number is still missing.
    """
    members = payload.get("members")
    if not isinstance(members, list) or len(members) > MOST_MEMBERS or _gives_no_slips(payload.get("issuer")):
        return
    shared = {field: payload[field] for field in _SHARED if payload.get(field) is not None}
    from_cell = _cell(payload.get("cell_name"))
    for index, member in enumerate(members):
        to_cell = _cell(member.get("destination_cell")) if isinstance(member, dict) and _stays(member, issuer) else ""
        if to_cell:
            yield _slip(f"/members/{index}", member, shared, from_cell, to_cell)


def _gives_no_slips(issuer: object) -> bool:
    """A huyện ủy or tỉnh ủy: what it dissolves is no part of a đảng bộ cơ sở."""
    kind = issuer.get("kind") if isinstance(issuer, dict) else None
    return isinstance(kind, str) and kind in _NO_SLIPS_FROM


def _stays(member: Mapping[str, Any], issuer: str) -> bool:
    """Whether the member moves within the đảng bộ."""
    kind, committee = member.get("transfer_kind"), member.get("destination_committee")
    if kind not in (None, TransferKind.INTERNAL.value):
        return False
    return committee is None or (
        isinstance(committee, str) and unit_of(normalize("NFC", committee)) == unit_of(normalize("NFC", issuer))
    )


def _cell(name: object) -> str:
    return cell_title(normalize("NFC", name)) if isinstance(name, str) and name.strip() else ""


def _slip(
    pointer: str, member: Mapping[str, Any], shared: Mapping[str, Any], from_cell: str, to_cell: str
) -> Companion:
    destination = f"{pointer}/destination_cell"
    return Companion(
        slug=SLIP.slug,
        pointer=pointer,
        payload={
            **shared,
            "addressee": _leaders_of(to_cell),
            "member": {field: value for field, value in member.items() if field in _OF_A_MEMBER},
            "from_cell": from_cell,
            "to_cell": to_cell,
            "dues_paid_through": None,
        },
        origins={
            **{field: f"/{field}" for field in shared},
            "member": pointer,
            "from_cell": "/cell_name",
            "to_cell": destination,
            "addressee": destination,
        },
    )


def _leaders_of(cell: str) -> str:
    """Whom a slip is addressed to: the chi ủy of a cell, the đảng ủy of a đảng bộ bộ phận."""
    if cell.lower().startswith("chi bộ"):
        return f"Chi ủy {cell}"
    return f"Đảng ủy{cell[len('Đảng bộ') :]}"


def transfers_of(cell_name: str, members: Iterable[MovedMember]) -> Transfers:
    """The members of a dissolved cell in the order of their list, for a summary of several decisions."""
    listed = (
        Transfer(
            pointer=f"/members/{index}",
            full_name=member.full_name,
            birth=member.birth or "",
            party_card_no=member.party_card_no or "",
            is_official=member.is_official,
            kind=member.moves.value,
            destination=destination_of(member),
            reason=member.pending_reason or "",
        )
        for index, member in enumerate(members)
    )
    return Transfers(cell_title(cell_name), tuple(listed))
