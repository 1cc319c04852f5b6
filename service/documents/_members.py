"""Party members, listed or alone: how they are counted, judged, ordered and printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypedDict, TypeVar

from service.documents._circumstances import Circumstances
from service.documents._envelope import Envelope
from service.documents._fields import Member, earliest, latest
from service.documents._findings import Rule, error, rule, warning
from service.documents._names import vietnamese_order
from service.documents._rules import judging_day
from service.errors import Finding
from service.norm.printing import grouped

LONG_CARD_NUMBERS_FROM = date(2025, 1, 1)
"""Cards carry 12 digits instead of 8 from 2025 on."""


class Strength(TypedDict):
    """How many members, of whom official and on probation."""

    total: int
    official: int
    probationary: int


def strength(members: Iterable[Member]) -> Strength:
    """Count ``members``."""
    statuses = [member.is_official for member in members]
    return {"total": len(statuses), "official": sum(statuses), "probationary": len(statuses) - sum(statuses)}


def strength_in_words(counted: Strength, circumstances: Circumstances) -> str:
    """``25 đảng viên (23 chính thức, 2 dự bị)``."""
    figures = {kind: grouped(counted[kind]) for kind in ("total", "official", "probationary")}
    if not counted["probationary"]:
        return circumstances.say("{total} đảng viên chính thức", **figures)
    if not counted["official"]:
        return circumstances.say("{total} đảng viên dự bị", **figures)
    return circumstances.say("{total} đảng viên ({official} chính thức, {probationary} dự bị)", **figures)


Person = TypeVar("Person", bound=Member)


def in_vietnamese_order(members: Iterable[Person]) -> list[Person]:
    """Sorted by tên, đệm, họ."""
    return sorted(members, key=lambda member: vietnamese_order(member.full_name))


class MemberRow(TypedDict):
    """One row of an annexed list; every cell as printed, "" where nothing is known."""

    ordinal: str
    full_name: str
    birth: str
    card: str
    admission: str
    official: str
    position: str
    note: str


def member_row(ordinal: int, member: Member, circumstances: Circumstances) -> MemberRow:
    """The cells of one member; on probation, the column of the official date says so."""
    return {
        "ordinal": str(ordinal),
        "full_name": member.full_name,
        "birth": member.birth or "",
        "card": member.party_card_no or "",
        "admission": member.admission or "",
        "official": (member.official or "") if member.is_official else circumstances.say("dự bị"),
        "position": member.position or "",
        "note": member.note or "",
    }


@rule("members")
def members_fit_limit(document: Envelope, circumstances: Circumstances) -> Iterator[Finding]:
    """No more members than the setting allows."""
    count = len(_members(document))
    most = circumstances.practice.max_members
    if count > most:
        yield error(
            "limit.members",
            "/members",
            f"Danh sách có {count} đảng viên, nhiều hơn mức cho phép {most}.",
            f"The list has {count} members, more than the limit of {most}.",
        )


@rule("members")
def members_stand_once(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """Duplicates are judged by card number, or by name and birth; never by name alone."""
    seen: dict[tuple[str, ...], int] = {}
    for index, member in enumerate(_members(document)):
        keys: list[tuple[str, ...]] = []
        if member.party_card_no:
            keys.append(("card", member.party_card_no))
        if member.birth:
            # 5/3/1980 and 05/3/1980 are one day
            birth = "/".join(str(int(part)) for part in member.birth.split("/"))
            keys.append(("name", " ".join(member.full_name.casefold().split()), birth))
        first = next((seen[key] for key in keys if key in seen), None)
        if first is not None:
            yield error(
                "member.duplicate",
                f"/members/{index}",
                f"Người này trùng với dòng thứ {first + 1} (cùng số thẻ, hoặc cùng họ tên và ngày sinh).",
                f"This person repeats entry {first + 1} (same card number, or same name and birth).",
            )
        for key in keys:
            seen.setdefault(key, index)


@rule("members")
def references_are_unique(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """A ref given twice could mean two people."""
    seen: set[str] = set()
    for index, member in enumerate(_members(document)):
        if member.ref is not None and member.ref in seen:
            yield error(
                "member.ref",
                f"/members/{index}/ref",
                "Mã tham chiếu này đã dùng cho người khác trong danh sách.",
                "Another member of the list has this ref.",
            )
        if member.ref is not None:
            seen.add(member.ref)


_YEAR_IN_A_NAME = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])|[\t\n]")


@rule("members", "member")
def names_are_of_one_person(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """A year, a tab or a second line in a name: cells of a table came into one. One warning, at the first."""
    found = [pointer for pointer, member in _people(document) if _YEAR_IN_A_NAME.search(member.full_name)]
    if found:
        vi, en = _several(found)
        yield warning(
            "member.name",
            f"{found[0]}/full_name",
            f"Họ tên có năm, dấu tab hoặc nhiều dòng{vi}: có thể nhiều ô của bảng đã vào một ô; hãy xem lại.",
            f"A name holds a year, a tab or several lines{en}: several cells may have come into one; check.",
        )


def _several(findings: Sequence[str]) -> tuple[str, str]:
    more = len(findings) - 1
    return (f" (và {more} người khác)", f" (and {more} more)") if more else ("", "")


@rule("members", "member", "issue_date")
def cards_are_plausible(document: Envelope, circumstances: Circumstances) -> Iterator[Finding]:
    """Probationary members have no card; 8 digits before 2025, 12 since. One warning each, at the first case."""
    people = _people(document)
    probationary = [pointer for pointer, m in people if m.party_card_no and not m.is_official]
    if probationary:
        vi, en = _several(probationary)
        yield warning(
            "member.card-probationary",
            f"{probationary[0]}/party_card_no",
            f"Đảng viên dự bị chưa có thẻ đảng viên{vi}; hãy xem lại.",
            f"A probationary member has no card yet{en}; check.",
        )
    digits = 12 if judging_day(document, circumstances) >= LONG_CARD_NUMBERS_FROM else 8
    other = [pointer for pointer, m in people if m.party_card_no and m.is_official and len(m.party_card_no) != digits]
    if other:
        vi, en = _several(other)
        yield warning(
            "member.card-length",
            f"{other[0]}/party_card_no",
            f"Vào ngày của văn bản, số thẻ đảng viên có {digits} chữ số{vi}; hãy xem lại.",
            f"At the paper's date card numbers have {digits} digits{en}; check.",
        )


@rule("members", "member")
def careers_are_plausible(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """Aged 18 at admission, admitted before official, a year of probation: only warned of, records are old."""
    for pointer, member in _people(document):
        if member.birth and member.admission:
            born, admitted = earliest(member.birth), latest(member.admission)
            if (admitted.year - 18, admitted.month, admitted.day) < (born.year, born.month, born.day):
                yield warning(
                    "member.age",
                    f"{pointer}/admission",
                    "Ngày vào Đảng trước khi đủ 18 tuổi; hãy xem lại.",
                    "Admitted before the age of 18; check.",
                )
        if member.admission and member.official and latest(member.official) < earliest(member.admission):
            yield warning(
                "member.official-before-admission",
                f"{pointer}/official",
                "Ngày chính thức trước ngày vào Đảng; hãy xem lại.",
                "Official before admission; check.",
            )
        elif member.admission and member.official and member.official != member.admission:
            probation = (latest(member.official) - earliest(member.admission)).days
            if probation < 365:
                yield warning(
                    "member.probation",
                    f"{pointer}/official",
                    "Thời gian dự bị chưa đủ 12 tháng; hãy xem lại.",
                    "Less than 12 months of probation; check.",
                )


@rule("members", "member_total", "official_count", "probationary_count")
def counts_agree(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """C1: counts that were typed equal those that the list gives."""
    counted = strength(_members(document))
    typed = {
        "member_total": (counted["total"], "số đảng viên", "members"),
        "official_count": (counted["official"], "số đảng viên chính thức", "official members"),
        "probationary_count": (counted["probationary"], "số đảng viên dự bị", "members on probation"),
    }
    for name, (real, vi, en) in typed.items():
        given = getattr(document, name)
        if given is not None and given != real:
            yield error(
                "C1",
                f"/{name}",
                f"Ghi {given} nhưng danh sách có {real} ({vi}); hãy sửa hoặc bỏ trống để tự tính.",
                f"Says {given}, but the list has {real} {en}; mend it or leave it out to have it counted.",
            )


def _members(document: Envelope) -> Sequence[Member]:
    found: Sequence[Member] | None = getattr(document, "members", None)
    return found or ()


def _people(document: Envelope) -> Sequence[tuple[str, Member]]:
    """The members of the list, or the one ``member`` that a paper is about, each with the pointer to it."""
    alone: Member | None = getattr(document, "member", None)
    if alone is not None:
        return [("/member", alone)]
    return [(f"/members/{index}", member) for index, member in enumerate(_members(document))]


@rule("members", "member", "issue_date")
def careers_lie_in_the_past(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """C8: nobody was born, admitted or made official after the paper."""
    issued = document.issue_date
    if issued is None:
        return
    for pointer, member in _people(document):
        official = member.official if member.is_official else None
        for field, partial in (("birth", member.birth), ("admission", member.admission), ("official", official)):
            if partial and earliest(partial) > issued:
                yield error(
                    "C8",
                    f"{pointer}/{field}",
                    "Ngày này sau ngày ban hành văn bản; hãy xem lại.",
                    "This date is later than the paper; check.",
                )


@rule("members", "member")
def probation_has_not_ended(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """A member on probation has no official date yet; the list prints “dự bị” instead. One warning, at the first."""
    dated = [f"{pointer}/official" for pointer, m in _people(document) if m.official and not m.is_official]
    if dated:
        vi, en = _several(dated)
        yield warning(
            "member.official-probationary",
            dated[0],
            f"Đảng viên dự bị chưa có ngày chính thức{vi}; hãy xem lại, danh sách chỉ in “dự bị”.",
            f"A probationary member has no official date yet{en}; check, the list only says “dự bị”.",
        )


PERSON_RULES: tuple[Rule, ...] = (
    cards_are_plausible,
    names_are_of_one_person,
    careers_are_plausible,
    careers_lie_in_the_past,
    probation_has_not_ended,
)
"""Rules of each person: of every type with a ``members`` list or one ``member``."""

MEMBER_RULES: tuple[Rule, ...] = (
    members_fit_limit,
    members_stand_once,
    references_are_unique,
    *PERSON_RULES,
)
"""Rules of every type with a ``members`` list."""
