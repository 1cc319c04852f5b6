"""What follows from the kind of an issuing body: symbol, authority line, usual position, seal, powers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from service.norm._loading import as_model, read_toml
from service.norm.edition import Cited


class IssuerKind(StrEnum):
    """Kinds of bodies that issue papers (399-QĐ/TW, Điều 11 and 13)."""

    CELL = "cell"
    GRASSROOTS_COMMITTEE = "grassroots_committee"
    STANDING_COMMITTEE = "standing_committee"
    INSPECTION_COMMISSION = "inspection_commission"
    COMMITTEE_OFFICE = "committee_office"
    ADVISORY_ORGAN = "advisory_organ"
    PROVINCIAL_COMMITTEE = "provincial_committee"
    DISTRICT_COMMITTEE = "district_committee"
    CONGRESS = "congress"
    CONGRESS_PRESIDIUM = "congress_presidium"
    CONGRESS_SECRETARIAT = "congress_secretariat"
    VOTE_COUNTING_BOARD = "vote_counting_board"


class IssuerRules(Cited):
    """See the head of ``issuers.toml`` for each field."""

    name: str
    symbol: str
    authority: str
    position: str
    sealed: bool
    collective: bool
    archive: str
    types: tuple[str, ...]


def load_issuer_rules() -> Mapping[IssuerKind, IssuerRules]:
    """The rules of every kind of body. Raises :class:`service.errors.NormFault` where a kind is missing."""
    tables = read_toml("issuers.toml")
    return MappingProxyType(
        {kind: as_model(IssuerRules, tables.get(kind.value), f"issuers.toml [{kind.value}]") for kind in IssuerKind}
    )
